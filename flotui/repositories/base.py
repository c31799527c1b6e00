# SPDX-License-Identifier: MIT
"""What every repository shares: cached reads, walks over lists, and single flight."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

from flotui.api.call import Call, Scalar
from flotui.api.errors import BrokenReply, FlochatError
from flotui.api.exact import Json
from flotui.api.models.base import Model
from flotui.api.pacer import Purpose, asking
from flotui.api.reply import Reply
from flotui.api.secrets import holds_secrets, masked
from flotui.repositories.flights import Flights
from flotui.repositories.kinds import Kind
from flotui.repositories.paging import Numbered, Pager
from flotui.repositories.row_kinds import RowKind
from flotui.repositories.rows import Rows, call_by_name
from flotui.repositories.snapshot import Snapshot
from flotui.store.cache import Cache, Page

M = TypeVar("M", bound=Model)
T = TypeVar("T")

WHOLE = 500
"""Rows up to which a list that should be whole is read through on a refresh."""
_SEEN_THROUGH = 1
"""Lists that the person has turned away from, and that are read to the end all the same."""


class Sender(Protocol):
    """What sends a Call: the client, or something before it."""

    async def __call__(self, call: Call, purpose: Purpose) -> Reply:
        """Send a Call.

        Raises:
            FlochatError: when there is no reply, or it says no.
        """


class Reader:
    """Reads Calls through the cache. Reads of the same Call that overlap share one request."""

    def __init__(self, cache: Cache, send: Sender, page_size: int = 100) -> None:
        self.cache = cache
        """The cache it reads through."""
        self.page_size = page_size
        """How many rows of a list are asked for at once."""
        self.send = send
        """How it asks the host."""
        self.on_changed: Callable[[str, str], None] = lambda kind, row_id: None
        """Told the kind and the id of a cached row of which the host, asked for it alone, says something else."""
        self._only_here = ContextVar("only_here", default=False)
        self._one_page = ContextVar("one_page", default=False)
        self._replies: Flights[Reply] = Flights()
        self.walks: Flights[None] = Flights(_SEEN_THROUGH)
        """Pages of lists that are on their way into the cache."""

    @contextmanager
    def only_here(self) -> Iterator[None]:
        """Have what is read within it come from the cache alone: the host is not asked, however old it is."""
        before = self._only_here.set(True)
        try:
            yield
        finally:
            self._only_here.reset(before)

    @contextmanager
    def one_page(self) -> Iterator[None]:
        """Have a list that is read within it cost one call at most, also where it usually is read through."""
        before = self._one_page.set(True)
        try:
            yield
        finally:
            self._one_page.reset(before)

    async def ask(self, call: Call, purpose: Purpose | None = None, *, anew: bool = False) -> Reply:
        """Ask the host. Who asks the same at the same time shares one request, and its Reply.

        Args:
            call: what to ask.
            purpose: on whose behalf, for the quota's reserve; as `asking` says by default.
            anew: whether a request that has not been answered for a while is let go, and sent again.

        Raises:
            FlochatError: when there is no reply, or it says no.
        """
        behalf = asking() if purpose is None else purpose
        return await self._replies.join(call.key, lambda: self.send(call, behalf), urgency=behalf, anew=anew)

    async def object(
        self,
        call: Call,
        read: Callable[[object], T],
        *,
        ttl: float = 300.0,
        force: bool = False,
        purpose: Purpose | None = None,
        whole: bool = False,
    ) -> AsyncIterator[Snapshot[T | None]]:
        """Read one object: the cached copy first, then the host's when that is stale.

        Args:
            call: what to ask.
            read: makes the value of the reply's data.
            ttl: for how many seconds a copy counts as fresh.
            force: ask the host even when the copy is fresh.
            purpose: on whose behalf, for the quota's reserve; as `asking` says by default.
            whole: read all of the answer, where it says more than what is under `data`.
        """
        cached = await self.cache.reply(call.key)
        stale = cached is None or cached.stale or force or time.time() - cached.fetched_at > ttl
        value = None if cached is None else read(cached.value)
        at = None if cached is None else cached.fetched_at
        if cached is not None:
            yield Snapshot(value, at, "cache", stale)
        if not stale or self._only_here.get():
            return
        try:
            reply = await self.ask(call, purpose, anew=force)
        except FlochatError as error:
            yield Snapshot(value, at, "cache", True, error)
            return
        data = reply.value if whole else reply.data
        await self.keep_object(call, data)
        yield Snapshot(read(data), time.time(), "server")

    async def keep_object(self, call: Call, data: Json) -> None:
        """Keep what the host answered as one object, without the credentials in it.

        Args:
            call: what was asked.
            data: what was answered, as JSON.
        """
        kept = masked(data, wholly=holds_secrets(call.operation.path))
        await self.cache.keep_reply(call.key, call.operation_id, kept)

    def give_up(self) -> None:
        """The person stops what is being read: nothing is read on that nobody waits for, and who asks anew isn't made to
        wait for what hangs.
        """
        self.walks.give_up()
        self._replies.give_up()

    async def close(self) -> None:
        """Stop what is under way."""
        await self.walks.close()
        await self._replies.close()

    async def rows(
        self,
        kind: RowKind[M],
        call: Call,
        *,
        pager: Pager | None = None,
        whole: bool = True,
        force: bool = False,
        purpose: Purpose | None = None,
    ) -> AsyncGenerator[Snapshot[Rows[M]], None]:
        """Read a list: what the cache has first, then the host's first page when that is stale.

        Args:
            kind: the kind of its rows.
            call: what to ask, without the page.
            pager: how the list is paged; numbered pages by default.
            whole: whether to read it through on a refresh where it is short (tags, fields).
            force: ask the host even when the copy is fresh.
            purpose: on whose behalf, for the quota's reserve; as `asking` says by default.
        """
        pager = pager or Numbered()
        pager = pager.sized(min(pager.limit, self.page_size))
        walker = _Walker(self, kind, pager, whole and not self._one_page.get(), purpose, force)
        rows = Rows(self.cache, kind, call, walker.walk)
        await rows.reopen()
        at = rows.fetched_at
        stale = at is None or rows.state.stale or force or time.time() - at > kind.ttl
        if at is not None:
            yield Snapshot(rows, at, "cache", stale)
        if not stale or self._only_here.get():
            return
        try:
            await rows.refresh()
        except FlochatError as error:
            yield Snapshot(rows, at, "cache", True, error)
            return
        yield Snapshot(rows, rows.fetched_at, "server")

    def list_of(
        self,
        kind: Kind[M],
        query: Mapping[str, Scalar | None] | None = None,
        *,
        owner: str = "",
        force: bool = False,
    ) -> AsyncIterator[Snapshot[Rows[M]]]:
        """Read the list of a kind, as it declares that.

        Args:
            kind: the kind of its rows.
            query: the host's filters, by query parameter.
            owner: the id of the thing under which they stand.
            force: ask the host even when the copy is fresh.
        """
        call = kind.list_call(query, owner=owner)
        return self.rows(kind, call, pager=kind.pager, whole=kind.whole, force=force)

    def one_of(
        self, kind: Kind[M], row_id: str, *, owner: str = "", force: bool = False
    ) -> AsyncIterator[Snapshot[M | None]]:
        """Read one of a kind: the copy that some list brought first, then the host's unless that is young.

        Args:
            kind: its kind.
            row_id: its id.
            owner: the id of the thing under which it stands.
            force: ask the host however young the copy is.
        """
        call = kind.one_call(row_id, owner=owner)
        return self.row(kind, call, row_id, fresh=kind.fresh, force=force, by_id=True)

    async def row(
        self,
        kind: RowKind[M],
        call: Call,
        row_id: str,
        *,
        fresh: float = 0.0,
        force: bool = False,
        by_id: bool = False,
    ) -> AsyncIterator[Snapshot[M | None]]:
        """Read one row: the copy that some list brought first, then the host's.

        Args:
            kind: its kind.
            call: what to ask for it alone.
            row_id: its id.
            fresh: don't ask the host for a copy younger than this many seconds.
            force: ask the host however young the copy is.
            by_id: whether it is asked for by its id: then an answer about another is none.
        """
        cached = await self.cache.row(kind.name, row_id)
        value = None if cached is None else kind.model.read(cached.value)
        if value is not None:
            await call_by_name(self.cache, kind, [value])
        at = None if cached is None else cached.fetched_at
        stale = cached is None or at is None or cached.stale or force or time.time() - at >= fresh
        if cached is not None:
            yield Snapshot(value, at, "cache", stale)
        if not stale:
            return
        try:
            data = (await self.ask(call, anew=force)).data
            found = await self.keep(kind, call, data, asked=row_id if by_id else "")
        except FlochatError as error:
            yield Snapshot(value, at, "cache", True, error)
            return
        yield Snapshot(found, time.time(), "server")

    async def keep(self, kind: RowKind[M], call: Call, row: Json, *, asked: str = "") -> M:
        """Take in a row that the host returned, in place of the cached one.

        Args:
            kind: its kind.
            call: what was asked, which may say more of it: under what it stands.
            row: the row, as JSON.
            asked: the id of the one that was asked for; empty where it was asked for otherwise.

        Raises:
            BrokenReply: when it is no row, or another one's.
        """
        row = kind.told(call, kind.own(row, asked) if asked else kind.row_in(row))
        row_id = kind.id_of(row)
        cached = await self.cache.row(kind.name, row_id)
        if kind.joined is not None and cached is not None:
            row = kind.joined(cached.value, row)
        await self.cache.keep_row(kind.name, *kind.packed(row))
        kept = kind.keep(row)
        if cached is not None and cached.value != kept:
            self.on_changed(kind.name, row_id)
        found = kind.model.read(kept)
        await call_by_name(self.cache, kind, [found])
        return found


class _Walker:
    """Walks a list from the host into the cache."""

    def __init__(
        self,
        reader: Reader,
        kind: RowKind[Model],
        pager: Pager,
        whole: bool,
        purpose: Purpose | None,
        force: bool,
    ) -> None:
        self._reader = reader
        self._kind = kind
        self._pager = pager
        self._whole = whole
        self._purpose = purpose
        self._force = force

    async def walk(self, rows: Rows[Model], first: bool) -> None:
        """Read the first page of a new walk, or the next of the one under way."""
        purpose = asking() if self._purpose is None else self._purpose
        await self._reader.walks.join(
            rows.call.key,
            lambda: self._steps(rows, first, purpose),
            urgency=purpose,
            name="first" if first else "next",
            over=first,
            anew=first and self._force,
        )
        await rows.reopen()

    async def _steps(self, rows: Rows[Model], first: bool, purpose: Purpose) -> None:
        await rows.reopen()
        position = None if first else rows.state.next
        if not first and position is None:
            return
        for _ in range(-(-WHOLE // self._pager.limit) if first and self._whole else 1):
            position = await self._step(rows, position, purpose)
            if position is None:
                return

    async def _step(self, rows: Rows[Model], position: str | None, purpose: Purpose) -> str | None:
        page = await self._page(rows, position, purpose)
        await self._reader.cache.keep_page(rows.call.key, rows.call.operation_id, self._kind.name, page)
        await rows.reopen()
        return rows.state.next

    async def _page(self, rows: Rows[Model], position: str | None, purpose: Purpose) -> Page:
        """What a page says, as it is kept: the answer itself is let go, which takes as much room again."""
        pager, call = self._pager, rows.call
        asked = pager.first(call) if position is None else pager.after(call, position)
        reply = await self._reader.send(asked, purpose)
        found = reply.data
        if not isinstance(found, list):
            raise BrokenReply.to_a_read("The host's answer isn't a list.")
        if (again := pager.again(position, found)) is not None:
            return await self._page(rows, again, purpose)
        packed = [self._kind.packed(self._kind.told(call, row)) for row in found]
        total = pager.total(None if position is None else rows.state.total, reply.total)
        more = reply.total is not None and reply.total > len(found)
        next_ = pager.next(position, found, reply.has_next is False, more)
        return Page(packed, total, next_, position is None, pager.other_way(position, found))
