# SPDX-License-Identifier: MIT
"""Planning a job: steps from any source are written down, and nothing leaves.

A source gives rows one after the other, each with its steps (`flotui.jobs.changes` makes those of subscribers, and
of edits of anything). A row without steps has nothing to change; it is counted. What is written is frozen.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from contextlib import suppress

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.catalogue import Risk, catalogue
from flotui.jobs.times import first_moment
from flotui.store.collecting import seldom_collected
from flotui.store.job import REPEATS_WITHIN, Job, JobOptions, Planned, Step
from flotui.store.jobs import JobDraft, Jobs
from flotui.store.trouble import StoreFailed
from flotui.text.plural import counted

_REACHING = (Risk.SEND, Risk.BROADCAST)
"""The risks of calls that reach people."""
REPEATED = "Was sent the same within the last day."
"""Why rows are left out."""
_AT_ONCE = 2000
"""How many steps are written in one commit."""


class SourceRow(msgspec.Struct, frozen=True):
    """One row of a source."""

    subject: str
    """Its id; a row comes once, whatever the source says. Empty for one that has none yet."""
    steps: Sequence[Planned]
    left_out: str = ""
    """Why it is left out, as a sentence: nothing of it is ever sent. Empty where it isn't."""


class Plan(msgspec.Struct, frozen=True):
    """A job that is written down."""

    job: Job | None
    """None where no row has anything to change."""
    rows: int
    """How many rows it goes to, without those left out."""
    skipped: int
    """How many rows have nothing to change."""


async def plan(
    jobs: Jobs,
    title: str,
    rows: AsyncIterable[Sequence[SourceRow]],
    draft: JobDraft,
    *,
    skip_repeats: bool = False,
    distinct: bool = False,
) -> Plan:
    """Write a job down.

    Args:
        jobs: where.
        title: what is done, in the imperative: `Add tag winter`.
        rows: the rows, some at a time.
        draft: what else is known of the job; of its options a job that sends gets its own.
        skip_repeats: whether rows are left out that were sent the same within a day.
        distinct: whether the source gives no row twice, so that nobody has to remember all of them.

    Raises:
        StoreFailed: when it can't be written.
        FlochatError: what the source raises; then there is no job.
    """
    writing = _Writing(jobs, replace(draft, title=title))
    try:
        with seldom_collected():
            await writing.take_in(rows, distinct)
        skipped = writing.skipped + draft.skipped
        if not writing.rows:
            await writing.forget()
            return Plan(None, 0, skipped)
        left_out = await writing.leave_out(skip_repeats)
        count = writing.rows - left_out
        options = replace(draft.options, sends=writing.sends, skips_repeats=skip_repeats)
        if draft.counted:
            options = replace(options, what=options.what or title)
            title = f"{title}: {counted(count, options.noun)}"
        return Plan(await writing.seal(title, skipped, options), count, skipped)
    except BaseException:
        with suppress(StoreFailed):  # why there is no plan is what matters
            await writing.forget()
        raise


