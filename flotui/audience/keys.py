# SPDX-License-Identifier: MIT
"""The keys of the query language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from flotui.text.fold import fold
from flotui.text.nearest import letters_apart, near


class QueryKey(msgspec.Struct, frozen=True):
    """A key of the language."""

    name: str
    """As it is written before the colon."""
    example: str
    """A whole term with it."""
    single: str = ""
    """Where a person has one value of it: what that is called with its article, as a sentence needs it."""


KEYS: Final = {
    each.name: each
    for each in (
        QueryKey("tag", "tag:vip"),
        QueryKey("label", 'label:"big spender"'),
        QueryKey("channel", "channel:whatsapp", "one channel"),
        QueryKey("status", "status:open,pending", "one status"),
        QueryKey("agent", "agent:me", "one agent"),
        QueryKey("field", "field.city=Lima"),
        QueryKey("has", "has:phone"),
        QueryKey("seen", "seen:<24h"),
        QueryKey("last", "last:>30d"),
        QueryKey("joined", "joined:2026-01..2026-03"),
        QueryKey("phone", "phone:+5511900004410"),
        QueryKey("email", "email:ana@example.com"),
        QueryKey("name", "name:souza"),
        QueryKey("id", "id:f123u456", "one id"),
        QueryKey("segment", 'segment:"Big spenders"'),
        QueryKey("event", "event:purchase"),
        QueryKey("bot", "bot:24h"),
        QueryKey("optin", "optin:email"),
        QueryKey("paused", "paused:yes", "one answer to that"),
        QueryKey("subscribed", "subscribed:yes", "one answer to that"),
        QueryKey("gender", "gender:female", "one gender"),
        QueryKey("lang", "lang:pt", "one language"),
        QueryKey("saved", 'saved:"old ones"'),
    )
}
"""Every key, by its name."""

HAD: Final = ("phone", "email", "name", "tag", "label", "agent", "gender", "lang", "seen", "last", "joined")
"""The keys of what somebody may have or not, beside user fields: `has:` asks for any value of it."""

TIMES: Final = ("seen", "last", "joined")
"""The keys that ask when something was."""

MEANT: Final = {
    "tags": "tag",
    "labels": "label",
    "language": "lang",
    "locale": "lang",
    "mail": "email",
    "e-mail": "email",
    "mobile": "phone",
    "opt-in": "optin",
    "first_name": "name",
    "last_name": "name",
    "first-name": "name",
    "last-name": "name",
    "last_seen": "seen",
    "last-seen": "seen",
    "lastseen": "seen",
    "subscribed_at": "joined",
    "assigned_to": "agent",
    "tel": "phone",
    "assigned": "agent",
    "assignee": "agent",
    "active": "seen",
    "interacted": "seen",
    "message": "last",
    "messaged": "last",
    "since": "joined",
    "created": "joined",
    "fields": "field",
    "user_field": "field",
    "state": "status",
    "user_ns": "id",
    "filter": "saved",
    "canal": "channel",
    "fone": "phone",
    "user": "name",
    "username": "name",
    "subscriber": "name",
}
"""Other words for the keys, to offer the right one."""

_YES: Final = ("paused", "subscribed")


def _being(value: str) -> str:
    """What `is:VALUE` means: a yes, a status, else a tag."""
    word = value.lower()
    if word.removeprefix("un") in _YES:
        return f"{word.removeprefix('un')}:{'no' if word.startswith('un') else 'yes'}"
    return f"{'status' if word in ('open', 'pending', 'done', 'spam') else 'tag'}:{value}"


IN_WORDS: Final[dict[str, Callable[[str], str]]] = {
    "is": _being,
    "with": lambda value: f"has:{value}",
    "no": lambda value: f"-has:{value}",
    "not": lambda value: f"-tag:{value}",
    "without": lambda value: f"-has:{value}",
    **dict.fromkeys(("in", "from", "to", "sort", "order", "limit", "by"), lambda _: ""),
}
"""Words that are no key and no user field, each with what the whole is likely meant as; empty for nobody knows."""

_LONG: Final = 6
"""Letters from which on two of a key may be wrong."""


def mistyped(key: str, keys: Iterable[str]) -> list[str]:
    """The keys that somebody may have typed so by a slip; a word that is farther from them is a user field's name.

    Args:
        key: what was typed as one.
        keys: those that it may be.
    """
    slips = 1 if len(key) < _LONG else 2
    return [each for each in near(key, keys) if letters_apart(fold(key), each) <= slips]
