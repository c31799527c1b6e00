# SPDX-License-Identifier: MIT
"""The key for the next chat, wherever it is pressed: whoever types on writes a reply, or does nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.resources.base import Query
from flotui.ui.panels.replybox import ReplyBox
from tests.support.app import burst, see, until
from tests.support.inbox import CAMILA, SIZE, app_of, running, served
from tests.support.served import Served

__all__ = ["running", "served"]

COMMANDS = "qoTy"
"""Letters that are commands of lists, chats and dialogs: the first of them quits."""


async def done(pilot: Pilot[Any]) -> None:
    """Wait until all that was typed has been handed on; nothing of it was carried out."""
    app: Any = pilot.app
    await until(pilot, lambda: not app.keys.waiting and not app.keys.holds, "all of it")
    assert app.is_running and app.screen is app.main


async def in_the_line(pilot: Pilot[Any], text: str) -> None:
    """Wait until a text is in the reply line."""
    app: Any = pilot.app
    await until(pilot, lambda: app.main.query_one(ReplyBox).value == text, "in the line")


async def test_from_a_chat_whose_table_has_the_keys_it_leads_to_the_line_of_the_next(
    served: Served, tmp_path: Path
) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await see(pilot, "━ Subscribers", "Ana Souza")
        first = app.main.browser.listing.table.selected
        await pilot.press("enter")
        await see(pilot, "━ ")
        app.main.browser.detail.choose(3)
        await see(pilot, "Reply to")
        app.main.browser.detail.listing.table.focus()
        await burst(pilot, "ctrl+n", *COMMANDS)
        await in_the_line(pilot, COMMANDS)
        await done(pilot)
        assert app.main.browser.listing.table.selected != first, "the next row of that list"
        await burst(pilot, "escape", "alt+p", "q")
        await done(pilot)
        assert app.main.browser.listing.table.selected == first


async def test_from_today_it_leads_to_whoever_waits_longest(served: Served, tmp_path: Path) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await see(pilot, "━ Subscribers", "Ana Souza")
        app.main.go("today")
        await see(pilot, "━ Waiting for an answer", "4 may wait (?)")
        app.main.panel.switch()
        await burst(pilot, "ctrl+n", *COMMANDS)
        await see(pilot, "━ Reply to Camila")
        await in_the_line(pilot, COMMANDS)
        await burst(pilot, "ctrl+n", "q")
        await see(pilot, "━ Reply to Olívia")
        await in_the_line(pilot, "q")


async def test_subscribers_begin_with_who_waits_also_while_all_only_may(
    served: Served, tmp_path: Path
) -> None:
    async with app_of(served, tmp_path, start="today").run_test(size=SIZE) as pilot:
        await see(pilot, "━ Waiting for an answer", "4 may wait (?)", "2 Subscribers 4?")
        await pilot.press("2")
        await see(pilot, "[2 Subscribers", "━ Waiting ")


@pytest.mark.parametrize(
    ("place", "keys", "said"),
    [
        ("tags", ["ctrl+n"], "There is no next chat here."),
        ("summary", ["alt+p"], "There is no previous chat here."),
        ("today", ["alt+up"], "There is no previous chat here."),
        ("subscribers", ["alt+up"], "That was the first one."),
        ("subscribers", ["ctrl+n"], "That was typed at once, so it did nothing"),
        (CAMILA, ["ctrl+n"], "That was the last one."),
        (CAMILA, ["enter", "ctrl+n"], "That was the last one."),
    ],
)
async def test_where_it_leads_to_no_line_what_is_typed_on_does_nothing(
    served: Served, tmp_path: Path, place: str, keys: list[str], said: str
) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await see(pilot, "━ Subscribers", "Ana Souza")
        if place == CAMILA:
            app.main.go("subscribers", Query(arguments={"user_ns": CAMILA}, summary="Camila"))
            await see(pilot, "━ Subscribers", "· Camila  1")
        else:
            app.main.go(place)
            await until(pilot, lambda: app.main.resource.id == place, place)
        await burst(pilot, *keys, *COMMANDS)
        await see(pilot, said)
        await done(pilot)
    assert app.return_code in (None, 0)


async def test_where_nothing_may_be_written_what_is_typed_on_does_nothing(
    served: Served, tmp_path: Path
) -> None:
    async with app_of(served, tmp_path, read_only=True).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await see(pilot, "━ Subscribers", "Ana Souza")
        app.main.go("waiting")
        await see(pilot, "━ Waiting  4 waiting")
        await pilot.press("enter")
        await see(pilot, "flotui runs with --read-only")
        for keys in (["m"], ["ctrl+n"], ["alt+p"]):
            await burst(pilot, *keys, *COMMANDS)
            await done(pilot)


async def test_past_the_rows_that_are_loaded_it_reads_on(served: Served, tmp_path: Path) -> None:
    async with app_of(served, tmp_path, "page_size = 20\n").run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await see(pilot, "━ Subscribers", "Ana Souza")
        listing = app.main.browser.listing
        await until(pilot, lambda: listing.rows is not None and listing.rows.count, "rows")
        while listing.rows.count < 60:
            before = listing.rows.count
            listing.table.move_to(before - 1)
            gone_to = await listing.go_on(1, None)
            assert not isinstance(gone_to, str)
            assert listing.rows.count > before
        listing.table.move_to(59)
        assert await listing.go_on(1, None) == "That was the last one."


async def test_in_another_order_it_leads_to_the_row_after_the_one_it_goes_on_from(
    served: Served, tmp_path: Path
) -> None:
    async with app_of(served, tmp_path, "page_size = 20\n").run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await see(pilot, "━ Subscribers", "Ana Souza")
        listing = app.main.browser.listing
        await until(pilot, lambda: listing.rows is not None and listing.rows.count, "rows")
        listing.sort_by("name")
        await see(pilot, ":read-all reads and sorts them")
        before = listing.rows.count
        listing.table.move_to(before - 1)
        here = listing.row_id(listing.table.row)
        gone_to = await listing.go_on(1, None)
        assert listing.rows.count > before, "it has read on"
        ids = list(await listing.rows.ids())
        after = ids[ids.index(here) + 1 :][:1]
        assert after == ([] if isinstance(gone_to, str) else [listing.row_id(gone_to.row)])
