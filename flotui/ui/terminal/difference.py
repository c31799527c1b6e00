# SPDX-License-Identifier: MIT
"""The fewest bytes that make what a terminal shows into what it is to show.

It works as curses does, line by line: only cells that differ are written, the cursor moves the shortest way,
what stands between two changes is written again where that is shorter than moving, and blanks are erased where
there are many of them. What the terminal shows is remembered, and so are its cursor and the look that is set.

Text whose width terminals measure differently (`text.width`) is written as a unit, from the first such cell to
the blanks that are kept free behind it: blanked first, then written in one go, and what follows is placed anew.
So it never shifts the rest of its line, whatever the terminal makes of it.
"""

from __future__ import annotations

from typing import Final

from flotui.text.width import is_sure, widest
from flotui.ui.terminal import scrolling
from flotui.ui.terminal.canvas import Canvas, Row
from flotui.ui.terminal.looks import ANY, BARE, Look, change, of_blank, settled

_BLANK: Final = of_blank(BARE)
_APART: Final = 2
"""Blanks behind doubtful text that end it: what one blank parts is one text."""
_GAP: Final = 5
"""Blanks that are shorter to step over than to write."""
_WALLS: Final = frozenset("│┃║▌▐█┌┐└┘├┤┬┴┼─━═╭╮╰╯")
"""What ends a unit of doubtful text, since no text of a host's goes on behind it."""


