# SPDX-License-Identifier: MIT
"""Jobs of an open bot: run in the background, paused, cancelled, and told of.

What carries a job out is imported when one is started.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.errors import FlochatError, Malformed, Stopped
from flotui.api.pacer import Pacer, Purpose
from flotui.jobs.outcomes import FEW
from flotui.repositories.consequences import kinds_after, stale_after, touches_of
from flotui.repositories.edit import Edit
from flotui.repositories.journaled import told_by
from flotui.repositories.things import target_of
from flotui.store.entry import Outcome
from flotui.store.job import NEW, Job, JobState, Step
from flotui.store.job_rows import HALTED, is_lost
from flotui.store.journal import Journal
from flotui.text.hours import QUIET, Hours
from flotui.workspace.connection import Connection
from flotui.workspace.crossing import seen
from flotui.workspace.events import Changed, Events, Noticed, Worked
from flotui.workspace.existing import existing
from flotui.workspace.identity import BotIdentity, foreign_ids
from flotui.workspace.job_host import JobHost
from flotui.workspace.taking_in import take_in

if TYPE_CHECKING:
    from flotui.api.reply import Reply
    from flotui.jobs.runner import Runner
    from flotui.repositories.base import Reader
    from flotui.workspace.writing import Switches

log = logging.getLogger(__name__)

_EARLIER = 20
"""The newest jobs among which the one is looked for that an undo after a restart is about."""


class Working:
    """The jobs of one open bot that run in this process."""

    def __init__(
        self,
        reader: Reader,
        connection: Connection,
        journal: Journal,
        identity: BotIdentity,
        events: Events,
        switches: Switches,
        pacer: Pacer,
    ) -> None:
        self.jobs = journal.jobs
        """All jobs of the profile, whoever runs them."""
        self.quiet: Hours | None = QUIET
        """The hours in which nothing is sent by what is planned from now on."""
        self._journal = journal
        self._cache = reader.cache
        self.read = reader.send
        """How a runner reads; see `Host`."""
        self._connection = connection
        self._identity = identity
        self._events = events
        self._switches = switches
        self._pacer = pacer
        self._stale: set[str] = set()
        self._running: dict[int, tuple[Runner, asyncio.Task[Job]]] = {}
        self._ending: dict[int, asyncio.Task[Job]] = {}
        self._started: list[int] = []
        self._awaited: set[int] = set()
        self._held: dict[int, asyncio.Future[Job]] = {}
        """Of jobs that a dialog waits for: ends when nothing of it leaves for a while."""
        self._own: set[int] = set()
        """Those that run as the person's own act."""
        self.passed_over: set[int] = set()
        """Jobs of which it was told that nothing can be undone."""

    @property
    def running(self) -> tuple[int, ...]:
        """The ids of the jobs that this process runs."""
        return tuple(self._running)

    @property
    def going(self) -> tuple[int, ...]:
        """Those of them that weren't paused or cancelled here: the others only wait for what has left."""
        return tuple(job for job, (_, task) in self._running.items() if self._ending.get(job) is not task)

    @property
    def in_background(self) -> tuple[int, ...]:
        """Those of them that no dialog waits for."""
        return tuple(job for job in self.going if job not in self._held)

    @property
    def goes_on(self) -> bool:
        """Whether a dialog waits for a job of more calls than an edit of one row takes."""
        return bool(self._held.keys() - self._own)

    async def finished(self) -> None:
        """Return when no dialog waits for such a job."""
        while tasks := {
            self._running[job][1] for job in self._held.keys() - self._own & self._running.keys()
        }:
            await asyncio.wait((*tasks, *self._held.values()), return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(0)

    async def set_here(self, row_id: str) -> list[Step]:
        """What the jobs that this process started did, or tried to do, with one row, also where it stands under another.

        Args:
            row_id: the row's id.
        """
        return await self.jobs.steps_of(self._started, row_id)

    def refusal(self) -> str:
        """Why no job may run now, as a sentence; empty where one may."""
        if self._switches.read_only:
            return "Not sent: flotui runs with --read-only."
        return "Dry run: nothing is sent." if self._switches.dry_run else ""

    def start(self, job: int, *, looked_on: bool = False, unbegun: bool = False) -> asyncio.Task[Job]:
        """Have a job run in the background; it belongs to no screen. One that was just paused here goes on as soon as
        what has left of it is answered.

        Args:
            job: its id.
            looked_on: whether a dialog waits for it, so that it stops without a connection.
            unbegun: whether the person saw it as planned: one that another window has paused since stays so.

        Returns:
            What ends with the job as it is then.

        Raises:
            Stopped: when no write may leave.
        """
        if why := self.refusal():
            raise Stopped(why)
        if job in self.going:
            return self._running[job][1]
        from flotui.jobs.runner import Runner

        self._started.append(job)
        host = JobHost(self, self._pacer)
        runner = Runner(self.jobs, host, looked_on=looked_on)
        task = asyncio.ensure_future(self._run(runner, host, job, self._ending.get(job), unbegun))
        self._running[job] = runner, task
        task.add_done_callback(lambda ended: self._ended(job, ended))
        return task

    async def waited_for(
        self, job: int, patience: float | None = None, *, unbegun: bool = False
    ) -> Job | None:
        """Have a job run while somebody waits for what comes of it; `halt` stops it.

        Args:
            job: its id.
            patience: for how many seconds; to its end by default. Then it keeps running in the background.
            unbegun: whether the person saw it as planned: one that another window has paused since stays so.

        Returns:
            The job as it is then; None while it still runs.

        Raises:
            Stopped: when no write may leave.
            FlochatError: when it couldn't be carried out.
        """
        task = self.start(job, unbegun=unbegun)
        runner = self._running[job][0]
        runner.look = seen()
        self._awaited.add(job)
        try:
            await asyncio.wait({task}, timeout=patience)
        finally:
            self._awaited.discard(job)
            runner.look = None
        return task.result() if task.done() else None

    async def looked_on(self, job: int) -> tuple[Job, Mapping[Outcome, FlochatError]]:
        """Have a job run while a dialog waits for what comes of it; `halt` stops it, and no connection does.

        Args:
            job: its id.

        Returns:
            The job as it is then, and the first failure that led to each outcome. One that is held by then goes on by
            itself, in the background.

        Raises:
            Stopped: when no write may leave.
            FlochatError: when it couldn't be carried out.
        """
        task = self.start(job, looked_on=True)
        runner = self._running[job][0]
        runner.look = seen()
        held = self._held[job] = asyncio.get_running_loop().create_future()
        self._awaited.add(job)
        try:
            await asyncio.wait({task, held}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._awaited.discard(job)
            del self._held[job]
            held.cancel()
            runner.looked_on, runner.look = False, None
        return task.result() if task.done() else held.result(), runner.failures

    @property
    def awaited(self) -> bool:
        """Whether somebody waits for what comes of a job."""
        return bool(self._awaited)

    async def told(self) -> None:
        """Return when nobody waits any more for what comes of a job."""
        while tasks := {task for job, (_, task) in self._running.items() if job in self._awaited}:
            await asyncio.wait(tasks)

    def halt(self) -> None:
        """Send no further step of the jobs that somebody waits for; they can be resumed."""
        for job in self._awaited & self._running.keys():
            self._running[job][0].close(HALTED)

    async def newest(self) -> Job | None:
        """The newest job of this run that is no undo, and of which something is done and not undone; or None."""
        for number in reversed(self._started):
            if (job := await self._standing(number)) is not None and not job.is_undo:
                return job
        return None

    async def last_edit(self) -> Job | None:
        """The newest job of this run that may have done something, undone or not; one that undoes or redoes is none."""
        for number in reversed(self._started):
            job = await self.jobs.peek(number)
            if job is not None and job.undoes is None and (job.done or job.unknown or job.intended):
                return job
        return None

    async def last_undo(self) -> Job | None:
        """The newest undo of this run that can be done again: no job that does anything new came after it; or None."""
        edit = await self.last_edit()
        for number in reversed(self._started):
            if edit is not None and number == edit.id:
                break
            if (job := await self._standing(number)) is not None and job.is_undo:
                return job
        return None

    async def _standing(self, number: int) -> Job | None:
        """The job of that number, where something of it is done and not undone, and it isn't passed over."""
        job = await self.jobs.peek(number) if number not in self.passed_over else None
        return job if job is not None and await self.jobs.stands(number) else None

    async def newest_before(self) -> Job | None:
        """The job that began last, of whatever run, that is no undo and of which something is done and not undone."""
        found = [
            job
            for job in await self.jobs.recent(_EARLIER)
            if not job.is_undo and job.done and not job.undone_wholly and job.id not in self.passed_over
        ]
        return max(found, key=lambda job: job.begun or 0.0, default=None)

    def stop(self, job: int) -> None:
        """Send no further step of a job; it can be resumed."""
        if job in self._running:
            self._running[job][0].close()

    async def _run(
        self, runner: Runner, host: JobHost, job: int, before: asyncio.Task[Job] | None, unbegun: bool
    ) -> Job:
        if before is not None:
            await asyncio.wait({before})
            paused = self._ending.get(job) is asyncio.current_task()
            if paused and (left := await self.jobs.peek(job)) is not None:
                return left
        await self._journal.check()
        await self._connection.ready()
        planned = await self.jobs.peek(job)
        if planned is not None and is_own_act(planned):
            host.own = True
            self._own.add(job)
        found = await runner.run(job, unbegun=unbegun)
        await self.write_results(found)
        return found

    async def write_results(self, job: Job) -> None:
        """Say in the file that a job's sheet has beside it what came of its lines, and in that of the job that it undoes;
        nothing of a job without a sheet.
        """
        await self._write_results(job)
        while job.undoes is not None and (before := await self.jobs.peek(job.undoes)) is not None:
            job = before
            await self._write_results(job)

    async def _write_results(self, job: Job) -> None:
        if not job.options.results:
            return
        from flotui.jobs.sheet.results import said, settle

        path = Path(job.options.results)
        try:
            steps = [said(each) async for some in self.jobs.in_blocks(job.id) for each in some]
            undone = await self.jobs.undone_by(job.id)
            over = not (await self.jobs.peek(job.id) or job).open
            trouble = await asyncio.to_thread(settle, path, job.id, steps, undone, over=over)
        except OSError as error:
            trouble = f"{path} can't be written: {error.strerror}."
        if trouble:
            self._events.tell(Noticed(trouble, danger=True))

    def _ended(self, job: int, task: asyncio.Task[Job]) -> None:
        if job in self._running and self._running[job][1] is task:
            del self._running[job]
            self._own.discard(job)
        if self._ending.get(job) is task:
            del self._ending[job]
        stale, self._stale = frozenset(self._stale), set()
        self._events.tell(Changed(frozenset(), stale))
        error = None if task.cancelled() else task.exception()
        if error is None or job in self._awaited:  # whoever waits for it says what they get
            return
        sentence = (
            str(error)
            if isinstance(error, FlochatError)
            else "A job failed because of a bug in flotui. See the log."
        )
        if not isinstance(error, FlochatError):
            log.error("job %s failed", job, exc_info=error)
        self._events.tell(Noticed(sentence, danger=True))

    def hold(self, job: int, on: bool) -> None:
        """Send no further step of a job while somebody is asked what becomes of it, or go on.

        Args:
            job: its id.
            on: whether somebody is asked.
        """
        if job in self._running:
            self._running[job][0].hold(on)

    async def ask(self, job: int, state: JobState) -> Job:
        """Have a job paused or cancelled, whichever process runs it."""
        found = await self.jobs.ask(job, state)
        if job in self._running:
            runner, self._ending[job] = self._running[job]
            runner.nudge()
        elif is_lost(found):  # else its runner writes them, once it has heard
            await self.write_results(found)
        self._events.tell(Worked(found))
        return found

    async def close(self, patience: float) -> None:
        """Let the person's own acts come to their end, and nothing more leave of the rest; see what has left through.

        Args:
            patience: for how many seconds. What isn't answered then is unknown.
        """
        ends = time.monotonic() + patience
        if own := [self._running[job][1] for job in self._own]:
            await asyncio.wait(own, timeout=patience)
        tasks = list({*self._ending.values(), *(task for _, task in self._running.values())})
        for runner, _ in self._running.values():
            runner.close()
        if tasks:
            await asyncio.wait(tasks, timeout=max(0.0, ends - time.monotonic()))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def limited_for(self, job: Job) -> float | None:
        """Until when nothing of a job may leave, in unix seconds; None where it may."""
        return self._pacer.paused_until if is_own_act(job) else self.limited_until

    def never_for(self, job: Job) -> str:
        """That the reserve takes all of an hour, so that nothing of a job ever leaves, as sentences; else empty."""
        waits = self.limited_until is not None and not is_own_act(job)
        return self._pacer.all_reserved if waits else ""

    # -- What a job's host does (`flotui.workspace.job_host`) -------------------------------------

    @property
    def places(self) -> int:
        """How many calls of a job may be under way at once."""
        return self._pacer.places

    @property
    def limited_until(self) -> float | None:
        """Until when no call of a job may leave."""
        return self._pacer.limited_until

    async def send(self, step: Step, purpose: Purpose = Purpose.JOB) -> Reply:
        """Send a step's call."""
        if step.subject == NEW:
            raise Malformed("Not sent, because the host didn't say the id of the new subscriber.")
        for foreign in foreign_ids(step.call, self._identity.prefix):
            raise Stopped(f"Not sent, because {foreign} belongs to another bot than {self._identity.prefix}.")
        reply = await self._connection.send(
            step.call, purpose, sits_out=False, leaves=lambda: self.jobs.see_held(step.job)
        )
        there = step.at is not None and await existing(self._cache, step.call, reply.data, step.at)
        return replace(reply, existing=True) if there else reply

    async def take_in(self, done: Sequence[tuple[Step, Reply]]) -> None:
        """Have the cache say what the host says now. What has to be read again for it is, when the job is over."""
        rows: set[tuple[str, str]] = set()
        operations: dict[str, None] = {}
        for step, reply in done:
            edit = edit_of(step)
            rows.update((touch.kind.name, touch.row_id) for touch in edit.touches)
            await take_in(self._cache, edit, reply.data)
            operations[step.call.operation_id] = None
        stale = {read for each in operations for read in stale_after(each)}
        await self._cache.make_stale(stale, {kind for each in operations for kind in kinds_after(each)})
        self._stale |= stale
        self._events.tell(Changed(frozenset(rows)))

    def progressed(self, job: Job) -> None:
        """Hear how far a job is."""
        held = self._held.get(job.id) if job.held_until is not None else None
        if held is not None and not held.done():
            held.set_result(job)
        self._events.tell(Worked(job, looked_on=job.id in self._held))


def is_own_act(job: Job) -> bool:
    """Whether a job is the person's own act, as an edit of one row is: of a few calls, begun in a dialog."""
    return bool(job.options.dialog) and job.steps <= FEW


def edit_of(step: Step) -> Edit:
    """The edit that a step is."""
    target = target_of(step.call.operation_id) if step.changes else None
    edit = Edit(step.call, f"{step.summary}: {step.title}", step.subject, step.changes, step.inverse)
    if target is None:
        return replace(edit, touches=touches_of(step.kind, step.subject, step.call))
    told = told_by(step.call, step.changes)
    return replace(edit, touches=target.touches(step.call, told), answers=target.answers(step.call, told))
