# SPDX-License-Identifier: MIT
"""Jobs: what goes to many rows, how far it is, and what came of each row."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.catalogue import Risk
from flotui.jobs.report import after, apart, rate, state, texts, texts_said, undone, verified
from flotui.jobs.times import zone_said
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Column, DetailLine, Query, Resource, RowSource, Tab
from flotui.resources.copying import copy_action
from flotui.resources.format import moment_column
from flotui.resources.job_actions import (
    cancel,
    discard,
    has_run,
    not_open,
    not_running,
    not_undoable,
    nothing_done,
    nothing_unknown,
    over,
    pause,
    undo_this,
    verify_job,
)
from flotui.resources.job_starting import run
from flotui.resources.job_states import job_state
from flotui.resources.job_steps import NOT_DONE, STEPS, resolve
from flotui.resources.text import Span, Text, dim
from flotui.store.entry import Outcome
from flotui.store.job import STEP_WORDS, Job, JobState
from flotui.store.trouble import StoreFailed
from flotui.text import moments
from flotui.text.amounts import measured
from flotui.text.dates import clock_time
from flotui.text.hours import hour
from flotui.text.plural import count
from flotui.workspace.events import Worked

if TYPE_CHECKING:
    from flotui.workspace import Workspace


async def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Job]]]:
    try:
        found = await workspace.working.jobs.recent(settled_few=False)
    except StoreFailed as error:
        yield Snapshot(ListRows([], lambda job: job.row_id, time.time()), None, "cache", True, error)
    else:
        yield Snapshot(ListRows(found, lambda job: job.row_id, time.time()), time.time(), "cache")


async def _inspect(
    workspace: Workspace, row: Job, force: bool = False
) -> AsyncIterator[Snapshot[Job | None]]:
    jobs = workspace.working.jobs
    found = await jobs.job(row.id)
    if found is not None and found.options.sends:
        found = replace(found, texts=tuple(texts_said(await texts(jobs, row.id))))
    yield Snapshot(found, time.time(), "cache")


async def _version(workspace: Workspace) -> object:
    """Another value whenever another process has written something."""
    try:
        return await workspace.journal.version()
    except StoreFailed:
        return None


def _progress(job: Job) -> Text:
    if not job.meant:
        return ""
    done, of = count(job.finished), count(job.meant)
    return f"{done:>{len(of)}}/{of}"  # as wide at the beginning as at the end


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
    left_alone = ""
    if job.dropped and not job.options.left_out:  # of those its message tells
        left_alone = f"{count(job.dropped)} left alone"
    return dim(" · ".join(filter(None, (left_alone, undone(job), job.message))))


def _lines(workspace: Workspace, job: Job) -> list[DetailLine]:
    now = time.time()
    lines = [
        DetailLine("what", job.title, job.title),
        DetailLine("state", job_state(job), state(job)),
        DetailLine("steps", after(job), after(job)),
    ]
    lines += [line for each in job.texts for line in _text(each)]
    if job.message:
        lines.append(DetailLine("why", (Span(job.message, "warn"),), job.message))
    speed, left = rate(job, now)
    if job.state is JobState.RUNNING and left is not None:
        told = f"{measured(speed)} a second, until about {clock_time(now + left)}"
        lines.append(DetailLine("rate", told, told))
    if job.query:
        lines.append(DetailLine("subscribers", job.query, job.query))
    times = (
        ("planned", job.created),
        ("starts", job.starts_at if job.open else None),
        ("begun", job.begun),
        ("held until", job.held_until),
        ("not after", job.not_after if job.open else None),
        ("ended", job.ended),
    )
    lines += [
        DetailLine(name, moments.detail(at), moments.detail(at)) for name, at in times if at is not None
    ]
    if told := verified(job):
        differs = job.options.verified is not None and job.options.verified.different
        lines.append(DetailLine("verified", (Span(told, "warn"),) if differs else told, told))
    if job.options.sends and job.options.quiet is not None:
        quiet = f"{' to '.join(map(hour, job.options.quiet))} ({zone_said(job.options.zone)})"
        lines.append(DetailLine("quiet hours", quiet, quiet))
    if job.undoes is not None:
        lines.append(DetailLine("undoes", f"job {job.undoes}", str(job.undoes)))
    command = _command(workspace, job)
    lines.append(DetailLine("in a shell", dim(command), command))
    return lines


def _text(text: str) -> list[DetailLine]:
    """A text that is sent to each, line by line."""
    first, *more = text.splitlines() or [""]
    return [DetailLine("text", first, text), *(DetailLine("", each, text) for each in more)]


def _command(workspace: Workspace, job: Job) -> str:
    """What goes on with a job at a command line; what shows it, where nothing more of it leaves."""
    return f"flotui jobs {'run' if job.open else 'show'} {job.id}{workspace.profile.option}"


JOBS: Resource[Job] = Resource(
    id="jobs",
    title="Jobs",
    numbered=True,
    singular="job",
    read=_read,
    inspect=_inspect,
    made_by=(Worked,),
    columns=(
        Column("id", "Job", lambda job: dim(job.row_id), width=4, align="right"),
        moment_column("created", "Planned", lambda job: job.created, priority=2),
        Column("state", "State", job_state, width=11),
        Column("title", "What", lambda job: job.title, width=20, flex=1),
        Column("progress", "Steps", _progress, width=13, align="right"),
        Column("came", "Outcome", _came, width=18, flex=1, priority=1),
    ),
    label=lambda job: job.title,
    told_by=apart,
    searched=lambda job: f"{job.id} {job.title} {state(job)} {job.query} {job.message}",
    tabs=(
        Tab("report", "Report", lines=_lines, whole=True),
        Tab("left", "Not done", table=NOT_DONE),
        Tab("steps", "Steps", table=STEPS),
    ),
    actions=(
        Action("jobs.run", "Run or go on", "g", run, hint="run", risk=Risk.WRITE, unless=not_open),
        Action("jobs.pause", "Pause", "p", pause, hint="pause", unless=not_running, asks=False),
        Action("jobs.cancel", "Cancel for good", "x", cancel, hint="cancel", unless=over),
        Action("jobs.verify", "Verify", "v", verify_job, hint="verify", unless=nothing_done),
        Action(
            "jobs.undo",
            "Undo this job",
            "u",
            undo_this,
            hint="undo",
            risk=Risk.WRITE,
            unless=not_undoable,
            instead_of="app.undo",
        ),
        Action(
            "jobs.resolve",
            "Look up unknown outcomes",
            "e",
            resolve,
            hint="look up",
            unless=nothing_unknown,
        ),
        Action("jobs.discard", "Discard a plan", "D", discard, needs="some", unless=has_run, asks=False),
        copy_action("jobs", lambda context: [("command", _command(context.workspace, context.row))]),
    ),
    version=_version,
    empty="No jobs yet. Changes and sends to many rows will be listed here. What is done to a few is in the journal.",
)
