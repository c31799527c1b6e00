# SPDX-License-Identifier: MIT
"""Marks: rows that an action is about together, known by their ids."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar, Unpack

from flotui.ui import latest
from flotui.ui.widgets import messages
from flotui.ui.widgets.canvas import WidgetOptions
from flotui.ui.widgets.window import Window

T = TypeVar("T")


class MarkedWindow(Window[T]):
    """Rows that can be marked; subclasses draw them."""

    def __init__(
        self,
        **options: Unpack[WidgetOptions],
    ) -> None:
        """Make an empty one.

        Args:
            options: as for Textual's Widget.
        """
        super().__init__(**options)
        self._marks: dict[str, T | None] = {}
        self._marked_ids: tuple[str, ...] | None = None
        self._marked_last: str | None = None  # the id of the row from which a range begins
        self._all_marked = asyncio.Event()
        self._all_marked.set()

    @property
    def row_ids(self) -> Collection[str]:
        """The ids of the marked rows."""
        return self._marks.keys()

    @property
    def marked_ids(self) -> tuple[str, ...]:
        """The ids of the marked rows in the order they were marked: the same object until another is marked."""
        if self._marked_ids is None:
            self._marked_ids = tuple(self._marks)
        return self._marked_ids

    def id_of(self, row: T) -> str:
        """The id by which a row's mark is kept."""
        return self._row_id(row)

    @property
    def marked(self) -> tuple[T, ...]:
        """The marked rows that were in memory since, in the order they were marked, as last seen."""
        return tuple(row for row in self._marks.values() if row is not None)

    @property
    def chosen(self) -> tuple[T, ...]:
        """What an action is about: the marked rows that are in memory, else the one under the cursor, else none."""
        if self._marks:
            return self.marked
        return () if self._row is None else (self._row,)

    @property
    def marks(self) -> Mapping[str, T | None]:
        """The marked rows by their ids, as last seen; None for those that were not in memory."""
        return dict(self._marks)

    def mark_again(self, marks: Mapping[str, T | None]) -> None:
        """Mark rows that were marked before other rows were shown.

        Args:
            marks: the rows by their ids.
        """
        if marks:
            self._marks = {**marks, **self._marks}
            self._redraw()
            self._tell_marks()

    def _forget_marks(self) -> None:
        """Take all marks away: other rows are shown."""
        latest.drop(self, "table-mark")
        if self._marks:
            self._marks = {}
            self._tell_marks()

    def action_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and move down."""
        if self._row is None or self._current_id is None:
            return
        if self._held_back and self._comes_too_soon(self.action_mark):
            return  # the row that a move leads to is meant
        if self._current_id in self._marks:
            del self._marks[self._current_id]
        else:
            self._marks[self._current_id] = self._row
            self._marked_last = self._current_id
        self._redraw((self._cursor - self._top + self._header,))
        self._tell_marks()
        self.action_move(1)

    def action_mark_on(self, by: int) -> None:
        """Mark the row under the cursor and the one beside it, and move there.

        Args:
            by: 1 for the next row, -1 for the one before.
        """
        source = self._source
        if source is None or self._row is None or self._current_id is None:
            return
        if self._comes_too_soon(lambda: self.action_mark_on(by)):
            return
        if self._marked_last is None or not self._marks:
            self._marked_last = self._current_id
        self._marks[self._current_id] = self._row
        at = self._cursor + by
        beside = source.peek(at) if 0 <= at < source.count else None
        if beside is not None:
            self._marks[self._row_id(beside)] = beside
        self._redraw()
        self._tell_marks()
        self.action_move(by)

    def action_mark_range(self) -> None:
        """Mark all rows from the one that was marked last to the one under the cursor."""
        if self._current_id is None or (self._held_back and self._comes_too_soon(self.action_mark_range)):
            return
        if self._marked_last is None or self._marked_last not in self._marks:
            self._marked_last = self._current_id
        self._all_marked.clear()
        latest.start(self, "table-mark", self._mark_range)

    async def _mark_range(self) -> None:
        source, first, last = self._source, self._marked_last, self._current_id
        try:
            ids = [] if source is None else list(await source.ids())
            if source is not self._source or first not in ids or last not in ids:
                return
            start, stop = sorted((ids.index(first), ids.index(last)))
            self._marks |= {row_id: self._marks.get(row_id) for row_id in ids[start : stop + 1]}
            self._marked_last = last
            self._redraw()
            self._tell_marks()
        finally:
            self._all_marked.set()

    def action_mark_all(self) -> None:
        """Mark all rows that are here, also those that are not in memory."""
        source = self._source
        if source is None:
            return
        rows = [source.peek(index) for index in range(source.count)]
        self._marks |= {self._row_id(row): row for row in rows if row is not None}
        self._marked_ids = None
        if None in rows:
            self._all_marked.clear()
            latest.start(self, "table-mark", self._mark_all)
        else:
            self._say_all_marked()

    async def _mark_all(self) -> None:
        source = self._source
        try:
            if source is not None:
                ids = await source.ids()
                self._marks = {row_id: self._marks.get(row_id) for row_id in (*ids, *self._marks)}
                self._say_all_marked()
        finally:
            self._all_marked.set()

    def _tell_marks(self, *, every: bool = False, taken: Mapping[str, T | None] | None = None) -> None:
        """Tell that other rows are marked than before.

        Args:
            every: whether all rows that are here are.
            taken: the rows whose marks the person took away all at once.
        """
        self._marked_ids = None
        self.post_message(messages.Marked(self, len(self._marks), every=every, taken=taken))

    def _say_all_marked(self) -> None:
        self._redraw()
        self._tell_marks(every=True)

    async def arrived(self) -> None:
        """Return when the cursor is where it was last told to go, and the marks are set."""
        await self._all_marked.wait()
        await super().arrived()

    def action_unmark(self) -> None:
        """Take all marks away, and say which these were."""
        taken, self._marks = self._marks, {}
        if taken:
            self._redraw()
            self._tell_marks(taken=taken)

    def unmark(self, row_ids: Iterable[str]) -> None:
        """Take marks away: of rows that were deleted, say.

        Args:
            row_ids: The ids of the rows; those that aren't marked are passed over.
        """
        before = len(self._marks)
        for row_id in row_ids:
            self._marks.pop(row_id, None)
        if len(self._marks) != before:
            self._redraw()
            self._tell_marks()

    def _gone(self, row_id: str) -> None:
        """A row is no longer in the list, nor among the marked ones.

        Args:
            row_id: Its id.
        """
        if row_id in self._marks:
            del self._marks[row_id]
            self._tell_marks()
