# SPDX-License-Identifier: MIT
"""A job that ran is undone: from what the host has now, once, and never over somebody else's change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from flotui.jobs.changes import Changes
from flotui.jobs.report import preview, warnings
from flotui.jobs.since import FRESH, is_old
from flotui.jobs.undo import undo
from flotui.store.job import Job, JobState
from flotui.store.job_undoing import Undoing
from flotui.workspace import Workspace
from tests.jobs.looking_rig import a_field, run_through, set_field, value_of
from tests.support.bot import Bot
from tests.support.jobs import TAG, people, planned


async def test_an_undo_is_planned_from_the_host_and_its_rows_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = await Bot(subscribers=250).open(tmp_path)
    job = await run_through(workspace, await planned(workspace, 3))
    late = [-3 * FRESH]
    monkeypatch.setattr("flotui.jobs.undo.time", SimpleNamespace(time=lambda: time.time() + late[0]))
    back = (await undo(workspace.working.jobs, job, workspace.reader.send)).plan.job
    assert back is not None and not is_old(back)
    found = warnings(await preview(workspace.working.jobs, back, workspace.pacer))
    assert not any("local copy" in each for each in found)
    await workspace.close()


async def test_undo_sets_everything_back_but_what_somebody_else_has_changed(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    change = await a_field(workspace)
    rows = {each["user_ns"]: await bot.subscriber(each["user_ns"]) for each in await people(workspace, 40)}
    job = await run_through(
        workspace, await planned(workspace, 40, Changes(add_tags=(TAG,), fields=(change,)))
    )
    theirs = next(iter(rows))
    await set_field(workspace, theirs, change.var_ns, "Cusco")
    written = await undo(workspace.working.jobs, job, workspace.reader.send)
    assert {each.subject for each in written.changed} == {theirs}
    assert written.plan.job is not None and written.plan.job.undoes == job.id
    ended = await run_through(workspace, written.plan.job)
    assert (ended.state, ended.waiting, ended.refused) == (JobState.ENDED, 0, 0)
    for user_ns, row in rows.items():
        has = await bot.subscriber(user_ns)
        city = value_of(has, change.var_ns)
        assert city == ("Cusco" if user_ns == theirs else value_of(row, change.var_ns))
        assert TAG.tag_ns not in str(has["tags"])
    again = await undo(workspace.working.jobs, job, workspace.reader.send)
    assert again.plan.job is None or {each.subject for each in again.changed} == {theirs}
    await workspace.close()


async def test_two_undos_of_a_job_undo_it_once(tmp_path: Path) -> None:
    """As two windows plan them, each before the other one runs."""
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    jobs, send = workspace.working.jobs, workspace.reader.send
    job = await run_through(workspace, await planned(workspace, 30))
    first, second = [(await undo(jobs, job, send)).plan.job for _ in range(2)]
    assert first is not None and second is not None
    await bot.fault(path="/subscriber/remove-tag", delay_ms=30, times=0)
    running = workspace.working.start(first.id)
    await _until(workspace, first.id, lambda found: found.done > 0)
    with pytest.raises(Undoing, match=f"Job {first.id} undoes job {job.id} already: it is running."):
        await run_through(workspace, second)
    with pytest.raises(Undoing):
        await undo(jobs, job, send)
    await workspace.working.ask(first.id, JobState.PAUSED)
    paused = await asyncio.wait_for(running, 30)
    assert paused.done < 30
    with pytest.raises(Undoing, match="it is paused"):
        await run_through(workspace, second)
    await workspace.working.ask(first.id, JobState.CANCELLED)
    ended = await run_through(workspace, second)
    assert (ended.unchanged, ended.done) == (paused.done, 30 - paused.done)
    assert (await bot.accepted())["flowBotUserRemoveTag"] == 30
    await workspace.close()


async def _until(workspace: Workspace, job: int, is_so: Callable[[Job], bool]) -> None:
    async with asyncio.timeout(30):
        while (found := await workspace.working.jobs.peek(job)) is None or not is_so(found):
            await asyncio.sleep(0.01)
