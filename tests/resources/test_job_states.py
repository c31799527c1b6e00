# SPDX-License-Identifier: MIT
"""States of jobs and outcomes of steps: a sign before each word, and no sentence in every line of a table."""

from __future__ import annotations

import time
from typing import Any

from msgspec.structs import replace

from flotui.jobs.changes import Changes, of_edits
from flotui.jobs.plan import SourceRow, at_once, plan
from flotui.jobs.report import state
from flotui.repositories.profile import create
from flotui.resources.base import Context, Query
from flotui.resources.job_names import preview_of
from flotui.resources.job_starting import question
from flotui.resources.job_states import job_state, step_outcome
from flotui.resources.job_steps import NOT_DONE, STEPS
from flotui.resources.jobs import JOBS
from flotui.resources.text import plain
from flotui.store.job import OUTCOMES, STEP_WORDS, Job, JobState
from flotui.store.jobs import JobDraft
from flotui.text.safe import width
from tests.resources.shop_rig import action
from tests.support.ask import Answers
from tests.support.bot import Bot
from tests.support.jobs import SUB_FLOW, planned


async def test_every_state_of_a_job_has_a_sign() -> None:
    workspace = await Bot(subscribers=250).open()
    job = await planned(workspace, 2)
    jobs = [replace(job, state=each) for each in JobState]
    jobs += [replace(job, state=JobState.RUNNING, held_until=1.0)]
    for each in jobs:
        sign, _, word = plain(job_state(each)).partition(" ")
        assert sign and not sign.isalpha() and word == state(each)
    await workspace.close()


def test_every_outcome_of_a_step_has_a_sign() -> None:
    for outcome in OUTCOMES:
        sign, _, word = plain(step_outcome(outcome)).partition(" ")
        assert sign and not sign.isalpha() and word == STEP_WORDS[outcome]


async def test_what_a_cancelled_job_had_before_it_is_told_as_over() -> None:
    workspace = await Bot(subscribers=250).open()
    jobs = workspace.working.jobs
    job = await planned(workspace, 3)
    await jobs.schedule(job.id, time.time() + 3600, time.time() + 7200)
    context = Context(workspace, JOBS, (replace(job, state=JobState.PAUSED),), Answers())
    assert action(JOBS, "jobs.discard").refusal(context) == (
        "Only a plan that was never run can be discarded. x cancels a job."
    )
    names, lines = {"starts", "not after"}, JOBS.tabs[0].lines
    for over in (False, True):
        (owner,) = await jobs.recent()
        assert lines is not None
        assert names & {each.name for each in lines(workspace, owner)} == (set() if over else names)
        for table in (STEPS, NOT_DONE):
            async for found in table.read(
                workspace, Query(owner=job)
            ):  # as it was when its detail was opened
                rows = [found.value.peek(index) for index in range(found.value.count)]
                shown = {cell(table, "outcome", row) for row in rows if row is not None}
                assert shown == {"○ not sent" if over else "○ waiting"}
        await workspace.working.ask(job.id, JobState.CANCELLED)
    await workspace.close()


async def test_the_list_says_how_many_were_left_alone_once() -> None:
    workspace = await Bot(subscribers=250).open()
    job = await planned(workspace, 3)
    alone = await workspace.working.jobs.leave_out(job.id, [2], "Changed since.")
    ended = replace(alone, state=JobState.ENDED, waiting=0, done=2)
    assert cell(JOBS, "came", ended) == "1 left alone"
    message = "1 row left alone: changed since it was planned."
    told = replace(ended, message=message, options=replace(ended.options, left_out=1))
    assert cell(JOBS, "came", told) == message
    await workspace.close()


def cell(resource: Any, column: str, row: object) -> str:
    """What a column says of a row."""
    return plain(next(each for each in resource.columns if each.id == column).text(row))


async def test_steps_say_their_changes_and_not_what_the_title_says_of_all() -> None:
    workspace = await Bot(subscribers=250).open()
    sent = await planned(workspace, 3, Changes(sends=(SUB_FLOW,)))
    assert SUB_FLOW.summary in sent.title
    tagged = await planned(workspace, 3)
    (change,) = [each for each in STEPS.columns if each.id == "change"]

    async def changes(job: Job) -> set[str]:
        async for found in STEPS.read(workspace, Query(owner=job)):
            rows = [found.value.peek(index) for index in range(found.value.count)]
            return {plain(change.text(row)) for row in rows if row is not None}
        raise AssertionError("nothing was read")

    assert await changes(sent) == {""}
    assert await changes(tagged) == {"tag newsletter: off → on"}
    await workspace.close()


async def test_long_names_leave_room_in_a_preview_for_what_cannot_be_undone() -> None:
    workspace = await Bot(subscribers=20).open()
    names = ["x" * 200, "شركة " * 40]
    rows = [SourceRow("", of_edits(name, [create({"name": name})])) for name in names]
    job = (await plan(workspace.working.jobs, "Create", at_once(rows), JobDraft(""))).job
    assert job is not None
    lines = question(await preview_of(workspace, job)).lines
    assert all(width(plain(each)) <= 2 * 72 for each in lines)  # two lines of a dialog on 80 columns
    await workspace.close()
