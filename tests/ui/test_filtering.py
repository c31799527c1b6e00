# SPDX-License-Identifier: MIT
"""The filter line: what it narrows, what it asks the host, and what it refuses."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import httpx
import pytest
from textual.pilot import Pilot

from flotui.repositories import flights
from flotui.repositories.flows import TAG
from flotui.sandbox import DEMO_TOKEN
from flotui.text.fold import fold
from flotui.ui.panels import reading, waiting
from tests.support.app import app_on, burst, see, seen_text, text_of, until
from tests.support.bot import MANY, Bot
from tests.support.places import FLOWS

SIZE = (120, 40)


async def everybody(bot: Bot) -> list[tuple[str, str]]:
    """Id and name of all of the bot's people."""
    found: list[tuple[str, str]] = []
    headers = {"Authorization": f"Bearer {DEMO_TOKEN}", "User-Agent": "test"}
    async with httpx.AsyncClient(
        transport=bot.transport(), base_url="http://bot/api", headers=headers
    ) as host:
        for page in range(1, 14):
            reply = await host.get("/subscribers", params={"limit": 100, "page": page})
            found += [(row["user_ns"], row["name"] or "") for row in reply.json()["data"]]
    return found


def having(people: list[tuple[str, str]], *words: str) -> set[str]:
    return {row_id for row_id, name in people if all(fold(word) in fold(name) for word in words)}


async def ids(app: Any) -> set[str]:
    rows = await app.main.browser.listing._shown.all()
    return {row.user_ns for row in rows}


async def type_(pilot: Pilot[Any], text: str) -> None:
    """Type into the filter line that is open, also what is no key of its own."""
    line = pilot.app.focused
    line.value = text  # type: ignore[union-attr]
    await pilot.pause()


@pytest.mark.parametrize(
    ("typed", "most"),
    [
        ("Olivia", 3),
        ("Joao", 3),
        ("João", 4),
        ("JOÃO", 4),
        (unicodedata.normalize("NFC", "Hiền Nguyễn"), 6),
        (unicodedata.normalize("NFD", "Letícia Souza"), 6),
        ("Souza Ana", 5),
        ("silva joana", 5),
        ("Muller", 3),
    ],
)
async def test_enter_keeps_what_is_on_screen_and_adds_what_the_host_has(
    bot: Bot, tmp_path: Path, typed: str, most: int
) -> None:
    people = await everybody(bot)
    wanted = having(people, *typed.split())
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("slash")
        await type_(pilot, typed)
        here = await ids(app)
        under = app.main.browser.listing.table.selected
        before = len(await bot.requests())
        await pilot.press("enter")
        await until(pilot, lambda: app.main.browser.listing.asked.line == typed, "the search")
        await until(pilot, lambda: not app.main.browser.listing.workspace.reader._replies._by_key)  # type: ignore[union-attr]
        found = await ids(app)
        assert here <= found
        assert wanted <= found <= wanted | here, "nobody who lacks a word"
        assert app.main.browser.listing.table.selected == under or not here
        assert len(await bot.requests()) - before <= most


