# SPDX-License-Identifier: MIT
"""What the fields of a form are typed into, and chosen with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from flotui.resources.ask import Choice, Field, Picker
from flotui.resources.text import Span
from flotui.text.safe import sanitize
from flotui.text.truth import truth
from flotui.text.zones import current
from flotui.ui.modals import tones
from flotui.ui.modals.items import HeadingRow, Items
from flotui.ui.modals.pathline import PathLine
from flotui.ui.widgets.box import Box
from flotui.ui.widgets.inputs import Line

_INLINE = 44
"""The most cells that choices may take to be side by side; more are picked from a list."""
_LONG = 300
"""A text beyond this is edited in a box even where one line would do."""

_EXAMPLES = {"number": "142.80", "integer": "42"}


def _example(field: Field) -> str:
    """What may be typed into a field, for example; times are to come. Nothing where its help gives one of its own."""
    if "such as " in field.help.lower():
        return ""
    zone = field.zone or current()
    times = {"date": zone.example(), "datetime": f"{zone.example()} 14:30"}
    return _EXAMPLES.get(field.kind) or times.get(field.kind, "")


class Options(Widget, can_focus=True):
    """A few choices side by side, one of them taken."""

    DEFAULT_CSS = """
    Options {
        height: 1;
        &:focus { background: $field; }
        &:ansi:focus { background: ansi_default; text-style: underline; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right,space", "step(1)", show=False),
        Binding("enter", "next", show=False),
    ]

    class Changed(Message):
        """Another choice was taken."""

    class Submitted(Message):
        """Enter was pressed."""

    def __init__(self, choices: Sequence[Choice], value: str, *, id: str | None = None) -> None:
        """
        Args:
            choices: to choose from; a choice's `key` takes it.
            value: the id of the one that is taken at first.
            id: its name.
        """
        super().__init__(id=id)
        self._choices = choices
        self.value = value

    def render(self) -> Content:
        """All of them, with a mark at the one that is taken."""
        parts: list[Content] = []
        for choice in self._choices:
            taken = choice.id == self.value
            style = ("bold" if self.has_focus else "") if taken else tones.style("dim")
            parts.append(
                Content.assemble(("(•) " if taken else "( ) ", style), (sanitize(choice.label), style))
            )
        return Content("   ").join(parts)

    def take(self, value: str) -> None:
        """Take the choice with an id."""
        if value != self.value:
            self.value = value
            self.refresh()
            self.post_message(self.Changed())

    def action_step(self, by: int) -> None:
        """Take the next choice, or the previous one."""
        ids = [choice.id for choice in self._choices if not choice.disabled]
        at = ids.index(self.value) if self.value in ids else (-1 if by > 0 else 0)
        self.take(ids[(at + by) % len(ids)])

    def action_next(self) -> None:
        """Go on to the next field."""
        self.post_message(self.Submitted())

    def on_key(self, event: events.Key) -> None:
        """A choice's own key takes it."""
        for choice in self._choices:
            if choice.key and event.character == choice.key:
                self.take(choice.id)
                event.stop()
                event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Take the clicked one."""
        x = 0
        for choice in self._choices:
            wide = 4 + cell_len(sanitize(choice.label))
            if x <= event.x < x + wide:
                self.take(choice.id)
            x += wide + 3


class Picked(Widget, can_focus=True):
    """What was picked from a list; enter, space or a letter opens the list."""

    DEFAULT_CSS = """
    Picked {
        height: 1;
        background: $raised;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &:focus { background: $field; }
        &:ansi { background: ansi_default; text-style: underline; }
        &:ansi:focus { text-style: reverse; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", show=False),
        Binding("backspace,delete", "clear", show=False),
    ]

    class Changed(Message):
        """Something else is picked."""

    class Open(Message):
        """The person asked for the field's list."""

        def __init__(self, picked: Picked, query: str) -> None:
            """
            Args:
                picked: whose list.
                query: what was typed already.
            """
            super().__init__()
            self.picked, self.query = picked, query

        @property
        def control(self) -> Picked:
            """The field whose list it is."""
            return self.picked

    def __init__(self, field: Field, *, id: str | None = None) -> None:
        """
        Args:
            field: what it is for.
            id: its name.
        """
        super().__init__(id=id)
        self.field = field
        self.value = field.value
        known = next((one for one in field.choices if one.id == field.value), None)
        self._label = known.label if known is not None else field.value
        self._note = known.note if known is not None else ""

    def render(self) -> Content:
        """Draw the label of what is picked."""
        if self.value:
            note = f"  {sanitize(self._note)}" if self._note else ""
            return Content.assemble(tones.content(self._label), (f" ▾{note}", tones.style("dim")))
        required = "required: " if self.field.required else ""
        return Content.assemble((f"{required}enter opens the list ▾", tones.style("dim")))

    @property
    def question(self) -> Picker:
        """The `Picker` that its list is opened with."""
        field = self.field
        choices: Sequence[Choice] = field.choices
        if not field.required and self.value and not any(not one.id for one in choices):
            choices = [Choice("", "Nothing", note="leave it unset"), *choices]
        return Picker(
            field.title,
            choices,
            preselect=bool(self.value) or not field.free,
            create="Use" if field.free else "",
            further=field.further,
        )

    def take(self, choice: Choice) -> None:
        """Take what was picked."""
        self.value, self._label, self._note = choice.id or choice.label, choice.label, choice.note
        self.refresh()
        self.post_message(self.Changed())

    def action_open(self) -> None:
        """Open the list."""
        self.post_message(self.Open(self, ""))

    def action_clear(self) -> None:
        """Clear the field."""
        self.take(Choice("", ""))

    def on_key(self, event: events.Key) -> None:
        """A letter opens the list and searches."""
        if event.is_printable and event.key != "space" and event.character:
            event.stop()
            event.prevent_default()
            self.post_message(self.Open(self, event.character))

    def on_click(self) -> None:
        """Open the list."""
        self.action_open()


Control = Line | Box | Options | Picked | Items | HeadingRow


def control(field: Field) -> Control:
    """The widget that a field is filled in with, by its kind."""
    if field.kind == "heading":
        return HeadingRow(tones.content((Span(field.help, "dim"),)), markup=False)
    if field.kind == "list":
        return Items(int(field.value or "0"), required=field.required)
    required = "required" if field.required else ""
    example = _example(field)
    hint = f"{required}{', ' if required and example else ''}{f'such as {example}' if example else ''}"
    if field.kind == "boolean":
        value = {True: "true", False: "false", None: ""}[truth(field.value)]
        both = [Choice("true", "yes", key="y"), Choice("false", "no", key="n")]
        return Options(both if field.required else [*both, Choice("", "not set", key="-")], value)
    if field.kind == "choice":
        wide = sum(cell_len(one.label) + 7 for one in field.choices)
        known = not field.value or any(one.id == field.value for one in field.choices)
        if field.choices and wide <= _INLINE and known and not field.load and not field.free:
            unset = (
                [] if field.required or any(not one.id for one in field.choices) else [Choice("", "not set")]
            )
            return Options([*field.choices, *unset], field.value)
        return Picked(field)
    if field.kind == "picker":
        return Picked(field)
    many = len(field.value.splitlines()) > 1 or len(field.value) > _LONG
    if field.kind in ("longtext", "json") or (field.kind == "text" and many):
        return Box(field.value, placeholder=Content(hint))
    if field.kind == "path":
        return PathLine(field.value, placeholder=hint)
    return Line(field.value, placeholder=hint, secret=field.kind == "secret")
