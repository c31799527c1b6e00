# SPDX-License-Identifier: MIT
"""How wide a table's cells are: what its columns want, measured once for a list and not while it is scrolled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from flotui.resources.base import Column
from flotui.resources.text import Figure, Words, plain
from flotui.text import safe

T = TypeVar("T")

MOST_ROWS: Final = 60
"""How many rows are measured: those that are in memory whenever a list is shown, so that it looks the same each time."""
MOST_WANTED: Final = 48
"""The cells that a column wants at most."""
_NEARLY: Final = 3
"""A column is given this many cells more than most of its cells take, where then none is cut."""
_NAMED: Final = 18
"""What a column of names has at least, so that most of its cells show one whole name and how many more there are."""
_SEVERAL: Final = 3
"""From so many rows on, that all say the same is a trait of the list."""
_NOTHING: Final = "–"
"""What a cell shows where there is no value."""
_SORTED: Final = 2
"""The cells of the arrow behind the heading of the column that is sorted by."""


class Want(msgspec.Struct, frozen=True):
    """What a column wants, in cells, its heading included."""

    usual: int
    """The width that nine of ten cells fit into."""
    whole: int
    """What all of them fit into without being cut."""
    all_names: int
    """The same, but with all names where cells are such as tags: those aren't cut, some of them are left out."""
    names: bool = False
    """Whether its cells are names."""
    least: int = 0
    """What it has to have to be shown, beyond what was declared: where cells are names, a whole one of them."""
    places: int = 0
    """The cells from the point on, where cells are amounts: they are lined up on it."""
    alike: bool = False
    """Whether every row that there is says the same."""

    def or_more(self, other: Want) -> Want:
        """The larger of both in each figure; alike where both are."""
        return Want(
            max(self.usual, other.usual),
            max(self.whole, other.whole),
            max(self.all_names, other.all_names),
            self.names or other.names,
            max(self.least, other.least),
            max(self.places, other.places),
            self.alike and other.alike,
        )


def measure(
    columns: Sequence[Column[T]], rows: Sequence[T], sort: str = "", every: bool = False
) -> dict[str, Want]:
    """What columns want, by their ids.

    Args:
        columns: the columns.
        rows: the rows in memory; the first 60 are measured.
        sort: the column (by id) that the rows are sorted by.
        every: whether they are all rows that there are, here and on the host: only then it is known that every row
            says the same in a column. Of moments it isn't: those of one age are told apart by a file.
    """
    wants = {column.id: _want(column, rows[:MOST_ROWS], sort) for column in columns}
    if not every or not _SEVERAL <= len(rows) <= MOST_ROWS:
        return wants
    said = (column for column in columns if column.id != sort and column.at is None and _alike(column, rows))
    return {**wants, **{column.id: replace(wants[column.id], alike=True) for column in said}}


def _alike(column: Column[T], rows: Sequence[T]) -> bool:
    """Whether rows say the same in a column, and something: what is empty in all of them may be filled in a minute."""
    try:
        first = plain(column.text(rows[0]))
        return first not in ("", _NOTHING) and all(plain(column.text(row)) == first for row in rows[1:])
    except Exception:  # a row of a shape nobody foresaw
        return False


def widest(before: Mapping[str, Want], now: Mapping[str, Want]) -> dict[str, Want]:
    """What columns want for two lots of rows.

    Args:
        before: what they wanted, by their ids.
        now: what they want now.
    """
    return {**before, **{name: want.or_more(before.get(name, want)) for name, want in now.items()}}


def _want(column: Column[T], rows: Sequence[T], sort: str) -> Want:
    heading = safe.width(column.title) + (_SORTED if sort == column.id else 0)
    names = False
    sizes: list[int] = []
    least: list[int] = []
    before = places = 0
    for row in rows:
        try:
            text = column.text(row)
        except Exception:  # a row of a shape nobody foresaw is drawn as one sign
            sizes.append(1)
            continue
        size = safe.width(plain(text))
        if isinstance(text, Words):
            names = True
            least.append(text.least)
        elif isinstance(text, Figure):
            before, places = max(before, size - text.places), max(places, text.places)
        sizes.append(size)
    most = max([*sizes, before + places])
    if not most and column.flex:  # it may stay so: what will be in it has what others leave
        return Want(heading, heading, max(heading, column.width))
    if not most:  # nothing is in it yet, and what will be is as wide as it was declared
        heading = max(heading, column.width)
    named = _most_of(least) if names else 0
    usual = min(max(heading, before + places, _most_of(sizes)), max(heading, MOST_WANTED))
    whole = max(heading, most)
    if usual < whole <= min(usual + _NEARLY, MOST_WANTED):
        usual = whole
    return Want(usual, usual if names else whole, whole, names, min(named, _NAMED), places)


def _most_of(sizes: Sequence[int]) -> int:
    """What nine of ten of these fit into; 0 for none."""
    return sorted(sizes)[(len(sizes) * 9 + 9) // 10 - 1] if sizes else 0
