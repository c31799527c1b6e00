# SPDX-License-Identifier: MIT
"""Comparing what a job has done with what the host has now."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import suppress
from sys import intern
from typing import NamedTuple

import msgspec

from flotui.jobs.newcomers import Newcomer, created, needs_looking, newcomers, still_subscribers
from flotui.jobs.plan import Plan, SourceRow, plan
from flotui.jobs.present import (
    CurrentValue,
    current_values_of,
    existing_by_name,
    still_there,
    with_values,
)
from flotui.jobs.recover import about
from flotui.jobs.report import value_said
from flotui.repositories.base import Sender
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.things import owner_of
from flotui.store.entry import Outcome
from flotui.store.job import Checked, Job, JobOptions, Planned, Step, changes_text
from flotui.store.jobs import JobDraft, Jobs
from flotui.store.trouble import StoreFailed
from flotui.text.plural import counted

VERIFIED = (Outcome.DONE, Outcome.UNCHANGED)
"""What the steps have come to that are compared."""
NOTHING_COMPARED = "Nothing could be compared."
"""What is said where no read tells of any of them: that isn't that all is as it should be."""
_AT_ONCE = 500
"""How many steps that differ are read at once."""


class Different(msgspec.Struct, frozen=True, gc=False):
    """What is kept of a step whose row isn't as it should be: all steps may be such."""

    n: int
    """Its number."""
    values: tuple[tuple[str, object], ...] = ()
    """What the host has where that is something else, each after the path of the change; none where the row is gone."""
    stands: bool = False
    """Whether the row is there, and was to be deleted."""


class StepDifference(NamedTuple):
    """A step whose row isn't as it should be."""

    step: Step
    current: tuple[CurrentValue, ...]
    """What the host has of what it changes; none where the row is gone."""
    stands: bool = False
    """Whether the row is there, and was to be deleted."""

    @property
    def summary(self) -> str:
        """What is different: `city is Quito, not Lima`."""
        if self.stands:
            return "it still exists"
        if not self.current:
            return "the row is gone"
        return "; ".join(
            f"{each.change.name} is {value_said(each.change.name, each.value)}, "
            f"not {value_said(each.change.name, each.change.after)}"
            for each in self.current
            if not each.as_left
        )

    @property
    def since(self) -> str:
        """What somebody has set since the step was planned, and what it would set: `city: Quito → Lima, not Cusco`."""
        if not self.current:
            return "the row is gone"
        return "; ".join(
            f"{change.name}: {value_said(change.name, change.before)} → {value_said(change.name, value)}, "
            f"not {value_said(change.name, change.after)}"
            for change, value in ((each.change, each.value) for each in self.current if not each.wanted)
        )


class Verified(NamedTuple):
    """What a comparison found."""

    compared: int
    """How many steps a read told of."""
    different: Sequence[Different]
    """Those that aren't as they should be; `differences` tells of some of them, `each_difference` of all."""
    untold: int
    """How many steps no read tells of: messages, and new people of whom neither id, e-mail nor phone number is known."""
    untold_said: str
    """What these are: `3 messages and 1 new subscriber`; empty where there are none."""
    undone: int = 0
    """How many steps another job has undone: they aren't compared."""

    def not_compared(self, job: Job) -> str:
        """What isn't compared, as sentences; empty where all is.

        Args:
            job: the job.
        """
        by = f" by job {job.undone_by}" if job.undone_by is not None else ""
        were = "was" if self.undone == 1 else "were"
        undone = f"{counted(self.undone, 'step')} {were} undone{by}." if self.undone else ""
        untold = f"{self.untold_said} can't be compared." if self.untold else ""
        arent = "isn't" if job.unknown == 1 else "aren't"
        unknown = (
            f"{counted(job.unknown, 'step')} of unknown outcome {arent} compared." if job.unknown else ""
        )
        return " ".join(filter(None, (untold, unknown, undone)))


async def verify(jobs: Jobs, job: int, send: Sender, *, notes: bool = True) -> Verified:
    """Compare what a job has done with what the host has, by list pages; whom it has created is looked for by
    id, or by e-mail and phone number where no answer told it, and gets the id that the host has for them.

    Args:
        jobs: where the job is.
        job: its id.
        send: asks the host.
        notes: whether what is found is written down, as far as it can be: ids, and how many differ.

    Raises:
        FlochatError: when the host can't be had.
    """
    operations = await jobs.operations(job, VERIFIED)
    things, sought = await _looked_up(jobs, job, operations)
    told: set[int] = set()
    suspects: dict[int, Different] = {}
    async for some in current_values_of(jobs, job, VERIFIED, send):
        told.update(step.n for step, _ in some)
        suspects |= {step.n: _kept(step, current) for step, current in some if not _is_as_left(current)}
    await _take_overtaken_away(jobs, job, suspects)
    different = [suspects[n] for n in sorted(suspects)]
    there = await existing_by_name(things, send)
    left = await still_there(things, send) | await still_subscribers(sought, send)
    people = await created(sought, send)
    ids = {each.n: people[each.n] for each in sought if "user_ns" not in each.about and people.get(each.n)}
    if notes:
        with suppress(StoreFailed):  # what differs is told all the same
            await jobs.note_created(job, ids)
    gone = {n for n, each in there.items() if each is None} | {
        n for n, row_id in people.items() if not row_id
    }
    different += [Different(n) for n in sorted(gone)]
    different += [Different(n, stands=True) for n in sorted(left) if left[n]]
    told.update(there, left, people)
    nouns, undone = Counter[str](), 0
    if len(told) < sum(steps for steps, _ in operations.values()):
        async for steps in jobs.in_blocks(job, VERIFIED):
            standing = [each for each in steps if not each.undone]
            undone += len(steps) - len(standing)
            nouns.update(about([each]).noun for each in standing if each.n not in told)
    what = " and ".join(counted(number, noun) for noun, number in nouns.items())
    if notes:
        with suppress(StoreFailed):
            await jobs.configure(job, verified=Checked(time.time(), len(told), len(different), what))
    return Verified(len(told), different, nouns.total(), what, undone)


