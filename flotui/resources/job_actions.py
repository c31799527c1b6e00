# SPDX-License-Identifier: MIT
"""What is done to jobs: paused, cancelled, verified, undone, discarded; and when that makes no sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.errors import Stopped
from flotui.jobs.plan import Plan
from flotui.jobs.report import after, state
from flotui.jobs.undo import none_left, refusal, undo
from flotui.jobs.verify import NOTHING_COMPARED, VERIFIED, differences, plan_differences, verify
from flotui.resources.ask import Ask, Confirm
from flotui.resources.base import Context
from flotui.resources.few import Few
from flotui.resources.job_names import named_differences, preview_of
from flotui.resources.job_reading import agreed, read_aloud
from flotui.resources.job_starting import question, start, undone_said
from flotui.resources.keys import key_of
from flotui.resources.text import Span, Text, dim
from flotui.store.job import Job, JobState
from flotui.text import moments
from flotui.text.plural import and_more, count, counted

if TYPE_CHECKING:
    from flotui.workspace import Workspace


async def pause(context: Context[Job]) -> None:
    """Have no further step of a job leave, until somebody goes on with it."""
    found = await context.workspace.working.ask(context.row.id, JobState.PAUSED)
    context.ask.say(f"Paused: {after(found)}. {key_of('jobs.run')} goes on.")


async def cancel(context: Context[Job]) -> None:
    """Have nothing more of a job ever leave, once the person agrees."""
    job = context.row

    async def submit(_: object) -> None:
        found = await context.workspace.working.ask(job.id, JobState.CANCELLED)
        context.ask.say(f"Cancelled: {after(found)}.")

    lines: tuple[Text, ...] = (after(job), f"{counted(job.waiting, 'step')} won't be sent.")
    await context.ask.confirm(
        Confirm(f"Cancel: {job.title}", lines, verb="Cancel the job", back="Back"), submit
    )


async def verify_job(context: Context[Job]) -> None:
    """Compare what a job has done with what the host has; differences can be made a job."""
    workspace, job = context.workspace, context.row
    jobs = workspace.working.jobs
    calls = await agreed(
        workspace,
        context.ask,
        job,
        job.done + job.unchanged,
        f"Verify job {job.id}",
        newcomers=VERIFIED,
        sends=False,
    )
    dry = workspace.switches.dry_run
    with read_aloud(workspace, calls) as send:
        found = await verify(jobs, job.id, send, notes=not dry)
    if not dry:
        await workspace.working.write_results(job)
        workspace.renew("jobs")
    apart = found.not_compared(job)
    if not found.compared:
        context.ask.say(f"{NOTHING_COMPARED} {apart}".rstrip())
        return
    if not found.different:
        said = f"Verified: {count(found.compared)} compared, none different. {apart}"
        context.ask.say(said.rstrip(), "good")
        return
    named = await named_differences(workspace, await differences(jobs, job.id, found.different[:10]))
    lines: list[Text] = [f"{each.step.title}: {each.summary}" for each in named]
    if len(found.different) > 10:
        lines.append(dim(and_more(len(found.different) - 10)))
    if apart:
        lines.append(dim(apart))
    title = f"{count(len(found.different))} of {count(found.compared)} differ"

    async def submit(_: object) -> None:
        written = await plan_differences(jobs, job, found)
        _planned(context, written)

    await context.ask.confirm(Confirm(title, tuple(lines), verb="Plan to set them again"), submit)


async def undo_this(context: Context[Job]) -> None:
    """Undo the job under the cursor."""
    await undo_job(context.workspace, context.ask, context.row)


async def undo_job(
    workspace: Workspace, ask: Ask, undone: Job, *, elsewhere: bool = False, meant: bool = False
) -> None:
    """Plan the undo of a job, show it, and run it.

    Args:
        workspace: the bot.
        ask: how to ask, and tell.
        undone: the job.
        elsewhere: whether the bot is another than the one that is open.
        meant: whether it is undone without a question where that takes a few calls, deletes nothing, and nothing stays.

    Raises:
        Stopped: when it runs, another job undoes it, or nothing of it can be undone.
        Cancelled: when the answer was no.
        FlochatError: when its rows can't be read.
    """
    if why := refusal(undone):
        raise Stopped(why)
    if workspace.read_only:
        raise Stopped(workspace.working.refusal())
    calls = 0
    if not undone.options.dialog:  # of a few rows reading takes few calls, and one question is enough
        calls = await agreed(workspace, ask, undone, undone.done, f"Undo job {undone.id}")
        ask.say(
            f"Undo job {undone.id}: reading the present state of what {counted(undone.done, 'call')} changed…"
        )
    with read_aloud(workspace, calls) as send:
        written = await undo(workspace.working.jobs, undone, send, asks=True)
    job = written.plan.job
    if job is None:
        raise Stopped(none_left(undone, written))
    found = await preview_of(workspace, job)
    asked = question(found)
    about: Text = (Span("in "), Span(f"{workspace.profile.name}: {workspace.profile.about}", "strong"))
    more: list[Text] = [about] if elsewhere else []
    head = [asked.lines[0], dim(f"begun {moments.moment(undone.begun)}")]
    more += [(Span(each, "warn"),) for each in written.stays]
    if written.lost:
        more.append((Span(f"{counted(written.lost, 'call')} can't be undone.", "warn"),))

    async def submit(_: object) -> None:
        await workspace.working.jobs.refuse_second_undo(undone.id)
        if job.options.dialog and not elsewhere and workspace.working.limited_for(job) is None:
            said = await undone_said(workspace.working.jobs, job)
            await Few(workspace, ask, job, lambda _: ask.say(said, "good")).run()
            return
        where = f"it is job {job.id} of {workspace.profile.name}: {workspace.profile.title}"
        await start(workspace, ask, job, *([where] if elsewhere else []))

    try:
        if meant and not (written.stays or written.lost or found.deletes):
            await submit(True)
        else:
            verb = "Redo" if undone.is_undo else "Undo"
            await ask.confirm(replace(asked, lines=(*head, *asked.lines[1:], *more), verb=verb), submit)
    except BaseException:
        await workspace.working.jobs.forget(job.id)
        workspace.renew("jobs")
        raise


def _planned(context: Context[object], written: Plan) -> None:
    context.workspace.renew("jobs")
    if written.job is not None:
        context.ask.say(f"Planned: {written.job.title}. {key_of('jobs.run')} runs it.", "good")


async def discard(context: Context[Job]) -> None:
    """Take plans away of which nothing was sent."""
    for job in context.rows:
        await context.workspace.working.jobs.forget(job.id)
    context.workspace.renew("jobs")
    context.ask.say("The plan was discarded. Nothing was sent.")


def not_open(context: Context[Job]) -> str | None:
    """Why a job can't run, or go on; None where it can."""
    job = context.row
    if job.state is JobState.RUNNING:
        return job.message if state(job) == "held" and job.message else "It is running."
    return None if job.open else f"It is {state(job)}: nothing more is sent."


