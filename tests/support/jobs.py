# SPDX-License-Identifier: MIT
"""Jobs as tests plan them: a tag, or a sub-flow, for the first so many subscribers of the sandbox."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.models.flow import SubFlow, Tag
from flotui.api.pacer import Purpose
from flotui.jobs.changes import Changes, Planner
from flotui.jobs.plan import at_once, plan
from flotui.jobs.sends import starting
from flotui.store.job import Job, JobOptions
from flotui.store.jobs import JobDraft
from flotui.workspace import Workspace

TAG = Tag(tag_ns="f1284t3001", name="newsletter")
SUB_FLOW = starting(SubFlow(sub_flow_ns="f1284s2001", name="Main menu"))


async def people(workspace: Workspace, number: int) -> list[dict[str, Any]]:
    """The rows of so many subscribers who lack the tag."""
    rows: list[dict[str, Any]] = []
    page = 1
    while len(rows) < number:
        call = Call.of("flowBotUsers", query={"limit": 100, "page": page})
        found = (await workspace.reader.send(call, Purpose.INTERACTIVE)).data
        rows += [each for each in found if TAG.tag_ns not in str(each["tags"])]
        assert found, "the sandbox has too few subscribers"
        page += 1
    return rows[:number]


async def planned(workspace: Workspace, number: int, changes: Changes | None = None, **options: Any) -> Job:
    """A job for so many subscribers, written down."""
    changes = changes or Changes(add_tags=(TAG,))
    planner = Planner(changes)
    rows = [planner.row(each) for each in await people(workspace, number)]
    draft = JobDraft("", options=JobOptions(**options))
    found = await plan(workspace.working.jobs, changes.title, at_once(rows), draft)
    assert found.job is not None
    return found.job


async def aged(workspace: Workspace, job: Job) -> Job:
    """Have a job be one whose rows were read an hour ago."""
    options = replace(job.options, compared_from=0.0, compared_at=0.0, read_at=0.0)
    text = msgspec.json.encode(options).decode()
    await workspace.journal.jobs._db.change(
        lambda db: db.execute(
            "UPDATE job SET created = created - 3600, options = ? WHERE id = ?", (text, job.id)
        )
    )
    found = await workspace.working.jobs.job(job.id)
    assert found is not None
    return found
