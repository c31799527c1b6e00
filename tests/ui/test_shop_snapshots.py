# SPDX-License-Identifier: MIT
"""How the shop looks, and the keys of cells that are edited in place."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.resources.base import Query
from tests.support.app import app_on, see, until
from tests.support.bot import Bot

SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])


def main_of(pilot: Pilot[Any]) -> Any:
    return pilot.app.main  # type: ignore[attr-defined]


async def products(pilot: Pilot[Any]) -> None:
    await see(pilot, "1,300")
    main_of(pilot).go("products")
    await see(pilot, "Products  120", "Canvas sneaker")


async def editing(pilot: Pilot[Any]) -> None:
    await products(pilot)
    await pilot.press("enter", "right_square_bracket")
    await see(pilot, "[Variants]", "white / 36")
    await pilot.press("e")
    await see(pilot, "enter saves")
    await pilot.press("1", "5", "0")


async def cart(pilot: Pilot[Any]) -> None:
    await see(pilot, "1,300")
    main_of(pilot).go("carts", Query(arguments={"user_ns": "f1284u903"}, summary="Ana Souza"))
    await see(pilot, "Tote bag (natural)")


async def week(pilot: Pilot[Any]) -> None:
    await see(pilot, "1,300")
    main_of(pilot).go("business-hours")
    await see(pilot, "Wednesday", "13:30")


def without_names(pilot: Pilot[Any]) -> None:
    """Have no calls spared for the names of buyers: how many are in sight by then depends on the machine."""
    main_of(pilot).workspace.pacer.reserve = 1000


async def order(pilot: Pilot[Any]) -> None:
    await see(pilot, "1,300")
    without_names(pilot)
    main_of(pilot).go("orders", row_id="20256")
    await see(pilot, "Orders", "20256", "Ana Souza")
    await pilot.press("enter")
    await see(pilot, "deixar na portaria", "Ana Souza  f1284u903")


async def code(pilot: Pilot[Any]) -> None:
    await see(pilot, "1,300")
    main_of(pilot).go("discount-codes")
    await see(pilot, "WELCOME10")
    await pilot.press("enter")
    await see(pilot, "discount", "America/Sao_Paulo")


async def code_form(pilot: Pilot[Any]) -> None:
    await code(pilot)
    await pilot.press("e")
    await see(pilot, "Discount code WELCOME10", "America/Sao_Paulo")


SCENES = [products, editing, order, cart, code, code_form, week]


@SIZES
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_how_it_looks(
    snap_compare: Any, tmp_path: Path, frozen: datetime, size: tuple[int, int], scene: Any
) -> None:
    bot = Bot(subscribers=1300, now=frozen)
    assert snap_compare(app_on(bot, tmp_path), terminal_size=size, run_before=scene)


async def test_a_refused_value_stands_where_it_was_typed(tmp_path: Path) -> None:
    bot = Bot(subscribers=1300)
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await editing(pilot)
        await bot.fault(
            path="/shop/products/101/variants/1001/update", status=422, times=1, body={"message": "No."}
        )
        await pilot.press("enter")
        await see(pilot, "“No.”")
        editor = main_of(pilot).browser.active._cells
        assert editor.value == "150"
        await pilot.press("ctrl+t")
        await see(pilot, "price 150 (was 142.800)")
        await pilot.press("x")  # no price
        await pilot.press("enter")
        await see(pilot, "A number is needed")
        await pilot.press("escape")
        await see(pilot, "Not saved: price x.", "esc to discard")
        await pilot.press("escape")
        await see(pilot, "Not saved: price x. Discarded.")
        await until(pilot, lambda: main_of(pilot).browser.active._cells is None)
        assert len(await bot.writes()) == 2


async def test_what_is_typed_while_a_value_is_saved_goes_into_the_next_cell(tmp_path: Path) -> None:
    bot = Bot(subscribers=1300)
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await editing(pilot)
        await bot.fault(path="/shop/products/101/variants/1001/update", delay_ms=300, times=1)
        await pilot.press("enter", "1", "6", "0", "enter")
        await see(pilot, "price 160 (was 142.800)")
        assert [body for _, body in await bot.writes()] == [{"price": 150}, {"price": 160}]


async def test_the_last_row_ends_it_and_tab_goes_to_the_next_column(tmp_path: Path) -> None:
    async with app_on(Bot(subscribers=1300), tmp_path).run_test(size=(120, 40)) as pilot:
        await editing(pilot)
        listing = main_of(pilot).browser.active
        await pilot.press("tab")
        await until(pilot, lambda: listing._cells.value == "12")
        await pilot.press("escape", "escape", "end", "e")
        await until(pilot, lambda: listing._cells is not None and listing._cells.is_attached)
        await pilot.press("down")
        assert listing._cells is not None
        await pilot.press("9", "9", "enter")
        await until(pilot, lambda: listing._cells is None)
        assert listing.table.has_focus
