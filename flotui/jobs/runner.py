# SPDX-License-Identifier: MIT
"""Carries a job out: as many steps at once as the pacer allows, each noted before it leaves and after its answer.

| What goes wrong | The step | The job |
| --- | --- | --- |
| the host refuses this row, or it doesn't fit the contract | refused | goes on |
| the same refusal for three rows in a row | refused | stops |
| no answer, a broken one, 5xx | unknown | goes on; stops after three in a row, after one where somebody waits for it |
| the same of a call that sets a value, where twice is as once: it is sent again | done, with that word | goes on |
| the quota is used up, or only the reserve is left | waiting | waits, and goes on by itself |
| another window has just sent the row something | waiting | stops, where somebody waits for it |
| no connection | waiting | tries again, at most a minute later; stops where somebody waits for it |
| 401, 403, a firewall, no such section | waiting | stops |
| somebody has changed what it would overwrite | left alone | goes on, and says at its end how many these are |

It goes on where it was after any end: what is done, refused or unknown is never sent again by going on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.errors import FlochatError, InsecureHost, NotSent, RateLimited, Stopped, Unreachable
from flotui.jobs.alike import Streak
from flotui.jobs.comparing import settled
from flotui.jobs.created import created_id, way_back
from flotui.jobs.gone import explained
from flotui.jobs.halts import End, HeldBack, cut_short, said_of, why_all
from flotui.jobs.host import Host
from flotui.jobs.outcomes import error_of, outcome_of
from flotui.jobs.reconnecting import Reconnecting
from flotui.jobs.since import FRESH
from flotui.jobs.times import end_of, obstacle, window_of
from flotui.jobs.trial import Trial
from flotui.store.crossing import SeenSends
from flotui.store.entry import Outcome
from flotui.store.job import Job, JobState, Step
from flotui.store.job_rows import CLOSED, ENDED, LeaseLost, NoJob, pulse
from flotui.store.job_steps import Answered
from flotui.store.jobs import Jobs
from flotui.store.trouble import StoreFailed
from flotui.text.plural import counted

if TYPE_CHECKING:
    from flotui.api.reply import Reply

_TELL = 1.0
"""Seconds between two reports of how far it is."""
_BEAT = 30.0
"""Seconds between two signs of life while it is held."""
_TAKEN = "Another flotui runs this job."
_EXISTING = "Nothing was created: it was there already."
_REPEATED = "Sent again, because its first answer was lost."


class RunsElsewhere(Stopped):
    """Another process runs the job."""

    advice = "It runs there; watch it here."
    command_advice = "It runs there: flotui jobs show says how far it is."


class Runner:
    """Runs one job."""

    def __init__(
        self,
        jobs: Jobs,
        host: Host,
        *,
        looked_on: bool = False,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """
        Args:
            jobs: where the job is.
            host: how its steps are sent.
            looked_on: whether a dialog waits for it; see the attribute.
            clock: gives the time in unix seconds.
            sleep: waits; a test's own.
        """
        self._jobs = jobs
        self._host = host
        self.looked_on = looked_on
        """Whether a dialog waits for it: it stops without a connection, and at the first unknown outcome; what reaches
        people leaves one by one, so that the rest waits then."""
        self.look: SeenSends | None = None
        """While somebody waits for it, what they have seen of other windows' sends to its rows."""
        self.failures: dict[Outcome, FlochatError] = {}
        """The first failure that led to each outcome."""
        self._clock = clock
        self._sleep = sleep
        self._job: Job
        self._under_way: dict[asyncio.Task[Reply], Step] = {}
        self._ready: list[Step] = []
        self._answers: list[Answered] = []
        self._done: list[tuple[Step, Reply]] = []
        self._streak = Streak()
        self._trial = Trial(jobs)
        self._reconnecting = Reconnecting()
        self._end: End | None = None
        self._closing = ""
        self._asked = False
        """Whether somebody is being asked what becomes of it: no further step leaves meanwhile."""
        self._told_at = self._beat_at = 0.0
        self._seen_at = 0.0
        """Until when its rows are taken to be as they were read: it has run since, or was held by the quota only."""
        self._wake = asyncio.Event()

    def close(self, why: str = CLOSED) -> None:
        """Send no further step; wait for those that have left. The job can be resumed.

        Args:
            why: what is said of it until then.
        """
        self._closing = why
        self._wake.set()

    def hold(self, on: bool) -> None:
        """Send no further step while somebody is asked what becomes of it, or go on.

        Args:
            on: whether somebody is asked.
        """
        self._asked = on
        self._wake.set()

    def nudge(self) -> None:
        """Have it look at once whether it was paused, or may go on."""
        self._wake.set()

    async def run(self, job: int, *, unbegun: bool = False) -> Job:
        """Run a job until nothing more of it may leave.

        Args:
            job: its id.
            unbegun: whether who has it run saw it as planned: one that was paused since stays so.

        Returns:
            The job as it is then.

        Raises:
            RunsElsewhere: when another process runs it.
            StoreFailed: when what leaves can't be noted.
        """
        if (found := await self._jobs.take(job, unbegun=unbegun)) is None:
            raise RunsElsewhere(_TAKEN)
        self._job = found
        if found.state is not JobState.RUNNING:
            return found
        try:
            await self._carry_out()
        except StoreFailed as error:
            cut = cut_short(error, self._job, self._answers)
            await asyncio.shield(self._give_up(cut))
            raise cut from error
        except BaseException as error:
            await asyncio.shield(self._give_up(error))
            raise
        return self._job

    async def _carry_out(self) -> None:
        if self._job.options.sends and self._job.not_after is None:
            end = end_of(self._job, self._clock())
            self._job = await self._jobs.schedule(self._job.id, self._job.starts_at, end)
        await self._trial.find(self._job)
        self._host.progressed(self._job)
        self._seen_at = self._job.read_at
        try:
            await self._loop()
        except asyncio.CancelledError:
            raise
        except BaseException:
            await self._drain()
            raise
        await self._drain()
        ended = self._end or End(JobState.ENDED, self._left_out())
        ended = ended if self.looked_on else await explained(ended, self._jobs, self._host)
        number, options = self._job.id, self._job.options
        self._job = await self._jobs.end(number, ended.state, ended.message, options, self._answers)
        self._host.progressed(self._job)

    async def _give_up(self, error: BaseException) -> None:
        """Leave a job that can't be gone on with here, so that nobody takes it for one that runs."""
        message = said_of(error)
        if isinstance(error, asyncio.CancelledError):
            message = CLOSED
            await self._cut_off()
        left = replace(self._job, state=JobState.STOPPED, message=message, owner="", held_until=None)
        with suppress(StoreFailed, NoJob):
            left = await self._jobs.end(left.id, left.state, message, left.options, self._answers)
        self._host.progressed(left)

    async def _cut_off(self) -> None:
        """Wait no longer for what has left: what came of it is unknown."""
        for task in self._under_way:
            task.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_TELL)
        for task, step in self._under_way.items():
            if task.done():
                self._take(step, task)
            else:
                self._answer(step, Outcome.UNKNOWN, None, ENDED)
        self._under_way = {}
        await self._note()

    # -- Turn by turn -----------------------------------------------------------------------------

    async def _loop(self) -> None:
        while True:
            held = self._obstacle()
            if isinstance(held, End):
                self._end = self._end or held
            idle = not (self._under_way or self._answers or self._ready)
            if isinstance(held, HeldBack) and idle and self._end is None:
                if await self._trial_answered():
                    continue  # what it came to is told now, and not when there are calls again
                await self._wait(held)
                if self._job.state is not JobState.RUNNING:
                    return
                continue
            if idle and held is None and not self._asked and self._is_old():
                await self._compare()
                continue
            most = 0 if held is not None or self._end is not None or self._asked else self._room()
            part, waits = self._trial_part(), bool(self._job.waiting)
            turn = await self._jobs.turn(
                self._job.id, self._answers, most, until=part, leaves=waits, look=self.look
            )
            self._answers = []
            if turn.job is None:
                raise RunsElsewhere(_TAKEN)
            options = replace(self._job.options, left_out=turn.job.options.left_out)
            self._job = replace(turn.job, options=options)
            if turn.crossed is not None:
                self._not_now(turn.crossed, turn.crossed.happened)
                self.failures.setdefault(Outcome.WAITING, turn.crossed)
            if turn.left_out:
                await self._trial.find(self._job)
            self._ready += turn.steps
            self._start_ready()
            if self._ready and not self._may_start():
                self._give_back()
            await self._tell()
            if self._under_way:
                await self._collect()
            elif self._answers:
                continue
            elif self._end is not None or self._job.state is not JobState.RUNNING:
                return
            elif held is not None or turn.left_out:
                continue
            elif self._asked:
                await self._word()
            elif turn.resting or turn.waits:
                await self._sleep(0.1 if turn.resting else 0.5)
            elif not turn.steps and not await self._trial_over():
                return

    def _room(self) -> int:
        """How many steps may be noted as sent now: what repeats without harm is noted before there is a place for it,
        so that no place waits for the disk.
        """
        if self._trial_part() is not None or (self.looked_on and self._job.options.sends):
            return 0 if self._under_way or self._ready else 1
        most = self._host.places if self._job.options.sends else 2 * self._host.places
        return max(0, most - len(self._under_way) - len(self._ready))

    def _may_start(self) -> bool:
        goes = self._end is None and self._job.state is JobState.RUNNING and not self._asked
        return goes and self._obstacle() is None

    def _start_ready(self) -> None:
        """Have steps leave that are noted as sent, as far as there are places."""
        while self._ready and len(self._running) < self._host.places and self._may_start():
            step = self._ready.pop(0)
            task = asyncio.ensure_future(self._host.send(step))
            self._under_way[task] = step
            task.add_done_callback(self._answered)

    def _answered(self, task: asyncio.Task[Reply]) -> None:
        """Have the next step leave at once, unless what went wrong may concern it too: that is looked at first."""
        if not task.cancelled() and task.exception() is None:
            self._start_ready()

    @property
    def _running(self) -> list[Step]:
        return [step for task, step in self._under_way.items() if not task.done()]

    def _give_back(self) -> None:
        """Have steps wait again that were noted as sent and didn't leave."""
        for step in self._ready:
            self._answer(step, Outcome.WAITING, None, "")
        self._ready = []

    def _trial_part(self) -> int | None:
        return self._trial.part(self._job.options)

    async def _trial_over(self) -> bool:
        """Whether the first row had its turn just now, and the others come next."""
        if self._trial_part() is None:
            return False
        options = replace(self._job.options, tried=True)
        self._job = replace(self._job, options=options)
        came = await self._trial.came_to(self._job)
        if came.failed:
            self._end = End(JobState.STOPPED, came.message, came.refused)
        elif options.ask_after_trial and self._job.waiting:
            self._end = End(JobState.PAUSED, came.message)
        else:
            await self._jobs.configure(self._job.id, tried=True)  # so that it isn't told again by going on
            self._host.progressed(replace(self._job, message=came.message))
        return True

    async def _trial_answered(self) -> bool:
        """Whether the first row had its turn, and what it came to is taken in."""
        if self._trial_part() is None or not await self._trial.answered(self._job):
            return False
        return await self._trial_over()

    def _obstacle(self) -> HeldBack | End | None:
        """What keeps steps from leaving now."""
        if self._closing:
            return End(JobState.STOPPED, self._closing)
        now, limited = self._clock(), self._host.limited_until
        if limited is not None and (never := self._host.all_reserved):
            return End(JobState.STOPPED, never)
        found = obstacle(window_of(self._job), now, limited)
        if found is not None:
            until, message = found
            return End(JobState.ENDED, message) if until is None else HeldBack(until, message)
        again = self._reconnecting.again(now)
        return None if again is None else HeldBack(again, self._reconnecting.why)

    async def _collect(self) -> None:
        """Wait until a step is answered, and take what came of it."""
        done, _ = await asyncio.wait(self._under_way, timeout=_TELL, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            self._take(self._under_way.pop(task), task)

    def _take(self, step: Step, task: asyncio.Task[Reply]) -> None:
        now = self._clock()
        assert step.at is not None
        error = error_of(task)
        if isinstance(error, asyncio.CancelledError):
            outcome = outcome_of(error)
            self._answer(step, outcome, None, "" if outcome is Outcome.WAITING else ENDED)
            return
        if error is None:
            reply = task.result()
            ms = round(reply.seconds * 1000)
            outcome = Outcome.UNCHANGED if reply.existing else Outcome.DONE
            back = None if reply.existing else way_back(step, reply)
            new = created_id(step, reply)
            message = _EXISTING if reply.existing else _REPEATED if reply.repeated else ""
            self._answers.append(
                Answered(step.n, step.at, outcome, now, reply.status, ms, message, back, new)
            )
            self._done.append((step, reply))
            self._streak.end()
            self._seen_at = now
            self._reconnecting.reached()
            return
        outcome, received = outcome_of(error), None
        message = f"{type(error).__name__}: {error}"
        if isinstance(error, FlochatError):
            self.failures.setdefault(outcome, error)
            received, message = error.received, error.happened
        self._answer(step, outcome, received.status if received is not None else None, message)
        if outcome is not Outcome.WAITING:
            self._seen_at = now
        if outcome is Outcome.WAITING:
            self._not_now(error, message)
        elif outcome in (Outcome.REFUSED, Outcome.UNKNOWN):
            self._count(outcome, message, step)

    def _answer(self, step: Step, outcome: Outcome, status: int | None, message: str) -> None:
        assert step.at is not None
        self._answers.append(Answered(step.n, step.at, outcome, self._clock(), status, None, message))

    def _not_now(self, error: BaseException, message: str) -> None:
        """A step could not leave, or the host refused it for a reason that isn't its own."""
        if isinstance(error, RateLimited | LeaseLost) or self._host.limited_until is not None:
            return  # it is waited out, or the next turn tells whose it is
        if isinstance(error, Unreachable | InsecureHost) and not self.looked_on:
            self._reconnecting.lost(self._clock(), message)
        elif not (isinstance(error, NotSent) and self._closing):
            self._end = End(JobState.STOPPED, why_all(error, message))

    def _count(self, outcome: Outcome, message: str, step: Step) -> None:
        """A step was refused, or its outcome is unknown: several in a row concern them all."""
        if self.looked_on and outcome is Outcome.UNKNOWN:
            self._end = End(JobState.STOPPED, message)
            return
        several = self._streak.add(outcome, message)
        why = f"{several} {message}"
        if several and why not in self._job.options.tolerated:
            self._end = End(JobState.STOPPED, why, step if outcome is Outcome.REFUSED else None)

    async def _wait(self, held: HeldBack) -> None:
        """Wait for the end of what holds it, or until it is paused, cancelled or closed."""
        now = self._clock()
        if self._host.limited_until is not None and not self._is_old():
            self._seen_at = now  # else each hour's calls would go on reading
        same = (held.until, held.message) == (self._job.held_until, self._job.message)
        if not same or pulse() - self._beat_at > _BEAT:
            self._beat_at = pulse()
            await self._jobs.hold(self._job.id, held.until, held.message)
            await self._tell(now=True)  # it may be long before anything more is done
            self._host.progressed(replace(self._job, held_until=held.until, message=held.message))
        self._wake.clear()
        rest = (
            asyncio.ensure_future(self._sleep(min(max(held.until - now, 0.01), 1.0))),
            asyncio.ensure_future(self._wake.wait()),
        )
        try:
            await asyncio.wait(rest, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in rest:
                each.cancel()
        found = await self._jobs.peek(self._job.id)
        if found is None or found.owner != self._jobs.owner:
            raise RunsElsewhere(_TAKEN)
        self._job = replace(found, options=self._job.options)
        if self._obstacle() is None:
            self._job = replace(self._job, options=self._job.from_now)
            await self._jobs.hold(self._job.id, None, "", self._job.options)

    async def _word(self) -> None:
        """Wait until somebody has said what becomes of it; it is looked at each second, so that its lease is kept."""
        self._wake.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await self._wake.wait()

    def _is_old(self) -> bool:
        """Whether nothing of it has left for so long that what waits has to be compared before it leaves."""
        return (
            self._end is None and bool(self._job.waiting) and not (0 <= self._clock() - self._seen_at < FRESH)
        )

    def _left_out(self) -> str:
        """What is said of rows that were left out, with nobody asked, as a sentence; empty for none."""
        rows = self._job.options.left_out
        changed = "changed or sent the same" if self._job.options.sends else "changed"
        return f"{counted(rows, 'row')} left alone: {changed} since it was planned." if rows else ""

    async def _compare(self) -> None:
        """Have what somebody else has changed since its rows were read be left out: nobody is here to be asked."""
        try:
            found = await settled(
                self._jobs, self._job, self._host, self._sleep, lambda: self._closing, lambda: self.looked_on
            )
        except FlochatError as error:
            self.failures.setdefault(Outcome.WAITING, error)
            self._end = End(JobState.STOPPED, error.happened)
            return
        finally:
            self._seen_at = self._clock()
        if found is None or found.owner != self._jobs.owner:
            raise RunsElsewhere(_TAKEN)
        self._job = replace(found, options=self._job.from_now.compared_as(found.options))
        await self._trial.find(self._job)

    async def _tell(self, *, now: bool = False) -> None:
        """Tell how far it is, and have the cache follow, once a second."""
        at = self._clock()
        if not now and 0 <= at - self._told_at < _TELL:
            return
        self._told_at = at
        done, self._done = self._done, []
        if done:
            await self._host.take_in(done)
        self._host.progressed(self._job)

    async def _drain(self) -> None:
        """See what has left through, and note it."""
        self._give_back()
        while self._under_way:
            done, _ = await asyncio.wait(self._under_way, timeout=None)
            for task in done:
                self._take(self._under_way.pop(task), task)
        await self._note()
        await self._tell(now=True)

    async def _note(self) -> None:
        """Note what came of the last steps."""
        self._give_back()
        if self._answers:
            with suppress(StoreFailed, NoJob):
                noted = await self._jobs.note(self._job.id, self._answers)
                self._job, self._answers = replace(noted, options=self._job.options), []
