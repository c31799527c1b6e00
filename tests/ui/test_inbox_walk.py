# SPDX-License-Identifier: MIT
"""The way through those who wait: the next is the longest wait not gone to yet, wherever it is listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.resources.inbox import WAITING
from flotui.ui import presses
from flotui.ui.panels import replybox
from flotui.ui.panels.replybox import ReplyBox
from flotui.ui.panels.way_through import WayOn, WayThrough
from tests.support.app import burst, see, text_of, until
from tests.support.inbox import (
    CAMILA,
    SIZE,
    ZOE,
    app_of,
    inbox,
    opened,
    replying,
    running,
    script,
    served,
    texts,
    typed,
)
from tests.support.served import Served

__all__ = ["running", "served"]

LATE = "f1284u952"
"""Who writes while somebody is answered."""


def under_the_cursor(pilot: Pilot[Any]) -> str:
    """The id of who is under the cursor of the list."""
    app: Any = pilot.app
    return str(app.main.browser.listing.row_id(app.main.browser.listing.table.row))


async def answered(pilot: Pilot[Any], served: Served, text: str) -> None:
    """Answer whose chat is open."""
    before = len(texts(served))
    await typed(pilot, text)
    await pilot.press("enter")
    await until(pilot, lambda: len(texts(served)) > before, "sent")
    await see(pilot, "✓ ")


async def test_after_the_lowest_row_the_next_is_whoever_waits_longest(served: Served, tmp_path: Path) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("down", "down", "down", "enter")
        await see(pilot, "Reply to Zoë O'Dell")
        await answered(pilot, served, "soon")
        for name in ("Camila", "Olívia", "Una"):
            await pilot.press("ctrl+n")
            await see(pilot, f"Reply to {name}")


async def test_what_is_read_anew_leaves_the_cursor_on_whoever_waits(served: Served, tmp_path: Path) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("down", "down", "down", "enter")
        await see(pilot, "Reply to Zoë O'Dell")
        await answered(pilot, served, "soon")
        await pilot.press("escape", "r")
        await until(pilot, lambda: under_the_cursor(pilot) == CAMILA, "whoever waits longest")
        await see(pilot, "3 waiting")
        await pilot.press("down", "enter")
        await see(pilot, "Reply to Olívia")
        await pilot.press("ctrl+n")
        await see(pilot, "Reply to Camila")


async def test_while_anybody_waits_it_never_says_that_nobody_does(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        for name in ("Olívia", "Una", "Zoë"):
            await pilot.press("ctrl+n")
            await see(pilot, f"Reply to {name}")
        await pilot.press("ctrl+n")
        await see(pilot, "Reply to Camila", "That was the last one. 4 still wait; this is the first of them.")
        await pilot.press("alt+p")
        await see(pilot, "Reply to Zoë")
        script(served, {"status": "done"}, {"who": ZOE, "status": "open"})
        await pilot.press("escape", "r")
        await see(pilot, "1 waiting")
        await pilot.press("enter", "ctrl+n")
        await see(pilot, "Nobody else waits.", "Reply to Zoë")


@pytest.mark.parametrize("size", [SIZE, (80, 24)], ids=["beside", "covering"])
async def test_from_the_list_it_goes_to_the_next_and_what_is_typed_on_is_a_reply(
    served: Served, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await inbox(pilot)
        await pilot.resize_terminal(*size)
        await pilot.press("down", "down")
        await burst(pilot, "ctrl+n", *"qoTy")
        await see(pilot, "━ Reply to Camila")
        await until(pilot, lambda: app.main.query_one(ReplyBox).value == "qoTy", "in the line")
        await pilot.press("escape", "down", "down")
        await burst(pilot, "ctrl+n", "q")
        await see(pilot, "━ Reply to Olívia")
        await until(pilot, lambda: app.main.query_one(ReplyBox).value == "q", "in the line")
        await pilot.press("escape", "alt+p")
        await see(pilot, "━ Reply to Camila")
        await pilot.press("escape")
        await burst(pilot, "alt+p", "q")
        await see(pilot, "━ Waiting", "That was the first one.")
    assert app.return_code in (None, 0) and texts(served) == []


async def test_past_the_last_one_what_is_typed_on_is_no_command(served: Served, tmp_path: Path) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        script(served, {"status": "done"}, {"who": ZOE, "status": "open"})
        await see(pilot, "━ Subscribers", "Ana Souza")
        app.main.go("waiting")
        await see(pilot, "━ Waiting  1 waiting")
        await pilot.press("enter")
        await see(pilot, "━ Reply to Zoë")
        await pilot.press("escape")
        for keys in (["ctrl+n", "q"], ["right", "ctrl+n", "q"]):  # from the list, and from the chat
            await burst(pilot, *keys)
            await see(pilot, "Nobody else waits.", "─ Reply to Zoë")
            await until(pilot, lambda: not app.keys.waiting, "all of it")
            assert app.is_running and app.screen is app.main
    assert texts(served) == []


async def test_who_comes_meanwhile_is_gone_to(served: Served, tmp_path: Path) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await opened(pilot)
        for name in ("Olívia", "Una", "Zoë"):
            await pilot.press("ctrl+n")
            await see(pilot, f"Reply to {name}")
        script(served, {"who": LATE, "text": "hello", "ago": 60})
        app: Any = pilot.app
        app.main.browser.listing.read(force=True, keep=True, automatic=True)
        await see(pilot, "since")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: under_the_cursor(pilot) == LATE, "who came meanwhile")


def test_the_way_goes_to_each_once_whatever_the_order_becomes() -> None:
    walk = WayThrough()
    assert walk.next("b", ["a", "b", "c"]) == WayOn("a")
    assert walk.next("a", ["c", "a", "b"]) == WayOn("c"), "put in order anew"
    assert walk.previous("c", ["a"], ["a", "b", "c"]) == WayOn("a")
    assert walk.previous("a", [], ["a", "b", "c"]) == WayOn("b"), "whom it began with"
    assert walk.previous("b", [], ["a", "b", "c"]) is None
    assert walk.next("b", ["a", "b", "c"]) == WayOn("a"), "forward again"
    assert walk.next("c", ["a", "b", "c"]) == WayOn("a", again=True)
    assert walk.next("a", ["b", "c"]) == WayOn("b"), "a was seen to"
    assert walk.next("b", ["b"]) is None
    assert walk.next("b", []) is None


def test_who_was_seen_to_and_asks_again_is_gone_to_again() -> None:
    walk = WayThrough()
    assert walk.next("a", ["b", "c"]) == WayOn("b")
    assert walk.next("b", ["c"]) == WayOn("c")
    assert walk.next("c", ["b"]) == WayOn("b")


def test_before_the_first_one_that_was_gone_to_is_the_row_above() -> None:
    walk = WayThrough()
    assert walk.previous("c", ["a", "b"], ["a", "b", "c"]) == WayOn("b")
    assert walk.next("b", ["a", "b", "c"]) == WayOn("c")


@pytest.mark.parametrize("why", ["unfilled", "refused", "came back"])
async def test_whom_enter_sent_nothing_to_is_named_where_the_next_chat_opens(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """Enter and ctrl+n are typed in one go: why nothing was sent can't be read before the next chat is there."""
    for where in (presses, replybox):
        monkeypatch.setattr(where, "FIRST", 60.0)  # however busy the machine is
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "{{order}}" if why == "unfilled" else "soon")
        if why == "refused":
            served.fault("422", "/subscriber/send-text", times=1)
            await pilot.press("enter")
            await see(pilot, "not sent")
        elif why == "came back":
            await pilot.press("escape", "escape", "enter")
            await see(pilot, "━ Reply to Camila", "draft kept", "soon")
        await pilot.press("enter", "ctrl+n")
        await see(pilot, "━ Reply to Olívia", "Not sent to Camila Correia Borges. The draft stays.")
        await pilot.press("alt+p")
        await see(pilot, "━ Reply to Camila")
        await pilot.press("ctrl+n")
        await see(pilot, "━ Reply to Olívia")
        assert "Not sent to" not in text_of(pilot), "nobody asked for it to be sent"
    assert texts(served) == []


def test_of_the_one_that_still_waits_it_speaks_as_of_one() -> None:
    walked = WAITING.walked
    assert walked is not None
    assert walked.again(1) == "That was the last one. 1 still waits: this one."
    assert walked.again(2) == "That was the last one. 2 still wait; this is the first of them."
