# SPDX-License-Identifier: MIT
"""Cells edited in place: what was typed is kept, sent in as few calls as there can be, and shown at once."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual import events
from textual.events import Paste
from textual.pilot import Pilot

from flotui.api.call import Call
from flotui.api.pacer import Purpose
from flotui.resources.base import Query
from flotui.resources.text import plain
from flotui.ui.presses import Typed
from flotui.workspace.comparing import NothingToDo
from tests.support.app import app_on, see, seen_text, text_of, until
from tests.support.bot import Bot
from tests.support.edits import last
from tests.support.judging import wrong_words
from tests.support.people import ANA

UPDATE = "/shop/products/101/variants/1001/update"


def listing(pilot: Pilot[Any]) -> Any:
    return pilot.app.main.browser.active  # type: ignore[attr-defined]


def row_of(pilot: Pilot[Any], name: str) -> str:
    return next(line for line in text_of(pilot).splitlines() if name in line and "━" not in line)


async def variants(pilot: Pilot[Any]) -> None:
    await see(pilot, "130")
    pilot.app.main.go("products")  # type: ignore[attr-defined]
    await see(pilot, "Products  120", "Canvas sneaker")
    await pilot.press("enter", "right_square_bracket")
    await see(pilot, "[Variants]", "white / 36")
    await pilot.press("e")
    await see(pilot, "enter saves")


async def test_the_cursor_is_seen_in_the_terminals_own_colours(tmp_path: Path) -> None:
    async with app_on(Bot(), tmp_path, theme="terminal-16").run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        await pilot.press(*"15")
        await until(pilot, lambda: listing(pilot)._cells.value == "15")
        cells = [each.style for each in listing(pilot)._cells.render_line(0) for _ in each.text]
        assert [at for at, style in enumerate(cells) if style.reverse] == [2], (
            "the cell behind what was typed"
        )


async def test_tab_keeps_what_was_typed_and_enter_sends_it_all_in_one_call(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        await pilot.press(*"150.500", "tab")
        await until(pilot, lambda: listing(pilot)._cells.value == "12")
        assert "150.500" in row_of(pilot, "white / 36"), "what was typed stands in its cell"
        await pilot.press(*"33", "enter")
        await see(pilot, "price 150.500 (was 142.800), stock 33 (was 12). esc, then u undoes them.")
        ((operation, body),) = await bot.writes()
        assert (operation, body) == ("UpdateProductVariant", {"price": 150.5, "qty": 33})
        (entry, *_) = await listing(pilot).workspace.journal.single_edits()
        assert entry.call.body == '{"price":150.500,"qty":33}'
        await until(pilot, lambda: "33" in row_of(pilot, "white / 36"))


async def test_the_key_that_saves_a_dialog_saves_a_cell(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        await pilot.press(*"150.500", "ctrl+s", *"99")
        await see(pilot, "price 150.500 (was 142.800). esc, then u undoes it.")
        await until(pilot, lambda: listing(pilot)._cells.value == "99")
        assert await bot.writes() == [("UpdateProductVariant", {"price": 150.5})]


async def test_what_was_saved_stands_in_its_cells_before_anything_is_read_again(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        await pilot.press(*"150.500", "tab", *"33")
        for path in ("/shop/products", "/shop/products/101/variants"):
            bot.hold(path)
        await pilot.press("enter")
        await see(pilot, "price 150.500 (was 142.800), stock 33 (was 12)")
        assert "150.500" in row_of(pilot, "white / 36") and " 33 " in row_of(pilot, "white / 36")


async def test_a_cell_whose_number_may_be_two_is_not_sent(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        await pilot.press(*"15", "enter")
        await see(pilot, "price 15 (was 142.800)")
        await pilot.press("escape", "k", "e", "ctrl+u", *"1.500", "enter")
        await see(pilot, "1.500 may mean 1500 or 1.5. Type one of these.")
        assert [body for _, body in await bot.writes()] == [{"price": 15}]


async def test_the_footer_has_the_keys_of_the_cell_while_it_is_open(tmp_path: Path) -> None:
    bot = Bot()
    keys = "enter saves the row"
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        for typed in ("1", "5", "tab", "3"):
            await pilot.press(typed)
            await pilot.pause()
            assert keys in text_of(pilot).splitlines()[-1], typed
        answered = bot.hold(UPDATE)
        await pilot.press("enter")
        await until(pilot, lambda: "Sending…" in text_of(pilot).splitlines()[-1])
        answered.set()
        await see(pilot, "price 15 (was 142.800), stock 3")


@pytest.mark.parametrize("typed", ["007.50", "1,234.50", "1e3", "-5", "1 2", "1" * 16])
async def test_a_price_that_is_no_number_is_told_and_no_stock_is_lost_with_it(
    tmp_path: Path, typed: str
) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        listing(pilot)._cells.value = typed
        await pilot.press("tab", *"33", "enter")
        await see(pilot, "Price: ")
        cells = listing(pilot)._cells
        await until(pilot, lambda: cells.value == typed)
        assert await bot.writes() == [] and "33" in row_of(pilot, "white / 36")
        cells.value = "7.50"
        await pilot.press("enter")
        await see(pilot, "price 7.50 (was 142.800), stock 33")
        assert [body for _, body in await bot.writes()] == [{"price": 7.5, "qty": 33}]


async def test_what_the_host_refuses_stays_in_every_cell(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        await bot.fault(path=UPDATE, status=422, times=1, body={"message": "No."})
        await pilot.press(*"150", "tab", *"33", "enter")
        await see(pilot, "“No.”")
        assert listing(pilot)._cells.value == "33" and "150 " in row_of(pilot, "white / 36")
        await pilot.press("home")
        await until(pilot, lambda: "esc ends · ctrl+t tries again" in text_of(pilot).splitlines()[-1])
        await pilot.press("enter", "enter")
        await see(pilot, "ctrl+t tries again.")
        assert len(await bot.writes()) == 1, "the key that saves does nothing after a failure"
        await pilot.press("ctrl+t")
        await see(pilot, "price 150 (was 142.800), stock 33")
        assert [body for _, body in await bot.writes()][-1] == {"price": 150, "qty": 33}


async def test_a_cell_of_unknown_outcome_is_sent_again_by_its_own_key_only(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        await bot.fault(path=UPDATE, times=0, drop=True)
        await pilot.press(*"150", "enter")
        await see(pilot, "ctrl+o sends it again anyway.")
        await bot.no_faults()
        sent = len(await bot.writes())
        await pilot.press("end")
        await until(
            pilot,
            lambda: text_of(pilot).splitlines()[-1].strip() == "ctrl+o sends it again anyway · esc leaves it",
        )
        await pilot.press("1", "enter", "ctrl+t")
        assert len(await bot.writes()) == sent, "another value makes it no other outcome"
        await pilot.press("ctrl+o")
        await see(pilot, "Changed by you or somebody else", "142.800  150  1501")  # it had arrived
        assert len(await bot.writes()) == sent


async def test_what_may_be_saved_is_never_called_unsaved(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        await bot.fault(path=UPDATE, times=0, drop=True)
        await pilot.press(*"150", "enter")
        await see(pilot, "ctrl+o sends it again anyway.")
        assert wrong_words(text_of(pilot), 1) == []
        await pilot.press("escape")
        await see(pilot, "Outcome unknown: price 150", "esc leaves it")
        assert wrong_words(text_of(pilot), 1) == []
        await pilot.press("escape")
        await until(pilot, lambda: listing(pilot)._cells is None)
        assert "150 ?" in row_of(pilot, "white / 36") and wrong_words(text_of(pilot), 1) == []
        await bot.no_faults()
        await pilot.press("e")
        await see(pilot, "enter saves")
        await pilot.press(*"175", "enter")
        await see(pilot, "Changed by you or somebody else", "142.800  150  175")


async def test_nothing_typed_is_dropped_without_a_word(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        await pilot.press(*"150", "tab", *"33", "down")
        await see(pilot, "Not saved: price 150, stock 33.", "esc to discard")
        await pilot.press("escape")
        await see(pilot, "Not saved: price 150, stock 33.")
        assert listing(pilot)._cells is not None, "the first escape only asks"
        await pilot.press("4")
        await pilot.press("escape")
        assert listing(pilot)._cells is not None, "typing on takes the answer back"
        await pilot.press("escape")
        await see(pilot, "Not saved: price 150, stock 334. Discarded.", "142.800")
        assert listing(pilot)._cells is None and await bot.writes() == []
        assert "334" not in row_of(pilot, "white / 36")
        await pilot.press("e", "escape")
        await until(pilot, lambda: listing(pilot)._cells is None)


async def test_going_elsewhere_says_what_was_dropped(tmp_path: Path) -> None:
    async with app_on(Bot(), tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        await pilot.press(*"150")
        pilot.app.main.go("orders")  # type: ignore[attr-defined]
        await see(pilot, "Not saved: price 150. Discarded.")


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


async def test_the_editor_begins_with_the_digits_that_came(tmp_path: Path) -> None:
    async with app_on(Bot(), tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        assert listing(pilot)._cells.value == "142.800"
        column = listing(pilot).resource.column("price")
        assert plain(column.text(listing(pilot).table.row)) == "142.800"


async def test_what_is_typed_on_after_the_last_cell_changes_no_area(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        listing(pilot).table.move_to(listing(pilot).table.count - 1)
        await until(pilot, lambda: listing(pilot).table.cursor == listing(pilot).table.count - 1)
        await pilot.press("escape", "e")
        await until(pilot, lambda: listing(pilot)._cells is not None)
        await pilot.press(*"150", "enter", *"33")
        screen = await seen_text(pilot, "price 150", "3 was typed after the last cell, so it did nothing.")
        assert "u undoes it." in screen, "what was done stays in sight"
        assert listing(pilot).resource.id == "product-variants"
        clock = time.monotonic
        with monkeypatch.context() as patched:
            patched.setattr(time, "monotonic", lambda: clock() + 3600)
            await pilot.press("enter", *"4", "tab", *"2")
        assert listing(pilot).resource.id == "product-variants", (
            "the next numbers of a column aren't commands"
        )
        await pilot.press("down", "3")
        await until(pilot, lambda: listing(pilot).resource.id != "product-variants")


@pytest.mark.parametrize(
    ("keys", "meant"),
    [
        ("3 enter 4 tab full_stop 5 backspace", "yes yes yes yes yes yes yes"),
        ("3 down 3", "yes no no"),
        ("enter 3", "no no"),
    ],
)
async def test_which_keys_belong_to_no_cell(tmp_path: Path, keys: str, meant: str) -> None:
    async with app_on(Bot(), tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        panel = listing(pilot)
        panel.close_cells(typed=True)
        found = [panel.meant_for_a_cell(Typed(events.Key(key, None), 0.0)) for key in keys.split()]
        assert ["yes" if each else "no" for each in found] == meant.split()


@pytest.mark.parametrize("where", ["variants", "products"])
async def test_a_number_typed_as_a_stock_that_is_not_tracked_goes_nowhere_else(
    tmp_path: Path, where: str
) -> None:
    bot = Bot()
    shop = bot.app.state.host.world.shop
    shop.variants.get("1001")["track_stock"] = 0
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        if where == "variants":
            name, price = "white / 36", "142.800"
            await variants(pilot)
        else:
            name, price = "Desk lamp Light", "199.9"
            await see(pilot, "130")
            pilot.app.main.go("products")  # type: ignore[attr-defined]
            await see(pilot, "Products  120", name)
            table = listing(pilot).table
            table.move_to(next(at for at in range(120) if table._source.peek(at).title == name))
            await until(pilot, lambda: name in str(table.row and table.row.title))
            await pilot.press("e")
            await see(pilot, "enter saves")
        await pilot.press(*"250", "tab", "9", "8")
        await see(pilot, "isn't tracked", "8 was ignored.")
        cells = listing(pilot)._cells
        lines = [
            line for line in text_of(pilot).splitlines() if name in line
        ]  # also in an open detail beside it
        assert cells._under[1].name == "qty" and any("not tracked" in line for line in lines)
        cells.post_message(Paste("7"))
        await pilot.press("backspace", "ctrl+u")
        await see(pilot, "isn't tracked")
        assert cells.value == "not tracked"
        await pilot.press("enter")
        await see(pilot, f"price 250 (was {price})")
        assert [body for _, body in await bot.writes()] == [{"price": 250}]


async def test_tab_goes_on_from_a_cell_that_takes_nothing(tmp_path: Path) -> None:
    bot = Bot()
    bot.app.state.host.world.shop.variants.get("1001")["track_stock"] = 0
    async with app_on(bot, tmp_path).run_test(size=(160, 40)) as pilot:
        await variants(pilot)
        await pilot.press(*"99.50", "tab")
        await see(pilot, "isn't tracked")
        await pilot.press("shift+tab")
        await until(pilot, lambda: "enter saves" in text_of(pilot).splitlines()[-1])
        assert "isn't tracked" not in text_of(pilot), "what was told of another cell goes with the next key"
        await pilot.press("tab", "tab", *"120", "shift+tab", "enter")
        await see(pilot, "price 99.50 (was 142.800), compare-at price 120")
        assert [body for _, body in await bot.writes()] == [{"price": 99.5, "compare_price": 120}]


async def test_a_saved_row_is_told_also_where_the_next_one_can_not_be_edited(tmp_path: Path) -> None:
    bot = Bot()
    shop = bot.app.state.host.world.shop
    shop.variants.get("1002")["track_stock"], shop.variants.get("1003")["track_stock"] = 0, 1
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await variants(pilot)
        await pilot.press("tab", *"33", "enter")
        await see(pilot, "stock 33 (was 12). esc, then u undoes it.", "isn't tracked")
        await pilot.press(*"44", "enter")
        await until(pilot, lambda: "white / 38" in listing(pilot).table.row.title)
        await pilot.press(*"55", "enter")
        await see(pilot, "stock 55")
        assert [body for _, body in await bot.writes()] == [{"qty": 33}, {"qty": 55}], "each row got its own"


async def test_what_stopped_half_way_is_gone_on_with_at_once_and_its_cell_closes(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "130")
        pilot.app.main.go(  # type: ignore[attr-defined]
            "carts", Query(arguments={"user_ns": "f1284u903"}, summary="Ana Souza")
        )
        await see(pilot, "Tote bag (natural)")
        for again in (True, False):
            await bot.fault(path="*add-to-cart*", status=422, times=1, body={"message": "No."})
            await pilot.press("e")
            await see(pilot, "enter saves")
            listing(pilot)._cells.value = "7"
            await pilot.press("enter")
            await see(pilot, "Save the cell", "ctrl+f")
            await until(pilot, lambda: not pilot.app.keys.holds, "keys wait though a dialog asks")  # type: ignore[attr-defined]
            sent = len(await bot.writes())
            await pilot.press("ctrl+f" if again else "escape")
            await until(pilot, lambda: listing(pilot)._cells is None)
            assert len(await bot.writes()) == sent + again
            if not again:
                await see(pilot, "Not saved: qty 7.")
        await until(pilot, lambda: " 7 " not in row_of(pilot, "Tote bag"))


async def anas_cart(pilot: Pilot[Any]) -> None:
    await see(pilot, "130")
    pilot.app.main.go(  # type: ignore[attr-defined]
        "carts", Query(arguments={"user_ns": ANA}, summary="Ana Souza")
    )
    await see(pilot, "Tote bag (natural)")


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


async def test_a_line_of_a_cart_stays_where_it_is_and_the_next_one_is_edited(tmp_path: Path) -> None:
    bot = Bot()
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await anas_cart(pilot)
        table = listing(pilot).table
        before = [table._source.peek(at).title for at in range(table.count)]
        for at, number in enumerate(("7", "8")):
            if not at:
                await pilot.press("e")
            await until(
                pilot,
                lambda at=at: listing(pilot)._cells is not None and table.cursor == at,  # type: ignore[misc]
                "the cell of the next line",
            )
            await until(pilot, lambda: not pilot.app.keys.holds)  # type: ignore[attr-defined]
            await pilot.press("ctrl+a", "ctrl+k", number, "enter")
            await see(pilot, f"{number} × {before[at]} in the cart")
        await until(pilot, lambda: not pilot.app.keys.holds)  # type: ignore[attr-defined]
        at_first = listing(pilot).fetched_at
        await pilot.press("r")
        await until(pilot, lambda: listing(pilot).fetched_at > at_first, "the host's own order")
        assert [table._source.peek(at).title for at in range(table.count)] == before
        assert [table._source.peek(at).count for at in range(2)] == [7, 8]
