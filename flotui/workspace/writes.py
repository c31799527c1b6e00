# SPDX-License-Identifier: MIT
"""What an open bot writes: edits, each journaled, compared, undone and done again; and who is asked first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.errors import Stopped
from flotui.api.pacer import Pacer
from flotui.repositories.base import Reader
from flotui.repositories.created import created_by
from flotui.repositories.edit import Edit
from flotui.store.few import step_of_number
from flotui.store.journal import Entry, Journal, Outcome
from flotui.store.noted import DoneAgain
from flotui.workspace.chain import Chain, Renew
from flotui.workspace.comparing import Decide, NothingToDo, reads_for
from flotui.workspace.connected import Connected
from flotui.workspace.connection import Connection
from flotui.workspace.doubts import Told
from flotui.workspace.events import Events, Journaled, Worked
from flotui.workspace.history import again, redoing, undoing
from flotui.workspace.identity import BotIdentity
from flotui.workspace.recreated import about_recreated
from flotui.workspace.turns import Turns
from flotui.workspace.writing import Switches, Writer


class Writes(Connected):
    """One bot, and the one way in which anything of it is written."""

    def __init__(
        self,
        reader: Reader,
        identity: BotIdentity,
        connection: Connection,
        pacer: Pacer,
        journal: Journal,
        events: Events,
        switches: Switches,
        base_url: str,
    ) -> None:
        """
        Args:
            reader: reads through the cache, and sends.
            identity: knows which bot it is.
            connection: sends what is asked.
            pacer: paces the requests.
            journal: where every write is noted before it leaves.
            events: tells what was written.
            switches: read-only mode and dry run.
            base_url: the host's API.
        """
        super().__init__(reader, identity, connection, pacer)
        self.journal = journal
        """The journal of what was written."""
        self.switches = switches
        """The switches that the program was started with, such as `--read-only`."""
        self._events = events
        self._writer = Writer(reader, journal, identity, events, switches, base_url, pacer, connection.ready)
        self._turns = Turns(self._writer.settled, lambda: self._writer.goes_on)
        self.passed_over: set[int] = set()
        """The entries of the journal of which the person was told that they can't be undone."""

    @property
    def read_only(self) -> bool:
        """Whether every write is refused."""
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

    @property
    def goes_on(self) -> bool:
        """Whether something of many calls, that is no job, is under way."""
        return self._writer.goes_on

    async def finished(self) -> None:
        """Return when nothing of many calls, that is no job, is under way."""
        await self._writer.finished()

    def stop(self) -> None:
        """Send no more of what has begun. The answer to what was sent already is waited for."""
        self._turns.stop()
        self._writer.stop()

    async def seen_through(self) -> None:
        """Return when all that was sent is answered."""
        await self._writer.idle()

    def batch(self) -> str:
        """A name for writes that belong together, and are undone together."""
        return self._writer.batch()

    def decides(
        self,
        decide: Decide | None,
        warn: Callable[[Edit], Awaitable[None]] | None = None,
        again: Told | None = None,
        crossing: Told | None = None,
    ) -> None:
        """Have the person asked where an edit of one row needs it. What a question raises ends the edit unsent.

        Args:
            decide: asks about what somebody else has changed and the edit would overwrite.
            warn: asks before something is sent that can't be set back as a whole.
            again: asks before something leaves that may have arrived already.
            crossing: asks before a subscriber is sent something to whom another window has just sent something.
        """
        self._writer.decide, self._writer.warn = decide, warn
        self._writer.doubts.again, self._writer.doubts.crossing = again, crossing

    def consents(self, consent: Callable[[Sequence[Edit]], Awaitable[None]] | None) -> None:
        """Have the person agree to what is about to leave.

        Args:
            consent: asks; what it raises ends it, and nothing is sent.
        """
        self._writer.consent = consent

    def keeps_no_unsent(self) -> None:
        """Have what never leaves not be kept to be sent later: whoever asks for it is told, and asks again."""
        self._writer.keeps_unsent = False

    def see_own(self, call: Call) -> None:
        """See that a write is about this bot alone, as everything does that sends one.

        Args:
            call: the write.

        Raises:
            Malformed: when an id of it belongs to another bot.
        """
        self._writer.see_own(call)

    def cleared(self, edits: Sequence[Edit]) -> AbstractAsyncContextManager[bool]:
        """Have edits be looked at as a whole before they leave as a job, which is started within.

        Args:
            edits: what is about to leave.

        Returns:
            A block that is told whether they may; in a dry run they are shown instead. What another window sends the
            same subscribers from then on holds what is started in it.

        Raises:
            Stopped: in read-only mode.
            Malformed: when an id belongs to another bot.
            Cancelled: when the person doesn't agree.
        """
        return self._writer.cleared(edits)

    def unless_crossed(self, edits: Sequence[Edit]) -> AbstractAsyncContextManager[None]:
        """Have the person asked about what other windows have just sent to those whom edits reach, before they go on.

        Args:
            edits: what is left to leave.

        Returns:
            A block in which they go on: what another window sends from then on holds them.

        Raises:
            Cancelled: when the person doesn't agree.
        """
        return self._writer.doubts.unless_crossed(edits)

    async def carry_out(self, chain: Chain) -> None:
        """Send what waits of a chain, each call journaled as `apply` says.

        In a dry run nothing is sent. More than a few calls leave the person's reserve of the quota alone.

        Args:
            chain: the calls; it holds what came of each.

        Raises:
            Stopped: in read-only mode; nothing was sent.
            Malformed: when an id belongs to another bot; nothing was sent.
            Unfinished: when some of it is done, and not all. It can go on.
            FlochatError: when nothing at all was done, and why.
        """
        await self._writer.carry_out(chain)

    async def apply(self, *edits: Edit, batch: str = "") -> list[Entry]:
        """Carry edits out as one change, each only when the one before it is done.

        Each is compared with what the host has, journaled before it leaves and again when it is answered, and
        the cache then holds what the host holds. The answer to a write that was sent is waited for
        even when the caller goes away.

        Args:
            edits: what to do.
            batch: what they belong to; a batch of their own by default.

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
        return await self._writer.apply(*edits, batch=batch)

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
        done_again = await self.journal.done_again()
        return await self._do([undoing(about_recreated(entry, done_again)) for entry in entries])

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
        noted, meant = await self.journal.done_again(), {entry.id: entry for entry in entries}
        now: dict[int, DoneAgain] = {}

        def renew(done: Entry, edit: Edit) -> Edit:
            first, entry = meant.get(done.redoes or 0), meant.get(edit.redoes or 0)
            if first is None or entry is None or created_by(done.call) is None:
                return edit
            now[done.id] = DoneAgain(done.call, first.subject, done.subject, first.id, done.id, done.id)
            return replace(redoing(about_recreated(entry, [*noted, *now.values()])), resends=edit.resends)

        return await self._do([redoing(about_recreated(entry, noted)) for entry in entries], renew)

    async def _do(self, edits: Sequence[Edit], renew: Renew | None = None) -> list[Entry]:
        several = len({each.subject for each in edits}) > 1
        chain = Chain(edits, compares=not several or bool(reads_for(edits)), renew=renew)
        numbers = [number for each in edits if (number := each.undoes or each.redoes) is not None]
        chain.replaces = await self.journal.left_to_take_back(numbers)
        with suppress(NothingToDo):
            await self._writer.carry_out(chain)
        return chain.entries

    async def again(self, entries: Sequence[Entry]) -> list[Edit]:
        """The edits that send journaled writes once more, and take their place. What is left of a redo is about what that
        has created by now.

        Args:
            entries: the writes.
        """
        noted = await self.journal.done_again()
        return [again(await self._as_redone(each, noted)) for each in entries]

    async def _as_redone(self, entry: Entry, noted: Sequence[DoneAgain]) -> Entry:
        first = await self.journal.entry(entry.redoes) if entry.redoes is not None else None
        now = about_recreated(first, noted) if first is not None else None
        if now is None or now == first:
            return entry
        return replace(entry, call=now.call, inverse=now.inverse, subject=now.subject, changes=now.changes)

    async def resend(self, entry: Entry) -> Entry:
        """Send a write of unknown outcome once more, because the person says so.

        Raises:
            FlochatError: as `apply`; the new entry then says why, and the old one stays unknown.
        """
        sent = await self._writer.apply(*await self.again([entry]), batch=entry.batch)
        return sent[0] if sent else entry

    async def settle_ended(self) -> None:
        """Have writes of other flotuis that were killed count as unknown; see `Journal.settle_ended`."""
        if await self.journal.settle_ended():
            for entry in await self.journal.unknown():
                self._events.tell(Journaled(entry))

    async def settle(self, entry: Entry, outcome: Outcome, message: str) -> Entry:
        """Note what was found out about a write of unknown outcome, also about a call of a job.

        Args:
            entry: the write.
            outcome: what came of it.
            message: how that is known, as a sentence.

        Returns:
            The entry as it is now.
        """
        if entry.job is None:
            return await self._writer.settle(entry, outcome, message)
        found = await self.journal.jobs.resolve(entry.job, [(step_of_number(entry.id), outcome, message)])
        self._events.tell(Worked(found))
        return replace(entry, outcome=outcome, message=message)
