# SPDX-License-Identifier: MIT
"""Undoing a job: a job of the inverses of what was done, without what somebody else has changed since."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.catalogue import Risk
from flotui.jobs.plan import Plan, SourceRow, at_once, plan
from flotui.jobs.present import CurrentValue, Existing, Send, current_values, existing_by_name, readable
from flotui.jobs.report import undone
from flotui.repositories.targets import NoWay
from flotui.store.entry import Change, Outcome
from flotui.store.job import Job, JobOptions, JobState, Planned, Step, changes_text
from flotui.store.jobs import JobDraft, Jobs
from flotui.store.overwritten import as_found
from flotui.text.plural import listed

if TYPE_CHECKING:
    from flotui.repositories.targets import Target


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
    if written is not None and (written.changed or written.gone):
        why = "was changed since" * bool(written.changed), "is gone" * bool(written.gone)
        return f"Nothing of job {job.id} can be undone: all of it {' or '.join(filter(None, why))}."
    if written is not None and written.lost:
        return f"Nothing of job {job.id} can be undone: what it did can't be reversed."
    return f"Job {job.id} is {undone(job) or 'undone'} already."


async def undo(jobs: Jobs, job: Job, send: Send, *, asks: bool = False) -> Undone:
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
    by_others = await jobs.overwritten(job)
    done = as_found(await jobs.every(job.id, [Outcome.DONE], wanted=lambda each: not each.undone), by_others)
    current = await current_values(done, send)
    there = await existing_by_name([each for each in done if each.inverse is None], send)
    first = await jobs.undone_summaries(job.id) if job.is_undo else {}
    back = await asyncio.to_thread(_backwards, done, current, there, first)
    kept, what = job.options, original(job)
    options = JobOptions(
        quiet=kept.quiet,
        zone=kept.zone,
        noun=kept.noun,
        what=what,
        redoes=job.is_undo,
        dialog=jobs.owner if kept.dialog else "",
        asked=jobs.owner if asks else "",
    )
    has_count = not job.title.endswith(kept.what or job.title)
    found_rows = [SourceRow(subject, steps) for subject, steps in back.rows.items() if steps]
    draft = JobDraft("", options=options, undoes=job.id, counted=has_count)
    title = f"Redo job {job.undoes}: {what}" if job.is_undo else f"Undo job {job.id}: {what}"
    written = await plan(jobs, title, at_once(found_rows), draft)
    return Undone(written, back.changed, back.gone, back.lost)


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
    current: Mapping[int, tuple[CurrentValue, ...] | None],
    there: Mapping[int, Existing | None],
    first: Mapping[int, str],
) -> _Backwards:
    """What takes steps back, the last first.

    Args:
        done: the steps.
        current: what is there of what they changed, by their numbers.
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
            found = current.get(step.n)
            mine = [each for each in found or () if each.as_left]
            others = tuple(each.change for each in found or () if not each.as_left)
            if theirs := bool(others) or not found:
                (changed if found else gone).append(replace(step, changes=others))
            back = _way_back(step, target, mine)
        if sum(len(changes) for _, changes in back) < len(mine) or not (back or theirs):
            lost += 1
        steps = rows.setdefault(step.subject or f"step {step.n}", [])
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
        beside = mine[0].beside
        try:
            found.append((target.setting(step.call, {each.path: each.before for each in part}, beside), part))
        except NoWay:
            back, lost = target.way_back(step.call, part, beside)
            if back is not None:
                found.append((back, tuple(each for each in part if each.name not in lost)))
    return found
