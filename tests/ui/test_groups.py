# SPDX-License-Identifier: MIT
"""A screen of groups: tab goes from table to table, each with its own keys, also where not all of it fits."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.ui.panels.groups import Groups
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot


async def shop(pilot: Pilot[Any]) -> Any:
    await see(pilot, "1,300")
    main = pilot.app.main  # type: ignore[attr-defined]
    main.go("shop")
    await see(pilot, "━ Orders to look at", "20256")
    return main


def title(pilot: Pilot[Any]) -> str:
    """The group that has the keys."""
    return next((line for line in text_of(pilot).splitlines() if "━ " in line), "").partition("━ ")[2]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
async def test_tab_goes_through_the_tables_and_each_is_seen(
    tmp_path: Path, frozen: datetime, size: tuple[int, int]
) -> None:
    async with app_on(Bot(subscribers=1300, now=frozen), tmp_path).run_test(size=size) as pilot:
        main = await shop(pilot)
        for name, row in (("Stock", "Herb pot Light"), ("Codes", "ONCE100"), ("Orders to look at", "20256")):
            await pilot.press("tab")
            await until(pilot, lambda name=name: title(pilot).startswith(name), name)
            await see(pilot, row)
            assert main.panel.active.resource.title in (name, "Orders to look at")


async def test_a_tall_screen_shows_more_of_what_there_is(tmp_path: Path, frozen: datetime) -> None:
    async with app_on(Bot(subscribers=1300, now=frozen), tmp_path).run_test(size=(120, 90)) as pilot:
        main = await shop(pilot)
        orders, *_ = main.panel.listings
        await until(pilot, lambda: orders.table.size.height > orders.rows.count == 40, "all orders")


async def test_headings_stand_while_the_groups_are_made(
    tmp_path: Path, frozen: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, build = asyncio.Event(), Groups._build

    async def later(*given: Any) -> None:
        await made.wait()
        await build(*given)

    monkeypatch.setattr(Groups, "_build", later)
    async with app_on(Bot(subscribers=1300, now=frozen), tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "1,300")
        pilot.app.main.go("shop")  # type: ignore[attr-defined]
        await see(
            pilot, "Orders a day, 30 days", "Where they stand", "Orders to look at", "Codes", "reading…"
        )
        made.set()
        await see(pilot, "━ Orders to look at", "20256", "ONCE100")
        await until(pilot, lambda: "reading…" not in text_of(pilot), "all of it")


async def test_keys_are_those_of_the_table_and_of_the_whole(tmp_path: Path, frozen: datetime) -> None:
    async with app_on(Bot(subscribers=1300, now=frozen), tmp_path).run_test(size=(120, 40)) as pilot:
        main = await shop(pilot)
        assert {"shop-orders.status", "shop.variants"} <= {each.id for each in main.panel.actions()}
        await pilot.press("s")
        await see(pilot, "Order 20256 (paid): to which status?")
        await pilot.press("escape", "tab")
        await until(pilot, lambda: title(pilot).startswith("Stock"), "the stock")
        assert "shop-orders.status" not in {each.id for each in main.panel.actions()}
        await pilot.press("s")
        await pilot.pause()
        assert "to which status" not in text_of(pilot)


async def test_a_filter_and_marks_are_those_of_one_table(tmp_path: Path, frozen: datetime) -> None:
    async with app_on(Bot(subscribers=1300, now=frozen), tmp_path).run_test(size=(120, 40)) as pilot:
        await shop(pilot)
        await pilot.press("space", "down", "space")
        await see(pilot, "● 2 marked")
        await pilot.press("escape")
        await until(pilot, lambda: " marked" not in text_of(pilot), "no marks")
        await pilot.press("slash", *"ana")
        await until(pilot, lambda: "20254" not in text_of(pilot), "only Ana's")
        assert "Herb pot Light" in text_of(pilot) and "ONCE100" in text_of(pilot)
        await pilot.press("enter", "space")
        await see(pilot, "● 1 marked")
        await pilot.press("escape")
        await until(pilot, lambda: " marked" not in text_of(pilot), "no marks")
        assert "20254" not in text_of(pilot), "as in every list, the filter goes after the marks"
        await pilot.press("escape")
        await see(pilot, "20254")


async def test_enter_opens_what_the_row_is_about(tmp_path: Path, frozen: datetime) -> None:
    async with app_on(Bot(subscribers=1300, now=frozen), tmp_path).run_test(size=(120, 40)) as pilot:
        await shop(pilot)
        await pilot.press("tab")
        await until(pilot, lambda: title(pilot).startswith("Stock"), "the table of what is low")
        await pilot.press("enter")
        await see(pilot, "Overview › Herb pot Light › Products")
        await until(
            pilot,
            lambda: pilot.app.main.browser.listing.selected is not None,  # type: ignore[attr-defined]
            "the product",
        )


async def test_what_cannot_be_read_is_said_in_each_group(tmp_path: Path, frozen: datetime) -> None:
    bot = Bot(subscribers=1300, now=frozen)
    await bot.fault(path="/shop/orders", status=503, times=0)
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "1,300")
        pilot.app.main.go("shop")  # type: ignore[attr-defined]
        await see(pilot, "Herb pot Light", "503")
        assert "reading…" not in text_of(pilot)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_why_nothing_could_be_read_is_said_once_and_whole(
    tmp_path: Path, frozen: datetime, size: tuple[int, int]
) -> None:
    bot = Bot(subscribers=1300, now=frozen)
    await bot.fault(path="*", status=503, times=0)
    async with app_on(bot, tmp_path).run_test(size=size) as pilot:
        await see(pilot, "r tries again")
        pilot.app.main.go("shop")  # type: ignore[attr-defined]
        await see(pilot, "503", "for the same reason")
        await until(pilot, lambda: not {"reading…", "Reading"} & set(text_of(pilot).split()), "all groups")
        said = text_of(pilot)
        assert said.count("503") == 1 and said.count("for the same reason") >= 3
        assert not any("…" in line for line in said.splitlines() if "503" in line)
