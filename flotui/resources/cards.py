# SPDX-License-Identifier: MIT
"""A card: what matters of one thing on one screen, in groups, drawn for the width there is.

State first, in two columns where there is room; long texts wrapped; what has no value in one dim line at the end. A card
is lines of text, so the table that draws lists draws it too: the cursor goes from line to line, enter leads on.
"""

from __future__ import annotations

import math
import operator
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import msgspec

from flotui.resources.text import Span, Text, cells_of, dim, plain, spans
from flotui.resources.wrapping import wrapped_lines
from flotui.text import safe

if TYPE_CHECKING:
    from flotui.repositories.snapshot import Snapshot
    from flotui.resources.base import DetailLine
    from flotui.workspace import Workspace

T = TypeVar("T")

LABEL = 11
"""The cells of a label, with the blanks behind it."""
TWO = 72
"""Cells from which pairs are in two columns."""
_DOT = " · "
"""Between the parts of a value."""
_MOST = 6
"""The most lines that one value takes; the whole of it is one key away."""
_LEAST = 4
"""The fewest cells of the column of a table that takes what the others leave."""


class CardLine(msgspec.Struct, frozen=True):
    """One line of a card."""

    id: str
    """By which the cursor stays on it: of each value on it, its group, name and line, one below the other."""
    text: Text
    """What it says, as wide as it was drawn for."""
    values: tuple[tuple[str, str], ...] = ()
    """The whole values that are on it, each with its name: for copying and for the reader."""
    opens: str = ""
    """The tab that enter leads to; empty for the reader."""


Read = Callable[["Workspace", T, bool], "AsyncIterator[Snapshot[object]]"]
"""Reads something about a row: first from the cache, then from the host."""
Found = Mapping[str, "Snapshot[Any]"]
"""What was read so far, by name; a value that isn't known is None."""


