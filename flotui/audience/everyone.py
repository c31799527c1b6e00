# SPDX-License-Identifier: MIT
"""Reading everyone of a bot into the copy, page by page, and keeping it fresh.

Each page and how far that brings the walk are kept in one transaction, so that it goes on after any end. One call is
spent a hundred people, and more only where people moved while they were read (`walk.py`).
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from sqlite3 import Connection

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.errors import BrokenReply, NotFound, NotSent, RateLimited, Stopped, Unknown
from flotui.api.models.base import row_id
from flotui.api.models.subscriber import Subscriber
from flotui.api.pacer import Purpose
from flotui.api.reply import Reply
from flotui.audience.allowance import Allowance
from flotui.audience.walk import MOST, PAGE, PeopleWalk, keep, walk_of
from flotui.config.memory import give_back, give_large_back
from flotui.repositories.base import Sender
from flotui.repositories.subscribers import SUBSCRIBER, info_call
from flotui.store.people import Copy, Taken
from flotui.store.people_rows import ThingNumbers

LIST = "flowBotUsers"
"""The operation that lists people."""
RECENT = ("is_interacted_in_last_24h", "is_last_message_in_last_24h")
"""The host's filters that bring those who changed by writing or being written to."""
DAY = 86_400.0
"""For how many seconds those filters look back."""
_LOOKED_UP = 50
"""So many who may be gone are asked for one by one."""
_PATIENCE = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
"""Seconds to wait before each further try after the line broke."""


class Phase(StrEnum):
    """What a reading is doing."""

    READING = "reading"
    WAITING = "waiting for the quota"
    OFFLINE = "waiting for the line"
    DONE = "done"


class Progress(msgspec.Struct, frozen=True):
    """How far a reading has come."""

    phase: Phase
    walk: PeopleWalk
    until: float | None = None
    """Until when it waits, in unix seconds, where that is known."""


class Fresh(msgspec.Struct, frozen=True):
    """What came of asking who changed."""

    new: int
    changed: int
    calls: int
    total: int | None
    """How many people the host says there are."""
    here: int
    """How many are here."""
    gap: float
    """Seconds before the last 24 hours in which nobody asked who changed; 0 where none were missed."""


class Lately(msgspec.Struct):
    """How far those are read who wrote or were written to in the last 24 hours."""

    begun: float
    """When that began, in unix seconds."""
    new: int = 0
    changed: int = 0
    calls: int = 0
    page: dict[str, int] = msgspec.field(default_factory=lambda: dict.fromkeys(RECENT, 1))
    """The next page of each of the host's lists; 0 where there is none."""
    left: dict[str, int] = msgspec.field(default_factory=dict)
    """How many pages of each list follow, at the least."""

    @property
    def calls_left(self) -> int:
        """How many calls the rest takes, with the one that asks how many people the host has."""
        return sum(self.left.values()) + 1


