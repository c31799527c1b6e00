# SPDX-License-Identifier: MIT
"""Editing a table's cells where they stand: new values in a row, enter, the next row."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

from flotui.api.errors import FlochatError, Unknown
from flotui.jobs.outcomes import Unfinished
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context
from flotui.resources.crud.cells import save_cells
from flotui.resources.text import Span, plain
from flotui.ui import latest
from flotui.ui.around import app_of
from flotui.ui.drafting import Drafting
from flotui.ui.drafts import FormDraft
from flotui.ui.panels.celled import Celled
from flotui.ui.panels.told import Titled
from flotui.ui.panels.typed import Editable, TypedCells
from flotui.ui.typeahead import Hold, TypeAhead
from flotui.ui.widgets.inputs import Line
from flotui.ui.widgets.painter import Over
from flotui.workspace.comparing import NothingToDo
from flotui.workspace.resending import attempting, resending

_log = logging.getLogger(__name__)

_PATIENCE = 2.0
"""Seconds that the next row may take to come."""


class CellEditor(Line):
    """The line that stands over a cell while it is edited.

    Tab goes to the next column and keeps what was typed, also to a cell that can't be edited in this row: there it
    takes nothing, so that no number lands in another column than the one it was meant for. Enter saves all that was
    typed in the row, and goes to the next row. Escape asks before it drops something. Keys wait while values are on
    their way, and go into the next row's cell. After a failure what was typed stands where it was, and what waited
    is forgotten.
    """

    DEFAULT_CSS = """
    CellEditor, CellEditor:focus {
        position: absolute;
        height: 1;
        background: $field;
        color: $foreground;
        &:ansi { background: ansi_default; text-style: underline; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("tab", "column(1)", show=False),
        Binding("shift+tab", "column(-1)", show=False),
        Binding("down", "row(1)", show=False),
        Binding("up", "row(-1)", show=False),
    ]

    def __init__(self, listing: Celled, context: Context[object], keys: TypeAhead) -> None:
        """
        Args:
            listing: whose cells.
            context: what the action that opened it was given.
            keys: has keys wait while values are saved.
        """
        super().__init__("", select_on_focus=True)
        self._listing = listing
        self._given = context
        self._keys = keys
        self._at = 0
        self._row: object = None
        self._row_id = ""
        self._under: Editable | None = None
        """The column of the cell that is edited, and how it is edited."""
        self._refusal = ""
        """Why that cell takes nothing, as a sentence; empty where it can be edited."""
        self._editable = [(each, each.edit) for each in listing.columns if each.edit is not None]
        self._typed = TypedCells(self._editable)
        """What was typed in the row and is not saved."""
        self._drafting = Drafting(self, self._unsaved)
        self._warned = False
        self._saving = False
        self._failure: tuple[FlochatError, dict[str, str]] | None = None
        """What kept which texts from being saved."""
        self._left: int | None = None
        """The journal's entry of what was tried and is not done."""

    # -- Where it stands --------------------------------------------------------------------------

    @property
    def _columns(self) -> list[Editable]:
        """The columns on screen whose cells can be edited."""
        table = self._listing.table
        return [each for each in self._editable if table.cell(each[0].id) is not None]

    @property
    def _column(self) -> Editable | None:
        columns = self._columns
        return columns[self._at % len(columns)] if columns else None

    def may_begin(self) -> bool:
        """Whether the cell of the row under the cursor can be edited; says why not."""
        row, column = self._listing.table.row, self._column
        if row is None or column is None:
            return False
        if refusal := column[1].refusal(row):
            self._given.ask.say(refusal, "warn")
            return False
        return True

    def on_mount(self) -> None:
        """Put the line over the cell, with its text."""
        self.begin()

    def begin(self) -> bool:
        """Stand over the cell of the row under the cursor; whether there is one."""
        row, column = self._listing.table.row, self._column
        if row is None or column is None:
            return False
        other = (row_id := self._listing.row_id(row)) != self._row_id
        if other:
            self._forget_draft()  # nothing typed in the row before is left
        self._row, self._row_id, self._under = row, row_id, column
        if other:
            self._failure, self._left, self._typed.lost = None, None, {}
            self._bring_back()
        self._refusal = column[1].refusal(row) or ""
        shown = plain(column[0].text(row)) if self._refusal else column[1].text(row)
        self.value = self._typed.get(column[0].id, shown)
        self.cursor_position = len(self.value)
        if self._refusal:
            self._given.ask.say(self._refusal, "warn")
        else:
            self.action_select_all()
        self.place()
        return True

    def place(self) -> None:
        """Move the line to where the cell is after scrolling or resizing."""
        column = self._under
        region = self._listing.table.cell(column[0].id) if column is not None else None
        if region is None:
            return
        left, top = self._listing.table.region.offset - self._listing.region.offset
        self.styles.offset = (left + region.x, top + region.y)
        self.styles.width = region.width

    # -- What was typed ---------------------------------------------------------------------------

    def _bring_back(self) -> None:
        """Put what an earlier run kept as a draft into the row's cells."""
        resource, drafts = self._given.resource, app_of(self).form_drafts()
        if drafts is None or resource is None:
            return
        title = f"{resource.title} › {resource.label(self._row)}"
        draft = self._drafting.draft = drafts.of_row(resource.id, self._row_id, title)
        for column, edit in self._editable:
            if (text := draft.written.get(column.id)) is not None and edit.refusal(self._row) is None:
                self._typed.put((column, edit), text, self._row)
                self._show(column.id, self._typed.get(column.id))
        if draft.elsewhere:
            self._given.ask.say(draft.elsewhere, "warn")
        if self._typed:
            latest.start(self, "tried", partial(self._tell_brought_back, draft))

    async def _tell_brought_back(self, draft: FormDraft) -> None:
        """Say what stands in the cells again, and what became of it when it was sent; what was done goes."""
        message = await draft.message()
        if draft is not self._drafting.draft or not self._typed:
            return
        if not draft.written:
            self._drop()
            return
        keys = "Typed earlier and not saved yet. Press enter to save or esc to discard."
        self._given.ask.say(f"{self._typed.sentence} {message or keys}", "warn")

    def _forget_draft(self) -> None:
        if self._drafting.draft is not None:
            self._drafting.draft.drop()

    def _unsaved(self) -> dict[str, str]:
        """What is typed and not saved, by column, with what is in the line now."""
        if not self._saving:
            self._keep()
        return dict(self._typed)

    def keep_draft(self) -> None:
        """Keep what was typed for the next start."""
        self._drafting.now()
        self._drafting.draft = None

    def _keep(self) -> None:
        """Keep what is in the line, where it differs from what the row has; the table shows it."""
        if self._under is None or self._refusal:
            return
        self._typed.put(self._under, self.value, self._row)
        name = self._under[0].id
        self._show(name, self._typed.get(name))

    def _show(self, column_id: str, text: str | None) -> None:
        over = None if text is None else Over((Span(text, "accent"),))
        self._listing.table.put_over(self._row_id, column_id, over)

    def _first_wrong(self) -> str:
        """Go to the first cell whose text can't be saved; what is wrong with it, empty for nothing."""
        for name in self._typed.columns:
            if wrong := self._typed.wrong_alone(name):
                on_screen = [each.id for each, _ in self._columns]
                if name in on_screen:
                    self._at = on_screen.index(name)
                    self.begin()
                return self._typed.wrong(name) if len(self._typed) > 1 else wrong
        return ""

    @property
    def keys_line(self) -> str:
        """What the keys do now; while values are on their way, that they are."""
        if self._saving:
            return "Sending…"
        if self._failure is not None and self._failure[0].unsettled:
            return "ctrl+o sends it again anyway · esc leaves it"
        again = " · ctrl+t tries again" if self._failure is not None else ""
        return f"enter saves the row and goes to the next · tab the next column · esc ends{again}"

    # -- Keys -------------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """Do what a key means here; what means nothing is typed."""
        if self._saving or await self._press(event.key):
            event.stop()
            event.prevent_default()

    async def _press(self, key: str) -> bool:
        """Do what a key means here; whether it means anything."""
        warned, self._warned = self._warned, False
        match key:
            case "enter" | "ctrl+s":  # which saves in every dialog
                self._submit()
            case "escape":
                self._warned = warned
                self.action_leave()
            case "tab" | "shift+tab":
                self.action_column(1 if key == "tab" else -1)
            case "down" | "up":
                await self.action_row(1 if key == "down" else -1)
            case "ctrl+t" | "ctrl+o":
                self._try_again(anyway=key == "ctrl+o")
            case _:
                return False
        return True

    def replace(self, text: str, start: int, end: int) -> None:
        """Change what is in the line, which is the way of all that is typed, pasted and deleted."""
        if self._refusal:
            dropped = f" {text} was ignored." if text else ""
            self._given.ask.say(f"{self._refusal}{dropped}", "warn")
        else:
            super().replace(text, start, end)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key does anything but wait while values are on their way."""
        return not self._saving

    def on_input_changed(self, event: Input.Changed) -> None:
        """Not the filter line's business; what is typed is kept."""
        event.stop()
        self._drafting.soon()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save, then go on."""
        event.stop()
        self._submit()

    def _submit(self) -> None:
        """Save what was typed, unless that failed: then the key that saves does nothing."""
        self._keep()
        if self._failure is not None and (self._failure[0].unsettled or self._typed == self._failure[1]):
            self._say_failure(self._failure[0])
        else:
            self._begin_saving()

    def _try_again(self, *, anyway: bool) -> None:
        """Save once more what was not saved, or what nobody knows the outcome of."""
        self._keep()
        if self._failure is not None and self._failure[0].unsettled is anyway:
            self._begin_saving()

    def _say_failure(self, error: FlochatError) -> None:
        unknown = "It is in Activity as unknown; ctrl+o sends it again anyway."
        self._given.ask.say(f"{error} {unknown if error.unsettled else 'ctrl+t tries again.'}", "danger")

    def _begin_saving(self) -> None:
        if self._saving or self._column is None:
            return
        self._failure = None
        if wrong := self._first_wrong():
            self._given.ask.say(wrong, "danger")
            return
        self._saving = True
        self.post_message(Titled(self))
        # It belongs to the app: a write is not taken along when this goes.
        hold = self._keys.hold(writing=True)
        self.app.run_worker(self._save(hold), group="cell", exit_on_error=False)

    async def _save(self, hold: Hold) -> None:
        current = self._listing.context(self._given.ask) or self._given
        context = Context(
            current.workspace, current.resource, (self._row,), current.ask, current.owner, current.query
        )
        draft, name = self._drafting.draft, ""
        try:
            if draft is not None:
                await draft.save(dict(self._typed))
                name = await draft.attempt()
            with resending(self._left), attempting(name):
                await save_cells(context, self._row, self._row_id, self._typed.to_save, self._settled)
        except Cancelled:
            self._keys.forget()
        except NothingToDo as error:
            self._drop()
            self._given.ask.say(str(error))
        except FlochatError as error:
            await self._failed(error)
        except Exception as error:
            _log.error("saving a cell failed", exc_info=error)
            await self._failed(Unknown("Saving failed because of a bug in flotui.", advice="See the log."))
        else:
            if draft is not None:
                draft.drop()
            if self.is_attached:
                await self._next(1)
        finally:
            self._saving = False
            self.post_message(Titled(self))
            # Not entered as the task's own: keys are to wait for the write, not only for what it asks.
            hold.end()

    def _let_go_of(self, name: str) -> None:
        """Have a cell show what its row says."""
        self._typed.pop(name)
        self._show(name, None)

    def _drop(self) -> None:
        """Let go what was typed: what comes of it is told, or was before."""
        for name in tuple(self._typed):
            self._let_go_of(name)
        self._forget_draft()
        if self.is_attached:
            self._end()

    async def _failed(self, error: FlochatError) -> None:
        """Say why what was typed is not saved; where the editor is gone meanwhile, also what that was."""
        self._keys.forget()
        self._typed.lost = dict(self._typed) if error.unsettled else {}
        if isinstance(error, Unfinished):
            not_saved = self._typed.sentence
            try:
                await self._given.ask.go_on("Save the cell", error)
            except (FlochatError, Cancelled):  # half of it is done: the row is no longer what was edited
                self._given.ask.say(not_saved, "warn")
            self._drop()
            return
        if not self.is_attached:
            self._given.ask.say(f"{error} {self._typed.sentence}", "danger")
            return
        self._failure = error, dict(self._typed)
        self._left = error.entry or self._left
        self._say_failure(error)

    def _settled(self, name: str, wrote: bool) -> None:
        """Show the new value in its cell until the row itself says something new, where one was written."""
        column, _ = self._typed.columns[name]
        text = self._typed.pop(name).strip()
        shown = wrote and not self._given.workspace.switches.dry_run
        over = Over(text, column.text(self._row)) if shown else None
        if over is None or self.is_attached:
            self._listing.table.put_over(self._row_id, name, over)

    async def _next(self, by: int) -> None:
        """Go to the next row; end at the last."""
        table = self._listing.table
        before = table.row
        if not 0 <= table.cursor + by < table.count:
            self._end(typed=True)
            return
        key = self._listing.row_id(before)
        table.action_move(by)
        for _ in range(int(_PATIENCE / 0.02)):
            if table.row is not None and self._listing.row_id(table.row) != key:
                break
            await asyncio.sleep(0.02)
        if not self.begin():
            self._end(typed=True)

    def _end(self, *, typed: bool = False) -> None:
        """End it; `typed` where whoever types values on may not expect that."""
        self._listing.close_cells(typed=typed)

    def _asks_first(self) -> bool:
        """Whether something typed would be lost, which is then said; the second time it is meant."""
        self._keep()
        if not self._typed or self._warned:
            return False
        self._warned = True
        self._given.ask.say(self._typed.question, "warn")
        return True

    def action_leave(self) -> None:
        """End it; what was typed and not saved is dropped the second time."""
        if not self._asks_first():
            self._end()

    def on_blur(self) -> None:
        """End it when the person goes elsewhere in the program; not when the terminal loses the focus."""
        if self.app.app_focus and not self._saving:
            self._listing.leave_cells(self)

    def let_go(self) -> None:
        """What was typed and not sent goes with it, which is said."""
        if self._saving:
            return
        self._keep()
        if self._typed:
            ends = "" if self._typed.all_lost else " Discarded."
            self._given.ask.say(f"{self._typed.sentence}{ends}", "warn" if self._typed.lost else "plain")
        self._forget_draft()
        for name, (column, _) in self._typed.columns.items():
            lost = self._typed.is_lost(name)
            over = Over((Span(f"{self._typed[name]} ?", "warn"),), column.text(self._row)) if lost else None
            self._listing.table.put_over(self._row_id, name, over)

    def action_column(self, by: int) -> None:
        """Go to the next column whose cells can be edited, keeping what was typed."""
        self._keep()
        columns = self._columns
        if not columns:
            return
        before = columns.index(self._under) if self._under in columns else self._at % len(columns)
        self._at = (before + by) % len(columns)
        self.begin()
        if self._at != before:
            self._warn_of(before)

    def _warn_of(self, at: int) -> None:
        """Say at once what is wrong with the cell that was left."""
        name = self._columns[at % len(self._columns)][0].id
        if name in self._typed and (wrong := self._typed.wrong(name)):
            self._given.ask.say(wrong, "warn")

    async def action_row(self, by: int) -> None:
        """Go to the next row without saving, unless something was typed; stay at the first and the last."""
        self._keep()
        if self._typed:
            self._given.ask.say(self._typed.question, "warn")
            return
        table = self._listing.table
        if 0 <= table.cursor + by < table.count:
            await self._next(by)
