# SPDX-License-Identifier: MIT
"""Running a job: what it would do is shown, what was changed since it was planned is asked about, and it begins."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from flotui.jobs.report import Preview, before, preview, step_said, warnings
from flotui.jobs.verify import leave_out, stale, take_as_now
from flotui.resources.ask import Ask, Choice, Confirm, Picker
from flotui.resources.base import Context
from flotui.resources.text import Span, Text, dim
from flotui.store.job import Job, JobState
from flotui.text.plural import count, counted

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_FRESH = 60.0
"""Seconds for which a plan is taken as it is, without a look at its rows."""


async def run(context: Context[Job]) -> None:
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
    started(context.workspace, context.ask, job)


def started(workspace: Workspace, ask: Ask, job: Job) -> None:
    """As `start`, of another than a list's own action."""
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
