# SPDX-License-Identifier: MIT
"""Each key that the pages of places, Today, the shop and the inbox name is pressed, and leads where they say."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from flotui.repositories.flows import create_tag
from flotui.resources.base import Query
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot
from tests.support.documented import unpressed
from tests.support.inbox import SIZE, app_of, inbox, running, served
from tests.support.served import Served

__all__ = ["running", "served"]

ANA = Query(arguments={"user_ns": "f1284u903"}, summary="Ana Souza")

SHOP = {
    "Products": (
        "products",
        {
            "e": "Press enter to open them",
            "E": "─ Product Canvas sneaker ─",
            "n": "─ New product ─",
            "d": "─ ✗ Delete product Canvas sneaker ─",
            "slash": "type:Shoes  vendor:Acme",
            "F": "─ Filter the products ─",
            "o": "─ Orders with Canvas sneaker ─",
            "x": "─ Write prices and stock to a CSV file ─",
        },
    ),
    "Variants (in a product)": (
        "products",
        {
            "e": "enter saves the row",
            "E": "─ Canvas sneaker: white / 36 ─",
            "s": "─ Canvas sneaker: 1 variant ─",
            "n": "─ New variant of Canvas sneaker ─",
            "d": "─ ✗ Delete variant white / 36 ─",
            "c": "─ Add Canvas sneaker · white / 36 to whose cart? ─",
        },
    ),
    "Orders": (
        "orders",
        {
            "s": "to which status? ─",
            "e": "Such as cash, card, pix.",
            "n": "─ An order for whom? ─",
            "w": "─ Whose orders? ─",
            "c": "Carts · ",
            "b": " › Subscribers ",
        },
    ),
    "Items (in an order)": (
        "orders",
        {
            "n": "─ Order 20260: which item? ─",
            "e": "enter saves the row",
            "o": "Products · ",
            "d": "Hand cream Duo (50 ml) removed from order 20260",
        },
    ),
    "Carts": (
        "carts",
        {
            "w": "─ Whose cart? ─",
            "n": "─ Which item for the cart of Ana Souza? ─",
            "e": "enter saves the row",
            "p": "─ Cart of Ana Souza: shipping and payment ─",
            "b": " › Subscribers ",
            "v": "Orders · ",
            "d": "removed from the cart of Ana Souza",
            "X": "The cart of Ana Souza is empty.",
        },
    ),
    "Codes": (
        "discount-codes",
        {
            "e": "─ Discount code WELCOME10 ─",
            "n": "─ New discount code ─",
            "d": "─ ✗ Delete discount code WELCOME10 ─",
            "o": "─ Look up a discount code ─",
            "D": "─ Delete which code? ─",
        },
    ),
    "Types, Vendors": (
        "vendors",
        {
            "e": "enter saves the row",
            "n": "─ New vendor ─",
            "d": "─ ✗ Delete vendor Acme ─",
            "o": "Products · ",
        },
    ),
    "Product tags": (
        "product-tags",
        {"e": "enter saves the row", "n": "─ New product tag ─", "d": "─ ✗ Delete product tag new ─"},
    ),
    "Locations": (
        "locations",
        {
            "e": "─ Location Acme Centro ─",
            "n": "─ New location ─",
            "d": "─ ✗ Delete location Acme Centro ─",
        },
    ),
    "Hours": ("business-hours", {"e": "─ Business hours of Monday ─"}),
}
"""The shop's lists as its page has them: the list, and what stands on the screen after each key."""
FIRST = {"products": "Canvas sneaker", "orders": "20260", "carts": "Tote bag (natural)"}
"""What stands in a list before its keys are pressed."""
INSIDE = {"Variants (in a product)": ("[Variants]", "white / 36"), "Items (in an order)": ("[Items]", "Qty")}
"""What stands on the screen when the second tab of a row's detail has the keys."""


ELSEWHERE = {" › Subscribers ", "Carts · ", "Orders · ", "Products · "}
"""What stands on the screen where a key leads to another list."""
STAYS = ("removed from the cart of Ana Souza", "is empty.", "removed from order 20260")
"""What is said where a key does something at once."""


