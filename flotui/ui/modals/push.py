# SPDX-License-Identifier: MIT
"""A dialog's button."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from flotui.ui.modals import tones

BETWEEN = 2
"""The cells between two buttons in a line."""


class Push(Widget, can_focus=True):
    """A button of one line. Focus is told by brackets as well as by colour."""

    DEFAULT_CSS = """
    Push {
        width: auto;
        height: 1;
        margin-right: 2;
        &:focus { background: $accent; color: $background; text-style: bold; }
        &.-danger { color: $error; }
        &.-danger:focus { background: $error; color: $background; }
        &:disabled { color: $text-disabled; }
        &:ansi:focus { background: ansi_default; color: ansi_default; text-style: reverse bold; }
        &:ansi:disabled { text-style: dim; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", show=False),
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    class Pressed(Message):
        """The button was pressed."""

        def __init__(self, push: Push) -> None:
            """
            Args:
                push: the button.
            """
            super().__init__()
            self.push = push

        @property
        def control(self) -> Push:
            """The button."""
            return self.push

    def __init__(self, label: str, *, key: str = "", danger: bool = False, id: str | None = None) -> None:
        """
        Args:
            label: what is on it.
            key: the key that presses it from elsewhere in the dialog.
            danger: whether it can't be undone.
            id: its name in the dialog.
        """
        super().__init__(id=id, classes="-danger" if danger else "")
        self._label, self._key = tones.content(label), key

    @property
    def room(self) -> int:
        """The cells that it takes, its key and its brackets too."""
        return self._label.cell_length + len("[  ]") + (len(self._key) + 1 if self._key else 0)

    @property
    def label(self) -> str:
        """The button's label."""
        return self._label.plain

    def render(self) -> Content:
        """The label, in brackets while it has the focus; its key, while that does something."""
        key = Content.assemble((self._key, "bold"), " ") if self._key and not self.disabled else Content("")
        before, after = ("[ ", " ]") if self.has_focus else ("  ", "  ")
        return Content.assemble(before, key, self._label, after)

    def relabel(self, label: str) -> None:
        """Change the label."""
        self._label = tones.content(label)
        self.refresh(layout=True)

    def action_press(self) -> None:
        """Tell its dialog that it was pressed."""
        self.post_message(self.Pressed(self))

    def on_click(self) -> None:
        """Tell its dialog that it was pressed."""
        self.action_press()
