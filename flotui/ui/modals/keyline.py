# SPDX-License-Identifier: MIT
"""The line of keys at the foot of a dialog: as many as fit, each of which a click presses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widgets import Static

from flotui.text.safe import sanitize
from flotui.ui.around import app_of
from flotui.ui.terminal.inner import key_of

Keys = Sequence[tuple[str, str]]
"""Keys and what they do, the important ones first: `("enter", "choose")`."""

_BETWEEN: Final = 2
_NAMES: Final = {"esc": "escape"}


class KeyLine(Static):
    """A line of keys. A click on one goes the way of a typed key, and is judged like one."""

    def __init__(self) -> None:
        """Make an empty one."""
        super().__init__(id="keys", markup=False)
        self._spots: list[tuple[int, str]] = []

    def put(self, keys: Keys, width: int) -> None:
        """Show as many keys as fit.

        Args:
            keys: the keys.
            width: the cells there are.
        """
        parts: list[Content] = []
        self._spots = []
        used = 0
        for key, word in keys:
            wide = cell_len(key) + 1 + cell_len(word) + (_BETWEEN if parts else 0)
            if used + wide > width:
                break
            used += wide
            self._spots.append((used, key))
            parts.append(Content.assemble((key, "bold $foreground"), " ", sanitize(word)))
        line = Content(" " * _BETWEEN).join(parts)
        if line != self.content:
            self.update(line)

    def on_click(self, event: events.Click) -> None:
        """Act as if the clicked key had been pressed."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        key = next((key for end, key in self._spots if offset.x < end), "")
        if pressed := named(key):
            event.stop()
            app_of(self).keys.take(events.Key(pressed, key if len(key) == 1 else None))


def named(shown: str) -> str:
    """The name of a key as Textual has it; empty where what is shown is no single key.

    Args:
        shown: as it is shown: `esc`, `/`, `ctrl+s`, `n/N`.
    """
    if len(shown) == 1:
        return key_of(shown)
    return "" if "/" in shown or " " in shown else _NAMES.get(shown, shown)
