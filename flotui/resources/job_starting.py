# SPDX-License-Identifier: MIT
"""Running a job: what it would do is shown, what was changed since it was planned is asked about, and it begins."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.errors import Reserved, Stopped, Unreachable
from flotui.jobs.outcomes import SMALL
from flotui.jobs.plan import leave_out_repeated, unseen_from, unseen_repeats
from flotui.jobs.report import (
    Preview,
    after,
    before,
    has_way_back,
    repeated,
    state,
    step_said,
    texts_said,
    warnings,
)
from flotui.jobs.since import is_old, leave_out, stale, take_as_now
from flotui.jobs.times import end_of, obstacle, window_of
from flotui.jobs.undo import original
from flotui.resources.ask import Ask, Cancelled, Choice, Confirm, Picker
from flotui.resources.base import Context
from flotui.resources.job_names import named_differences, named_steps, preview_of
from flotui.resources.job_reading import agreed, read_aloud
from flotui.resources.job_states import step_outcome
from flotui.resources.keys import key_of, redo_key, undo_key
from flotui.resources.other_windows import unless_crossed
from flotui.resources.text import Span, Text, Tone, dim
from flotui.store.job import Job, JobState
from flotui.text.plural import and_more, count, counted
from flotui.text.safe import cut

if TYPE_CHECKING:
    from flotui.store.jobs import Jobs
    from flotui.workspace import Workspace
    from flotui.workspace.working import Working

_HERE = "see Jobs in Activity"
"""Where the person finds a job of the open bot, in a sentence."""
_PATIENCE = 5.0
"""Seconds for which a trial is waited for before the person is let go on."""
_SHOWN = 8
"""How many of its steps are shown before a job runs."""
_NAME = 40
"""Cells that a row's name takes there; what can't be undone stands below the rows, and has to be in sight."""
_SAID = 100
"""Cells that what is done to it takes."""


async def run(context: Context[Job]) -> None:
    """Run a job, or go on with it: one that never ran shows first what it would do."""
    workspace = context.workspace
    job = await _as_it_is(workspace.working, context.row)
    if job.state is not JobState.PLANNED:
        await start(workspace, context.ask, job)
        return
    fresh = job
    with suppress(Reserved):  # it can be begun now, and is compared as soon as it may send
        fresh = await _settle_changed(workspace, context.ask, job)

    async def submit(_: object) -> None:
        if fresh.options.sends:
            await workspace.working.jobs.configure(fresh.id, repeats_seen_at=seen_at)
        await start(workspace, context.ask, fresh)

    seen_at, found = time.time(), await preview_of(workspace, fresh)
    await context.ask.confirm(question(found), submit)


def question(found: Preview) -> Confirm:
    """What is asked before a job runs: what it would do."""
    lines: list[Text] = [(Span(before(found), "strong"),)]
    if found.job.query:
        lines.append(dim(f"query: {found.job.query}"))
    lines += [dim(line) for each in texts_said(found.texts) for line in each.splitlines()[:8]]
    lines += _first(found)
    lines += [(Span(each, "warn"),) for each in warnings(found)]
    if found.job.options.trial:
        lines.append(dim("The first row runs alone. You see its outcome before the rest."))
    return Confirm(
        found.job.title,
        tuple(lines),
        verb="Send" if found.sends else "Run",
        danger=bool(found.deletes),
        typed=found.rows if found.count_wanted else 0,
    )


def _first(found: Preview) -> list[Text]:
    """Whom the first steps of a job are about, and what each does; what all of them do is said once."""
    shown = found.first[:_SHOWN]
    summaries = {step_said(each) for each in shown}
    left = found.calls - len(shown)
    more = f"and {counted(left, 'more call')}" if left > 0 else ""
    if len(shown) > 1 and len(summaries) == 1:
        (each_one,) = summaries
        alike: list[Text] = (
            [] if found.job.title.startswith(each_one) else [dim(f"each: {cut(each_one, _SAID)}")]
        )
        named = {each.part: each.title for each in shown}
        others = found.rows - len(named)
        rest = f" · {and_more(others)}" if others > 0 else ""
        return [*alike, (Span(" · ".join(cut(each, _NAME) for each in named.values())), Span(rest, "dim"))]
    lines: list[Text] = [
        (Span(cut(each.title, _NAME)), Span(f"  {cut(step_said(each), _SAID)}", "dim")) for each in shown
    ]
    return [*lines, dim(more)] if more else lines


async def start(workspace: Workspace, ask: Ask, job: Job, where: str = _HERE) -> None:
    """Have a job run, or go on, in the background. Rows that were sent the same since it was planned, or changed since
    they were read, are asked about first. Where its first row runs alone, the person sees what came of that, and is asked
    whether the rest follows; beforehand, where it can't begin yet. One of a few rows is waited for, as a single edit is.

    Args:
        workspace: the open bot.
        ask: how to ask, and tell.
        job: the job.
        where: where its outcome is, as a clause.

    Raises:
        Stopped: when no write may leave, or nothing more of the job.
        Cancelled: when it is asked about such rows, and nothing shall run.
    """
    working = workspace.working
    if why := working.refusal() or working.never_for(job):
        raise Stopped(why)
    job = await _as_it_is(working, job)
    if not job.awaits_word:
        job = await _settle_where_possible(workspace, ask, await _settle_repeats(workspace, ask, job))
    elif not await _rest_follows(workspace, ask, job, where):
        return
    unbegun = job.state is JobState.PLANNED
    asks = job.options.trial and unbegun
    now = time.time()
    window = replace(window_of(job), not_after=end_of(job, now))
    held = obstacle(window, now, working.limited_for(job))
    if asks and held is not None and held[0] is not None:
        follows = await _follows(ask, held[1])
        await working.jobs.configure(job.id, ask_after_trial=not follows)
    elif asks:
        await working.jobs.configure(job.id, ask_after_trial=True)
        tried = await _tried(workspace, job)
        if tried is None:
            ask.say(f"{job.title}. It pauses after the first row: {where}.")
            return
        if tried.state is not JobState.PAUSED or not tried.awaits_word:
            text = tried.message or f"{job.title}: {after(tried)}."
            rests = tried.waiting and tried.open
            stays = f"The rest waits: {where}." if rests else f"{where[0].upper()}{where[1:]}."
            ask.say(f"{text} {stays}", "danger" if tried.waiting else "good")
            return
        if not await _rest_follows(workspace, ask, tried, where):
            return
        unbegun = False
    if (
        held is None
        and not asks
        and job.waiting <= SMALL
        and (tried := await _tried(workspace, job)) is not None
    ):
        ask.say(*await ended(workspace, tried, where))
        return
    working.start(job.id, unbegun=unbegun)
    goes = f"It runs in the background: {where}."
    if held is not None:
        goes = f"{held[1]} {where[0].upper()}{where[1:]}."
    ask.say(f"{job.title}. {goes}")


async def _as_it_is(working: Working, job: Job) -> Job:
    """A job as it is by now: another window may have gone on with it, paused or cancelled it.

    Raises:
        Stopped: when nothing more of it leaves, or it was paused since the person saw it as planned.
    """
    now = await working.jobs.peek(job.id)
    if now is None:
        raise Stopped(f"Job {job.id} was discarded.")
    if not now.open or (job.state is JobState.PLANNED and now.paused_before):
        working.progressed(now)
        raise Stopped(_already(now))
    return now


def _already(job: Job) -> str:
    """What became of a job in another window."""
    return f"{job.title}. It is {state(job)} already: {after(job)}."


async def _rest_follows(workspace: Workspace, ask: Ask, tried: Job, where: str) -> bool:
    """Whether the rest of a job follows its first row: what came of that is shown, and the person is asked.

    Where that was decided in another window before they answered, they are told what the job is now.
    """
    working = workspace.working
    agreed = True
    try:
        await ask.confirm(await _trial(workspace, tried))
    except Cancelled:
        agreed = False
    now = await working.jobs.peek(tried.id) or tried
    if agreed and now.awaits_word:
        await _settle_where_possible(workspace, ask, now)
        if await working.jobs.agree(tried.id) is not None:
            return True
        now = await working.jobs.peek(tried.id) or tried
    if now.awaits_word:
        ask.say(f"{state(now).capitalize()} after the trial: {where}. {key_of('jobs.run')} in Jobs goes on.")
    else:
        working.progressed(now)
        ask.say(_already(now), "warn")
    return False


async def _settle_where_possible(workspace: Workspace, ask: Ask, job: Job) -> Job:
    """The same as `_settle_changed`; where the host can't be read, the job leaves out what was changed once it can."""
    if workspace.working.limited_until is None:
        with suppress(Reserved, Unreachable):
            return await _settle_changed(workspace, ask, job)
    return job


