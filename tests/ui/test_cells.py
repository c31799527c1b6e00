# SPDX-License-Identifier: MIT
"""Cells edited in place: what was typed is kept, sent in as few calls as there can be, and shown at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from textual import events
from textual.events import Paste

from flotui.resources.base import Query
from flotui.resources.text import plain
from flotui.ui.presses import Typed
from tests.support.app import app_on, see, seen_text, text_of, until
from tests.support.bot import Bot
from tests.support.judging import wrong_words
from tests.ui.cells_rig import anas_cart, listing, row_of, variants

UPDATE = "/shop/products/101/variants/1001/update"


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
