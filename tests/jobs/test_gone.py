# SPDX-License-Identifier: MIT
"""A job whose steps name something that was deleted elsewhere says that, and ends where nothing goes without it."""

from __future__ import annotations

import asyncio

import pytest

from flotui.jobs.changes import Changes, Does, Planner
from flotui.jobs.plan import at_once, plan
from flotui.repositories.profile import assign_agent
from flotui.repositories.subscribers import FieldChange
from flotui.store.job import Job, JobOptions, JobState
from flotui.store.jobs import JobDraft
from flotui.workspace import Workspace
from tests.support.bot import Bot
from tests.support.jobs import SUB_FLOW, TAG, people, planned

CITY = "city"


async def _run(workspace: Workspace, job: Job) -> Job:
    return await asyncio.wait_for(workspace.working.start(job.id), 10)


async def _city(workspace: Workspace) -> FieldChange:
    (row,) = await people(workspace, 1)
    field = next(each for each in row["user_fields"] if each["name"] == CITY)
    return FieldChange(field["var_ns"], CITY, field["var_type"], "Ica")


@pytest.mark.parametrize("trial", [True, False], ids=["trial", "three"])
@pytest.mark.parametrize("noun", ["tag newsletter", "user field city", "sub-flow Main menu", "agent 28"])
async def test_it_ends_and_says_what_is_gone(noun: str, trial: bool) -> None:
    bot = Bot()
    workspace = await bot.open()
    world = bot.app.state.host.world
    city = await _city(workspace)
    agent = world.agents.rows()[-1]
    assigned = Does(
        "the agent", "assign to Ana", lambda person: assign_agent(person, str(agent["id"]), "Ana")
    )
    kind, changes, table, known = {
        "tag": ("tag", Changes(add_tags=(TAG,)), world.tags, TAG.tag_ns),
        "user": ("field", Changes(fields=(city,)), world.user_fields, city.var_ns),
        "sub-flow": ("send", Changes(sends=(SUB_FLOW,)), world.sub_flows, SUB_FLOW.body["sub_flow_ns"]),
        "agent": ("edit", Changes(edits=(assigned,)), world.agents, agent["id"]),
    }[noun.split()[0]]
    job = await planned(workspace, 6, changes, trial=trial, sends=kind == "send", quiet=None)
    table.remove(known)
    ended = await _run(workspace, job)
    assert (ended.state, ended.done, ended.refused >= 1) == (JobState.ENDED, 0, True), ended.message
    assert ended.message.endswith(f"The {noun} no longer exists: deleted elsewhere. Plan a new job.")
    await workspace.close()


async def test_it_can_go_on_where_other_rows_go_without_what_is_gone() -> None:
    bot = Bot()
    workspace = await bot.open()
    first, *others = await people(workspace, 4)
    steps = [Planner(Changes(add_tags=(TAG,))).row(first)]
    steps += [Planner(Changes(fields=(await _city(workspace),))).row(each) for each in others]
    written = await plan(
        workspace.working.jobs, "Mixed", at_once(steps), JobDraft("", options=JobOptions(trial=True))
    )
    assert written.job is not None
    bot.app.state.host.world.tags.remove(TAG.tag_ns)
    stopped = await _run(workspace, written.job)
    assert (stopped.state, stopped.waiting) == (JobState.STOPPED, 3)
    assert stopped.message.endswith("The tag newsletter no longer exists: deleted elsewhere.")
    assert (await _run(workspace, written.job)).done == 3
    await workspace.close()


async def test_what_is_there_and_lists_that_cannot_be_read_change_nothing_of_what_is_said() -> None:
    bot = Bot()
    workspace = await bot.open()
    for kind, path in (("422", "/subscriber/add-tag"), ("500", "/flow/tags")):
        await bot.fault(kind=kind, path=path, times=0)
        stopped = await _run(workspace, await planned(workspace, 6, trial=True))
        assert (stopped.state, stopped.waiting) == (JobState.STOPPED, 5)
        assert "exist" not in stopped.message
    await workspace.close()
