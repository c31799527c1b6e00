# SPDX-License-Identifier: MIT
"""The order of those who wait: by what their chats say as soon as that is here, and held once somebody works on it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.ui.panels import in_sight
from tests.support.app import see, until
from tests.support.inbox import (
    CAMILA,
    OLIVIA,
    SIZE,
    UNA,
    ZOE,
    app_of,
    inbox,
    opened,
    running,
    script,
    served,
    typed,
)
from tests.support.places import SUBSCRIBERS
from tests.support.served import Served

__all__ = ["running", "served"]

LATE = "f1284u952"
"""Who wrote while no window was open."""
KNOWN = [CAMILA, OLIVIA, UNA, ZOE]
"""Those who wait, the longest wait first."""


def names(pilot: Pilot[Any]) -> list[str]:
    """The ids of those in the list, from its top."""
    app: Any = pilot.app
    rows = app.main.browser.listing.rows
    return [] if rows is None else [each.row_id for each in map(rows.peek, range(rows.count)) if each]


async def left_behind(served: Served, home: Path) -> None:
    """Have a window know who waits, and end; then somebody writes for the first time, and the first of them again."""
    async with app_of(served, home, no_cache=False).run_test(size=SIZE) as pilot:
        await inbox(pilot)
    (file,) = home.rglob("cache.db")
    cache = sqlite3.connect(file)
    with closing(cache), cache:
        cache.execute("UPDATE list SET fetched_at = fetched_at - 3600")
    script(served, {"who": CAMILA, "text": "and?"}, {"who": LATE, "text": "hello", "ago": 60})


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", ""], ids=["a known zone", "no zone"])
async def test_at_the_next_start_the_longest_wait_stands_on_top_without_a_key(
    served: Served, tmp_path: Path, zone: str
) -> None:
    await left_behind(served, tmp_path)
    app = app_of(served, tmp_path, no_cache=False)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        app.workspace.memory.set_timezone(zone)
        app.main.go("waiting")
        await see(pilot, "5 waiting · longest 40 min", "and?", "hello")
        await until(pilot, lambda: names(pilot) == [*KNOWN, LATE], "the longest wait first")
        assert app.main.browser.listing.table.cursor == 0


async def test_whoever_was_chosen_stays_under_the_cursor(served: Served, tmp_path: Path) -> None:
    await left_behind(served, tmp_path)
    app = app_of(served, tmp_path, no_cache=False)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        app.workspace.memory.set_timezone("America/Sao_Paulo")
        app.main.go("waiting", None, OLIVIA)
        await until(pilot, lambda: names(pilot) == [*KNOWN, LATE], "the longest wait first")
        assert app.main.browser.listing.table.row.row_id == OLIVIA


async def test_once_a_key_was_pressed_nobody_moves(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left_behind(served, tmp_path)
    app = app_of(served, tmp_path, no_cache=False)
    monkeypatch.setattr(in_sight, "REST", 600.0)  # no chat is read before the key
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        app.workspace.memory.set_timezone("America/Sao_Paulo")
        app.main.go("waiting")
        await see(pilot, "3 waiting · longest 30 min", "2 may wait (?)")
        estimated = [OLIVIA, UNA, ZOE, LATE, CAMILA]
        await until(pilot, lambda: names(pilot) == estimated, "by what the rows say")
        monkeypatch.setattr(in_sight, "REST", 0.05)
        await pilot.press("down")
        await see(pilot, "5 waiting · longest 40 min", "and?", "hello")
        assert names(pilot) == estimated
        await pilot.press("r")
        await until(pilot, lambda: names(pilot) == [*KNOWN, LATE], "in order")


@pytest.mark.parametrize("key", ["minus", SUBSCRIBERS])
async def test_a_way_back_leads_to_the_chat_that_was_answered_and_whoever_came_stands_below(
    served: Served, tmp_path: Path, key: str
) -> None:
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await typed(pilot, "hi")
        await pilot.press("enter")
        await until(pilot, lambda: app.workspace.inbox.waiting == 3, "she is answered")
        before = names(pilot)
        app.main.go("tags")
        await see(pilot, "━ Tags", "vip")
        script(served, {"who": LATE, "text": "hello", "ago": 6000})
        await pilot.press(key)
        await see(pilot, "━ Reply to Camila")
        assert names(pilot)[:4] == before == KNOWN
        await pilot.press("escape", "r")
        await until(pilot, lambda: names(pilot) == [LATE, *KNOWN[1:]], "in order, without her")


@pytest.mark.parametrize("draft", ["more", ""], ids=["a reply is left", "nothing is left"])
async def test_whoever_is_read_again_from_the_top_keeps_the_cursor_while_a_reply_to_them_is_left(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draft: str
) -> None:
    """That she was answered is only known once her chat is looked at, after the list was read."""
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await typed(pilot, draft)
        listing = app.main.browser.listing
        monkeypatch.setattr(in_sight, "REST", 600.0)
        script(served, {"who": CAMILA, "kind": "agent", "text": "here it is"})
        before = listing.snapshot
        await pilot.press("escape", "r")
        await until(pilot, lambda: listing.snapshot is not before and not listing.reads, "it was read")
        assert names(pilot) == KNOWN and listing.table.row.row_id == CAMILA
        monkeypatch.setattr(in_sight, "REST", 0.02)
        listing._in_sight.look()
        await see(pilot, "3 waiting")
        await until(pilot, lambda: names(pilot)[0] == OLIVIA, "in order")
        there = CAMILA if draft else OLIVIA
        await until(pilot, lambda: app.main.browser.detail.row.row_id == there, "its chat")
        assert listing.table.row.row_id == there
        if draft:
            await see(pilot, "─ Reply to Camila", "more")
