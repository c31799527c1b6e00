# SPDX-License-Identifier: MIT
"""The one table: rows in columns, with a cursor and marks.

Its cost grows with what is on screen, never with the list: see `Window` for which rows that are, and `ScrolledLines`
for how little is drawn and sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import ClassVar, Final, TypeVar, Unpack

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip

from flotui.repositories.source import RowSource
from flotui.resources.base import Column
from flotui.resources.text import Text, Tone
from flotui.ui.moving import MOVES
from flotui.ui.widgets import messages
from flotui.ui.widgets.canvas import WidgetOptions
from flotui.ui.widgets.layout import GUTTER
from flotui.ui.widgets.marking import MarkedWindow
from flotui.ui.widgets.measuring import MOST_ROWS
from flotui.ui.widgets.painter import Over, Painter
from flotui.ui.widgets.tones import Ground
from flotui.ui.widgets.viewport import Locate

T = TypeVar("T")
_STEP: Final = 3
"""How many rows a turn of the mouse wheel moves."""


class Table(MarkedWindow[T], can_focus=True, inherit_bindings=False):
    """Rows in columns, with a cursor and marks."""

    DEFAULT_CSS = """
    Table {
        width: 1fr;
        height: 1fr;
        overflow: hidden;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(move.keys, move.does, move.title, show=False, id=move.id) for move in MOVES
    ]

    Headed = messages.Headed
    Highlighted = messages.Highlighted
    Opened = messages.Opened
    Unopened = messages.Unopened
    Marked = messages.Marked
    NearEnd = messages.NearEnd
    Vanished = messages.Vanished
    Failed = messages.Failed

    def __init__(
        self,
        **options: Unpack[WidgetOptions],
    ) -> None:
        """Make an empty table; `show` fills it.

        Args:
            options: as for Textual's Widget.
        """
        super().__init__(**options)
        self._over: dict[tuple[str, str], Over] = {}
        self._painter: Painter[T] = Painter()
        self._notice: tuple[Text, ...] = ()
        self._new: frozenset[str] = frozenset()
        self._left = 0
        self._measured_at = 0  # the width that the rows were measured for; 0 before there were any

    # -- What it shows -------------------------------------------------------------------------------

    def show(
        self,
        source: RowSource[T],
        columns: Sequence[Column[T]],
        row_id: Callable[[T], str],
        *,
        header: bool = True,
        locate: Locate | None = None,
        row_tone: Callable[[T], Tone] | None = None,
        sort: tuple[str, bool] | None = None,
        more: Sequence[Column[T]] = (),
        same: bool = False,
    ) -> None:
        """Show other rows, from the first.

        Args:
            source: The rows.
            columns: The columns.
            row_id: Tells a row's id, by which cursor and marks are kept.
            header: Whether the columns' titles are on top.
            locate: Finds a row's index by its id; the source's own `index_of` when not given.
            row_tone: The tone of a row's plain text.
            sort: The column (by id) that the rows are sorted by, and whether downwards, for the heading.
            more: Further columns, which come in where there is room for them, in order.
            same: Whether they are of the same list, shown in another way: marks and the columns' widths stay.
        """
        wants = self._painter.wants
        self._over = {}
        self._painter = Painter(tuple(columns), row_tone, sort, self._over, tuple(more))
        self._left = self._measured_at = 0
        if same:
            self._painter.wants = wants
        else:
            self._forget_marks()
        self._open(source, row_id, locate, header=header)
        if self._extent[1]:
            self._lay_out()
        self._go(0, 0, everything=True)

    def say(self, *notice: Text) -> None:
        """What to say while there are no rows: what would be here, and which key makes it so.

        Args:
            notice: The lines.
        """
        if notice != self._notice:
            self._notice = notice
            self._redraw()

    def measure_again(self) -> None:
        """Have columns grow where rows say more than when they were measured."""
        self._measured_at = 0
        self._redraw()

    def keep_up(self) -> bool:
        """Draw what is on screen afresh, where it differs, once ages have moved on; whether they have."""
        aged = self._painter.aged
        if aged:
            self._painter.forget()
            self._redraw()
        return aged

    def put_over(self, row_id: str, column_id: str, over: Over | None) -> None:
        """Have a cell show something else than its row says: what was typed and is not in the row yet.

        Args:
            row_id: The row's id.
            column_id: The column's id.
            over: What it shows; None for what the row says.
        """
        if self._over.get((row_id, column_id)) == over:
            return
        if over is None:
            del self._over[row_id, column_id]
        else:
            self._over[row_id, column_id] = over
        self._painter.forget_row(row_id)
        self._redraw()

    def settle_over(self, row_ids: Collection[str] | None = None) -> None:
        """Have the cells that waited for their rows show what these say.

        Args:
            row_ids: The ids of the rows that say something newer; None for all.
        """
        for (row_id, column_id), over in tuple(self._over.items()):
            if over.instead_of is not None and (row_ids is None or row_id in row_ids):
                self.put_over(row_id, column_id, None)

    def mark_new(self, row_ids: Iterable[str]) -> None:
        """Mark rows that came in just now, beside those that nobody has seen yet.

        Args:
            row_ids: their ids.
        """
        self._new |= frozenset(row_ids)
        self._redraw()

    def seen(self) -> None:
        """Somebody has looked: nothing is new any more."""
        if self._new:
            self._new = frozenset()
            self._redraw()

    # -- What it knows -------------------------------------------------------------------------------

    async def settle_shown(self) -> None:
        """Have the rows that are on screen in memory: those of a list that has just been read again may not be."""
        if self._source is not None and self._source.count:
            await self._source.load(self._top, self._top + self._page)

    @property
    def shown(self) -> tuple[T, ...]:
        """The rows that are on screen, as far as they have been read."""
        if self._source is None:
            return ()
        places = range(self._top, min(self._top + self._page, self._source.count))
        return tuple(row for place in places if (row := self._source.peek(place)) is not None)

    @property
    def columns(self) -> tuple[Column[T], ...]:
        """The columns that are on screen."""
        return tuple(place.column for place in self._painter.layout.placed)

    def cell(self, column_id: str) -> Region | None:
        """Where a cell of the row under the cursor is in the table; None when it isn't on screen."""
        layout = self._painter.layout
        x = GUTTER
        for column, width in layout.placed:
            if column.id == column_id:
                return Region(x, self._cursor - self._top + self._header, width, 1)
            x += width + layout.gap
        return None

    @property
    def has_hidden_columns(self) -> bool:
        """Whether some columns don't fit, and can be scrolled to."""
        return self._painter.layout.most_left > 0

    # -- Moving --------------------------------------------------------------------------------------

    def action_scroll_columns(self, by: int) -> None:
        """Show other columns, when not all fit.

        Args:
            by: How many columns to the right or left.
        """
        left = max(0, min(self._painter.layout.most_left, self._left + by))
        if left != self._left:
            self._left = left
            self._lay_out()
            self._redraw()

    def action_open(self) -> None:
        """Open the row under the cursor, unless a move that waits leads to another."""
        if self._row is not None and not self.moves_wait:
            self.post_message(self.Opened(self, self._row))
        else:
            self.post_message(self.Unopened(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave keys to others when they would do nothing here.

        Args:
            action: The action.
            parameters: Its parameters.
        """
        if action == "scroll_columns":
            return self.has_hidden_columns
        if action == "unmark":
            return bool(self._marks)
        return True

    # -- Drawing -------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        """Work the columns out again, from what rows take where those were not measured at this width."""
        width = self._extent[0]
        if self._unmeasured:
            self._measured_at = width
            rows, source = self._first_rows, self._source
            every = source is not None and len(rows) == source.count and not source.more_to_come
            self._painter.measure(rows, every)
        self._painter.fit(self.palette, width, self._left)
        self._left = min(self._left, self._painter.layout.most_left)

    @property
    def _unmeasured(self) -> bool:
        """Whether rows are here that the columns' widths were not worked out from."""
        source = self._source
        return self._measured_at != self._extent[0] and bool(source and source.count and source.peek(0))

    @property
    def _first_rows(self) -> list[T]:
        """The rows that the columns' widths are worked out from: the first ones, as far as they are in memory."""
        source = self._source
        places = range(min(MOST_ROWS, source.count)) if source is not None else ()
        return [row for place in places if source and (row := source.peek(place)) is not None]

    def _redraw(self, lines: Iterable[int] | None = None) -> None:
        """As the base class, in columns that fit the rows once there are some.

        Args:
            lines: Which; all of them when not given.
        """
        if self._extent[1] and self._unmeasured:
            self._lay_out()
            lines = None
        super()._redraw(lines)

    def _draw(self, y: int) -> Strip:
        """Draw a line.

        Args:
            y: Which, from the top.
        """
        painter = self._painter
        source = self._source
        if source is None or not source.count:
            return painter.notice(self._notice, y, self._extent[1])
        if self._header and y == 0:
            return painter.headings()
        index = self._top + y - self._header
        if index >= source.count:
            return painter.blank()
        ground: Ground = "plain"
        row = source.peek(index)
        at_cursor = index == self._cursor
        if self.group is not None and row is not None and not at_cursor:
            at_cursor = self._group_at(self._cursor) == self.group(row)
        if at_cursor:
            ground = "cursor" if self.has_focus else "blurred"
        if row is None:
            self._gaps = True
            return painter.absent(ground)
        row_id = self._row_id(row)
        marked = row_id in self._marks
        if marked:
            self._marks[row_id] = row
        above = source.peek(index - 1) if painter.says_once and y > self._header else None
        return painter.row(row, row_id, ground, marked or ("new" if row_id in self._new else False), above)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show that the keys come here, or no longer do.

        Args:
            has_focus: Whether it has the focus now.
        """
        super().watch_has_focus(has_focus)
        self._redraw(None if self.group is not None else (self._cursor - self._top + self._header,))

    # -- Mouse ---------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; open the row on a double click. In the titles, tell which it was.

        Args:
            event: The click.
        """
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y < self._header:
            column = self._painter.layout.column_at(offset.x)
            if column is not None:
                event.stop()
                self.post_message(self.Headed(self, column.id))
            return
        index = self._top + offset.y - self._header
        if index < self._count:
            event.stop()
            if self._strayed:  # so may what was clicked
                self._in_place()
                return
            self.move_to(index)
            if event.chain == 2:
                self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move down.

        Args:
            event: The turn of the wheel.
        """
        event.stop()
        event.prevent_default()
        self.action_move(_STEP)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move up.

        Args:
            event: The turn of the wheel.
        """
        event.stop()
        event.prevent_default()
        self.action_move(-_STEP)
