# SPDX-License-Identifier: MIT
"""The steps of a job as tables: all, and those that aren't done; what is refused or unknown of them is resolved."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.catalogue import Risk
from flotui.jobs.recover import about, look_up, say, see_sendable
from flotui.jobs.report import after, step_said
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.ask import Choice, Confirm, Picker
from flotui.resources.base import Action, Column, Context, Query, Resource, RowSource, checked
from flotui.resources.copying import copy_action
from flotui.resources.job_names import named_steps
from flotui.resources.job_reading import agreed, read_aloud
from flotui.resources.job_states import step_outcome
from flotui.resources.keys import key_of
from flotui.resources.text import Span, Text, dim
from flotui.store.entry import Outcome
from flotui.store.job import Job, JobState, Step, step_word
from flotui.text.plural import and_more, count, counted, listed
from flotui.workspace.events import Worked

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_MOST = 2_000
"""Steps that a table shows; `flotui jobs show` writes them all."""
_NAMED = 8
"""Steps that a question names."""
_NOT_DONE = (Outcome.REFUSED, Outcome.UNKNOWN, Outcome.WAITING, Outcome.INTENDED, Outcome.DROPPED)


async def _steps(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Step]]]:
    job = checked(query.owner, Job)
    found = await workspace.working.jobs.steps(job.id, limit=_MOST)
    yield Snapshot(await _rows(workspace, job, found), time.time(), "cache")


async def _rows(workspace: Workspace, job: Job, steps: Sequence[Step]) -> ListRows[Step]:
    """Steps without the sentence that the job's title says of all of them; their changes stay."""
    over = not (await workspace.working.jobs.peek(job.id) or job).open
    undone = await workspace.working.jobs.undone_by(job.id)
    rows = [
        replace(
            each,
            over=over,
            summary="" if job.title.startswith(each.summary) else each.summary,
            undone_by=undone.get(each.n),
        )
        for each in await named_steps(workspace, steps)
    ]
    return ListRows(rows, lambda step: step.row_id, time.time())


async def _not_done(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Step]]]:
    job = checked(query.owner, Job)
    found = await workspace.working.jobs.steps(job.id, _NOT_DONE, limit=_MOST)
    found.sort(key=lambda step: (_NOT_DONE.index(step.outcome), step.n))
    yield Snapshot(await _rows(workspace, job, found), time.time(), "cache")


async def _again(context: Context[Step]) -> None:
    """Have refused steps wait again, once the person agrees."""
    refused = _came_to(context, Outcome.REFUSED)
    job = refused[0].job
    see_sendable(await context.workspace.working.jobs.peek(job))
    steps = counted(len(refused), "step")

    async def submit(_: object) -> None:
        numbers = [each.n for each in refused]
        found = await say(context.workspace.working.jobs, job, numbers, Outcome.WAITING)
        await _told(context, found, f"{steps} {'waits' if len(refused) == 1 else 'wait'} again.")

    lines: list[Text] = [
        (Span(each.title), Span(f"  {step_said(each)}", "dim"), Span(f"  {each.message}", "warn"))
        for each in refused[:_NAMED]
    ]
    if len(refused) > _NAMED:
        lines.append(dim(and_more(len(refused) - _NAMED)))
    question = Confirm(f"Try {steps} again that {_were(refused)} refused", tuple(lines), verb="Try again")
    await context.ask.confirm(question, submit)


async def _resolve_marked(context: Context[Step]) -> None:
    """Say what became of unknown steps."""
    unknown = _came_to(context, Outcome.UNKNOWN)
    await _say_of(context, unknown)


def _were(steps: Sequence[Step]) -> str:
    return "was" if len(steps) == 1 else "were"


def _came_to(context: Context[Step], outcome: Outcome) -> list[Step]:
    return [each for each in context.rows if each.outcome is outcome]


def _none_refused(context: Context[Step]) -> str | None:
    return None if _came_to(context, Outcome.REFUSED) else "It wasn't refused."


def _none_unknown(context: Context[Step]) -> str | None:
    return None if _came_to(context, Outcome.UNKNOWN) else "Its outcome is known."


