# SPDX-License-Identifier: MIT
"""Rows of several lines: each line of a row's longest text becomes a line of the table.

The table draws one line a row. Where a column wraps, a row is folded into as many lines as its text takes at
the width there is: the first has every column, those below only go on with the text. A message of a chat is
read as a whole then, and the cost is still that of the lines on screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from flotui.resources.base import Column, RowSource
from flotui.resources.text import Text
from flotui.resources.wrapping import bounded_lines, wrapped_lines
from flotui.ui.widgets.layout import lay_out


class Folded(msgspec.Struct, frozen=True):
    """One line of a row whose text is wrapped over several."""

    row: object
    line: int
    text: Text
    """What is in the wrapping column."""


def whole(row: object) -> object:
    """The row that a line is of; a row that is not folded is itself."""
    return row.row if isinstance(row, Folded) else row


def wrapping(columns: Sequence[Column[object]]) -> Column[object] | None:
    """The column that wraps, where there is one."""
    return next((column for column in columns if column.wrap), None)


def columns_of(columns: Sequence[Column[object]]) -> tuple[Column[object], ...]:
    """The columns as they show lines of rows."""
    return tuple(replace(column, text=_goes_on if column.wrap else _first(column.text)) for column in columns)


def _lines_of(column: Column[object], row: object, room: int) -> Sequence[Text]:
    """The lines that a row's text takes in its column; one where no room is known yet."""
    text = column.text(row)
    if room < 1:
        return (text,)
    return bounded_lines(text, room, column.most) if column.most else wrapped_lines(text, room)


def _goes_on(line: Folded) -> Text:
    return line.text


def _first(text: Callable[[object], Text]) -> Callable[[Folded], Text]:
    return lambda line: "" if line.line else text(line.row)


class FoldedRows(RowSource[Folded]):
    """The lines of a source's rows. Every row is brought into memory: chats are short enough for that."""

    def __init__(
        self,
        source: RowSource[object],
        columns: Sequence[Column[object]],
        row_id: Callable[[object], str],
        width: int,
    ) -> None:
        """
        Args:
            source: the rows.
            columns: the columns, one of which wraps.
            row_id: tells a row's id.
            width: the cells of the table.
        """
        self.source = source
        self.kind = source.kind
        self._columns = columns
        self._row_id = row_id
        self.width = width
        self._lines: list[Folded] = []
        self._begun = 0
        """Counts the foldings begun, so that an older one knows that it is outdated."""
        self._kept: dict[str, tuple[object, list[Folded]]] = {}

    async def fold(self, width: int | None = None) -> None:
        """Fold the rows that the source has now.

        Args:
            width: the cells of the table, where they changed.
        """
        if width is not None and width != self.width:
            self.width = width
            self._kept = {}
        self._begun += 1
        turn = self._begun
        column = wrapping(self._columns)
        assert column is not None
        placed = {place.column.id: place.width for place in lay_out(self._columns, self.width, 0).placed}
        room = placed.get(column.id, self.width) if self.width else 0
        lines: list[Folded] = []
        kept: dict[str, tuple[object, list[Folded]]] = {}
        for start in range(0, self.source.count, 200):
            await self.source.load(start, min(start + 200, self.source.count))
            for index in range(start, min(start + 200, self.source.count)):
                row = self.source.peek(index)
                if row is None:
                    continue
                row_id = self._row_id(row)
                known = self._kept.get(row_id)
                if known is None or known[0] != row:
                    text = _lines_of(column, row, room)
                    known = (row, [Folded(row, number, each) for number, each in enumerate(text)])
                kept[row_id] = known
                lines += known[1]
        if turn == self._begun:  # else it was folded again meanwhile, maybe for another width
            self._lines, self._kept = lines, kept

    def id_of(self, line: Folded) -> str:
        """The id of a line."""
        row_id = self._row_id(line.row)
        return f"{row_id} {line.line}" if line.line else row_id

    async def reopen(self) -> None:
        """Read the rows from the cache again, and wrap them anew."""
        await self.source.reopen()
        await self.fold()

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    @property
    def unfolded(self) -> RowSource[object]:
        """The rows that the lines are of."""
        return self.source

    @property
    def total(self) -> int | None:
        """How many rows the host says there are."""
        return self.source.total

    @property
    def fetched_at(self) -> float | None:
        """When the host was last asked."""
        return self.source.fetched_at

    @property
    def operation(self) -> str:
        """The id of the operation that lists its rows."""
        return self.source.operation

    @property
    def known(self) -> bool:
        """Whether anything was ever read."""
        return self.source.known

    @property
    def more_to_come(self) -> bool:
        """Whether the host has rows that are not here."""
        return self.source.more_to_come

    def peek(self, index: int) -> Folded | None:
        """The line at an index."""
        return self._lines[index] if 0 <= index < len(self._lines) else None

    async def ids(self) -> list[str]:
        """The ids of all lines."""
        return [self.id_of(line) for line in self._lines]

    async def rows_of(self, ids: Sequence[str]) -> list[Folded]:
        """The lines of these ids."""
        by_id = {self.id_of(line): line for line in self._lines}
        return [by_id[row_id] for row_id in ids if row_id in by_id]

    async def index_of(self, row_id: str) -> int | None:
        """At which index a line stands, or None."""
        return next((index for index, line in enumerate(self._lines) if self.id_of(line) == row_id), None)

    async def more(self) -> bool:
        """Read more rows from the host, and fold them."""
        found = await self.source.more()
        await self.fold()
        return found

    async def refresh(self) -> None:
        """Read from the host again, and fold that."""
        await self.source.refresh()
        await self.fold()

    async def narrow(self, words: Sequence[str], text: Callable[[Any], str] = str) -> FoldedRows:
        """The lines of the rows that have every word."""
        view = FoldedRows(await self.source.narrow(words, text), self._columns, self._row_id, self.width)
        await view.fold()
        return view
