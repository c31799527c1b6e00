# SPDX-License-Identifier: MIT
"""A listing: one resource as a table, with its filter line, its marks and what is done with its rows.

The line over a cell is imported when it is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message
from textual.widget import Widget

from flotui.api.errors import FlochatError
from flotui.config.log import log_failure
from flotui.repositories.snapshot import Snapshot
from flotui.resources.ask import Ask
from flotui.resources.base import Context, Query, RowSource
from flotui.resources.keys import key_of
from flotui.resources.text import Span, Text
from flotui.resources.walked import Walked
from flotui.text import safe
from flotui.text.plural import count
from flotui.ui import latest
from flotui.ui.panels import in_sight, words
from flotui.ui.panels.folding import whole
from flotui.ui.panels.marking import MarkedTable
from flotui.ui.panels.way_through import GoneTo, WayThrough
from flotui.ui.presses import Typed
from flotui.ui.typeahead import TypeAhead
from flotui.ui.widgets import messages
from flotui.workspace import ChatRead, Event, QuotaTold

if TYPE_CHECKING:  # not before a cell is edited
    from flotui.ui.panels.cells import CellEditor

_FIRST = "That was the first one."
_OF_NUMBERS = frozenset({*"0123456789", "full_stop", "comma", "minus"})
"""The keys that numbers are typed with."""
_BETWEEN = frozenset({"enter", "tab", "backspace"})
"""The keys that follow a number in a cell."""


class Listing(MarkedTable):
    """One resource as a table, and what a person does with it."""

    class OfRow(Message):
        """Something about a row."""

        def __init__(self, listing: Listing, row: object) -> None:
            """
            Args:
                listing: where.
                row: the row.
            """
            super().__init__()
            self.listing = listing
            self.row = row
            self._resource = listing.resource

        @property
        def late(self) -> bool:
            """Whether another resource is shown by now: the row is none of its rows."""
            return self.listing.resource is not self._resource

    class Rested(OfRow):
        """The cursor has rested on a row for a moment; row is None in an empty table."""

    class Opened(OfRow):
        """A row was opened with enter."""

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
        self._in_sight = in_sight.InSight(self, self._take_in_news)
        self._cells: CellEditor | None = None
        self._way = WayThrough()
        self._goes_on = False
        """Whether the person had the list read again from a row, so that the cursor goes on once that is seen to."""
        self._typed_on: bool | None = None
        """Whether digits were typed on after the last cell; None where no cell was left, or another key came."""

    def _leave(self, *, bot: bool) -> None:
        """Another resource is shown; see `ReadingTable`. The editing of cells ends."""
        self.close_cells()
        super()._leave(bot=bot)

    @property
    def _unasked(self) -> bool:
        return self._cells is not None or super()._unasked

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
            news=self.news,
            only_marked=self.only_marked,
            marked=len(self.table.row_ids),
            unseen=self.marked_unseen,
            following=self.following_words,
        )

    @property
    def news(self) -> str:
        """What came in since the rows were put in order, in words; empty for nothing."""
        resource, snapshot = self.resource, self.snapshot
        if resource is None or resource.news is None or snapshot is None:
            return ""
        return resource.news(snapshot.value.in_memory or ())

    def _counted(self, rows: RowSource[object]) -> str:
        assert self.resource is not None
        if self.narrowing:
            shown = self._shown.count if self._shown is not None else rows.count
            return f"{count(shown)} of {words.of_all(rows)}"
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
        marked_ids = self.table.marked_ids if self._shown is not None else ()
        marked = len(marked_ids)
        return Context(
            self.workspace,
            self.resource,
            rows,
            ask,
            owner,
            self.asked,
            marked,
            self.fetch_marked if marked else None,
            self.beyond,
            self.rows,
            " ".join(self.narrowing),
            partial(self.keep_marks, marked_ids) if marked else None,
            marked_ids,
        )

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
        return True

    def keep_cells(self) -> None:
        """Keep what is typed in a cell for the next start."""
        if self._cells is not None:
            self._cells.keep_draft()

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
        """Keep the cell editor over its cell."""
        if self._cells is not None:
            self.call_after_refresh(self._cells.place)

    # -- From row to row --------------------------------------------------------------------------

    async def go_on(self, by: int, opened: object) -> GoneTo | str:
        """Put the cursor on the next row or the one before: of those that are to be seen to, where that is said.

        Args:
            by: 1 or -1.
            opened: the row to go on from; None for the one that was opened last.

        Returns:
            The row; a sentence where there is none, and the cursor stays.
        """
        shown, resource = self._shown, self.resource
        if shown is None or resource is None or (self.snapshot is not None and not self.snapshot.value.known):
            return messages.NOTHING_YET
        index, again, none = self.table.cursor + by, 0, "That was the last one." if by > 0 else _FIRST
        if (walked := resource.walked) is not None:
            left = self._left(walked)
            here = self._way.here if opened is None else resource.row_id(opened)
            none = walked.nobody if not left and not here else walked.nobody_else if by > 0 else _FIRST
            top = left.get(here, self.table.cursor)
            above = [row_id for row_id, place in left.items() if place < top]
            step = self._way.next(here, list(left)) if by > 0 else self._way.previous(here, above, list(left))
            if step is None:
                return none
            index, again = left[step.row_id], len(left) if step.again else 0
        else:
            from_row = self.table.selected
            await self._bring(shown, index)
            at = None if from_row is None else await shown.index_of(from_row)  # it may stand elsewhere by now
            if at is not None:
                index = at + by
            await self._bring(
                shown, index
            )  # also where its place is the same: its rows may have been read anew
            if shown is not self._shown:  # other rows have come
                return messages.NOTHING_YET
        row = shown.peek(index) if 0 <= index < shown.count else None
        if row is None:
            return none
        self.table.move_to(index)
        return GoneTo(whole(row), again)

    async def _bring(self, shown: RowSource[object], index: int) -> None:
        """Have a row in memory, where there is one: read on where the rows that are loaded end before it."""
        more = self.snapshot is not None and self.snapshot.value.more_to_come
        if index == shown.count and more and not self.narrowing and not self.shows_everyone:
            await self._read_more()
        if 0 <= index < shown.count:
            await shown.load(index, index + 1)

    def note_opened(self, row: object) -> None:
        """Take note that a row's detail was opened: the way through the list goes on from there."""
        if self.resource is not None and self.resource.walked is not None:
            self._way.go_to(self.resource.row_id(row))

    def _left(self, walked: Walked[object]) -> dict[str, int]:
        """Where the rows are that are to be seen to, by their ids."""
        shown = self._shown
        assert shown is not None
        rows = ((index, shown.peek(index)) for index in range(shown.count))
        return {
            self.row_id(row): index
            for index, row in rows
            if row is not None and not walked.passes_over(whole(row))
        }

    def _aim(self, query: Query, select: str | None) -> None:
        """Let go of what is there; see `ReadingTable`. Of another list nobody has been gone to."""
        self._way = WayThrough()
        super()._aim(query, select)

    async def _read_all(self, force: bool, keep: bool) -> None:
        """Read it; see `ReadingTable`. Where the person had it read and nothing is left to see to of the row that they
        were on, the cursor goes on.
        """
        here, self._goes_on = self.row_id(self.table.row), force and keep and not self._reads_itself
        await super()._read_all(force, keep)
        self._go_past(here)

    def _go_past(self, here: str) -> None:
        """Have the cursor go on from a row of which nothing is left to see to, where the person had the list read again
        and has done nothing since.

        Args:
            here: the id of the row that they were on then.
        """
        walked = self.resource.walked if self.resource is not None else None
        if walked is None or self._shown is None or not self._goes_on or not self.untouched:
            return
        left = self._left(walked)
        step = None if here in left else self._way.ahead(here, list(left))
        if step is not None:
            self.table.move_to(left[step.row_id])

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
        timer = self.set_timer(in_sight.REST, self._rested)
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
        self._in_sight.look()

    async def _show(self, snapshot: Snapshot[RowSource[object]], first: bool) -> None:
        """Put rows on screen; see `ShowingTable`. Others may be among them, wherever the cursor is."""
        await super()._show(snapshot, first)
        self._in_sight.look_soon(followed=self._reads_itself)

    async def _take_in(self, shown: RowSource[object]) -> None:
        """Show other rows; see `ReadingTable`."""
        await super()._take_in(shown)
        self._in_sight.look_soon()

    def received(self, event: Event) -> None:
        """Follow what happens in the workspace; see `ReadingTable`."""
        super().received(event)
        if isinstance(event, QuotaTold):
            self._in_sight.look_once_spared()
        elif (
            isinstance(event, ChatRead)
            and self.resource is not None
            and self.resource.look_closer is not None
        ):
            self.reopen()

    async def _take_in_news(self) -> None:
        """Show what is known by now of the rows; what the order hangs on moves them as long as nobody does anything."""
        resource, snapshot = self.resource, self.snapshot
        if resource is None or snapshot is None or resource.put_in_order is None or not self.untouched:
            await self._reopen()
        else:
            here, on_top = self.row_id(self.table.row), not self.table.cursor and not self.chosen
            await resource.put_in_order(snapshot.value)
            if on_top and self.untouched:
                await self._show(snapshot, first=True)
                self.tell()
            else:
                await self._reopen()
                self._go_past(here)
        self.table.measure_again()

    def on_table_failed(self, event: messages.Failed) -> None:
        """Say that rows could not be read from the cache, as far as that is known."""
        event.stop()
        told = event.error if isinstance(event.error, FlochatError) else None
        if told is None:
            log_failure("reading rows", event.error)
        sentence = str(told) if told is not None else "These rows couldn't be read. See the log."
        self.note((Span(f"{sentence} {key_of('app.refresh')} tries again.", "warn"),))

    async def on_table_vanished(self, event: messages.Vanished) -> None:
        """Say that the row under the cursor is gone, unless the list has it again by now."""
        event.stop()
        shown = self._shown
        if self.resource is None or shown is None:  # it was of the list before
            return
        with suppress(FlochatError):  # where that can't be read, the table says so
            if await self._locate(event.row_id) is not None:
                return
        if shown is not self._shown:
            return
        label = safe.sanitize(words.headed(self.resource, whole(event.row)))
        self.note((Span(f"{label} is no longer in this list.", "warn"),))
