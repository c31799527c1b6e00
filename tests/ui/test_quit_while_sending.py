# SPDX-License-Identifier: MIT
"""Quitting while a few rows are changed: what is left of it is asked about, or comes to its end."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from flotui.api.pacer import Purpose
from flotui.api.reply import Reply
from flotui.store.job import Step
from flotui.store.journal import Journal
from flotui.workspace import Workspace
from tests.support.app import app_on, see, text_of, until
from tests.support.inbox import replying, running, served, texts, typed
from tests.support.served import Served

__all__ = ["running", "served"]

ADD = "flowBotUserAddTag"


def _hold(workspace: Workspace, gate: asyncio.Event) -> None:
    """Have writes wait until the gate is open."""
    send = workspace.working.send

    async def held(step: Step, purpose: Purpose = Purpose.JOB) -> Reply:
        await gate.wait()
        return await send(step, purpose)

    workspace.working.send = held  # type: ignore[method-assign]


@pytest.mark.parametrize(("rows", "key"), [(6, "f"), (6, "l"), (4, "")])
async def test_what_is_left_of_a_change_is_asked_about(tmp_path: Path, rows: int, key: str) -> None:
    with Served(subscribers=60) as bot:
        app = app_on(bot, tmp_path)
        async with app.run_test(size=(120, 40)) as pilot:
            await see(pilot, "Ana Souza", "60")
            await pilot.press(*["space"] * rows)
            await see(pilot, f"{rows} marked")
            await pilot.press("t")
            await see(pilot, f"Tags of {rows} subscribers")
            await pilot.press(*"wholesale", "enter")
            await see(pilot, "[x] wholesale")
            assert app.workspace is not None
            workspace, gate = app.workspace, asyncio.Event()
            _hold(workspace, gate)
            await pilot.press("ctrl+s")
            if rows > 5:
                await see(pilot, f"{rows} calls of")
                await pilot.press("y")
            await until(pilot, lambda: workspace.writing, "something has left")
            await pilot.press(*["escape"] * (4 if rows > 5 else 2))
            await until(pilot, lambda: "Tags of" not in text_of(pilot), "the list")
            await pilot.press("q")
            if key:
                await see(pilot, "A change is under way. Quit?", "Finish it first", "Stop it")
                await pilot.press("escape", "q")
                await see(pilot, "A change is under way. Quit?")
                await pilot.press(key)
            gate.set()
            await until(pilot, lambda: app.return_code is not None, "it ends")
        accepted = bot.accepted()[ADD]
        assert accepted < rows if key == "l" else accepted == rows
        journal = await Journal.open(app.options.paths.journal_file, bot.profile.cache_id)
        (job,) = await journal.jobs.recent()
        assert job.waiting == rows - accepted, "what is left stays known"
        assert job.done == accepted and not await journal.unknown()
        assert [each.left for each in await journal.written() if each.left] == [job.waiting] * (key == "l")
        await journal.close()


LOOK = "/subscriber/get-info"
"""What is read before a reply leaves."""


async def test_a_reply_that_was_to_be_sent_is_accepted_before_the_program_ends(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "on its way")
        released = served.hold(LOOK)
        await pilot.press("enter")
        await see(pilot, "sending… on its way")
        await pilot.press("ctrl+q")
        await see(pilot, "Your reply is being sent. Then flotui quits.")
        assert not texts(served) and pilot.app.return_code is None
        released.set()
        await until(pilot, lambda: pilot.app.return_code is not None, "it ends")
    assert [text for _, text in texts(served)] == ["on its way"]


async def test_the_program_does_not_end_where_it_is_asked_whether_a_reply_is_to_be_sent(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "on its way")
        released = served.hold(LOOK, kind="422")
        await pilot.press("enter")
        await see(pilot, "sending… on its way")
        await pilot.press("ctrl+q")
        await see(pilot, "Your reply is being sent. Then flotui quits.")
        released.set()
        await see(pilot, "Couldn't check whom the chat is assigned to.")
        assert pilot.app.return_code is None
        await pilot.press("escape")
        await see(pilot, "Reply to Camila", "on its way")
        assert pilot.app.return_code is None
        await pilot.press("ctrl+q")
        await until(pilot, lambda: pilot.app.return_code is not None, "it ends")
    assert not texts(served)


async def test_who_wants_to_quit_once_more_need_not_wait_for_a_reply(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "on its way")
        released = served.hold(LOOK)
        await pilot.press("enter")
        await see(pilot, "sending… on its way")
        await pilot.press("ctrl+q")
        await see(pilot, "Your reply is being sent.")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: pilot.app.return_code is not None, "it ends")
        released.set()
    assert not texts(served)


async def test_who_is_asked_about_a_reply_may_quit_instead(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "on its way")
        served.fault("422", LOOK, times=9)
        await pilot.press("enter")
        await see(pilot, "Couldn't check whom the chat is assigned to.")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: pilot.app.return_code is not None, "it ends")
    assert not texts(served)
