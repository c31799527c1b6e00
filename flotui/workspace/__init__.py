# SPDX-License-Identifier: MIT
"""A Workspace: one open bot, and the only thing the UI is handed.

It holds the profile's cache, journal, connection, quota and repositories, and is the one way in which
anything is written: `apply`.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flotui.api.call import Call
from flotui.api.errors import Stopped
from flotui.api.pacer import Pacer
from flotui.config.habits import Memory
from flotui.config.profile import Profile
from flotui.jobs.act import Act
from flotui.repositories.base import Reader
from flotui.repositories.edit import Edit
from flotui.store.cache import Cache
from flotui.store.journal import Entry, Journal, Outcome
from flotui.text.zones import Zone, follow, machine, zone_called
from flotui.workspace.comparing import Decide, NothingToDo, reads_for
from flotui.workspace.connected import Connected
from flotui.workspace.connection import Connection
from flotui.workspace.events import (
    Changed,
    DryRun,
    Event,
    Events,
    Exchanged,
    Journaled,
    Listener,
    Noticed,
    Progressed,
    QuotaTold,
    Renewed,
    Unauthorised,
    Worked,
)
from flotui.workspace.following import Following, is_following
from flotui.workspace.history import again, redoing, undoing
from flotui.workspace.identity import Identity
from flotui.workspace.turns import Turns
from flotui.workspace.working import Working
from flotui.workspace.writing import Switches, Writer

if TYPE_CHECKING:
    from flotui.jobs.between import Compared
    from flotui.repositories.waiting import Inbox
    from flotui.store.database import Database
    from flotui.store.past import Past

__all__ = [
    "Changed",
    "DryRun",
    "Event",
    "Exchanged",
    "Journaled",
    "Noticed",
    "Progressed",
    "QuotaTold",
    "Renewed",
    "Switches",
    "Unauthorised",
    "Worked",
    "Workspace",
]


class Workspace(Connected):
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
        self.journal = journal
        """What we wrote."""
        self.switches = switches
        """How it was asked to behave."""
        self.memory = memory
        """How the person works with this bot: digits, saved filters, columns."""
        self._events = Events()
        identity = Identity(profile, cache, self._events)
        connection = Connection(profile, token, transport, pacer, identity, self._events)
        super().__init__(Reader(cache, connection.send, page_size), identity, connection, pacer)
        self.following = Following(pacer)
        """What following a list may spend."""
        self.reader.send = self.following.counted(self.reader.send)
        self.reader.on_changed = lambda kind, row_id: self._events.tell(Changed(frozenset({(kind, row_id)})))
        self._writer = Writer(
            self.reader, journal, self._identity, self._events, switches, profile.base_url, pacer
        )
        self.working = Working(
            self.reader, connection, journal, self._identity, self._events, switches, pacer
        )
        """What goes to many rows, in the background."""
        self._turns = Turns(self._writer.settled, lambda: self._writer.goes_on)
        self.nameless: set[tuple[str, str]] = set()
        """The kinds and ids of those whom the host was asked for by their ids, and doesn't have."""
        self.passed_over: set[int] = set()
        """The entries of the journal of which the person was told that they can't be undone."""
        self.other: Workspace | None = None
        """Another bot that is compared with this one: it is open as long as this one."""
        self.compared: Compared | None = None
        """What was found when it was compared last."""
        self._leave_zone: Callable[[], None] = lambda: None
        self.begun: Callable[[], set[str]] = set
        """Finds the ids of those to whom a reply was begun that isn't sent."""
        self._past_file = past_file
        self._beside: list[Callable[[], Awaitable[None]]] = []
        self._background: dict[str, asyncio.Task[None]] = {}
        self._past: asyncio.Future[Past] | None = None
        pacer.on_change.append(self._quota_changed)
        memory.on_zone = self.renew
        memory.on_trouble = lambda sentence: self._events.tell(Noticed(sentence))
        cache.db.on_notice = journal.db.on_notice = self._kept_elsewhere

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
        try:
            written = await Journal.open(journal, profile.cache_id)
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
            Pacer(reserve=reserve),
            memory or Memory(),
            page_size,
            journal.with_name("calls.db") if journal is not None else None,
        )
        if not beside:
            self._leave_zone = follow(lambda: self.zone)
        await self._identity.recall()
        return self

    async def close(self, patience: float = 5.0) -> None:
        """Close the bot: let writes under way be answered, then stop the rest.

        Args:
            patience: for how many seconds to wait for writes that have left. Those not answered by then
                are unknown in the journal.
        """
        self._leave_zone()
        await self.put_beside(None)
        await self.working.close(patience)
        await self._writer.close(patience)
        await self.reader.close()
        await self._connection.close()
        await self.cache.close()
        await self.journal.close()
        self.stop_work()
        await asyncio.gather(*self._background.values(), return_exceptions=True)
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
    def jobs_running(self) -> tuple[tuple[Workspace, int], ...]:
        """The jobs that this process runs, each with its bot: this one, or the one beside it."""
        both = (self,) if self.other is None else (self, self.other)
        return tuple((each, job) for each in both for job in each.working.running)

    @functools.cached_property
    def inbox(self) -> Inbox:
        """Who waits for an answer."""
        from flotui.repositories.waiting import Inbox

        inbox = Inbox(self.reader, self.journal)
        inbox.drafted = self.begun()
        return inbox

    @property
    def waiting(self) -> int | None:
        """How many are known to wait for an answer; None before anybody has looked."""
        return self.inbox.waiting if "inbox" in self.__dict__ else None

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

    def work(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Have something done in the background, until it is through, stopped, or the bot is closed.

        Args:
            name: what it is called, to ask for it.
            work: what is done. It says itself what came of it.
        """
        task = self._background[name] = asyncio.create_task(work, name=name)
        task.add_done_callback(lambda _: self._background.pop(name, None))

    def works(self, name: str) -> bool:
        """Whether something of that name is being done in the background."""
        return name in self._background

    def stop_work(self) -> bool:
        """Stop what is done in the background; whether anything was."""
        for task in tuple(self._background.values()):
            task.cancel()
        return bool(self._background)

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

    @property
    def notices(self) -> list[str]:
        """What the person should know of this bot's files since it was opened, as sentences."""
        return [each.notice for each in (self.cache.db, self.journal.db) if each.notice]

    async def set_journal_aside(self) -> str:
        """Begin a new journal in the place of a damaged one, because the person says so.

        Returns:
            What was done, as a sentence.

        Raises:
            StoreFailed: when it isn't damaged, or there can't be a new one.
        """
        said = await self.journal.db.set_aside()
        self.renew()
        return said

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

    @property
    def read_only(self) -> bool:
        """Whether no write leaves."""
        return self.switches.read_only

    @property
    def mode(self) -> str:
        """What becomes of a write, in words for the header."""
        if self.switches.dry_run:
            return "dry run"
        if self.read_only:
            return "read only"
        return "no journal: read only" if self.journal.db.trouble is not None else "read-write"

    @property
    def writing(self) -> bool:
        """Whether something that has left is not answered yet."""
        return self._writer.busy

    def stop(self) -> None:
        """Let no further write leave of what has begun. One that has left is seen through."""
        self._turns.stop()
        self._writer.stop()

    def batch(self) -> str:
        """A name for writes that belong together, and are undone together."""
        return self._writer.batch()

    def decides(
        self,
        decide: Decide | None,
        warn: Callable[[Edit], Awaitable[None]] | None = None,
        again: Callable[[Sequence[Entry]], Awaitable[None]] | None = None,
    ) -> None:
        """Have the person asked where an edit of one row needs it. What a question raises ends the edit unsent.

        Args:
            decide: asks about what somebody else has changed and the edit would overwrite.
            warn: asks before something is sent that can't be set back as a whole.
            again: asks before something leaves that may have arrived already.
        """
        self._writer.decide, self._writer.warn, self._writer.again = decide, warn, again

    def consents(self, consent: Callable[[Sequence[Edit]], Awaitable[None]] | None) -> None:
        """Have the person agree to what is about to leave.

        Args:
            consent: asks; what it raises ends it, and nothing is sent.
        """
        self._writer.consent = consent

    def see_own(self, call: Call) -> None:
        """See that a write is about this bot alone, as everything does that sends one.

        Args:
            call: the write.

        Raises:
            Malformed: when an id of it belongs to another bot.
        """
        self._writer.see_own(call)

    async def carry_out(self, act: Act) -> None:
        """Send what waits of an act, each call journaled as `apply` says.

        In a dry run nothing is sent. More than a few calls leave the person's reserve of the quota alone.

        Args:
            act: what is done to which rows; it holds what came of each.

        Raises:
            Stopped: in read-only mode; nothing was sent.
            Malformed: when an id belongs to another bot; nothing was sent.
            Unfinished: when some of it is done, refused or unknown, and not all is done. It can go on.
            FlochatError: when nothing at all was done, and why.
        """
        await self._writer.carry_out(act)

    async def apply(self, *edits: Edit, batch: str = "", many: bool = False) -> list[Entry]:
        """Carry edits out as one act, those about one thing each only when the one before it is done.

        Each is compared with what the host has, journaled before it leaves and again when it is answered, and
        the cache then holds what the host holds. A write that has left is seen through even when the caller
        goes away.

        Args:
            edits: what to do.
            batch: what they belong to; a batch of their own by default.
            many: whether they are part of what is done to more than one row. Then each costs one call, and
                nothing is read first; as where they are about more than one row themselves.

        Returns:
            Their entries in the journal; none in a dry run.

        Raises:
            Stopped: in read-only mode; nothing was sent.
            Malformed: when an id belongs to another bot; nothing was sent.
            ChangedSince: when it would overwrite what somebody else has changed, and nobody can be asked.
            NothingToDo: when the host has all of it already, or what somebody else has changed is kept.
            Unfinished: when some are done, refused or unknown, and not all are done.
            FlochatError: when none was done, and why.
        """
        return await self._writer.apply(*edits, batch=batch, many=many)

    def turn(self, advice: str = "") -> AbstractAsyncContextManager[None]:
        """The turn to undo or redo; see `Turns.take`. Whoever decides what is next to undo or redo has it."""
        return self._turns.take(advice)

    def under_way(self, entry: Entry) -> bool:
        """Whether something of the act that an entry belongs to may still leave."""
        return self._writer.under_way(entry.batch)

    async def undo(self, entries: Sequence[Entry] = ()) -> list[Entry]:
        """Set edits back, by their inverses.

        Args:
            entries: what to set back, newest first; by default what `journal.undoable` gives now.

        Returns:
            What the journal has of the undoing; nothing in a dry run. An entry whose values the host had
            already, or of which somebody else's were kept, says so in its outcome.

        Raises:
            Stopped: when there is nothing to undo.
            FlochatError: when an inverse was refused, or its outcome is not known.
        """
        entries = entries or await self.journal.undoable()
        if not entries:
            raise Stopped("There is nothing to undo.")
        return await self._do([undoing(entry) for entry in entries])

    async def redo(self, entries: Sequence[Entry] = ()) -> list[Entry]:
        """Do undone edits again.

        Args:
            entries: what to do again, oldest first; by default what `journal.redoable` gives now.

        Returns:
            What the journal has of it, as for `undo`.

        Raises:
            Stopped: when there is nothing to redo, or its credentials were not stored.
            FlochatError: when a write was refused, or its outcome is not known.
        """
        entries = entries or await self.journal.redoable()
        if not entries:
            raise Stopped("There is nothing to redo.")
        return await self._do([redoing(entry) for entry in entries])

    async def _do(self, edits: Sequence[Edit]) -> list[Entry]:
        act = Act.of(edits)
        act.many = act.many and not reads_for(edits)
        with suppress(NothingToDo):
            await self._writer.carry_out(act)
        return act.entries

    async def resend(self, entry: Entry) -> Entry:
        """Send a write of unknown outcome once more, because the person says so.

        Raises:
            FlochatError: as `apply`; the new entry then says why, and the old one stays unknown.
        """
        sent = await self._writer.apply(again(entry), batch=entry.batch)
        return sent[0] if sent else entry

    async def settle_ended(self) -> None:
        """Have writes of other flotuis that were killed count as unknown; see `Journal.settle_ended`."""
        if await self.journal.settle_ended():
            for entry in await self.journal.unknown():
                self._events.tell(Journaled(entry))

    async def settle(self, entry: Entry, outcome: Outcome, message: str) -> Entry:
        """Note what the person found out about a write of unknown outcome."""
        return await self._writer.settle(entry, outcome, message)
