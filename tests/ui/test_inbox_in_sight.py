# SPDX-License-Identifier: MIT
"""Chats that nobody opened are read for who is in sight, whatever comes between."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.resources.reading import newest
from flotui.ui.panels import in_sight
from tests.support.app import see, until
from tests.support.inbox import CAMILA, SIZE, app_of, inbox, running, script
from tests.support.inbox import served as fresh
from tests.support.served import Served

__all__ = ["fresh", "running"]

CHAT = "/subscriber/chat-messages"
LATE = "f1284u952"
"""Who wrote while no window was open, after all others."""


@pytest.fixture
def served(fresh: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The host, whose answers can be held; rows don't have to rest for long."""
    monkeypatch.setattr(in_sight, "REST", 0.02)
    wait = fresh.host._wait
    yield fresh
    fresh.host._wait = wait  # type: ignore[method-assign]


async def waiting(pilot: Pilot[Any]) -> None:
    """Go to the list of those who wait, whether their chats are read or not."""
    app: Any = pilot.app
    await see(pilot, "━ Subscribers", "Ana Souza")
    app.workspace.memory.set_timezone("America/Sao_Paulo")
    app.main.go("waiting")


def asked(served: Served) -> int:
    """How many chats were asked for."""
    return sum(row["operation"] == "flowBotUserChatMessages" for row in served.host.log.rows())


async def test_a_copy_is_looked_at_once_the_host_has_said_that_there_are_calls_to_spare(
    served: Served, tmp_path: Path
) -> None:
    async with app_of(served, tmp_path, no_cache=False).run_test(size=SIZE) as pilot:
        await inbox(pilot)
    (file,) = tmp_path.rglob("cache.db")
    with closing(sqlite3.connect(file)) as cache, cache:
        cache.execute("UPDATE list SET fetched_at = fetched_at - 3600")
    for told in tmp_path.rglob("quota-*"):
        told.unlink()  # the hour is over that it tells of
    script(served, {"who": LATE, "text": "hello", "ago": 60})
    released = served.hold()
    app = app_of(served, tmp_path, no_cache=False)
    async with app.run_test(size=SIZE) as pilot:
        await waiting(pilot)
        await see(pilot, "━ Waiting  4 waiting")
        await until(pilot, lambda: app.main.browser.listing._in_sight._unspared, "there is nothing to spare")
        released.set()
        await see(pilot, "5 waiting · longest 40 min", "hello")


async def test_rows_that_are_read_again_meanwhile_show_what_was_found(served: Served, tmp_path: Path) -> None:
    released = served.hold(CHAT)
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await waiting(pilot)
        await see(pilot, "0 waiting · 4 may wait (?)", "chat not read")
        await until(pilot, lambda: asked(served), "they are being read")
        listing = app.main.browser.listing
        before = listing.rows
        await pilot.press("r")
        await until(
            pilot, lambda: listing.rows is not before and listing.snapshot.source == "server", "again"
        )
        await pilot.press("down")
        released.set()
        await see(pilot, "4 waiting · longest 40 min", "where is it, 2400?")
        assert asked(served) == 4, "what is under way isn't asked for again"


async def test_chats_that_could_not_be_read_are_read_when_the_list_is(served: Served, tmp_path: Path) -> None:
    served.fault("500", CHAT, times=0)
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await waiting(pilot)
        await see(pilot, "0 waiting · 4 may wait (?)")
        await until(pilot, lambda: asked(served) >= 4, "they were asked for")
        served.host.faults.clear()
        await pilot.press("r")
        await see(pilot, "4 waiting · longest 40 min", "where is it, 2400?")


@pytest.mark.parametrize("narrowed", [False, True])
async def test_the_list_says_what_a_chat_that_is_open_says(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, narrowed: bool
) -> None:
    monkeypatch.setattr(in_sight, "REST", 600.0)  # nothing else has it read
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await waiting(pilot)
        await see(pilot, "0 waiting · 4 may wait (?)")
        if narrowed:
            await pilot.press("slash", *"camila", "enter")
            await see(pilot, "━ Waiting /camila  1 of the 4", "chat not read")
        (row,) = [each for each in app.main.browser.listing.table.shown if each.row_id == CAMILA]
        chat, _ = await newest(app.workspace.subscribers.chat(CAMILA, force=True))
        await app.workspace.inbox.hear(row, chat)
        title = "/camila  1 of the 4" if narrowed else "1 waiting · longest 40 min · 3 may wait (?)"
        await see(pilot, title, "where is it, 2400?")
