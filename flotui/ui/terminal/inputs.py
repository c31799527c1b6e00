# SPDX-License-Identifier: MIT
"""What Textual's line to type in keeps to itself; apart from `inner.py`, as the first screen has none."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text
from textual.widgets import Input


class ShownInput(Input):
    """A line that shows something else than its value, character for character."""

    def shown(self, text: str) -> str:
        """What is on screen for a part of the value.

        Args:
            text: the part, from the value's start.

        Returns:
            As many characters.
        """
        return text

    @property
    def _value(self) -> Text:
        # Not by a highlighter: it would be given the value without its bells and form feeds.
        return Text(self.shown(self.value), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return cell_len(self.shown(self.value[:position]))
