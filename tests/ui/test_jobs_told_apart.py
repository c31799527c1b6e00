# SPDX-License-Identifier: MIT
"""Jobs of one name are told from each other wherever they are listed, and one that was undone says so."""

from __future__ import annotations

from pathlib import Path

from flotui.cli.jobs_said import job_row
from flotui.jobs.report import apart
from flotui.repositories.flows import create_tag
from flotui.resources.base import Query
from flotui.resources.job_steps import STEPS
from flotui.resources.text import plain
from tests.support.app import app_on, see, text_of, until
from tests.support.ask import rows_of
from tests.support.bot import Bot
from tests.support.jobs import planned
from tests.support.served import Served


async def test_jobs_of_one_name_are_told_apart_and_an_undone_one_says_by_which(tmp_path: Path) -> None:
    bot = Bot(subscribers=60)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.workspace is not None
        working = app.workspace.working
        one, two = await planned(app.workspace, 5), await planned(app.workspace, 5)
        assert one.title == two.title
        await working.start(one.id)
        app.main.go("jobs")
        await see(pilot, "done", "planned")
        lines = [line for line in text_of(pilot).splitlines() if "newsletter" in line and "/5" in line]
        assert all(f" {each.id} " in line for each, line in zip((two, one), lines, strict=True)), lines
        await pilot.press(":", *"newsletter")
        await see(pilot, f"job {one.id} · done", f"job {two.id} · planned")
        await pilot.press("escape", "j", "u")
        await see(pilot, f"Undo job {one.id}:", "on → off")
        await pilot.press("y")
        await see(pilot, "5 done", "undone by job 3")
        await until(pilot, lambda: not working.running, "the end")
        await pilot.press("k")
        found = await working.jobs.peek(one.id)
        assert found is not None and found.undone_by == 3 and found.undone_wholly
        assert "undone by job 3" in apart(found) and job_row(found)["undone_by"] == 3
        steps = await rows_of(app.workspace, STEPS, Query(owner=found))
        (why,) = [each.text for each in STEPS.columns if each.id == "why"]
        assert {plain(why(each)) for each in steps} == {"undone by job 3"}
        app.main.go("today")
        await see(pilot, "Waiting for an answer")
        app.main.go("jobs", row_id=str(one.id))
        await see(pilot, "undone by job 3")
        await pilot.press("u")
        await see(pilot, f"Job {one.id} is undone by job 3 already.")
    assert await bot.accepted() == {"flowBotUserAddTag": 5, "flowBotUserRemoveTag": 5}


async def test_after_a_restart_u_is_about_a_job_that_is_newer_than_the_last_edit(tmp_path: Path) -> None:
    with Served(subscribers=60) as bot:
        app = app_on(bot, tmp_path)
        async with app.run_test(size=(80, 24)) as pilot:
            await see(pilot, "━ Subscribers")
            assert app.workspace is not None
            app.workspace.journal._owner = "999999:1"  # a run that has ended
            await app.workspace.apply(create_tag("before the job"))
            job = await planned(app.workspace, 3)
            await app.workspace.working.start(job.id)
        app = app_on(bot, tmp_path)
        async with app.run_test(size=(80, 24)) as pilot:
            await see(pilot, "━ Subscribers", "Ana Souza")
            await pilot.press("u")
            await see(pilot, f"Undo job {job.id}:", "on → off")
            await pilot.press("escape")
            assert app.workspace is not None
            app.workspace.journal._owner = "999999:1"  # a run that has ended
            await app.workspace.apply(create_tag("after the job"))
        app = app_on(bot, tmp_path)
        async with app.run_test(size=(80, 24)) as pilot:
            await see(pilot, "━ Subscribers", "Ana Souza")
            await pilot.press("u")
            await see(pilot, "after the job", "Delete")


async def test_u_is_about_a_job_of_another_run_that_is_newer_than_this_runs_last_edit(tmp_path: Path) -> None:
    with Served(subscribers=60) as bot:
        app = app_on(bot, tmp_path)
        async with app.run_test(size=(80, 24)) as pilot:
            await see(pilot, "━ Subscribers", "Ana Souza")
            assert app.workspace is not None
            await app.workspace.apply(create_tag("before the job"))
            job = await planned(app.workspace, 3)
            await app.workspace.working.start(job.id)
            app.workspace.working._started.clear()  # another run began it
            await pilot.press("u")
            await see(pilot, f"Undo job {job.id}:", "on → off")
            await pilot.press("escape")
            await app.workspace.apply(create_tag("after the job"))
            await pilot.press("u")
            await see(pilot, "after the job", "Delete")
