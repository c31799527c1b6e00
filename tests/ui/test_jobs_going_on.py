# SPDX-License-Identifier: MIT
"""The next start goes on with a job that was cut short, and asks about rows that somebody else has changed since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from flotui.api.call import Call
from flotui.api.pacer import Purpose
from flotui.config.paths import Paths
from flotui.jobs.changes import Changes
from flotui.repositories.subscribers import FieldChange
from flotui.store.job import JobState
from flotui.store.journal import Journal
from flotui.ui import frame
from flotui.workspace import Worked, Workspace
from tests.support.app import app_on, see, text_of, until
from tests.support.jobs import aged, people, planned
from tests.support.served import Served

ROWS = 6


async def _cut_short(bot: Served, home: Path) -> None:
    """Leave a job of which one step had left, and let somebody else change its third row."""
    paths = Paths.find({"FLOTUI_HOME": str(home)}).make()
    workspace = await Workspace.open(bot.profile, token=bot.token, cache=None, journal=paths.journal_file)
    rows = await people(workspace, ROWS)
    field = next(each for each in rows[0]["user_fields"] if each["name"] == "city")
    change = FieldChange(field["var_ns"], "city", field["var_type"], "Lima")
    job = await planned(workspace, ROWS, Changes(fields=(change,)))
    dead = await Journal.open(paths.journal_file, workspace.profile.cache_id)
    dead.jobs.owner = "999999:1"
    assert await dead.jobs.take(job.id) is not None
    assert len((await dead.jobs.turn(job.id, [], 1)).steps) == 1
    await dead.close()
    body = {"user_ns": rows[2]["user_ns"], "var_ns": field["var_ns"], "value": "Cusco"}
    await workspace.reader.send(Call.of("flowBotUserSetUserField", body=body), Purpose.INTERACTIVE)
    await aged(workspace, job)
    await workspace.close()


async def test_going_on_asks_about_what_somebody_else_has_changed_since(tmp_path: Path) -> None:
    with Served(subscribers=60) as bot:
        await _cut_short(bot, tmp_path)
        app = app_on(bot, tmp_path)
        async with app.run_test(size=(120, 40)) as pilot:
            await see(pilot, "A job isn't finished", "Go on: Set city")
            await pilot.press("down", "enter")
            await see(pilot, "1 of 5 changed since it was planned", "city: empty → Cusco, not Lima")
            assert app.workspace is not None
            jobs = app.workspace.working.jobs
            (job,) = await jobs.recent()
            assert (job.waiting, job.done) == (ROWS - 1, 0)
            await pilot.press("enter")
            await see(pilot, "4 done · 1 unknown · 1 left alone")
            await until(pilot, lambda: not app.workspace.working.running)  # type: ignore[union-attr]


async def test_a_paused_job_is_offered_at_the_next_start_and_stands_in_the_header(tmp_path: Path) -> None:
    with Served(subscribers=60) as bot:
        app = app_on(bot, tmp_path)
        async with app.run_test(size=(80, 24)) as pilot:
            assert app.workspace is not None
            job = await planned(app.workspace, ROWS)
            await app.workspace.working.ask(job.id, JobState.PAUSED)
            await until(pilot, lambda: "1 job unfinished" in header_of(pilot), "the header")
        app = app_on(bot, tmp_path, start="today")
        async with app.run_test(size=(120, 40)) as pilot:
            await see(pilot, "A job isn't finished", f"{job.title}  0 done · {ROWS} left · paused")
            await pilot.press("escape")
            await until(pilot, lambda: "1 job unfinished" in header_of(pilot), "the header")
            await see(pilot, f"job {job.id} Add tag", "! paused")
            assert app.workspace is not None
            await app.workspace.working.ask(job.id, JobState.CANCELLED)
            await until(pilot, lambda: "unfinished" not in header_of(pilot), "nothing left")


async def test_a_job_that_goes_on_is_no_longer_unfinished(tmp_path: Path) -> None:
    with Served(subscribers=60) as bot:
        app = app_on(bot, tmp_path)
        async with app.run_test(size=(120, 24)) as pilot:
            assert app.workspace is not None
            job = await planned(app.workspace, ROWS)
            await app.workspace.working.ask(job.id, JobState.PAUSED)
            await until(pilot, lambda: "1 job unfinished" in header_of(pilot), "the header")
            running = await app.workspace.working.jobs.take(job.id)  # it has begun, and stays so
            assert running is not None and running.state is JobState.RUNNING
            app.workspace.working._events.tell(Worked(running))
            await until(pilot, lambda: "job 0/6" in header_of(pilot), "it runs")
            await until(pilot, lambda: "unfinished" not in header_of(pilot), "what runs isn't unfinished")
            app.workspace.working._events.tell(Worked(replace(running, state=JobState.CANCELLED)))
            await see(pilot, f"{job.title}: cancelled, 0 done · {ROWS} not sent.")


async def test_nothing_leaves_while_it_is_asked_what_becomes_of_a_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "_LATELY", 3600.0)  # however slow this machine is, the job has just ended
    with Served(subscribers=250) as bot:
        app = app_on(bot, tmp_path)
        async with app.run_test(size=(80, 24)) as pilot:
            assert app.workspace is not None
            job = await planned(app.workspace, 60)
            bot.fault("", path="/subscriber/add-tag", delay_ms=100, times=0)
            app.workspace.working.start(job.id)
            await until(pilot, lambda: bot.received(), "the first call")
            await pilot.press("ctrl+c")
            await see(
                pilot,
                "A job is running. Stop it?",
                "Nothing more of it is sent while you answer.",
                "p c choose at once",
            )
            await until(pilot, lambda: _rests(app), "what had left is answered")
            left = len(bot.received())
            for _ in range(3):  # what the job sent would have left before these are answered
                await app.workspace.reader.send(Call.of("flowTags"), Purpose.INTERACTIVE)
            assert len(bot.received()) == left < 60
            await pilot.press("escape")
            await until(pilot, lambda: len(bot.received()) == 60, "the rest")
            await until(pilot, lambda: not app.workspace.working.running, "its end")  # type: ignore[union-attr]
            await pilot.press("ctrl+c", "p")
            await see(pilot, "The job has just ended: there is nothing to stop.")
            assert not app.main.panel.active.following  # type: ignore[union-attr]


def _rests(app: Any) -> bool:
    """Whether no call of a job is under way."""
    return all(not runner._under_way for runner, _ in app.workspace.working._running.values())


def header_of(pilot: Pilot[Any]) -> str:
    return next(iter(text_of(pilot).splitlines()), "")
