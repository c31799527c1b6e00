# SPDX-License-Identifier: MIT
"""The inbox as a list: who waits, read through the cache, in an order that holds while one works on it."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence

from flotui.api.call import Call
from flotui.api.errors import FlochatError, NotFound
from flotui.api.host_clock import HostClock
from flotui.api.models.subscriber import Subscriber
from flotui.api.models.team import Agent, Me
from flotui.api.pacer import Purpose, asking
from flotui.repositories.base import Reader
from flotui.repositories.heard_chats import HeardChats, Settle
from flotui.repositories.inbox import (
    Waiter,
    as_waiter,
    held,
    may_wait,
    order,
)
from flotui.repositories.rows import ListRows, Rows
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.team import AGENT, agent_of
from flotui.store.journal import Journal

_log = logging.getLogger(__name__)

RECENT = {"is_interacted_in_last_24h": "yes"}
"""The host's filter for those who did something in the past 24 hours."""

PAGES = 5
"""Pages of that list that are read by themselves."""

_ME = Call.of("UserInfo")
_YOUNG = 900.0
"""Seconds for which the row of somebody who waits for more than a day isn't read again."""


class Inbox(HeardChats):
    """Who waits for an answer in one bot. It remembers what chats said, and the order in which it was last shown."""

    def __init__(
        self, reader: Reader, journal: Journal, settle: Settle | None = None, clock: HostClock | None = None
    ) -> None:
        """
        Args:
            reader: reads through the cache.
            journal: what this program wrote: its sends are answers.
            settle: notes what became of a send whose outcome was unknown; None where nobody does.
            clock: the host's.
        """
        super().__init__(reader, journal, settle, clock)
        self._beyond: Collection[str] = ()
        """Those in the list, by id, whom the host's list of the past day doesn't bring: their rows stay as they were."""
        self._me: frozenset[str] = frozenset()
        self._order: list[str] = []
        self.kept_drafts: Callable[[], Awaitable[Collection[str]]] | None = None
        """Finds the ids of those to whom a reply is kept that isn't sent: by this window, or by one that has ended."""
        self._typed: set[str] = set()
        """The ids of those to whom one was typed in this window, wherever it is kept."""
        self._drafted: frozenset[str] = frozenset()
        self._gone: set[str] = set()
        """The ids of those who no longer exist."""
        self.joined: set[tuple[str, str]] = set()
        """The chats of other agents that were written in all the same: the ids of the subscriber and of the agent."""
        self.waiting: int | None = None
        """How many are known to wait; None before anybody has looked."""
        self.unknown = 0
        """Of how many more it isn't known whether they wait: their chats were not read."""

    def note_draft(self, row_id: str, holds: bool) -> bool:
        """Take note that a reply to somebody is typed in this window, or no longer.

        Args:
            row_id: to whom.
            holds: whether there is one.

        Returns:
            Whether the list said otherwise.
        """
        (self._typed.add if holds else self._typed.discard)(row_id)
        return (row_id in self._drafted) is not holds

    async def drafted(self) -> frozenset[str]:
        """The ids of those to whom a reply was begun that isn't sent: they are listed whether they wait or not."""
        kept = await self.kept_drafts() if self.kept_drafts is not None else ()
        self._drafted = frozenset(self._typed | {*kept})
        return self._drafted

    async def read(
        self, *, force: bool = False, as_before: bool = False
    ) -> AsyncIterator[Snapshot[WaitingRows]]:
        """Who waits: what the cache has first, then the host's pages of those who wrote in the past 24 hours.

        A person who asks gets the list in order; what is read by itself keeps the order of before.

        Args:
            force: ask the host even when the copy is fresh.
            as_before: whether a person comes back to it: it keeps its order too, where it was shown before.
        """
        anew = asking() is Purpose.INTERACTIVE and not (as_before and self._order)
        async for found in self._subscribers.list(RECENT, force=force):
            if found.source == "server" and found.error is None:
                await self._learn_me()
                await self._walk(found.value)
            rows = WaitingRows(self, found.value)
            await rows.arrange(anew=anew)
            yield Snapshot(rows, found.fetched_at, found.source, found.stale, found.error)

    async def glance(self, *, force: bool = False) -> AsyncIterator[Snapshot[WaitingRows]]:
        """Who waits, as far as one page tells, in a call at most; the order of the list stays as it is. Whoever is in the
        list for a draft alone is left out.

        Args:
            force: ask the host even when the copy is fresh.
        """
        found = None
        async for found in self._subscribers.list(RECENT, force=force):
            rows = WaitingRows(self, found.value)
            await rows.arrange(anew=True, remember=False, drafts=False)
            yield Snapshot(rows, found.fetched_at, found.source, found.stale, found.error)
        if found is None:
            yield Snapshot(await self.here(), None, "cache", True)

    async def here(self) -> WaitingRows:
        """Who waits as far as it is here; the host is not asked, and the order of the list stays as it is."""
        with self._reader.only_here():
            found = [snapshot async for snapshot in self._subscribers.list(RECENT)]
        base = found[-1].value if found else None
        rows = WaitingRows(self, base)
        await rows.arrange(anew=True, remember=False)
        return rows

    async def _walk(self, rows: Rows[Subscriber]) -> None:
        """Read on to the end of the list, or to as many pages as are worth it."""
        try:
            for _ in range(PAGES - 1):
                if not await rows.more():
                    return
        except FlochatError as error:
            _log.info("the inbox was read in part: %s", error)

    async def recheck(self, people: Sequence[Subscriber], *, most: int = 40) -> bool:
        """Read the rows again of those who wait for more than a day, a call each: their conversations may be closed.

        Args:
            people: who; those whose rows are young, or come with the list, are left out.
            most: how many are read at the most.

        Returns:
            Whether any is another now.
        """
        news, left = False, most
        for person in people:
            if person.row_id not in self._beyond or not (isinstance(person, Waiter) and person.waits):
                continue
            cached = await self._reader.cache.row(SUBSCRIBER.name, person.row_id)
            if cached is not None and time.time() - cached.fetched_at < _YOUNG:
                continue
            if not left:
                return news
            left -= 1
            try:
                news |= await self._is_another(person)
            except NotFound:
                await self.forget(person.row_id)
                news = True
            except FlochatError as error:  # so would the next ones be
                _log.info("rows of those who wait were read in part: %s", error)
                return news
        return news

    async def forget(self, row_id: str) -> None:
        """Have somebody no longer wait who no longer exists. As long as a reply to them is kept they are listed for that.

        Args:
            row_id: who.
        """
        self._gone.add(row_id)
        (await self._heard.known()).pop(row_id, None)
        await self._heard.keep()
        if row_id not in await self.drafted():
            await self._reader.cache.drop_row(SUBSCRIBER.name, row_id)
        self.on_heard(row_id)

    async def _is_another(self, person: Subscriber) -> bool:
        """Whether somebody's conversation is in another state at the host than in their row that is here."""
        found = None
        async for found in self._subscribers.one(person.row_id, force=True):
            if found.error is not None:
                raise found.error
        return (
            found is not None
            and found.source == "server"
            and found.value is not None
            and found.value.status != person.status
        )

    async def people(self, base: Rows[Subscriber] | None) -> list[Subscriber]:
        """Everybody who may be in the list: those who wrote in the past day, those who are known to wait since before,
        and those who were in it.
        """
        found = {each.row_id: each for each in (await base.all() if base is not None else ())}
        await self._heard.take_up()
        known = await self._heard.known()
        further = {row_id for row_id, told in known.items() if told.since} | {
            *(each for each in self._order if each not in self._gone),
            *await self.drafted(),
        }
        self._beyond = further - found.keys()
        bodies = await self._reader.cache.bodies(SUBSCRIBER.name, self._beyond)
        return [*found.values(), *(Subscriber.read(body) for body in bodies.values())]

    async def arranged(
        self, people: Sequence[Subscriber], *, anew: bool, remember: bool, drafts: bool = True
    ) -> list[Waiter]:
        """Those of some people who wait or may, in order.

        Args:
            people: who.
            anew: whether the order is made again; else who was in it stays in place.
            remember: whether it is the order from then on.
            drafts: whether those are in it who no longer wait, and to whom a reply was begun.
        """
        known, answered = await self._heard.known(), await self.own.answers()
        await self._closings.see(people, known)
        await self._recall_me()
        found = [as_waiter(each, known, answered, self._me, self._drafted) for each in people]
        kept = frozenset() if anew else frozenset(self._order)
        found = [
            each
            for each in found
            if each.row_id in kept
            or each.waits
            or (each.drafted and drafts)
            or (each.waits is None and may_wait(each))
        ]
        shown = sorted(found, key=order) if anew else held(self._order, found)
        self.waiting = sum(1 for each in shown if each.waits)
        self.unknown = sum(1 for each in shown if each.waits is None)
        if anew and remember:
            self._order = [each.row_id for each in shown]
        await self._call_agents(shown)
        return shown

    async def _call_agents(self, found: Sequence[Waiter]) -> None:
        """Have rows say whom their conversations are assigned to, as far as the cache knows the agents."""
        ids = {each.agent_id for each in found if each.assigned}
        bodies = await self._reader.cache.bodies(AGENT.name, ids) if ids else {}
        for each in found:
            if (body := bodies.get(each.agent_id)) is not None:
                each.called = {**each.called, "agent_id": AGENT.title_of(body)}

    async def _learn_me(self) -> None:
        """Have the host say who the token belongs to; it is kept, so that the next start knows it without a call."""
        async for _ in self._reader.object(_ME, Me.read, ttl=86_400.0):
            pass
        self._me = frozenset()

    async def is_me(self, agent: str) -> bool:
        """Whether an agent is whom the token belongs to, as far as that is here.

        Args:
            agent: the agent's id.
        """
        await self._recall_me()
        return agent in self._me

    async def is_anothers(self, agent: str) -> bool:
        """Whether an agent is surely another than whom the token belongs to: not where it isn't known who that is.

        Args:
            agent: the agent's id; empty for nobody.
        """
        return bool(agent) and not await self.is_me(agent) and bool(self._me)

    async def _recall_me(self) -> None:
        """Whose conversations are mine, as far as that is here; where it can't be known, none is. What is known holds
        until a list is read from the host: it is asked for each time that rows are put in order.
        """
        if self._me:
            return
        with self._reader.only_here():
            async for found in self._reader.object(_ME, Me.read):
                mine = agent_of(found.value, await self._agents_here()) if found.value is not None else None
                self._me = frozenset() if mine is None else frozenset({mine.id})

    async def _agents_here(self) -> Sequence[Agent]:
        """The agents, as far as they are here."""
        with self._reader.only_here():
            async for found in self._reader.list_of(AGENT):
                return await found.value.all()
        return ()


