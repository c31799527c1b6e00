# SPDX-License-Identifier: MIT
"""Where a table's columns stand: worked out from the width, and from what the columns want once that was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

import msgspec
from msgspec.structs import replace

from flotui.resources.base import Column
from flotui.ui.widgets.measuring import MOST_WANTED, Want

T = TypeVar("T")

GUTTER: Final = 2
"""The cells at the left of every row: the cursor's bar and the mark."""
EDGE: Final = 1
"""The cells that stay free before the right edge: what is beside is another panel's, or the terminal's end."""
_ROOMY: Final = 61
"""From this width on, two cells stand between columns; one below."""
_LEAST: Final = 4
"""A column is shortened down to this before it is left out."""
_KEPT: Final = 8
"""What a column of texts keeps for itself when figures beside it lack room."""
_KEPT_FREE: Final = 12
"""The cells that stay free when a further column is brought in."""
_REST: Final = 8
"""The cells that a column of texts gets for longer ones that have not been read yet."""
_LONG: Final = 30
"""A column of texts this long gets what is left then: those that have not been read may be of any length."""
_FIXED: Final = 20
"""Up to this a column without flex is as wide as its widest cell: a gauge or a moment that is cut says nothing."""
_NAMING: Final = 20
"""What the first column of texts gets before the others, where it wants that: it names the row."""
_FIGURES: Final = 6
"""What ages and figures take that are narrow now, and may be wider in a minute."""


class Placed(NamedTuple, Generic[T]):
    """A column and the room it was given."""

    column: Column[T]
    width: int


class Layout(msgspec.Struct, Generic[T], frozen=True):
    """The columns shown, left to right."""

    placed: tuple[Placed[T], ...]
    """The columns and their widths."""
    gap: int
    """The cells between two of them."""
    most_left: int
    """How many steps the columns can be scrolled; 0 when all are shown."""

    def column_at(self, x: int) -> Column[T] | None:
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


def lay_out(columns: Sequence[Column[T]], width: int, left: int) -> Layout[T]:
    """Share a width out among columns.

    When there is too little room, those of low priority go first. A step to the right, and they are in
    their order again, with what doesn't fit beyond the edge; each further step moves on by a column. The
    first, which names the row, always stays.

    Args:
        columns: All columns, in order.
        width: The cells there are, gutter and edge included.
        left: How many steps they are scrolled.
    """
    gap = 2 if width >= _ROOMY else 1
    room = max(1, width - GUTTER - EDGE)
    if not columns:
        return Layout((), gap, 0)

    def taken(some: Sequence[Column[T]]) -> int:
        return sum(column.width for column in some) + gap * (len(some) - 1)

    def tail(skipped: int) -> list[Column[T]]:
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


def _share(columns: Sequence[Column[T]], room: int, gap: int) -> tuple[Placed[T], ...]:
    """Give each column its width, and what is left to those that flex.

    Args:
        columns: The columns to show.
        room: The cells for them and the gaps between.
        gap: The cells between two.
    """
    placed: list[Placed[T]] = []
    rest = room
    for column in columns:
        if placed:
            rest -= gap
        if placed and rest < min(_LEAST, column.width):
            break
        if placed and column.align == "right":  # an age or a figure that is cut says nothing
            rest += _given_up(placed, column.width - rest)
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


def _given_up(placed: list[Placed[T]], cells: int) -> int:
    """Take cells from the widest column of texts, as far as it keeps some of its own.

    Args:
        placed: The columns that have their widths; the one is given less.
        cells: How many are wanted; none where that is negative.

    Returns:
        How many it gave up.
    """
    widest = max(range(len(placed)), key=lambda at: (placed[at].column.align == "left", placed[at].width))
    column, width = placed[widest]
    given = max(0, min(cells, width - _KEPT)) if column.align == "left" else 0
    placed[widest] = Placed(column, width - given)
    return given


def lay_out_measured(
    columns: Sequence[Column[T]],
    width: int,
    left: int,
    wants: Mapping[str, Want],
    more: Sequence[Column[T]] = (),
) -> Layout[T]:
    """Give columns the room that their cells take; those that yield are left out where a text would be cut for them.

    So are those in which every row says the same, unless they always stay, are edited in place, or name the row.

    Args:
        columns: All columns, in order.
        width: The cells there are, gutter and edge included.
        left: How many steps they are scrolled; a step brings those that yield.
        wants: What each wants, and each of `more`, by its id.
        more: The columns that may come in, in order.
    """
    layout = _share_measured(columns, width, left, wants, more)
    kept = [column for column in columns if not column.yields or not _is_cut(layout, wants, column.yields)]
    shown = layout if len(kept) == len(columns) else _share_measured(kept, width, left, wants, more)
    same = (column for column in kept[1:] if wants[column.id].alike and column.priority and not column.edit)
    for column in sorted(same, key=lambda column: -column.priority):
        if not _is_cut(shown, wants, MOST_WANTED):
            break
        kept.remove(column)
        shown = _share_measured(kept, width, left, wants, more)
    if len(kept) == len(columns):
        return layout
    if not left:
        layout = replace(layout, placed=shown.placed)
    return replace(layout, most_left=max(1, layout.most_left))


