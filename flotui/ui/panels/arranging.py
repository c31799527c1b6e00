# SPDX-License-Identifier: MIT
"""How rows that were read are shown: narrowed to some words, sorted by a column, folded into lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from flotui.resources.base import Column, Resource, RowSource
from flotui.resources.text import plain
from flotui.text import safe
from flotui.ui.panels.folding import FoldedRows, columns_of, whole, wrapping
from flotui.ui.widgets.layout import lay_out

_NAME = 26
"""The most cells of a column beside one that wraps."""


class Arranged(NamedTuple):
    """What a table needs to show rows: the rows as narrowed, sorted and folded, and the columns."""

    rows: RowSource[object]
    columns: tuple[Column[object], ...]
    row_id: Callable[[Any], str]
    group: Callable[[object], object] | None
    """Tells which lines belong to one row, where a row has several."""


async def arranged(
    rows: RowSource[object],
    resource: Resource[object],
    columns: tuple[Column[object], ...],
    *,
    words: Sequence[str],
    sort: tuple[str, bool] | None,
    width: int,
) -> Arranged:
    """Arrange rows for a table.

    Args:
        rows: the rows as they were read.
        resource: whose they are.
        columns: those that are shown.
        words: what a row must have to be shown; all rows are for none.
        sort: the column (by id) to sort by, and whether downwards; None for the host's order.
        width: the cells of the table.
    """
    if words:
        rows = await rows.narrow(words, resource.searched)
    if sort is not None:
        rows = await _sorted(rows, resource.column(sort[0]), down=sort[1])
    if not wrapping(columns):
        return Arranged(rows, columns, resource.row_id, None)
    columns = _for_names(columns, rows, width)
    folded = FoldedRows(rows, columns, resource.row_id, width)
    await folded.fold()
    return Arranged(folded, columns_of(columns), folded.id_of, _row_of)


def _for_names(
    columns: tuple[Column[object], ...], rows: RowSource[object], width: int
) -> tuple[Column[object], ...]:
    """The columns beside one that wraps, as wide as what is in them: what is named is told by the whole of its name.

    Args:
        columns: all of them.
        rows: the rows; of a list that isn't in memory columns are as wide as declared.
        width: the cells of the table.
    """
    here = rows.in_memory
    if not width or here is None:
        return columns
    most = min(_NAME, width // 2)
    return _given_up(
        [column if column.wrap else replace(column, width=_width(column, here, most)) for column in columns],
        columns[0].width,
        here,
        width,
    )


def _given_up(
    columns: Sequence[Column[object]], least: int, rows: Sequence[object], width: int
) -> tuple[Column[object], ...]:
    """The columns of names and values, where names have given up the cells by which more values are on one line.

    Args:
        columns: a list's; only those of two, of which the second wraps, are changed.
        least: what the names keep.
        rows: the rows.
        width: the cells of the table.
    """
    if len(columns) != 2 or not columns[1].wrap or columns[0].width <= least:
        return tuple(columns)
    placed = lay_out(columns, width, 0).placed
    if len(placed) < 2:
        return tuple(columns)
    sizes = [[safe.width(safe.sanitize(plain(column.text(row)))) for column in columns] for row in rows]

    def short(given: int) -> tuple[int, int]:
        """How many names and values lack room where so many cells are given up; and how many these are."""
        names, values = placed[0].width - given, placed[1].width + given
        return sum((name > names) + (value > values) for name, value in sizes), given

    given = min(short(given) for given in range(columns[0].width - least + 1))[1]
    return (replace(columns[0], width=columns[0].width - given), columns[1])


def _width(column: Column[object], rows: Sequence[object], most: int) -> int:
    needed = max((safe.width(safe.sanitize(plain(column.text(row)))) for row in rows), default=0)
    return max(min(column.width, most), min(needed, most))


def _row_of(line: object) -> object:
    return id(whole(line))


async def _sorted(rows: RowSource[object], column: Column[object] | None, *, down: bool) -> RowSource[object]:
    """The rows in another order, where that is known and they can be sorted."""
    if column is None:
        return rows
    text = column.text
    return await rows.sorted_by(column.by, lambda row: plain(text(row)), down=down)
