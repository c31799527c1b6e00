"""A table that reads its rows: what is asked, what came of it, and what is said until it comes."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from flotui.api.errors import FlochatError
from flotui.api.pacer import Purpose, on_behalf
from flotui.repositories.snapshot import Snapshot
from flotui.resources import searching
from flotui.resources.base import Column, Query, Resource, RowSource
from flotui.resources.keys import key_of
from flotui.resources.text import Text, plain
from flotui.ui import latest
from flotui.ui.curtain import Curtain
from flotui.ui.panels import words
from flotui.ui.panels.arranging import arranged
from flotui.ui.panels.folding import whole
from flotui.ui.panels.waiting import Waiting, in_a_sentence
from flotui.ui.typeahead import LOOKING
from flotui.ui.widgets.lines import Lines
from flotui.ui.widgets.source import ListSource
from flotui.ui.widgets.table import Table
from flotui.workspace import Workspace

_log = logging.getLogger(__name__)

LATE = 10
"""Seconds without an answer after which rows that are here are said to be waiting for newer ones."""


class ReadingTable(Vertical):
    """A table that reads its rows. `point` turns it to another resource."""

    DEFAULT_CSS = """
    ReadingTable { height: 1fr; }
    ReadingTable > Lines { display: none; }
    ReadingTable.troubled > #trouble { display: block; }
    """

    class Titled(Message, namespace="listing"):
        """The title, age or number of rows is different."""

        def __init__(self, listing: Widget) -> None:
            """
            Args:
                listing: whose; what a panel shows in a listing's place says so too.
            """
            super().__init__()
            self.listing = listing

        def can_replace(self, message: Message) -> bool:
            """A newer one makes an older one needless."""
            return isinstance(message, ReadingTable.Titled) and message.listing is self.listing

    def __init__(self, *, id: str | None = None) -> None:
        """
        Args:
            id: the widget's id.
        """
        super().__init__(id=id)
        self.table: Table[Any] = Table()
        self._trouble = Lines(1, id="trouble")
        self.workspace: Workspace | None = None
        self.resource: Resource[Any] | None = None
        self.asked: Query = Query()
        self.text = ""
        """What the filter line says."""
        self.snapshot: Snapshot[Any] | None = None
        """What it shows; None until there is something of what was asked."""
        self.sorting: dict[str, tuple[str, bool]] = {}
        """By resource: the column that its rows are sorted by, and whether downwards."""
        self._shown: RowSource[Any] | None = None
        self._arranged_for = 0
        self._select: str | None = None
        self._awaited = ""
        """The id of a row that the cursor goes to once it is read."""
        self._polling = False
        self._waiting: Waiting | None = None
        self._curtain = Curtain()
        self._current = asyncio.Event()
        self._asked_at = 0.0
        self._turn = 0

    def compose(self) -> ComposeResult:
        """The table, and a line for what went wrong."""
        yield self.table
        yield self._trouble

    # -- What is asked ----------------------------------------------------------------------------

    def point(
        self,
        workspace: Workspace,
        resource: Resource[Any],
        query: Query | None = None,
        *,
        select: str | None = None,
    ) -> None:
        """Show a resource.

        Args:
            workspace: the open bot.
            resource: which.
            query: what of it.
            select: the id of the row to put the cursor on.
        """
        self.workspace, self.resource = workspace, resource
        self.turn_to(query or Query(), select=select)

    def turn_to(self, query: Query, *, select: str | None = None) -> None:
        """Ask for something else. What stands there is not of it, and goes at once.

        Args:
            query: what of the resource.
            select: the id of the row to put the cursor on.
        """
        assert self.resource is not None
        latest.drop(self, "read", "narrow", "more", "reopen")
        self.asked, self.text, self._select = query, "", select
        self._awaited = ""
        self.snapshot = self._shown = None
        self._curtain.close(self.app)
        self.table.group = None
        self.table.show(ListSource(()), self.columns, self.resource.row_id)
        self.note("")
        self.read()
        self.post_message(self.Titled(self))

    def repoint(self, query: Query) -> None:
        """Show the same resource for another owner, or read again, keeping the cursor."""
        self.asked = query
        self.read(keep=True)

    def read(self, *, force: bool = False, keep: bool = False, automatic: bool = False) -> None:
        """Read it: the cached copy first, then the host's.

        Args:
            force: ask the host even when the copy is fresh.
            keep: keep the cursor where it is, for rows of the same list.
            automatic: whether the program does so by itself, rather than the person: the quota's reserve stays.
        """
        self._polling = automatic and force
        if not keep:
            self._expect()
        self._begin_waiting()
        self._say_waiting()
        latest.start(self, "read", partial(self._read, force, keep, automatic))

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
                    await self.table.arrived()

    async def _read(self, force: bool, keep: bool, automatic: bool = False) -> None:
        with on_behalf(Purpose.BACKGROUND if automatic else Purpose.INTERACTIVE):
            await self._read_all(force, keep)

    async def _read_all(self, force: bool, keep: bool) -> None:
        workspace, resource, waiting = self.workspace, self.resource, self._waiting
        if workspace is None or resource is None:
            return
        asked = replace(self.asked, force=force)
        first = not keep
        try:
            async for snapshot in searching.reading(workspace, resource, asked):
                self.snapshot = snapshot
                await self._show(snapshot, first)
                await self._go_to_awaited()
                if snapshot.source == "server":
                    self.table.settle_over()
                    self._awaited = ""
                first = first and not snapshot.value.known
                self.tell_trouble(snapshot.error)
                self.post_message(self.Titled(self))
        except Exception as error:
            _log.error("reading %s failed", resource.id, exc_info=error)
            self._failed()
        finally:
            if waiting is not None:
                waiting.end()
            self._polling = False

    def _failed(self) -> None:
        said = f"Reading failed inside flotui. The log says where; {key_of('app.refresh')} tries again."
        if self.snapshot is None:
            self.table.say(said)
            self._current.set()
        else:
            self.note(said)
        self._curtain.open()

    # -- Until the host answers -------------------------------------------------------------------

    def _begin_waiting(self, what: str = "") -> None:
        assert self.workspace is not None and self.resource is not None
        if self._waiting is not None:
            self._waiting.end()
        what = what or in_a_sentence(self.resource.title)
        self._waiting = Waiting(what, self.workspace.profile.host, self._say_waiting)

    def _say_waiting(self) -> None:
        waiting, snapshot = self._waiting, self.snapshot
        if waiting is None:
            return
        if snapshot is None or not snapshot.value.known:
            self.table.say(*waiting.lines)
        elif waiting.silent >= LATE:
            self.note(waiting.line)

    def on_unmount(self) -> None:
        """Nobody waits any more."""
        self._curtain.open()
        if self._waiting is not None:
            self._waiting.end()

    # -- What it shows ----------------------------------------------------------------------------

    @property
    def narrowing(self) -> tuple[str, ...]:
        """The words that the rows here are narrowed to, while they are typed and until the host is asked."""
        return ()

    async def _show(self, snapshot: Snapshot[Any], first: bool) -> None:
        """Put the rows of a snapshot on screen, narrowed and sorted as the person wants.

        Args:
            snapshot: what was read.
            first: whether the cursor begins anew.
        """
        resource = self.resource
        assert resource is not None
        self._turn += 1
        turn, sort, same = self._turn, self.sorting.get(resource.id), self._shown is not None
        width = self.table.size.width or self.size.width
        source, columns, row_id, group = await arranged(
            snapshot.value,
            resource,
            self.columns,
            words=self.narrowing,
            sort=sort,
            width=width,
        )
        anew = first or self.table_empty
        start = 0 if anew else max(0, self.table.cursor - 60)
        await source.load(start, start + (60 if anew else 120))
        if anew and resource.newest_last:
            await source.load(max(0, source.count - 60), source.count)
        if turn != self._turn:  # something newer is being shown
            return
        self._shown, self._arranged_for = source, width
        if anew:
            self.table.group = group
            self.table.show(source, columns, row_id, locate=self._locate, sort=sort, same=same)
            if self._select is not None:
                self.table.select(self._select)
                self._select = None
            elif resource.newest_last and source.count:
                self.table.move_to(source.count - 1)
        else:
            self._swap(source)
        self._current.set()
        self._say_empty(snapshot)
        self._curtain.open()

    def await_row(self, row_id: str) -> None:
        """Put the cursor on a row: now where it is here, else once the list is read again.

        Args:
            row_id: which.
        """
        self._awaited = row_id
        latest.start(self, "awaited", self._go_to_awaited)

    async def _go_to_awaited(self) -> None:
        if self._awaited and await self._locate(self._awaited) is not None:
            self.table.select(self._awaited)
            self._awaited = ""

    @property
    def table_empty(self) -> bool:
        """Whether the table has no rows on screen."""
        return self.table.row is None

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns that it shows: those the person chose, else the resource's own."""
        assert self.resource is not None and self.workspace is not None
        return self.resource.shown(self.workspace.memory.columns(self.resource.id))

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
            self.post_message(self.Titled(self))

    def _swap(self, source: RowSource[Any]) -> None:
        """Take in rows of the same list, read again; at the end of a chat, follow what is said there."""
        at_end = self.resource is not None and self.resource.newest_last and self.table.at_end
        self.table.replace(source)
        if at_end and source.count:
            self.table.move_to(source.count - 1)

    async def _locate(self, row_id: str) -> int | None:
        return None if self._shown is None else await self._shown.index_of(row_id)

    def row_id(self, row: Any) -> str:
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

    # -- What it says of itself -------------------------------------------------------------------

    def _say_empty(self, snapshot: Snapshot[Any]) -> None:
        assert self.resource is not None
        reading = self._waiting.lines if self._waiting is not None else ()
        self.table.say(*words.emptiness(self.resource, snapshot, self.asked, self.narrowing, reading))

    def note(self, text: Text) -> None:
        """Say something below the table; nothing takes it away."""
        if plain(text):
            self._trouble.put_whole(text, most=2)
        self.set_class(bool(plain(text)), "troubled")

    def tell_trouble(self, error: FlochatError | None) -> None:
        """Say below the table why what it shows is not fresh; None takes it away."""
        snapshot = self.snapshot
        shown = error is not None and snapshot is not None and snapshot.value.known
        self.note(words.trouble(error, snapshot.fetched_at) if shown and error and snapshot else "")

    @property
    def fetched_at(self) -> float | None:
        """When what it shows was read from the host."""
        return None if self.snapshot is None else self.snapshot.fetched_at

    @property
    def age(self) -> str:
        """How old what it shows is, in words."""
        return words.read_ago(self.fetched_at)
