# SPDX-License-Identifier: MIT
"""How a table's lines are drawn: from rows, columns and a palette to strips, each made once and kept."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, Generic, Literal, TypeVar

import msgspec
from rich.style import Style
from textual import log
from textual.strip import Strip

from flotui.resources.base import Column
from flotui.resources.text import Figure, Headline, Sentence, Span, Text, Tone, Words, plain, spans
from flotui.resources.wrapping import by_sentences
from flotui.text import safe
from flotui.ui.widgets.layout import EDGE, GUTTER, Layout, Placed, lacking, lay_out, lay_out_measured
from flotui.ui.widgets.measuring import Want, measure, widest
from flotui.ui.widgets.strips import lean
from flotui.ui.widgets.tones import Ground, Palette

T = TypeVar("T")

_BAR: Final = "▌"
_DOT: Final = "●"
Mark = bool | Literal["new"]
"""Whether a row is marked, or came in just now."""
_SIGNS: Mapping[Mark, str] = {False: " ", True: _DOT, "new": "+"}
_KEPT: Final = 1024
"""How many rows are kept ready to draw."""
_AGED: Final = 5
"""Seconds after which rows that were made ready may say another age than what is told beside them."""


class Over(msgspec.Struct, frozen=True):
    """What a cell shows instead of what its row says."""

    text: Text
    instead_of: Text | None = None
    """What the row said then: as soon as it says something else, that is shown. None for whatever it says."""


class _ReadyRow(msgspec.Struct, frozen=True):
    """A row made ready to draw."""

    row: object
    said: frozenset[str]
    """The columns, by their ids, whose cells are empty: the row above says the same."""
    pieces: list[tuple[str, Tone]]
    strips: dict[tuple[Ground, Mark], Strip]


class Painter(Generic[T]):
    """Draws the lines of one table."""

    def __init__(
        self,
        columns: Sequence[Column[T]] = (),
        row_tone: Callable[[T], Tone] | None = None,
        sort: tuple[str, bool] | None = None,
        over: dict[tuple[str, str], Over] | None = None,
        more: Sequence[Column[T]] = (),
    ) -> None:
        """Draw rows in columns.

        Args:
            columns: The columns, left to right.
            row_tone: The tone of a row's plain text.
            sort: The column (by id) that the rows are sorted by, and whether downwards.
            over: What cells show instead, by the row's and the column's id; what is over is taken out.
            more: The columns that come in where there is room for them, in order.
        """
        self.layout: Layout[T] = Layout((), 1, 0)
        """Where the columns stand."""
        self.wants: Mapping[str, Want] | None = None
        """What the columns want, by their ids; None until rows were measured, and where rows take several lines."""
        self._latest: Mapping[str, Want] | None = None
        """What they want for the rows that were measured last."""
        self._noticed: tuple[object, list[tuple[int, tuple[Span, ...]]]] = (None, [])
        """What is said where there are no rows, for a width, and its lines, each with the index of its sentence."""
        self.says_once = any(column.once is not None for column in (*columns, *more))
        """Whether what a row says hangs together with the row above it."""
        self._columns = columns
        self._more = more
        self._row_tone = row_tone
        self._sort = sort
        self._over = {} if over is None else over
        self._palette: Palette | None = None
        self._width = 0
        self._rows: OrderedDict[str, _ReadyRow] = OrderedDict()
        self._others: dict[tuple[str, object], Strip] = {}
        self._since = time.time()

    @property
    def aged(self) -> bool:
        """Whether so much time has passed since everything was drawn anew that ages have moved on."""
        return not 0 <= time.time() - self._since < _AGED

    def fit(self, palette: Palette, width: int, left: int) -> None:
        """Draw in these styles at this width from now on.

        Args:
            palette: The styles.
            width: The cells of a line.
            left: How many steps the columns are scrolled.
        """
        self._palette = palette
        self._width = width
        if self.wants is None:
            self.layout = lay_out(self._columns, width, left)
        else:
            self.layout = self._measured(width, left, self.wants)
            self._give_up_room(width, left)
        self.forget()

    def _measured(self, width: int, left: int, wants: Mapping[str, Want]) -> Layout[T]:
        return lay_out_measured(self._columns, width, left, wants, self._more)

    def _give_up_room(self, width: int, left: int) -> None:
        """Give up the room that only earlier rows took, where the latest would be cut beside it.

        Else columns stay where they are: a list that is narrowed letter by letter doesn't move each time.
        """
        if self._latest is None or self._latest == self.wants:
            return
        layout = self._measured(width, left, self._latest)
        wants = {column.id: self._latest[column.id] for column in self._columns}
        if lacking(layout, wants) < lacking(self.layout, wants):
            self.layout, self.wants = layout, self._latest

    def measure(self, rows: Sequence[T], every: bool = False) -> None:
        """Take in what rows take; the next `fit` gives each column that.

        Args:
            rows: The rows; those of one list that are measured one after another all count, while none is cut for it.
            every: Whether they are all that there are, here and on the host.
        """
        if not any(column.wrap for column in self._columns):
            sort = "" if self._sort is None else self._sort[0]
            self._latest = measure((*self._columns, *self._more), rows, sort, every)
            self.wants = widest(self.wants or {}, self._latest)

    def forget_row(self, row_id: str) -> None:
        """Draw a row anew."""
        self._rows.pop(row_id, None)

    def forget(self) -> None:
        """Draw everything anew."""
        self._since = time.time()
        self._rows.clear()
        self._others.clear()

    def row(self, row: T, row_id: str, ground: Ground, marked: Mark, above: T | None = None) -> Strip:
        """The line of a row.

        Args:
            row: The row.
            row_id: Its id.
            ground: What it is on.
            marked: Whether it is marked, or new.
            above: The row above it, where one is in sight.
        """
        drawn = self._rows.get(row_id)
        said = frozenset() if above is None else self._said(row, above)
        if drawn is None or drawn.said != said or (drawn.row is not row and drawn.row != row):
            self._rows[row_id] = drawn = _ReadyRow(row, said, self._pieces(row, row_id, said), {})
            if len(self._rows) > _KEPT:
                self._rows.popitem(last=False)
        else:
            self._rows.move_to_end(row_id)
        try:
            return drawn.strips[ground, marked]
        except KeyError:
            drawn.strips[ground, marked] = strip = self._line(drawn.pieces, ground, marked)
            return strip

    def _said(self, row: T, above: T) -> frozenset[str]:
        """The columns, by their ids, that say once what both rows have in common."""
        said = (place.column for place in self.layout.placed if place.column.once is not None)
        return frozenset(each.id for each in said if each.once and each.once(row) == each.once(above))

    def headings(self) -> Strip:
        """The line with the columns' titles."""
        return self._other("headings", None, self._draw_headings)

    def absent(self, ground: Ground) -> Strip:
        """The line of a row that isn't in memory yet.

        Args:
            ground: What it is on.
        """
        room = max(0, self._width - GUTTER)
        pieces: list[tuple[str, Tone]] = [(safe.pad(safe.ELLIPSIS, room), "dim")]
        return self._other("absent", ground, lambda: self._line(pieces, ground, False))

    def blank(self) -> Strip:
        """An empty line."""
        return self._other("blank", None, lambda: lean([(" " * self._width, self._style())], self._width))

    def notice(self, notice: Sequence[Text], y: int, height: int) -> Strip:
        """A line of what is said where there are no rows: in the middle, at a third of the height.

        Args:
            notice: the sentences; the first says what would be here.
            y: the line, from the top of the table.
            height: the lines of the table.
        """
        room = max(0, self._width - GUTTER - EDGE)
        if self._noticed[0] != (notice, room):
            lines = [(at, line) for at, text in enumerate(notice) for line in by_sentences(text, room)]
            self._noticed = ((notice, room), lines)
        lines = self._noticed[1]
        at = y - max(0, (height - len(lines)) // 3)
        if not 0 <= at < len(lines):
            return self.blank()
        sentence, line = lines[at]
        usual: Tone = "dim" if sentence else "plain"
        pieces = [(part, usual if tone == "plain" else tone) for part, tone in _cut_spans(line, room)]
        rest = room - sum(safe.width(part) for part, _ in pieces)
        pieces = [(" " * (rest // 2), "plain"), *pieces, (" " * (rest - rest // 2 + EDGE), "plain")]
        return self._line(pieces, "plain", False)

    def _style(self, tone: Tone | Literal["header", "mark"] = "plain", ground: Ground = "plain") -> Style:
        return Style.null() if self._palette is None else self._palette.style(tone, ground)

    def _other(self, name: str, which: object, draw: Callable[[], Strip]) -> Strip:
        """A line that isn't a row's, drawn once."""
        if (strip := self._others.get((name, which))) is None:
            self._others[name, which] = strip = draw()
        return strip

    def _line(self, pieces: Iterable[tuple[str, Tone]], ground: Ground, marked: Mark) -> Strip:
        """Put a line together, gutter and all.

        Args:
            pieces: What it says, in tones.
            ground: What it is on.
            marked: Whether it is marked.
        """
        style = self._style
        plain, mark = style("plain", ground), style("mark", ground)
        line: list[tuple[str, Style]] = [
            (" ", plain) if ground == "plain" else (_BAR, mark),
            (_SIGNS[marked], mark if marked else plain),
        ]
        if self._width < GUTTER:
            line = line[: self._width]
        line.extend((text, style(tone, ground)) for text, tone in pieces)
        return lean(line, self._width)

    def _draw_headings(self) -> Strip:
        pieces: list[tuple[str, Tone]] = []
        for place in self.layout.placed:
            title = place.column.title
            if self._sort is not None and self._sort[0] == place.column.id:
                title += " ↓" if self._sort[1] else " ↑"
            self._cell(pieces, title, place, "plain")
        line = " " * min(GUTTER, self._width) + "".join(text for text, _ in self._filled(pieces))
        return lean([(line, self._style("header"))], self._width)

    def _pieces(self, row: T, row_id: str, said: Collection[str]) -> list[tuple[str, Tone]]:
        """What a row says, in tones, as wide as the table without its gutter.

        Args:
            row: The row.
            row_id: Its id.
            said: The columns, by their ids, that the row above says.
        """
        usual: Tone = "plain" if self._row_tone is None else self._row_tone(row)
        pieces: list[tuple[str, Tone]] = []
        for place in self.layout.placed:
            try:
                text = "" if place.column.id in said else place.column.text(row)
            except Exception as error:  # a row of a shape nobody foresaw must not take the screen down
                log.warning(f"column {place.column.id}: {error!r}")
                text = (Span("?", "danger"),)
            over = self._over.get((row_id, place.column.id))
            if over is not None and over.instead_of in (None, text):
                text = over.text
            elif over is not None:  # the row may say again what it did then, after an undo say
                del self._over[row_id, place.column.id]
            self._cell(pieces, text, place, usual)
        return self._filled(pieces)

    def _cell(self, pieces: list[tuple[str, Tone]], text: Text, place: Placed[T], usual: Tone) -> None:
        """Add a cell, and the gap after it.

        Args:
            pieces: What to add it to.
            text: What it says.
            place: Its column and width.
            usual: The tone of plain text.
        """
        gap = " " * self.layout.gap
        if isinstance(text, str):
            pieces.append((safe.pad(text, place.width, place.column.align) + gap, usual))
            return
        if isinstance(text, Figure) and place.column.align == "right":
            text = self._on_point(text, place)
        cell = _cut_spans(text, place.width)
        blank = " " * (place.width - sum(safe.width(part) for part, _ in cell))
        cell = [(part, usual if tone == "plain" else tone) for part, tone in cell]
        if place.column.align == "right":
            pieces.extend([(blank, usual), *cell, (gap, usual)])
        else:
            pieces.extend([*cell, (blank + gap, usual)])

    def _on_point(self, figure: Figure, place: Placed[T]) -> Text:
        """An amount with blanks behind it, so that its point is below that of the others.

        Args:
            figure: The amount.
            place: Its column and width.
        """
        want = (self.wants or {}).get(place.column.id)
        room = place.width - safe.width(plain(figure))
        behind = min(room, 0 if want is None else want.places - figure.places)
        return (*figure, Span(" " * behind)) if behind > 0 else figure

    def _filled(self, pieces: list[tuple[str, Tone]]) -> list[tuple[str, Tone]]:
        """The pieces filled up to the width of the table, or without the gap that goes beyond it.

        Args:
            pieces: The cells, each with its gap.
        """
        used = sum(place.width + self.layout.gap for place in self.layout.placed)
        beyond = self._width - GUTTER - used
        if beyond > 0:
            pieces.append((" " * beyond, "plain"))
        elif beyond < 0 and pieces:
            text, tone = pieces[-1]
            pieces[-1] = (text[:beyond], tone)
        return pieces


def _cut_spans(text: Text, room: int) -> list[tuple[str, Tone]]:
    """Spans made visible, and shortened to a width as one text.

    Args:
        text: The text.
        room: The cells there are.
    """
    if isinstance(text, Words | Sentence | Headline):
        text = text.fit(room)
    parts = [(safe.sanitize(part), tone) for part, tone in spans(text)]
    sizes = [safe.width(part) for part, _ in parts]
    rest = sum(sizes)
    if rest <= room:
        return parts
    kept: list[tuple[str, Tone]] = []
    for (part, tone), size in zip(parts, sizes, strict=True):
        if size >= room:  # there is more to come, so an ellipsis must be in what is left
            kept.append((safe.cut(part + safe.ELLIPSIS, room), tone))
            break
        kept.append((part, tone))
        room -= size
    return kept
