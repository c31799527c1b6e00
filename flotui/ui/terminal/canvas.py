# SPDX-License-Identifier: MIT
"""A picture of a terminal's screen, cell by cell, kept from what Textual writes.

Textual writes frames: pieces of lines, each at its place, in its look. Drawn on a canvas, frames become state:
what the screen is to show now, whatever was written on the way there.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import repeat
from typing import Final

from rich.cells import cell_len, split_graphemes

from flotui.text.glyphs import as_ascii, is_ascii
from flotui.text.patterns import later
from flotui.text.signs import OBEYED
from flotui.ui.terminal.looks import ANY, BARE, after, of_blank

_FRAME: Final = later("\n*\x1b\\[[0-9]+;[0-9]+H")
_TOKEN: Final = later("\x1b\\[([0-9;]*)([Hm])|(\n+)|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)")


def is_frame(data: str) -> bool:
    """Whether what Textual writes is (a piece of) a frame: a frame begins with a move, and nothing else does."""
    return _FRAME.match(data) is not None


class Row:
    """A line of cells."""

    __slots__ = ("cells", "looks")

    def __init__(self, columns: int) -> None:
        self.cells = [" "] * columns
        """A cluster a cell; empty in the second cell of a wide one."""
        self.looks = [of_blank(BARE)] * columns
        """The look of each cell."""

    def copy(self) -> Row:
        """Another row of the same cells."""
        row = Row(0)
        row.cells, row.looks = self.cells[:], self.looks[:]
        return row

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and self.cells == other.cells and self.looks == other.looks

    __hash__ = None  # type: ignore[assignment]


class Canvas:
    """What a terminal shows: lines of cells, each with its look, and the cursor."""

    def __init__(self, columns: int, lines: int) -> None:
        """
        Args:
            columns: cells a line.
            lines: lines.
        """
        self.columns, self.lines = columns, lines
        self.rows: list[Row] = []
        """The lines, from the top."""
        self.touched: set[int] = set()
        """The lines that were drawn on since somebody last emptied this."""
        self.cursor = (0, 0)
        """Line and column of the cursor, from 0."""
        self.blank = True
        """Whether nothing was drawn on it in its present size."""
        self._selected: dict[int, tuple[int, int]] = {}
        self._look = BARE
        self.resize(columns, lines)

    def resize(self, columns: int, lines: int) -> None:
        """Take another size. It is blank then: what was laid out for the old one means nothing."""
        self.columns, self.lines = columns, lines
        self.rows = [Row(columns) for _ in range(lines)]
        self.touched = set()
        self.blank = True
        self._selected = {}

    def select(self, ranges: dict[int, tuple[int, int]]) -> None:
        """Show some cells in reverse, in place of those that were.

        Args:
            ranges: by line the first cell and the one behind the last.
        """
        changed = {y for y in {*ranges, *self._selected} if ranges.get(y) != self._selected.get(y)}
        self.touched |= {y for y in changed if 0 <= y < self.lines}
        self._selected = ranges

    @property
    def selected(self) -> str:
        """The text of the cells that are shown in reverse, line by line."""
        return "\n".join(
            "".join(self.rows[y].cells[start:stop]).rstrip()
            for y, (start, stop) in sorted(self._selected.items())
            if 0 <= y < self.lines
        )

    def shown(self, y: int) -> Row:
        """A line as it is to be shown, with what is selected of it in reverse. Not to be changed.

        Args:
            y: which, from the top.
        """
        row = self.rows[y]
        if y not in self._selected:
            return row
        start, stop = self._selected[y]
        row = row.copy()
        color = ""
        for x in range(start, min(stop, self.columns)):
            look = row.looks[x]
            color = color if look.color == ANY else look.color
            row.looks[x] = look._replace(attributes=look.attributes ^ {"7"}, color=color)
        return row

    def draw(self, data: str) -> None:
        """Draw a frame as Textual writes it: moves, looks and text.

        Args:
            data: the frame; sequences other than these are left out.
        """
        self.blank = False
        end = 0
        for token in _TOKEN.finditer(data):
            if end < token.start():
                self._put(data[end : token.start()])
            end = token.end()
            parameters, final, lines = token.groups()
            if final == "m":
                self._look = after(self._look, parameters)
            elif final == "H":
                line, _, column = parameters.partition(";")
                self.cursor = int(line or 1) - 1, int(column or 1) - 1
            elif lines:
                # The line discipline makes of it a carriage return too.
                self.cursor = self.cursor[0] + len(lines), 0
        if end < len(data):
            self._put(data[end:])

    def _put(self, text: str) -> None:
        """Write text at the cursor, up to the edge; its signs in ASCII where the person wants that."""
        y, x = self.cursor
        cells = _cells(as_ascii(text) if is_ascii() else text)
        self.cursor = y, x + len(cells)
        if not cells or y >= self.lines or x >= self.columns:
            return
        if x + len(cells) > self.columns:
            cells = _cut(cells, self.columns - x)
        row = self.rows[y]
        stop = x + len(cells)
        if row.cells[x] == "" and x and cells[0] != "":  # what was the left half of a wide one is a blank now
            row.cells[x - 1] = " "
        if stop < self.columns and row.cells[stop] == "":
            row.cells[stop] = " "
        row.cells[x:stop] = cells
        blank = of_blank(self._look)
        row.looks[x:stop] = (
            [blank if cell == " " else self._look for cell in cells]
            if " " in cells
            else repeat(self._look, len(cells))
        )
        self.touched.add(y)


@lru_cache(maxsize=512)
def _cells(text: str) -> list[str]:
    """A text as cells: a cluster in the first of its cells, nothing in the second. Not to be changed.

    Whatever a terminal would obey is left out: it has no width, and nobody who names a subscriber steers the terminal,
    even where a widget forgot to make a text visible.
    """
    if not text.isprintable():
        text = text.translate(OBEYED)
    if "\xa0" in text:
        text = text.replace("\xa0", " ")
    if text.isascii() or (cell_len(text) == len(text) and not _joins(text)):
        return list(text)
    cells: list[str] = []
    for start, stop, width in split_graphemes(text)[0]:
        if width:
            cells += (text[start:stop], *repeat("", width - 1))
        elif cells:
            lead = len(cells) - 1
            while lead and cells[lead] == "":
                lead -= 1
            cells[lead] += text[start:stop]
    return cells


def _cut(cells: list[str], room: int) -> list[str]:
    """The first cells, with a blank for a character of which only a half would be among them."""
    first = cells[:room]
    if cells[room] == "":
        while first and first[-1] == "":
            first.pop()
        first[-1:] = [" "]
    return first + [" "] * (room - len(first))


def _joins(text: str) -> bool:
    """Whether characters of a text share a cell, so that it can't be cut between any two."""
    return any(cell_len(character) != 1 for character in text)
