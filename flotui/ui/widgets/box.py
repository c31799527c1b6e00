# SPDX-License-Identifier: MIT
"""Several lines to type in: Textual's text area, which is loaded once one is needed."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text as RichText
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from flotui.text.typable import is_typable
from flotui.ui.widgets.inputs import pictured


class Box(TextArea):
    """Several lines to type in; ctrl+e opens them in the person's own editor."""

    is_box: ClassVar[bool] = True

    DEFAULT_CSS = """
    Box {
        background: $raised;
        height: 5;
        padding: 0;
        &.-textual-compact { padding: 0; }
        & .text-area--cursor-line { background: transparent; }
        & .text-area--placeholder { color: $tone-dim; }
        &:focus { background: $field; }
        &:ansi { background: ansi_default; }
        &:ansi .text-area--placeholder { text-style: dim; }
        &:ansi.-textual-compact { border-left: solid $border-blurred !important; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+e", "outside", show=False)]

    class Outside(Message):
        """The text is to be edited in the person's own editor."""

        def __init__(self, box: Box) -> None:
            """
            Args:
                box: whose text.
            """
            super().__init__()
            self.box = box

        @property
        def control(self) -> Box:
            """The box whose text it is."""
            return self.box

    def __init__(self, text: str = "", **more: Any) -> None:
        """
        Args:
            text: what is in it at first.
            more: as for Textual's TextArea.
        """
        super().__init__(text, compact=True, highlight_cursor_line=False, **more)
        self.cursor_blink = False
        self.move_cursor(self.document.end)
        self._given = text
        self._given_as_kept = self.text

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Whether a key types into it: every text, also what isn't seen."""
        return super().check_consume_key(key, character) or (
            not self.read_only and is_typable(character or "")
        )

    @property
    def value(self) -> str:
        """The text. As long as it wasn't touched, exactly as it was given.

        TextArea makes all line ends one kind, also those that are none for others: merely looking at a
        value must not change it.
        """
        kept = self.text
        return self._given if kept == self._given_as_kept else kept

    def give(self, text: str) -> None:
        """Replace the whole text, in a way that ctrl+z takes back."""
        self.replace(text, (0, 0), self.document.end)
        self._given, self._given_as_kept = text, self.text

    def action_delete_to_start_of_line(self) -> None:
        """As in a field of one line: what is selected, else what is before the cursor; lines aren't joined."""
        if self.selection.is_empty and self.cursor_at_start_of_line:
            return
        if self.selection.is_empty:
            super().action_delete_to_start_of_line()
        else:
            self.action_delete_left()

    def get_line(self, line_index: int) -> RichText:
        """One line as it is shown."""
        return RichText(pictured(self.document.get_line(line_index)).replace("␉", "\t"), end="", no_wrap=True)

    def action_outside(self) -> None:
        """Ask for the person's own editor."""
        self.post_message(self.Outside(self))
