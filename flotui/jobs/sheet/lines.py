# SPDX-License-Identifier: MIT
"""The lines of a file as they were read, and which row each of them is about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from flotui.api.errors import Malformed
from flotui.text.plural import and_more

_RANGES = 50
"""How many lines, or ranges of them, a sentence names."""


class WrongLine(NamedTuple):
    """A line that can't be carried out, or one of its cells."""

    line: int
    why: str


FileVersion = tuple[int, int]
"""What tells two versions of a file apart: when it was changed, in nanoseconds, and its size in bytes."""


class SheetTable(NamedTuple):
    """A file as it was read."""

    header: tuple[str, ...]
    """The names of its columns, as they are written."""
    lines: list[tuple[int, tuple[str, ...]]]
    """Each line's number and its cells, one for each column."""
    wrong: list[WrongLine]
    """The lines that couldn't be read."""
    notes: tuple[str, ...] = ()
    """What was found out about its form, as sentences."""
    unfit: Mapping[int, tuple[str, ...]] = MappingProxyType({})
    """By their numbers, the cells of lines that have more of them than there are columns."""
    blank: Sequence[int] = ()
    """The numbers of the lines between others that hold nothing."""
    doubt: Malformed | None = None
    """What is to be said where a column in doubt is used: the file's encoding isn't sure."""
    in_doubt: frozenset[int] = frozenset()
    """The columns with more than plain letters of such a file."""
    version: FileVersion | None = None
    """Which version of the file it is."""

    def column(self, index: int) -> list[str]:
        """The cells of a column, without the empty ones."""
        return [cells[index] for _, cells in self.lines if cells[index]]


class Meant(NamedTuple):
    """A line that is about a row, which no other line is."""

    line: int
    row_id: str
    cells: dict[str, str]
    """What isn't empty of it, by what it holds."""


def numbered(numbers: Sequence[int]) -> str:
    """Lines by their numbers, as a person writes them: `line 3`, `lines 3, 5 to 7 and 9`, of many the first ones.

    Args:
        numbers: the numbers, in order; one at least.
    """
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    noun = "line" if len(numbers) == 1 else "lines"
    said = [" to ".join(map(str, each)) for each in ranges[:_RANGES]]
    if rest := sum(each[-1] - each[0] + 1 for each in ranges[_RANGES:]):
        return f"{noun} {', '.join(said)} {and_more(rest)}"
    *before, last = said
    return f"{noun} {', '.join(before)} and {last}" if before else f"{noun} {last}"


Who = Callable[[Mapping[str, str]], tuple[str, str]]
"""The id of the row that a line's cells mean, and what is wrong with that."""


def cells_of(columns: Mapping[str, int], cells: tuple[str, ...]) -> dict[str, str]:
    """A line's cells by what they hold; the empty ones are left out."""
    return {target: cells[at] for target, at in columns.items() if cells[at]}


def named_by(table: SheetTable, columns: Mapping[str, int], naming: Collection[str]) -> dict[int, str]:
    """What each line of a file names its row by, as it is written there; empty where nothing is.

    Args:
        table: the file.
        columns: what its columns hold.
        naming: what names a row by itself.
    """
    places = sorted(columns[each] for each in columns.keys() & set(naming))
    return {
        number: "; ".join(cells[at] for at in places if at < len(cells) and cells[at])
        for number, cells in sorted((*table.lines, *table.unfit.items()))
    }


def meant(
    table: SheetTable,
    columns: Mapping[str, int],
    who: Who,
    wrong: list[WrongLine],
    *,
    naming: Collection[str],
    changing: Collection[str],
    noun: str,
) -> tuple[list[Meant], list[int]]:
    """The lines that mean one row, which no other line does; and the numbers of those that say nothing.

    Args:
        table: the file.
        columns: what its columns hold.
        who: finds rows.
        wrong: the others are added here, with the reason.
        naming: what names a row by itself.
        changing: what changes something. Lines about one row that say the same of it are one.
        noun: what a row is called.
    """
    naming, changing = columns.keys() & set(naming), columns.keys() & set(changing)
    found: dict[str, list[tuple[int, dict[str, str]]]] = {}
    empty: list[int] = []
    for number, line in table.lines:
        cells = cells_of(columns, line)
        if cells.keys().isdisjoint(naming) and cells.keys().isdisjoint(changing):
            empty.append(number)
            continue
        row_id, why = who(cells)
        if why:
            wrong.append(WrongLine(number, why))
        else:
            found.setdefault(row_id, []).append((number, cells))
    alone = []
    for row_id, lines in found.items():
        (first, cells), *more = lines
        texts = [{name: text for name, text in each.items() if name in changing} for _, each in lines]
        if all(each == texts[0] for each in texts):
            alone.append(Meant(first, row_id, cells))
            wrong += [WrongLine(number, f"it repeats line {first}") for number, _ in more]
        else:
            wrong += [
                WrongLine(
                    number, f"it is about the same {noun} as line {more[0][0] if number == first else first}"
                )
                for number, _ in lines
            ]
    return alone, empty
