# SPDX-License-Identifier: MIT
"""Undoing a job: a job of the inverses of what was done, without what somebody else has changed since."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.catalogue import Risk
from flotui.jobs.plan import Plan, SourceRow, plan
from flotui.jobs.present import (
    CurrentValue,
    Existing,
    as_left,
    can_be_set_back,
    current_values_of,
    existing_by_name,
    readable,
)
from flotui.jobs.report import undone
from flotui.repositories.base import Sender
from flotui.repositories.created import created_by
from flotui.repositories.targets import NoWay
from flotui.store.entry import Change, Outcome
from flotui.store.job import Job, JobOptions, JobState, Planned, Step, changes_text
from flotui.store.jobs import JobDraft, Jobs
from flotui.store.overwritten import Overwritten, as_found
from flotui.text.plural import listed

if TYPE_CHECKING:
    from flotui.repositories.targets import Target


_AT_ONCE = 1000
"""How many rows are taken back at once."""


class Undone(NamedTuple):
    """A planned undo, and what it leaves out."""

    plan: Plan
    changed: Sequence[Step]
    """Steps of which somebody else has changed something since, the last first: each with only those changes."""
    gone: Sequence[Step]
    """Steps whose rows are gone, likewise."""
    lost: int
    """Steps of which something has no way back: messages, values that nothing sets, credentials (they aren't kept)."""

    @property
    def stays(self) -> list[str]:
        """Sentences of what it leaves: which values of whom somebody else has changed since, and who is gone."""
        said = []
        if self.changed:
            said.append(f"Changed since, so left as is: {_values(self.changed)}.")
        if self.gone:
            said.append(f"Gone: {listed(list(_titles(self.gone).values()))}.")
        return said


def _titles(steps: Sequence[Step]) -> dict[str, str]:
    """What the rows of steps are called, by id, in the order in which the job has them."""
    return {each.subject: each.title for each in sorted(steps, key=lambda each: each.n)}


def _values(changed: Sequence[Step]) -> str:
    """Which values of whom steps change: `tag vip of Ana, Rui, Eva and 52 more; city, first name of Eva`."""
    by_name: dict[str, list[Step]] = {}
    for step in sorted(changed, key=lambda each: each.n):
        for change in step.changes:
            by_name.setdefault(change.name, []).append(step)
    names: dict[tuple[str, ...], list[str]] = {}
    for name, steps in by_name.items():
        names.setdefault(tuple(_titles(steps)), []).append(name)
    titles = _titles(changed)
    parts = [
        f"{listed(values)} of {listed([titles[subject] for subject in subjects])}"
        for subjects, values in names.items()
    ]
    return listed(parts, between="; ")


def refusal(job: Job) -> str:
    """Why nothing of a job can be undone, as a sentence; empty where it may be."""
    if job.state is JobState.RUNNING:
        return f"Job {job.id} is running: pause it first."
    if job.done:
        return ""
    if job.state is JobState.PLANNED:
        return f"Job {job.id} hasn't run: there is nothing to undo."
    return f"Nothing of job {job.id} is done: there is nothing to undo."


def none_left(job: Job, written: Undone | None = None) -> str:
    """Why the undo of a job came to nothing, as a sentence.

    Args:
        job: the job.
        written: what was planned; None where nothing of it is left to undo.
    """
    if written is None or not (written.changed or written.gone or written.lost):
        return f"Job {job.id} is {undone(job) or 'undone'} already."
    part = job.undone_by is not None
    changed, gone = "was changed since" * bool(written.changed), "is gone" * bool(written.gone)
    why = " or ".join(filter(None, (changed, gone, "can't be reversed" * bool(written.lost))))
    what = "the rest" if part else "all of it" if changed or gone else "what it did"
    return f"Nothing{' more' * part} of job {job.id} can be undone: {what} {why}."


async def undo(jobs: Jobs, job: Job, send: Sender, *, asks: bool = False) -> Undone:
    """Write the job down that undoes one.

    Args:
        jobs: where jobs are.
        job: the job to undo.
        send: asks the host what it has now.
        asks: whether the person is asked about it here and now, and it is gone without an answer.

    Raises:
        Undoing: when another job has begun with it, and may go on.
        FlochatError: when the host can't be had.
    """
    await jobs.refuse_second_undo(job.id)
    began = time.time()
    done = _DoneSteps(jobs, job.id, await jobs.overwritten(job))
    await done.look(send)
    first = await jobs.undone_summaries(job.id) if job.is_undo else {}
    kept, what = job.options, original(job)
    options = JobOptions(
        quiet=kept.quiet,
        zone=kept.zone,
        noun=kept.noun,
        what=what,
        redoes=job.is_undo,
        dialog=jobs.owner if kept.dialog else "",
        asked=jobs.owner if asks else "",
        compared_from=began,
    )
    has_count = not job.title.endswith(kept.what or job.title)
    draft = JobDraft("", options=options, undoes=job.id, counted=has_count)
    title = f"Redo job {job.undoes}: {what}" if job.is_undo else f"Undo job {job.id}: {what}"
    written = await plan(jobs, title, done.backwards(first), draft, distinct=True)
    return Undone(written, done.changed, done.gone, done.lost)


class _DoneSteps:
    """What a job has done and nobody has undone. Of a hundred thousand steps only some are held at once."""

    def __init__(self, jobs: Jobs, job: int, by_others: Overwritten) -> None:
        """
        Args:
            jobs: where the job is.
            job: its id.
            by_others: see `overwritten`.
        """
        self._jobs, self._job, self._by_others = jobs, job, by_others
        self._rows: list[tuple[int, ...]] = []
        """The numbers of the steps about each row, the row last."""
        self._as_left: set[int] = set()
        """The steps whose rows have what they left there, by their numbers."""
        self._current: dict[int, tuple[CurrentValue, ...] | None] = {}
        """What there is of what the others changed, likewise."""
        self._there: Mapping[int, Existing | None] = {}
        """What is there of what they created."""
        self.changed: list[Step] = []
        """As `Undone` has them, once all of it was gone through; so are the others."""
        self.gone: list[Step] = []
        self.lost = 0

    async def look(self, send: Sender) -> None:
        """See what the host has of it.

        Raises:
            FlochatError: when the host can't be had.
        """
        about: dict[str, tuple[int, ...]] = {}
        making: list[Step] = []
        async for steps in self._jobs.in_blocks(self._job, [Outcome.DONE]):
            for step in steps:
                if step.undone:
                    continue
                key = _row_of(step)
                about[key] = (*about.get(key, ()), step.n)
                if _may_be_removed(step):
                    making.append(step)
        self._rows = sorted(about.values(), key=lambda numbers: numbers[-1], reverse=True)
        del about
        async for some in current_values_of(self._jobs, self._job, [Outcome.DONE], send):
            for step, current in some:
                if can_be_set_back(current):
                    self._as_left.add(step.n)
                else:
                    self._current[step.n] = current
        self._there = await existing_by_name(making, send)

    async def backwards(self, first: Mapping[int, str]) -> AsyncIterator[Sequence[SourceRow]]:
        """What takes the steps back, row by row, the last first.

        Args:
            first: what was done at first that they undo, by their numbers.
        """
        for start in range(0, len(self._rows), _AT_ONCE):
            numbers = [n for row in self._rows[start : start + _AT_ONCE] for n in row]
            steps = as_found(await self._jobs.numbered(self._job, numbers), self._by_others)
            current = {each.n: self._found(each) for each in steps}
            back = await asyncio.to_thread(_backwards, steps, current, self._there, first)
            self.changed += back.changed
            self.gone += back.gone
            self.lost += back.lost
            yield [SourceRow(subject, planned) for subject, planned in back.rows.items() if planned]
        for each in (self.changed, self.gone):
            each.sort(key=lambda step: step.n, reverse=True)

    def _found(self, step: Step) -> tuple[CurrentValue, ...]:
        """What there is of what a step has changed, with what it has really found there; nothing where its row is
        gone.
        """
        if step.n in self._as_left:
            return as_left(step)
        before = {each.path: each.before for each in step.changes}
        return tuple(
            each._replace(
                change=replace(each.change, before=before.get(each.change.path, each.change.before))
            )
            for each in self._current.get(step.n) or ()
        )


def _may_be_removed(step: Step) -> bool:
    """Whether a step may have made something that has to be looked for to take it away again."""
    return step.inverse is None and not step.changes and created_by(step.call) is not None


def _row_of(step: Step) -> str:
    return step.subject or f"step {step.n}"


def original(job: Job) -> str:
    """What a job did, or what the one did at first that it undoes or does again: `add tag vip to 3 subscribers`."""
    what = job.options.what or job.title
    return f"{what[:1].lower()}{what[1:]}"


def _again(step: Step, back: Call) -> str | None:
    """The key of the call that undoes the undo of a step; None where that can't be, or is no mere write."""
    return step.call.key if {step.call.operation.risk, back.operation.risk} == {Risk.WRITE} else None


class _Backwards(NamedTuple):
    """What takes steps back, and what of them stays."""

    rows: dict[str, list[Planned]]
    """The steps that take them back, the last first, by what they are about."""
    changed: list[Step]
    """As `Undone` has them; so are the others."""
    gone: list[Step]
    lost: int


def _backwards(
    done: Sequence[Step],
    current: Mapping[int, tuple[CurrentValue, ...]],
    there: Mapping[int, Existing | None],
    first: Mapping[int, str],
) -> _Backwards:
    """What takes steps back, the last first.

    Args:
        done: the steps.
        current: what is there of what they changed, by their numbers; nothing of those whose rows are gone.
        there: what is there of what they created, likewise.
        first: what was done at first that they undo, likewise.
    """
    rows: dict[str, list[Planned]] = {}
    changed: list[Step] = []
    gone: list[Step] = []
    lost = 0
    for step in reversed(done):
        target = readable(step)
        mine: list[CurrentValue] = []
        theirs = False
        if target is None:
            existing = there.get(step.n)
            inverse = existing.removal if existing is not None else step.inverse
            back = [(inverse, step.changes)] if inverse is not None else []
        else:
            found = current[step.n]
            mine = [each for each in found if each.as_left]
            others = tuple(each.change for each in found if not each.as_left)
            if theirs := bool(others) or not found:
                (changed if found else gone).append(replace(step, changes=others))
            back = _way_back(step, target, mine)
        if sum(len(changes) for _, changes in back) < len(mine) or not (back or theirs):
            lost += 1
        steps = rows.setdefault(_row_of(step), [])
        for call, changes in back:
            assert call is not None
            steps.append(
                Planned(
                    not steps,
                    step.kind,
                    step.subject,
                    step.title,
                    first.get(step.n) or f"Undo: {step.summary[:1].lower()}{step.summary[1:]}",
                    call.key,
                    _again(step, call) if target is None else None,
                    changes_text([replace(each, before=each.after, after=each.before) for each in changes]),
                    undoes=step.n,
                )
            )
    return _Backwards(rows, changed, gone, lost)


def _way_back(
    step: Step, target: Target, mine: Sequence[CurrentValue]
) -> list[tuple[Call, tuple[Change, ...]]]:
    """The calls that set back what is still as the step left it, as far as they can; what was empty is cleared by a call
    of its own.
    """
    found: list[tuple[Call, tuple[Change, ...]]] = []
    for empty in (False, True):
        part = tuple(
            each.change
            for each in mine
            if (each.change.before in (None, "")) is empty and not each.change.secret
        )
        if not part:
            continue
        along = mine[0].along
        try:
            found.append((target.setting(step.call, {each.path: each.before for each in part}, along), part))
        except NoWay:
            back, lost = target.way_back(step.call, part, along)
            if back is not None:
                found.append((back, tuple(each for each in part if each.name not in lost)))
    return found
