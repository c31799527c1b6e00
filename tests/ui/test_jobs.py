# SPDX-License-Identifier: MIT
"""Jobs in the app: the list in Activity, its keys, the header, quitting and the next start."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.config.profile import Profile
from flotui.jobs import report
from flotui.jobs.changes import Changes
from flotui.jobs.sends import texting
from flotui.resources.job_actions import not_open
from flotui.resources.jobs import _lines
from flotui.resources.text import plain
from flotui.store.job import JobState
from flotui.store.trouble import StoreFailed
from flotui.ui.gathering import Gathering
from flotui.workspace import Event, QuotaTold, Worked
from tests.support import settle
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot
from tests.support.jobs import SUB_FLOW, TAG, planned
from tests.support.served import Served

SIZE = (120, 40)
ADD = "flowBotUserAddTag"


async def test_a_plan_is_previewed_run_verified_and_undone(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        assert app.workspace is not None
        job = await planned(app.workspace, 40)
        app.main.go("jobs")
        await see(pilot, "Add tag newsletter: 40 subscribers", "planned")
        await pilot.press("g")
        await see(pilot, "40 will change", "tag newsletter: off → on")
        await pilot.press("y")
        await see(pilot, "subscribers: 40 done. See Jobs in Activity. Press u to undo.")
        assert await bot.accepted() == {ADD: 40}
        await pilot.press("v")
        await see(pilot, "40 compared, none different")
        await pilot.press("enter")
        await see(pilot, "Report", f"flotui jobs show {job.id}")
        await pilot.press("escape", "u")
        await see(pilot, f"Undo job {job.id}", "on → off")
        await pilot.press("y")
        await see(pilot, f"Undo job {job.id}", "subscribers: 40 done. See Jobs in Activity.")
        assert "Press u" not in text_of(pilot)
        await _until_accepted(bot, "flowBotUserRemoveTag", 40)


async def test_the_end_of_a_job_names_its_undo_only_where_that_is_next(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Marina")
        workspace = app.workspace
        assert workspace is not None
        job = await planned(workspace, 3, Changes(sends=(SUB_FLOW,)))
        await workspace.working.start(job.id)
        await see(pilot, "3 subscribers: 3 done. See Jobs in Activity.")
        assert "Press u" not in text_of(pilot), "messages have no way back"
        job = await planned(workspace, 3)
        await pilot.press("j")
        await workspace.working.start(job.id)
        await see(pilot, "3 subscribers: 3 done. See Jobs in Activity. Press u to undo.")
        await pilot.press("t", "space", "ctrl+s")
        await see(pilot, "u undoes it.")
        app.main.received(Worked(replace(job, state=JobState.RUNNING)))
        app.main.received(Worked((await workspace.working.jobs.peek(job.id)) or job))
        await see(pilot, "3 subscribers: 3 done. See Jobs in Activity.")
        assert "Press u" not in text_of(pilot), "the tag is undone first"


async def _until_accepted(bot: Bot, operation: str, number: int) -> None:
    async with asyncio.timeout(15):
        while (await bot.accepted()).get(operation) != number:
            await asyncio.sleep(0.05)


async def test_messages_want_the_number_typed(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        assert app.workspace is not None
        await planned(app.workspace, 12, Changes(sends=(SUB_FLOW,)))
        app.main.go("jobs")
        await see(pilot, "Send sub-flow Main menu: 12", "planned")
        await pilot.press("g")
        await see(pilot, "goes to 12", "Can't be undone: 12 messages")
        await pilot.press("y", "enter")
        assert await bot.accepted() == {}
        await pilot.press("backspace", "1", "2", "enter", "enter")
        await _until_accepted(bot, "flowBotUserSendSubFlow", 12)


async def test_who_was_sent_the_same_is_seen_in_the_plan_or_asked_about(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        assert app.workspace is not None
        working = app.workspace.working
        first, second, _ = [await planned(app.workspace, 6, Changes(sends=(SUB_FLOW,))) for _ in range(3)]
        await working.start(first.id)
        app.main.go("jobs")
        await see(pilot, "planned", "done")
        await pilot.press("g")
        await see(pilot, "got the same within", f"the last day by job {first.id}.")
        await pilot.press("6", "enter", "enter")  # seen, and sent all the same
        await _until_accepted(bot, "flowBotUserSendSubFlow", 12)
        await until(pilot, lambda: not working.running)
        await working.ask(second.id, JobState.PAUSED)
        await pilot.press("down", "g")
        await see(
            pilot, "6 of 6 were sent the same since it was planned", "Leave them out", "Send it to them again"
        )
        await pilot.press("enter")
        await see(pilot, "0 done · 6 left alone")
        assert await bot.accepted() == {"flowBotUserSendSubFlow": 12}


async def test_the_report_of_a_job_of_messages_shows_the_text_before_and_after_it_was_sent(
    tmp_path: Path,
) -> None:
    bot = Bot(subscribers=250)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        assert app.workspace is not None
        told = (
            "Hello all of you,\nthe shop is open again. "
            + "You are welcome at any time. " * 4
            + "Bring a friend."
        )
        sends = (texting(told),)
        job = await planned(app.workspace, 3, Changes(sends=sends))
        app.main.go("jobs")
        await see(pilot, "the shop is open agai", "planned")
        await pilot.press("enter")
        await see(
            pilot,
            "Report",
            "text",
            "Hello all of you,",
            "the shop is open again.",
            "Bring a friend.",
            "3 left",
        )
        await app.workspace.working.start(job.id)
        await see(pilot, "3 done", "Hello all of you,", "the shop is open again.")


async def test_it_is_paused_shown_in_the_header_and_what_is_unknown_is_looked_up(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        assert app.workspace is not None
        job = await planned(app.workspace, 100)
        await bot.fault(kind="500", path="/subscriber/add-tag", skip=2)
        await bot.fault(path="/subscriber/add-tag", delay_ms=150, times=0)
        app.main.go("jobs")
        await see(pilot, "planned", "  0/100")
        await pilot.press("enter")
        await see(pilot, "Report", "100 left")
        app.workspace.working.start(job.id)
        await see(pilot, "running", "a second, until about")
        await until(pilot, lambda: f"/{job.steps}" in text_of(pilot).splitlines()[0], "the job in the header")
        await pilot.press("p")
        await see(pilot, "Paused:")
        found = await app.workspace.working.jobs.peek(job.id)
        assert found is not None and found.state is JobState.PAUSED and found.waiting
        await until(pilot, lambda: not app.workspace.working.running)  # type: ignore[union-attr]
        found = await app.workspace.working.jobs.peek(job.id)
        assert found is not None
        await see(pilot, report.after(found))  # the detail has followed, and so have its keys
        await pilot.press("e")
        await see(pilot, "Looked up: 1 had arrived")
        await pilot.press("x")
        await see(pilot, "won't be sent")
        await pilot.press("y")
        await see(pilot, "cancelled")


async def test_quitting_asks_and_the_next_start_offers_to_go_on(tmp_path: Path) -> None:
    with Served(subscribers=250) as bot:
        app = app_on(bot, tmp_path)
        async with app.run_test(size=SIZE) as pilot:
            assert app.workspace is not None
            job = await planned(app.workspace, 60)
            working = app.workspace.working
            bot.fault("", path="/subscriber/add-tag", delay_ms=800, times=0)
            app.workspace.working.start(job.id)
            await pilot.press("ctrl+c")
            await see(pilot, "A job is running. Stop it?", "Pause it", "left · Add tag newsl")
            await pilot.press("p")
            await see(pilot, "Add tag newsletter: 60 subscribers: paused")
            working.start(job.id)  # what has left of it may not be answered yet
            async with asyncio.timeout(15):
                while (
                    found := await working.jobs.peek(job.id)
                ) is None or found.state is not JobState.RUNNING:
                    await asyncio.sleep(0.05)
            await pilot.press("q")
            await see(pilot, "A job is running. Quit?", "Add tag newsletter: 60 subs")
            assert "left ·" not in text_of(pilot)  # it goes on while that is asked
            await pilot.press("escape")
            await pilot.pause()
            assert working.running
            await pilot.press("enter", "ctrl+q")
            await see(pilot, "A job is running. Quit?")
            await pilot.press("l")
            await until(pilot, lambda: not working.running)
        bot.fresh()
        again = app_on(bot, tmp_path)
        async with again.run_test(size=SIZE) as pilot:
            await see(pilot, "A job isn't finished", "Go on: Add tag newsletter")
            await pilot.press("down", "enter")
            await until(pilot, lambda: "60 done" in text_of(pilot))
            assert again.workspace is not None
            job = await planned(again.workspace, 60)
            bot.fault("", path="/subscriber/add-tag", delay_ms=2_000, times=0)
            again.workspace.working.start(job.id)
            await pilot.press("ctrl+c")
            await see(pilot, "A job is running. Stop it?", "Pause it")
            await pilot.press("p")
            await see(pilot, "Add tag newsletter: 60 subscribers: paused")
            await pilot.press("q")  # what has left may not be answered yet: nobody is asked about that
            await until(pilot, lambda: again.return_code is not None, "it ends")


async def test_many_marked_rows_are_a_job_that_the_undo_key_sets_back(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza", "of 250")
        await pilot.press(*["space"] * 30)
        await see(pilot, "30 marked")
        await pilot.press("t")
        await see(pilot, "Tags of 30 subscribers")
        await pilot.press(*"wholesale", "enter")
        await see(pilot, "[x] wholesale")
        await pilot.press("ctrl+s")
        await see(pilot, "28 calls of ", " left this hour", "The first runs alone.")
        await pilot.press("y")
        await see(pilot, "Trial with ", "tag wholesale: off → on", "Go on with the rest")
        assert await bot.accepted() == {ADD: 1}
        await pilot.press("y")
        await until(pilot, lambda: _has_ended(text_of(pilot)), "the job's end in the footer")
        assert app.workspace is not None
        (job,) = await app.workspace.working.jobs.recent()
        accepted = await bot.accepted()
        assert accepted == {ADD: job.done} and job.done > 20
        await pilot.press("escape", "u")
        await see(pilot, f"Undo job {job.id}")
        await pilot.press("y")
        await _until_accepted(bot, "flowBotUserRemoveTag", job.done)


def _has_ended(text: str) -> bool:
    footer = text.splitlines()[-1]
    return " done" in footer and " left" not in footer


async def test_what_every_call_of_a_job_tells_is_told_once_a_second(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 1)
    running = Worked(_state(job, JobState.RUNNING))
    told: list[Event] = []
    gathering = Gathering(told.append)
    gathering.take(running)
    for _ in range(30):
        gathering.take(QuotaTold())
    assert told == [running]
    await settle.until(lambda: told == [running, QuotaTold()], lambda: f"{told}")
    gathering.take(Worked(_state(job, JobState.ENDED)))
    gathering.take(QuotaTold())
    assert told[-1] == QuotaTold()
    await workspace.close()


def _state(job: object, state: JobState) -> object:
    from msgspec.structs import replace

    return replace(job, state=state)  # type: ignore[type-var]


def test_the_tag_is_one() -> None:
    assert Call.of(ADD, body={"user_ns": "f1u1", "tag_ns": TAG.tag_ns}).operation.id == ADD


async def test_a_held_job_says_until_when_and_its_command_names_the_profile() -> None:
    workspace = await Bot(subscribers=30).open()
    job = await planned(workspace, 3)
    said = "This hour's calls are used up. It goes on at 18:03."
    held = replace(job, state=JobState.RUNNING, held_until=time.time() + 600, message=said)
    context: Any = SimpleNamespace(row=held, workspace=workspace)
    assert not_open(context) == said
    for profile, words in (
        (workspace.profile, ""),
        (Profile("live", "https://host.example/api"), " --profile live"),
        (Profile("environment", "https://host.example/api", ad_hoc=True), ""),
    ):
        workspace.profile = profile
        lines = {each.name: plain(each.value) for each in _lines(workspace, job)}
        assert lines["in a shell"] == f"flotui jobs run {job.id}{words}"
    await workspace.close()


async def test_the_end_of_a_job_is_told_where_it_is_not_known_what_undo_takes_back(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Marina")
        workspace = app.workspace
        assert workspace is not None
        job = await planned(workspace, 3)

        async def unread() -> None:
            raise StoreFailed("The journal can't be read.")

        monkeypatch.setattr(workspace.working, "newest", unread)
        app.main.received(Worked(replace(job, state=JobState.RUNNING)))
        app.main.received(Worked(replace(job, state=JobState.ENDED, done=3, waiting=0)))
        await see(pilot, "3 subscribers: 3 done.")