PRESSED = {
    "shop": {name: " ".join(keys) for name, (_, keys) in SHOP.items()}
    | {"Overview": "r tab s e b v", "The overview": "r v", "Prices and stock by CSV": "x"},
    "today": {"Today": "1 left right m s e x slash"},
    "places": {
        "Back to where you were": "2 tab",
        "Find everything: `:`": "ctrl+p",
        "Whole lists and marks": "shift+up",
    },
    "inbox": {
        "What you see": "c",
        "Answer one": "enter alt+s ctrl+e pageup pagedown",
        "Answer many": "alt+down alt+up",
        "The 24 hours and templates": "alt+w",
        "Following": "alt+l",
        "Search and save chats": "D",
    },
    "inbox-rules": {"What is read": "c"},
}
"""What this file presses, by page and heading."""
_INBOX, _MARKS, _TRAIL, _TODAY = (
    "ui/test_inbox.py::",
    "ui/test_marks.py::",
    "ui/test_trail.py::",
    "ui/test_today.py::",
)
HELD = {
    "shop": {
        "The shop": {
            "3": "e2e/test_shop_sessions.py::test_an_order_is_moved_to_shipped",
            "left_square_bracket": "ui/test_places.py::test_keys_that_go_elsewhere_do_so_at_once_on_a_cold_cache",
            "right_square_bracket": "ui/test_areas.py::test_the_lists_go_on_from_one_group_into_the_next",
            "colon": "ui/test_palette.py::",
        },
        "Times": {"colon": "ui/test_palette.py::"},
        "Cells in place": {"e": "ui/test_cells.py::", "ctrl+s": "ui/test_cells.py::"},
        "Prices and stock by CSV": {
            "i": "ui/test_sheets.py::test_a_shopify_template_is_pressed_through_with_every_column_named",
            "u": "ui/test_conflicts.py::",
            "ctrl+c": "e2e/test_shop_sessions.py::test_a_sheet_is_stopped_half_way_and_taken_up_again",
        },
        "Undo": {"u": "ui/test_conflicts.py::", "U": "ui/test_conflicts.py::"},
    },
    "today": {
        "Group": {"enter": f"{_TODAY}test_tab_goes_through_the_groups_and_enter_to_their_lists"},
        "Today": {
            **dict.fromkeys(
                ("tab", "shift+tab"), f"{_TODAY}test_tab_goes_through_the_groups_and_enter_to_their_lists"
            ),
            "t": f"{_TODAY}test_a_person_who_may_wait_is_acted_on_where_they_stand",
            "u": f"{_TODAY}test_an_edit_stands_among_yours_and_u_undoes_it_there",
            "r": _TODAY,
            "ctrl+n": "ui/test_next_chat.py::test_from_today_it_leads_to_whoever_waits_longest",
            "p": f"{_TODAY}test_a_group_is_followed_and_what_comes_in_is_marked_and_told",
        },
    },
    "places": {
        "After a restart": dict.fromkeys(("escape", "minus", "underscore"), "ui/test_restart.py::"),
        "Back to where you were": dict.fromkeys(
            ("escape", "minus", "underscore", "o", "slash", "enter"), _TRAIL
        ),
        "Find everything: `:`": {"colon": "ui/test_palette.py::"},
        "Whole lists and marks": dict.fromkeys(("space", "shift+down", "V", "asterisk"), _MARKS),
    },
    "inbox": {
        "What you see": {"r": _INBOX},
        "Answer one": {
            **dict.fromkeys(("alt+enter", "ctrl+j", "escape", "slash", "ctrl+c", "colon", "ctrl+p"), _INBOX),
            **dict.fromkeys(("shift+tab", "v", "right_square_bracket", "m"), "ui/test_inbox_keys.py::"),
            "ctrl+q": "ui/test_quit_while_sending.py::",
        },
        "Answer many": {
            **dict.fromkeys(("enter", "ctrl+n", "alt+p"), _INBOX),
            "escape": "ui/test_slow_lists.py::test_esc_gives_that_up_too",
        },
        "The 24 hours and templates": {"enter": "ui/test_inbox_shut.py::"},
        "Assign and done": dict.fromkeys(("alt+t", "alt+o"), _INBOX),
        "When the line drops": dict.fromkeys(("ctrl+t", "enter", "ctrl+o"), _INBOX),
        "Following": {"p": "ui/test_following.py::"},
        "Search and save chats": {
            "colon": "ui/test_palette.py::",
            "slash": "ui/test_filtering.py::",
            "end": "ui/test_chats.py::test_the_chat_opens_at_the_message_that_was_found",
            "ctrl+o": "ui/test_pages.py::test_the_page_of_a_row_is_opened_or_its_address_copied",
        },
    },
    "inbox-rules": {
        "Who waits, and since when": {"ctrl+n": _INBOX},
        "What is read": {"r": _INBOX},
        "From chat to chat": dict.fromkeys(("ctrl+n", "enter"), _INBOX),
        "Questions before a reply leaves": {"enter": _INBOX, "ctrl+n": "ui/test_inbox_typed_on.py::"},
        "What failed, and what may have arrived": dict.fromkeys(("enter", "ctrl+t"), _INBOX),
        "Following": {"r": "ui/test_following.py::"},
        "Search and transcripts": {
            "ctrl+o": "ui/test_pages.py::test_the_page_of_a_row_is_opened_or_its_address_copied"
        },
    },
}
"""What other tests press, by page and heading."""


