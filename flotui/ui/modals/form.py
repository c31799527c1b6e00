# SPDX-License-Identifier: MIT
"""Several fields asked for at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from flotui.api.errors import FlochatError, Invalid, Malformed
from flotui.resources.ask import Cancelled, Choice, Form, Picker, Submit, expanded, touched
from flotui.resources.text import Text
from flotui.resources.wrapping import wrapped_lines
from flotui.ui import editor, latest
from flotui.ui.around import app_of
from flotui.ui.drafting import Drafting
from flotui.ui.drafts import FormDraft
from flotui.ui.modals import tones, values
from flotui.ui.modals.base import Dialog
from flotui.ui.modals.controls import Picked
from flotui.ui.modals.fieldrows import FieldRows
from flotui.ui.modals.fields import FieldRow
from flotui.ui.modals.frame import Body
from flotui.ui.modals.items import Items
from flotui.ui.modals.keyline import Keys
from flotui.ui.modals.pathline import PathLine
from flotui.ui.modals.pick import PickDialog
from flotui.ui.modals.push import Push
from flotui.ui.modals.states import DialogState
from flotui.ui.widgets.box import Box

_LOW = 10
"""Below so many lines of terminal there are only the fields: the keys say what the buttons would."""
_ROOMY = 20
"""From so many on, blank lines set the parts apart."""


class FormDialog(Dialog[dict[str, str]]):
    """A form: ctrl+s sends it from anywhere, enter goes on to the next field."""

    DEFAULT_CSS = """
    FormDialog {
        #intro { margin-bottom: 1; }
        #preview { height: auto; scrollbar-size-vertical: 1; }
        #buttons { height: 1; }
        &.-roomy #preview { margin-top: 1; }
        &.-roomy #buttons { margin-top: 1; }
        FieldRow.-apart { margin-top: 1; }
        &.-narrow FieldRow.-apart { margin-top: 0; }
        &.-narrow FieldRow .label { dock: none; width: 100%; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "send", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("ctrl+l", "lay_out_json", show=False),
        Binding("ctrl+y", "copy", show=False),
        Binding("pageup", "scroll_form(-1)", show=False),
        Binding("pagedown", "scroll_form(1)", show=False),
    ]

    def __init__(
        self,
        question: Form,
        submit: Submit | None = None,
        *,
        ask: Callable[[Dialog[Choice]], Awaitable[Choice]],
        copy: Callable[..., None] | None = None,
        draft: FormDraft | None = None,
        message: str = "",
    ) -> None:
        """
        Args:
            question: what is asked.
            submit: carries the answer out while the dialog stays open.
            ask: opens another dialog over it, and waits for its answer.
            copy: puts a text on the clipboard, and says so; told as `secret` whether it holds a credential.
            draft: what was kept of it before, and where it is kept if the program ends.
            message: what became of it when it was sent, as a sentence; empty where it never was.
        """
        super().__init__(question.title, submit)
        self.question = question
        self.commits = submit is not None and not question.looks
        self._ask = ask
        self._copy = copy
        self.drafting = Drafting(self, self._touched)
        self.drafting.draft, self._tried = draft, message
        self.rows = FieldRows(map(FieldRow, expanded(question.fields)))
        self._warned: dict[str, str] | None = None
        self._wrong = FieldRows()
        """The fields that kept it from being sent."""
        self._previewed: Sequence[Text] = ()
        self._preview: Content | None = None
        """What is previewed, in lines that fit."""
        self._preview_due = False
        for before, row in zip(self.rows, self.rows[1:], strict=False):
            row.set_class(isinstance(row.control, Box) or isinstance(before.control, Box), "-apart")

    def body(self) -> ComposeResult:
        """The fields."""
        if self.question.intro:
            yield Static(tones.lines(self.question.intro), id="intro", markup=False)
        yield from self.rows

    def foot(self) -> ComposeResult:
        """What will be sent, and the buttons."""
        if self.question.preview is not None:
            with Body(id="preview"):
                yield Static(id="previewed", markup=False)
        with Horizontal(id="buttons"):
            yield Push("Cancel", id="cancel")
            yield Push(self.question.verb, id="send")

    def on_mount(self) -> None:
        """Start at the first field that is left to fill in; where something is changed, at the first."""
        self.rows.arrange()
        if not self._focus_from(0 if self.question.edits else self.rows.first_empty):
            self.query_one("#send").focus()
        self._show_preview()
        if (draft := self.drafting.draft) is None:
            return
        if draft.written:
            latest.start(self, "draft", partial(self._bring_back, draft.written))
        elif draft.elsewhere:
            self.say(draft.elsewhere, "warn")

    def _focus_from(self, start: int) -> bool:
        """Go to the first field from an index on that can be typed into; whether there is one."""
        found = self.rows.next_from(start)
        if found is not None:
            found.control.focus()
        return found is not None

    def fit(self) -> None:
        """Give labels a column where there is room for one."""
        narrow = self.app.size.width < 56
        self.set_class(narrow, "-narrow")
        self.set_class(self.app.size.height >= _ROOMY, "-roomy")
        self.query_one("#buttons").display = self.app.size.height >= _LOW
        self._break_preview()
        for preview in self.query("#preview"):
            preview.display = bool(self._preview_lines())
            preview.styles.height = self._preview_lines()
        widest = max((row.label_width for row in self.rows), default=0)
        label = min(widest + 2, max(self.inner_width // 3, 10))
        label += label == widest  # so that a blank is left behind the longest one
        for row in self.rows:
            row.lay_out(label, narrow, self.app.size.height // 3)
        super().fit()

    def foot_lines(self) -> int:
        """The preview and the buttons, and a blank line above each where there is room."""
        height, preview = self.app.size.height, self._preview_lines()
        blank = int(height >= _ROOMY)
        return (preview + blank if preview else 0) + (1 + blank if height >= _LOW else 0)

    def _preview_lines(self) -> int:
        low = self.app.size.height < _LOW
        return 0 if low or self._preview is None or not self._preview.plain else self.lines_of(self._preview)

    def doing(self) -> str:
        """What happens now, for the line below: a form that only asks reads, any other sends."""
        return "Reading…" if self.question.looks else super().doing()

    def harmless(self) -> bool:
        """Whether nothing is changed while it runs: the form only reads."""
        return self.question.looks

    def keys(self) -> Keys:
        """Sending, leaving, and what the field at hand offers."""
        row = self.rows.of(self.focused)
        own = row.keys if row is not None else ()
        if self.question.copies is not None and not isinstance(self.focused, Box):
            own = (*own, ("ctrl+y", "copy"))
        tab = "complete" if isinstance(self.focused, PathLine) else "next field"
        return (("ctrl+s", self.question.verb.lower()), ("esc", "cancel"), *own, ("tab", tab))

    def dirty(self) -> bool:
        """Whether anything was typed."""
        return any(row.changed for row in self.rows)

    def enter_does(self) -> str:
        """On to the next field, and from the last one what the form is for; a new line where there are several."""
        if isinstance(self.focused, Box):
            return "new line"
        row = self.rows.of(self.focused)
        if row is None:
            return super().enter_does()
        if self.rows.next_from(self.rows.index(row) + 1) is not None:
            return "next field"
        return self.question.verb.lower() if self.state is DialogState.ASKING else ""

    # Sending.

    def values(self) -> dict[str, str]:
        """What is in the form, as it would be sent; what is wrong as it was typed."""
        return self.rows.values(edits=self.question.edits)

    def _is_asked(self, row: FieldRow) -> bool:
        """Whether a field's value is checked and sent: of a form that edits, only what was touched is."""
        return row.display and (row.changed or not self.question.edits)

    def action_send(self) -> None:
        """Send what was filled in: ctrl+s."""
        if self.state is DialogState.ASKING:
            self.commit()

    def state_changed(self) -> None:
        """After a failure the button does nothing any more: another key goes on."""
        self.query_one("#send", Push).disabled = self.state not in (DialogState.ASKING, DialogState.SENDING)

    def commit(self) -> None:
        """Check everything, warn of what would be cut, and send."""
        wrong = FieldRows(row for row in self.rows if self._is_asked(row) and not row.look())
        against = self._weigh(left=True)
        wrong = FieldRows(row for row in self.rows if row in wrong or row.field.name in against)
        if wrong:
            self._wrong = wrong
            self._say_wrong()
            self._go_to(wrong[0])
            return
        answer = touched(self.question, self.values()) if self.question.edits else self.values()
        cut = [row for row in self.rows if self._is_asked(row) and row.cut]
        if cut and self._warned != answer:
            self._warned = answer
            self.say(f"{cut[0].field.title}: {cut[0].cut} Press ctrl+s again to send it anyway.", "warn")
            self._go_to(cut[0])
            self.restage()
            return
        self.answer(answer)

    def _weigh(self, *, left: bool = False) -> Mapping[str, str]:
        """Have the fields know what is wrong with them beside the others, by name."""
        if self.question.wrong is None:
            return {}
        found = self.question.wrong(self.values())
        for row in self.rows:
            row.weigh(found.get(row.field.name, ""), left=left)
        return found

    def on_descendant_blur(self) -> None:
        """What is wrong with a field that was left is said."""
        self._weigh()

    def _say_wrong(self) -> None:
        """Name the fields that kept the form from being sent, and are still wrong."""
        self._wrong = FieldRows(row for row in self._wrong if row.error)
        self.say(f"Not sent. {self._wrong.wrong()}" if self._wrong else "", "danger")

    def refused(self, error: FlochatError) -> None:
        """Show the host's errors at the fields they are about."""
        errors = error.fields if isinstance(error, Invalid | Malformed) else {}
        blamed, left = self.rows.blame(errors)
        super().refused(error)
        others = [] if all(text in str(error) for text in left) else left
        where = [f"See {', '.join(row.field.title for row in blamed[:3])}."] if blamed else []
        if others or where:
            self.say(" ".join([str(error), *others, *where]), "danger")
        if blamed:
            self._go_to(blamed[0])

    def _go_to(self, row: FieldRow) -> None:
        """Go to a field that something is wrong with, and have what is wrong in sight too."""
        self.focus_again(row.control)
        self.call_after_refresh(row.scroll_visible, animate=False)

    def scroll_target(self, widget: Widget) -> Widget:
        """The label and the error belong to a field."""
        return self.rows.of(widget) or widget

    def on_push_pressed(self, event: Push.Pressed) -> None:
        """A button was pressed."""
        if event.push.id == "send":
            self.action_send()
        else:
            self.action_leave()

    # Moving.

    def on_field_row_submitted(self, event: FieldRow.Submitted) -> None:
        """Enter goes to the next field; from the last one it sends, unless it is still down from the one before."""
        found = self.rows.next_from(self.rows.index(event.row) + 1)
        if found is None:
            self.action_send()
            return
        found.control.focus()
        is_last = self.rows.next_from(self.rows.index(found) + 1) is None
        if is_last and self._keys.current is not None:
            self._moved_at = self._keys.current.at

    # Lists.

    async def on_items_changed(self, event: Items.Changed) -> None:
        """Add the fields of one more item, or take those of the last away."""
        row = self.rows.of(event.items)
        if row is None or row.field.items is None:
            return
        items, prefix = event.items, f"{row.field.name}."
        inside = [one for one in self.rows if one.field.name.startswith(prefix)]
        if event.by > 0:
            made = [FieldRow(field) for field in expanded(row.field.items(items.count))]
            last = inside[-1] if inside else row
            at = self.rows.index(last) + 1
            self.rows[at:at] = made
            await self.query_one("#body").mount(*made, after=last)
        else:
            gone = [one for one in inside if f"{one.field.name}.".startswith(f"{prefix}{items.count - 1}.")]
            self.rows = FieldRows(one for one in self.rows if one not in gone)
            for one in gone:
                await one.remove()
        items.count += event.by
        items.refresh()
        self.fit()
        if event.by > 0:
            self._focus_from(self.rows.index(made[0]))
        self._follow()

    def action_scroll_form(self, by: int) -> None:
        """Look further up or down without leaving the field; past the fields' end at the rest of the preview."""
        parts = [*self.query(Body)]
        for part in parts if by > 0 else reversed(parts):
            if part.scroll_offset.y != (part.max_scroll_y if by > 0 else 0):
                part.scroll_relative(y=by * max(part.size.height - 1, 1), animate=False)
                return

    # What will be sent.

    def on_field_row_changed(self, event: FieldRow.Changed) -> None:
        """Follow what is typed."""
        if event.row.field.when is None and self.rows.arrange():
            self.fit()
        self._weigh()
        self.edited()
        if self._wrong:
            self._say_wrong()
        self.drafting.soon()
        self._follow()

    def _follow(self) -> None:
        if self.question.preview is not None and not self._preview_due:
            self._preview_due = True
            self.call_after_refresh(self._show_preview)

    def _show_preview(self) -> None:
        self._preview_due = False
        if self.question.preview is None:
            return
        try:
            now = tuple(self.question.preview(self.values()))
        except Exception as error:
            # It is drawn while things are half typed: it may fail then, and must not take the form along.
            self.log.warning(f"the preview of {self.heading!r} failed: {error!r}")
            now = ()
        if now != self._previewed:
            self._previewed = now
            self.fit()

    def _break_preview(self) -> None:
        """Break what is previewed into lines, with a cell left for the bar of what scrolls."""
        width = self.inner_width - 1
        now = tones.lines(line for text in self._previewed for line in wrapped_lines(text, width))
        if now != self._preview:
            self._preview = now
            for preview in self.query("#previewed").results(Static):
                preview.update(now)

    # When the program ends, or is killed.

    def _touched(self) -> Mapping[str, str] | None:
        """What was typed, but no credentials; None once it is closed."""
        return None if self.state is DialogState.CLOSED else self.rows.touched if self.dirty() else {}

    def keeps_typed(self) -> bool:
        """Whether there is a file for it."""
        return self.drafting.draft is not None

    def keep_draft(self) -> None:
        """Keep what was typed for the next start."""
        self.drafting.now()

    async def _bring_back(self, values: Mapping[str, str]) -> None:
        """Have what an earlier run has kept be in it again."""
        for name, text in values.items():
            row = self.rows.about(name)
            while row is not None and isinstance(row.control, Items) and row.control.count < int(text or 0):
                await self.on_items_changed(Items.Changed(row.control, 1))
        self.rows.put(values)
        self._focus_from(0 if self.question.edits else self.rows.first_empty)
        self.say(self._tried or "What you typed when flotui ended is here again. It was not sent.", "warn")

    # What a field opens.

    def on_picked_open(self, event: Picked.Open) -> None:
        """Open a field's list."""
        latest.start(self, "pick", partial(self._pick, event.picked, event.query))

    async def _pick(self, picked: Picked, query: str) -> None:
        question = picked.question
        dialog = PickDialog(question, load=picked.field.load, query=query, chosen=picked.value)
        try:
            choice = await self._ask(dialog)
        except Cancelled:
            return
        # One without an id is what was typed, unless it is in the list for nothing.
        picked.take(Choice("", "") if not choice.id and choice in question.choices else choice)
        row = self.rows.of(picked)
        if row is not None:
            row.look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Copy only where there is something to copy."""
        return action != "copy" or self.question.copies is not None

    def action_copy(self) -> None:
        """Offer the forms in which what is filled in can be copied."""
        latest.start(self, "copy", self._offer_copies)

    async def _offer_copies(self) -> None:
        if self.question.copies is None or self._copy is None:
            return
        try:
            offers = [offer for offer in self.question.copies(self.values()) if offer[1]]
        except FlochatError as error:
            self.say(str(error), "warn")
            return
        choices = [Choice(text, what, " ".join(text.split())[:60]) for what, text in offers]
        try:
            chosen = await self._ask(PickDialog(Picker("Copy", choices)))
        except Cancelled:
            return
        hidden = {row.field.name for row in self.rows if row.field.kind == "secret"}
        self._copy(chosen.id, chosen.label, secret=any(self.values().get(name) for name in hidden))

    def on_box_outside(self, event: Box.Outside) -> None:
        """Open a text in the person's own editor."""
        latest.start(self, "editor", partial(self._edit, event.box))

    async def _edit(self, box: Box) -> None:
        row = self.rows.of(box)
        json = row is not None and row.field.kind == "json"
        try:
            ending, drafts = ".json" if json else ".txt", app_of(self).drafts
            edited = await editor.edit(self.app, box.value, ending, drafts=drafts)
        except editor.NoEditor as error:
            self.say(str(error), "warn")
            return
        self.say("")
        if edited != box.value:
            box.give(edited)
        if row is not None:
            row.look()
        self.focus_again(box)

    def action_lay_out_json(self) -> None:
        """Lay the JSON of the field at hand out with indents."""
        row = self.rows.of(self.focused)
        if row is None or row.field.kind != "json" or not isinstance(row.control, Box):
            return
        if row.look() and row.typed.strip():
            row.control.give(values.pretty(row.typed))