class _Writing:
    """A job that is being written down: a short one in one commit, once all of it is known."""

    def __init__(self, jobs: Jobs, draft: JobDraft) -> None:
        self._jobs, self._draft = jobs, draft
        self._number: int | None = None
        """The job's id, once some of it is written down."""
        self._last = 0
        """The number of the last step that is."""
        self._waiting: list[Planned] = []
        """The steps that aren't."""
        self.rows = self.skipped = 0
        """How many rows have steps, and how many have none."""
        self.sends = False
        """Whether any step reaches people."""
        self._left_out: dict[str, list[int]] = {}
        """The numbers of the first steps of rows that are left out, by why."""

    async def take_in(self, rows: AsyncIterable[Sequence[SourceRow]], distinct: bool) -> None:
        """Take in all rows, each once; of many the steps of the ones are written down while the next are made."""
        seen: set[str] = set()
        risks: dict[str, bool] = {}
        writing: asyncio.Future[int] | None = None
        try:
            async for some in rows:
                for row in some:
                    if row.subject in seen:
                        continue
                    if row.subject and not distinct:
                        seen.add(row.subject)
                    self._take(row, risks)
                if len(self._waiting) >= _AT_ONCE:
                    if writing is not None:
                        await writing
                    writing = asyncio.ensure_future(self._jobs.add(await self._begun(), *self._next()))
            if writing is not None:
                await writing
        finally:
            if writing is not None:
                writing.cancel()
                await asyncio.wait({writing})

    def _take(self, row: SourceRow, risks: dict[str, bool]) -> None:
        if not row.steps:
            self.skipped += 1
            return
        self.rows += 1
        if row.left_out:
            first = self._last + len(self._waiting) + 1
            self._left_out.setdefault(row.left_out, []).append(first)
        self._waiting += row.steps
        self.sends = self.sends or any(_sends(each.call, risks) for each in row.steps)

    def _next(self) -> tuple[list[Planned], int]:
        """The steps that are written down next, and the number of the last one before them."""
        steps, before = self._waiting, self._last
        self._waiting, self._last = [], before + len(steps)
        return steps, before

    async def _begun(self) -> int:
        """The job's id."""
        if self._number is None:
            self._number = await self._jobs.begin(self._draft)
        return self._number

    async def leave_out(self, repeats: bool) -> int:
        """Leave rows out of which the source says so, and also those that were sent the same within a day; how many."""
        if not (self._left_out or repeats):
            return 0
        number = await self._begun()
        await self._jobs.add(number, *self._next())
        for why, steps in self._left_out.items():
            await self._jobs.leave_out(number, steps, why)
        if repeats:
            draft = self._draft
            await leave_out_repeated(self._jobs, number, repeats_from(draft.starts_at, draft.options))
        return self.rows - (await self._jobs.rows(number))[0]

    async def seal(self, title: str, skipped: int, options: JobOptions) -> Job:
        """Have it be planned."""
        if self._number is None:
            draft = replace(self._draft, title=title, skipped=skipped, options=options)
            return await self._jobs.write_down(draft, self._waiting)
        await self._jobs.add(self._number, *self._next())
        return await self._jobs.seal(self._number, title, skipped, options)

    async def forget(self) -> None:
        """Take away what is written down of it."""
        if self._number is not None:
            await self._jobs.forget(self._number)


def repeats_from(starts_at: float | None, options: JobOptions) -> float:
    """Since when it matters who was sent the same as a job sends, in unix seconds: within a day of when it can begin.

    Args:
        starts_at: when the job may begin, in unix seconds; None for at once.
        options: how it is to run.
    """
    return first_moment(starts_at, options.quiet, options.zone, time.time()) - REPEATS_WITHIN


async def repeats(jobs: Jobs, job: int, since: float, *, answered: bool = False) -> list[tuple[Step, int]]:
    """Steps that would send what the same row was sent before, and by which job; 0 by hand.

    Args:
        jobs: where the job is.
        job: its id.
        since: from when on that matters, in unix seconds.
        answered: whether what is just being sent doesn't count.
    """
    sending = [each for each in await jobs.operations(job) if catalogue()[each].risk in _REACHING]
    return await jobs.repeats(job, sending, since, answered=answered)


async def leave_out_repeated(jobs: Jobs, job: int, since: float) -> Job:
    """Have a job leave out rows that were sent the same before. Those that somebody else is just sending it stay: what
    became of that is seen before they would leave.

    Args:
        jobs: where the job is.
        job: its id.
        since: from when on that matters, in unix seconds.
    """
    found = await repeats(jobs, job, since, answered=True)
    return await jobs.leave_out(job, [step.n for step, _ in found], REPEATED)


async def unseen_repeats(jobs: Jobs, job: Job) -> list[tuple[Step, int]]:
    """As `repeats`, of what the person hasn't seen: sent since the job was planned, or they last looked.

    Args:
        jobs: where the job is.
        job: the job.
    """
    if not job.options.sends or job.options.skips_repeats:
        return []
    return await repeats(jobs, job.id, unseen_from(job))


def unseen_from(job: Job) -> float:
    """Since when it matters who was sent the same, of what the person hasn't seen; in unix seconds.

    Args:
        job: the job.
    """
    options = job.options
    return job.repeats_since(first_moment(job.starts_at, options.quiet, options.zone, time.time()))


async def at_once(rows: Iterable[SourceRow]) -> AsyncIterator[Sequence[SourceRow]]:
    """Rows that are all here, as `plan` wants them."""
    yield tuple(rows)


def _sends(call: str, known: dict[str, bool]) -> bool:
    """Whether a call reaches people."""
    operation = call[2 : call.index('"', 2)]
    if operation not in known:
        risk = Call.from_key(call).operation.risk
        known[operation] = risk in _REACHING
    return known[operation]