class Card(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """What a card shows, and how."""

    draw: Callable[[Workspace, T, Found, int], Sequence[CardLine]]
    """Its lines, from the row and from what was read, at a width in cells."""
    reads: Mapping[str, Read[T]] = msgspec.field(default_factory=dict)
    """What is read for it besides the row, by name."""
    operations: tuple[str, ...] = ()
    """The ids of the catalogue's operations that its reads use."""
    made_of: frozenset[str] = frozenset()
    """The kinds of cached rows that it is drawn of: it is drawn again when one of them changes."""
    made_by: tuple[type[object], ...] = ()
    """The workspace's events that change what it shows."""


def line_of(lines: Sequence[CardLine], line_id: str) -> int | None:
    """At which index a line stands, or what was on it: at another width that is on another line, beside other values.

    Args:
        lines: a card's lines.
        line_id: the line's id, at whatever width.

    Returns:
        The index; None where nothing of it is left.
    """
    found = next((at for at, line in enumerate(lines) if line.id == line_id), None)
    if found is not None:
        return found
    wanted = _values(line_id)
    return next((at for at, line in enumerate(lines) if wanted & _values(line.id)), None)


def _values(line_id: str) -> set[str]:
    """What is on a line: of each value its group and name."""
    return {value for part in line_id.split("\n") if (value := part.rpartition(" ")[0])}


class Pair(NamedTuple):
    """A label and a value."""

    name: str
    value: Text
    full: str = ""
    """The whole value, where it isn't just what `value` shows."""
    opens: str = ""
    """The id of the tab that enter opens; empty for the reader."""

    @property
    def whole(self) -> str:
        """The whole value."""
        return self.full or plain(self.value)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return plain(self.value).strip() in ("", "–")


def fitted(text: Text, cells: int) -> tuple[Span, ...]:
    """A text in exactly so many cells: cut with an ellipsis, or filled up with blanks.

    Args:
        text: the text.
        cells: the cells.
    """
    found: list[Span] = []
    room = max(0, cells)
    for part, tone in spans(text):
        shown = safe.sanitize(part)
        size = safe.width(shown)
        if size > room:
            cut = safe.cut(shown, room)
            found.append(Span(cut, tone))
            room -= safe.width(cut)
            break
        found.append(Span(shown, tone))
        room -= size
    return (*found, Span(" " * room)) if room else tuple(found)


def heading(title: str, note: Text, width: int, *, id: str, opens: str = "") -> CardLine:
    """The line above a group: `─ Orders ────── 3 · 840.50 BRL ─`.

    Args:
        title: what the group is.
        note: the figure at the right.
        width: the cells of a line.
        id: the group's name.
        opens: the tab that enter leads to.
    """
    note = whole_parts(note, max(0, width - safe.width(title) - 8))
    dimmed = [span if span.tone != "plain" else Span(span.text, "dim") for span in note]
    used = safe.width(title) + cells_of(dimmed) + (6 if plain(note) else 4)
    fill = "─" * max(1, width - used)
    right = (Span(" "), *dimmed, Span(" ─", "line")) if plain(note) else (Span("─", "line"),)
    text = (Span("─ ", "line"), Span(title, "strong"), Span(" "), Span(fill, "line"), *right)
    return CardLine(f"{id} heading", text, ((title, plain(note)),), opens)


def whole_parts(note: Text, room: int) -> tuple[Span, ...]:
    """A figure of several parts, without the last ones where there is too little room.

    Args:
        note: the figure: `97 · mean 4.6 · most 10`.
        room: the cells there are.
    """
    if isinstance(note, str):
        parts = note.split(" · ")
        while len(parts) > 1 and safe.width(" · ".join(parts)) > room:
            parts.pop()
        note = " · ".join(parts)
    return fitted(note, min(safe.width(plain(note)), room))


def blank(id: str) -> CardLine:
    """An empty line.

    Args:
        id: what it is before.
    """
    return CardLine(f"{id} before", "")


def pairs(left: Iterable[Pair], right: Iterable[Pair], width: int, *, id: str) -> list[CardLine]:
    """Pairs in two columns, or below each other where there is little room: the right ones first, which matter more.

    Args:
        left: those at the left; empty ones are left out.
        right: those at the right.
        width: the cells of a line.
        id: the group's name.
    """
    one, other = ([each for each in some if not each.empty] for some in (left, right))
    if width < TWO:
        both = [*other, *one]
        return [line for pair in both for line in _pair(pair, width, id, _label(both, width))]
    room = width - 3
    usual = _left_of(one, other, room)
    # Another division is better where values are on one line by it, and all of them take fewer: but no value of one
    # column is broken for those of the other.
    drawn = {half: _columns(one, other, half, room, id) for half in {usual, *_wholes(one, other, room)}}
    most = [len(column) for column in drawn[usual]]
    fewer = (half for half, found in drawn.items() if all(map(operator.le, map(len, found), most)))
    half = min(fewer, key=lambda half: (max(map(len, drawn[half])), abs(half - usual)))
    columns = drawn[half]
    lines = []
    for at in range(max(map(len, columns))):
        cells = [column[at] if at < len(column) else None for column in columns]
        first, second = ((cell.text if cell is not None else "") for cell in cells)
        known = [cell for cell in cells if cell is not None]
        lines.append(
            CardLine(
                "\n".join(cell.id for cell in known),
                (*fitted(first, half), Span("   "), *fitted(second, width - half - 3)),
                tuple(value for cell in known for value in cell.values),
                next((cell.opens for cell in known if cell.opens), ""),
            )
        )
    return lines


def _columns(
    one: Sequence[Pair], other: Sequence[Pair], half: int, room: int, id: str
) -> list[list[CardLine]]:
    """The lines of both columns, where the left one has so many cells."""
    return [
        [line for pair in some for line in _pair(pair, cells, id, _label(some, cells))]
        for some, cells in ((one, half), (other, room - half))
    ]


def _wholes(one: Sequence[Pair], other: Sequence[Pair], room: int) -> list[int]:
    """The cells of the left column by which each value in it, or at its right, is on one line, and no word is broken."""
    left, right = (
        _least_label(some, room) + max((_width_of(pair.value) for pair in some), default=0)
        for some in (one, other)
    )
    least, most = _longest(one, room), room - _longest(other, room)
    return [half for half in (left, room - right) if least <= half <= most]


def _left_of(one: Sequence[Pair], other: Sequence[Pair], room: int) -> int:
    """The cells of the left column: half of them, or so many that no word is broken, where there are as many."""
    half = room // 2
    left, right = (_longest(some, half) for some in (one, other))
    if left + right > room or max(left, right) <= half:
        return half
    return left if left > half else room - right


def _longest(some: Sequence[Pair], width: int) -> int:
    """The cells of a column that breaks no word."""
    words = (word for pair in some for word in plain(pair.value).split())
    return _least_label(some, width) + max((safe.width(safe.sanitize(word)) for word in words), default=0)


def _label(some: Sequence[Pair], width: int) -> int:
    """The cells of the labels of a column: two blanks behind the longest, or as few as have a value be whole."""
    least = _least_label(some, width)
    usual = min(18, width // 2, max(LABEL, least + 1))
    left = (width - _width_of(pair.value) for pair in some)
    return min([usual, *(each for each in left if each >= least)])


def _least_label(some: Sequence[Pair], width: int) -> int:
    """The cells of the longest label, with a blank behind it."""
    return min(18, width // 2, max((safe.width(safe.sanitize(pair.name)) + 1 for pair in some), default=0))


def _pair(pair: Pair, width: int, id: str, cells: int) -> list[CardLine]:
    label = (*fitted((Span(pair.name, "dim"),), cells - 1), Span(" "))
    broken = _in_parts(pair.value, max(8, width - cells))
    if len(broken) > _MOST:
        broken = [*broken[: _MOST - 1], (Span(f"… {len(broken) - _MOST + 1} more lines", "dim"),)]
    says = ((pair.name, pair.whole),)
    return [
        CardLine(
            f"{id} {pair.name} {at}",
            (*(label if not at else dim(" " * cells)), *spans(line)),
            says,
            pair.opens,
        )
        for at, line in enumerate(broken)
    ]


def _in_parts(text: Text, width: int) -> list[tuple[Span, ...]]:
    """A value in lines: broken between its parts where it has some, without the dot between these, else between words."""
    parts: list[list[Span]] = [[]]
    for piece, tone in spans(text):
        first, *others = piece.split(_DOT)
        parts[-1].append(Span(first, tone))
        parts += [[Span(other, tone)] for other in others]
    lines: list[list[Span]] = []
    for part in parts:
        if lines and cells_of(lines[-1]) + len(_DOT) + cells_of(part) <= width:
            lines[-1] += [Span(_DOT, part[0].tone), *part]
        else:
            lines.append(part)
    return [line for each in lines for line in wrapped_lines(each, width)]


def grid(some: Sequence[Pair], width: int, *, id: str) -> list[CardLine]:
    """Short pairs, as many beside each other as fit; long ones below, wrapped.

    Args:
        some: the pairs.
        width: the cells of a line.
        id: the group's name.
    """
    number = max(1, min(4, (width + 2) // 34))
    cell = (width - 2 * (number - 1)) // number
    longest = max((safe.width(each.name) for each in some), default=0)
    needs = [math.inf if "\n" in each.whole else safe.width(plain(each.value)) for each in some]

    def beside(name: int) -> int:
        """How many values are short enough to stand beside others, after names of so many cells."""
        return sum(cells <= cell - name - 1 for cells in needs)

    name = max(
        {_name(longest + behind, most) for most in (cell // 2, cell) for behind in (0, 1)},
        # Names are whole, and two blanks behind them, where that costs no value its place.
        key=lambda name: (beside(name), name),
    )
    short = [each for each, cells in zip(some, needs, strict=True) if cells <= cell - name - 1]
    rows = -(-len(short) // number)
    lines = []
    for row in range(rows):
        shown = short[row::rows]
        text: list[Span] = []
        for each in shown:
            text += [Span("  ")] if text else []
            text += [
                *fitted((Span(each.name, "dim"),), name),
                Span(" "),
                *fitted(each.value, cell - name - 1),
            ]
        values = tuple((each.name, each.whole) for each in shown)
        line_id = "\n".join(f"{id} {each.name} 0" for each in shown)
        lines.append(CardLine(line_id, tuple(text), values, shown[0].opens))
    long = [each for each in some if each not in short]
    return lines + [line for pair in long for line in _under(pair, width, id, _name(longest, width // 3))]


def _name(longest: int, most: int) -> int:
    """The cells of the names in a grid: as the longest needs, where there is room for it."""
    return min(most, max(18, longest))


def _under(pair: Pair, width: int, id: str, name: int) -> list[CardLine]:
    """A long value: beside its name, its further lines below it."""
    broken = wrapped_lines(pair.value, max(8, width - name - 1))
    more = len(broken) - _MOST
    if more > 0:
        broken = [*broken[: _MOST - 1], (Span(f"… {more + 1} more lines", "dim"),)]
    label = fitted((Span(pair.name, "dim"),), name)
    return [
        CardLine(
            f"{id} {pair.name} {at}",
            (*(label if not at else dim(" " * name)), Span(" "), *spans(line)),
            ((pair.name, pair.whole),),
            pair.opens,
        )
        for at, line in enumerate(broken)
    ]


def unset(names: Iterable[str], width: int) -> list[CardLine]:
    """What has no value, in dim lines at the end: `not set: gender · e-mail opt-in`.

    Args:
        names: what these are.
        width: the cells of a line.
    """
    found = " · ".join(names)
    if not found:
        return []
    broken = _in_parts(dim(f"not set: {found}"), width)
    return [CardLine(f"unset {at}", line, (("not set", found),)) for at, line in enumerate(broken)]


class Cell(NamedTuple):
    """A column of rows in a card."""

    width: int
    """Its cells; 0 for what is left. More where the others leave them to it, fewer where that is all it takes."""
    align: str = "left"
    whole: bool = False
    """Whether it is left out where not everything is whole: half a bar says something else."""


def table(
    rows: Iterable[Sequence[Text]], cells: Sequence[Cell], width: int, *, id: str, opens: str = ""
) -> list[CardLine]:
    """Rows in columns, two blanks between them.

    Args:
        rows: the texts of each row.
        cells: the columns; one of them takes what is left.
        width: the cells of a line.
        id: the group's name.
        opens: the tab that enter leads to.
    """
    rows = list(rows)
    wants = [max(map(_width_of, column), default=0) for column in zip(*rows, strict=True)] or [0] * len(cells)
    if sum(wants) + 2 * (len(cells) - 1) > width:
        kept = [at for at, cell in enumerate(cells) if not cell.whole]
        rows = [[row[at] for at in kept] for row in rows]
        cells, wants = [cells[at] for at in kept], [wants[at] for at in kept]
    sizes = _sizes(cells, wants, width - 2 * (len(cells) - 1))
    lines = []
    for at, row in enumerate(rows):
        text: list[Span] = []
        for cell, size, value in zip(cells, sizes, row, strict=True):
            shown = fitted(value, size)
            if cell.align == "right" and shown and not shown[-1].text.strip():
                shown = (shown[-1], *shown[:-1])
            text += [*([Span("  ")] if text else []), *shown]
        says = ((plain(row[0]).strip(), "  ".join(plain(each).strip() for each in row)),)
        lines.append(CardLine(f"{id} {at}", tuple(text), says, opens))
    return lines


def _width_of(text: Text) -> int:
    """The cells that a text takes as it is shown."""
    return safe.width(safe.sanitize(plain(text)))


def _sizes(cells: Sequence[Cell], wants: Sequence[int], room: int) -> list[int]:
    """The cells of columns: first what is in them, then what they were declared.

    Args:
        cells: the columns; one of them takes what is left.
        wants: what the longest text of each takes.
        room: the cells for all of them.
    """
    sizes = [min(want, cell.width) for cell, want in zip(cells, wants, strict=True)]
    rest = next(at for at, cell in enumerate(cells) if not cell.width)
    spare = room - sum(sizes) - wants[rest]
    for goals in (wants, [cell.width for cell in cells]):
        for at in sorted(range(len(cells)), key=lambda at: goals[at] - sizes[at]):
            if at != rest:
                given = max(0, min(spare, goals[at] - sizes[at]))
                sizes[at] += given
                spare -= given
    sizes[rest] = max(min(_LEAST, wants[rest]), room - sum(sizes))
    return sizes


def on_point(amounts: Sequence[Text]) -> list[Text]:
    """Amounts with blanks behind them, so that their points are below each other where they stand to the right.

    Args:
        amounts: the amounts, without currencies.
    """
    places = [len(number) - number.index(".") if "." in (number := plain(each)) else 0 for each in amounts]
    most = max(places, default=0)
    return [(*spans(each), Span(" " * (most - own))) for each, own in zip(amounts, places, strict=True)]


def from_lines(lines: Iterable[DetailLine], width: int, *, id: str) -> tuple[list[CardLine], list[CardLine]]:
    """The lines of a detail as pairs: those with a value, in two columns, and what has none.

    Args:
        lines: the lines, what matters most first.
        width: the cells of a line.
        id: the group's name.

    Returns:
        The pairs, and the lines that say what has no value.
    """
    some = [Pair(each.name, each.value, each.full or "") for each in lines]
    known = [each for each in some if not each.empty and plain(each.value) != "none"]
    half = (len(known) + 1) // 2
    names = [each.name for each in some if each not in known]
    # On a narrow screen the right ones come first, so what matters most is at the right only where both are seen.
    left, right = (known[:half], known[half:]) if width >= TWO else (known[half:], known[:half])
    return pairs(left, right, width, id=id), unset(names, width)
