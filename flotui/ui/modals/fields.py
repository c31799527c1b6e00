# SPDX-License-Identifier: MIT
"""The fields of a form: a label, what is typed into, and a line below it for help and errors."""

from __future__ import annotations

from contextlib import suppress

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from flotui.api.secrets import is_secret
from flotui.resources.ask import Choice, Field
from flotui.resources.text import Span, Text, Tone, dim
from flotui.text.safe import sanitize
from flotui.text.zones import current
from flotui.ui.modals import tones, values
from flotui.ui.modals.controls import Options, Picked, control
from flotui.ui.modals.items import Items
from flotui.ui.modals.keyline import Keys
from flotui.ui.modals.pathline import PathLine
from flotui.ui.widgets.box import Box
from flotui.ui.widgets.inputs import Line

_OFFERED = 12
"""How many names that a path may go on as are shown."""


class FieldRow(Vertical):
    """A field of a form: label, control, and its help or error."""

    DEFAULT_CSS = """
    FieldRow {
        height: auto;
        .label { dock: left; height: 1; text-wrap: nowrap; text-overflow: ellipsis; color: $text-muted; }
        &:focus-within .label { color: $accent; }
        .below { height: auto; display: none; }
    }
    """

    class Changed(Message):
        """What is filled in changed."""

        def __init__(self, row: FieldRow) -> None:
            """
            Args:
                row: where.
            """
            super().__init__()
            self.row = row

    class Submitted(Message):
        """Enter was pressed in a field of one line."""

        def __init__(self, row: FieldRow) -> None:
            """
            Args:
                row: where.
            """
            super().__init__()
            self.row = row

    def __init__(self, field: Field) -> None:
        """
        Args:
            field: what is asked.
        """
        super().__init__()
        self.field = field
        self.control = control(field)
        self._first = field.value if field.kind == "list" else self.control.value
        self._pasted = ""
        self._offered: tuple[str, ...] = ()
        self._wrong = ""
        self._against = ""
        """What is wrong with it beside what other fields hold."""
        self._left = False
        """Whether it was left once: until then whoever fills it in has not said what it is."""
        self._blamed: tuple[str, str] | None = None
        self._said: Content | None = None

    def compose(self) -> ComposeResult:
        """Label, control, and the line below."""
        star = (Span(" *", "danger"),) if self._asks_for_one else ()
        title = Span("  " * self.field.depth + self.field.title)
        yield Static(tones.content((title, *star)), classes="label", markup=False)
        yield self.control
        yield Static(classes="below", markup=False)

    def on_mount(self) -> None:
        """Show the help."""
        self.show_below()

    def lay_out(self, label: int, narrow: bool, box: int) -> None:
        """Fit a width.

        Args:
            label: how wide the column of labels is.
            narrow: whether labels are above their fields.
            box: the most lines a box may have.
        """
        for each in self.query(".label"):  # none while the form is being opened or taken away
            each.styles.width = "100%" if narrow else label
        if isinstance(self.control, Box):
            # Room for what is there and a line more, within reason.
            least, most = (4, 10) if self.field.kind in ("longtext", "json") else (2, 6)
            wide = max(self.app.size.width - (0 if narrow else label) - 8, 1)
            lines = sum(len(line) // wide + 1 for line in self.typed[:5000].splitlines()) + 1
            self.control.styles.height = max(min(box, max(least, min(lines, most))), 2)

    # What is typed.

    @property
    def typed(self) -> str:
        """The text that is filled in, as typed."""
        return self.control.value

    @property
    def _meant(self) -> str:
        """What was typed; the last minute of a day where something ends with it."""
        return (self.field.zone or current()).last(self.typed) if self.field.ends else self.typed

    def put(self, text: str) -> None:
        """Have something be in it as if it had been typed, or chosen."""
        control = self.control
        if isinstance(control, Box):
            control.give(text)
        elif isinstance(control, Picked):
            known = next((each for each in self.field.choices if each.id == text), Choice(text, text))
            control.take(known)
        elif isinstance(control, Options):
            control.take(text)
        elif isinstance(control, Input):
            control.value = text

    @property
    def keys(self) -> Keys:
        """What keys do in it, besides those that every field has."""
        match self.control:
            case Box():
                lay_out = (("ctrl+l", "lay out"),) if self.field.kind == "json" else ()
                return (("ctrl+e", "editor"), *lay_out)
            case Picked():
                return (("enter", "list"),)
            case Options():
                return (("←→", "choose"),)
            case Items():
                return (("+ -", "items"),)
            case _:
                return ()

    @property
    def secret(self) -> bool:
        """Whether its value is a credential: hidden, and never kept."""
        return self.field.kind == "secret" or is_secret(self.field.name)

    @property
    def holds_value(self) -> bool:
        """Whether it has a value of its own, and is no heading and no list."""
        return self.field.kind not in ("heading", "list")

    @property
    def label_width(self) -> int:
        """How many cells its label takes."""
        return cell_len(self.field.title) + 2 * self.field.depth + 2 * self._asks_for_one

    @property
    def _asks_for_one(self) -> bool:
        """Whether it must have a value and may lack one: what is chosen of a few can be changed and not taken away."""
        return self.field.required and not (isinstance(self.control, Options) and self._first)

    @property
    def changed(self) -> bool:
        """Whether it differs from what it held at first."""
        return self.control.value != self._first

    def ready(self) -> str:
        """What is sent for it; empty for nothing.

        Raises:
            values.Wrong: when it can't be sent as it stands.
        """
        field = self.field
        if not self.holds_value:
            if field.kind == "list" and field.required and not self.typed:
                raise values.WrongValue(f"{field.title} is required.")
            return ""
        found = values.ready(field.kind, self._meant, field.zone)
        if not found:
            if field.required:
                raise values.WrongValue(f"{field.title} is required.")
            return ""
        if wrong := field.wrong(found):
            raise values.WrongValue(wrong)
        return found

    @property
    def error(self) -> str:
        """What is wrong with it, as far as that was looked at."""
        if self._wrong:
            return self._wrong
        if self._against and self._left:
            return self._against
        # What the host said holds for what it was given, and no longer.
        return self._blamed[1] if self._blamed is not None and self._blamed[0] == self.typed else ""

    def look(self) -> bool:
        """Check what is typed and say what is wrong; whether it may be sent."""
        try:
            self.ready()
        except values.WrongValue as wrong:
            self._wrong = str(wrong)
        else:
            self._wrong = ""
        self.show_below()
        return not self._wrong

    def weigh(self, against: str, *, left: bool = False) -> None:
        """Take in what is wrong with it beside what other fields hold; it is said once the field was left.

        Args:
            against: that, as a sentence; empty for nothing.
            left: whether it counts as left, because the form is being sent.
        """
        self._left = self._left or left
        self._against = against
        self.show_below()

    def blame(self, error: str) -> None:
        """Show what the host says of what was typed; it goes when that changes."""
        self._blamed = (self.typed, error)
        self.show_below()

    def acquit(self) -> None:
        """Show no more what the host said of what is typed: it was said of something else, or no longer holds."""
        self._blamed = None
        self.show_below()

    @property
    def cut(self) -> str:
        """What the host would cut, as a sentence; empty when it wouldn't."""
        limit, length = self.field.limit, len(self.typed)
        if limit and length > limit:
            return f"{length:,} of {limit:,} characters: the host would cut it."
        return ""

    def show_below(self) -> None:
        """Show, by weight: an error, a cut, what will be sent, the help."""
        message, tone = self._below()
        now = tones.content(message if tone == "plain" else (Span(str(message), tone),)) if message else None
        if now == self._said or not self.is_attached:
            return
        self._said = now
        below = self.query_one(".below", Static)
        below.update(now or "")
        below.display = now is not None

    def _below(self) -> tuple[Text, Tone]:
        if self.error:
            return self.error, "danger"
        if self.cut:
            return self.cut, "warn"
        if self._offered:
            return dim("   ".join(sanitize(name) for name in self._offered[:_OFFERED])), "plain"
        if self._pasted:
            return self._pasted, "warn"
        if self.field.kind in ("date", "datetime") and self.typed.strip():
            with suppress(values.WrongValue):
                if (
                    meant := values.meant(self.field.kind, self._meant, self.field.zone)
                ) != self.typed.strip():
                    return dim(meant), "plain"
        shown = self.field.help and self.field.kind != "heading"
        return (dim(self.field.help), "plain") if shown else ("", "plain")

    # What the controls say.

    def _on_change(self) -> None:
        self._offered = ()
        if self._wrong:
            # Once something was found wrong, say as soon as it is right.
            self.look()
        else:
            self.show_below()
        self.post_message(self.Changed(self))

    def on_input_changed(self, event: events.Event) -> None:
        """What is filled in changed."""
        event.stop()
        self._on_change()

    def on_text_area_changed(self, event: events.Event) -> None:
        """What is filled in changed."""
        event.stop()
        self._on_change()

    def on_options_changed(self, event: Options.Changed) -> None:
        """Another choice was taken."""
        event.stop()
        self._on_change()

    def on_picked_changed(self, event: Picked.Changed) -> None:
        """Another choice was picked."""
        event.stop()
        self._on_change()

    def on_items_changed(self, event: Items.Changed) -> None:
        """One item more or less: the form makes the fields, so it goes on to the form."""
        self._wrong = ""
        self.show_below()

    def on_items_submitted(self, event: Items.Submitted) -> None:
        """Enter was pressed."""
        event.stop()
        self.post_message(self.Submitted(self))

    def on_path_line_offered(self, event: PathLine.Offered) -> None:
        """A path may go on in several ways, or in none."""
        event.stop()
        self._offered = event.names
        self.show_below()

    def on_line_told(self, event: Line.Told) -> None:
        """What was pasted is not there as it was."""
        event.stop()
        self._pasted = event.message
        self.show_below()

    def on_input_submitted(self, event: events.Event) -> None:
        """Enter was pressed."""
        event.stop()
        self.post_message(self.Submitted(self))

    def on_options_submitted(self, event: Options.Submitted) -> None:
        """Enter was pressed."""
        event.stop()
        self.post_message(self.Submitted(self))

    def on_descendant_blur(self) -> None:
        """Leaving a field that was filled in is when it is looked at."""
        self._left = True
        if self.typed and (self.changed or self._wrong):
            self.look()
        else:
            self.show_below()
