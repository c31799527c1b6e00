# SPDX-License-Identifier: MIT
"""Cells edited in place where the host has something else by now, or says something else than was sent."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from flotui.api.call import Call
from flotui.api.pacer import Purpose
from flotui.resources.base import Query
from flotui.workspace.comparing import NothingToDo
from tests.support.app import app_on, see, seen_text, until
from tests.support.bot import Bot
from tests.support.edit_rows import last
from tests.support.people import ANA
from tests.ui.cells_rig import anas_cart, listing, row_of, variants


async def test_a_carts_cell_shows_the_new_quantity_without_the_host_being_asked(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "130")
        pilot.app.main.go(  # type: ignore[attr-defined]
            "carts", Query(arguments={"user_ns": "f1284u903"}, summary="Ana Souza")
        )
        await see(pilot, "Tote bag (natural)")
        await pilot.press("e")
        await see(pilot, "enter saves")
        await pilot.press(*"7")
        await pilot.press("enter")
        await see(pilot, "in the cart of Ana Souza")
        assert " 7 " in row_of(pilot, "Canvas sneaker")
        await until(
            pilot, lambda: 7 in [listing(pilot).table._source.peek(index).count for index in range(2)]
        )
        asked = [each["operation"] for each in await bot.requests()]
        last_write = asked.index("flowBotUserAddToCart")
        assert "flowBotUserCart" not in asked[last_write:], "what it is now is known without the host"


@pytest.mark.parametrize("settled", [False, True])
async def test_what_is_undone_is_not_shown_any_longer(tmp_path: Path, settled: bool) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(160, 40)) as pilot:
        await variants(pilot)
        await pilot.press("escape", "home", "e", *"111", "tab", *"44", "enter")
        await see(pilot, "price 111 (was 142.800)")
        if settled:
            await until(pilot, lambda: listing(pilot).table._source.peek(0).price == "111")
        await pilot.press("escape", "u")
        await see(pilot, "again")
        await until(pilot, lambda: "111" not in row_of(pilot, "white / 36"))
        assert "142.800" in row_of(pilot, "white / 36") and " 12 " in row_of(pilot, "white / 36")
        await pilot.press("U")
        await until(pilot, lambda: "111" in row_of(pilot, "white / 36"))


async def test_a_dry_run_shows_what_the_host_has(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path, dry_run=True).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        await pilot.press(*"150", "enter")
        await until(pilot, lambda: listing(pilot).table.cursor == 1)
        assert "142.800" in row_of(pilot, "white / 36") and await bot.writes() == []


async def cell_is(pilot: Pilot[Any], text: str) -> None:
    await pilot.press("e")
    await see(pilot, "enter saves")
    listing(pilot)._cells.value = text
    await pilot.press("enter")


async def somebody_puts(bot: Bot, more: int) -> None:
    other = await bot.open()
    cart = await last(other.shop.cart(ANA))
    item = next(each for each in cart.items if "sneaker" in each.title)
    body = {"user_ns": ANA, "variant_id": int(item.variant), "qty": more}
    await other.reader.send(Call.of("flowBotUserAddToCart", body=body), Purpose.INTERACTIVE)
    await other.close()


async def test_a_conflict_about_a_quantity_tells_what_was_typed_and_keeping_theirs_shows_theirs(
    tmp_path: Path,
) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await anas_cart(pilot)
        await somebody_puts(bot, 3)
        sent = len(await bot.writes())
        await cell_is(pilot, "7")
        shown = await seen_text(pilot, "Changed by somebody else", "Add 7 × Canvas sneaker", "Keep theirs")
        assert re.search(r"quantity .* 1 +4 +7\b", shown), shown
        await pilot.press("k")
        await see(pilot, "is 4 now, not 1")
        await until(pilot, lambda: " 4 " in row_of(pilot, "Canvas sneaker"))
        assert len(await bot.writes()) == sent
        await cell_is(pilot, "7")
        await see(pilot, "7 × Canvas sneaker (white / 38) in the cart")
        assert [body.get("qty") for _, body in (await bot.writes())[sent:]] == [None, 7]


async def test_a_quantity_that_somebody_else_has_set_already_is_not_sent(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await anas_cart(pilot)
        await somebody_puts(bot, 6)
        sent = len(await bot.writes())
        await cell_is(pilot, "7")
        await see(pilot, "No change", "is 7 already")
        await until(pilot, lambda: " 7 " in row_of(pilot, "Canvas sneaker"))
        assert len(await bot.writes()) == sent


async def test_an_orders_quantity_that_is_undone_shows_and_its_total_is_read_on_both_sides(
    tmp_path: Path,
) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "130")
        pilot.app.main.go("orders")  # type: ignore[attr-defined]
        await see(pilot, "Orders  ", "Total")
        main = pilot.app.main  # type: ignore[attr-defined]
        await until(pilot, lambda: main.browser.listing.table.row is not None)
        total = f"{float(main.browser.listing.table.row.raw['total']):.2f} "
        assert total in row_of(pilot, "▌ 20260 ")
        await pilot.press("enter", "right_square_bracket")
        await see(pilot, "[Items]")
        await until(pilot, lambda: listing(pilot).table.row is not None)
        row = listing(pilot).table.row
        await cell_is(pilot, str(row.count + 6))
        await see(pilot, "u undoes it")
        await until(pilot, lambda: listing(pilot).table._source.peek(0).count == row.count + 6)
        await until(pilot, lambda: not pilot.app.keys.holds)  # type: ignore[attr-defined]
        await pilot.press("escape")
        await until(pilot, lambda: listing(pilot)._cells is None)
        await pilot.press("u")
        await see(pilot, f"is {row.count} again")
        await until(pilot, lambda: f" {row.count} " in row_of(pilot, row.title))
        assert f" {row.count + 6} " not in row_of(pilot, row.title)
        assert total not in row_of(pilot, "▌ 20260 "), "only the host knows what it costs by now"
        await pilot.press("r")
        await until(pilot, lambda: total in row_of(pilot, "▌ 20260 "))


@pytest.mark.parametrize("column", ["price", "stock"])
async def test_what_the_host_has_already_stands_in_the_cell_of_a_list_of_another_kind(
    tmp_path: Path, column: str
) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "130")
        pilot.app.main.go("products")  # type: ignore[attr-defined]
        await see(pilot, "Products  120", "Canvas sneaker")
        table = listing(pilot).table
        await until(pilot, lambda: table.row is not None)
        rows = [table._source.peek(index) for index in range(20)]
        at = [each.title for each in rows].index("Herb pot")  # it has one variant, whose stock is tracked
        row = rows[at]
        (variant,) = row.variants
        other = await bot.open()
        values = {"price": 91} if column == "price" else {"qty": 91}
        call = Call.of(
            "UpdateProductVariant",
            path={"productId": row.row_id, "variantId": variant.row_id.rpartition("/")[2]},
            body=values,
        )
        await other.reader.send(call, Purpose.INTERACTIVE)
        await other.close()
        sent = len(await bot.writes())
        table.move_to(at)
        await pilot.press("e")
        await see(pilot, "enter saves")
        await pilot.press(*([] if column == "price" else ["tab"]))
        await pilot.press("ctrl+a", "ctrl+k", *"91", "enter")
        await see(pilot, "No change", "is 91 already")
        await until(pilot, lambda: "91" in row_of(pilot, "Herb pot "), "what the host has")
        assert len(await bot.writes()) == sent


async def test_what_is_so_already_keeps_no_other_cell_from_being_saved_and_shows_as_the_row_says_it(
    tmp_path: Path,
) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        cells, saved = listing(pilot)._cells, list[str]()

        async def has_it(context: object, row: object, values: dict[str, str]) -> None:
            raise NothingToDo("No change: it is so already.")

        async def saves(context: object, row: object, values: dict[str, str]) -> None:
            saved.extend(values.values())

        (price, at_price), (stock, at_stock) = (
            each for each in cells._editable if each[0].id in ("price", "qty")
        )
        for column, edit, save in ((price, at_price, has_it), (stock, at_stock, saves)):
            at = [each.id for each, _ in cells._editable].index(column.id)
            cells._editable[at] = (column, replace(edit, save=save))
        cells.begin()
        await pilot.press(*"777", "tab", *"33", "enter")
        await see(pilot, "No change: it is so already.")
        assert saved == ["33"]
        await until(pilot, lambda: "777" not in row_of(pilot, "white / 36"), "what the row says")
