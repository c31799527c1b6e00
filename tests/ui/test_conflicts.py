# SPDX-License-Identifier: MIT
"""On screen: an edit over somebody else's is asked about, what was typed stays, and u keeps to what is in sight."""

from __future__ import annotations

from pathlib import Path

from flotui.repositories.edit import Edit
from flotui.repositories.profile import update
from flotui.resources.ask import Cancelled
from tests.support.app import app_on, see, seen_text, text_of, until
from tests.support.bot import Bot
from tests.support.edit_rows import ana
from tests.support.edits import EDITS
from tests.support.people import ANA
from tests.support.places import ACTIVITY, FLOWS

SIZE = (120, 40)


async def somebody_renames(bot: Bot, name: str) -> None:
    other = await bot.open()
    await other.apply(*update(await ana(other), {"first_name": name}))
    await other.close()


async def test_what_was_typed_stays_while_a_conflict_is_decided(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("slash", *"Ana Souza", "escape", "e")
        await see(pilot, "Profile of Ana Souza")
        await somebody_renames(bot, "Annika")
        await pilot.press("tab", "end", *"x", "ctrl+s")
        shown = await seen_text(pilot, "Changed by somebody else", "Annika", "Anax")
        assert "you saw" in shown
        assert "Keep theirs" in shown
        await pilot.press("escape")
        await until(pilot, lambda: "Changed by somebody else" not in text_of(pilot))
        assert "Anax" in text_of(pilot), "the form is still there with what was typed"
        assert (await bot.subscriber(ANA))["first_name"] == "Annika"
        await pilot.press("ctrl+s")
        await see(pilot, "Changed by somebody else")
        await pilot.press("o")
        await until(pilot, lambda: "Profile of" not in text_of(pilot))
        assert (await bot.subscriber(ANA))["first_name"] == "Anax"
        await pilot.press("u")
        await see(pilot, "First name is Annika again", "U redoes it")
        assert (await bot.subscriber(ANA))["first_name"] == "Annika", "theirs, not what was here before"


async def test_what_undo_cannot_set_back_as_a_whole_is_asked_about_before_it_is_sent(
    bot: Bot, tmp_path: Path
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        workspace = app.workspace
        assert workspace is not None
        edit = await EDITS["rename_user_field_shown"](workspace)
        assert isinstance(edit, Edit) and edit.lost == ("display type",) and edit.inverse is not None
        sending = app.run_worker(workspace.apply(edit), exit_on_error=False)
        await see(
            pilot, "Can't be undone", "can't set this to its current", "display type", "of user field city"
        )
        assert await bot.writes() == []
        await pilot.press("escape")
        await until(pilot, lambda: sending.is_finished)
        assert isinstance(sending.error, Cancelled)
        assert await bot.writes() == [], "a no sends nothing"
        sending = app.run_worker(workspace.apply(edit), exit_on_error=False)
        await see(pilot, "Can't be undone")
        await pilot.press("y")
        await until(pilot, lambda: sending.is_finished)
        assert [each for each, _ in await bot.writes()] == [edit.call.operation_id]


async def test_undo_asks_where_the_thing_is_out_of_sight(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        assert app.workspace is not None
        await app.workspace.apply(*update(await ana(app.workspace), {"first_name": "Annika"}))
        await pilot.press(FLOWS)
        await see(pilot, "Sub-flows")
        await pilot.press("u")
        await see(pilot, "Change first name of Ana Souza", "in Subscribers", "Annika → Ana")
        assert (await bot.subscriber(ANA))["first_name"] == "Annika"
        await pilot.press("y")
        await see(pilot, "First name is Ana again")
        await pilot.press("U")
        await see(pilot, "Redo", "Ana → Annika")
        await pilot.press("y")
        await see(pilot, "First name is Annika. u undoes it")
        await pilot.press(ACTIVITY)
        await see(pilot, "Redo: change first name")
        await pilot.press("u")
        await see(pilot, "First name is Ana again")
        assert (await bot.subscriber(ANA))["first_name"] == "Ana"