def _why(step: Step) -> Text:
    """Why a step isn't done, or doesn't stand any more."""
    return dim(f"undone by job {step.undone_by}") if step.undone_by else (Span(step.message, "warn"),)


def _steps_resource(id: str, read: object, empty: str) -> Resource[Step]:
    return Resource(
        id=id,
        title="Steps",
        singular="step",
        read=read,  # type: ignore[arg-type]
        made_by=(Worked,),
        columns=(
            Column("n", "#", lambda step: dim(count(step.n)), width=6, align="right", priority=2),
            Column("title", "Row", lambda step: step.title, width=16, flex=1),
            Column(
                "outcome",
                "Outcome",
                lambda step: step_outcome(step.outcome, over=step.over),
                width=12,
            ),
            Column("change", "Change", lambda step: step_said(step), width=16, flex=2, priority=1),
            Column("why", "Why", _why, width=4, flex=1, priority=1),
        ),
        label=lambda step: step.title,
        searched=lambda step: (
            f"{step.title} {step.subject} {step_word(step.outcome, over=step.over)} {step.message}"
        ),
        actions=(
            Action(
                f"{id}.resolve",
                "Resolve unknown outcomes",
                "e",
                _resolve_marked,
                hint="resolve",
                risk=Risk.WRITE,
                needs="some",
                unless=_none_unknown,
            ),
            Action(
                f"{id}.again",
                "Try refused steps again",
                "t",
                _again,
                hint="try again",
                risk=Risk.WRITE,
                needs="some",
                unless=_none_refused,
            ),
            copy_action(id, lambda context: [("subscriber's id", context.row.subject)]),
        ),
        empty=empty,
    )


STEPS = _steps_resource("job-steps", _steps, "No steps.")
NOT_DONE = _steps_resource("job-left", _not_done, "Every step is done.")


async def resolve(context: Context[Job]) -> None:
    """Look up unknown outcomes; of what no read tells, the person says what became of it."""
    workspace, job = context.workspace, context.row
    calls = await agreed(
        workspace,
        context.ask,
        job,
        job.unknown,
        f"Look up job {job.id}",
        newcomers=[Outcome.UNKNOWN],
        sends=False,
    )
    with read_aloud(workspace, calls) as send:
        found = await look_up(workspace.working.jobs, job.id, send)
    if found.asked:
        await _say_of(context, found.asked)
        return
    await _told(context, found.job, found.said)


async def _say_of(context: Context[object], steps: Sequence[Step]) -> None:
    job, title, numbers = steps[0].job, steps[0].title, [each.n for each in steps]
    them = "it" if len(numbers) == 1 else f"all {count(len(numbers))}"
    created = about(steps).arrived == "created"
    was = f"{'was' if len(numbers) == 1 else 'were'} created" if created else "arrived"
    choices = [
        Choice("done", f"{them.capitalize()} {was}", "marks as done"),
        Choice("dropped", f"Leave {them}", "nothing is sent"),
    ]
    found = await context.workspace.working.jobs.peek(job)
    if found is not None and found.state is not JobState.CANCELLED:
        again = f"{'Create' if created else 'Send'} {them} again"
        twice = "it may then exist twice" if created else "it may then arrive twice"
        choices.append(Choice("waiting", again, twice))
    whom = listed([title], 1, of=len(numbers))
    one = len(numbers) == 1
    if created:
        asks = "Was it created?" if one else "Were they created?"
    else:
        asks = "Did it arrive?" if one else "Did they arrive?"
    chosen = await context.ask.pick(Picker(f"{asks} {whom}", choices))
    outcome = Outcome(chosen.id)
    found = await say(context.workspace.working.jobs, job, numbers, outcome)
    await _told(context, found, f"{after(found)}.")


async def _told(context: Context[object], job: Job, text: str) -> None:
    await context.workspace.working.write_results(job)
    more = f" {key_of('jobs.run')} in Jobs sends what waits." if job.waiting and job.open else ""
    context.ask.say(f"{text}{more}", "good")
    context.workspace.working.progressed(job)
