# SPDX-License-Identifier: MIT
"""The two rows of a form that hold no value of their own: the heading of an object, and a list's count."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from flotui.text.plural import counted
from flotui.ui.modals import tones


class HeadingRow(Static):
    """Stands where a control would, beside the name of an object."""

    DEFAULT_CSS = """
    HeadingRow { height: 1; }
    """

    value = ""
    """Always empty: a heading has no value."""


class Items(Widget, can_focus=True):
    """How many items a list has: `+` adds one at its end, `-` removes the last."""

    DEFAULT_CSS = """
    Items {
        height: 1;
        &:focus { background: $field; }
        &:ansi:focus { background: ansi_default; text-style: underline; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", show=False),
        Binding("plus,space,right", "change(1)", show=False),
        Binding("minus,delete,backspace,left", "change(-1)", show=False),
    ]

    class Changed(Message):
        """An item is to be added or taken away."""

        def __init__(self, items: Items, by: int) -> None:
            """
            Args:
                items: whose.
                by: 1 for one more, -1 for one less.
            """
            super().__init__()
            self.items, self.by = items, by

        @property
        def control(self) -> Items:
            """The list that it is about."""
            return self.items

    class Submitted(Message):
        """Enter was pressed."""

    def __init__(self, count: int, *, required: bool) -> None:
        """
        Args:
            count: how many there are at first.
            required: whether there must be one.
        """
        super().__init__()
        self.count = count
        self._required = required

    @property
    def value(self) -> str:
        """How many there are, as text; empty for none."""
        return str(self.count) if self.count else ""

    def render(self) -> Content:
        """The count, and the keys that change it."""
        many = counted(self.count, "item") if self.count else "none"
        hint = "required: + adds one" if self._required and not self.count else "+ adds one"
        if self.count:
            hint += ", - removes the last"
        return Content.assemble(many, ("  ", ""), (hint, tones.style("dim")))

    def action_change(self, by: int) -> None:
        """Have an item added at the end, or the last one taken away."""
        if self.count + by >= 0:
            self.post_message(self.Changed(self, by))

    def action_next(self) -> None:
        """Go on to the next field."""
        self.post_message(self.Submitted())

    def on_click(self, event: events.Click) -> None:
        """Have an item added."""
        self.action_change(1)
