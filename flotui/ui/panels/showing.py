# SPDX-License-Identifier: MIT
"""A table that shows rows that were read: narrowed, sorted, in the columns that the person wants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from textual.app import ComposeResult
from textual.containers import Vertical

from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Column, Query, Resource, RowSource
from flotui.resources.text import Text, dim, plain
from flotui.ui import latest
from flotui.ui.curtain import Curtain
from flotui.ui.panels import words
from flotui.ui.panels.arranging import arranged
from flotui.ui.panels.folding import whole
from flotui.ui.panels.told import Titled
from flotui.ui.typeahead import LOOKING
from flotui.ui.widgets.lines import Lines
from flotui.ui.widgets.table import Table
from flotui.workspace import Workspace

_NARROW = 100
"""Columns below which what the rows are of is said briefly, where the whole takes more than one line."""
_ROOM = 8
"""Lines from which on there is room below the rows to say what they are of."""


class ShowingTable(Vertical):
    """A table of a resource's rows, with a line below it for what went wrong."""

    DEFAULT_CSS = """
    ShowingTable { height: 1fr; }
    ShowingTable > Lines { display: none; }
    ShowingTable.troubled > #trouble, ShowingTable > #options { display: block; }
    ShowingTable.covering > #covers { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        """
        Args:
            id: the widget's id.
        """
        super().__init__(id=id)
        self.table: Table[object] = Table()
        self._covers = Lines(1, id="covers")
        self._covered = self._briefly = ""
        self._trouble = Lines(1, id="trouble")
        self.workspace: Workspace | None = None
        self.resource: Resource[object] | None = None
        self.asked: Query = Query()
        self.snapshot: Snapshot[RowSource[object]] | None = None
        """What it shows; None until there is something of what was asked."""
        self.sorting: dict[str, tuple[str, bool]] = {}
        """By resource: the column that its rows are sorted by, and whether downwards."""
        self._shown: RowSource[object] | None = None
        self.expected: Callable[[], int] = lambda: 0
        """Says how many cells a line will have, before it is laid out; 0 where nobody knows."""
        self._arranged_for = 0
        self._widths: list[int] = []
        """The widths of the columns that are shown, as they were declared."""
        self._select: str | None = None
        self._line: int | None = None
        self._curtain = Curtain()
        self.complete = False
        """Whether rows are there that nobody has seen yet."""
        self._end = ""
        """The id of the row that was the last when rows were put on screen."""
        self._current = asyncio.Event()
        self._asked_at = 0.0
        self._turn = 0
        self._echoes = False
        """Whether something above says already why nothing could be read."""

    def compose(self) -> ComposeResult:
        """The table, and lines for what it is of and for what went wrong."""
        yield self.table
        yield self._covers
        yield self._trouble

    # -- What is there ------------------------------------------------------------------------

    @property
    def rows(self) -> RowSource[object] | None:
        """The rows that are shown, narrowed and sorted; None until something was read."""
        return self._shown

    @property
    def narrowing(self) -> tuple[str, ...]:
        """The words that the rows here are narrowed to, while they are typed and until the host is asked."""
        return ()

    async def arranged_of(self, rows: RowSource[object]) -> tuple[RowSource[object], tuple[str, ...]]:
        """The rows that are shown of some, and the words that they are still to be narrowed to."""
        return rows, self.narrowing

    @property
    def said_meanwhile(self) -> tuple[Text, ...]:
        """What is there while nothing has been read, line by line."""
        return ()

    async def _show(self, snapshot: Snapshot[RowSource[object]], first: bool) -> None:
        """Put the rows of a snapshot on screen, narrowed and sorted as the person wants.

        Args:
            snapshot: what was read.
            first: whether the cursor begins anew.
        """
        resource = self.resource
        assert resource is not None
        self._turn += 1
        turn, sort, same = self._turn, self.sorting.get(resource.id), self._shown is not None
        rows, wanted = await self.arranged_of(snapshot.value)
        while True:
            width = self._width
            source, columns, row_id, group = await arranged(
                rows,
                resource,
                self.columns,
                words=wanted,
                sort=sort,
                width=width,
            )
            anew = first or self.table_empty
            # One that wraps leaves its lines the cells that those beside it don't take.
            if not anew and group is not None and [each.width for each in columns] != self._widths:
                anew, self._select = True, self._select or self.table.selected
            start = 0 if anew else max(0, self.table.cursor - 60)
            await source.load(start, start + (60 if anew else 120))
            if anew and resource.newest_last:
                await source.load(max(0, source.count - 60), source.count)
            here = self._select is not None and await source.index_of(self._select) is not None
            if turn != self._turn:  # something newer is being shown
                return
            if group is None or width == self._width:  # it may be laid out, or resized, while rows are read
                break
        self._shown, self._arranged_for = source, width
        self._widths = [each.width for each in columns]
        self._curtain.close(self.app)
        if anew:
            self.table.group = group
            self.table.show(
                source,
                columns,
                row_id,
                header=any(column.title for column in columns),
                locate=self._locate,
                sort=sort,
                more=self.more_columns,
                same=same,
            )
            self._go_to_begin(source, here=here, at_end=resource.newest_last)
            self._note_end(source)
        else:
            await self._swap(source)
            if self._select is not None and (here or self.table.cursor):
                if here and not self.table.cursor:
                    self.table.select(self._select, self._line)
                self._select = self._line = None
        self._current.set()
        self._say_empty(snapshot)
        self._say_covered(snapshot.value.covers, snapshot.value.covers_briefly)
        self.complete = True

    def _go_to_begin(self, source: RowSource[object], *, here: bool, at_end: bool) -> None:
        """Put the cursor where it begins on rows that are shown anew.

        Args:
            source: the rows.
            here: whether the row that was chosen is among them.
            at_end: whether it begins at the last row otherwise.
        """
        if here and self._select is not None:
            self.table.select(self._select, self._line)
            self._select = self._line = None
        elif at_end and source.count:
            self.table.move_to(source.count - 1)
        self.table.move_early()

    def tell(self) -> None:
        """Tell of another title, age or number of rows, and of rows that nobody has seen yet."""
        self.post_message(Titled(self, self.reveal if self.complete else None))

    def reveal(self) -> None:
        """Paint the rows, now that title and header say what they are: both are painted once."""
        self.complete = False
        self._curtain.open()

    def _say_empty(self, snapshot: Snapshot[RowSource[object]]) -> None:
        assert self.resource is not None
        if self._echoes and snapshot.error is not None and not snapshot.value.known:
            self.table.say(dim(words.SAME_REASON))
            return
        self.table.say(
            *words.emptiness(
                self.resource,
                snapshot,
                self.asked,
                self.narrowing,
                self.said_meanwhile,
                among=self._among(snapshot),
            )
        )

    def _among(self, snapshot: Snapshot[RowSource[object]]) -> RowSource[object]:
        """The rows that are spoken of, in the title and where none is left of them: all that were read."""
        return snapshot.value

    def echo(self, echoes: bool) -> None:
        """Say why the rows couldn't be read, or that the reason is said above.

        Args:
            echoes: whether something above says it.
        """
        self._echoes = echoes
        if self.snapshot is not None:
            self._say_empty(self.snapshot)

    def _say_covered(self, sentence: str, briefly: str = "") -> None:
        """Say below the rows what they are of, on one line where the list is narrow; nothing takes the line away."""
        self._covered, self._briefly = sentence, briefly
        self._put_covered()
        self._make_room()

    def _put_covered(self) -> None:
        if self._covered:
            narrow = self._briefly and len(self._covered) > self.size.width - 2 and self.size.width < _NARROW
            self._covers.put_whole(dim(self._briefly if narrow else self._covered), most=3)

    def _make_room(self) -> None:
        """Show what the rows are of where that leaves room for rows."""
        height = self.size.height
        self.set_class(bool(self._covered) and (not height or height >= _ROOM), "covering")

    @property
    def _unasked(self) -> bool:
        """Whether the person has asked for what is read now neither once nor by following it, or is busy in a row."""
        return False

    async def _swap(self, source: RowSource[object]) -> None:
        """Take in rows of the same list, read again; at the end of a chat, follow what is said there.

        Who sees the first row sees what has come above it: out of sight, nobody would look for it.
        """
        on_last = self.table.at_end or (self._end != "" and self.row_id(self.table.row) == self._end)
        at_end = self.resource is not None and self.resource.newest_last and on_last
        here, before = (
            self.table.selected if self.table.at_top and not self._unasked else None,
            self.table.cursor,
        )
        self.table.replace(source)
        self.table.measure_again()  # a state may have become a longer word
        if at_end and source.count:
            self.table.move_to(source.count - 1)
        elif here is not None:
            now = await source.index_of(here) or 0
            if before < now < self.table.size.height - 1:  # without the heads
                self.table.select(here, now)
        self._note_end(source)

    def _note_end(self, source: RowSource[object]) -> None:
        """Take note which row is the last: a source that sees other rows by itself no longer says which was."""
        self._end = self.row_id(source.peek(source.count - 1)) if source.count else ""

    async def _locate(self, row_id: str) -> int | None:
        return None if self._shown is None else await self._shown.index_of(row_id)

    def _expect(self) -> None:
        """What is on screen is not what was asked for, for now."""
        self._current.clear()
        self._asked_at = monotonic()

    async def caught_up(self) -> None:
        """Return when the rows on screen are those that were asked for last, or nobody waits for them any more."""
        left = self._asked_at + LOOKING - monotonic()
        if left > 0 or self._current.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(max(left, LOOKING / 4)):
                    await self._current.wait()
                async with asyncio.timeout(LOOKING):  # the row comes from the disk, not from the host
                    await self.table.arrived()

    def note(self, text: Text) -> None:
        """Say something below the table; nothing takes it away."""
        if plain(text):
            self._trouble.put_whole(text, most=4)
        self.set_class(bool(plain(text)), "troubled")

    # -- How it is shown --------------------------------------------------------------------------

    @property
    def columns(self) -> tuple[Column[object], ...]:
        """The columns that it shows: those the person chose, else the resource's own."""
        assert self.resource is not None and self.workspace is not None
        return self.resource.shown(self.workspace.memory.columns(self.resource.id))

    @property
    def more_columns(self) -> tuple[Column[object], ...]:
        """The columns that come in where there is room: none where the person chose which there are."""
        assert self.resource is not None and self.workspace is not None
        chosen = self.workspace.memory.columns(self.resource.id)
        return () if chosen else self.resource.more_columns

    def sort_by(self, name: str, *, down: bool = False) -> None:
        """Sort the rows that are here.

        Args:
            name: the column's name; empty for the host's order.
            down: whether the greatest comes first.
        """
        if self.resource is None:
            return
        self.sorting.pop(self.resource.id, None)
        if name:
            self.sorting[self.resource.id] = (name, down)
        self.show_again()

    def choose_columns(self, names: tuple[str, ...] | None) -> None:
        """Show these columns from now on.

        Args:
            names: which, left to right; None for those that the preferences or the resource name.
        """
        if self.resource is None or self.workspace is None:
            return
        self.workspace.memory.set_columns(self.resource.id, names)
        self.show_again(select=self.row_id(self.table.row))

    def show_again(self, *, select: str = "") -> None:
        """Show what was read in another way: narrowed, sorted, in other columns.

        Args:
            select: the id of the row to put the cursor on; the first by default.
        """
        if self.snapshot is None:
            return
        self._select = select or self._select
        self._expect()
        latest.start(self, "narrow", self._narrow)

    async def _narrow(self) -> None:
        if self.snapshot is not None:
            await self._show(self.snapshot, True)
            self._select = self._line = None
            self.tell()

    def on_resize(self) -> None:
        """Fold rows of several lines for the new width; lines below the rows need room."""
        self._put_covered()
        self._make_room()
        if self.folded:
            self.call_after_refresh(self._fold_again)

    def _fold_again(self) -> None:
        """Fold what is shown for another width; the cursor stays on its line, and at the end of a chat at the end."""
        if self.folded and self._width != self._arranged_for:
            at_end = self.resource is not None and self.resource.newest_last and self.table.at_end
            self.show_again(select="" if at_end else self.selected or "")

    @property
    def _width(self) -> int:
        """The cells of a line of the table; before anything is laid out those that it will have, or 0."""
        return self.table.size.width or self.size.width or self.expected()

    # -- What it knows ----------------------------------------------------------------------------

    @property
    def table_empty(self) -> bool:
        """Whether the table has no rows on screen."""
        return self.table.row is None

    def row_id(self, row: object) -> str:
        """The id of a row."""
        return "" if row is None or self.resource is None else self.resource.row_id(whole(row))

    @property
    def selected(self) -> str | None:
        """The id of the row that the cursor is on, or on its way to."""
        return self._select or self.table.selected or None

    @property
    def folded(self) -> bool:
        """Whether a row may take several lines."""
        return self._shown is not None and self.table.group is not None
