# SPDX-License-Identifier: MIT
"""Jobs: what goes to many rows, how far it is, and what came of each row."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.api.errors import Stopped
from flotui.jobs.plan import Plan
from flotui.jobs.recover import look_up, say
from flotui.jobs.report import Preview, after, before, preview, rate, state, step_said, warnings
from flotui.jobs.undo import none_left, refusal, undo
from flotui.jobs.verify import leave_out, plan_differences, stale, take_as_now, verify
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.ask import Ask, Choice, Confirm, Picker
from flotui.resources.base import Action, Column, Context, Line, Query, Resource, RowSource, Tab, checked
from flotui.resources.copying import copy_action
from flotui.resources.keys import key_of
from flotui.resources.text import Span, Text, Tone, dim
from flotui.store.entry import Outcome
from flotui.store.job import STEP_WORDS, Job, JobState, Step
from flotui.store.trouble import StoreFailed
from flotui.text import moments
from flotui.text.dates import clock_time
from flotui.text.hours import hour
from flotui.text.plural import count, counted
from flotui.workspace.events import Worked

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_MOST = 2_000
"""Steps that a table shows; `flotui jobs show` writes them all."""
_FRESH = 60.0
"""Seconds for which a plan is taken as it is, without a look at its rows."""
_TONES: dict[str, Tone] = {
    "running": "accent",
    "held": "warn",
    "paused": "warn",
    "stopped": "danger",
    "done": "good",
    "ended": "warn",
    "cancelled": "dim",
    "planned": "plain",
}
_STEP_TONES: dict[Outcome, Tone] = {
    Outcome.WAITING: "plain",
    Outcome.INTENDED: "accent",
    Outcome.DONE: "good",
    Outcome.UNCHANGED: "dim",
    Outcome.REFUSED: "danger",
    Outcome.UNKNOWN: "danger",
    Outcome.DROPPED: "dim",
}
_NOT_DONE = (Outcome.REFUSED, Outcome.UNKNOWN, Outcome.WAITING, Outcome.INTENDED, Outcome.DROPPED)


async def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Job]]]:
    try:
        found = await workspace.working.jobs.recent()
    except StoreFailed as error:
        yield Snapshot(ListRows([], lambda job: job.row_id, time.time()), None, "cache", True, error)
    else:
        yield Snapshot(ListRows(found, lambda job: job.row_id, time.time()), time.time(), "cache")


async def _inspect(
    workspace: Workspace, row: Job, force: bool = False
) -> AsyncIterator[Snapshot[Job | None]]:
    yield Snapshot(await workspace.working.jobs.job(row.id), time.time(), "cache")


async def _version(workspace: Workspace) -> object:
    """Another value whenever another process has written something."""
    try:
        return await workspace.journal.version()
    except StoreFailed:
        return None


def _state(job: Job) -> Text:
    word = state(job)
    return (Span(word, _TONES[word]),)


def _progress(job: Job) -> Text:
    if not job.steps:
        return ""
    done = job.steps - job.waiting - job.intended
    return f"{count(done)}/{count(job.steps)}"


def _came(job: Job) -> Text:
    """What is wrong with a job, or when it will end."""
    counts = job.counts
    bad = [
        f"{count(counts[each])} {STEP_WORDS[each]}"
        for each in (Outcome.REFUSED, Outcome.UNKNOWN)
        if counts[each]
    ]
    if bad:
        return (Span(" · ".join(bad), "danger"),)
    if job.state is JobState.RUNNING and job.held_until is None:
        _, left = rate(job, time.time())
        return dim(f"until {clock_time(time.time() + left)}") if left is not None else ""
    return dim(job.message)


def _lines(workspace: Workspace, job: Job) -> list[Line]:
    now = time.time()
    lines = [
        Line("what", job.title, job.title),
        Line("state", _state(job), state(job)),
        Line("steps", after(job), after(job)),
    ]
    if job.message:
        lines.append(Line("why", (Span(job.message, "warn"),), job.message))
    speed, left = rate(job, now)
    if job.state is JobState.RUNNING and left is not None:
        told = f"{speed:.1f} a second, until about {clock_time(now + left)}"
        lines.append(Line("rate", told, told))
    if job.query:
        lines.append(Line("subscribers", job.query, job.query))
    times = (
        ("planned", job.created),
        ("starts", job.starts_at),
        ("begun", job.begun),
        ("held until", job.held_until),
        ("not after", job.not_after),
        ("ended", job.ended),
    )
    lines += [Line(name, moments.detail(at), moments.detail(at)) for name, at in times if at is not None]
    if job.options.sends and job.options.quiet is not None:
        quiet = " to ".join(map(hour, job.options.quiet))
        lines.append(Line("quiet hours", quiet, quiet))
    if job.undoes is not None:
        lines.append(Line("undoes", f"job {job.undoes}", str(job.undoes)))
    command = f"flotui jobs run {job.id}"
    lines.append(Line("elsewhere", dim(command), command))
    return lines


# -- Steps ----------------------------------------------------------------------------------------


async def _steps(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Step]]]:
    job = checked(query.owner, Job)
    found = await workspace.working.jobs.steps(job.id, limit=_MOST)
    yield Snapshot(ListRows(found, lambda step: step.row_id, time.time()), time.time(), "cache")


async def _not_done(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Step]]]:
    job = checked(query.owner, Job)
    found = await workspace.working.jobs.steps(job.id, _NOT_DONE, limit=_MOST)
    found.sort(key=lambda step: (_NOT_DONE.index(step.outcome), step.n))
    yield Snapshot(ListRows(found, lambda step: step.row_id, time.time()), time.time(), "cache")


async def _again(context: Context[Step]) -> None:
    """Have refused steps wait again, or say what became of unknown ones."""
    workspace, steps = context.workspace, context.rows
    job = steps[0].job
    refused = [each.n for each in steps if each.outcome is Outcome.REFUSED]
    unknown = [each.n for each in steps if each.outcome is Outcome.UNKNOWN]
    if refused and not unknown:
        found = await say(workspace.working.jobs, job, refused, Outcome.WAITING)
        _told(
            context,
            found,
            f"{counted(len(refused), 'step')} {'waits' if len(refused) == 1 else 'wait'} again.",
        )
    else:
        await _say_of(context, job, unknown, steps[0].title)


def _nothing_to_resolve(context: Context[Step]) -> str | None:
    open_ones = (Outcome.REFUSED, Outcome.UNKNOWN)
    return None if any(each.outcome in open_ones for each in context.rows) else "Nothing to resolve."


def _steps_resource(id: str, read: object, empty: str) -> Resource[Step]:
    return Resource(
        id=id,
        title="Steps",
        singular="step",
        area="",
        read=read,  # type: ignore[arg-type]
        made_by=(Worked,),
        columns=(
            Column("n", "#", lambda step: dim(str(step.n)), width=6, align="right", priority=2),
            Column("title", "Row", lambda step: step.title, width=16, flex=1),
            Column(
                "outcome",
                "Outcome",
                lambda step: (Span(STEP_WORDS[step.outcome], _STEP_TONES[step.outcome]),),
                width=10,
            ),
            Column("change", "Change", lambda step: step_said(step), width=16, flex=2, priority=1),
            Column("why", "Why", lambda step: (Span(step.message, "warn"),), width=10, flex=1, priority=1),
        ),
        label=lambda step: step.title,
        searched=lambda step: f"{step.title} {step.subject} {STEP_WORDS[step.outcome]} {step.message}",
        actions=(
            Action(
                f"{id}.resolve",
                "Resolve what is refused or unknown",
                "e",
                _again,
                hint="resolve",
                risk=Risk.WRITE,
                needs="some",
                unless=_nothing_to_resolve,
            ),
            copy_action(id, lambda context: [("subscriber's id", context.row.subject)]),
        ),
        empty=empty,
    )


STEPS = _steps_resource("job-steps", _steps, "No steps.")
NOT_DONE = _steps_resource("job-left", _not_done, "Every step is done.")


# -- Actions --------------------------------------------------------------------------------------


async def _run(context: Context[Job]) -> None:
    """Run a job, or go on with it: one that never ran shows first what it would do."""
    workspace, job = context.workspace, context.row
    if job.state is not JobState.PLANNED:
        await start(context, job)
        return
    await _settle_changed(context, job)
    fresh = await workspace.working.jobs.job(job.id)
    assert fresh is not None

    async def submit(_: object) -> None:
        await start(context, fresh)

    found = await preview(workspace.working.jobs, fresh, workspace.pacer)
    await context.ask.confirm(question(found), submit)


def question(found: Preview, noun: str = "subscriber") -> Confirm:
    """What is asked before a job runs: what it would do.

    Args:
        found: what that is.
        noun: what its rows are called.
    """
    lines: list[Text] = [(Span(before(found, noun), "strong"),)]
    lines += [(Span(each.title), Span(f"  {step_said(each)}", "dim")) for each in found.first[:8]]
    if found.calls > len(found.first[:8]):
        lines.append(dim(f"and {counted(found.calls - len(found.first[:8]), 'more call')}"))
    lines += [(Span(each, "warn"),) for each in warnings(found)]
    if found.job.options.trial:
        lines.append(dim("The first row runs alone; the rest follows if it goes well."))
    return Confirm(
        found.job.title,
        tuple(lines),
        verb="Send" if found.sends else "Run",
        typed=str(found.rows) if found.sends else "",
    )


async def start(context: Context[object], job: Job) -> None:
    """Have a job run in the background.

    Raises:
        Stopped: when no write may leave.
    """
    _started(context.workspace, context.ask, job)


def _started(workspace: Workspace, ask: Ask, job: Job) -> None:
    workspace.working.start(job.id)
    ask.say(f"{job.title}. It runs in the background: see Jobs in Activity.")


async def _settle_changed(context: Context[Job], job: Job) -> None:
    """Ask what becomes of rows that were changed since a plan was made.

    Raises:
        Cancelled: when nothing shall run.
    """
    if time.time() - job.created < _FRESH:
        return
    jobs = context.workspace.working.jobs
    found = await stale(jobs, job.id, context.workspace.reader.send)
    if found.different:
        some = "; ".join(f"{each.step.title}: {each.said}" for each in found.different[:3])
        choices = [
            Choice("leave", "Leave them out", some),
            Choice("take", "Take them as they are now", "overwrites what was set since"),
        ]
        title = f"{count(len(found.different))} of {count(job.waiting)} changed since it was planned"
        chosen = await context.ask.pick(Picker(title, choices))
        await (take_as_now if chosen.id == "take" else leave_out)(jobs, job.id, found)
    else:
        await leave_out(jobs, job.id, found)


async def _pause(context: Context[Job]) -> None:
    found = await context.workspace.working.ask(context.row.id, JobState.PAUSED)
    context.ask.say(f"Paused: {after(found)}. {key_of('jobs.run')} goes on.")


async def _cancel(context: Context[Job]) -> None:
    job = context.row

    async def submit(_: object) -> None:
        found = await context.workspace.working.ask(job.id, JobState.CANCELLED)
        context.ask.say(f"Cancelled: {after(found)}.")

    lines: tuple[Text, ...] = (after(job), f"{counted(job.waiting, 'step')} will never leave.")
    await context.ask.confirm(
        Confirm(f"Cancel: {job.title}", lines, verb="Cancel the job", back="Back"), submit
    )


async def _verify(context: Context[Job]) -> None:
    """Compare what a job has done with what the host has; differences can be made a job."""
    workspace, job = context.workspace, context.row
    jobs = workspace.working.jobs
    found = await verify(jobs, job.id, workspace.reader.send)
    untold = f" {counted(found.untold, 'message')} can't be compared." if found.untold else ""
    if not found.different:
        context.ask.say(f"Verified: {count(found.compared)} compared, none different.{untold}", "good")
        return
    lines: list[Text] = [f"{each.step.title}: {each.said}" for each in found.different[:10]]
    if len(found.different) > 10:
        lines.append(dim(f"and {count(len(found.different) - 10)} more"))
    title = f"{count(len(found.different))} of {count(found.compared)} differ"

    async def submit(_: object) -> None:
        written = await plan_differences(jobs, job, found)
        _planned(context, written)

    await context.ask.confirm(Confirm(title, tuple(lines), verb="Plan to set them again"), submit)


async def _undo(context: Context[Job]) -> None:
    await undo_job(context.workspace, context.ask, context.row)


async def undo_job(workspace: Workspace, ask: Ask, undone: Job) -> None:
    """Plan the undo of a job, show it, and run it.

    Args:
        workspace: the open bot.
        ask: how to ask, and tell.
        undone: the job.

    Raises:
        Stopped: when it runs, or nothing of it can be undone.
        Cancelled: when the answer was no.
        FlochatError: when its rows can't be read.
    """
    if why := refusal(undone):
        raise Stopped(why)
    written = await undo(workspace.working.jobs, undone, workspace.reader.send)
    job = written.plan.job
    if job is None:
        raise Stopped(none_left(undone, written))
    found = await preview(workspace.working.jobs, job, workspace.pacer)
    asked = question(found, "row")
    more: list[Text] = []
    if written.changed:
        names = ", ".join(dict.fromkeys(each.title for each in written.changed[:3]))
        more.append((Span(f"Stays, because it was changed since: {names}.", "warn"),))
    if written.lost:
        more.append((Span(f"{counted(written.lost, 'call')} can't be undone.", "warn"),))

    async def submit(_: object) -> None:
        _started(workspace, ask, job)

    try:
        await ask.confirm(Confirm(asked.title, (*asked.lines, *more), verb="Undo", typed=asked.typed), submit)
    except BaseException:
        await workspace.working.jobs.forget(job.id)
        workspace.renew("jobs")
        raise


async def _resolve(context: Context[Job]) -> None:
    """Look up what is unknown; of what no read tells, the person says what became of it."""
    workspace, job = context.workspace, context.row
    found = await look_up(workspace.working.jobs, job.id, workspace.reader.send)
    if found.asked:
        await _say_of(context, job.id, [each.n for each in found.asked], found.asked[0].title)
        return
    said = f"{count(found.arrived)} had arrived, {count(found.lost)} had not and wait again."
    _told(context, found.job, f"Looked up: {said}")


async def _say_of(context: Context[object], job: int, numbers: Sequence[int], title: str) -> None:
    them = "it" if len(numbers) == 1 else f"all {count(len(numbers))}"
    choices = [
        Choice("done", f"{them.capitalize()} arrived", "marks as done"),
        Choice("dropped", f"Leave {them}", "nothing is sent"),
        Choice("waiting", f"Send {them} again", "it may then arrive twice"),
    ]
    whom = title if len(numbers) == 1 else f"{title} and {count(len(numbers) - 1)} more"
    chosen = await context.ask.pick(Picker(f"Did it arrive? {whom}", choices))
    outcome = Outcome(chosen.id)
    found = await say(context.workspace.working.jobs, job, numbers, outcome)
    _told(context, found, f"{after(found)}.")


def _told(context: Context[object], job: Job, text: str) -> None:
    more = f" {key_of('jobs.run')} in Jobs sends what waits." if job.waiting and job.open else ""
    context.ask.say(f"{text}{more}", "good")
    context.workspace.working.told(job)


def _planned(context: Context[object], written: Plan) -> None:
    context.workspace.renew("jobs")
    if written.job is not None:
        context.ask.say(f"Planned: {written.job.title}. {key_of('jobs.run')} runs it.", "good")


async def _discard(context: Context[Job]) -> None:
    for job in context.rows:
        await context.workspace.working.jobs.forget(job.id)
    context.workspace.renew("jobs")
    context.ask.say("The plan was discarded. Nothing was sent.")


def _not_open(context: Context[Job]) -> str | None:
    job, working = context.row, context.workspace.working
    dead = (
        job.owner == working.jobs.owner and job.id not in working.running
    )  # its journal couldn't be written
    if job.state is JobState.RUNNING and not dead:
        return "It is running."
    return None if job.open else f"It is {state(job)}: nothing of it leaves any more."


def _not_running(context: Context[Job]) -> str | None:
    return None if context.row.state is JobState.RUNNING else f"It isn't running: it is {state(context.row)}."


def _over(context: Context[Job]) -> str | None:
    return None if context.row.open else f"It is {state(context.row)} already."


def _nothing_done(context: Context[Job]) -> str | None:
    if context.row.state is JobState.RUNNING:
        return "It is running: pause it first."
    return None if context.row.done or context.row.unchanged else "Nothing of it is done."


def _nothing_unknown(context: Context[Job]) -> str | None:
    return None if context.row.unknown else "Nothing of it is unknown."


def _has_run(context: Context[Job]) -> str | None:
    planned = all(each.state is JobState.PLANNED for each in context.rows)
    return None if planned else "Only a plan of which nothing was sent can be discarded."


JOBS: Resource[Job] = Resource(
    id="jobs",
    title="Jobs",
    singular="job",
    area="activity",
    read=_read,
    inspect=_inspect,
    made_by=(Worked,),
    columns=(
        Column(
            "created",
            "Planned",
            lambda job: dim(moments.moment(job.created)),
            width=12,
            align="right",
            priority=2,
        ),
        Column("state", "State", _state, width=9),
        Column("title", "Job", lambda job: job.title, width=20, flex=1),
        Column("progress", "Steps", _progress, width=13, align="right"),
        Column("came", "Outcome", _came, width=18, flex=1, priority=1),
    ),
    label=lambda job: job.title,
    searched=lambda job: f"{job.title} {state(job)} {job.query} {job.message}",
    tabs=(
        Tab("report", "Report", lines=_lines),
        Tab("left", "Not done", table=NOT_DONE),
        Tab("steps", "Steps", table=STEPS),
    ),
    actions=(
        Action("jobs.run", "Run or go on", "g", _run, hint="run", risk=Risk.WRITE, unless=_not_open),
        Action("jobs.pause", "Pause", "p", _pause, hint="pause", unless=_not_running),
        Action("jobs.cancel", "Cancel for good", "x", _cancel, hint="cancel", unless=_over),
        Action("jobs.verify", "Verify", "v", _verify, hint="verify", unless=_nothing_done),
        Action(
            "jobs.undo",
            "Undo this job",
            "u",
            _undo,
            hint="undo",
            risk=Risk.WRITE,
            unless=_nothing_done,
            instead_of="app.undo",
        ),
        Action(
            "jobs.resolve",
            "Look up what is unknown",
            "e",
            _resolve,
            hint="look up",
            unless=_nothing_unknown,
        ),
        Action("jobs.discard", "Discard a plan", "D", _discard, needs="some", unless=_has_run),
        copy_action("jobs", lambda context: [("command", f"flotui jobs run {context.row.id}")]),
    ),
    version=_version,
    empty="No jobs yet. Whatever goes to many rows will be listed here.",
)