SIGNS = {
    ("shop", "Prices and stock by CSV"): ("1", "0", "plus", "minus", "y"),
    ("today", "Today"): ("plus",),
    ("inbox", "Following"): ("plus",),
}
"""What stands on a page as a key does and is none: a cell's value, what a row is marked with, any confirm's yes."""


@pytest.mark.parametrize("page", PRESSED)
def test_every_key_of_the_page_is_pressed(page: str) -> None:
    left = unpressed(page, PRESSED[page], HELD[page])
    assert not [each for each in left if each.key not in SIGNS.get((page, each.under), ())]


@pytest.mark.parametrize("name", SHOP)
async def test_the_shops_lists(tmp_path: Path, name: str) -> None:
    list_id, keys = SHOP[name]
    app: Any = app_on(Bot(subscribers=20), tmp_path, start="products")
    async with app.run_test(size=(100, 24)) as pilot:
        await see(pilot, "Canvas sneaker")
        app.main.go(list_id, ANA if list_id == "carts" else None)
        await until(pilot, lambda: app.main.browser.listing.resource.id == list_id)
        await until(pilot, lambda: app.main.browser.listing.table.row is not None)
        if name in INSIDE:
            await pilot.press("enter", "right_square_bracket")
        there = INSIDE.get(name, (app.main.browser.listing.resource.title,))
        await see(pilot, *there)
        for key, expected in keys.items():
            await pilot.press(key)
            await see(pilot, expected)
            if expected in ELSEWHERE:
                await pilot.press("minus")
                await see(pilot, *there)
            elif app.main is not app.screen or not expected.endswith(STAYS):
                await pilot.press("escape")
                await until(pilot, lambda: app.main is app.screen)


async def aside(pilot: Any, key: str, expected: str) -> None:
    """Press a key that opens a dialog, and leave that."""
    await pilot.press(key)
    await see(pilot, expected)
    await pilot.press("escape")
    await until(pilot, lambda: pilot.app.screen is pilot.app.main)


async def test_the_overview(tmp_path: Path, frozen: datetime) -> None:
    bot = Bot(subscribers=20, now=frozen)
    app: Any = app_on(bot, tmp_path, start="shop")
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Orders to look at", "20256", "Herb pot Light")
        await aside(pilot, "s", "─ Order 20256 (paid): to which status? ─")
        await aside(pilot, "v", "─ Read the stock of every variant ─")
        before = len(await bot.requests())
        await pilot.press("r")
        await until(pilot, lambda: "read just now" in text_of(pilot))
        assert len(await bot.requests()) > before
        await pilot.press("b")
        await see(pilot, " › Subscribers ")
        await pilot.press("minus")
        await see(pilot, "━ Orders to look at")
        await pilot.press("tab")
        await see(pilot, "━ Stock ━")
        await pilot.press("e")
        await see(pilot, "enter saves the row")


