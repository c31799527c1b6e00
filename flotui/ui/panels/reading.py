# SPDX-License-Identifier: MIT
"""A table that reads its rows, and reads them again: by itself, on request, and when something changed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from contextlib import ExitStack
from functools import partial
from time import time

from msgspec.structs import replace

from flotui.api.errors import FlochatError
from flotui.api.pacer import Purpose, on_behalf
from flotui.repositories.rows import NotRead
from flotui.resources import searching
from flotui.resources.base import Query, Resource, RowSource
from flotui.resources.keys import key_of
from flotui.resources.text import Text
from flotui.ui import latest
from flotui.ui.around import app_of
from flotui.ui.panels import words
from flotui.ui.panels.follower import Follower
from flotui.ui.panels.showing import ShowingTable
from flotui.ui.panels.told import Arrived, Followed
from flotui.ui.panels.waiting import Waiting, in_a_sentence
from flotui.ui.panels.watching import Watch
from flotui.ui.patience import first_of
from flotui.ui.widgets import messages
from flotui.workspace import Changed, Event, Renewed, Workspace

_log = logging.getLogger(__name__)

LATE = 10
"""Seconds without an answer after which rows that are here are said to be waiting for newer ones."""

_NEVER = -1
"""What no count of keys comes to."""


class ReadingTable(ShowingTable):
    """A table that reads its rows. `point` turns it to another resource."""

    def __init__(self, *, id: str | None = None) -> None:
        """
        Args:
            id: the widget's id.
        """
        super().__init__(id=id)
        self._awaited = ""
        """The id of a row that the cursor goes to once it is read."""
        self._waiting: Waiting | None = None
        self._polling = False
        self._asked_after = 0
        self.chosen = False
        """Whether the cursor is on a row that was chosen, rather than on the first: the list began with it, or was
        asked for again from it.
        """
        self._as_before = False
        """Whether what is being read is shown in the order of before."""
        self._follower = Follower(
            self,
            self._read_newest,
            self._say_followed,
        )
        self._read_out = asyncio.Event()
        self._rows_came = asyncio.Event()
        """Set whenever rows have come of what is being read."""
        self._read_out.set()
        self._begun = 0.0
        """When reading what is shown began, in unix seconds."""
        self._watch = Watch(
            self,
            lambda: self.read(keep=True, automatic=True),
            reopened=self.reopen,
            read_since=self._read_since,
        )

    @property
    def shows_everyone(self) -> bool:
        """Whether all rows of the list are shown, though only some of them were read for it."""
        return False

    async def _read_since(self) -> float:
        """Since when all rows were read elsewhere, where that isn't shown; 0 where it is, or something is being read."""
        language = self.resource.query_language if self.resource is not None else None
        snapshot = self.snapshot
        if language is None or self.workspace is None or snapshot is None:
            return 0.0
        return await language.read_since(self.workspace, self._among(snapshot), self._begun)

    @property
    def untouched(self) -> bool:
        """Whether no key was pressed, and nothing clicked, since the person asked for the rows that are shown."""
        return self._asked_after == app_of(self).keys.acts

    @property
    def _reads_itself(self) -> bool:
        """Whether the person hasn't asked for what is read now."""
        return self._polling

    @property
    def _unasked(self) -> bool:
        return self._polling and not self._follower.on

    # -- What is asked ----------------------------------------------------------------------------

    def point(
        self,
        workspace: Workspace,
        resource: Resource[object],
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
        self._leave(bot=self.workspace is not workspace)
        if self.resource is not resource or self.workspace is not workspace:
            self.follow(False)
            self._watch.begin(workspace, resource)
        self.workspace, self.resource = workspace, resource
        self.turn_to(query or Query(), select=select)

    def _leave(self, *, bot: bool) -> None:
        """Another resource is about to be shown, and what belongs to the one before ends.

        Args:
            bot: whether it is another bot's.
        """

    def turn_to(self, query: Query, *, select: str | None = None) -> None:
        """Ask for something else. What is there is not of it, and goes at once.

        Args:
            query: what of the resource.
            select: the id of the row to put the cursor on.
        """
        latest.drop(self, "read")
        self._aim(query, select)
        self.read()
        self.tell()

    def _aim(self, query: Query, select: str | None) -> None:
        """Let go of what is there, to ask for something else."""
        assert self.resource is not None
        latest.drop(self, "narrow", "more", "reopen", "names", "gone")
        self.asked, self._select = query, select
        self.chosen = select is not None
        self._awaited = ""
        self.snapshot = self._shown = None
        self._curtain.close(self.app)
        self.table.group, self.table.early = None, []
        self.table.show(NotRead(), self.columns, self.resource.row_id)
        self.note("")
        self._say_covered("")

    def asked_of(self, owner: object) -> Query:
        """What is asked without a filter: of an owner, in the time range that was chosen."""
        return Query(owner, period=self.asked.period)

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
        self._as_before = False
        if not automatic:
            self._asked_after = app_of(self).keys.acts
            self.chosen = self.chosen or (keep and not self.table_empty)
        if not keep:
            self._expect()
        self._begin_waiting()
        self._say_waiting()
        self._read_out = asyncio.Event()
        latest.start(self, "read", partial(self._read_to_end, self._read_out, force, keep, automatic))

    def keep_order(self) -> None:
        """Leave the rows that were just asked for in the order of before: they are come back to."""
        self._as_before, self._asked_after = True, _NEVER

    @property
    def reads(self) -> bool:
        """Whether something may still come of what is being read."""
        return not self._read_out.is_set()

    async def read_out(self) -> None:
        """Return when nothing more comes of what is being read: the host has answered, or can't be had."""
        while self.reads:
            await self._read_out.wait()

    @property
    def has_rows(self) -> bool:
        """Whether any row is here of what is shown."""
        found = self.snapshot.value if self.snapshot is not None else None
        return found is not None and found.known and found.count > 0

    async def rows_come(self) -> None:
        """Return when there are rows, or nothing more comes of what is being read."""
        while self.reads and not self.has_rows:
            self._rows_came.clear()
            await first_of(self._read_out.wait, self._rows_came.wait)

    async def _read_to_end(self, ended: asyncio.Event, force: bool, keep: bool, automatic: bool) -> None:
        try:
            await self._read(force, keep, automatic)
        finally:
            ended.set()

    async def _read(self, force: bool, keep: bool, automatic: bool = False) -> None:
        workspace = self.workspace
        followed = self._polling and self._follower.on and workspace is not None
        with ExitStack() as within:
            within.enter_context(on_behalf(Purpose.BACKGROUND if automatic else Purpose.INTERACTIVE))
            if followed and workspace is not None:
                within.enter_context(workspace.following.reading())
            await self._read_all(force, keep)

    async def _read_all(self, force: bool, keep: bool) -> None:
        workspace, resource, waiting = self.workspace, self.resource, self._waiting
        if workspace is None or resource is None:
            return
        self._begun = time()
        asked = replace(self.asked, force=force, as_before=self._as_before)
        first = not keep
        followed = self._polling and self._follower.on
        here = self.snapshot.value if followed and self.snapshot is not None else None
        before = frozenset(await here.ids()) if here is not None else frozenset()
        known = self.fetched_at is not None
        try:
            async for snapshot in searching.reading(workspace, resource, asked):
                self.snapshot = snapshot
                await self._show(snapshot, first)
                self._rows_came.set()
                await self._go_to_awaited()
                if snapshot.source == "server":
                    self.table.settle_over()
                    self._awaited = ""
                first = first and not snapshot.value.known
                self.tell_trouble(snapshot.error)
                if self._follower.on:
                    self._follower.read(snapshot.error)
                new = await self._new_rows(before) if followed and known else []
                if new:
                    self.post_message(Arrived(resource, len(new)))
                    self._mark_new(new)
                if (
                    new or not followed or snapshot.error is not None
                ):  # else nothing that is seen is different
                    self.tell()
                before |= frozenset(new)
            self._select = self._line = None
            if asked.here and not (self.snapshot is not None and self.snapshot.value.known):
                self.table.say(f"Not read yet: {key_of('table.open')} reads it.")
                self._curtain.open()
        except Exception as error:
            _log.error("reading %s failed", resource.id, exc_info=error)
            self._failed()
        finally:
            if waiting is not None:
                waiting.end()
            self._polling = False

    def _failed(self) -> None:
        sentence = (
            f"Reading failed because of a bug in flotui. See the log; {key_of('app.refresh')} tries again."
        )
        if self.snapshot is None:
            self.table.say(sentence)
            self._current.set()
        else:
            self.note(sentence)
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

    # -- Until the host answers -------------------------------------------------------------------

    @property
    def said_meanwhile(self) -> tuple[Text, ...]:
        """What is said while nothing has been read: what is waited for."""
        return self._waiting.lines if self._waiting is not None else ()

    def _begin_waiting(self, what: str = "") -> None:
        assert self.workspace is not None and self.resource is not None
        self._read_out.set()  # what is read instead of it may not have begun
        if self._waiting is not None:
            self._waiting.end()
        what = what or in_a_sentence(self.resource.title)
        self._waiting = Waiting(what, self.workspace, self._say_waiting)

    def _say_waiting(self) -> None:
        waiting, snapshot = self._waiting, self.snapshot
        if waiting is None:
            return
        if snapshot is None or not snapshot.value.known:
            self.table.say(*waiting.lines)
        elif waiting.silent >= LATE:
            self.note(waiting.line)

    def _answered(self) -> None:
        """What is there is what there is."""
        self._current.set()
        if self._waiting is not None:
            self._waiting.end()

    def on_unmount(self) -> None:
        """Stop waiting for the host: the table is gone."""
        self._curtain.open()
        if self._waiting is not None:
            self._waiting.end()

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
    def as_of(self) -> float | None:
        """Until when what has happened is surely in what it shows, in unix seconds; None where nothing was read."""
        return None if self.fetched_at is None else min(self.fetched_at, self._begun)

    @property
    def age(self) -> str:
        """How old what it shows is, in words."""
        return words.told_age(self.fetched_at, self.snapshot.error if self.snapshot is not None else None)

    # -- Further pages ----------------------------------------------------------------------------

    def on_table_near_end(self, event: messages.NearEnd) -> None:
        """Read the next page."""
        event.stop()
        if self.resource is not None and not self.resource.newest_last:
            self._more()

    def _more(self) -> None:
        if self.shows_everyone:
            return
        if self.snapshot is not None and self.snapshot.value.more_to_come and not self.narrowing:
            latest.alongside(self, "more", self._read_more)

    async def _read_more(self) -> None:
        assert self.snapshot is not None
        rows, shown = self.snapshot.value, self._shown
        try:
            await rows.more()
        except FlochatError as error:
            self.tell_trouble(error)
            return
        if shown is None or self.narrowing:
            return
        if shown is not rows:  # a view of them: sorted, or folded into lines
            await shown.reopen()
        await self._take_in(shown)

    async def _take_in(self, shown: RowSource[object]) -> None:
        """Show that the rows on screen are others now, or more."""
        start = max(0, self.table.cursor - 60)
        await shown.load(start, start + 120)
        if shown is self._shown:
            await self._swap(shown)
            self.tell()

    # -- Again and again --------------------------------------------------------------------------

    @property
    def following(self) -> bool:
        """Whether it is read again and again."""
        return self._follower.on

    def follow(self, on: bool) -> None:
        """Read it again and again while it is looked at, or stop that."""
        if not self._follower.on and not on:
            return
        self._follower.end()
        if on and self.workspace is not None and self.resource is not None and self.resource.every:
            self._follower.begin(self.workspace, self.resource.every)
        self.post_message(Followed(self, on))
        self.tell()

    @property
    def following_words(self) -> str:
        """How it is followed, in words; empty where it isn't."""
        return self._follower.words

    def _say_followed(self) -> None:
        self.tell()

    def _read_newest(self) -> None:
        """Read it once more, unless that goes on, or what is shown is narrowed to words."""
        if not self._polling and not self.narrowing:
            self.read(force=True, keep=True, automatic=True)

    async def _new_rows(self, before: frozenset[str]) -> list[str]:
        """The ids of the rows that were not there before and that somebody is told of."""
        snapshot, resource = self.snapshot, self.resource
        if snapshot is None or resource is None:
            return []
        rows = snapshot.value
        new = [row_id for row_id in await rows.ids() if row_id not in before]
        return [resource.row_id(each) for each in await rows.rows_of(new) if resource.notable(each)]

    def _mark_new(self, row_ids: Collection[str]) -> None:
        """Mark the lines of rows that came in just now."""
        shown = self._shown
        if shown is None:
            return
        lines = (shown.peek(index) for index in range(shown.count))
        self.table.mark_new(
            self.table.id_of(line) for line in lines if line is not None and self.row_id(line) in row_ids
        )

    # -- What happens elsewhere -------------------------------------------------------------------

    def received(self, event: Event) -> None:
        """Follow what happens in the workspace."""
        if self.resource is None or self.snapshot is None:
            return
        if isinstance(event, Changed):
            self._follow(event)
        elif isinstance(event, Renewed):
            if not event.resources or self.resource.id in event.resources:
                self.read(keep=True, automatic=True)
        elif isinstance(event, self.resource.made_by):
            self.read(keep=True, automatic=True)

    def _follow(self, event: Changed) -> None:
        rows = self.snapshot.value if self.snapshot is not None else None
        kind = rows.kind if rows is not None else None
        if kind is None or rows is None:
            # Rows that were made of an answer (a cart's items), or of other rows (an overview's notes).
            resource = self.resource
            if resource is not None and (
                event.operations.intersection(resource.operations)
                or any(name in resource.made_of for name, _ in event.rows)
            ):
                self.read(keep=True, automatic=True)
            return
        changed = {row_id for name, row_id in event.rows if name == kind.name}
        if rows.operation in event.operations:
            self.read(keep=True, automatic=True)
        elif changed:
            # What was saved in a cell is shown before its row says so; now the row says something newer.
            self.table.settle_over(changed)
            self.reopen()

    def reopen(self) -> None:
        """Take in what the cache has of the rows by now."""
        if self.snapshot is not None and self.snapshot.value.kind is not None:
            latest.alongside(self, "reopen", self._reopen)

    async def _reopen(self) -> None:
        """Take in rows that the cache now has other copies of."""
        shown, snapshot = self._shown, self.snapshot
        if snapshot is None or shown is None:
            return
        await snapshot.value.reopen()
        if shown is not snapshot.value:
            await shown.reopen()
        await self._take_in(shown)
