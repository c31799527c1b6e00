# SPDX-License-Identifier: MIT
"""What was changed since a job's rows were read, seen before what waits of it leaves.

That is looked for whenever a job begins or goes on, unless its rows were read within a minute. What is done then, for
every step that waits:

| The host has | The step |
| --- | --- |
| what it had when the rows were read | leaves |
| what the step sets | is unchanged |
| something else, or the row is gone | is left out, or leaves because the person says so |

A template that the job sends has to be there and approved, with the variables that it fills in; else nothing leaves.

What the steps that leave have found there is what an undo sets back.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from flotui.jobs.present import (
    CurrentValue,
    current_values_of,
    existing_by_name,
    listed_by_name,
    readable,
)
from flotui.jobs.templates import see_sendable_templates
from flotui.jobs.verify import StepDifference
from flotui.repositories.base import Sender
from flotui.repositories.things import target_of
from flotui.store.entry import Change, Outcome
from flotui.store.job import Job, Step, changes_text
from flotui.store.jobs import Jobs
from flotui.store.superseded import CHANGED

FRESH = 60.0
"""Seconds for which rows are taken to be as they were read."""
_DONE = (Outcome.DONE, Outcome.UNCHANGED)
_SENT = (Outcome.UNKNOWN, Outcome.INTENDED)


def is_old(job: Job, now: float | None = None) -> bool:
    """Whether what waits of a job has to be compared before it leaves.

    Args:
        job: the job.
        now: unix seconds; the machine's by default.
    """
    return bool(job.waiting) and not 0 <= (time.time() if now is None else now) - job.read_at < FRESH


class Stale(NamedTuple):
    """What has changed since a job's rows were read."""

    different: Sequence[StepDifference]
    """Steps that would overwrite what somebody else has set since."""
    there: Sequence[int]
    """The numbers of steps whose rows have already what they set."""
    partly: Sequence[StepDifference]
    """Steps of which somebody else has set a part, to the same."""
    began: float
    """When reading began, in unix seconds."""
    at: float
    """When that had been read, in unix seconds: reading many takes longer than rows are taken to be as they were, and
    must not be begun anew for that."""


async def stale(jobs: Jobs, job: int, send: Sender) -> Stale:
    """See whether rows of what waits of a job were changed since they were read.

    Args:
        jobs: where the job is.
        job: its id.
        send: asks the host.

    Raises:
        Stopped: when what it sends can't be sent any more as it was planned.
        FlochatError: when the host can't be had.
    """
    began = time.time()
    await see_sendable_templates(jobs, job, send)
    operations = await jobs.operations(job)
    there: list[int] = []
    found: list[tuple[Step, tuple[CurrentValue, ...] | None]] = []
    if any(target_of(each) is not None for each in operations):
        async for some in current_values_of(jobs, job, [Outcome.WAITING], send):
            there += [step.n for step, current in some if _has_it_all(current)]
            found += [each for each in some if _was_changed(each[1])]
    there.sort()
    found.sort(key=lambda each: each[0].n)
    suspects = {step.subject for step, current in found if current and not all(map(_as_it_was, current))}
    known = _OwnSteps(await jobs.every(job, wanted=lambda each: each.subject in suspects) if suspects else ())
    different, partly = [], []
    for step, current in found:
        since = tuple(each for each in current or () if not (each.before or known.expects(step, each)))
        if current is None or not all(each.wanted for each in since):
            different.append(StepDifference(step, since))
        elif since:
            partly.append(StepDifference(step, since))
    if any(target_of(each) is None for each in operations):
        making = await jobs.every(job, [Outcome.WAITING], wanted=_is_listed)
        there += [n for n, existing in (await existing_by_name(making, send)).items() if existing is not None]
    return Stale(different, there, partly, began, time.time())


def _has_it_all(current: Sequence[CurrentValue] | None) -> bool:
    """Whether a row has all that a step sets. Of such steps, which may be all, the number is enough."""
    return bool(current) and all(each.wanted for each in current or ())


def _was_changed(current: Sequence[CurrentValue] | None) -> bool:
    """Whether a row is gone, or neither as it was nor as it will be."""
    return current is None or not (_has_it_all(current) or all(each.before for each in current))


def _is_listed(step: Step) -> bool:
    """Whether a list tells that what a step would create is there: no others are kept, of which there may be many."""
    return bool(listed_by_name(step))


def _as_it_was(found: CurrentValue) -> bool:
    return found.before or found.wanted


class _OwnSteps:
    """What rows have by the job's own steps: what an earlier one of them has set is nobody else's."""

    def __init__(self, steps: Collection[Step]) -> None:
        """
        Args:
            steps: all that are about the rows, in their order.
        """
        self._expected: dict[tuple[int, str], list[object]] = {}
        has: dict[tuple[str, str], list[object]] = {}
        for step in steps:
            for each in step.changes:
                key = step.subject, each.path
                if step.outcome is Outcome.WAITING:
                    self._expected[step.n, each.path] = has.get(key, [])
                    has.setdefault(key, [each.before])  # what comes after it doesn't leave before it
                elif step.outcome in _DONE:
                    has[key] = [each.after]
                elif step.outcome in _SENT:
                    has[key] = [*has.get(key, [each.before]), each.after]

    def expects(self, step: Step, found: CurrentValue) -> bool:
        """Whether a row has what the job itself has left there."""
        target = readable(step)
        assert target is not None
        path = found.change.path
        return any(target.same(path, found.value, each) for each in self._expected.get((step.n, path), ()))


async def leave_out(jobs: Jobs, job: int, found: Stale, *, unasked: bool = False) -> Job:
    """Have a job leave out what has changed since its rows were read.

    Args:
        jobs: where the job is.
        job: its id.
        found: what has.
        unasked: whether nobody was asked, so that the job says of it how many rows these are.
    """
    numbers = [each.step.n for each in found.different]
    if numbers and unasked:
        before = await jobs.peek(job)
        rows = len({each.step.part for each in found.different})
        await jobs.configure(job, left_out=rows + (before.options.left_out if before is not None else 0))
    await jobs.leave_out(job, numbers, CHANGED)
    return await _settled(jobs, job, found, found.partly)


async def take_as_now(jobs: Jobs, job: int, found: Stale) -> Job:
    """Have a job take what its rows are now as what they were before: it overwrites that, and undo restores it.

    Args:
        jobs: where the job is.
        job: its id.
        found: what has changed since its rows were read.
    """
    return await _settled(jobs, job, found, [*found.different, *found.partly])


async def _settled(jobs: Jobs, job: int, found: Stale, taken: Sequence[StepDifference]) -> Job:
    """Note what the host has of steps that leave, which need not leave, and when that was so."""
    told = await asyncio.to_thread(_as_now, [each for each in taken if each.current])
    await jobs.retell(job, told)
    await jobs.resolve_waiting(job, found.there, Outcome.UNCHANGED, "")
    return await jobs.configure(job, compared_from=found.began, compared_at=found.at)


def _as_now(taken: Sequence[StepDifference]) -> list[tuple[int, str]]:
    """What steps change, from what the host has now, as the database has it: by their numbers."""
    told = []
    for each in taken:
        since: Mapping[str, Change] = {found.change.path: found.again for found in each.current}
        told.append(
            (each.step.n, changes_text([since.get(change.path, change) for change in each.step.changes]))
        )
    return told
