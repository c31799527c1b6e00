# SPDX-License-Identifier: MIT
"""A listing: one resource as a table, with its filter line, its marks and what is done with its rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Literal

from textual.message import Message
from textual.widget import Widget

from flotui.api.errors import FlochatError
from flotui.api.pacer import Purpose, on_behalf
from flotui.config.log import log_failure
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.ask import Ask
from flotui.resources.base import Context, Query, Resource, RowSource
from flotui.resources.keys import key_of
from flotui.resources.text import Span, Text
from flotui.text import safe
from flotui.text.plural import count
from flotui.ui import latest
from flotui.ui.panels import words
from flotui.ui.panels.filtering import FilteredTable
from flotui.ui.panels.folding import whole
from flotui.ui.presses import Typed
from flotui.ui.typeahead import TypeAhead
from flotui.ui.widgets import messages
from flotui.workspace import Changed, Event, Workspace
from flotui.workspace.in_sight import name_in_sight

if TYPE_CHECKING:  # not before a cell is edited
    from flotui.ui.panels.cells import CellEditor

_OF_NUMBERS = frozenset({*"0123456789", "full_stop", "comma", "minus"})
"""The keys that numbers are typed with."""
_BETWEEN = frozenset({"enter", "tab", "backspace"})
"""The keys that follow a number in a cell."""
HELD = 0.5
"""Seconds within which a key that comes again is held down, and no second press."""
_REST = 0.5
"""Seconds the cursor has to rest on a row before its detail follows."""


class Listing(FilteredTable):
    """One resource as a table, and what a person does with it."""

    class Rested(Message):
        """The cursor has rested on a row for a moment; row is None in an empty table."""

        def __init__(self, listing: Listing, row: object) -> None:
            """
            Args:
                listing: where.
                row: the row.
            """
            super().__init__()
            self.listing = listing
            self.row = row

    class Opened(Message):
        """A row was opened with enter."""

        def __init__(self, listing: Listing, row: object) -> None:
            """
            Args:
                listing: where.
                row: the row.
            """
            super().__init__()
            self.listing = listing
            self.row = row

    class Headed(Message):
        """The title of a column was clicked."""

        def __init__(self, listing: Listing, column: str) -> None:
            """
            Args:
                listing: where.
                column: the column's id.
            """
            super().__init__()
            self.listing, self.column = listing, column

    def __init__(self, *, id: str | None = None) -> None:
        """
        Args:
            id: the widget's id.
        """
        super().__init__(id=id)
        self._resting: Callable[[], None] | None = None
        self._cells: CellEditor | None = None
        self._typed_on: bool | None = None
        """Whether digits were typed on after the last cell; None where no cell was left, or another key came."""
        self._offered: tuple[str, object, float] | None = None
        """What was said to be on the host, and is read when the same key is pressed again; and when that was."""
        self._doubted: set[str] = set()
        """The ids of marked rows that changed, and so may be gone."""
        self._kept: dict[str, Mapping[str, object]] = {}
        """The marks of each list, by its resource's id, while something else is shown."""
        self._marks_of = ""
        """The id of the resource whose marks the table has, where they are kept."""
        self.only_marked = False
        """Whether only marked rows are shown."""
        self._everyone: RowSource[object] | None = None
        """All rows of the list, where they are shown instead of those that were read."""
        self._to_the_end = False
        """Whether the person went to the last row of all."""

    def point(
        self,
        workspace: Workspace,
        resource: Resource[object],
        query: Query | None = None,
        *,
        select: str | None = None,
    ) -> None:
        """Show a resource; see `ReadingTable`. The editing of cells ends. Another bot has no marks."""
        self.close_cells()
        if self.workspace is not workspace:
            self._kept, self._marks_of = {}, ""
        super().point(workspace, resource, query, select=select)

    def turn_to(self, query: Query, *, select: str | None = None) -> None:
        """Ask for something else; see `ReadingTable`. What is marked stays so, whatever list it is in."""
        if self._marks_of:
            self._kept[self._marks_of] = self.table.marks
        self._marks_of, self.only_marked = "", False
        self._everyone, self._to_the_end = None, False
        super().turn_to(query, select=select)

    @property
    def title(self) -> Text:
        """The resource's name, what of it is shown, and how many rows."""
        if self.resource is None:
            return ""
        known = self.snapshot is not None and self.snapshot.value.known
        return words.title(
            self.resource,
            self.asked,
            narrowed=self.narrowed_to,
            counted=self._counted(self._counts) if known else "",
            only_marked=self.only_marked,
            marked=len(self.table.row_ids),
            following=self.following_words,
        )

    def _counted(self, rows: RowSource[object]) -> str:
        assert self.resource is not None
        if self.narrowing:
            shown = self._shown.count if self._shown is not None else rows.count
            return f"{count(shown)} of {count(rows.count)} here"
        return words.counted(self.resource, rows, self.sorting.get(self.resource.id))

    # -- What an action is given ------------------------------------------------------------------

    def context(self, ask: Ask) -> Context[object] | None:
        """What an action on it is given."""
        if self.workspace is None:
            return None
        owner = self.asked.owner
        # Until what was asked for is there, the table still holds rows of something else.
        rows = () if self._shown is None else self.table.chosen
        if self.folded:  # several lines may be of one row
            rows = tuple({self.row_id(row): whole(row) for row in rows}.values())
        marked = len(self.table.row_ids) if self._shown is not None else 0
        return Context(
            self.workspace,
            self.resource,
            rows,
            ask,
            owner,
            self.asked,
            marked,
            self._fetch_marked if marked else None,
            self.beyond,
            partial(self._keep_marks, tuple(self.table.row_ids)) if marked else None,
        )

    async def _fetch_marked(self) -> tuple[object, ...]:
        """All marked rows as they are here now; what is no longer here is no longer marked either."""
        shown, ids = self._shown, tuple(self.table.row_ids)
        if shown is None:
            return ()
        rows = {self.table.id_of(row): row for row in await shown.rows_of(ids)}
        self.table.unmark([row_id for row_id in ids if row_id not in rows])
        return tuple({self.row_id(row): whole(row) for row in rows.values()}.values())

    def _keep_marks(self, acted_on: Collection[str], row_ids: Collection[str]) -> None:
        """Take marks away of lines that an action was about, but not of the rows that are left of it.

        Args:
            acted_on: the lines that were marked when it began.
            row_ids: the rows whose marks stay.
        """
        left = {self.table.id_of(row) for row in self.table.marked if self.row_id(row) in row_ids}
        self.table.unmark([each for each in acted_on if each not in row_ids and each not in left])

    @property
    def beyond(self) -> str:
        """What the marks don't reach, where all rows that are here are marked and the host has more; else empty."""
        shown, marked = self._shown, len(self.table.row_ids)
        if shown is None or self.snapshot is None or not marked or marked < shown.count:
            return ""
        rows = self._counts
        if not rows.more_to_come:
            return ""
        said = f"{count(marked)} marked."
        if self.narrowing:
            return f"{said} The host may have more matches, which aren't marked. Press enter in the filter to search it."
        if rows.total is None:
            return f"{said} The host has more, which aren't marked."
        return f"{said} {count(rows.total - rows.count)} more on the host aren't marked."

    # -- Marks ------------------------------------------------------------------------------------

    async def _show(self, snapshot: Snapshot[RowSource[object]], first: bool) -> None:
        """Put the rows of a snapshot on screen; see `ReadingTable`. Of a whole list, what isn't in it isn't marked."""
        await super()._show(snapshot, first)
        shown, asked = self._shown, self.asked
        if shown is None or self.resource is None:
            return
        if not self._marks_of and snapshot.value.known and asked.owner is None:
            self._marks_of = self.resource.id
            kept = self._kept.pop(self.resource.id, {})
            if kept and not snapshot.value.reaches:
                listed = set(await shown.ids())
                kept = {row_id: row for row_id, row in kept.items() if row_id in listed}
            self.table.mark_again(kept)
        part = self.narrowing or self.only_marked or asked.arguments or asked.audience or asked.words
        if self.table.row_ids and snapshot.value.complete and not snapshot.stale and not part:
            listed = set(await shown.ids())
            self.table.unmark([row_id for row_id in self.table.row_ids if row_id not in listed])

    async def arranged_of(self, rows: RowSource[object]) -> tuple[RowSource[object], tuple[str, ...]]:
        """The rows that are shown of some; see `FilteredTable`. Only the marked ones, where that is asked for."""
        if not self.only_marked or self.resource is None:
            self._everyone = await self._all_rows() if self._wants_all else None
            return await super().arranged_of(rows if self._everyone is None else self._everyone)
        marked = await rows.rows_of(tuple(self.table.row_ids))
        return ListRows(list(marked), self.resource.row_id, rows.fetched_at), self.narrowing

    @property
    def _counts(self) -> RowSource[object]:
        """The rows that are spoken of: all of the list where they are shown, else those that were read."""
        assert self.snapshot is not None
        return self.snapshot.value if self._everyone is None else self._everyone

    @property
    def fetched_at(self) -> float | None:
        """When the host was asked for what it shows, in unix seconds."""
        return super().fetched_at if self._everyone is None else self._everyone.fetched_at

    @property
    def shows_everyone(self) -> bool:
        """Whether all rows of the list are shown, though only some of them were read for it."""
        return self._everyone is not None

    @property
    def _wants_all(self) -> bool:
        """Whether what the person wants to see is about all rows: sorted, narrowed, or the last of them."""
        sorted_by = self.resource is not None and self.resource.id in self.sorting
        return self._to_the_end or sorted_by or bool(self.narrowing)

    async def _all_rows(self) -> RowSource[object] | None:
        """All rows of a list that was asked for as a whole, where they are here without a call."""
        asked = self.asked
        part = asked.arguments or asked.audience or asked.words or asked.line or asked.owner is not None
        if self._asks is None or self.workspace is None or part:
            return None
        return await self._asks.everyone(self.workspace)

    def show_marked(self, on: bool) -> None:
        """Show only the marked rows, or all again.

        Args:
            on: which.
        """
        self.only_marked = on
        self.show_again(select=self.selected or "")
        self.post_message(self.Titled(self))

    def received(self, event: Event) -> None:
        """Follow what happens in the workspace; see `ReadingTable`. A marked row that changed may be gone."""
        kind = self.snapshot.value.kind if self.snapshot is not None else None
        if isinstance(event, Changed) and kind is not None:
            changed = {row_id for name, row_id in event.rows if name == kind.name}
            if doubted := changed.intersection(self.table.row_ids):
                self._doubted |= doubted
                latest.beside(self, "gone", self._drop_gone)
        super().received(event)

    async def _drop_gone(self) -> None:
        """Take the marks away of rows that changed and are no longer here."""
        while self._doubted and self._shown is not None:
            ids = tuple(self._doubted)
            self._doubted.clear()
            here = {self.table.id_of(row) for row in await self._shown.rows_of(ids)}
            self.table.unmark([row_id for row_id in ids if row_id not in here])

    def on_table_marked(self, event: messages.Marked) -> None:
        """Say how many are marked, and whether the host has more than could be."""
        event.stop()
        if self.only_marked and not self.table.row_ids:
            self.show_marked(False)
        self.post_message(self.Titled(self))
        if event.every and self.beyond:
            self._offer_rest("mark", self.beyond)

    # -- The rows that are not here ---------------------------------------------------------------

    def on_table_last(self, event: messages.Last) -> None:
        """Read the rest of the list, once it was said what that costs."""
        event.stop()
        snapshot = self.snapshot
        if (
            snapshot is not None
            and snapshot.value.more_to_come
            and not self.narrowing
            and not self.shows_everyone
        ):
            if self._asks is None:
                self._offer_rest("read", "The host has more rows. How many isn't known.")
            else:
                latest.start(self, "rest", self._go_to_the_end)

    async def _go_to_the_end(self) -> None:
        """Go to the last of all rows where they are here; else say what the rest costs."""
        if await self._all_rows() is None or self.snapshot is None:
            self._offer_rest("read", "The host has more rows. How many isn't known.")
            return
        self._to_the_end = True
        await self._show(self.snapshot, False)
        self.post_message(self.Titled(self))
        self.table.action_last()

    def _offer_rest(self, what: Literal["mark", "read"], otherwise: str) -> None:
        """Say what the rows that are not here cost; the same key again reads them.

        Args:
            what: whether they are read, or marked as well.
            otherwise: what is said where nobody knows how many they are.
        """
        assert self.snapshot is not None
        rows = self.snapshot.value
        if self.narrowing or (rows.total is None and rows.calls_to_know is None):
            self.post_message(self.Said(otherwise))
            return
        now = monotonic()
        before, self._offered = self._offered, (what, rows, now)
        if before is not None and before[:2] == (what, rows) and now - before[2] > HELD:
            self._offered = None
            latest.start(self, "rest", partial(self._read_rest, rows, what))
            return
        does = "read and mark" if what == "mark" else "read"
        self.post_message(self.Said(f"{words.on_the_host(rows, self._page)} Press it again to {does} them."))

    @property
    def _page(self) -> int:
        return self.workspace.reader.page_size if self.workspace is not None else 1

    async def _read_rest(self, rows: RowSource[object], what: Literal["mark", "read"]) -> None:
        """Read all rows of the list that are not here, page by page; going elsewhere ends it."""
        try:
            with on_behalf(Purpose.JOB):
                while self.snapshot is not None and self.snapshot.value is rows and await rows.more():
                    of = f" of {count(rows.total)}" if rows.total is not None else ", and more may follow"
                    self.post_message(self.Said(f"Reading: {count(rows.count)}{of}."))
                    await self._reopen()
        except FlochatError as error:
            self.tell_trouble(error)
            return
        if self.snapshot is None or self.snapshot.value is not rows:
            return
        self.post_message(self.Said(f"All {count(rows.count)} are here."))
        if what == "mark":
            self.table.action_mark_all()
        else:
            self.table.action_last()

    # -- Cells that are edited where they stand ---------------------------------------------------

    def edit_cells(self, context: Context[object], keys: TypeAhead) -> bool:
        """Edit the cells of the row under the cursor where they stand, then those of the next rows.

        Args:
            context: what the action was given.
            keys: has keys wait while a value is saved.

        Returns:
            Whether the cell under the cursor can be.
        """
        from flotui.ui.panels.cells import CellEditor  # as above

        self.close_cells()
        editor = CellEditor(self, context, keys)
        if not editor.may_begin():
            return False
        self._cells = editor
        self.mount(editor)
        self.screen.set_focus(editor)
        context.ask.say("enter saves the row and goes to the next · tab the next column · esc ends")
        return True

    def close_cells(self, *, typed: bool = False) -> None:
        """End the editing of cells, if it goes on.

        Args:
            typed: whether it ends by itself, so that digits may follow that were meant for a cell.
        """
        if self._remove_editor():
            self._typed_on = False if typed else None
            latest.focus(self.table)

    def meant_for_a_cell(self, typed: Typed) -> bool:
        """Whether a key was typed on after the last cell, and belongs to none: until a key that no number is typed with.

        Args:
            typed: the key.
        """
        if self._typed_on is None:
            return False
        meant = typed.key in _OF_NUMBERS or (self._typed_on and typed.key in _BETWEEN)
        self._typed_on = True if meant else None
        return meant

    def _remove_editor(self) -> bool:
        """Take away what stands over a cell; whether anything did."""
        editor, self._cells = self._cells, None
        if editor is None:
            return False
        editor.let_go()
        editor.remove()
        return True

    def leave_cells(self, editor: Widget) -> None:
        """The person went elsewhere, to the table by the mouse say: what stood over a cell goes."""
        if editor is self._cells:
            self._remove_editor()

    def on_resize(self) -> None:
        """What stands over a cell goes along."""
        if self._cells is not None:
            self.call_after_refresh(self._cells.place)

    # -- From row to row --------------------------------------------------------------------------

    def go_on(self, by: int) -> object | None:
        """Put the cursor on the next row or the one before, past those that the resource passes over.

        Args:
            by: 1 or -1.

        Returns:
            The row; None where there is none, and the cursor stays.
        """
        shown, resource = self._shown, self.resource
        if shown is None or resource is None:
            return None
        index = self.table.cursor + by
        while 0 <= index < shown.count:
            row = shown.peek(index)
            if row is not None and (resource.passes_over is None or not resource.passes_over(whole(row))):
                self.table.move_to(index)
                found: object = whole(row)
                return found
            index += by
        return None

    # -- What the table says ----------------------------------------------------------------------

    def on_table_headed(self, event: messages.Headed) -> None:
        """Hand on which title was clicked."""
        event.stop()
        self.post_message(self.Headed(self, event.column))

    def on_table_opened(self, event: messages.Opened) -> None:
        """Pass on that a row was opened."""
        event.stop()
        if self._shown is not None:
            self.post_message(self.Opened(self, whole(event.row)))

    def on_table_highlighted(self, event: messages.Highlighted) -> None:
        """Wait until the cursor rests; read on where a chat's older messages begin."""
        event.stop()
        if self._cells is not None:
            self._cells.place()
        if self._resting is not None:
            self._resting()
        timer = self.set_timer(_REST, self._rested)
        self._resting = timer.stop
        if (
            self.resource is not None
            and self.resource.newest_last
            and event.row is not None
            and event.index < 10
        ):
            self._more()

    def _rested(self) -> None:
        self._resting = None
        self.post_message(self.Rested(self, whole(self.table.row)))
        latest.start(self, "names", self._name_in_sight)

    async def _name_in_sight(self) -> None:
        """Have those called by their names whom the rows on screen are about, and no list told."""
        shown = self._shown
        if self.workspace is None or self.snapshot is None or shown is None:
            return
        rows = [whole(row) for row in self.table.shown]
        news = await name_in_sight(self.workspace, self.snapshot.value, rows)
        if self.resource is not None and self.resource.look_closer is not None and self.workspace.pacer.spare:
            with on_behalf(Purpose.BACKGROUND), suppress(FlochatError):  # they stay marked as not known
                news = await self.resource.look_closer(self.workspace, rows) or news
        if news and shown is self._shown:
            await self._reopen()

    def on_table_failed(self, event: messages.Failed) -> None:
        """Say that rows could not be read from the cache, as far as that is known."""
        event.stop()
        told = event.error if isinstance(event.error, FlochatError) else None
        if told is None:
            log_failure("reading rows", event.error)
        said = str(told) if told is not None else "These rows couldn't be read. See the log."
        self.note((Span(f"{said} {key_of('app.refresh')} tries again.", "warn"),))

    def on_table_vanished(self, event: messages.Vanished) -> None:
        """Say that the row under the cursor is gone."""
        event.stop()
        assert self.resource is not None
        label = safe.visible(self.resource.label(whole(event.row)))
        self.note((Span(f"{label} is no longer in this list.", "warn"),))
