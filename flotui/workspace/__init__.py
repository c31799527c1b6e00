# SPDX-License-Identifier: MIT
"""A Workspace: one open bot, and the only thing the UI is handed.

It holds the profile's cache, journal, connection, quota and repositories, and is the one way in which anything is
written: `apply` (`writes.py`).

What follows the inbox, and past calls, are imported when they are asked for.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from flotui.api.pacer import Pacer
from flotui.config.habits import Memory
from flotui.config.profile import Profile
from flotui.repositories.base import Reader
from flotui.repositories.journaled import set_by
from flotui.store.cache import Cache
from flotui.store.journal import Journal
from flotui.store.quota_file import QuotaFile
from flotui.text.clock import follow_clock
from flotui.text.zones import Zone, follow, machine, zone_called
from flotui.workspace.background import Background
from flotui.workspace.connection import Connection
from flotui.workspace.events import (
    Changed,
    ChatRead,
    DryRun,
    Event,
    Events,
    Exchanged,
    Journaled,
    Listener,
    Noticed,
    NotSentYet,
    Progressed,
    QuotaTold,
    Renewed,
    Unauthorised,
    Worked,
)
from flotui.workspace.following import Following, is_following
from flotui.workspace.identity import BotIdentity
from flotui.workspace.kept_clock import KeptClock
from flotui.workspace.working import Working
from flotui.workspace.writes import Writes
from flotui.workspace.writing import Switches

if TYPE_CHECKING:
    from flotui.jobs.between import Comparison
    from flotui.repositories.waiting import Inbox
    from flotui.store.database import Database
    from flotui.store.past import Past

__all__ = [
    "Changed",
    "ChatRead",
    "DryRun",
    "Event",
    "Exchanged",
    "Journaled",
    "NotSentYet",
    "Noticed",
    "Progressed",
    "QuotaTold",
    "Renewed",
    "Switches",
    "Unauthorised",
    "Worked",
    "Workspace",
]


class Workspace(Writes):
    """One open bot."""

    def __init__(
        self,
        profile: Profile,
        cache: Cache,
        journal: Journal,
        token: Callable[[], str | None],
        transport: object,
        switches: Switches,
        pacer: Pacer,
        memory: Memory,
        page_size: int,
        past_file: Path | None,
    ) -> None:
        self.profile = profile
        """Whose bot it is."""
        self.cache = cache
        """What the host said."""
        self.memory = memory
        """How the person works with this bot: digits, saved filters, columns."""
        self.following = Following(pacer)
        """What following a list may spend."""
        events = Events()
        identity = BotIdentity(profile, cache, events)
        self._clock = KeptClock(pacer.host_clock, cache)
        connection = Connection(profile, token, transport, pacer, identity, events, self._clock)
        reader = Reader(cache, self.following.counted(connection.send), page_size)
        super().__init__(reader, identity, connection, pacer, journal, events, switches, profile.base_url)
        reader.on_changed = self.look_again
        self.working = Working(reader, connection, journal, identity, events, switches, pacer)
        """What goes to many rows, in the background."""
        self.nameless: set[tuple[str, str]] = set()
        """The kinds and ids of those whom the host was asked for by their ids, and doesn't have."""
        self.other: Workspace | None = None
        """Another bot that is compared with this one: it is open as long as this one."""
        self.compared: Comparison | None = None
        """What was found when it was compared last."""
        self._leave_zone: Callable[[], None] = lambda: None
        self._leave_clock: Callable[[], None] = lambda: None
        self.begun: Callable[[], Awaitable[Collection[str]]] | None = None
        """Finds the ids of those to whom a reply was begun that isn't known to have arrived."""
        self._past_file = past_file
        self._beside: list[Callable[[], Awaitable[None]]] = []
        self.background = Background(lambda sentence: events.tell(Noticed(sentence, danger=True)))
        """What is done beside, such as a long reading, by name."""
        self._past: asyncio.Future[Past] | None = None
        pacer.on_change.append(self._quota_changed)
        memory.on_zone = self.renew
        memory.on_trouble = self.notice
        cache.db.on_notice = journal.db.on_notice = self._kept_elsewhere
        journal.db.on_waiting = lambda why: events.tell(NotSentYet(why))

    @classmethod
    async def open(
        cls,
        profile: Profile,
        *,
        token: Callable[[], str | None],
        cache: Path | None,
        journal: Path | None,
        transport: object = None,
        switches: Switches | None = None,
        reserve: int = 50,
        page_size: int = 100,
        memory: Memory | None = None,
        beside: bool = False,
    ) -> Workspace:
        """Open a bot. Nothing is asked of the host yet, and httpx is not loaded.

        Args:
            profile: which bot on which host.
            token: fetches the token when the first request needs it.
            cache: the cache's file; None keeps it in memory.
            journal: the journal's file; None keeps it in memory (the demo).
            transport: an httpx transport, or what returns one: the sandbox's, a mock's; None for the network.
            switches: read-only mode and dry run.
            reserve: how many of the hour's requests are kept for the person.
            page_size: how many rows of a list are asked for at once.
            memory: how the person works with this bot; forgotten at the end where none is given.
            beside: whether another one is open on screen, in whose zone times stay.

        Raises:
            Newer: when a newer flotui made the journal.
        """
        opened = await Cache.open(cache, profile.cache_id)
        pacer = Pacer(reserve=reserve)
        if cache is not None:
            pacer.hour.shared = QuotaFile(cache.with_name(f"quota-{profile.cache_id}"))
            pacer.catch_up()
        try:
            written = await Journal.open(journal, profile.cache_id, set_by, profile.formerly)
        except BaseException:
            await opened.close()
            raise
        self = cls(
            profile,
            opened,
            written,
            token,
            transport,
            switches or Switches(),
            pacer,
            memory or Memory(),
            page_size,
            journal.with_name("calls.db") if journal is not None else None,
        )
        if not beside:
            self._leave_zone = follow(lambda: self.zone)
            self._leave_clock = follow_clock(lambda: self.pacer.host_clock.off)
        await self._identity.recall()
        await self._clock.recall()
        return self

    async def close(self, patience: float = 5.0) -> None:
        """Close the bot: let writes under way be answered, then stop the rest.

        Args:
            patience: for how many seconds to wait for writes that have left. Those not answered by then
                are unknown in the journal.
        """
        self._leave_zone()
        self._leave_clock()
        self._connection.let_go()
        await self.background.close()
        await self.put_beside(None)
        await self.working.close(patience)
        await self._writer.close(patience)
        await self.reader.close()
        await self._connection.close()
        await self.cache.close()
        if self.pacer.hour.shared is not None:
            self.pacer.hour.shared.close()
        await self.journal.close()
        for close in self._beside:
            await close()
        if self._past is not None:
            await (await self._past).close()

    async def put_beside(self, other: Workspace | None) -> None:
        """Have another bot open beside this one, in place of the one that was. How its jobs get on is told here too.

        Args:
            other: the other bot; None for no longer any.
        """
        before, self.other, self.compared = self.other, other, None
        if before is not None:
            await before.close()
        if other is not None:
            other.listen(lambda event: self._events.tell(event) if isinstance(event, Worked) else None)

    @property
    def writing(self) -> bool:
        """Whether something that has left is not answered yet, or somebody waits for what comes of a job."""
        return super().writing or self.working.awaited

    async def seen_through(self) -> None:
        """Return when all that was sent is answered, and nobody waits for what comes of a job."""
        await super().seen_through()
        await self.working.told()

    @property
    def goes_on(self) -> bool:
        """Whether something of many calls that somebody waits for is under way."""
        return super().goes_on or self.working.goes_on

    async def finished(self) -> None:
        """Return when nothing of that is under way."""
        await super().finished()
        await self.working.finished()

    def stop(self) -> None:
        """Send no more of what has begun, but for jobs in the background."""
        super().stop()
        self.working.halt()

    @property
    def jobs_running(self) -> tuple[tuple[Workspace, int], ...]:
        """The jobs that this process runs in the background and of which more leaves, each with its bot: this one, or the
        one beside it.
        """
        both = (self,) if self.other is None else (self, self.other)
        return tuple((each, job) for each in both for job in each.working.in_background)

    @functools.cached_property
    def inbox(self) -> Inbox:
        """Who waits for an answer."""
        from flotui.repositories.waiting import Inbox

        inbox = Inbox(self.reader, self.journal, self.settle, self.pacer.host_clock)
        inbox.kept_drafts = self.begun
        inbox.on_heard = lambda row_id: self._events.tell(ChatRead(row_id))
        return inbox

    @property
    def waiting(self) -> int | None:
        """How many are known to wait for an answer; None before anybody has looked."""
        return self.inbox.waiting if "inbox" in self.__dict__ else None

    @property
    def may_wait(self) -> int:
        """Of how many more it isn't known whether they wait."""
        return self.inbox.unknown if "inbox" in self.__dict__ else 0

    async def past(self) -> Past:
        """The calls of the API area, opened at the first need."""
        if self._past is None:
            from flotui.store.past import Past

            self._past = asyncio.ensure_future(Past.open(self._past_file, self.profile.cache_id))
            past = await asyncio.shield(self._past)
            past.db.on_notice = self._kept_elsewhere
            if past.db.notice:
                self._kept_elsewhere(past.db.notice)
        return await asyncio.shield(self._past)

    def keep_open(self, db: Database, close: Callable[[], Awaitable[None]]) -> None:
        """Have a further database of this bot closed with it, and what happens to its file told.

        Args:
            db: the database.
            close: closes it.
        """
        self._beside.append(close)
        db.on_notice = self._kept_elsewhere
        if db.notice:
            self._kept_elsewhere(db.notice)

    def _quota_changed(self) -> None:
        """Tell it, but not of calls that are spent on following: where nothing is new, nothing is painted."""
        if not is_following() or self.following.refusal():
            self._events.tell(QuotaTold())

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have every event told to a listener.

        Returns:
            What ends it.
        """
        return self._events.listen(listener)

    def look_again(self, kind: str, row_id: str) -> None:
        """Have a row drawn again wherever it is shown: more is known of it.

        Args:
            kind: its kind's name.
            row_id: its id.
        """
        self._events.tell(Changed(frozenset({(kind, row_id)})))

    def renew(self, *resources: str) -> None:
        """Have these resources read again where they are shown.

        Args:
            resources: their ids; none for all of them.
        """
        self._events.tell(Renewed(frozenset(resources)))

    def progressed(self, done: int, of: int, verb: str) -> None:
        """Have told how far something has come that takes many calls.

        Args:
            done: how many are done.
            of: how many there are; it is over when all are done.
            verb: what was done with them: `read`.
        """
        self._events.tell(Progressed(done, of, verb))

    def notice(self, sentence: str) -> None:
        """Have something told that the person should know of."""
        self._events.tell(Noticed(sentence))

    @property
    def notices(self) -> list[str]:
        """What the person should know of this bot's files since it was opened, as sentences.

        That of the journal first, in case there is no room for both: without it nothing can be changed.
        """
        return [each.notice for each in (self.journal.db, self.cache.db) if each.notice]

    async def set_journal_aside(self) -> str:
        """Begin a new journal in the place of a damaged one, because the person says so.

        Returns:
            What was done, as a sentence.

        Raises:
            StoreFailed: when it isn't damaged, or there can't be a new one.
        """
        sentence = await self.journal.db.set_aside()
        self.renew()
        return sentence

    def _kept_elsewhere(self, sentence: str) -> None:
        """Tell that a file can't be used as before, and have all that is shown read again."""
        self._events.tell(Noticed(sentence, danger=True))
        self._events.tell(QuotaTold())
        self.renew()

    @property
    def zone(self) -> Zone:
        """The workspace's time zone, in which the host writes times; this machine's where nobody said it.

        The API doesn't tell it (behaviour.md, Times), so it is what the person chose.
        """
        name = self.memory.timezone
        found = zone_called(name)
        return machine() if found is None else Zone(found, name)