def not_running(context: Context[Job]) -> str | None:
    """Why a job can't be paused."""
    if context.row.state is not JobState.RUNNING:
        return f"It isn't running: it is {state(context.row)}."
    return _dry(context)


def over(context: Context[Job]) -> str | None:
    """Why a job can't be cancelled."""
    return _dry(context) if context.row.open else f"It is {state(context.row)} already."


def nothing_done(context: Context[Job]) -> str | None:
    """Why a job can't be verified or undone."""
    if context.row.state is JobState.RUNNING:
        return "It is running: pause it first."
    return None if context.row.done or context.row.unchanged else "Nothing was done yet."


def not_undoable(context: Context[Job]) -> str | None:
    """Why a job can't be undone."""
    job = context.row
    return none_left(job) if job.undone_wholly else refusal(job) or None


def nothing_unknown(context: Context[Job]) -> str | None:
    """Why nothing of a job can be looked up."""
    return _dry(context) if context.row.unknown else "None of its outcomes is unknown."


def has_run(context: Context[Job]) -> str | None:
    """Why jobs can't be discarded."""
    if all(each.state is JobState.PLANNED for each in context.rows):
        return _dry(context)
    cancels = f" {key_of('jobs.cancel')} cancels a job." if any(each.open for each in context.rows) else ""
    return f"Only a plan that was never run can be discarded.{cancels}"


def _dry(context: Context[Job]) -> str | None:
    """Why no job is changed in a dry run."""
    return "Dry run: no job is changed." if context.workspace.switches.dry_run else None
