# SPDX-License-Identifier: MIT
"""The calls of a job of a few rows in the journal: undone, done again and resolved there, as the job that they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.errors import Stopped
from flotui.jobs.outcomes import FEW, Unfinished
from flotui.resources.acting import cost, unable
from flotui.resources.ask import Choice, Confirm, Picker
from flotui.resources.base import Context
from flotui.resources.few import Few
from flotui.resources.going_on import go_on_question
from flotui.resources.job_actions import undo_job
from flotui.resources.job_steps import resolve as look_up
from flotui.resources.telling import done
from flotui.store.entry import Outcome
from flotui.store.job import Job, JobState, Step
from flotui.text.plural import count, listed
from flotui.workspace.working import edit_of

if TYPE_CHECKING:
    from flotui.resources.text import Text
    from flotui.store.entry import Entry
    from flotui.workspace import Workspace


async def undo(context: Context[Entry]) -> None:
    """Undo the job that the entry under the cursor belongs to, as a whole."""
    await _undone(context, await _job(context))


async def redo(context: Context[Entry]) -> None:
    """Do again what was undone of the job that the entry under the cursor belongs to, as a whole.

    Raises:
        Stopped: when nothing of it was undone, or it was done again since.
    """
    job = await _job(context)
    if not job.is_undo:
        undoing = await context.workspace.working.jobs.peek(job.undone_by) if job.undone_by else None
        if undoing is None or not undoing.is_undo or not await _stands(context, undoing):
            raise Stopped("Already redone, or the redo's outcome is unknown.")
        job = undoing
    await _undone(context, job)


async def _undone(context: Context[Entry], job: Job) -> None:
    await undo_job(context.workspace, context.ask, job, meant=job.steps <= FEW)


async def _stands(context: Context[Entry], job: Job) -> bool:
    return await context.workspace.working.jobs.stands(job.id)


async def _job(context: Context[Entry]) -> Job:
    number = context.row.job
    job = await context.workspace.working.jobs.job(number) if number is not None else None
    if job is None:
        raise Stopped("Its job is gone.")
    return job


async def resolve(context: Context[Entry]) -> None:
    """Have the person say what becomes of what is unknown, or left, of the entry's job.

    Raises:
        Stopped: when nothing of it is left to resolve.
        FlochatError: when it goes on, and isn't carried out.
    """
    job = await _job(context)
    if context.row.outcome is Outcome.UNKNOWN:
        if not job.unknown:
            raise Stopped("Its outcome is known by now.")
        await look_up(Context(context.workspace, None, (job,), context.ask))
        return
    left = await _left(context.workspace, job.id)
    these = f"the {count(len(left))} left" if len(left) > 1 else "it"
    choices = [
        Choice("go on", f"Go on with {these}", "sends only what is left"),
        Choice("drop", f"Leave {these}", "nothing is sent"),
    ]
    named = listed([edit_of(each).summary for each in left], 5)
    chosen = await context.ask.pick(Picker(f"Left: {named}", choices))
    if chosen.id == "drop":
        await context.workspace.working.ask(job.id, JobState.CANCELLED)
    else:
        await _go_on(context, job, left)


async def _left(workspace: Workspace, job: int) -> list[Step]:
    """What is left of a job, in its order.

    Raises:
        Stopped: when nothing is, or it is under way.
    """
    found = await workspace.working.jobs.peek(job)
    if found is not None and found.owner:
        raise Stopped("It is under way.")
    left = await workspace.working.jobs.steps(job, [Outcome.WAITING]) if found and found.open else []
    if not left:
        raise Stopped("None of it is left to resolve.")
    return left


async def _go_on(context: Context[Entry], job: Job, left: Sequence[Step]) -> None:
    workspace = context.workspace

    async def submit(_: object) -> None:
        steps = len(await _left(workspace, job.id))
        sentence = f"{count(steps)} done."
        try:
            await Few(workspace, context.ask, job, lambda _: done(context, sentence)).run()
        except Unfinished:
            now = await workspace.working.jobs.peek(job.id)
            if now is None or now.done - job.done < steps:
                raise
            done(context, sentence)  # what was refused or unknown before is left as it was

    lines: list[Text] = [listed([edit_of(each).summary for each in left], 5)]
    if costs := cost(workspace, len(left), waits=True):
        lines.append(costs)
    title = f"Go on with the {count(len(left))} left" if len(left) > 1 else "Go on"
    question: Confirm = go_on_question(title, lines, left)
    await context.ask.confirm(replace(question, unable=unable(workspace, len(left))), submit)