async def undone_said(jobs: Jobs, job: Job) -> str:
    """What a job has done that undoes another, or does it again, as sentences; where that is a part of it, of how many.

    Args:
        jobs: where it is.
        job: the job.
    """
    first = job
    while first.undoes is not None and (before := await jobs.peek(first.undoes)) is not None:
        first = before
    (rows, _), (of, _) = await jobs.rows(job.id), await jobs.rows(first.id)
    part = f" ({count(rows)} of {count(of)})" if rows < of else ""
    verb, word = ("Undo", f"{redo_key()} redoes") if job.is_undo else ("Redo", f"{undo_key()} undoes")
    return f"{verb}: {original(job)}{part}. {word} it."


async def ended(workspace: Workspace, job: Job, where: str = _HERE) -> tuple[str, Tone]:
    """What came of a job that no longer runs, as sentences, and their tone.

    Args:
        workspace: the open bot.
        job: the job.
        where: where its outcome is, as a clause.
    """
    where = f"{where[0].upper()}{where[1:]}."
    if job.done + job.unchanged == job.meant and not job.message:
        undo = f" Press {undo_key()} to undo." if await _is_undone_next(workspace, job) else ""
        return f"{job.title}: {after(job)}. {where}{undo}", "good"
    why = f" {job.message}" if job.message else ""
    return f"{job.title}: {after(job)}.{why} {where}", "danger"


