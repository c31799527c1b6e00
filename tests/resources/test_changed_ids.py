# SPDX-License-Identifier: MIT
"""Whose a chat became is told by name: in the journal, in the question before an undo, and after it."""

from __future__ import annotations

import pytest

from flotui.api.pacer import Purpose
from flotui.jobs.outcomes import Unfinished
from flotui.jobs.report import step_said
from flotui.repositories.edit import RowEdits
from flotui.repositories.profile import assign_agent
from flotui.resources import job_starting
from flotui.resources.acting import carry_out
from flotui.resources.activity import JOURNAL
from flotui.resources.ask import Cancelled, Confirm
from flotui.resources.base import Context, Query
from flotui.resources.flows.logs import CONVERSATIONS
from flotui.resources.flows.team import PEOPLE
from flotui.resources.job_actions import undo_this, verify_job
from flotui.resources.job_steps import NOT_DONE, STEPS
from flotui.resources.jobs import JOBS
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import plain
from flotui.resources.undoing import redo, undo, undo_these
from flotui.workspace import Workspace
from tests.support.ask import NO, Answers, rows_of
from tests.support.bot import Bot
from tests.support.edit_rows import ana, listed


async def test_an_agent_is_named_where_an_edit_is_shown_asked_about_and_undone(workspace: Workspace) -> None:
    one, other = (await listed(workspace.team.agents()))[:2]
    for agent in (one, other):
        await workspace.apply(*assign_agent(await ana(workspace), agent.row_id, agent.name))
    entry = (await rows_of(workspace, JOURNAL))[0]
    lines = JOURNAL.tabs[0].lines
    assert lines is not None
    shown = {line.name: plain(line.value) for line in lines(workspace, entry)}
    assert shown["agent"] == f"{one.name} → {other.name}"
    ask = Answers(True)
    bare = await workspace.journal.undoable()
    await undo_these(workspace, ask, bare, asks=True)
    (question,) = ask.asked
    assert isinstance(question, Confirm)
    assert f"{other.name} → {one.name}" in "\n".join(map(plain, question.lines))
    assert f"Agent is {one.name} again." in ask.said[-1]
    await undo(workspace, Answers(True))


async def test_an_agent_is_named_once_what_was_undone_is_done_again(workspace: Workspace) -> None:
    one, other = (await listed(workspace.team.agents()))[:2]
    for agent in (one, other):
        await workspace.apply(*assign_agent(await ana(workspace), agent.row_id, agent.name))
    await undo(workspace, Answers(True))
    ask = Answers(True)
    await redo(workspace, ask)
    assert f"Agent is {other.name}." in ask.said[-1]


async def test_a_subscriber_of_the_workspace_says_which_bot_by_name(workspace: Workspace) -> None:
    bots = {each.row_id: each.name for each in await listed(workspace.team.bots())}
    column = PEOPLE.column("bot")
    assert column is not None
    rows = await rows_of(workspace, PEOPLE)
    assert {plain(column.text(row)) for row in rows} == {bots[row.user_ns.partition("u")[0]] for row in rows}


async def test_every_agent_of_a_conversation_is_named(workspace: Workspace) -> None:
    agents = {each.row_id: each.name for each in await listed(workspace.team.agents())}
    rows = await rows_of(workspace, CONVERSATIONS)
    row = next(each for each in rows if each.raw["first_close_agent_id"])
    lines = CONVERSATIONS.tabs[0].lines
    assert lines is not None
    shown = {line.name: plain(line.value) for line in lines(workspace, row)}
    told = [shown[key] for key in shown if key.endswith(" agent")]
    assert len(told) > 2 and all(any(name in said for name in agents.values()) for said in told)


async def test_an_agent_is_named_where_a_job_is_shown_undone_and_compared(
    workspace: Workspace, bot: Bot
) -> None:
    one, other = (await listed(workspace.team.agents()))[:2]
    people = [each for each in await rows_of(workspace, SUBSCRIBERS) if not each.agent_id][:3]
    rows = [RowEdits(each.title, assign_agent(each, one.row_id, one.name)) for each in people]
    await bot.fault(kind="404", path="/subscriber/assign-agent", skip=2, times=1)
    with pytest.raises(Unfinished):
        await carry_out(Context(workspace, None, (), Answers()), rows, "Done.")
    (job,) = await workspace.working.jobs.recent()
    for shown, number in ((STEPS, 3), (NOT_DONE, 1)):
        steps = await rows_of(workspace, shown, Query(owner=job))
        assert [step_said(each) for each in steps] == [f"agent: empty → {one.name}"] * number
    trial = await job_starting._trial(workspace, job)
    assert f"agent: empty → {one.name}" in plain(trial.lines[0])
    asked = Answers(NO)
    with pytest.raises(Cancelled):
        await undo_this(Context(workspace, JOBS, (job,), asked))
    assert f"agent: {one.name} → empty" in "\n".join(map(plain, asked.asked[0].lines))
    await workspace.reader.send(assign_agent(people[0], other.row_id, "")[0].call, Purpose.INTERACTIVE)
    asked = Answers(NO)
    with pytest.raises(Cancelled):
        await verify_job(Context(workspace, JOBS, (job,), asked))
    (line,) = map(plain, asked.asked[0].lines)
    assert line == f"{people[0].title}: agent is {other.name}, not {one.name}"
    found = await workspace.working.jobs.job(job.id)
    assert found is not None
    (told,) = [each.full for each in JOBS.tabs[0].lines(workspace, found) if each.name == "verified"]
    assert told.startswith("2 compared · 1 different · "), "the answer outlives the question"
