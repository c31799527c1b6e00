# SPDX-License-Identifier: MIT
"""Choosing whom something is for, among more people than are loaded."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from textual import events
from textual.pilot import Pilot

from flotui.sandbox import DEMO_TOKEN
from flotui.ui.modals.pick import PickDialog
from tests.support.app import app_on, burst, see, seen_text, text_of, until
from tests.support.bot import MANY, Bot


async def create(bot: Bot, **person: str) -> str:
    """Have a subscriber made at the host, whom nobody has loaded; their id."""
    async with httpx.AsyncClient(transport=bot.transport(), base_url="http://bot/api") as client:
        headers = {"Authorization": f"Bearer {DEMO_TOKEN}"}
        body = {"phone": "", "email": "", **person}
        made = await client.post("/subscriber/create", json=body, headers=headers)
        made.raise_for_status()
        found = made.json()
        return str(found.get("data", found)["user_ns"])


async def new_order(pilot: Pilot[int]) -> None:
    await pilot.press("colon", *"orders", "enter")
    await see(pilot, "━ Orders")
    await pilot.press("n")
    await see(pilot, "An order for whom?", "+55 21 90000 0000")


def picked(pilot: Pilot[int]) -> str:
    screen = pilot.app.screen
    row = screen.choices.row if isinstance(screen, PickDialog) else None
    return row.choice.label if row is not None and row.choice is not None and not row.new else ""


@MANY
@pytest.mark.parametrize("typed", ["Brasa", "brasa landmark", "landmark"])
async def test_an_order_is_for_whom_was_typed_and_for_no_stranger(
    bot: Bot, tmp_path: Path, typed: str
) -> None:
    await create(bot, first_name="Bruno", last_name="Rojas", email="brasa.rojas@x.com", phone="5511955500001")
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(110, 34)) as pilot:
        await see(pilot, "Marina")
        landmark = await create(bot, first_name="Brasa", last_name="Landmark", phone="5511955500002")
        await bot.door("DELETE", "/requests")
        await new_order(pilot)
        app.post_message(events.Paste(typed))
        await burst(pilot, "enter")
        await until(pilot, lambda: picked(pilot) == "Brasa Landmark")
        assert isinstance(app.screen, PickDialog) and app.screen.heading == "An order for whom?"
        await pilot.press("enter")
        await see(pilot, "Order for Brasa Landmark: which item?")
        await pilot.press("enter")
        await see(pilot, "How many")
        await pilot.press("enter", "enter")  # one of it, and that is all
        text = await seen_text(pilot, "New order for Brasa Landmark", "for Brasa Landmark")
        assert "+55 11 95550 0002" in text and landmark in text
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is app.main)
    ((operation, body),) = await bot.writes()
    assert (operation, body["user_ns"]) == ("flowBotUserCreateOrder", landmark)


@pytest.mark.parametrize("name", ['O\'Brien "Bob"', "tag:vip", "Re: Smith", "Jose\u0301 Nguye\u0302\u0303n"])
async def test_a_name_is_a_name_whatever_is_in_it(bot: Bot, tmp_path: Path, name: str) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(110, 34)) as pilot:
        await see(pilot, "Marina")
        await create(bot, first_name=name, phone="5511955500003")
        await new_order(pilot)
        app.post_message(events.Paste(name))
        await burst(pilot, "enter")
        await see(pilot, "+55 11 95550 0003")


async def test_a_phone_in_any_form_shows_whose_it_is(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(110, 34)) as pilot:
        await see(pilot, "Marina")
        await create(bot, first_name="Brasa", last_name="Landmark", phone="5511955500002")
        await new_order(pilot)
        await pilot.press(*"+55(11)95550-0002", "enter")
        await see(pilot, "+55 11 95550 0002")
        assert picked(pilot) == "Brasa Landmark"
        assert "Look up" not in text_of(pilot)


async def test_the_first_of_all_is_not_taken_by_enter_alone(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(110, 34)) as pilot:
        await see(pilot, "Marina")
        await new_order(pilot)
        await burst(pilot, "enter", "space", "enter", "enter")
        await see(pilot, "An order for whom?", "Nothing is highlighted")