async def group(pilot: Any, title: str) -> None:
    """Go to a group of Today."""
    panel = pilot.app.main.panel
    for _ in range(9):
        if panel._board.here is not None and panel._board.here.group.id == title.lower():
            break
        await pilot.press("tab")
    await see(pilot, f"━ {title}")


async def test_today(tmp_path: Path) -> None:
    app: Any = app_on(Bot(subscribers=20), tmp_path, start="")
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Waiting for an answer", "Olívia Correia", "t tags")
        await aside(pilot, "s", "─ Send ")
        await pilot.press("right")
        await see(pilot, "━ Orders ")
        await pilot.press("left")
        await see(pilot, "━ Waiting for an answer")
        await aside(pilot, "m", "─ Send message: Olívia Correia ─")
        await app.workspace.apply(create_tag("a new tag"))
        await see(pilot, "Create tag a new tag")
        await group(pilot, "Yours")
        await pilot.press("e")
        await see(pilot, "Nothing to resolve: it is done.")
        await pilot.press("escape")  # what follows a refusal at once is for what didn't open
        await group(pilot, "Broadcasts")
        await aside(pilot, "x", "─ ✗ Cancel broadcast ─")
        await pilot.press("1")
        await see(pilot, "━ Broadcasts")
        await pilot.press("slash")
        await see(pilot, "━ Subscribers", "enter asks the host")


async def test_places(tmp_path: Path) -> None:
    app: Any = app_on(Bot(subscribers=20), tmp_path, start="subscribers")
    async with app.run_test(size=(160, 40)) as pilot:
        await see(pilot, "Ana Souza", "━ Subscribers")
        await until(pilot, lambda: app.main.browser.listing.table.row is not None)
        await pilot.press("down", "shift+up")
        await see(pilot, "2 marked")
        await pilot.press("escape", "tab")
        await see(pilot, "─ Subscribers")
        await pilot.press("3")
        await see(pilot, "[3 Shop]")
        await pilot.press("2")
        await see(pilot, "─ Subscribers", "[Card]")
        await pilot.press("ctrl+p")
        await see(pilot, "An action, a list")


async def test_the_inbox(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor")
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("c")
        await see(pilot, "The chats of all who may wait have been read.")
        await pilot.press("enter")
        await see(pilot, "━ Reply to Camila")
        await pilot.press("alt+down")
        await see(pilot, "━ Reply to Olívia")
        await pilot.press("alt+up")
        await see(pilot, "━ Reply to Camila")
        await aside(pilot, "alt+s", "─ Send ")
        await aside(pilot, "alt+w", "─ Send which template to Camila")
        await pilot.press("ctrl+e")
        await see(pilot, "$VISUAL is no-such-editor.")
        await pilot.press("alt+l")
        await see(pilot, "Following every 5 s", "alt+l stops")
        await pilot.press("x", "escape")
        await see(pilot, "━ Waiting", "draft Camila")
        await pilot.press("enter")
        await see(pilot, "━ Reply to Camila")
        await pilot.press("escape")
        await see(pilot, "━ Waiting")


async def test_a_chat(tmp_path: Path) -> None:
    app: Any = app_on(Bot(subscribers=20), tmp_path, start="subscribers")
    async with app.run_test(size=(120, 30)) as pilot:
        await see(pilot, "Ana Souza")
        await until(pilot, lambda: app.main.browser.listing.table.row is not None)
        await pilot.press(
            "down", "down", "enter", "right_square_bracket", "right_square_bracket", "right_square_bracket"
        )
        await see(pilot, "[Chat]", "recebi, adorei!")
        await aside(pilot, "D", "─ Save the chat of Ana Souza ─")
        await pilot.press("m", "pageup", "pageup", "pageup")
        await until(pilot, lambda: "recebi, adorei!" not in text_of(pilot))
        await pilot.press("pagedown", "pagedown", "pagedown")
        await see(pilot, "recebi, adorei!", "━ Reply to Ana Souza")
