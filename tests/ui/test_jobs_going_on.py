# SPDX-License-Identifier: MIT
"""The next start goes on with a job that was cut short, and asks about rows that somebody else has changed since."""

from __future__ import annotations

from pathlib import Path

from flotui.api.call import Call
from flotui.api.pacer import Purpose
from flotui.config.paths import Paths
from flotui.jobs.changes import Changes
from flotui.repositories.subscribers import FieldChange
from flotui.store.journal import Journal
from flotui.workspace import Workspace
from tests.support.app import app_on, see, until
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
            await see(pilot, "1 of 5 changed since it was planned", "city is Cusco, not Lima")
            assert app.workspace is not None
            jobs = app.workspace.working.jobs
            (job,) = await jobs.recent()
            assert (job.waiting, job.done) == (ROWS - 1, 0)
            await pilot.press("enter")
            await see(pilot, "4 done · 1 unknown · 1 left alone")
            await until(pilot, lambda: not app.workspace.working.running)  # type: ignore[union-attr]
