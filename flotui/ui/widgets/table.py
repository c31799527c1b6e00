"""The one table: a window onto rows, drawn a line at a time.

Its cost grows with what is on screen, never with the list. A move of the cursor repaints two lines; a line
is only sent again when it would look different; past the edge the list moves on by most of a page, not by a
line. The row under the cursor is known by its id and kept, wherever a refresh moves it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from flotui.resources.text import Text, Tone
from flotui.ui.widgets import messages
from flotui.ui.widgets.layout import GUTTER
from flotui.ui.widgets.painter import Painter
from flotui.ui.widgets.source import Source
from flotui.ui.widgets.tones import Ground, Toned

if TYPE_CHECKING:
    from flotui.resources.base import Column

T = TypeVar("T")
Locate = Callable[[str], Awaitable[int | None]]
"""Finds the index of a row by its id; None when there is no such row any more."""

_PATIENCE: Final = 0.1
"""Seconds that a jump waits for rows before it shows that they are missing."""
_GUESS: Final = 60
"""Rows that are loaded before the height is known."""
_STEP: Final = 3
"""How many rows a turn of the mouse wheel moves."""


class Table(Toned, ScrollView, Generic[T], can_focus=True, inherit_bindings=False):
    """Rows in columns, with a cursor and marks."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Table {
        width: 1fr;
        height: 1fr;
        overflow: hidden;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False, id="table.down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="table.up"),
        Binding("pagedown", "page(2)", "Page down", show=False, id="table.page-down"),
        Binding("pageup", "page(-2)", "Page up", show=False, id="table.page-up"),
        Binding("ctrl+d", "page(1)", "Half a page down", show=False, id="table.half-down"),
        Binding("ctrl+u", "page(-1)", "Half a page up", show=False, id="table.half-up"),
        Binding("home,g", "first", "First row", show=False, id="table.first"),
        Binding("end,G", "last", "Last row", show=False, id="table.last"),
        Binding("left,h", "scroll_columns(-1)", "Columns to the left", show=False, id="table.left"),
        Binding("right,l", "scroll_columns(1)", "Columns to the right", show=False, id="table.right"),
        Binding("space", "mark", "Mark", show=False, id="table.mark"),
        Binding("asterisk", "mark_all", "Mark all", show=False, id="table.mark-all"),
        Binding("escape", "unmark", "Unmark all", show=False, id="table.unmark"),
        Binding("enter", "open", "Open", show=False, id="table.open"),
    ]

    Highlighted = messages.Highlighted
    Opened = messages.Opened
    Marked = messages.Marked
    NearEnd = messages.NearEnd
    Vanished = messages.Vanished
    Failed = messages.Failed

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        """Make an empty table; `show` fills it.

        Args:
            name: The widget's name.
            id: The widget's id.
            classes: Its CSS classes.
            disabled: Whether it takes no keys.
        """
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._source: Source[T] | None = None
        self._row_id: Callable[[T], str] = str
        self._locate: Locate | None = None
        self._header = True
        self._painter: Painter[T] = Painter()
        self._notice: tuple[Text, ...] = ()
        self.group: Callable[[T], object] | None = None
        """Tells which lines belong to one row, where a row has several: the cursor stands on all of them."""

        self._cursor = 0
        self._row: T | None = None
        self._id: str | None = None
        self._top = 0
        self._left = 0
        self._marks: dict[str, T] = {}

        self._wanted: tuple[int, int] | None = None  # cursor and top, once their rows are in memory
        self._ahead: tuple[int, int] | None = None  # rows to fetch when nothing is urgent
        self._fetching = False
        self._locating = False
        self._stale = False  # rows changed while they were being located
        self._selecting: str | None = None
        self._settling = False
        self._said_near_end = -1

        self._extent = (0, 0)
        self._lines: list[Strip | None] = []
        self._gaps = False  # rows on screen that were not in memory when they were drawn
        self._said: tuple[T | None, int] | None = None

    # -- What it shows ----------------------------------------------------------------------------

    def show(
        self,
        source: Source[T],
        columns: Sequence[Column[T]],
        row_id: Callable[[T], str],
        *,
        header: bool = True,
        locate: Locate | None = None,
        row_tone: Callable[[T], Tone] | None = None,
        sort: tuple[str, bool] | None = None,
    ) -> None:
        """Show other rows, from the first, with no marks.

        Args:
            source: The rows.
            columns: The columns.
            row_id: Tells a row's id, by which cursor and marks are kept.
            header: Whether the columns' titles stand on top.
            locate: Finds a row's index by its id; the source's own `index_of` when not given.
            row_tone: The tone of a row's plain text.
            sort: The column (by id) that the rows are sorted by, and whether downwards, for the heading.
        """
        self._source = source
        self._row_id = row_id
        self._locate = locate
        self._header = header
        self._painter = Painter(tuple(columns), row_tone, sort)
        self._cursor = self._top = self._left = 0
        self._row = self._id = None
        self._wanted = self._ahead = self._selecting = None
        self._said_near_end = -1
        self._said = None
        if self._marks:
            self._marks = {}
            self.post_message(self.Marked(self, 0))
        if self._extent[1]:
            self._lay_out()
        elif source.count and source.peek(0) is None:
            self._ahead = (0, min(source.count, _GUESS))
            self._fetch()
        self._go(0, 0, everything=True)

    def say(self, *notice: Text) -> None:
        """What to say while there are no rows: what would be here, and which key makes it so.

        Args:
            notice: The lines.
        """
        if notice != self._notice:
            self._notice = notice
            self._redraw()

    def replace(self, source: Source[T]) -> None:
        """Show the rows of another source that holds the same list, read again; cursor and marks stay.

        Args:
            source: The rows, those around the cursor in memory.
        """
        self._source = source
        self.rows_changed()

    def rows_changed(self) -> None:
        """The source's rows changed: repaint what differs, and keep the row under the cursor by its id."""
        source = self._source
        if source is None:
            return
        if self._locating:
            self._stale = True
            return
        if self._id is None:
            self._go(self._cursor, None, everything=True)
            return
        near = self._near(self._id)
        if near is not None:
            self._stay_on(near)
        elif source.count:
            self._seek()
        else:
            self._lose()

    def row_changed(self, row_id: str) -> None:
        """One row changed: repaint it if it is on screen and looks different now.

        Args:
            row_id: Its id.
        """
        source = self._source
        if source is None:
            return
        for y in range(self._header, self._extent[1]):
            index = self._top + y - self._header
            row = source.peek(index)
            if row is None or self._row_id(row) != row_id:
                continue
            if index == self._cursor:
                self._row = row
                self._moved()
            self._redraw((y,))
            return

    def again(self) -> None:
        """Draw what is on screen afresh, where it differs: ages may have moved on."""
        self._painter.forget()
        self._redraw()

    # -- What it knows ----------------------------------------------------------------------------

    @property
    def cursor(self) -> int:
        """The index of the row under the cursor."""
        return self._cursor

    @property
    def row(self) -> T | None:
        """The row under the cursor, as the person sees it; None if there is none."""
        return self._row

    @property
    def row_ids(self) -> Collection[str]:
        """The ids of the marked rows."""
        return self._marks.keys()

    @property
    def marked(self) -> tuple[T, ...]:
        """The marked rows, in the order they were marked, as last seen."""
        return tuple(self._marks.values())

    @property
    def chosen(self) -> tuple[T, ...]:
        """What an action is about: the marked rows, else the one under the cursor, else none."""
        if self._marks:
            return self.marked
        return () if self._row is None else (self._row,)

    @property
    def position(self) -> str:
        """Where the cursor is: `12 of 1,284`; empty in an empty table."""
        count = self._count
        return f"{self._cursor + 1:,} of {count:,}" if count else ""

    @property
    def columns(self) -> tuple[Column[T], ...]:
        """The columns that are on screen."""
        return tuple(place.column for place in self._painter.layout.placed)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._count

    def cell(self, column_id: str) -> Region | None:
        """Where a cell of the row under the cursor stands in the table; None when it isn't on screen."""
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

    @property
    def _count(self) -> int:
        return 0 if self._source is None else self._source.count

    @property
    def _page(self) -> int:
        """How many rows fit."""
        return max(1, self._extent[1] - self._header)

    # -- Moving -----------------------------------------------------------------------------------

    def move_to(self, index: int) -> None:
        """Put the cursor on a row by its index.

        Args:
            index: The row; the nearest one when there is no such.
        """
        self._selecting = None
        self._go(index)

    def select(self, row_id: str) -> None:
        """Put the cursor on a row by its id, wherever it is; stay when it isn't there.

        Args:
            row_id: Its id.
        """
        near = self._near(row_id)
        if near is not None:
            self.move_to(near)
        else:
            self._selecting = row_id
            self._seek()

    def action_move(self, by: int) -> None:
        """Move the cursor.

        Args:
            by: How many rows, down or up.
        """
        if self.group is not None:
            self._move_group(1 if by > 0 else -1)
            return
        self.move_to(self._aim[0] + by)

    def _move_group(self, step: int) -> None:
        """Move to the first line of the next row or the one before, and show all of its lines.

        Args:
            step: 1 for down, -1 for up.
        """
        at, top = self._aim
        here = self._group_at(at)
        index = at
        while 0 <= index < self._count and self._group_at(index) == here:
            index += step
        if not 0 <= index < self._count:
            self.move_to(index)
            return
        there = self._group_at(index)
        first = last = index
        while first > 0 and self._group_at(first - 1) == there:
            first -= 1
        while last + 1 < self._count and self._group_at(last + 1) == there:
            last += 1
        self._selecting = None
        page = self._page
        if first < top:
            top = first - (page - 1) // 2
        elif last >= top + page:
            top = min(first, last - page // 3)
        self._go(first, top)

    def _group_at(self, index: int) -> object:
        row = self._source.peek(index) if self._source is not None else None
        return None if row is None or self.group is None else self.group(row)

    @property
    def at_end(self) -> bool:
        """Whether the cursor is on the last row."""
        count = self._count
        if not count or self.group is None:
            return count > 0 and self._cursor == count - 1
        return self._group_at(self._cursor) == self._group_at(count - 1)

    def action_page(self, halves: int) -> None:
        """Move cursor and rows together.

        Args:
            halves: By how many half pages, down or up.
        """
        by = halves * self._page // 2 if halves % 2 == 0 else halves * max(1, self._page // 2)
        index, top = self._aim
        self._selecting = None
        self._go(index + by, top + by)

    def action_first(self) -> None:
        """Move to the first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """Move to the last row."""
        self.move_to(self._count - 1)

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
        """Open the row under the cursor."""
        if self._row is not None:
            self.post_message(self.Opened(self, self._row))

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

    @property
    def _aim(self) -> tuple[int, int]:
        """Cursor and top as they will be once rows on their way have come."""
        return self._wanted or (self._cursor, self._top)

    def _go(self, index: int, top: int | None = None, *, everything: bool = False) -> None:
        """Move cursor and window, now or as soon as their rows are in memory.

        Args:
            index: Where the cursor should be.
            top: The row that should stand on top; None to move the window only as far as needed.
            everything: Whether to look all lines over, not only those that a move changes.
        """
        source = self._source
        if source is None:
            return
        count, page = source.count, self._page
        index = max(0, min(index, count - 1))
        if top is None:
            top = self._aim[1]
            if not top <= index < top + page:  # past the edge: by most of a page, so that it is seldom
                top = index - (page - 1) * 4 // 5 if index < top else index - page // 5
        top = max(0, min(top, count - page))
        first, last = (top, min(top + page, count)) if top != self._top or everything else (index, index + 1)
        if count and self._extent[1] and any(source.peek(at) is None for at in range(first, last)):
            if self._wanted is None:
                self.set_timer(_PATIENCE, self._impatient)
            self._wanted = (index, top)
            self._fetch()
            return
        self._arrive(index, top, everything)

    def _arrive(self, index: int, top: int, everything: bool = False) -> None:
        """Put cursor and window where they should be, and repaint what that changes.

        Args:
            index: The cursor.
            top: The row on top.
            everything: Whether to look all lines over.
        """
        source = self._source
        assert source is not None
        self._wanted = None
        before = self._cursor - self._top + self._header
        scrolled = top != self._top
        self._cursor, self._top = index, top
        row = source.peek(index) if source.count else None
        if row is not None:
            self._row, self._id = row, self._row_id(row)
        else:
            self._row = self._id = None
        if scrolled or everything:
            self._redraw()
            self._look_ahead()
        elif self.group is not None:
            self._redraw()
        else:
            self._redraw((before, index - top + self._header))
        self._moved()
        if source.count and index >= source.count - self._page and self._said_near_end != source.count:
            self._said_near_end = source.count
            self.post_message(self.NearEnd(self))

    def _moved(self) -> None:
        """Say where the cursor is, once it has been painted."""
        if not self._settling:
            self._settling = True
            self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        self._settling = False
        now = (self._row, self._cursor)
        if self._said is None or now != self._said:
            self._said = now
            self.post_message(self.Highlighted(self, *now))

    # -- Keeping rows by id -----------------------------------------------------------------------

    def _near(self, row_id: str) -> int | None:
        """Where a row is, if it is in memory within two pages of the cursor.

        Args:
            row_id: Its id.
        """
        source = self._source
        if source is None:
            return None
        count = source.count
        for step in range(2 * self._page + 1):
            for index in {self._cursor + step, self._cursor - step}:
                if 0 <= index < count:
                    row = source.peek(index)
                    if row is not None and self._row_id(row) == row_id:
                        return index
        return None

    def _seek(self) -> None:
        """Start locating what should be under the cursor, unless that is under way."""
        if not self._locating and self.is_running:
            self._locating = True
            self.run_worker(self._find(), group="table-locate", exit_on_error=False)

    async def _find(self) -> None:
        """Locate what should be under the cursor, and go there."""
        try:
            while True:
                self._stale = False
                source, wanted = self._source, self._selecting or self._id
                if source is None or wanted is None:
                    return
                try:
                    found = await (self._locate or source.index_of)(wanted)
                except Exception as error:
                    self._selecting = None
                    self.post_message(self.Failed(self, error))
                    return
                if source is not self._source:
                    continue
                if self._selecting is not None and wanted == self._selecting:
                    self._selecting = None
                    if found is not None:
                        self._go(found, everything=True)
                        if not self._stale:
                            return
                    continue
                if self._stale or self._selecting is not None or wanted != self._id:
                    continue
                if found is None:
                    self._lose()
                else:
                    self._stay_on(found)
                return
        finally:
            self._locating = False

    def _stay_on(self, index: int) -> None:
        """Follow the row under the cursor to another index, on the same line of the screen.

        Args:
            index: Where it is now.
        """
        self._go(index, index - (self._cursor - self._top), everything=True)

    def _lose(self) -> None:
        """The row under the cursor is gone: stay at its place, and say so."""
        lost, row = self._id, self._row
        if lost is None:
            return
        if self._marks.pop(lost, None) is not None:
            self.post_message(self.Marked(self, len(self._marks)))
        self._go(self._cursor, self._top, everything=True)
        self.post_message(self.Vanished(self, lost, row))

    # -- Marks ------------------------------------------------------------------------------------

    def action_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and move down."""
        if self._row is None or self._id is None:
            return
        if self._id in self._marks:
            del self._marks[self._id]
        else:
            self._marks[self._id] = self._row
        self._redraw((self._cursor - self._top + self._header,))
        self.post_message(self.Marked(self, len(self._marks)))
        self.action_move(1)

    def action_mark_all(self) -> None:
        """Mark all rows that are in memory."""
        source = self._source
        if source is None:
            return
        for index in range(source.count):
            row = source.peek(index)
            if row is not None:
                self._marks[self._row_id(row)] = row
        self._redraw()
        self.post_message(self.Marked(self, len(self._marks)))

    def action_unmark(self) -> None:
        """Take all marks away."""
        self.unmark(tuple(self._marks))

    def unmark(self, row_ids: Iterable[str]) -> None:
        """Take marks away: of rows that were deleted, say.

        Args:
            row_ids: The ids of the rows; those that aren't marked are passed over.
        """
        before = len(self._marks)
        for row_id in row_ids:
            self._marks.pop(row_id, None)
        if len(self._marks) != before:
            self._redraw()
            self.post_message(self.Marked(self, len(self._marks)))

    # -- Loading ----------------------------------------------------------------------------------

    def _look_ahead(self) -> None:
        """See to it that a page either side is in memory."""
        source = self._source
        assert source is not None
        page = self._page
        start, stop = max(0, self._top - page), min(source.count, self._top + 2 * page)
        if stop > start and (source.peek(start) is None or source.peek(stop - 1) is None):
            self._ahead = (start, stop)
            self._fetch()

    def _fetch(self) -> None:
        """Start loading what is wanted, unless that is under way."""
        if not self._fetching and self.is_running:
            self._fetching = True
            self.run_worker(self._load(), group="table-load", exit_on_error=False)

    async def _load(self) -> None:
        """Load what is wanted until nothing is: the window first, then what lies ahead."""
        try:
            while (source := self._source) is not None:
                page = self._page
                wanted = self._wanted
                if wanted is not None:
                    start, stop = max(0, wanted[1] - page), min(source.count, wanted[1] + 2 * page)
                elif self._ahead is not None:
                    start, stop = self._ahead
                else:
                    return
                self._ahead = None
                try:
                    await source.load(start, stop)
                except Exception as error:
                    if source is self._source:
                        self._wanted = None
                        self.post_message(self.Failed(self, error))
                        return
                    continue
                if source is not self._source:
                    continue
                if self._wanted is None:
                    self._caught_up()
                elif self._wanted == wanted or self._is_here(self._wanted[1]):
                    self._arrive(*self._wanted, everything=True)
        finally:
            self._fetching = False

    def _is_here(self, top: int) -> bool:
        """Whether all rows of a window are in memory."""
        source = self._source
        assert source is not None
        return all(source.peek(at) is not None for at in range(top, min(top + self._page, source.count)))

    def _caught_up(self) -> None:
        """Rows came that may be on screen already, as placeholders."""
        if self._gaps:
            self._redraw()
        if self._row is None and self._source is not None and self._source.peek(self._cursor) is not None:
            self._arrive(self._cursor, self._top, everything=True)

    def _impatient(self) -> None:
        """The rows of a jump take their time: show where it leads."""
        if self._wanted is not None:
            self._arrive(*self._wanted, everything=True)

    # -- Drawing ----------------------------------------------------------------------------------

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Table[T]:
        """As the base class, but a repaint of everything draws everything again.

        Args:
            regions: What to repaint; everything when none is given.
            repaint: Whether to repaint.
            layout: Whether to lay the screen out again.
            recompose: Whether to compose again.
        """
        if repaint and not regions:
            self._lines = [None] * len(self._lines)
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self

    def palette_changed(self) -> None:
        """Another theme: nothing that was drawn is of use."""
        if self._extent[1]:
            self._lay_out()
            self._lines = [None] * len(self._lines)

    def notify_style_update(self) -> None:
        """The style sheets were applied again."""
        super().notify_style_update()
        if self.is_mounted and self._extent[1]:
            before = self._palette
            if self.palette is not before:
                self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines that the compositor asks for.

        Without border or padding they are ours as they are; Textual's way would make plain strips of them,
        which take three times the bytes.

        Args:
            crop: The part of the widget to draw.
        """
        if self.gutter:
            return super().render_lines(crop)
        self._fit()
        lines = [self.render_line(y) for y in crop.line_range]
        if crop.x or crop.width != self._extent[0]:
            return [line.crop(crop.x, crop.right) for line in lines]
        return lines

    def render_line(self, y: int) -> Strip:
        """A line of the screen.

        Args:
            y: Which, from the top.
        """
        self._fit()
        if not 0 <= y < len(self._lines):
            return self._painter.blank()
        line = self._lines[y]
        if line is None:
            self._lines[y] = line = self._draw(y)
        return line

    def _fit(self) -> None:
        """Fit the size, if it changed."""
        _ = self.palette
        size = self.size
        if (size.width, size.height) != self._extent:
            self._extent = (size.width, size.height)
            self._lay_out()
            count, page = self._count, self._page
            lowest = max(self._top, self._cursor - page + 1)
            self._top = max(0, min(lowest, self._cursor, max(0, count - page)))
            self._lines = [None] * size.height
            if self._source is not None:
                self.call_next(self._resized)

    def _resized(self) -> None:
        """More rows may be on screen than are in memory."""
        if self._source is not None and self._extent[1]:
            self._go(*self._aim, everything=True)

    def _lay_out(self) -> None:
        """Work the columns out again."""
        self._painter.fit(self.palette, self._extent[0], self._left)
        self._left = min(self._left, self._painter.layout.most_left)

    def _redraw(self, lines: Iterable[int] | None = None) -> None:
        """Draw lines again, and have those repainted that look different.

        Args:
            lines: Which; all of them when not given.
        """
        if not self.is_mounted or not self._extent[1]:
            return
        _ = self.palette
        width = self._extent[0]
        changed: list[Region] = []
        if lines is None:
            self._gaps = False
        for y in range(len(self._lines)) if lines is None else lines:
            if 0 <= y < len(self._lines):
                old, new = self._lines[y], self._draw(y)
                if new is not old and (old is None or new != old):
                    self._lines[y] = new
                    changed.append(Region(0, y, width, 1))
        if changed:
            self.refresh(*changed)

    def _draw(self, y: int) -> Strip:
        """Draw a line.

        Args:
            y: Which, from the top.
        """
        painter = self._painter
        if self._header and y == 0:
            return painter.headings()
        source = self._source
        line = y - self._header
        if source is None or not source.count:
            return painter.notice(self._notice[line]) if line < len(self._notice) else painter.blank()
        index = self._top + line
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
        return painter.row(row, row_id, ground, marked)

    # -- Focus and mouse --------------------------------------------------------------------------

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show that the keys come here, or no longer do.

        Args:
            has_focus: Whether it has the focus now.
        """
        super().watch_has_focus(has_focus)
        self._redraw(None if self.group is not None else (self._cursor - self._top + self._header,))

    def on_focus(self, event: events.Focus) -> None:
        """Take the focus. The base class would repaint all lines for it, which differ in one.

        Args:
            event: The event.
        """
        event.prevent_default()
        self.has_focus = True
        if self.parent is not None:
            self.parent.post_message(events.DescendantFocus(self))

    def on_blur(self, event: events.Blur) -> None:
        """Give the focus up, in the same way.

        Args:
            event: The event.
        """
        event.prevent_default()
        self.has_focus = False
        if self.parent is not None:
            self.parent.post_message(events.DescendantBlur(self))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; open the row on a double click.

        Args:
            event: The click.
        """
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self._header:
            return
        index = self._top + offset.y - self._header
        if index < self._count:
            event.stop()
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