async def _is_undone_next(workspace: Workspace, job: Job) -> bool:
    """Whether a job is what undo takes back next: nothing was done since it began, and it isn't all messages."""
    newest, entry = await workspace.working.newest(), await workspace.journal.newest()
    if newest is None or newest.id != job.id or (entry is not None and entry.at >= (newest.begun or 0.0)):
        return False
    return await has_way_back(workspace.working.jobs, job.id)


async def _follows(ask: Ask, why: str) -> bool:
    """Whether the rest of a job that can't begin yet follows by itself once its first row is done."""
    lines: tuple[Text, ...] = (
        (Span(why, "warn"),),
        "Then the first row runs alone. If it is refused or its outcome is unknown, the rest waits.",
    )
    try:
        await ask.confirm(
            Confirm(
                "Go on by itself after the first row?", lines, verb="Go on by itself", back="Pause after it"
            )
        )
    except Cancelled:
        return False
    return True


async def _tried(workspace: Workspace, job: Job) -> Job | None:
    """A job when its first row, or all of it, has had its turn; None where that takes long."""
    async with unless_crossed(workspace, job):
        unbegun = job.state is JobState.PLANNED
        return await workspace.working.waited_for(job.id, _PATIENCE, unbegun=unbegun)


async def _trial(workspace: Workspace, job: Job) -> Confirm:
    """What is asked after the first row of a job: what came of it, and whether the rest follows."""
    first = await named_steps(workspace, await workspace.working.jobs.trial(job.id))
    lines: list[Text] = [(*step_outcome(each.outcome), Span(f"  {step_said(each)}")) for each in first]
    lines += [(Span(each.message, "warn"),) for each in first if each.message]
    lines.append(dim(f"{counted(job.waiting, 'more call')} to the others."))
    back = f"Leave it {state(job)}"
    return Confirm(f"Trial with {first[0].title}", tuple(lines), verb="Go on with the rest", back=back)


async def _settle_repeats(workspace: Workspace, ask: Ask, job: Job) -> Job:
    """Ask what becomes of rows that were sent the same since the job was planned, or the person last saw who was.

    Returns:
        The job as it is then.

    Raises:
        Cancelled: when nothing shall run.
    """
    jobs, now = workspace.working.jobs, time.time()
    found = await unseen_repeats(jobs, job) if job.state is not JobState.RUNNING else []
    if not found:
        return job
    some = repeated([(step.title, other) for step, other in found[:3]])
    choices = [Choice("leave", "Leave them out", some), Choice("take", "Send it to them again")]
    title = f"{count(len(found))} of {count(job.waiting)} were sent the same since it was planned"
    chosen = await ask.pick(Picker(title, choices))
    if chosen.id == "take":
        return await jobs.configure(job.id, repeats_seen_at=now)
    return await leave_out_repeated(jobs, job.id, unseen_from(job))


async def _settle_changed(workspace: Workspace, ask: Ask, job: Job) -> Job:
    """Ask what becomes of rows that were changed since they were read, where that is a while ago.

    Returns:
        The job as it is then.

    Raises:
        Cancelled: when nothing shall run.
        FlochatError: when its rows can't be read.
    """
    if not is_old(job) or job.state is JobState.RUNNING:
        return job
    jobs = workspace.working.jobs
    calls = await agreed(
        workspace, ask, job, job.waiting, f"{'Run' if job.begun is None else 'Go on with'} job {job.id}"
    )
    with read_aloud(workspace, calls) as send:
        found = await stale(jobs, job.id, send)
    takes = False
    if found.different:
        named = await named_differences(workspace, found.different[:3])
        some = "; ".join(f"{each.step.title}: {each.since}" for each in named)
        choices = [
            Choice("leave", "Leave them out", some),
            Choice("take", "Overwrite them", "loses what was set since"),
        ]
        title = f"{count(len(found.different))} of {count(job.waiting)} changed since it was planned"
        chosen = await ask.pick(Picker(title, choices))
        takes = chosen.id == "take"
    return await (take_as_now if takes else leave_out)(jobs, job.id, found)