async def _looked_up(jobs: Jobs, job: int, operations: Collection[str]) -> tuple[list[Step], list[Newcomer]]:
    """What a job has made or deleted that still stands so, and who, for which lists are looked through.

    Args:
        jobs: where the job is.
        job: its id.
        operations: what it calls.
    """
    things: list[Step] = []
    people: list[Newcomer] = []
    if any(map(_looks_up, operations)):
        async for steps in jobs.in_blocks(job, VERIFIED):
            standing = [each for each in steps if not each.undone and _looks_up(each.call.operation_id)]
            people += newcomers(standing)
            things += [each for each in standing if not needs_looking(each)]
    return things, people


def _looks_up(operation_id: str) -> bool:
    """Whether a write makes or deletes something, which lists are looked through for."""
    owned = owner_of(operation_id)
    makes = operation_id in SUBSCRIBER.creates or (owned is not None and operation_id == owned.kind.create)
    return makes or (owned is not None and operation_id == owned.kind.delete)


def _is_as_left(current: Sequence[CurrentValue] | None) -> bool:
    return current is not None and all(each.as_left for each in current)


def _kept(step: Step, current: Sequence[CurrentValue] | None) -> Different:
    """What is kept of a step whose row isn't as it has left it."""
    values = ((intern(each.change.path), each.value) for each in current or () if not each.as_left)
    return Different(step.n, tuple(values))


async def _take_overtaken_away(jobs: Jobs, job: int, suspects: dict[int, Different]) -> None:
    """Take away of steps what a later one about the same row sets too: that one tells how the row should be."""
    if not suspects:
        return
    about_it: dict[str, tuple[int, ...]] = {}
    async for steps in jobs.in_blocks(job, VERIFIED):
        for step in steps:
            if step.undone:
                continue
            paths = {each.path for each in step.changes}
            for n in about_it.get(step.subject, ()):
                _without(suspects, n, paths)
            if step.n in suspects:
                about_it[step.subject] = (*about_it.get(step.subject, ()), step.n)


def _without(suspects: dict[int, Different], n: int, paths: Collection[str]) -> None:
    """Take values of a step away, and the step where none is left."""
    known = suspects.get(n)
    if known is None or not known.values:
        return
    if values := tuple(each for each in known.values if each[0] not in paths):
        suspects[n] = Different(n, values)
    else:
        del suspects[n]


async def differences(jobs: Jobs, job: int, different: Sequence[Different]) -> list[StepDifference]:
    """Steps whose rows aren't as they should be, as they are told of; some of them, as all may be too many to hold.

    Args:
        jobs: where the job is.
        job: its id.
        different: what was found; of steps that were taken away meanwhile nothing is told.
    """
    steps = {each.n: each for each in await jobs.numbered(job, [each.n for each in different])}
    return [
        StepDifference(steps[each.n], _unlike(steps[each.n], each), each.stands)
        for each in different
        if each.n in steps
    ]


def _unlike(step: Step, different: Different) -> tuple[CurrentValue, ...]:
    """What the host has of a step's changes where that is something else."""
    if not different.values:
        return ()
    return tuple(each for each in with_values(step, dict(different.values)) if not each.as_left)


async def each_difference(
    jobs: Jobs, job: int, different: Sequence[Different]
) -> AsyncIterator[list[StepDifference]]:
    """All steps whose rows aren't as they should be, some at a time; see `differences`.

    Args:
        jobs: where the job is.
        job: its id.
        different: what was found.
    """
    for start in range(0, len(different), _AT_ONCE):
        yield await differences(jobs, job, different[start : start + _AT_ONCE])


async def plan_differences(jobs: Jobs, job: Job, found: Verified) -> Plan:
    """A job of what a comparison found to be different, and nobody has undone since: it is set, or deleted, once more.

    Args:
        jobs: where jobs are.
        job: the job that was compared.
        found: what was found.
    """
    again = [each for each in found.different if each.values or each.stands]

    async def rows() -> AsyncIterator[Sequence[SourceRow]]:
        async for some in each_difference(jobs, job.id, again):
            yield [_set_again(each) for each in some if not each.step.undone]

    title = f"Set again what differs after job {job.id}"
    draft = JobDraft("", query=job.query, options=JobOptions(noun=job.options.noun))
    return await plan(jobs, title, rows(), draft, distinct=True)


def _set_again(different: StepDifference) -> SourceRow:
    """What a comparison found to be different of one step, as a row of the job that sets it again."""
    step = different.step
    changes = changes_text([value.again for value in different.current])
    planned = Planned(
        True, step.kind, step.subject, step.title, step.summary, step.call.key, _back(different), changes
    )
    return SourceRow(f"{step.subject} {step.n}", [planned])


def _back(different: StepDifference) -> str | None:
    """The key of what takes back a deletion that is done once more; what sets values is taken back by what was there."""
    inverse = different.step.inverse
    return inverse.key if different.stands and inverse is not None else None
