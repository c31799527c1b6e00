# SPDX-License-Identifier: MIT
"""What is typed for a chat whose list is slow to come: it waits for the host's answer, and not for a clock."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.ui.panels.replybox import ReplyBox
from tests.support.app import burst, see, text_of, until
from tests.support.inbox import CAMILA, SIZE, app_of, running, script, served
from tests.support.served import Served

__all__ = ["running", "served"]

LIST = "/subscribers"
WAITS = "Waiting for the host's list. Press esc to cancel."


async def begun(pilot: Pilot[Any], row_id: str = CAMILA) -> None:
    """Go to the chat of somebody, and type on at once."""
    app: Any = pilot.app
    app.main.go("waiting", None, row_id, "chat")
    await burst(pilot, *"qoT")


async def test_it_is_in_the_line_however_late_the_list_comes(served: Served, tmp_path: Path) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await see(pilot, "━ Subscribers", "Ana Souza")
        comes = served.hold(LIST)
        await begun(pilot)
        await see(pilot, WAITS)
        comes.set()
        await see(pilot, "━ Reply to Camila")
        await until(pilot, lambda: app.main.query_one(ReplyBox).value == "qoT", "in the line")
        await until(pilot, lambda: not app.main.is_said_for_now(WAITS), "no longer waited")


async def test_esc_gives_it_up_and_says_so(served: Served, tmp_path: Path) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await see(pilot, "━ Subscribers", "Ana Souza")
        comes = served.hold(LIST)
        await begun(pilot)
        await see(pilot, WAITS)
        await pilot.press("escape")
        await see(pilot, "Not opened. What you typed did nothing.", "━ Waiting")
        assert app.is_running
        comes.set()


@pytest.mark.parametrize(
    ("row_id", "said"),
    [
        (CAMILA, "Its list couldn't be read. What you typed did nothing."),
        ("f1284u999999", "It is no longer in this list. What you typed did nothing."),
    ],
)
async def test_what_can_t_be_opened_is_told_with_its_reason(
    served: Served, tmp_path: Path, row_id: str, said: str
) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await see(pilot, "━ Subscribers", "Ana Souza")
        if row_id == CAMILA:
            served.fault("500", LIST)
        await begun(pilot, row_id)
        await see(pilot, said)
        assert app.is_running and app.screen is app.main


STEPS = {
    "waiting": "Open the next row: waiting for the host. Press esc to cancel.",
    "today": "Open the chat of whoever waits longest: waiting for the host. Press esc to cancel.",
}
"""Where the key for the next chat is pressed before anybody is listed, and what is said of that."""


@asynccontextmanager
async def stepping(
    served: Served, home: Path, place: str, *typed: str
) -> AsyncIterator[tuple[Pilot[Any], threading.Event]]:
    """The app where the next chat is asked for and text is typed, and the host's list doesn't come."""
    comes = served.hold(LIST)
    async with app_of(served, home, start=place).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await until(pilot, lambda: app.main.resource is not None and app.main.resource.id == place, place)
        await burst(pilot, "ctrl+n", *typed)
        await see(pilot, STEPS[place])
        try:
            yield pilot, comes
        finally:
            comes.set()


@pytest.mark.parametrize("place", STEPS)
async def test_the_key_for_the_next_chat_leads_there_when_the_list_comes(
    served: Served, tmp_path: Path, place: str
) -> None:
    async with stepping(served, tmp_path, place, *"qoT") as (pilot, comes):
        app: Any = pilot.app
        comes.set()
        await see(pilot, "━ Reply to Camila")
        await until(pilot, lambda: app.main.query_one(ReplyBox).value == "qoT", "in the line")
        await until(pilot, lambda: not app.main.is_said_for_now(STEPS[place]), "no longer waited")


@pytest.mark.parametrize(
    ("place", "typed", "said"),
    [("waiting", "qoT", "Not opened. What you typed did nothing."), ("today", "", "Not opened.")],
)
async def test_esc_gives_that_up_too(
    served: Served, tmp_path: Path, place: str, typed: str, said: str
) -> None:
    async with stepping(served, tmp_path, place, *typed) as (pilot, comes):
        app: Any = pilot.app
        await pilot.press("escape")
        await see(pilot, said)
        await until(pilot, lambda: not app.keys.waiting and not app.keys.holds, "all of it")
        comes.set()
        await see(pilot, "where is it, 2400?" if place == "waiting" else "4 may wait (?)")
        assert app.is_running and app.screen is app.main and app.main.resource.id == place
        assert "━ Reply to" not in text_of(pilot)


async def test_where_the_list_has_nobody_what_was_typed_does_nothing(served: Served, tmp_path: Path) -> None:
    script(served, {"status": "done"})
    async with stepping(served, tmp_path, "waiting", *"qoT") as (pilot, comes):
        app: Any = pilot.app
        comes.set()
        await see(pilot, "Nobody waits for an answer. r asks")
        await until(pilot, lambda: not app.keys.waiting and not app.keys.holds, "all of it")
        assert app.is_running and app.screen is app.main


async def test_who_goes_elsewhere_meanwhile_is_not_led_back(served: Served, tmp_path: Path) -> None:
    async with stepping(served, tmp_path, "waiting") as (pilot, comes):
        app: Any = pilot.app
        app.main.go("tags")
        await see(pilot, "━ Tags")
        comes.set()
        await until(pilot, lambda: not app.keys.holds, "it no longer waits")
        await see(pilot, "━ Tags", "newsletter")
        assert app.main.resource.id == "tags" and "━ Reply to" not in text_of(pilot)
