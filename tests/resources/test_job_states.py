# SPDX-License-Identifier: MIT
"""States of jobs and outcomes of steps: a sign before each word, and no sentence in every line of a table."""

from __future__ import annotations

from msgspec.structs import replace

from flotui.jobs.changes import Changes
from flotui.jobs.report import state
from flotui.resources.base import Query
from flotui.resources.job_states import job_state, step_outcome
from flotui.resources.job_steps import STEPS
from flotui.resources.text import plain
from flotui.store.job import OUTCOMES, STEP_WORDS, Job, JobState
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
