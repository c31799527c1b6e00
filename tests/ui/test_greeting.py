# SPDX-License-Identifier: MIT
"""What was left by the run before is said at the start, all of it, whatever else is asked then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from flotui.store.job import JobState
from tests.support.app import app_on, see, text_of, until
from tests.support.served import Served

SIZE = (80, 24)


async def sent_in_part(pilot: Pilot[Any], bot: Served) -> None:
    """Send a text to three marked people, of which the answer to the second is lost."""
    await see(pilot, "Ana Souza")
    await pilot.press("space", "space", "space", "m")
    bot.fault("500", path="/subscriber/send-text", times=1, skip=1)
    await see(pilot, "Text *")
    await pilot.press(*"Hello", "ctrl+s")
    await see(pilot, "Type 3 to confirm")
    await pilot.press("3", "enter", "enter")
    await see(pilot, "1 of 3 done, 1 unknown, 1 left.")


async def test_drafts_unknown_outcomes_and_what_is_left_are_said_together(tmp_path: Path) -> None:
    with Served(subscribers=60) as bot:
        app = app_on(bot, tmp_path)
        async with app.run_test(size=SIZE) as pilot:
            await sent_in_part(pilot, bot)
            await pilot.press("escape")
            await until(pilot, lambda: len(app.screen_stack) == 1, "the form below the question closes too")
            await see(pilot, "1 marked", "1 of 3 done, 1 unknown, 1 left.")
            assert app.workspace is not None
            (job,) = await app.workspace.working.jobs.recent()
            await app.workspace.working.ask(job.id, JobState.PAUSED)
            await pilot.press("n", *"Zoe")
            await until(pilot, lambda: bool(list(app.drafts.glob("form-*"))), "a draft")
        again = app_on(bot, tmp_path)
        async with again.run_test(size=SIZE) as pilot:
            await see(pilot, "A job isn't finished", "3 subscribers  1 done · 1 unknown · 1 left")
            await pilot.press("escape")
            await until(pilot, lambda: len(again.screen_stack) == 1, "the list")
            told = " ".join(text_of(pilot).split())
            for each in (
                "Unknown outcome: Send a message to",
                "1 call is left to send.",
                "“New subscriber” was kept",
            ):
                assert each in told