class Shown:
    """What a terminal shows, as far as it is known."""

    def __init__(self, *, erases_in_color: bool = True, returns: bool = True, scrolls: bool = False) -> None:
        """
        Args:
            erases_in_color: whether erased cells take the ground's colour that is set, as in nearly all terminals.
            returns: whether a line feed also returns to the first column, as the kernel has it for terminals.
            scrolls: whether it may be had move lines itself.
        """
        self._scrolls = scrolls
        self._erases_in_color = erases_in_color
        self._returns = returns
        self._rows: list[Row | None] = []
        self._look: Look | None = None
        self._at: tuple[int, int] | None = None
        self._out: list[str] = []
        self._next = 0  # where to go on

    def forget(self) -> None:
        """Know nothing of it any more: the next difference is everything."""
        self._rows = []
        self._look = self._at = None

    def forget_cursor(self) -> None:
        """Something else was written that may have moved the cursor or set a look."""
        self._look = self._at = None

    def to(self, wanted: Canvas, limit: int | None = None) -> str:
        """The bytes that make the terminal show a canvas; from then on it is what it shows.

        Args:
            wanted: what is to be shown; its touched lines are taken.
            limit: the bytes behind which no further line is begun; those that are left stay touched, and come
                first the next time. None for all of them.

        Returns:
            The sequences and text; empty where nothing differs.
        """
        if len(self._rows) != wanted.lines or any(
            row is not None and len(row.cells) != wanted.columns for row in self._rows
        ):
            self.forget()
            self._rows = [None] * wanted.lines
        rows, wanted.touched = wanted.touched, set()
        rows |= {y for y, row in enumerate(self._rows) if row is None}
        rows |= self._scroll(rows, wanted)
        size = 0
        for y in sorted(rows, key=lambda y: (y < self._next, y)):
            if limit is not None and size >= limit:
                wanted.touched.add(y)
                continue
            start = len(self._out)
            if (was := self._rows[y]) is None or was != wanted.shown(y):
                self._line(y, was, wanted.shown(y))
                self._rows[y] = wanted.shown(y).copy()
                size += sum(len(each.encode()) for each in self._out[start:]) if limit is not None else 0
                self._next = y + 1
        if not wanted.touched:
            self._next = 0
            y, x = wanted.cursor
            self._move(min(y, wanted.lines - 1), min(x, wanted.columns - 1))
        written, self._out = "".join(self._out), []
        return written

    def _scroll(self, rows: set[int], wanted: Canvas) -> set[int]:
        """Have lines moved that only moved; returns those that are another's now."""
        if not self._scrolls or len(rows) < 2 or self._next:
            return set()
        found = scrolling.find(self._rows, [wanted.shown(y) for y in range(wanted.lines)])
        if found is None:
            return set()
        self._set(BARE)
        self._out.append(found.sequence)
        self._at = 0, 0
        self._rows = found.of(self._rows, Row(wanted.columns))
        return set(range(found.top, found.bottom + 1))

    # -- A line ------------------------------------------------------------------------------------

    def _line(self, y: int, was: Row | None, row: Row) -> None:
        cells, looks = row.cells, row.looks
        columns = len(cells)
        differs = _differing(was, row)
        units = _units(row)
        for start, stop, over in (*units, *(_units(was) if was is not None else ())):
            if any(differs[start:stop]):
                differs[start : stop + over] = [True] * (min(stop + over, columns) - start)
        if "" in cells or (was is not None and "" in was.cells):
            _join_halves(differs, row, was)
        self._lay_grounds(y, differs, row)
        for start, stop, over in units:
            if differs[start]:  # what it may run over is written again behind it, though it was erased
                differs[stop : stop + over] = [True] * (min(stop + over, columns) - stop)
        end = _blank_from(row) if self._can_erase(looks[-1]) else columns
        unit_at = {start: stop for start, stop, _ in units}
        x = 0
        while x < columns:
            if not differs[x]:
                x += 1
            elif x >= end and not _few(differs, x):
                self._move(y, x)
                self._set(looks[x])
                self._out.append("\x1b[K")
                return
            elif x in unit_at:
                self._unit(y, x, unit_at[x], row)
                x = unit_at[x]
            else:
                self._reach(y, x, row, unit_at)
                x = self._run(y, x, end if x < end else columns, differs, row, unit_at)

    def _lay_grounds(self, y: int, differs: list[bool], row: Row) -> None:
        """Erase a stretch that is written anew as a whole where there are several gaps in it, and step over them.

        What moves with the cursor through a list is a ground: a line is erased in it once, not gap by gap.
        """
        columns = len(differs)
        x = 0
        while x < columns:
            if not differs[x]:
                x += 1
                continue
            start = x
            while x < columns and differs[x]:
                x += 1
            look = _widest_gaps(row, start, x)
            if look is None or not self._can_erase(look):
                continue
            self._move(y, start)
            self._set(look)
            self._out.append("\x1b[K" if x == columns else f"\x1b[{x - start}X")
            for at in range(start, x):
                differs[at] = row.cells[at] != " " or row.looks[at] != look

    def _run(self, y: int, x: int, end: int, differs: list[bool], row: Row, units: dict[int, int]) -> int:
        """Write cells that differ, from x on; returns where it ended."""
        cells, looks, columns = row.cells, row.looks, len(row.cells)
        while x < columns and differs[x] and x < end and x not in units:
            self._set(looks[x])
            if cells[x] == " ":
                stop = x + 1
                while stop < end and differs[stop] and cells[stop] == " " and looks[stop] == looks[x]:
                    stop += 1
                blanks = stop - x
                if blanks > 9 and self._can_erase(looks[x]):
                    # Erasing leaves the cursor where it is: there is a move to what follows, if anything does.
                    self._out.append(f"\x1b[{blanks}X")
                    self._at = y, x
                    x = stop
                    if x < columns and differs[x] and x < end and x not in units:
                        self._move(y, x)
                    continue
                self._write(y, x, " " * blanks, blanks, columns)
                x = stop
            else:
                width = 2 if x + 1 < columns and cells[x + 1] == "" else 1
                self._write(y, x, cells[x], width, columns)
                x += width
        return x

    def _unit(self, y: int, start: int, stop: int, row: Row) -> None:
        """Write doubtful text: blanks first, then the text at once; where that leaves the cursor nobody knows."""
        cells, looks = row.cells, row.looks
        self._move(y, start)
        x = start
        while x < stop:  # the blanks keep the grounds they will have
            ground = of_blank(looks[x])
            until = x
            while until < stop and of_blank(looks[until]) == ground:
                until += 1
            self._move(y, x)
            self._set(ground)
            if until - x > _GAP and self._can_erase(ground):
                self._out.append(f"\x1b[{until - x}X")
            else:
                self._write(y, x, " " * (until - x), until - x, len(cells))
            x = until
        last = stop
        while last > start and cells[last - 1] == " ":
            last -= 1
        self._move(y, start)
        for x in range(start, last):
            if cells[x]:
                self._set(looks[x])
                self._out.append(cells[x])
        self._at = None

    def _write(self, y: int, x: int, text: str, width: int, columns: int) -> None:
        """Write at the cursor, which has been brought there."""
        self._out.append(text)
        # At the edge terminals differ in where the cursor is; with wrapping off it stays in the line.
        self._at = (y, x + width) if x + width < columns else None

    def _set(self, look: Look) -> None:
        now = self._look
        if now is None:
            self._out.append("\x1b[m")
            now = BARE
        then = settled(look, now)
        if then != now:
            self._out.append(change(now, then))
        self._look = then

    def _can_erase(self, look: Look) -> bool:
        return look.color == ANY and (self._erases_in_color or not look.background)

    # -- Moving ------------------------------------------------------------------------------------

    def _reach(self, y: int, x: int, row: Row, units: dict[int, int]) -> None:
        """Bring the cursor to a cell: by moving, or by writing again what is between, whichever is shorter."""
        if self._at is not None and self._at[0] == y and self._at[1] < x and self._look is not None:
            start = self._at[1]
            move = self._way(y, x)
            if x - start <= len(move) + 12 and not any(start < stop and at < x for at, stop in units.items()):
                now, cost = self._look, 0
                for at in range(start, x):
                    then = settled(row.looks[at], now)
                    cost += len(change(now, then)) + len(row.cells[at].encode())
                    now = then
                again = cost + len(change(now, settled(row.looks[x], now)))
                straight = len(move) + len(change(self._look, settled(row.looks[x], self._look)))
                if again <= straight and row.cells[start] != "" and row.cells[x] != "":
                    for at in range(start, x):
                        if row.cells[at]:
                            self._set(row.looks[at])
                            self._out.append(row.cells[at])
                    self._at = y, x
                    return
        self._move(y, x)

    def _move(self, y: int, x: int) -> None:
        if self._at != (y, x):
            self._out.append(self._way(y, x))
            self._at = y, x

    def _way(self, y: int, x: int) -> str:
        """The shortest sequence that moves the cursor."""
        absolute = "\x1b[H" if (y, x) == (0, 0) else f"\x1b[{y + 1}H" if x == 0 else f"\x1b[{y + 1};{x + 1}H"
        if self._at is None:
            return absolute
        was_y, was_x = self._at
        ways = [absolute]
        if was_y == y:
            steps = x - was_x
            if x == 0:
                ways.append("\r")
            if steps > 0:
                ways.append(f"\x1b[{steps}C" if steps > 1 else "\x1b[C")
            elif steps < 0:
                ways.append("\b" * -steps if steps > -4 else f"\x1b[{-steps}D")
        elif x == 0 and 0 < y - was_y < 5:
            ways.append(("" if self._returns or was_x == 0 else "\r") + "\n" * (y - was_y))
        elif x == was_x:
            steps = y - was_y
            number = str(abs(steps)) if abs(steps) > 1 else ""
            ways.append(f"\x1b[{number}{'B' if steps > 0 else 'A'}")
        return min(ways, key=len)


