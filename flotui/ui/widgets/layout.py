# SPDX-License-Identifier: MIT
"""Where a table's columns stand: worked out from the width alone, never from the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec

from flotui.resources.base import Column

GUTTER: Final = 2
"""The cells at the left of every row: the cursor's bar and the mark."""
_ROOMY: Final = 60
"""From this width on, two cells stand between columns; one below."""
_LEAST: Final = 4
"""A column is shortened down to this before it is left out."""


class Placed(NamedTuple):
    """A column and the room it was given."""

    column: Column[Any]
    width: int


class Layout(msgspec.Struct, frozen=True):
    """The columns shown, left to right."""

    placed: tuple[Placed, ...]
    """The columns and their widths."""
    gap: int
    """The cells between two of them."""
    most_left: int
    """How many steps the columns can be scrolled; 0 when all are shown."""

    def column_at(self, x: int) -> Column[Any] | None:
        """The column that stands somewhere in a line, the gap behind it included.

        Args:
            x: the cell, from the left edge of the line.
        """
        x -= GUTTER
        for column, width in self.placed if x >= 0 else ():
            x -= width + self.gap
            if x < 0:
                return column
        return None


def lay_out(columns: Sequence[Column[Any]], width: int, left: int) -> Layout:
    """Share a width out among columns.

    When there is too little room, those of low priority go first. A step to the right, and they are in
    their order again, with what doesn't fit beyond the edge; each further step moves on by a column. The
    first, which names the row, always stays.

    Args:
        columns: All columns, in order.
        width: The cells there are, gutter included.
        left: How many steps they are scrolled.
    """
    gap = 2 if width >= _ROOMY else 1
    room = max(1, width - GUTTER)
    if not columns:
        return Layout((), gap, 0)

    def taken(some: Sequence[Column[object]]) -> int:
        return sum(column.width for column in some) + gap * (len(some) - 1)

    def tail(skipped: int) -> list[Column[Any]]:
        return [columns[0], *columns[1 + skipped :]]

    most_left = 0
    if taken(columns) > room and len(columns) > 1:
        skipped = 0
        while skipped < len(columns) - 2 and taken(tail(skipped)) > room:
            skipped += 1
        most_left = skipped + 1
    if left and most_left:
        shown = tail(min(left, most_left) - 1)
    else:
        shown = list(columns)
        while taken(shown) > room and len(shown) > 1:
            least = max(shown[1:], key=lambda column: (column.priority, shown.index(column)))
            if least.priority == 0:
                break
            shown.remove(least)
    return Layout(_share(shown, room, gap), gap, most_left)


def _share(columns: Sequence[Column[object]], room: int, gap: int) -> tuple[Placed, ...]:
    """Give each column its width, and what is left to those that flex.

    Args:
        columns: The columns to show.
        room: The cells for them and the gaps between.
        gap: The cells between two.
    """
    placed: list[Placed] = []
    rest = room
    for column in columns:
        if placed:
            rest -= gap
        if placed and rest < min(_LEAST, column.width):
            break
        width = min(column.width, rest)
        placed.append(Placed(column, width))
        rest -= width
    flex = sum(place.column.flex for place in placed)
    spare = room - sum(place.width for place in placed) - gap * (len(placed) - 1)
    if spare > 0 and flex:
        for index, (column, width) in enumerate(placed):
            if column.flex:
                share = spare * column.flex // flex
                placed[index] = Placed(column, width + share)
                spare -= share
                flex -= column.flex
    return tuple(placed)
