# SPDX-License-Identifier: MIT
"""What is said of a job that is over: that it is, and what of it was never sent."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from flotui.jobs.changes import Changes
from flotui.jobs.report import after, state
from flotui.jobs.row_outcomes import outcomes_of, tally
from flotui.jobs.undo import undo
from flotui.resources.ask import Cancelled, Confirm, Submit
from flotui.resources.job_actions import undo_job
from flotui.store.entry import Outcome
from flotui.store.job import JobState
from flotui.store.job_rows import INTERRUPTED
from flotui.store.job_steps import Answered
from flotui.store.journal import Journal
from flotui.store.owners import owner_of
from flotui.workspace import Workspace
from tests.support import settle
from tests.support.ask import NO, Answers
from tests.support.bot import Bot
from tests.support.jobs import SUB_FLOW, TAG, planned


async def test_what_follows_a_refused_call_of_a_row_was_not_sent_once_the_job_has_ended(
    workspace: Workspace, bot: Bot
) -> None:
    job = await planned(workspace, 3, Changes(add_tags=(TAG,), sends=(SUB_FLOW,)))
    await bot.fault(kind="404", path="/subscriber/add-tag", skip=1, times=1)
    ended = await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert (state(ended), after(ended)) == ("ended", "4 calls done · 1 refused · 1 not sent")
    assert after(replace(ended, skipped=5)).endswith(" · 5 more subscribers unchanged")
    assert after(replace(ended, options=replace(ended.options, several=False), skipped=5)) == (
        "4 done · 1 refused · 1 not sent · 5 more unchanged"
    )
    assert sum(ended.counts.values()) == ended.steps == 6


@pytest.mark.parametrize(("asked", "word"), [(JobState.PAUSED, "left"), (JobState.CANCELLED, "not sent")])
async def test_what_waits_is_left_only_while_its_job_can_go_on(
    workspace: Workspace, asked: JobState, word: str
) -> None:
    job = await planned(workspace, 3)
    found = await workspace.working.ask(job.id, asked)
    assert after(found) == f"0 done · 3 {word}"
    rows = outcomes_of(await workspace.working.jobs.every(job.id))
    assert tally(found, rows) == f"0 of 3 done, 3 {word}."


@pytest.mark.parametrize(("rows", "at"), [(2, 2), (5, 2)])
async def test_a_job_has_ended_when_nothing_more_of_it_can_leave_wherever_an_outcome_is_unknown(
    workspace: Workspace, bot: Bot, rows: int, at: int
) -> None:
    job = await planned(workspace, rows, Changes(sends=(SUB_FLOW,)), sends=True)
    await bot.fault(kind="drop", path="/subscriber/send-sub-flow", skip=at - 1, times=1)
    found, _ = await asyncio.wait_for(workspace.working.looked_on(job.id), 20)
    assert found.state is (JobState.STOPPED if at < rows else JobState.ENDED)
    if found.open:
        found = await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert (state(found), after(found)) == ("ended", f"{rows - 1} done · 1 unknown")
    assert found.ended is not None


@pytest.mark.parametrize(("rows", "word"), [(2, "done"), (12, "paused")])
async def test_one_that_is_paused_when_all_of_it_has_left_has_ended(
    workspace: Workspace, bot: Bot, rows: int, word: str
) -> None:
    answered, log = bot.hold("/subscriber/add-tag"), bot.app.state.host.log
    job = await planned(workspace, rows)
    running = workspace.working.start(job.id)
    workspace.pacer.max_at_once = 3  # one place is kept for the person
    await settle.until(lambda: len(log.rows(writes_only=True)) == 2, lambda: "two have left")
    await workspace.working.ask(job.id, JobState.PAUSED)
    answered.set()
    found = await asyncio.wait_for(running, 20)
    assert state(found) == word and (found.waiting == 0) is (found.ended is not None) is (rows == 2)


@pytest.mark.parametrize(
    ("left", "answered", "paused", "word", "said"),
    [
        (2, 1, False, "ended", "1 done · 1 unknown"),
        (2, 2, False, "done", "2 done"),
        (1, 1, False, "stopped", "1 done · 1 left"),
        (2, 1, True, "ended", "1 done · 1 unknown"),
        (1, 1, True, "paused", "1 done · 1 left"),
    ],
)
async def test_one_whose_process_was_killed_is_stopped_only_where_something_is_left(
    workspace: Workspace, tmp_path: Path, left: int, answered: int, paused: bool, word: str, said: str
) -> None:
    job = await planned(workspace, 2)
    dead = await Journal.open(tmp_path / "journal.db", workspace.profile.cache_id)
    dead.jobs.owner = "999999:1"
    await dead.jobs.take(job.id)
    sent = (await dead.jobs.turn(job.id, [], left)).steps
    answers = [Answered(each.n, each.at or 0.0, Outcome.DONE, 1.0, 200, 1, "") for each in sent[:answered]]
    await dead.jobs.turn(job.id, answers, 0)
    if paused:
        await dead.jobs.ask(job.id, JobState.PAUSED)
    await dead.close()
    found = await workspace.working.jobs.job(job.id)
    assert found is not None and (state(found), after(found)) == (word, said)
    assert found.message == (INTERRUPTED if found.open and not paused else "") and found.owner == ""


async def test_what_waits_behind_an_unknown_call_of_its_row_keeps_no_job_open(
    workspace: Workspace, bot: Bot
) -> None:
    job = await planned(workspace, 1, Changes(add_tags=(TAG,), sends=(SUB_FLOW,)))
    await bot.fault(kind="500", path="/subscriber/add-tag", times=1)
    found, _ = await asyncio.wait_for(workspace.working.looked_on(job.id), 20)
    assert (state(found), after(found)) == ("ended", "0 calls done · 1 unknown · 1 not sent")


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize("killed", [True, False])
async def test_the_plan_of_an_undo_is_gone_with_the_window_that_asks_about_it(
    workspace: Workspace, bot: Bot, tmp_path: Path, few: bool, killed: bool
) -> None:
    other = await bot.open(tmp_path)
    planning = await planned(workspace, 2, dialog=workspace.working.jobs.owner if few else "")
    job = await asyncio.wait_for(workspace.working.start(planning.id), 20)
    workspace.working.jobs.owner = "999999:1" if killed else owner_of(os.getppid())
    seen: list[str] = []

    class Asked(Answers):
        async def confirm(self, question: Confirm, submit: Submit | None = None) -> None:
            seen.extend(str(each.state) for each in await other.working.jobs.recent())
            await super().confirm(question, submit)

    with pytest.raises(Cancelled):
        await undo_job(workspace, Asked(NO), job)
    assert seen == (["ended"] if killed else ["planned", "ended"])
    await other.close()


async def test_an_undo_that_was_agreed_to_stays_when_its_window_is_killed(workspace: Workspace) -> None:
    jobs = workspace.working.jobs
    job = await asyncio.wait_for(workspace.working.start((await planned(workspace, 2)).id), 20)
    owner, jobs.owner = jobs.owner, "999999:1"
    written = (await undo(jobs, job, workspace.reader.send, asks=True)).plan.job
    assert written is not None
    assert await jobs.take(written.id) is not None
    jobs.owner = owner
    found = await jobs.job(written.id)
    assert found is not None and (found.state, found.waiting) == (JobState.STOPPED, 2)


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        ({"status": 401, "body": {"message": "Unauthenticated."}}, "Log in again with an API key"),
        (
            {"status": 403, "body": {"message": "Missing scope: Manage Flow"}},
            "Create an API key with that scope",
        ),
    ],
    ids=["revoked", "no scope"],
)
async def test_what_the_key_keeps_from_leaving_is_told_with_what_to_do_and_left_waiting(
    tmp_path: Path, answer: dict[str, Any], advice: str
) -> None:
    bot = Bot(subscribers=60)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 20)
    await bot.fault(path="/subscriber/*", times=0, skip=6, **answer)
    stopped = await asyncio.wait_for(workspace.working.start(job.id), 10)
    assert (stopped.state, stopped.done, stopped.waiting) == (JobState.STOPPED, 6, 14)
    assert advice in stopped.message and stopped.counts[Outcome.REFUSED] == 0
    await bot.no_faults()
    ended = await asyncio.wait_for(workspace.working.start(job.id), 10)
    assert (ended.state, ended.done) == (JobState.ENDED, 20) and sum((await bot.accepted()).values()) == 20
    await workspace.close()
