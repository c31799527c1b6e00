# SPDX-License-Identifier: MIT
"""Sending again anyway, wherever that can be said: the one that is answered closes the one that wasn't."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.store.journal import Entry
from tests.faults.test_screens import CONFLICT, open_cell, open_field, open_message, open_send, open_tags
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot

WAYS = {
    "a confirm": (open_send, "y"),
    "a message": (open_message, "y"),
    "a form": (open_field, "ctrl+s"),
    "tags": (open_tags, "ctrl+s"),
    "a cell": (open_cell, "enter"),
}


async def entries(pilot: Pilot[Any]) -> list[Entry]:
    workspace: Any = pilot.app.workspace  # type: ignore[attr-defined]
    found: list[Entry] = await workspace.journal.written()
    return found


async def send_to_three(pilot: Pilot[Any]) -> None:
    """Mark the first three subscribers, and have a sub-flow sent to them."""
    await pilot.press("2", "g", *["space"] * 3, "s")
    await see(pilot, "Send which sub-flow", "enter choose")
    await pilot.press("enter")
    await see(pilot, "Type 3 to confirm")
    await pilot.press("3", "tab", "enter")


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_is_unknown_any_more(tmp_path: Path, way: str) -> None:
    bot = Bot()
    begin, confirm = WAYS[way]
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await begin(pilot)
        for path in ("/subscriber/s*", "/subscriber/*-tag*", "/shop/products/*/update"):
            await bot.fault(kind="500-before", path=path, times=0)
        await pilot.press(confirm)
        await see(pilot, "ctrl+o send", "Activity")
        await bot.no_faults()
        await pilot.press("ctrl+o")
        await until(
            pilot, lambda: "ctrl+o send" not in text_of(pilot) or CONFLICT in text_of(pilot), "the end"
        )
        (newest, *older) = await entries(pilot)
        assert str(newest.outcome) == "done", newest
        assert {str(each.outcome) for each in older} == {"resent"}
        await until(pilot, lambda: "unknown" not in text_of(pilot), "a header without it")


async def test_activity_says_how_many_are_left_and_goes_on_with_them(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await bot.fault(kind="drop", path="/subscriber/send-sub-flow", times=1, skip=1)
        await pilot.press("2", "g", *["space"] * 5, "s")
        await see(pilot, "Send which sub-flow", "enter choose")
        await pilot.press("enter")
        await see(pilot, "Type 5 to confirm")
        await pilot.press("5", "tab")
        await pilot.press("enter")
        await see(pilot, "1 of 5 done, 1 unknown, 3 left.", "rest is in Activity.")
        await pilot.press("escape")
        await pilot.press("colon")
        await see(pilot, "Commands")
        await pilot.press(*"journal", "enter")
        await see(pilot, "━ Journal", "and 2 more left", "waiting", "unknown", "done")
        await pilot.press("g", "e")
        await see(pilot, "Go on with the 3 left", "Leave the 3 left")
        await pilot.press("enter")
        await see(pilot, "Go on with the 3 left", "Type", "to confirm")
        await pilot.press("3", "enter", "enter")
        await see(pilot, "3 done.")
        people = [body["user_ns"] for _, body in await bot.writes()]
        assert len(people) == len(set(people)) == 5
        outcomes = sorted(str(each.outcome) for each in await entries(pilot))
        assert outcomes == ["done"] * 4 + ["unknown"]
        await see(pilot, "━ Journal")
        assert "more left" not in text_of(pilot)


async def test_what_was_refused_for_several_is_tried_again_as_a_whole(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await bot.fault(kind="403-page", path="/subscriber/send-sub-flow", times=1)
        await send_to_three(pilot)
        await see(pilot, "ctrl+t try again")
        await pilot.press("ctrl+t")
        await until(pilot, lambda: "ctrl+t try again" not in text_of(pilot), "the end")
        assert (await bot.accepted()) == {"flowBotUserSendSubFlow": 3}
        assert sorted(str(each.outcome) for each in await entries(pilot)) == ["done"] * 3


async def test_what_is_left_can_be_let_be(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await bot.fault(kind="401", path="/subscriber/send-sub-flow", times=0)
        await send_to_three(pilot)
        await until(pilot, lambda: len(bot.app.state.host.log.rows()) > 0, "a call")
        workspace: Any = pilot.app.workspace  # type: ignore[attr-defined]
        await until(pilot, lambda: not workspace.writing, "the answer")
        (entry, *_) = await entries(pilot)
        assert entry.left == 3
        from flotui.resources.activity import JOURNAL
        from tests.support.ask import act
        from tests.support.flows import action

        await act(workspace, action(JOURNAL, "resolve"), [entry], "drop")
        assert await entries(pilot) == []
        (job,) = await workspace.working.jobs.recent(settled_few=False)
        assert (job.state, job.waiting) == ("cancelled", 3), "who wasn't reached stays known"
