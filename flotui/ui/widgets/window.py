# SPDX-License-Identifier: MIT
"""A window onto rows that are read again: the row under the cursor is known by its id and kept, wherever a refresh
moves it.
"""

from __future__ import annotations

from typing import TypeVar, Unpack

from flotui.repositories.source import RowSource
from flotui.ui import latest
from flotui.ui.widgets import messages
from flotui.ui.widgets.canvas import WidgetOptions
from flotui.ui.widgets.viewport import Viewport

T = TypeVar("T")

_TO_THE_END = 10**9
"""More rows than any list has."""
_TRIES = 4
"""How often a row is looked for that isn't where it was found."""


class Window(Viewport[T]):
    """Rows of which one is under the cursor, whatever becomes of the others. Subclasses draw them."""

    def __init__(
        self,
        **options: Unpack[WidgetOptions],
    ) -> None:
        """Make an empty one.

        Args:
            options: as for Textual's Widget.
        """
        super().__init__(**options)
        self._stale = False  # rows changed while they were being located
        self._on_line: int | None = None  # on which line the row comes that is being located

    def on_mount(self) -> None:
        """Locate what the cursor was told to go to before there were workers to locate it."""
        if self._selecting is not None or self._current_id is not None:
            self._seek()

    def replace(self, source: RowSource[T]) -> None:
        """Show the rows of another source that holds the same list, read again; cursor and marks stay.

        Args:
            source: The rows, those around the cursor in memory.
        """
        self._source = source
        self.rows_changed()

    def rows_changed(self) -> None:
        """The source's rows changed: repaint what differs, and keep the row under the cursor by its id."""
        source = self._source
        if source is None:
            return
        if self._locating:
            self._stale = True
            return
        if self._current_id is None:
            self._go(self._cursor, None, everything=True)
            return
        near = self._near(self._current_id)
        if near is not None:
            self._stay_on(near)
        elif source.count:
            self._seek()
        else:
            self._lose()

    def select(self, row_id: str, line: int | None = None) -> None:
        """Put the cursor on a row by its id, wherever it is; stay when it isn't there.

        Args:
            row_id: Its id.
            line: On which line of the screen, from the first row's; None to move the window as far as needed.
        """
        near = self._near(row_id)
        self._held_back.clear()
        if near is not None:
            self._selecting = None
            self._put_on_line(near, line)
        else:
            self._selecting, self._on_line = row_id, line
            self._arrival.clear()
            self._seek()

    # -- Keeping rows by id --------------------------------------------------------------------------

    def _near(self, row_id: str) -> int | None:
        """Where a row is, if it is in memory within two pages of the cursor.

        Args:
            row_id: Its id.
        """
        source = self._source
        if source is None:
            return None
        count = source.count
        for step in range(2 * self._page + 1):
            for index in {self._cursor + step, self._cursor - step}:
                if 0 <= index < count:
                    row = source.peek(index)
                    if row is not None and self._row_id(row) == row_id:
                        return index
        return None

    def _seek(self) -> None:
        """Start locating what should be under the cursor, unless that is under way."""
        if not self._locating and self.is_running:
            self._locating = True
            latest.alongside(self, "table-locate", self._find)

    async def _find(self) -> None:
        """Locate what should be under the cursor, and go there."""
        tries = _TRIES
        try:
            while True:
                self._stale, tries = False, tries - 1
                source, wanted = self._source, self._selecting or self._current_id
                if source is None or wanted is None:
                    return
                try:
                    found = await (self._locate or source.index_of)(wanted)
                except Exception as error:
                    self._selecting = None
                    self._held_back.clear()
                    self.post_message(messages.Failed(self, error))
                    return
                if source is not self._source:
                    continue
                if self._selecting is not None and wanted == self._selecting:
                    self._selecting = None
                    if found is not None:
                        line = self._on_line
                        self._put_on_line(found, line, everything=True)
                        if not self._stale:
                            return
                    continue
                if self._stale or self._selecting is not None or wanted != self._current_id:
                    continue
                if found is None:
                    self._lose()
                elif tries > 0 and self._is_other(found, wanted):
                    continue
                else:
                    self._stay_on(found)
                return
        finally:
            self._locating = False
            self._reached()

    def _in_place(self) -> bool:
        """Whether the row under the cursor is where the cursor is; see `Viewport`."""
        if self._strayed and not self._locating:
            self.rows_changed()
        return not self._strayed

    def _stay_on(self, index: int) -> None:
        """Follow the row under the cursor to another index, on the same line of the screen.

        Args:
            index: Where it is now.
        """
        cursor, top = self._aim
        shift = index - self._cursor
        self._cursor, self._top = index, max(0, self._top + shift)
        # A move whose row is on its way goes on from where the row under the cursor is now, unless it is to an end.
        on = 0 if self._to_an_end else shift
        self._go(cursor + on, top + on, everything=True)

    def _lose(self) -> None:
        """The row under the cursor is gone: stay at its place, and say so."""
        lost, row = self._current_id, self._row
        if lost is None:
            return
        self._gone(lost)
        self._go(self._cursor, self._top, everything=True)
        self.post_message(messages.Vanished(self, lost, row))

    def _gone(self, row_id: str) -> None:
        """A row is no longer in the list.

        Args:
            row_id: Its id.
        """

    # -- Moving --------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Move the cursor.

        Args:
            by: How many rows, down or up.
        """
        if self._comes_early(by) or self._comes_too_soon(lambda: self.action_move(by)):
            return
        if self.group is not None:
            self._move_group(1 if by > 0 else -1)
            return
        self.move_to(self._aim[0] + by)

    def _move_group(self, step: int) -> None:
        """Move to the first line of the next row or the one before, and show all of its lines.

        Args:
            step: 1 for down, -1 for up.
        """
        at, top = self._aim
        here = self._group_at(at)
        index = at
        while 0 <= index < self._count and self._group_at(index) == here:
            index += step
        if not 0 <= index < self._count:
            self.move_to(index)
            return
        there = self._group_at(index)
        first = last = index
        while first > 0 and self._group_at(first - 1) == there:
            first -= 1
        while last + 1 < self._count and self._group_at(last + 1) == there:
            last += 1
        self._selecting = None
        page = self._page
        if first < top:
            top = first - (page - 1) // 2
        elif last >= top + page:
            top = min(first, last - page // 3)
        self._go(first, top)

    def action_page(self, halves: int) -> None:
        """Move cursor and rows together.

        Args:
            halves: By how many half pages, down or up.
        """
        by = halves * self._page // 2 if halves % 2 == 0 else halves * max(1, self._page // 2)
        if self._comes_early(by) or self._comes_too_soon(lambda: self.action_page(halves)):
            return
        index, top = self._aim
        self._selecting = None
        self._go(index + by, top + by)

    def action_first(self) -> None:
        """Move to the first row."""
        self._to_an_end = True
        self.move_to(0)

    def action_last(self) -> None:
        """Move to the last row of those that are here."""
        if self._comes_early(_TO_THE_END):
            return
        self._to_an_end = True
        self.move_to(self._count - 1)
        self.post_message(messages.Last(self))
