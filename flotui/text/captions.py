# SPDX-License-Identifier: MIT
"""What a key of the API is called on screen: `is_new_bot_user` is a new subscriber, `flow_ns` a bot's id."""

from __future__ import annotations

import re
from typing import Final

from flotui.text.patterns import later

_HUMP: Final = later(r"(?<=[a-z0-9])(?=[A-Z])")
"""Where a word begins in `createdAt`."""
_SEVERAL: Final = (
    ("sub flow", "sub-flow"),
    ("bot user", "subscriber"),
    ("ai agent", "AI agent"),
    ("ai task", "AI task"),
)
"""Names that the API writes in two words."""
_WORDS: Final = {
    "flow": "bot",
    "user": "subscriber",
    "node": "step",
    "var": "field",
    "ns": "id",
    "uid": "id",
    "qty": "quantity",
    "num": "number",
    "avg": "average",
    "desc": "description",
    "msg": "message",
    "email": "e-mail",
    **{
        each: each.upper()
        for each in ("ai", "api", "ip", "js", "mid", "pdf", "sku", "sms", "url", "utc", "uuid")
    },
}
"""The field's words for the API's."""
_ASKED: Final = ("is ", "has ")
_ASIDE: Final = (*_ASKED, "number of ")
"""How a key may begin that is called without that: its value, yes or no or a number, says as much."""
_ASKS: Final = (*_ASKED, "can ", "allow ")
"""How a key begins that is answered by yes or no."""


def caption(key: str, *, named: bool = False, moment: bool = False) -> str:
    """What a key is called: in words, small letters but for the short forms.

    Args:
        key: as the API has it, a path of several too, of which the last counts: `data.tag_ns`.
        named: whether a name is shown for the id that it holds: `agent_id` is an agent then, not an agent id.
        moment: whether it holds a moment: `finished_at` is finished then.

    Returns:
        The words; the key itself where nothing is left of it.
    """
    last = key.rpartition(".")[2]
    words = " ".join(_HUMP.sub(" ", last).replace("_", " ").replace("-", " ").split()).lower()
    for name, better in _SEVERAL:
        words = re.sub(rf"\b{name}\b", better, words)
    words = " ".join(_WORDS.get(each, each) for each in words.split())
    if named:
        words = words.removesuffix(" id")
    if moment:
        words = words.removesuffix(" at")
    for begin in _ASIDE:
        words = words.removeprefix(begin)
    return words or key


def asks(key: str) -> bool:
    """Whether a key is answered by yes or no, by how it begins: `is_template`, `has_usage_limit`.

    Args:
        key: as the API has it.
    """
    return _HUMP.sub(" ", key.rpartition(".")[2]).replace("_", " ").lower().startswith(_ASKS)
