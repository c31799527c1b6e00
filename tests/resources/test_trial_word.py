# SPDX-License-Identifier: MIT
"""Whether the rest of a job follows its trial is one word: asked of whoever goes on with it, and given once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from flotui.resources.ask import Confirm, Submit
from flotui.resources.base import Context
from flotui.resources.job_starting import run
from flotui.resources.jobs import JOBS
from flotui.store.job import Job, JobState
from flotui.workspace import Worked, Workspace
from tests.support import settle
from tests.support.ask import NO, Answers
from tests.support.bot import Bot
from tests.support.jobs import planned

ROWS = 25
ADD = "flowBotUserAddTag"


class Elsewhere(Answers):
    """Has something happen in another window while the trial's question stands."""

    def __init__(self, act: Callable[[], Awaitable[object]], *answers: Any) -> None:
        """
        Args:
            act: what happens there.
            answers: what is answered here.
        """
        super().__init__(*answers)
        self._act = act

    async def confirm(self, question: Confirm, submit: Submit | None = None) -> None:
        """Answer once that has happened."""
        if question.title.startswith("Trial with "):
            await self._act()
        await super().confirm(question, submit)


async def _go(workspace: Workspace, job: Job, asked: Answers) -> None:
    await run(Context(workspace, JOBS, (job,), asked))


async def _over(workspace: Workspace) -> None:
    await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")


@pytest.mark.parametrize("word", [True, NO])
@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ("goes on", "It is done already: 25 done"),
        ("cancels", "It is cancelled already: 1 done · 24 not sent"),
    ],
)
async def test_who_answers_after_another_window_is_told_what_the_job_is_now(
    tmp_path: Path, decision: str, said: str, word: object
) -> None:
    bot = Bot(subscribers=250)
    here, there = await bot.open(tmp_path), await bot.open(tmp_path)
    job = await planned(here, ROWS, trial=True)
    told: list[object] = []
    here.listen(told.append)

    async def elsewhere() -> None:
        if decision == "cancels":
            await there.working.ask(job.id, JobState.CANCELLED)
            return
        asked = Answers(True)
        await _go(there, job, asked)
        assert asked.asked[-1].title.startswith("Trial with ") and asked.left == 0
        await _over(there)

    asked = Elsewhere(elsewhere, True, word)
    await _go(here, job, asked)
    assert said in asked.said[-1], asked.said
    latest = [each.job.state for each in told if isinstance(each, Worked)][-1]
    assert latest in (JobState.ENDED, JobState.CANCELLED), "what shows jobs hears of it"
    assert await bot.accepted() == {ADD: ROWS if decision == "goes on" else 1}
    await asyncio.gather(here.close(), there.close())


async def test_a_trial_that_went_wrong_is_shown_to_whoever_goes_on(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    here, there = await bot.open(tmp_path), await bot.open(tmp_path)
    job = await planned(here, ROWS, trial=True)
    await bot.fault(kind="422", path="/subscriber/add-tag")
    first = Answers(True)
    await _go(here, job, first)
    assert "refused" in first.said[-1] and first.left == 0
    for word, calls in ((NO, 0), (True, ROWS - 1)):
        asked = Answers(word)
        await _go(there, job, asked)
        await _over(there)
        assert "refused" in str(asked.asked[0].lines) and asked.asked[0].back == "Leave it stopped"
        assert (await bot.accepted()).get(ADD, 0) == calls
    await asyncio.gather(here.close(), there.close())


async def test_the_word_is_asked_for_once(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    here = await bot.open(tmp_path)
    job = await planned(here, ROWS, trial=True)
    await _go(here, job, Answers(True, NO))
    found = await here.working.jobs.peek(job.id)
    assert found is not None and found.awaits_word
    assert await here.working.jobs.agree(job.id) is not None
    assert await here.working.jobs.agree(job.id) is None
    await _go(here, job, Answers())
    await _over(here)
    assert await bot.accepted() == {ADD: ROWS}
    with pytest.raises(Exception, match="It is done already: 25 done"):
        await _go(here, job, Answers())
    await here.close()