@MANY
async def test_a_search_keeps_marks_and_cursor(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        table = app.main.browser.listing.table
        await pilot.press("slash", *"souza")
        await until(pilot, lambda: table.count == 3)
        await pilot.press("enter")
        await until(pilot, lambda: table.count > 20)
        await pilot.press("down", "space")
        marked = set(table.row_ids)
        await pilot.press("r")
        await pilot.pause()
        assert set(table.row_ids) == marked
        assert "1 marked" in text_of(pilot)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("channel:web channel:line", "A subscriber has one channel"),
        ("tagg:vip", "Did you mean tag:vip?"),
        ("tag:", "tag: at column 1 needs a value"),
        ('segment:"Big', "isn't closed"),
        ("channel:whatsap", "Did you mean channel:WhatsApp"),
        ("tag:nobodyhasthis", "There is no tag nobodyhasthis (column 1)"),
    ],
)
async def test_what_is_refused_is_named_and_the_list_stays(
    bot: Bot, tmp_path: Path, typed: str, says: str
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza", "100 of 130")
        await pilot.press("slash")
        await type_(pilot, typed)
        await pilot.press("enter")
        shown = await seen_text(pilot, says, "Ana Souza", "100 of 130")
        assert typed not in shown.splitlines()[2]
        # What was typed can be mended.
        await until(pilot, lambda: app.main.browser.listing.filtering, "the line")
        await see(pilot, f"/ {typed}")
        await pilot.press("escape")
        await until(pilot, lambda: says not in text_of(pilot))


async def test_a_refusal_leaves_the_list_that_was_asked_for(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza", "100 of 130")
        await burst(pilot, "slash", *"tag:vip", "enter")
        await see(pilot, "Subscribers · tag:vip")
        await until(pilot, lambda: app.main.browser.listing.table.row is not None)
        there = app.main.browser.listing.table.count
        await pilot.press("slash")
        await type_(pilot, "tag:vip tag:retruning")
        await pilot.press("enter")
        await see(pilot, "Did you mean tag:returning?", "Subscribers · tag:vip ")
        assert app.main.browser.listing.table.count == there


@pytest.mark.parametrize(
    ("resource", "filter_", "typed", "says", "cursor"),
    [
        ("subscribers", "tag:vip", "tag:vip tagg:x", "Did you mean tag:x", 8),
        ("subscribers", "tag:vip", 'tag:vip -tag:cart "a', "isn't closed", 18),
        ("subscribers", "tag:vip", "tag:nobodyhasthis tag:cart", "There is no tag nobodyhasthis", 0),
        ("subscribers", "ana", "channel:whatsap", "Did you mean channel:WhatsApp", 0),
        ("products", "shirt", "nokey:x", "The filter has no key nokey", 0),
    ],
)
async def test_a_filter_in_force_stays_when_another_is_refused_and_the_line_can_be_mended(
    bot: Bot, tmp_path: Path, resource: str, filter_: str, typed: str, says: str, cursor: int
) -> None:
    app = app_on(bot, tmp_path, start=resource)
    async with app.run_test(size=SIZE) as pilot:
        listing = app.main.browser.listing
        await until(pilot, lambda: listing.table.row is not None)
        await pilot.press("slash", *filter_, "enter")
        await until(
            pilot, lambda: listing.asked.line == filter_ and listing.table.row is not None, "the filter"
        )
        asked = listing.asked.arguments
        found = listing.table.count
        await pilot.press("space")
        marked = list(listing.table.row_ids)
        await pilot.press("slash")
        await until(pilot, lambda: listing.filtering)
        await pilot.press("ctrl+u", *(typed if " " in typed else ""))
        await type_(pilot, typed)
        await pilot.press("enter")
        await see(pilot, says, f"/ {typed}")
        await until(pilot, lambda: listing.filtering and listing.table.count == found, "the filter in force")
        assert (listing.asked.line, listing.asked.arguments) == (filter_, asked)
        assert list(listing.table.row_ids) == marked != [], "what is marked stays so"
        assert listing._input is not None and listing._input.cursor_position == cursor
        await pilot.press("escape")
        await until(pilot, lambda: not listing.filtering and says not in text_of(pilot), "closed")
        assert (listing.asked.line, listing.table.count) == (filter_, found)
        await pilot.press("asterisk")
        await until(pilot, lambda: len(listing.table.row_ids) == found, "marks of those alone")


@pytest.mark.parametrize("start", ["subscribers", "orders"])
async def test_tab_in_the_line_never_leaves_it(bot: Bot, tmp_path: Path, start: str) -> None:
    app = app_on(bot, tmp_path, start=start)
    async with app.run_test(size=SIZE) as pilot:
        listing = app.main.browser.listing
        await until(pilot, lambda: listing.table.row is not None)
        await pilot.press("slash", *"zzz", "tab", *"x", "shift+tab", *"y")
        await until(pilot, lambda: listing.filtering and listing._input.value == "zzzxy", "what was typed")  # type: ignore[union-attr]
        assert not app.main.browser.is_open


async def test_a_saved_filter_is_asked_by_its_name(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        assert app.workspace is not None
        app.workspace.memory.save_filter("subscribers", "old ones", "tag:vip")
        await burst(pilot, "slash", *'saved:"old ones"', "enter")
        await see(pilot, 'Subscribers · saved:"old ones"')
        assert "tag_ns" in app.main.browser.listing.asked.arguments


@MANY
async def test_typing_in_a_list_that_was_jumped_to_stays_in_it(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await burst(pilot, FLOWS, "right_square_bracket")
        await until(pilot, lambda: app.main.browser.listing.table.row is not None)
        await pilot.press("slash", *"vip", "enter")
        await pilot.press("o")
        await see(pilot, "Subscribers · tag vip")
        await until(pilot, lambda: app.main.browser.listing.table.row is not None)
        jumped = await ids(app)
        await pilot.press("slash", "a")
        await see(pilot, "Subscribers · tag vip  ", "/ a", " of 100 loaded")
        assert await ids(app) <= jumped
        await pilot.press("enter")
        await see(pilot, "Subscribers · tag vip · a")
        await until(pilot, lambda: not app.main.browser.listing.workspace.reader._replies._by_key)  # type: ignore[union-attr]
        asked = [each for each in await bot.requests() if each["operation"] == "flowBotUsers"]
        assert {"name", "tag_ns"} <= set(dict(asked[-1]["query"]))
        await pilot.press("escape")
        await until(pilot, lambda: "tag vip · a" not in text_of(pilot))
        await see(pilot, "Subscribers · tag vip")


async def test_with_a_host_that_hangs_the_matches_stay_and_it_is_said_what_is_waited_for(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await bot.fault(path="/subscribers", times=0, hang=True)
        monkeypatch.setattr(waiting, "STEPS", (0.05,))
        monkeypatch.setattr(reading, "LATE", 0)
        monkeypatch.setattr(flights, "JUST_ASKED", -1.0)
        await pilot.press("slash", *"souza", "enter")
        await see(pilot, "Ana Souza", "Reading subscribers with “souza” since", "hasn't answered for 0.05 s")
        before = app.main.browser.listing.table.count
        await bot.no_faults()
        await pilot.press("r")
        await see(pilot, "Subscribers · souza")
        await until(pilot, lambda: app.main.browser.listing.table.count > before)
        await bot.fault(path="/subscribers", times=0, hang=True)
        await pilot.press("slash", *"lima", "enter", "3")
        await see(pilot, "Overview")


async def test_a_phone_that_nobody_has_leaves_no_stranger(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(140, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("slash", *"+1 555 000 4410")
        await see(pilot, "1 of 100 loaded")
        await pilot.press("enter")
        await see(
            pilot, "No subscriber has the phone number +1 555 000 4410", "/+1 555 000 4410", "0 of 100 loaded"
        )
        table = app.main.browser.listing.table
        await until(pilot, lambda: table.row is None)
        await pilot.press("s")
        await see(pilot, "there is no row under the cursor")
        await pilot.press("escape")
        await see(pilot, "Ana Souza", "Subscribers  100")
        await pilot.press("slash", *"90000-4410")
        await see(pilot, "1 of 100 loaded")
        await pilot.press("enter")
        await see(pilot, "No subscriber has exactly the number 90000-4410", "Ana Souza", "1 of 100 loaded")
        await pilot.press("slash")
        await see(pilot, "No subscriber has exactly the number 90000-4410", "enter asks the host")
        await pilot.press(*" x")
        await see(pilot, "None of the 100 that are loaded")
        assert "exactly the number" not in text_of(pilot), "what was said was said of another text"


async def test_a_list_that_is_widened_while_it_is_read_again_shows_what_was_read(tmp_path: Path) -> None:
    bot = Bot()
    app = app_on(bot, tmp_path, start="tags")
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "━ Tags  40")
        assert app.workspace is not None
        await pilot.press("slash", *"survey-done", "enter")
        await see(pilot, "1 of the 40", "▌ survey-done")
        tag = app.main.browser.listing.table.row
        await bot.fault(kind="late", path="/flow/tags", times=1)
        await app.workspace.apply(TAG.delete_edit(tag))
        await pilot.press("escape")
        await see(pilot, "━ Tags  39")
        assert "survey-done" not in text_of(pilot)


@pytest.mark.parametrize("changed", ["", "x", " x"])
async def test_escape_in_the_line_leaves_the_filter_that_was_on_and_the_next_takes_it_off(
    bot: Bot, tmp_path: Path, changed: str
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        listing = app.main.browser.listing
        whole = listing.table.count
        await pilot.press("slash", *"ana", "enter")
        await until(pilot, lambda: listing.asked.line == "ana" and not listing._sought, "the filter")
        found = await ids(app)
        await pilot.press("slash")
        await until(pilot, lambda: listing.filtering)
        await type_(pilot, changed)
        await pilot.press("escape")
        await until(pilot, lambda: listing.asked.line == "ana" and listing.table.row is not None, "as it was")
        assert await ids(app) == found and not listing.filtering and not listing.text
        await pilot.press("escape")
        await until(pilot, lambda: not listing.typed and listing.table.count == whole, "all of them")
        await pilot.press("escape")
        await pilot.pause()
        assert not listing.typed and listing.table.count == whole, "nothing brings the filter back"


async def test_a_list_that_is_still_read_comes_though_the_host_can_not_be_asked_for_the_filter(
    bot: Bot, tmp_path: Path
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        held = bot.hold("/shop/orders*")
        app.main.go_filtered("orders", "paid")
        await see(pilot, "Orders /paid", "Reading orders")
        held.set()
        await see(pilot, "The host finds orders by number only", "● paid", " of 100 loaded")
