# SPDX-License-Identifier: MIT
"""Marking all of a list: what is loaded, what the rest costs, and what is said of it."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import pytest

from flotui.ui import running
from flotui.ui.panels import marking
from tests.support.app import app_on, burst, see, seen_text, text_of, until
from tests.support.bot import Bot
from tests.support.places import FLOWS
from tests.ui.marks_rig import SIZE, listing, load


async def pages(bot: Bot) -> int:
    """How many pages of subscribers were asked for."""
    return sum(each["operation"] == "flowBotUsers" for each in await bot.requests())


async def test_an_asterisk_marks_all_that_is_here_and_says_what_is_not(tmp_path: Path) -> None:
    bot = Bot(subscribers=1300)
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await load(pilot, 600)
        rows = listing(pilot).snapshot.value
        held = sum(rows.peek(index) is not None for index in range(rows.count))
        loaded, total = rows.count, rows.total
        assert held < loaded < total
        await pilot.press("asterisk")
        rest = f"{loaded:,} marked. {total - loaded:,} more on the host aren't marked."
        said = f"{loaded:,} are loaded, {total - loaded:,} more on the host: {-(-(total - loaded) // 100)} calls."
        await see(pilot, said, f"{loaded:,} marked ")
        await pilot.press("s")
        await see(pilot, "Send which sub-flow", rest)
        await pilot.press("enter")
        await see(pilot, f"and {loaded - 8:,} more", rest)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.main)  # type: ignore[attr-defined]
        # One that is taken out by hand is the person's choice, and no longer all that is here.
        await pilot.press("home", "space", "s")
        await see(pilot, "Send which sub-flow")
        assert "more on the host" not in text_of(pilot)
    assert await bot.writes() == []


async def test_where_all_is_here_nothing_is_said(bot: Bot, tmp_path: Path) -> None:
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await burst(pilot, FLOWS, "right_square_bracket")
        await until(pilot, lambda: listing(pilot).table.row is not None)
        await pilot.press("asterisk")
        marked = listing(pilot).table.count
        await see(pilot, f"  {marked} marked")
        assert "more on the host" not in text_of(pilot)


async def test_an_action_typed_right_after_is_about_all_of_them(tmp_path: Path) -> None:
    bot = Bot(subscribers=1300)
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await load(pilot, 300)
        await burst(pilot, "asterisk", "t")
        count = listing(pilot).snapshot.value.count
        await see(pilot, f"Tags of {count} subscribers")


async def test_an_asterisk_once_more_reads_the_rest_and_marks_it(tmp_path: Path) -> None:
    bot = Bot(subscribers=350)
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("asterisk")
        await see(
            pilot, "100 are loaded, 250 more on the host: 3 calls. Press it again to read and mark them."
        )
        before = len(await bot.requests())
        await pilot.press("asterisk")
        await pilot.pause(marking.HELD + 0.1)
        assert len(await bot.requests()) == before, "held down it is one press"
        await pilot.press("asterisk")
        await until(pilot, lambda: len(listing(pilot).table.row_ids) == 350)
        await see(pilot, "350 marked", "All 350 are loaded.")
        assert len(await bot.requests()) == before + 3


async def test_a_rest_that_is_read_no_further_as_the_list_was_read_anew_is_told(tmp_path: Path) -> None:
    """Not for ever how far it is."""
    bot = Bot(subscribers=350)
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("asterisk")
        await see(pilot, "Press it again to read and mark them.")
        await pilot.pause(marking.HELD + 0.1)
        answered = bot.hold("/subscribers", times=1)
        await pilot.press("asterisk")
        before = len(await bot.requests())
        await until(pilot, lambda: bool(bot.app.state.host.log.rows()[before - 1 :]))
        panel = listing(pilot)
        old = panel.snapshot
        panel.read(keep=True, force=True)
        await until(pilot, lambda: panel.snapshot is not None and panel.snapshot is not old)
        answered.set()
        await see(
            pilot, "were loaded, then the list was refreshed. Nothing more was marked. Repeat it to go on."
        )
        assert len(panel.table.row_ids) == 100


async def test_a_rest_that_the_hour_has_no_calls_for_is_told_before_and_when_it_stops(tmp_path: Path) -> None:
    bot = Bot(subscribers=3000, quota=62)
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("asterisk")
        seen = await seen_text(
            pilot, "2,900 more on the host: 29 calls. Only ", " left for it this hour: it stops then."
        )
        assert "to read and mark them." in seen
        await pilot.pause(marking.HELD + 0.1)
        await pilot.press("asterisk")
        seen = await seen_text(pilot, "Stopped: ", " of 3,000 are loaded.")
        assert "Reading: " not in seen
        await pilot.press("G")
        await see(pilot, "left for it this hour: it stops then.")


async def test_rows_that_the_host_counts_and_does_not_send_are_not_said_to_be_here(tmp_path: Path) -> None:
    bot = Bot(subscribers=350)
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await bot.door("POST", "/habits", {"repeat_pages": True})
        await pilot.press("asterisk")
        await see(pilot, "Press it again to read and mark them.")
        await pilot.pause(marking.HELD + 0.1)
        await pilot.press("asterisk")
        await see(pilot, "100 are loaded. The host counts 350 and sends no more.", "100 marked")


async def test_g_once_more_reads_the_rest_and_goes_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "HELD", 60.0)  # however busy the machine is
    bot = Bot(subscribers=950)
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        rows, table = listing(pilot).snapshot.value, listing(pilot).table
        await pilot.press("G", "G", "G")
        await see(pilot, "more on the host: ", "Press it again to read them.")
        assert rows.count < 600, "a key that is held down reads no further than it shows"
        monkeypatch.setattr(marking, "HELD", 0.0)
        await pilot.press("G")
        await until(pilot, lambda: rows.count == 950 and table.cursor == 949)


async def test_all_rows_of_a_list_are_read_once_their_price_was_agreed_to(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        before = await pages(bot)
        # What is sorted is only what is here: that is said, with the price of the others.
        await pilot.press("S")
        await see(pilot, "Sort the loaded rows by")
        await burst(pilot, *"name", "enter")
        await see(
            pilot,
            "100 of 250 loaded, by Name",
            "100 are loaded, 150 more on the host: 2 calls. :read-all reads",
        )
        first, here = listing(pilot).table.row.name, await listing(pilot).rows.ids()
        await burst(pilot, "colon", *"read-all", "enter")
        await see(pilot, "Read all rows of this list", "100 are loaded, 150 more on the host: 2 calls.")
        assert await pages(bot) == before
        await pilot.press("y")
        await see(pilot, "All 250 are loaded.", "250, by Name")
        assert await pages(bot) == before + 2
        ids = await listing(pilot).rows.ids()
        assert [each for each in ids if each in here] == here != ids[:100], "the others are sorted in"
        assert listing(pilot).table.row.name == first, "the cursor stays"
        await burst(pilot, "colon", *"read-all", "enter")
        await see(pilot, "All rows of this list are loaded.")


async def test_an_asterisk_says_what_it_takes_to_know_all_whom_a_query_means(tmp_path: Path) -> None:
    bot = Bot(subscribers=350)
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("slash", *"-tag:vip", "enter")
        await see(pilot, "so far, 3 more calls to know")
        here = listing(pilot).table.count
        await pilot.press("asterisk")
        await see(
            pilot,
            f"{here} are loaded; it takes 3 calls to know the others. Press it again to read and mark them.",
        )
        await until(pilot, lambda: monotonic() - listing(pilot)._offered[2] > marking.HELD)
        await pilot.press("asterisk")
        await see(pilot, " of the 350", "All ")
        every = await listing(pilot).rows.ids()
        await see(pilot, f"  {len(every)} marked")
        assert len(every) > here and set(listing(pilot).table.row_ids) == set(every)


@pytest.mark.parametrize(
    ("people", "said"), [(150, "All "), (250, " are loaded; it takes 1 call to know the others. Press it")]
)
async def test_what_is_left_is_told_anew_when_the_next_page_came_by_itself(
    tmp_path: Path, people: int, said: str
) -> None:
    async with app_on(Bot(subscribers=people), tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("slash", *"-tag:vip", "enter")
        await see(pilot, "so far, ")
        here = listing(pilot).rows.count
        await pilot.press("G")
        await until(pilot, lambda: listing(pilot).rows.count > here)
        await see(pilot, said, f"{listing(pilot).rows.count} ")
        assert ("Press it again" in text_of(pilot)) == listing(pilot).rows.more_to_come


async def test_of_a_crowd_no_action_fetches_all_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = Bot()
    monkeypatch.setattr(running, "CROWD", 50)
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        monkeypatch.setattr(type(listing(pilot).snapshot.value), "rows_of", refuse)
        await pilot.press("asterisk")
        await see(pilot, "100 marked")
        await pilot.press("s")
        await see(pilot, "Send which sub-flow to 100 subscribers?")


async def refuse(*_: object) -> None:
    raise AssertionError("all marked rows are fetched")
