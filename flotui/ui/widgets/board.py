# SPDX-License-Identifier: MIT
"""Several small tables drawn as one widget: below one another, or in two columns where there is room.

One widget instead of one for each table: a first screen of nine tables is then as quick as one of a single list. A block
shows as many rows as it is given lines, follows the cursor, and says how many more there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Unpack

import msgspec
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from flotui.resources.base import Bands, Group
from flotui.resources.groups import groups_of, heights
from flotui.resources.text import Span, Text, Tone, cells_of, plain, spans
from flotui.text import safe
from flotui.ui.moving import MOVES
from flotui.ui.widgets.block import AROUND, Block
from flotui.ui.widgets.canvas import ScrolledLines, WidgetOptions
from flotui.ui.widgets.lines import fit
from flotui.ui.widgets.strips import lean
from flotui.ui.widgets.tones import Ground
from flotui.ui.widths import SIDE_BY_SIDE

_LEFT = 0.6
"""The share of the width that the left one has."""
_STEP = 3
"""How many lines a turn of the mouse wheel moves."""
_MOVES = ("move", "page", "first", "last", "scroll_columns", "open")
"""The moves of a table that a board has as well."""


class _PlacedBlock(msgspec.Struct, frozen=True):
    """A block in its column."""

    block: Block
    y: int
    """Its first line, counted from the top of its column."""


class Board(ScrolledLines, inherit_bindings=False):
    """Small tables in one or two columns, with one cursor."""

    DEFAULT_CSS = """
    Board { width: 1fr; height: 1fr; overflow: hidden; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(move.keys, move.does, move.title, show=False, id=move.id)
        for move in MOVES
        if move.does.partition("(")[0] in _MOVES and move.does != "open"
    ]

    class Moved(Message):
        """The cursor is on another row, or another block has it."""

    class Opened(Message):
        """A row was opened with the mouse."""

    def __init__(self, **options: Unpack[WidgetOptions]) -> None:
        """
        Args:
            options: as for Textual's Widget.
        """
        super().__init__(**options)
        self._blocks: dict[str, Block] = {}
        self._wide: Bands = ()
        self._order: Sequence[str] = ()
        self._here = ""
        self._columns: list[list[_PlacedBlock]] = []
        self._widths: list[int] = []
        self._top = 0
        self._drawn = False

    # -- What it shows ----------------------------------------------------------------------------

    def place(self, blocks: Sequence[Block], is_wide: Callable[[Group], bool]) -> None:
        """Have other blocks.

        Args:
            blocks: the blocks, in the order in which they are below one another and tab goes through them.
            is_wide: which stand at the left where there are two columns.
        """
        self._blocks = {block.group.id: block for block in blocks}
        self._order = [block.group.id for block in blocks]
        left = tuple(block.group for block in blocks if is_wide(block.group))
        right = tuple(block.group for block in blocks if not is_wide(block.group))
        self._wide = (tuple(column for column in (left, right) if column),)
        if self._here not in self._blocks:
            self._here = self._order[0] if self._order else ""
        self.deal()

    def deal(self) -> None:
        """Give each block its lines, because it has other rows, and draw what looks different."""
        self._drawn = True
        if self._extent[1]:
            self._lay_out()
            self._follow()
            self._redraw()

    @property
    def here(self) -> Block | None:
        """The block that the cursor is in."""
        return self._blocks.get(self._here)

    def is_below(self, block: str) -> bool:
        """Whether no row of a block is on the first screen, before anything is scrolled.

        Args:
            block: the id of the group.
        """
        found = self._find(block)
        return found is not None and found[1].y + found[1].block.head >= self._extent[1]

    def go(self, block: str, row_id: str = "") -> None:
        """Put the cursor somewhere.

        Args:
            block: the id of the group.
            row_id: the row's id; where it is there.
        """
        found = self._blocks.get(block)
        if found is None:
            return
        self._here = block
        ids = [found.row_id(row) for row in found.rows]
        if row_id in ids:
            found.at = ids.index(row_id)
        self._moved()

    # -- Where things are -------------------------------------------------------------------------

    def _lay_out(self) -> None:
        width, height = self._extent
        two = width >= SIDE_BY_SIDE and len(self._wide) == 1 and len(self._wide[0]) == 2
        if two:
            left = int(width * _LEFT)
            self._widths = [left, width - left - 1]
            bands: Bands = self._wide
        else:
            self._widths = [width]
            bands = ((tuple(self._blocks[name].group for name in self._order),),) if self._order else ()
        for at, column in enumerate(bands[0] if bands else ()):
            for group in column:
                self._blocks[group.id].width = self._widths[at]
        self._share(bands, height)
        self._columns = []
        for at, column in enumerate(bands[0] if bands else ()):
            placed, y = [], 0
            for group in column:
                block = self._blocks[group.id]
                block.painter.measure(block.rows)
                block.painter.fit(self.palette, self._widths[at], 0)
                placed.append(_PlacedBlock(block, y))
                y += block.height
            self._columns.append(placed)

    def _share(self, bands: Bands, height: int) -> None:
        # None is higher than the screen: its last line, which says what isn't shown, is seen with its first.
        wanted = {name: min(block.wanted, height + 1) for name, block in self._blocks.items()}
        least = {name: block.least for name, block in self._blocks.items()}
        # The lowest block of a column needs no blank line below it.
        given: Mapping[str, int] = heights(bands, wanted, least, height + 1)
        for group in groups_of(bands):
            block = self._blocks[group.id]
            block.height = given[group.id]
            block.follow()

    @property
    def _total(self) -> int:
        """How many lines there are."""
        ends = [column[-1].y + column[-1].block.height - 1 for column in self._columns if column]
        return max(ends, default=0)

    def _fitted(self) -> None:
        self._follow()

    def _find(self, name: str) -> tuple[int, _PlacedBlock] | None:
        for at, column in enumerate(self._columns):
            for placed in column:
                if placed.block.group.id == name:
                    return at, placed
        return None

    def _follow(self) -> None:
        """Scroll so that the cursor's row is seen, and what is above it in its block where there is room."""
        found, height = self._find(self._here), self._extent[1]
        if found is None or not height:
            return
        block, y = found[1].block, found[1].y
        block.follow()
        line = y + block.head + block.at - block.top
        top = min(self._top, y if line - y < height else line - height + 1)
        bottom = min(y + block.height - 1, y + height)
        top = max(top, bottom - height, line - height + 1)
        self._top = max(0, min(top, self._total - height))

    # -- Drawing ----------------------------------------------------------------------------------

    def _draw(self, y: int) -> Strip:
        strips: list[Strip] = []
        for at, column in enumerate(self._columns):
            if at:
                strips.append(lean([("│", self.palette.style("line"))], 1))
            strips.append(self._cell(column, y + self._top, self._widths[at]))
        return Strip.join(strips) if strips and self._drawn else self._blank(self._extent[0])

    def _cell(self, column: Sequence[_PlacedBlock], y: int, width: int) -> Strip:
        for placed in column:
            line = y - placed.y
            if 0 <= line < placed.block.height:
                return self._line(placed.block, line, width)
        return self._blank(width)

    def _line(self, block: Block, line: int, width: int) -> Strip:
        if line == 0:
            return self._heading(block, width)
        if line < block.head:
            return block.painter.headings()
        at = line - block.head
        if not block.rows:
            lines = block.said[: block.room]
            return self._said(block, at, lines[at], width) if at < len(lines) else self._blank(width)
        if block.notice and at == block.shown:
            return self._notice(block.notice, width)
        if at >= block.shown or at + block.top >= len(block.rows):
            return self._blank(width)
        row = block.rows[at + block.top]
        ground: Ground = "plain"
        if at + block.top == block.at and block.group.id == self._here:
            ground = "cursor" if self.has_focus else "blurred"
        row_id = block.row_id(row)
        return block.painter.row(row, row_id, ground, "new" if row_id in block.new else False)

    def _heading(self, block: Block, width: int) -> Strip:
        focused = block.group.id == self._here and self.has_focus
        rule = "━" if focused else "─"
        tone: Tone = "accent" if focused else "line"
        note = spans(block.note) if plain(block.note) else ()
        title = safe.cut(block.group.title, max(1, width - 5))
        room = width - safe.width(title) - 8
        shown = fit(note, room) if room > 6 else []
        right = (Span(" "), *shown, Span(f" {rule}", tone)) if shown else ()
        left = (Span(f"{rule} ", tone), Span(title, "strong"), Span(" "))
        used = cells_of((*left, *right))
        return self._strip((*left, Span(rule * max(0, width - used), tone), *right), width)

    def _said(self, block: Block, at: int, text: Text, width: int) -> Strip:
        here = block.group.id == self._here and at == 0
        ground: Ground = ("cursor" if self.has_focus else "blurred") if here else "plain"
        mark = [
            ("▌" if here else " ", self.palette.style("mark", ground)),
            (" ", self.palette.style("plain", ground)),
        ]
        found = fit(spans(text), max(0, width - AROUND))
        used = cells_of(found)
        pieces = [
            (span.text, self.palette.style("dim" if span.tone == "plain" else span.tone, ground))
            for span in found
        ]
        pieces.append((" " * max(0, width - 2 - used), self.palette.style("plain", ground)))
        return lean([*mark, *pieces], width)

    def _notice(self, text: str, width: int) -> Strip:
        return self._strip((Span("  "), Span(safe.cut(text, max(0, width - 3)), "dim")), width)

    def _strip(self, text: Sequence[Span], width: int) -> Strip:
        pieces = [(span.text, self.palette.style(span.tone)) for span in text]
        used = cells_of(text)
        return lean([*pieces, (" " * max(0, width - used), self.palette.style())], width)

    def _blank(self, width: int) -> Strip:
        return lean([(" " * width, self.palette.style())], width)

    # -- Moving -----------------------------------------------------------------------------------

    def _moved(self) -> None:
        self._follow()
        self._redraw()
        self.post_message(self.Moved())

    def step(self, by: int) -> None:
        """Go to the next block, or the one before.

        Args:
            by: how many blocks on.
        """
        if self._order:
            here = self._order.index(self._here)
            self._here = self._order[(here + by) % len(self._order)]
            self._moved()

    def action_move(self, by: int) -> None:
        """Move down or up, on into the next block of the column."""
        found = self._find(self._here)
        if found is None:
            return
        at, placed = found
        block, column = placed.block, self._columns[at]
        wanted = block.at + by
        if 0 <= wanted < len(block.rows):
            block.at = wanted
        else:
            index = column.index(placed) + (1 if by > 0 else -1)
            if not 0 <= index < len(column):
                return
            block = column[index].block
            self._here = block.group.id
            block.at = 0 if by > 0 else max(0, len(block.rows) - 1)
        self._moved()

    def action_page(self, halves: int) -> None:
        """Move by half a screen or a whole one."""
        for _ in range(max(1, self._extent[1] * abs(halves) // 2 - 1)):
            self.action_move(1 if halves > 0 else -1)

    def action_first(self) -> None:
        """Go to the first row of the first block."""
        self._end(0, 0)

    def action_last(self) -> None:
        """Go to the last row of the last block."""
        self._end(-1, -1)

    def _end(self, index: int, row: int) -> None:
        found = self._find(self._here)
        if found is not None:
            block = self._columns[found[0]][index].block
            self._here = block.group.id
            block.at = row % max(1, len(block.rows))
            self._moved()

    def action_scroll_columns(self, by: int) -> None:
        """Go to the other column, to what is beside."""
        found = self._find(self._here)
        if found is None or not 0 <= found[0] + by < len(self._columns):
            return
        y = found[1].y + found[1].block.head + found[1].block.at - found[1].block.top
        self._select(found[0] + by, y)

    def _select(self, at: int, y: int) -> None:
        """Put the cursor on what is at a line of a column, or nearest above it."""
        column = self._columns[at]
        placed = next((each for each in reversed(column) if each.y <= y), column[0])
        block = placed.block
        self._here = block.group.id
        line = min(max(0, y - placed.y - block.head), block.shown - 1)
        block.at = min(block.top + line, max(0, len(block.rows) - 1))
        self._moved()

    # -- The mouse --------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Put the cursor there; a second click opens the row."""
        event.stop()
        at = 1 if len(self._columns) > 1 and event.x > self._widths[0] else 0
        if not self._columns:
            return
        self._select(at, event.y + self._top)
        if event.chain == 2:
            self.post_message(self.Opened())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move down."""
        event.stop()
        self._scroll(_STEP)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move up."""
        event.stop()
        self._scroll(-_STEP)

    def _scroll(self, by: int) -> None:
        before = self._top
        self._top = max(0, min(self._top + by, self._total - self._extent[1]))
        if self._top != before:
            self._redraw()

    def on_focus(self, event: events.Focus) -> None:
        """Take the focus: the cursor's row and its heading look otherwise."""
        super().on_focus(event)
        self._redraw()

    def on_blur(self, event: events.Blur) -> None:
        """Draw the cursor as one that doesn't have the keys."""
        super().on_blur(event)
        self._redraw()
