# SPDX-License-Identifier: MIT
"""The line at the bottom: the keys that do something where one is, each a link that does the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Never

from flotui.resources.base import Action
from flotui.resources.text import Span, cells_of
from flotui.ui.keymap import Keymap
from flotui.ui.widgets.links import Link

Hint = tuple[Span, Span]
"""A key, and the word that says what it does."""

WORDED = 100
"""Columns from which the keys that are there everywhere have their words."""


def line(
    width: int, keymap: Keymap, here: Iterable[Action[Never]], always: Iterable[Action[Never]]
) -> tuple[Span, ...]:
    """The keys of what is in front, as many as there is room for; at the right edge those that are there everywhere,
    which have no words where there is little room.

    Args:
        width: how many cells there are.
        keymap: the keys.
        here: the actions of what is in front, the most important first.
        always: the program's own.
    """
    own, ours = _hints(keymap, here), _hints(keymap, always, worded=width >= WORDED)
    room = width - 2 - sum(map(cells_of, ours))
    shown: list[Hint] = []
    for hint in own:
        room -= cells_of(hint)
        if room < 0:
            break
        shown.append(hint)
    # Where some are left out, the one key that tells of all of them is still there.
    more = (Span("…  ", "dim"),) if len(shown) < len(own) and room + cells_of(own[len(shown)]) >= 2 else ()
    left = (*(span for hint in shown for span in hint), *more)
    gap = width - 1 - cells_of(left) - sum(map(cells_of, ours))
    return (*left, Span(" " * max(0, gap)), *(span for hint in ours for span in hint))


def _hints(keymap: Keymap, actions: Iterable[Action[Never]], *, worded: bool = True) -> list[Hint]:
    return [
        (Link(key, "accent", action.id), Link(f" {action.hint}  " if worded else " ", "dim", action.id))
        for action in actions
        if action.hint and (key := keymap.shown(action))
    ]
