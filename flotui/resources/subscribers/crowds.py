# SPDX-License-Identifier: MIT
"""What is done to so many marked subscribers that their rows are never all in memory.

They are known by their ids. What is asked needs no row, or counts over them; then a job is planned, some of them at a
time, and shown before anything leaves.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.errors import Malformed, Stopped
from flotui.api.models.subscriber import Subscriber
from flotui.audience.here import Here
from flotui.audience.meaning import FieldPresent
from flotui.jobs.changes import Changes, Planner
from flotui.jobs.plan import SourceRow, plan
from flotui.jobs.report import left_out_said
from flotui.jobs.times import ahead
from flotui.repositories.picked import PickedRows
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.window import reaches
from flotui.resources.acting import cost
from flotui.resources.base import Context, checked
from flotui.resources.crud import current_rows
from flotui.resources.job_names import preview_of
from flotui.resources.job_starting import question, start
from flotui.resources.text import Span
from flotui.store.job import JobOptions
from flotui.store.jobs import JobDraft
from flotui.text.plural import counted

if TYPE_CHECKING:
    from flotui.repositories.window import Reach
    from flotui.store.job import Job

_PART = 500
"""Rows that are read at once where the local copy doesn't have them."""


async def counts_of(
    context: Context[object], has: Callable[[Subscriber], Iterable[str]], of: str, keys: Collection[str] = ()
) -> Counter[str]:
    """How many of the marked have each of some things.

    Args:
        context: who is marked.
        has: what one of them has: the ids of tags, the names of labels, or others.
        of: `tag` or `label`, which the local copy counts; empty for others.
        keys: the keys of a row that `has` looks at besides lists.
    """
    if of and (here := _here(context)) is not None:
        tallies = await here.counts_among(of, context.marked_ids)
        return Counter({each.id if of == "tag" else each.name: each.count for each in tallies})
    found = Counter[str]()

    def take_in(rows: Sequence[Mapping[str, object]]) -> None:
        for row in rows:
            found.update(frozenset(has(Subscriber.read(row))))

    async for rows in _parts(context, (), keys):
        await asyncio.to_thread(take_in, rows)
    return found


async def having(context: Context[object], var_ns: str) -> int | None:
    """How many of the marked have a value of a user field; None where the local copy isn't what the list shows, as
    nothing but all of their rows would tell.

    Args:
        context: who is marked.
        var_ns: the field's id.
    """
    here = _here(context)
    return None if here is None else await here.how_many(FieldPresent(var_ns), context.marked_ids)


def _here(context: Context[object]) -> Here | None:
    """The local copy, where the list shows that, or the marked ones of it."""
    listed = context.listed
    rows = listed.source if isinstance(listed, PickedRows) else listed
    return rows if isinstance(rows, Here) else None


async def _parts(
    context: Context[object], fields: Collection[str] | None, keys: Collection[str] | None
) -> AsyncIterator[Sequence[Mapping[str, object]]]:
    """The rows of the marked, some at a time: of the local copy where the list shows that, with as much as is wanted.

    Args:
        context: who is marked.
        fields: the ids of the user fields that are wanted of them; all for None.
        keys: what is wanted of them besides lists, where only some fields are; all for None.
    """
    listed, ids = context.listed, context.marked_ids
    if listed is None:
        return
    if (here := _here(context)) is not None:
        async for rows in here.each_of(ids, fields, keys):
            yield rows
        return
    for some in (ids[at : at + _PART] for at in range(0, len(ids), _PART)):
        found = [checked(each, Subscriber) for each in await listed.rows_of(some)]
        yield [each.raw for each in await current_rows(context, SUBSCRIBER, found)]


async def plan_for_crowd(context: Context[object], changes: Changes) -> None:
    """Plan a job for all marked, show what it would do, and have it run.

    Args:
        context: who is marked, and how to ask.
        changes: what is done to each.

    Raises:
        Stopped: when no write may leave.
        Malformed: when the changes can't be planned.
        Cancelled: when the answer is no; then there is no job.
    """
    workspace = context.workspace
    working = workspace.working
    if why := working.refusal():
        raise Stopped(why)
    planner = Planner(changes)
    if not planner.title:
        context.ask.say("No change: nothing was sent.")
        return
    crowd = _CrowdRows(context, planner)
    read_at = context.listed.fetched_at if context.listed is not None else None
    options = JobOptions(
        trial=True,
        quiet=working.quiet,
        zone=workspace.zone.lasting_name,
        asked=workspace.journal.owner,
        read_at=read_at or 0.0,
    )
    draft = JobDraft("", options=options)
    written = await plan(working.jobs, planner.title, crowd.rows(), draft, distinct=True)
    if (job := written.job) is None:
        context.ask.say("No change: nothing was sent.")
        return
    if not written.rows:
        said = left_out_said(await working.jobs.why_left_out(job.id))
        await working.jobs.forget(job.id)
        raise Malformed(f"{said} Nothing was sent.", advice="Mark others.")
    job = await crowd.note_reach(job)
    try:
        await _agreed(context, job)
    except BaseException:
        await working.jobs.forget(job.id)
        workspace.renew("jobs")
        raise


class _CrowdRows:
    """The rows of a job for all marked, some at a time; and whom its messages reach, counted on the way."""

    def __init__(self, context: Context[object], planner: Planner) -> None:
        self._context, self._planner = context, planner
        self._arrives, self._not_opted_in = Counter["Reach"](), Counter[str]()
        workspace, self._began = context.workspace, time.time()
        self._later = ahead(None, workspace.working.quiet, workspace.zone.lasting_name, self._began)

    async def rows(self) -> AsyncIterator[Sequence[SourceRow]]:
        """The rows of the job."""
        planner = self._planner
        async for rows in _parts(self._context, planner.reads, planner.keys):
            yield await asyncio.to_thread(self._source_rows, rows)

    def _source_rows(self, rows: Sequence[Mapping[str, object]]) -> list[SourceRow]:
        planner = self._planner
        found = [planner.row(each) for each in rows]
        if planner.sends:
            people = [
                Subscriber.read(row) for row, each in zip(rows, found, strict=True) if not each.left_out
            ]
            self._arrives.update(reaches(people, late_matters=planner.late_matters, ahead=self._later))
            self._not_opted_in.update(what for each in people for what in planner.not_opted_in(each))
        return found

    async def note_reach(self, job: Job) -> Job:
        """Have the job know whom its messages reach, once all rows were given."""
        if not self._arrives:
            return job
        return await self._context.workspace.working.jobs.configure(
            job.id,
            reach=tuple(self._arrives.items()),
            reach_at=self._began + self._later if self._later else 0.0,
            not_opted_in=tuple(self._not_opted_in.items()),
        )


async def _agreed(context: Context[object], job: Job) -> None:
    """Show what a job would do, and have it run once the person agrees."""
    workspace = context.workspace

    async def submit(_: object) -> None:
        await start(workspace, context.ask, job)

    found = await preview_of(workspace, job)
    asked = question(found)
    lines = list(asked.lines)
    if (gone := context.marked - found.rows - found.left_out - job.skipped) > 0:
        lines.append(
            (Span(f"Left out: {counted(gone, 'marked subscriber')} no longer in the list.", "warn"),)
        )
    if needed := cost(workspace, found.calls, waits=True, lasts=False):
        lines.append(needed)
    await context.ask.confirm(replace(asked, lines=tuple(lines)), submit)
