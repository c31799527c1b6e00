# SPDX-License-Identifier: MIT
"""The one way in which anything is written: journaled, sent, journaled again, and taken into the cache."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.catalogue import Risk
from flotui.api.errors import FlochatError, Invalid, Malformed, NotFound, Stopped, never_left
from flotui.api.pacer import Pacer, Purpose
from flotui.api.secrets import is_redacted
from flotui.jobs.outcomes import FEW, CalledOff, Unfinished, outcome_of
from flotui.repositories.consequences import kinds_after, stale_after, stale_when_missing
from flotui.repositories.created import alike, created_by, creation_of, listing_of
from flotui.repositories.edit import Edit, Touch
from flotui.repositories.journaled import noted
from flotui.store.job_rows import ENDED
from flotui.store.journal import Entry, Journal, Outcome
from flotui.store.trouble import StoreFailed
from flotui.workspace.chain import Chain
from flotui.workspace.comparing import (
    Comparer,
    Decide,
    NothingToDo,
    asked,
    read_for,
    told_whose,
)
from flotui.workspace.crossing import seen, unless_crossed
from flotui.workspace.doubts import Doubts
from flotui.workspace.events import Changed, DryRun, Events, Journaled, Noticed, Progressed
from flotui.workspace.existing import existing
from flotui.workspace.identity import BotIdentity, foreign_ids
from flotui.workspace.resending import attempt, being_resent, take_over
from flotui.workspace.taking_in import take_in

if TYPE_CHECKING:
    from flotui.api.reply import Reply
    from flotui.repositories.base import Reader

T = TypeVar("T")

_NOTHING_SENT = (Outcome.UNCHANGED, Outcome.KEPT)
"""Outcomes of an edit of which nothing had to be sent."""


class Switches(msgspec.Struct, frozen=True):
    """The switches that the program was started with, as far as they concern writes."""

    read_only: bool = False
    """Whether every write is refused: `--read-only`."""
    dry_run: bool = False
    """Each write shows its curl and does not leave."""


class Writer:
    """Carries edits out, and undoes them."""

    def __init__(
        self,
        reader: Reader,
        journal: Journal,
        identity: BotIdentity,
        events: Events,
        switches: Switches,
        base_url: str,
        pacer: Pacer,
        ready: Callable[[], Awaitable[None]],
    ) -> None:
        self._reader = reader
        self._cache = reader.cache
        self._send = reader.send
        self._journal = journal
        self._identity = identity
        self._events = events
        self._switches = switches
        self._base_url = base_url
        self._pacer = pacer
        self._ready = ready
        self._tasks: set[asyncio.Task[object]] = set()
        self._writes: Counter[str] = Counter()
        self._batches = itertools.count(1)
        self._brief: set[asyncio.Task[None]] = set()
        self._running: set[str] = set()
        self._long: set[asyncio.Task[None]] = set()
        self._stopped: set[str] = set()
        self._withheld: dict[str, list[Changed]] = {}
        """By batch, what is told at its end: halves of what the person means as one change."""
        self.consent: Callable[[Sequence[Edit]], Awaitable[None]] | None = None
        """Has the person agree before anything leaves; what it raises keeps it from leaving."""
        self.decide: Decide | None = None
        """Asks the person what to do about something that somebody else has changed."""
        self.warn: Callable[[Edit], Awaitable[None]] | None = None
        """Asks the person before an edit is sent that can't be set back."""
        self.keeps_unsent = True
        """Whether what never left stays in the journal to be sent later."""
        self.doubts = Doubts(journal)
        """Has the person asked before something leaves of which the journal has that it may be one too many."""

    @property
    def busy(self) -> bool:
        """Whether something that has left is not answered yet."""
        return bool(self._tasks)

    async def close(self, patience: float) -> None:
        """Let an edit of a few calls come to its end, and what has left of others be answered; then stop the rest.

        Args:
            patience: for how many seconds to wait. What has left and isn't answered by then is unknown in the
                journal.
        """
        ends = time.monotonic() + patience
        if self._brief:
            await asyncio.wait(self._brief, timeout=patience)
        self.stop()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=max(0.0, ends - time.monotonic()))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def batch(self) -> str:
        """A name for writes that belong together, and are undone together."""
        own = f"{os.getpid()}-{time.time():.3f}-{next(self._batches)}"
        return f"{tried}-{own}" if (tried := attempt().name) else own

    async def settled(self) -> None:
        """Return when no edit of a few calls is under way. What goes to many is not waited for."""
        while self._brief:
            await asyncio.wait(self._brief)

    async def idle(self) -> None:
        """Return when nothing that has left waits for its answer."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    @property
    def goes_on(self) -> bool:
        """Whether an act of many calls is under way."""
        return bool(self._long)

    async def finished(self) -> None:
        """Return when no act of many calls is under way."""
        while self._long:
            await asyncio.wait(self._long)

    def under_way(self, batch: str) -> bool:
        """Whether something of a batch may still leave."""
        return batch in self._running

    def stop(self) -> None:
        """Send no more of what has begun; see `Workspace.stop`."""
        self._stopped |= self._running

    async def apply(self, *edits: Edit, batch: str = "") -> list[Entry]:
        """Carry edits out; see `Workspace.apply`."""
        chain = Chain(edits, batch=batch)
        await self.carry_out(chain)
        return chain.entries

    @asynccontextmanager
    async def cleared(self, edits: Sequence[Edit]) -> AsyncIterator[bool]:
        """Whether edits may leave, as far as the program and the person say; see `Workspace.cleared`."""
        if not self._may_leave(edits):
            yield False
            return
        async with self.doubts.unless_crossed(edits):
            if self.consent is not None:
                await self.consent(edits)
            yield True

    async def carry_out(self, chain: Chain, *, resumed: bool = False) -> None:
        """Send what waits of a chain; see `Workspace.carry_out`."""
        if not self._may_leave(chain.edits()):
            return
        if not resumed:
            await self.doubts.see_tried(chain)
        look = await self.doubts.see_crossing(chain.edits())
        if not resumed and self.consent is not None:
            await self.consent(chain.edits())
        chain.batch = chain.batch or self.batch()
        brief = chain.calls <= FEW
        with unless_crossed(look):
            run = self._start(self._run(chain))
        kept = self._brief if brief else self._long
        kept.add(run)
        run.add_done_callback(kept.discard)
        await asyncio.shield(run)  # it runs to its end, even when the one who waits for it goes away
        trouble = chain.trouble
        if isinstance(trouble, CalledOff):
            if chain.planned:
                with suppress(StoreFailed):
                    await self._journal.retire(chain.batch)
            raise trouble.why
        if chain.begun:
            raise self._unfinished(chain)
        if trouble is not None:
            raise trouble
        if chain.entries and all(entry.outcome in _NOTHING_SENT for entry in chain.entries):
            raise NothingToDo(" ".join(dict.fromkeys(entry.message for entry in chain.entries)))

    def _unfinished(self, chain: Chain) -> Unfinished:
        async def resume(refused: bool) -> None:
            if refused:
                chain.reopen()
            await self.carry_out(chain, resumed=True)

        unsettled = any(link.outcome is Outcome.UNKNOWN for link in chain.links)
        where, why = "The rest is in Activity.", chain.trouble
        return Unfinished(chain.summary(), chain.left, resume, unsettled=unsettled, where=where, why=why)

    async def _run(self, chain: Chain) -> None:
        batch, comparer = (
            chain.batch,
            Comparer(self._reader, told_whose(self.decide, self._journal), many=not chain.compares),
        )
        many = chain.calls > FEW

        async def send(edit: Edit) -> Entry:
            if batch in self._stopped:
                raise Stopped("You stopped it.")
            # A job would wait for the end of a pause; whoever looks on is told at once.
            job = many and self._pacer.paused_until is None
            return await self._one(edit, batch, comparer, Purpose.JOB if job else Purpose.INTERACTIVE)

        def told(done: int, of: int) -> None:
            if of > 1:
                self._events.tell(Progressed(done, of))

        self._running.add(batch)
        try:
            await self._plan(chain)
            await comparer.look_ahead(chain.edits())
            await chain.run(send, told)
        finally:
            if not self.keeps_unsent:
                with suppress(StoreFailed):
                    await self._journal.retire(batch, Outcome.DROPPED)
            self._running.discard(batch)
            self._stopped.discard(batch)
            for changed in self._withheld.pop(batch, ()):
                self._events.tell(changed)

    async def _plan(self, chain: Chain) -> None:
        """Note what takes several calls as a whole, so that what is left of it is known after any end.

        What the answer led to the last time, if it is one that is sent again, is replaced by this.
        """
        older, resent = None, False
        if (number := being_resent()) is not None and (
            older := await self._journal.entry(number)
        ) is not None:
            resent = take_over(chain, older)
        waiting = [link for link in chain.links if link.outcome is Outcome.WAITING]
        new = [link for link in waiting if link.edit.resends is None]
        if len(waiting) > 1 or older is not None or chain.replaces:
            chain.planned = True
            writes = [noted(link.edit) for link in new]
            numbers = await self._journal.plan(
                writes, chain.batch, instead_of=older, resent=resent, replaces=chain.replaces
            )
            for link, place in zip(new, numbers, strict=True):
                link.edit = replace(link.edit, resends=place)

    async def settle(self, entry: Entry, outcome: Outcome, message: str) -> Entry:
        """Note what the person found out about a write of unknown outcome."""
        return await self._settle(entry, outcome, status=entry.status, ms=entry.ms, message=message)

    async def _settle(
        self,
        entry: Entry,
        outcome: Outcome,
        *,
        status: int | None,
        ms: int | None,
        message: str = "",
        created: tuple[str, str, Call | None] | None = None,
    ) -> Entry:
        settled = await self._journal.settle(
            entry, outcome, status=status, ms=ms, message=message, created=created
        )
        self._events.tell(Journaled(settled))
        return settled

    def _may_leave(self, edits: Sequence[Edit]) -> bool:
        """Check edits before any of them leaves; in a dry run show them instead.

        Raises:
            Stopped: in read-only mode.
            Malformed: when an id belongs to another bot.
        """
        for edit in edits:
            self._check(edit)
        if self._switches.dry_run:
            for edit in edits:
                self._events.tell(DryRun(edit, edit.call.curl(self._base_url)))
        return not self._switches.dry_run

    def _check(self, edit: Edit) -> None:
        if self._switches.read_only:
            raise Stopped(f"{edit.summary}: not sent, because flotui runs with --read-only.")
        if is_redacted(edit.call):
            raise Stopped(f"{edit.summary}: not sent, because credentials aren't stored; enter them again.")
        if not edit.call.is_unicode:  # the journal couldn't keep it either
            raise Malformed(
                f"{edit.summary}: not sent, because an argument contains invalid Unicode.", advice=""
            )
        self.see_own(edit.call)

    def see_own(self, call: Call) -> None:
        """See that a write is about this bot alone.

        Args:
            call: the write.

        Raises:
            Malformed: when an id of it belongs to another bot.
        """
        for foreign in foreign_ids(call, self._identity.prefix):
            raise Malformed(
                f"Not sent: {foreign} belongs to another bot than {self._identity.prefix}.",
                advice="Open the other bot's profile for it.",
            )

    def _start(self, work: Coroutine[object, object, T]) -> asyncio.Task[T]:
        """Have work run to its end, which `close` waits for."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _one(self, edit: Edit, batch: str, comparer: Comparer, purpose: Purpose) -> Entry:
        """Compare an edit, note it, send it, and note what came of it."""
        try:
            await self._ready()
            compared = await comparer.compare(edit)
            if compared.edit.lost and self.warn is not None and edit.undoes is None and not comparer.many:
                await asked(self.warn(compared.edit))
        except CalledOff:
            raise
        except FlochatError as error:
            entry = await self._intend(edit, batch)
            await self._settle_failure(entry, error, time.monotonic())
            if isinstance(error, NotFound):
                await self._look_again(edit)
            raise
        edit = compared.edit
        if compared.outcome is not None:
            entry = await self._intend(edit, batch)
            await self._tell_rows(edit, compared.elsewhere)
            return await self._settle(entry, compared.outcome, status=None, ms=None, message=compared.message)
        for touch in edit.touches:
            self._writes[touch.row_id] += 1
        entry = await self._intend(edit, batch)
        began = time.monotonic()
        try:
            reply = await self._send(edit.call, purpose)
        except BaseException as error:
            if isinstance(error, Invalid) and not edit.typed:
                error.not_typed()
            await self._settle_failure(entry, error, began)
            if isinstance(error, NotFound):
                await self._look_again(edit)
            raise
        ms = round(reply.seconds * 1000)

        created = creation_of(edit.call, reply.data) if edit.inverse is None else None
        there = await existing(self._cache, edit.call, reply.data, entry.at) if created is not None else None
        kept = there is not None or edit.unlooked
        found = created and (created.kind, created.row_id, None if kept else created.removal)
        entry = await self._settle(entry, Outcome.DONE, status=reply.status, ms=ms, created=found)
        if there is not None:
            self._events.tell(
                Noticed(f"Nothing was created: the {there.kind} was there already ({there.row_id}).")
            )
        try:
            if created is None and not comparer.many and edit.inverse is None and edit.answered is None:
                entry = await self._find_created(entry, edit.call)
            if edit.answered is not None:
                edit.answered(reply)
            await comparer.follow(edit)
            await self._take_in(edit, reply, batch)
        except FlochatError as error:  # it is done, whatever becomes of what is shown
            self._events.tell(Noticed(f"{edit.summary}: done, but what is shown may be old. {error}"))
        return entry

    async def _find_created(self, entry: Entry, call: Call) -> Entry:
        """Look in its list for what a write has created, where the answer didn't tell: it can be undone then."""
        kind, listing = created_by(call), listing_of(call)
        if kind is None or listing is None:
            return entry
        try:
            found = alike(call, (await self._send(listing, Purpose.INTERACTIVE)).data)
            before = await self._cache.bodies(kind.name, list(found))
            new = [row for row_id, row in found.items() if row_id not in before]
            created = creation_of(call, new[0]) if len(new) == 1 else None
            return entry if created is None else await self._journal.note_created(entry, created)
        except (FlochatError, StoreFailed):
            return entry  # it is done all the same, and can't be undone

    async def _intend(self, edit: Edit, batch: str) -> Entry:
        write = noted(edit)
        entry = await self._journal.intend(
            write.call,
            write.summary,
            kind=write.kind,
            subject=write.subject,
            batch=batch,
            inverse=write.inverse,
            changes=write.changes,
            undoes=write.undoes,
            redoes=write.redoes,
            resends=write.resends,
            look=seen() if write.call.operation.risk is Risk.SEND else None,
        )
        self._events.tell(Journaled(entry))
        return entry

    async def _settle_failure(self, entry: Entry, error: BaseException, began: float) -> None:
        ms = round((time.monotonic() - began) * 1000)
        ended = "flotui ended before it was sent." if never_left(error) else ENDED
        message = str(error) if isinstance(error, FlochatError) else ended
        received = error.received if isinstance(error, FlochatError) else None
        status = received.status if received is not None else None
        if isinstance(error, FlochatError):
            error.entry = entry.id
        await asyncio.shield(self._settle(entry, outcome_of(error), status=status, ms=ms, message=message))

    async def _look_again(self, edit: Edit) -> None:
        """Have the lists read again that showed what the host no longer has."""
        stale = stale_when_missing(edit.call)
        await self._cache.make_stale(stale)
        self._events.tell(Changed(frozenset(), frozenset(stale)))

    async def _tell_rows(self, edit: Edit, elsewhere: tuple[Touch, ...]) -> None:
        """Have what was read to compare shown as the host has it, wherever it shows: somebody else has set it."""
        await take_in(self._cache, replace(edit, touches=elsewhere, answers=()))
        stale = () if edit.settled else stale_after(edit.call.operation_id)
        await self._cache.make_stale(stale, kinds_after(edit.call.operation_id))
        rows = frozenset((touch.kind.name, touch.row_id) for touch in edit.touches)
        self._events.tell(Changed(rows, frozenset(filter(None, (*stale, read_for(edit))))))

    async def _take_in(self, edit: Edit, reply: Reply, batch: str) -> None:
        """Have the cache say what the host now says. What only makes room for the next call is not shown alone."""
        await take_in(self._cache, edit, reply.data)
        stale = () if edit.settled else stale_after(edit.call.operation_id)
        await self._cache.make_stale(stale, kinds_after(edit.call.operation_id))
        rows = frozenset((touch.kind.name, touch.row_id) for touch in edit.touches)
        read = {call.operation_id for call, _ in edit.answers}
        changed = Changed(rows, frozenset({*stale, *read}))
        if edit.first_of is not None:
            self._withheld.setdefault(batch, []).append(changed)
        else:
            self._events.tell(changed)
        for touch in edit.touches:
            if touch.reread is not None:
                self._start(self._reread(touch, touch.reread, self._writes[touch.row_id]))

    async def _reread(self, touch: Touch, call: Call, version: int) -> None:
        """Replace the cached row by the host's copy, unless another write to it has begun meanwhile."""
        purpose = Purpose.INTERACTIVE if touch.check else Purpose.BACKGROUND
        try:
            reply = await self._reader.ask(call, purpose)
            if self._writes[touch.row_id] != version:
                return
            await self._reader.keep(touch.kind, call, reply.data, asked=touch.row_id)
        except FlochatError as error:
            if touch.check:
                self._events.tell(
                    Noticed(f"It was saved, but could not be read back to compare. {error.happened}")
                )
            return
        self._events.tell(Changed(frozenset({(touch.kind.name, touch.row_id)})))
        if touch.check and (difference := touch.check(reply.data)):
            self._events.tell(Noticed(difference, danger=True))