class WaitingRows(ListRows[Waiter]):
    """Those who wait, as a table sees them: all in memory."""

    kind = SUBSCRIBER
    operation = "flowBotUsers"
    covers = ""
    """Who is in the list, and what brings the others."""
    covers_briefly = ""
    """The same on one line of 80 columns."""

    def __init__(self, inbox: Inbox, base: Rows[Subscriber] | None) -> None:
        """
        Args:
            inbox: what knows who waits.
            base: those who wrote in the past day; None where that was never read.
        """
        super().__init__((), lambda row: row.row_id)
        self._inbox = inbox
        self._base = base

    async def arrange(self, *, anew: bool, remember: bool = True, drafts: bool = True) -> None:
        """Put them in order.

        Args:
            anew: whether the order is made again; else who was in it stays in place.
            remember: whether it is the order from then on.
            drafts: whether those are in it who no longer wait, and to whom a reply was begun.
        """
        people = await self._inbox.people(self._base)
        self._rows = await self._inbox.arranged(people, anew=anew, remember=remember, drafts=drafts)
        self.fetched_at = None if self._base is None else self._base.fetched_at

    async def reopen(self) -> None:
        """See what is known by now; nobody moves."""
        if self._base is not None:
            await self._base.reopen()
        await self.arrange(anew=False)

    @property
    def listed(self) -> int:
        """How many of those who wrote in the past day were read."""
        return 0 if self._base is None else self._base.count

    @property
    def left_over(self) -> int:
        """How many more wrote in the past day, as the host counts them."""
        total = None if self._base is None else self._base.total
        return 0 if total is None else max(0, total - self.listed)

    @property
    def known(self) -> bool:
        """Whether anything was ever read."""
        return (self._base is not None and self._base.known) or self.count > 0
