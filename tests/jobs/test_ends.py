# SPDX-License-Identifier: MIT
"""What is said of a job that is over: that it is, and what of it was never sent."""

from __future__ import annotations

import asyncio

import pytest

from flotui.jobs.changes import Changes
from flotui.jobs.report import after, state
from flotui.jobs.row_outcomes import outcomes_of, tally
from flotui.store.job import JobState
from flotui.workspace import Workspace
from tests.support.bot import Bot
from tests.support.jobs import SUB_FLOW, TAG, planned


async def test_what_follows_a_refused_call_of_a_row_was_not_sent_once_the_job_has_ended(
    workspace: Workspace, bot: Bot
) -> None:
    job = await planned(workspace, 3, Changes(add_tags=(TAG,), sends=(SUB_FLOW,)))
    await bot.fault(kind="404", path="/subscriber/add-tag", skip=1, times=1)
    ended = await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert (state(ended), after(ended)) == ("ended", "4 done · 1 refused · 1 not sent")
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
