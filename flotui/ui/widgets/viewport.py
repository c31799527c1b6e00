# SPDX-License-Identifier: MIT
"""The rows that are on screen, the cursor on one of them, and what has to be loaded for that.

A move of the cursor draws two lines; past the edge the rows move on by most of a page, or by one where the
terminal moves them itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, Generic, TypeVar, Unpack

from flotui.repositories.source import RowSource
from flotui.ui import latest
from flotui.ui.terminal.driver import scrolls
from flotui.ui.widgets import messages
from flotui.ui.widgets.canvas import ScrolledLines, WidgetOptions

T = TypeVar("T")
Locate = Callable[[str], Awaitable[int | None]]
"""Finds the index of a row by its id; None when there is no such row any more."""

_PATIENCE: Final = 0.1
"""Seconds that a jump waits for rows before it shows that they are missing."""
_GUESS: Final = 60
"""Rows that are loaded before the height is known."""


class Viewport(ScrolledLines, Generic[T]):
    """The rows of a source, as many as fit, a line each, and a cursor on one. Subclasses draw them."""

    def __init__(
        self,
        **options: Unpack[WidgetOptions],
    ) -> None:
        """Make an empty one.

        Args:
            options: as for Textual's Widget.
        """
        super().__init__(**options)
        self._source: RowSource[T] | None = None
        self._row_id: Callable[[T], str] = str
        self._locate: Locate | None = None
        self._header = True
        self.group: Callable[[T], object] | None = None
        """Tells which lines belong to one row, where a row has several: the cursor is on all of them."""

        self._cursor = 0
        self._row: T | None = None
        self._current_id: str | None = None
        self._top = 0

        self._wanted: tuple[int, int] | None = None  # cursor and top, once their rows are in memory
        self._to_an_end = (
            False  # whether that is told by the ends of the list, and not by the row under the cursor
        )
        self._ahead: tuple[int, int] | None = None  # rows to fetch when nothing is urgent
        self._fetching = False
        self._selecting: str | None = None
        self._locating = False  # whether it is being looked for where a row is
        self._arrival = asyncio.Event()  # the cursor is where it was told to go
        self._arrival.set()
        self._settling = False
        self.early: list[int] = []
        """Keys pressed before there were rows, each as the number of rows that it moves the cursor by."""
        self._held_back: list[Callable[[], None]] = []
        """Moves that wait until it is known where the row under the cursor is."""
        self._put: tuple[int, int, int] | None = None
        """Cursor, top and line since the cursor was put on a line."""
        self._said_near_end = -1
        self._gaps = False  # rows on screen that were not in memory when they were drawn
        self._said: tuple[T | None, int] | None = None

    def _open(
        self, source: RowSource[T], row_id: Callable[[T], str], locate: Locate | None, *, header: bool
    ) -> None:
        """Look at other rows, from the first.

        Args:
            source: The rows.
            row_id: Tells a row's id.
            locate: Finds a row's index by its id; the source's own `index_of` when not given.
            header: Whether the first line is not a row's.
        """
        self._source = source
        self._row_id = row_id
        self._locate = locate
        self._header = header
        self._cursor = self._top = 0
        self._row = self._current_id = None
        self._wanted = self._ahead = self._selecting = None
        self._to_an_end = False
        self._held_back.clear()
        self._reached()
        self._said_near_end = -1
        self._said = None
        if not self._extent[1] and source.count and source.peek(0) is None:
            self._ahead = (0, min(source.count, _GUESS))
            self._fetch()

    # -- What it knows -------------------------------------------------------------------------------

    @property
    def cursor(self) -> int:
        """The index of the row under the cursor."""
        return self._cursor

    @property
    def row(self) -> T | None:
        """The row under the cursor, as the person sees it; None if there is none."""
        return self._row

    @property
    def selected(self) -> str | None:
        """The id of the row that the cursor is on, or on its way to; None for none."""
        return self._selecting or self._current_id

    @property
    def line(self) -> int:
        """On which line of the screen the cursor is, from the first row's."""
        cursor, top = self._aim
        return cursor - top

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._count

    @property
    def _count(self) -> int:
        return 0 if self._source is None else self._source.count

    @property
    def _page(self) -> int:
        """How many rows fit."""
        return max(1, self._extent[1] - self._header)

    @property
    def at_top(self) -> bool:
        """Whether the first row is in sight."""
        return self._top == 0

    @property
    def at_end(self) -> bool:
        """Whether the cursor is on the last row."""
        count = self._count
        if not count or self.group is None:
            return count > 0 and self._cursor == count - 1
        return self._group_at(self._cursor) == self._group_at(count - 1)

    def _group_at(self, index: int) -> object:
        row = self._source.peek(index) if self._source is not None else None
        return None if row is None or self.group is None else self.group(row)

    # -- Moving --------------------------------------------------------------------------------------

    def move_to(self, index: int) -> None:
        """Put the cursor on a row by its index.

        Args:
            index: The row; the nearest one when there is no such.
        """
        self._selecting = None
        self._held_back.clear()
        self._go(index)

    @property
    def _strayed(self) -> bool:
        """Whether the row under the cursor may stand elsewhere by now: a source puts its rows in another order, or lets
        go of those that it had in memory, a moment before the table is told.
        """
        if self._source is None or self._current_id is None:
            return False
        return self._source.peek(self._cursor) is None or self._is_other(self._cursor, self._current_id)

    def _is_other(self, index: int, row_id: str) -> bool:
        """Whether a row that is in memory isn't the one that was found there: the order has changed since."""
        row = self._source.peek(index) if self._source is not None else None
        return row is not None and self._row_id(row) != row_id

    def _in_place(self) -> bool:
        """Whether the row under the cursor is where the cursor is, so that a place tells whom a move leads to. Where it
        isn't it is looked for.
        """
        return not self._strayed

    def _comes_too_soon(self, move: Callable[[], None]) -> bool:
        """Whether a move has to wait until it is known where the row under the cursor is; it is kept then.

        Args:
            move: makes it.
        """
        if self._in_place() and not self._held_back:
            return False
        self._held_back.append(move)
        self._arrival.clear()
        return True

    def _move_on(self) -> None:
        """Make the moves that waited, up to one whose row is on its way."""
        moves, self._held_back = self._held_back, []
        while moves and self._count and self._wanted is None:
            moves.pop(0)()
        self._held_back = moves if self._count else []
        self._reached()

    @property
    def moves_wait(self) -> bool:
        """Whether moves wait, so that the row under the cursor isn't the one that is meant."""
        return bool(self._held_back)

    def _comes_early(self, by: int) -> bool:
        """Whether a move has to wait for rows that are still being read; it is kept then.

        Args:
            by: How many rows, down or up.
        """
        if self._count or self._source is None or self._source.known:
            return False
        self.early.append(by)
        return True

    def move_early(self) -> None:
        """Make the moves that came before the rows."""
        moves, self.early = self.early, []
        for by in moves if self._count else ():
            self.move_to(self._aim[0] + by)

    async def arrived(self) -> None:
        """Return when the cursor is where it was last told to go."""
        await self._arrival.wait()

    def _reached(self) -> None:
        """Note whether the cursor is where it was told to go."""
        if self._wanted is None and self._selecting is None and not self._held_back:
            self._arrival.set()

    @property
    def _aim(self) -> tuple[int, int]:
        """Cursor and top as they will be once rows on their way have come."""
        return self._wanted or (self._cursor, self._top)

    def _go(self, index: int, top: int | None = None, *, everything: bool = False) -> None:
        """Move cursor and window, now or as soon as their rows are in memory.

        Args:
            index: Where the cursor should be.
            top: The row that should are on top; None to move the window only as far as needed.
            everything: Whether to look all lines over, not only those that a move changes.
        """
        source = self._source
        if source is None:
            return
        count, page = source.count, self._page
        index = max(0, min(index, count - 1))
        if top is None:
            top = self._aim[1]
            if not top <= index < top + page:  # past the edge: by most of a page, so that it is seldom
                if scrolls(self.app):
                    top = index if index < top else index - page + 1
                else:
                    top = index - (page - 1) * 4 // 5 if index < top else index - page // 5
        top = max(0, min(top, count - page))
        first, last = (top, min(top + page, count)) if top != self._top or everything else (index, index + 1)
        if count and self._extent[1] and any(source.peek(at) is None for at in range(first, last)):
            if self._wanted is None:
                self.set_timer(_PATIENCE, self._impatient)
            self._wanted = (index, top)
            self._arrival.clear()
            self._fetch()
            return
        self._arrive(index, top, everything)

    def _put_on_line(self, index: int, line: int | None, *, everything: bool = False) -> None:
        """Move the cursor to a row, and the window so that it stands on a line.

        Args:
            index: The row.
            line: On which line of the screen, from the first row's; None to move the window as far as needed.
            everything: Whether to look all lines over, not only those that a move changes.
        """
        self._go(index, None if line is None else index - line, everything=everything)
        self._put = None if line is None else (*self._aim, line)

    def _arrive(self, index: int, top: int, everything: bool = False) -> None:
        """Put cursor and window where they should be, and repaint what that changes.

        Args:
            index: The cursor.
            top: The row on top.
            everything: Whether to look all lines over.
        """
        source = self._source
        assert source is not None
        self._wanted, self._to_an_end = None, False
        before = self._cursor - self._top + self._header
        scrolled = top != self._top
        self._cursor, self._top = index, top
        row = source.peek(index) if source.count else None
        if row is not None:
            self._row, self._current_id = row, self._row_id(row)
        else:
            self._row = self._current_id = None
        if (
            row is not None or not source.count
        ):  # what is pressed next is about the row, not about its placeholder
            self._reached()
        if scrolled or everything:
            self._redraw()
            self._look_ahead()
        elif self.group is not None:
            self._redraw()
        else:
            self._redraw((before, index - top + self._header))
        self._moved()
        if source.count and index >= source.count - self._page and self._said_near_end != source.count:
            self._said_near_end = source.count
            self.post_message(messages.NearEnd(self))
        if self._held_back and (row is not None or not source.count):
            self._move_on()

    def _moved(self) -> None:
        """Say where the cursor is, once it has been painted."""
        if not self._settling:
            self._settling = True
            self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        self._settling = False
        now = (self._row, self._cursor)
        if self._said is None or now != self._said:
            self._said = now
            self.post_message(messages.Highlighted(self, *now))

    # -- Loading -------------------------------------------------------------------------------------

    def _look_ahead(self) -> None:
        """See to it that a page either side is in memory."""
        source = self._source
        assert source is not None
        page = self._page
        start, stop = max(0, self._top - page), min(source.count, self._top + 2 * page)
        if stop > start and (source.peek(start) is None or source.peek(stop - 1) is None):
            self._ahead = (start, stop)
            self._fetch()

    def _fetch(self) -> None:
        """Start loading what is wanted, unless that is under way."""
        if not self._fetching and self.is_running:
            self._fetching = True
            latest.alongside(self, "table-load", self._load)

    async def _load(self) -> None:
        """Load what is wanted until nothing is: the window first, then what lies ahead."""
        try:
            while (source := self._source) is not None:
                page = self._page
                wanted = self._wanted
                if wanted is not None:
                    start, stop = max(0, wanted[1] - page), min(source.count, wanted[1] + 2 * page)
                elif self._ahead is not None:
                    start, stop = self._ahead
                else:
                    self._reached()
                    return
                self._ahead = None
                try:
                    await source.load(start, stop)
                except Exception as error:
                    if source is self._source:
                        self._wanted = None
                        self._held_back.clear()
                        self._reached()
                        self.post_message(messages.Failed(self, error))
                        return
                    continue
                if source is not self._source:
                    continue
                if self._wanted is None:
                    self._caught_up()
                    continue
                if not self._in_place():
                    return  # it goes on from where the row is found
                now = self._wanted
                if now is not None and (now == wanted or self._is_here(now[1])):
                    self._arrive(*now, everything=True)
        finally:
            self._fetching = False

    def _is_here(self, top: int) -> bool:
        """Whether all rows of a window are in memory."""
        source = self._source
        assert source is not None
        return all(source.peek(at) is not None for at in range(top, min(top + self._page, source.count)))

    def _caught_up(self) -> None:
        """Rows came that may be on screen already, as placeholders."""
        if self._gaps:
            self._redraw()
        if self._row is None and self._source is not None and self._source.peek(self._cursor) is not None:
            self._arrive(self._cursor, self._top, everything=True)

    def _impatient(self) -> None:
        """The rows of a jump take their time: show where it leads, once that is known."""
        if self._current_id is not None and self._is_other(self._cursor, self._current_id):
            self._in_place()
        if self._wanted is None:
            return
        if self._locating and not self._to_an_end:
            self.set_timer(_PATIENCE, self._impatient)
        else:
            self._arrive(*self._wanted, everything=True)

    # -- Drawing -------------------------------------------------------------------------------------

    def _fitted(self) -> None:
        """Keep the cursor on screen, and the screen full."""
        count, page = self._count, self._page
        line = self._put[2] if self._put and self._put[:2] == (self._cursor, self._top) else None
        # The last rows can't stand as high in a taller window: the line holds as soon as the height allows it.
        wanted = self._top if line is None else self._cursor - line
        lowest = max(wanted, self._cursor - page + 1)
        self._top = max(0, min(lowest, self._cursor, max(0, count - page)))
        self._put = None if line is None else (self._cursor, self._top, line)
        if self._source is not None:
            self.call_next(self._resized)

    def _resized(self) -> None:
        """More rows may be on screen than are in memory."""
        if self._source is not None and self._extent[1] and self._in_place():
            self._go(*self._aim, everything=True)

    def _redraw(self, lines: Iterable[int] | None = None) -> None:
        """As the base class, and look anew for rows that are missing.

        Args:
            lines: Which; all of them when not given.
        """
        if lines is None:
            self._gaps = False
        super()._redraw(lines)