class Everyone:
    """Reads everyone of one bot."""

    def __init__(
        self,
        copy: Copy,
        send: Sender,
        allowance: Allowance,
        tell: Callable[[Progress], None] = lambda _: None,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        patience: Sequence[float] = _PATIENCE,
    ) -> None:
        """
        Args:
            copy: where they are kept.
            send: how the host is asked.
            allowance: how many calls may be spent.
            tell: told after each page, and when it waits.
            sleep: waits so many seconds.
            patience: how long to wait before each further try after the line broke; then the error is raised.
        """
        self._copy = copy
        self._send = send
        self._allowance = allowance
        self._tell = tell
        self._sleep = sleep
        self._patience = patience
        self._last: list[str] = []
        self._walk = PeopleWalk()

    async def read(self, *, anew: bool = False) -> PeopleWalk:
        """Read everyone, or go on where the last reading ended before its end.

        Args:
            anew: begin a new reading even where one is under way.

        Returns:
            How it ended.

        Raises:
            FlochatError: when the host can't be had any longer. What came is kept, and `read` goes on there.
        """
        give_large_back()
        gc.collect()  # the dialogs that led here are a megabyte
        give_back()
        walk = await self._copy.change(lambda db, _: _begin(db, anew))
        while walk.page:
            self._walk = walk
            walk = await self._step(walk)
            await self._copy.settle(many=True)
            self._tell(Progress(Phase.READING, walk))
        walk = await self._copy.change(lambda db, things: _end(self._copy, db, things, walk))
        if walk.whole:
            await self._part(walk)
        self._tell(Progress(Phase.DONE, walk))
        return walk

    async def _part(self, walk: PeopleWalk) -> None:
        """Part with those whom a walk that met everybody didn't meet; each is asked for where it may have missed some."""
        unmet = await self._copy.read(lambda db, _: _unmet(db, walk))
        if walk.doubted and len(unmet) > _LOOKED_UP:
            return
        gone = [each for each in unmet if not walk.doubted or not await self._is_there(each)]

        def part(db: Connection, things: ThingNumbers) -> None:
            for each in gone:
                self._copy.part(db, things, each, walk.ended_at)

        await self._copy.change(part)

    async def _is_there(self, row_id: str) -> bool:
        """Whether the host still has somebody; then their row is taken in."""
        try:
            row = (await self._page(info_call(row_id))).data
        except NotFound:
            return False
        if not isinstance(row, Mapping):
            return True
        if SUBSCRIBER.is_other(row, row_id):  # the host has joined them with somebody
            return False
        await self._copy.change(lambda db, things: self._copy.take(db, things, [(row_id, row)], 0))
        return True

    async def _step(self, walk: PeopleWalk) -> PeopleWalk:
        """Read the next page, and keep what it brings together with how far that brings the walk."""
        reply = await self._page(Call.of(LIST, query={"limit": PAGE, "page": walk.page}))
        rows = _rows(reply)
        ids = [each for each, _ in rows]
        # Where a page is asked for once more, it is no wonder that it brings the same.
        again = walk.again
        same = bool(ids) and ids == self._last
        self._last = ids
        total, has_next = reply.total, reply.has_next
        del reply  # a page's text is as large as its rows

        def take(db: Connection, things: ThingNumbers) -> PeopleWalk:
            taken = self._copy.take(db, things, rows, walk.number, again=again, later=True)
            return _note(db, walk, total, has_next, len(rows), taken, len(set(ids)), same)

        return await self._copy.change(take)

    async def look(self) -> Lately:
        """Take in the first pages of those who wrote or were written to in the last 24 hours, and see how many follow.

        Raises:
            FlochatError: when the host can't be had any longer.
        """
        lately = Lately(time.time())
        for name in RECENT:
            await self._recent(lately, name)
        return lately

    async def freshen(self, lately: Lately | None = None) -> Fresh:
        """Read those who wrote or were written to in the last 24 hours, and see how many the host counts.

        Args:
            lately: how far they are read; nothing yet by default.

        Raises:
            FlochatError: when the host can't be had any longer.
        """
        lately = await self.look() if lately is None else lately
        for name in RECENT:
            while lately.page[name]:
                await self._recent(lately, name)
        total = (await self._page(Call.of(LIST, query={"limit": 1, "page": 1}))).total
        before = await self._copy.read(lambda db, _: asked_at(db))
        here = await self._copy.change(lambda db, _: _freshened(db, lately.begun))
        gap = max(0.0, lately.begun - DAY - before)
        return Fresh(lately.new, lately.changed, lately.calls + 1, total, here, gap)

    async def _recent(self, lately: Lately, name: str) -> None:
        """Take in the next page of those who changed."""
        page = lately.page[name]
        reply = await self._page(Call.of(LIST, query={name: "yes", "limit": PAGE, "page": page}))
        rows = _rows(reply)
        taken = await self._copy.change(lambda db, things: self._copy.take(db, things, rows, 0))
        people = MOST if reply.total is None else min(reply.total, MOST)
        lately.calls, lately.new, lately.changed = (
            lately.calls + 1,
            lately.new + taken.new,
            lately.changed + taken.changed,
        )
        last = len(rows) < PAGE or page * PAGE >= people
        lately.page[name] = 0 if last else page + 1
        lately.left[name] = 0 if last else 1 if reply.total is None else -(-people // PAGE) - page

    async def _page(self, call: Call) -> Reply:
        """Ask for a page, within the allowance, and again where the line broke."""
        tries = iter(self._patience)
        while True:
            await self._allowance.take(self._waiting)
            try:
                return await self._send(call, Purpose.JOB)
            except RateLimited as error:
                self._tell(Progress(Phase.WAITING, self._walk, time.time() + (error.retry_after or 0)))
            except Stopped:
                self._allowance.stop()
            except (NotSent, Unknown):
                wait = next(tries, None)
                if wait is None:
                    raise
                self._tell(Progress(Phase.OFFLINE, self._walk, time.time() + wait))
                await self._sleep(wait)

    def _waiting(self) -> None:
        self._tell(Progress(Phase.WAITING, self._walk, self._allowance.waits_until))


def _begin(db: Connection, anew: bool) -> PeopleWalk:
    """The walk to go on with: the one under way, or a new one."""
    walk = walk_of(db)
    if anew or not walk.under_way:
        walk = PeopleWalk(number=walk.number + 1, begun_at=time.time())
        keep(db, walk)
    return walk


def _note(
    db: Connection,
    walk: PeopleWalk,
    total: int | None,
    has_next: bool | None,
    rows: int,
    taken: Taken,
    different: int,
    same: bool,
) -> PeopleWalk:
    """Keep what a page brought the walk."""
    after = replace(walk)
    after.took(rows, different - taken.repeated, taken.repeated, total, same, has_next, time.time())
    keep(db, after)
    return after


def _end(copy: Copy, db: Connection, things: ThingNumbers, walk: PeopleWalk) -> PeopleWalk:
    """End a walk. Of those who were found to be gone before, nothing is told any more after one that met everybody."""
    copy.line(db, things)
    ended = replace(walk, ended_at=time.time())
    if ended.whole:
        db.execute("DELETE FROM gone")
    keep(db, ended)
    db.execute("INSERT OR REPLACE INTO state VALUES ('asked_at', ?)", (str(walk.begun_at),))
    return ended


def _unmet(db: Connection, walk: PeopleWalk) -> list[str]:
    """The ids of those who were here before a walk, and whom it didn't meet."""
    sql = "SELECT person.id FROM person JOIN met ON met.person = person.number WHERE met.walk != ? AND met.at < ?"
    return [row_id for (row_id,) in db.execute(sql, (walk.number, walk.begun_at))]


def _freshened(db: Connection, at: float) -> int:
    """Note when it was asked who changed; how many are here."""
    db.execute("INSERT OR REPLACE INTO state VALUES ('asked_at', ?)", (str(at),))
    return int(db.execute("SELECT count(*) FROM person").fetchone()[0])


def asked_at(db: Connection) -> float:
    """When everyone was read, or it was last asked who changed, in unix seconds; 0 for never."""
    row = db.execute("SELECT value FROM state WHERE key = 'asked_at'").fetchone()
    return float(row[0]) if row else 0.0


def _rows(reply: Reply) -> list[tuple[str, Mapping[str, object]]]:
    """The people on a page, by their ids.

    Raises:
        BrokenReply: when it isn't a list.
    """
    if not isinstance(reply.data, list):
        raise BrokenReply.to_a_read("The host's answer isn't a list.")
    return [(row_id(each, Subscriber.ID), each) for each in reply.data if isinstance(each, dict)]