def _is_cut(layout: Layout[T], wants: Mapping[str, Want], enough: int) -> bool:
    """Whether a text is cut below so many cells."""
    placed = ((place, wants[place.column.id]) for place in layout.placed if not place.column.yields)
    return any(place.width < min(want.whole, enough) for place, want in placed if not want.names)


def _share_measured(
    columns: Sequence[Column[T]],
    width: int,
    left: int,
    wants: Mapping[str, Want],
    more: Sequence[Column[T]],
) -> Layout[T]:
    """Give columns the room that their cells take.

    Where that is too little, the first column of texts is whole before the others, each gets what most of its cells
    take, and names such as tags give way first, also to the longest texts: they are never cut. Where room is left, no
    cell is cut; then further columns come in, texts get some room for longer ones, and what is still left stays free
    at the right.

    Args:
        columns: All columns, in order.
        width: The cells there are, gutter and edge included.
        left: How many steps they are scrolled.
        wants: What each wants, and each of `more`, by its id.
        more: The columns that may come in, in order.
    """
    by_id = {column.id: column for column in (*columns, *more)}
    layout = lay_out([_least(column, wants[column.id]) for column in columns], width, left)
    sizes = {place.column.id: place.width for place in layout.placed}
    spare = width - GUTTER - EDGE - sum(sizes.values()) - layout.gap * (len(sizes) - 1)
    texts = {name: wants[name].usual for name in sizes if not wants[name].names}
    naming = [name for name in texts if by_id[name].flex and by_id[name].align == "left"][:1]
    for targets in (
        {name: min(texts[name], _NAMING) for name in naming},
        texts,
        {name: min(wants[name].whole, MOST_WANTED) for name in texts},
        {name: wants[name].usual for name in sizes},
        {name: wants[name].whole for name in sizes},
        {name: _comfortable(by_id[name], wants[name]) for name in sizes},
    ):
        spare = _grow(sizes, targets, spare)
    for column in more if len(sizes) == len(columns) and not left else ():
        size = min(_comfortable(column, wants[column.id]), MOST_WANTED)
        if spare - size - layout.gap < _KEPT_FREE:
            break
        sizes[column.id] = size
        spare -= size + layout.gap
    flexible = [name for name in sizes if by_id[name].flex and by_id[name].align == "left"]
    for targets in (
        {name: wants[name].whole for name in sizes},
        {name: wants[name].all_names for name in sizes},
        {name: sizes[name] + _REST for name in flexible},
        {name: width for name in flexible if wants[name].whole >= _LONG},
    ):
        spare = _grow(sizes, targets, spare)
    placed = tuple(Placed(by_id[name], size) for name, size in sizes.items())
    return Layout(placed, layout.gap, layout.most_left)


def lacking(layout: Layout[T], wants: Mapping[str, Want]) -> int:
    """How many cells columns lack, to show all that is in them; one that is left out lacks all it wants.

    Args:
        layout: Where they stand.
        wants: What each wants, by its id.
    """
    shown = {place.column.id: place.width for place in layout.placed}
    return sum(max(0, want.all_names - shown.get(name, 0)) for name, want in wants.items())


def _least(column: Column[T], want: Want) -> Column[T]:
    """A column that takes no more than it must have to be shown: one without flex is not shortened."""
    if column.flex:
        return replace(column, width=min(max(column.width, want.least), want.usual), flex=0)
    figures = min(column.width, _FIGURES) if column.align == "right" else 0
    return replace(column, width=max(figures, min(want.whole, max(column.width, _FIXED))))


def _comfortable(column: Column[T], want: Want) -> int:
    """What a column is given while there is room.

    What was declared a width of its own, and what can be typed into, may say something longer in a minute.
    """
    kept = column.flex == 0 or column.edit is not None
    return max(want.whole, column.width) if kept else want.whole


def _grow(sizes: dict[str, int], targets: Mapping[str, int], spare: int) -> int:
    """Bring columns nearer to what they want, those that lack least first.

    Args:
        sizes: The columns' widths, by their ids; they are changed.
        targets: What they want.
        spare: The cells that are left.

    Returns:
        The cells that are left then.
    """
    lacking = {name: lack for name, target in targets.items() if (lack := target - sizes[name]) > 0}
    for at, (name, lack) in enumerate(sorted(lacking.items(), key=lambda each: each[1])):
        given = max(0, min(lack, spare // (len(lacking) - at)))
        sizes[name] += given
        spare -= given
    return spare
