# SPDX-License-Identifier: MIT
"""Two windows of one home spend one hour's calls, judged by the host's counts."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from flotui.api.call import Call
from flotui.api.errors import Stopped
from flotui.api.pacer import Purpose
from flotui.audience.keeping import people_of
from flotui.audience.reading import Reading
from flotui.jobs.report import before, preview, warnings
from flotui.resources.job_starting import start
from flotui.store.job import JobState
from flotui.workspace import Workspace
from tests.support.ask import Answers
from tests.support.bot import Bot
from tests.support.jobs import planned

RESERVE = 50
_ONE = Call("flowBotUsers", query=(("limit", "1"),))


async def _spend(window: Workspace) -> None:
    """Send calls of a job, as many at once as may be, until only the reserve is left."""

    async def one_after_the_other() -> None:
        while True:
            await window._connection.send(_ONE, Purpose.JOB)

    async with asyncio.timeout(20):
        done = await asyncio.gather(*(one_after_the_other() for _ in range(4)), return_exceptions=True)
    assert all(isinstance(each, Stopped) for each in done), done


async def test_two_windows_leave_the_reserve_between_them(tmp_path: Path) -> None:
    bot = Bot(subscribers=3, quota=RESERVE + 40)
    windows = [await bot.open(tmp_path) for _ in range(2)]
    await asyncio.gather(*map(_spend, windows))
    requests = await bot.requests()
    assert {each["status"] for each in requests} == {200}
    left = (await bot.door("POST", "/quota", {}))["remaining"]
    assert RESERVE <= left < RESERVE + 10
    # A window that is opened now begins with what those have left.
    third = await bot.open(tmp_path)
    assert third.pacer.limit == RESERVE + 40 and third.pacer.full_by == windows[0].pacer.full_by
    assert (await bot.door("POST", "/quota", {}))["remaining"] == left
    # What those were told may be of an hour that has ended: its first call asks the host.
    await bot.door("POST", "/quota", {"remaining": 900})
    await third._connection.send(_ONE, Purpose.JOB)
    assert third.pacer.remaining == 899 and not third.pacer.at_reserve
    for window in (*windows, third):
        await window.close()


async def test_where_the_reserve_takes_all_of_an_hour_that_is_said_in_place_of_how_long(
    tmp_path: Path,
) -> None:
    bot = Bot(subscribers=250, quota=40)
    workspace = await bot.open(tmp_path)
    never = "All of the 40 calls of an hour are reserved for you. Set a smaller reserve in config.toml."
    await workspace.reader.send(Call.of("flowTags", query={"limit": 1}), Purpose.INTERACTIVE)
    workspace.pacer.reserve = 0
    job = await planned(workspace, 30)
    workspace.pacer.reserve = 50
    found = await preview(workspace.working.jobs, job, workspace.pacer)
    assert warnings(found)[0] == never and before(found).endswith("30 calls")
    with pytest.raises(Stopped, match=never):
        await start(workspace, Answers(), job)
    async with asyncio.timeout(5):
        await workspace.working.start(job.id)
    ended = await workspace.working.jobs.job(job.id)
    assert ended is not None
    assert (ended.state, ended.message, ended.done, await bot.writes()) == (JobState.STOPPED, never, 0, [])
    reading = Reading(workspace, await people_of(workspace))
    assert (await reading.plan()).sentence.endswith(f"Reading all takes 3 calls. {never}")
    workspace.pacer.reserve = 30
    found = await preview(workspace.working.jobs, job, workspace.pacer)
    assert not found.reserved and before(found).endswith("30 calls · about 3 h")
    said = (await Reading(workspace, await people_of(workspace)).plan()).sentence
    assert said.endswith(
        "3 calls, about 1 s. It may use 3 calls this hour (50 % of what is left above the reserve)."
    )
    await workspace.close()
