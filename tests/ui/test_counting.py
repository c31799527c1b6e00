# SPDX-License-Identifier: MIT
"""`:count` counts those whom the list shows, as far as they are read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot
from tests.support.places import FLOWS

SIZE = (120, 40)


async def counted_by_tag(pilot: Pilot[Any]) -> str:
    """Of whom the count by tag is said, once it is chosen."""
    await pilot.press("colon", *"count", "enter")
    await see(pilot, "Count by")
    await pilot.press("enter")
    await see(pilot, "Tag, among")
    found = re.search(r"Tag, among (.*?\d.*?)(?: {2,}|━|─|\n)", text_of(pilot))
    assert found
    return found[1].strip()


async def test_a_query_that_the_host_answers_is_counted_as_far_as_it_is_read(
    bot: Bot, tmp_path: Path
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("slash", *"tag:vip -tag:newsletter", "enter")
        listing = app.main.browser.listing
        await until(pilot, lambda: listing.asked.audience != "")
        await until(pilot, lambda: listing.snapshot is not None and not listing.snapshot.stale)
        await until(pilot, lambda: listing.rows is not None and listing.rows.count > 0)
        number = listing.rows.count if listing.rows is not None else 0
        more = listing.rows is not None and listing.rows.more_to_come
        said = await counted_by_tag(pilot)
        assert said == (
            f"the {number} loaded so far (:read-all reads the rest)" if more else f"{number} subscribers"
        )
        assert re.search(rf"vip .*\b{number}\b", text_of(pilot)), text_of(pilot)


@pytest.mark.parametrize(
    ("typed", "label"),
    [("tag", "Tag"), ("field.city", "city"), ("city", "city"), ("joined by week", "Joined, by week")],
)
async def test_what_is_counted_may_be_typed_behind_it(
    bot: Bot, tmp_path: Path, typed: str, label: str
) -> None:
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("colon", *f"count {typed}", "enter")
        await see(pilot, f"{label}, among the 100 loaded so far")


async def test_its_title_is_no_word_to_count_by(bot: Bot, tmp_path: Path) -> None:
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        for typed in ("count by", "count by tag"):
            await pilot.press("colon", *typed, "enter")
            await see(pilot, "─ Count by what? ─")
            await pilot.press("escape")


async def test_from_another_list_too_and_what_there_is_not_is_refused(bot: Bot, tmp_path: Path) -> None:
    async with app_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press(FLOWS, "colon", *"count field.ciyt", "enter")
        await see(pilot, "field.ciyt can't be counted by. Did you mean field.city?")


async def test_what_is_narrowed_by_a_line_that_was_asked_in_vain_is_counted(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("slash", *"90000-4410", "enter")
        await see(pilot, "No subscriber has exactly the number 90000-4410", "1 of 100 loaded")
        assert await counted_by_tag(pilot) == "the 1 loaded so far (:read-all reads the rest)"
