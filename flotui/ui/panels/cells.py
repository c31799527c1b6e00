"""Editing a table's cells where they stand: the new value, enter, the next row."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from flotui.api.errors import FlochatError
from flotui.resources.base import Column, Context, InPlace
from flotui.ui.modals.inputs import Line

if TYPE_CHECKING:
    from textual.widgets import Input

    from flotui.ui.panels.listing import Listing
    from flotui.ui.typeahead import Hold, TypeAhead

_log = logging.getLogger(__name__)

_PATIENCE = 2.0
"""Seconds that the next row may take to come."""


def editable(columns: tuple[Column[Any], ...]) -> list[Column[Any]]:
    """The columns whose cells can be edited."""
    return [column for column in columns if column.edit is not None]


class CellEditor(Line):
    """The line that stands over a cell while it is edited.

    Enter saves and goes to the next row, tab goes to the next column, escape ends it. Keys wait while a value
    is on its way, and go into the next row's cell. After a failure what was typed stands where it was, and what
    waited is forgotten.
    """

    DEFAULT_CSS = """
    CellEditor, CellEditor:focus {
        position: absolute;
        height: 1;
        background: $accent 40%;
        color: $foreground;
        &:ansi { background: ansi_default; text-style: reverse; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("tab", "column(1)", show=False),
        Binding("shift+tab", "column(-1)", show=False),
        Binding("down", "row(1)", show=False),
        Binding("up", "row(-1)", show=False),
    ]

    def __init__(self, listing: Listing, context: Context, keys: TypeAhead) -> None:
        """
        Args:
            listing: whose cells.
            context: what the action that opened it was given.
            keys: has keys wait while a value is saved.
        """
        super().__init__("", select_on_focus=True)
        self._listing = listing
        self._given = context
        self._keys = keys
        self._at = 0
        self._row: Any = None
        self._saving = False

    # -- Where it stands --------------------------------------------------------------------------

    @property
    def _columns(self) -> list[Column[Any]]:
        shown = self._listing.table.columns
        return [column for column in editable(shown) if self._listing.table.cell(column.id) is not None]

    def _edit(self) -> InPlace | None:
        columns = self._columns
        return columns[self._at % len(columns)].edit if columns else None

    def may_begin(self) -> bool:
        """Whether the cell of the row under the cursor can be edited; says why not."""
        row, edit = self._listing.table.row, self._edit()
        if row is None or edit is None:
            return False
        if refusal := edit.refusal(row):
            self._given.ask.say(refusal, "warn")
            return False
        return True

    def on_mount(self) -> None:
        """Stand over the cell."""
        self.begin()

    def begin(self) -> bool:
        """Stand over the cell of the row under the cursor; whether that can be edited."""
        row, edit = self._listing.table.row, self._edit()
        if not self.may_begin() or edit is None:
            return False
        self._row = row
        self.value = edit.text(row)
        self.cursor_position = len(self.value)
        self.action_select_all()
        self.place()
        return True

    def place(self) -> None:
        """Stand where the cell stands now."""
        columns = self._columns
        region = self._listing.table.cell(columns[self._at % len(columns)].id) if columns else None
        if region is None:
            return
        left, top = self._listing.table.region.offset - self._listing.region.offset
        self.styles.offset = (left + region.x, top + region.y)
        self.styles.width = region.width

    # -- Keys -------------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        if self._saving or await self._press(event.key):
            event.stop()
            event.prevent_default()
        else:
            await super()._on_key(event)

    async def _press(self, key: str) -> bool:
        """Do what a key means here; whether it means anything."""
        match key:
            case "enter":
                self._submit()
            case "escape":
                self.action_leave()
            case "tab" | "shift+tab":
                self.action_column(1 if key == "tab" else -1)
            case "down" | "up":
                await self.action_row(1 if key == "down" else -1)
            case _:
                return False
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key does anything but wait while a value is on its way."""
        return not self._saving

    def on_input_changed(self, event: Input.Changed) -> None:
        """Not the filter line's business."""
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save, then go on."""
        event.stop()
        self._submit()

    def _submit(self) -> None:
        edit = self._edit()
        if self._saving or edit is None:
            return
        if wrong := edit.check(self.value):
            self._given.ask.say(wrong, "danger")
            return
        self._saving = True
        # It belongs to the app: a write is not taken along when this goes.
        hold = self._keys.hold(writing=True)
        self.app.run_worker(self._save(edit, self._row, self.value, hold), group="cell", exit_on_error=False)

    async def _save(self, edit: InPlace, row: Any, text: str, hold: Hold) -> None:
        now = self._listing.context(self._given.ask) or self._given
        context = Context(now.workspace, now.resource, (row,), now.ask, now.owner, now.query)
        try:
            await edit.save(context, row, text)
        except FlochatError as error:
            self._keys.forget()
            self._given.ask.say(str(error), "danger")
        except Exception as error:
            self._keys.forget()
            _log.error("saving a cell failed", exc_info=error)
            self._given.ask.say("Saving failed inside flotui. The log says where.", "danger")
        else:
            await self._next(1)
        finally:
            self._saving = False
            # Not entered as the task's own: keys are to wait for the write, not only for what it asks.
            hold.end()

    async def _next(self, by: int) -> None:
        """Go to the next row that can be edited; end at the last."""
        table = self._listing.table
        before = table.row
        if not 0 <= table.cursor + by < table.count:
            self.action_leave()
            return
        key = self._listing.row_id(before)
        table.move_to(table.cursor + by)
        for _ in range(int(_PATIENCE / 0.02)):
            if table.row is not None and self._listing.row_id(table.row) != key:
                break
            await asyncio.sleep(0.02)
        if not self.begin():
            self.action_leave()

    def action_leave(self) -> None:
        """End it; what was typed and not saved is dropped."""
        self._listing.close_cells()

    def action_column(self, by: int) -> None:
        """Go to the next column that can be edited."""
        self._at = (self._at + by) % max(1, len(self._columns))
        if not self.begin():
            self.action_leave()

    async def action_row(self, by: int) -> None:
        """Go to the next row without saving; stay at the first and the last."""
        table = self._listing.table
        if 0 <= table.cursor + by < table.count:
            await self._next(by)
