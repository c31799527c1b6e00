# SPDX-License-Identifier: MIT
"""Which keys the footer tells of while a reply is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from flotui.resources.base import Action
from flotui.ui.moving import FOLLOW, PREVIOUS

_BRIEFLY: Mapping[str, str] = {"subscribers.send": "sub-flow", "subscribers.template": "template"}
"""What keys do, in fewer words than elsewhere: the line says to whom."""
_LATER = (PREVIOUS, FOLLOW)
"""What looks around: it comes after all that is done with the chat."""


def needed_first(
    actions: Sequence[Action[object]], *, typed: bool, shut: bool, failed: bool
) -> Sequence[Action[object]]:
    """The actions, the most needed first; without a word those that would do nothing as the line is.

    Args:
        actions: those that there are while a reply is typed.
        typed: whether something is in the line.
        shut: whether the 24 hours are over, so that only a template arrives.
        failed: whether the text was sent and isn't done: the rule says which key goes on.
    """
    neither = shut or (typed and failed)
    idle = {"reply.send", "reply.canned"} if neither else {"reply.canned" if typed else "reply.send"}

    def place(action: Action[object]) -> int:
        if shut and action.id == "subscribers.template":
            return -1
        return int(action.id in _LATER)

    def worded(action: Action[object]) -> Action[object]:
        return replace(action, hint="" if action.id in idle else _BRIEFLY.get(action.id, action.hint))

    return sorted(map(worded, actions), key=place)
