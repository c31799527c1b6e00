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
from typing import NamedTuple

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.catalogue import Risk, catalogue
from flotui.store.collecting import seldom_collected
from flotui.store.job import Job, Planned, Step
from flotui.store.jobs import JobDraft, Jobs
from flotui.store.trouble import StoreFailed
from flotui.text.plural import counted

DAY = 86400.0
"""Seconds within which the same to the same person is pointed out."""
_REACHING = (Risk.SEND, Risk.BROADCAST)
"""The risks of calls that reach people."""
_AT_ONCE = 2000
"""How many steps are written in one commit."""


class SourceRow(NamedTuple):
    """One row of a source."""

    subject: str
    """Its id; a row comes once, whatever the source says. Empty for one that has none yet."""
    steps: Sequence[Planned]


class Plan(NamedTuple):
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
) -> Plan:
    """Write a job down.

    Args:
        jobs: where.
        title: what is done, in the imperative: `Add tag winter`.
        rows: the rows, some at a time.
        draft: what else is known of the job; of its options a job that sends gets its own.
        skip_repeats: whether rows are left out that were sent the same within a day.

    Raises:
        StoreFailed: when it can't be written.
        FlochatError: what the source raises; then there is no job.
    """
    number = await jobs.begin(draft._replace(title=title))
    try:
        with seldom_collected():
            count, skipped, sends = await _written(jobs, number, rows)
        skipped += draft.skipped
        if not count:
            await jobs.forget(number)
            return Plan(None, 0, skipped)
        if skip_repeats:
            numbers = [step.n for step, _ in await repeats(jobs, number)]
            await jobs.leave_out(number, numbers, "Was sent the same within the last day.")
            count, _ = await jobs.rows(number)
        options = replace(draft.options, sends=sends)
        if draft.counted:
            options = replace(options, what=options.what or title)
            title = f"{title}: {counted(count, options.noun)}"
        return Plan(await jobs.seal(number, title, skipped, options), count, skipped)
    except BaseException:
        with suppress(StoreFailed):  # why there is no plan is what matters
            await jobs.forget(number)
        raise


async def _written(
    jobs: Jobs, number: int, rows: AsyncIterable[Sequence[SourceRow]]
) -> tuple[int, int, bool]:
    """Write the steps of rows down, the ones while the next are made.

    Returns:
        How many rows have some, how many have none, and whether any step reaches people.
    """
    count, skipped, last, sends = 0, 0, 0, False
    seen: set[str] = set()
    waiting: list[Planned] = []
    risks: dict[str, bool] = {}
    writing: asyncio.Future[int] | None = None
    try:
        async for some in rows:
            for row in some:
                if row.subject in seen:
                    continue
                if row.subject:
                    seen.add(row.subject)
                if not row.steps:
                    skipped += 1
                    continue
                count += 1
                waiting += row.steps
                sends = sends or any(_sends(each.call, risks) for each in row.steps)
            if len(waiting) >= _AT_ONCE:
                if writing is not None:
                    await writing
                writing = asyncio.ensure_future(jobs.add(number, waiting, last))
                last, waiting = last + len(waiting), []
        if writing is not None:
            await writing
        await jobs.add(number, waiting, last)
        return count, skipped, sends
    finally:
        if writing is not None:
            writing.cancel()
            await asyncio.wait({writing})


async def repeats(jobs: Jobs, job: int) -> list[tuple[Step, int]]:
    """Steps that would send what the same row was sent within a day, and by which job; 0 by hand."""
    sending = [each for each in await jobs.operations(job) if catalogue()[each].risk in _REACHING]
    return await jobs.repeats(job, sending, time.time() - DAY)


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