def _differing(was: Row | None, row: Row) -> list[bool]:
    """For each cell whether it differs."""
    if was is None:
        return [True] * len(row.cells)
    return [
        one != other or look != other_look
        for one, other, look, other_look in zip(was.cells, row.cells, was.looks, row.looks, strict=True)
    ]


def _join_halves(differs: list[bool], row: Row, was: Row | None) -> None:
    """Have both cells of a wide character differ together: half of one can be neither written nor left."""
    for x in range(1, len(differs)):
        wide = row.cells[x] == "" or (was is not None and was.cells[x] == "")
        if wide and differs[x] != differs[x - 1]:
            differs[x - 1] = differs[x] = True
    for x in range(len(differs) - 1, 0, -1):  # a change may join to the left of one that was joined
        wide = row.cells[x] == "" or (was is not None and was.cells[x] == "")
        if wide and differs[x] != differs[x - 1]:
            differs[x - 1] = differs[x] = True


def _blank_from(row: Row) -> int:
    """From which cell on there are only blanks of one ground."""
    look = row.looks[-1]
    end = len(row.cells)
    while end and row.cells[end - 1] == " " and row.looks[end - 1] == look:
        end -= 1
    return end


def _widest_gaps(row: Row, start: int, stop: int) -> Look | None:
    """The look of the blanks that most gaps in a stretch have, where there are two gaps or more."""
    gaps: dict[Look, int] = {}
    x = start
    while x < stop:
        look, until = row.looks[x], x
        while until < stop and row.cells[until] == " " and row.looks[until] == look:
            until += 1
        if until - x >= _GAP:
            gaps[look] = gaps.get(look, 0) + 1
        x = max(until, x + 1)
    look = max(gaps, key=lambda each: gaps[each], default=_BLANK)
    return look if gaps.get(look, 0) > 1 else None


def _few(differs: list[bool], x: int) -> bool:
    """Whether what differs from x on is one short run, no longer than the sequence that erases it."""
    run = 1
    while x + run < len(differs) and differs[x + run]:
        run += 1
    return run <= 3 and not any(differs[x + run :])


def _units(row: Row) -> list[tuple[int, int, int]]:
    """The doubtful stretches of a line: first cell, the one behind the last, and how far it may run over that.

    Each goes on until as many blanks as terminals may differ by are behind it, or to a wall, or to the edge.
    """
    cells = row.cells
    if all(map(is_sure, cells)):
        return []
    columns = len(cells)
    units: list[tuple[int, int, int]] = []
    x = 0
    while x < columns:
        if is_sure(cells[x]):
            x += 1
            continue
        start, spare, blanks = x, 0, 0
        while x < columns and cells[x] not in _WALLS:
            if cells[x] == " ":
                blanks += 1
                if blanks >= max(spare, _APART):
                    x += 1
                    break
            else:
                blanks = 0
                spare += _spare(cells, x)
            x += 1
        units.append((start, x, max(spare - blanks, 0)))
    return units


def _spare(cells: list[str], x: int) -> int:
    """By how many cells a terminal may draw a cluster wider than it was laid out."""
    if is_sure(cells[x]):
        return 0
    width = 1
    while x + width < len(cells) and cells[x + width] == "":
        width += 1
    return max(widest(cells[x]) - width, 0)
