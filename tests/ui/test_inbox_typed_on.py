# SPDX-License-Identifier: MIT
"""What is typed on after the enter of a reply that something speaks against: no question takes it for an answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from flotui.repositories import own_words
from flotui.ui import typeahead
from flotui.ui.modals import confirm
from flotui.ui.panels.replybox import ReplyBox
from tests.support.app import burst, see, text_of, until
from tests.support.inbox import CAMILA, OLIVIA, failed, replying, running, script, served, texts, typed
from tests.support.served import Served

__all__ = ["running", "served"]

ASKED = "Send to Camila Correia Borges"
UNASKED = "Not sent to Camila Correia Borges."


@pytest.fixture(autouse=True)
def long(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is typed after a rest, however busy the machine is; and no chat shows what was sent."""
    monkeypatch.setattr(confirm, "RESTED", float(sys.maxsize))
    monkeypatch.setattr(own_words, "shown", lambda *_: [])


async def colleague(pilot: Pilot[Any], served: Served) -> None:
    await typed(pilot, "mine")
    script(served, {"who": CAMILA, "text": "I have it", "kind": "agent", "username": "Lívia"})


async def unread(pilot: Pilot[Any], served: Served) -> None:
    await typed(pilot, "mine")
    served.fault("500", "/subscriber/get-info", times=3)


async def unknown(pilot: Pilot[Any], served: Served) -> None:
    await failed(pilot, served, "mine", "500")
    await see(pilot, "? may have arrived at ", "mine")


async def again(pilot: Pilot[Any], served: Served) -> None:
    await unknown(pilot, served)
    await pilot.press("ctrl+c")
    await see(pilot, "Write to Camila")
    await typed(pilot, "mine")


async def wished(pilot: Pilot[Any], _: Served) -> None:
    await typed(pilot, "mine")


Way = Callable[[Pilot[Any], Served], Awaitable[None]]
WAYS: dict[str, tuple[Way, str, str]] = {
    "a colleague's word": (colleague, f"{ASKED} anyway?", "Lívia wrote at"),
    "a row that can't be read": (unread, f"{ASKED} anyway?", "Couldn't check"),
    "it may have arrived": (unknown, f"{ASKED} anyway?", "This may have arrived at"),
    "the same again": (again, "Send it again?", "you typed on"),
    "as one wishes": (wished, f"{ASKED}?", "Press enter to be asked"),
}


def config_of(way: str) -> str:
    return "[confirm]\nreply = true\n" if way == "as one wishes" else ""


def box_of(pilot: Pilot[Any]) -> ReplyBox:
    app: Any = pilot.app
    box: ReplyBox = app.main.query_one(ReplyBox)
    return box


def kept(home: Path) -> set[str]:
    """The texts of the drafts that are on disk."""
    files = (home / "state" / "drafts").glob("form-*.json")
    return {json.loads(each.read_bytes())["values"].get("text", "") for each in files}


@pytest.mark.parametrize("way", WAYS)
async def test_no_question_opens_over_what_is_typed_on(served: Served, tmp_path: Path, way: str) -> None:
    begin, asked, why = WAYS[way]
    async with replying(served, tmp_path, config_of(way)) as pilot:
        await begin(pilot, served)
        before = texts(served)
        await burst(pilot, "enter", *"yo-yy")
        await until(pilot, lambda: box_of(pilot).value == "mine\nyo-yy", "both texts")
        await see(pilot, "Not sent", why)
        assert asked not in text_of(pilot)
        await until(pilot, lambda: kept(tmp_path) >= {"mine\nyo-yy"}, "kept")
        served.host.faults.clear()
        assert texts(served) == before


@pytest.mark.covering
@pytest.mark.parametrize("key", ["y", "x", "space"])
@pytest.mark.parametrize("way", WAYS)
async def test_what_is_typed_while_it_stands_there_goes_to_the_line(
    served: Served, tmp_path: Path, way: str, key: str
) -> None:
    begin, asked, why = WAYS[way]
    key = "x" if way == "as one wishes" and key == "y" else key
    async with replying(served, tmp_path, config_of(way)) as pilot:
        await begin(pilot, served)
        before = texts(served)
        await pilot.press("enter")
        await see(pilot, asked)
        await pilot.press(key, "space", "y", "y")
        text = f"mine\n{' ' if key == 'space' else key} yy"
        await until(pilot, lambda: box_of(pilot).value == text, "both texts")
        await see(pilot, "Not sent", why)
        served.host.faults.clear()
        assert texts(served) == before


@pytest.mark.parametrize("opens", [False, True], ids=["before it opens", "once it is open"])
@pytest.mark.parametrize("way", ["a colleague's word", "a row that can't be read"])
async def test_the_key_for_the_next_is_carried_out_and_each_text_is_whose_it_was(
    served: Served, tmp_path: Path, way: str, opens: bool
) -> None:
    begin, asked, why = WAYS[way]
    async with replying(served, tmp_path) as pilot:
        await begin(pilot, served)
        if opens:
            await pilot.press("enter")
            await see(pilot, asked)
        await burst(pilot, *([] if opens else ["enter"]), "ctrl+n", *"ship")
        await see(pilot, "━ Reply to Olívia", UNASKED, why)
        await until(pilot, lambda: box_of(pilot).value == "ship", "the other text")
        await until(pilot, lambda: kept(tmp_path) >= {"mine"}, "the first is kept")
        served.host.faults.clear()
        await pilot.press("enter")
        await see(pilot, "The host accepted it for Olívia")
        assert texts(served) == [(OLIVIA, "ship")]
        assert "mine" in kept(tmp_path)


async def test_enter_asks_in_the_open_and_a_key_that_is_held_is_nothing_typed_on(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with replying(served, tmp_path) as pilot:
        await colleague(pilot, served)
        await burst(pilot, "enter", "o", "k")
        await until(pilot, lambda: box_of(pilot).value == "mine\nok", "both texts")
        await see(pilot, UNASKED)
        await burst(pilot, "enter", "enter")
        await see(pilot, f"{ASKED} anyway?", "I have it")
        monkeypatch.setattr(confirm, "RESTED", 0.0)
        await pilot.press("y")
        await see(pilot, "The host accepted it")
    assert texts(served) == [(CAMILA, "mine\nok")]


async def test_what_is_typed_on_stands_on_its_own_line_where_no_question_came_either(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "mine")
        served.fault("404", "/subscriber/get-info", times=1)
        await burst(pilot, "enter", "o", "k")
        await see(pilot, "Not sent: Camila Correia Borges is no longer on the host.")
        await until(pilot, lambda: box_of(pilot).value.endswith("k"), "all of it")
        assert box_of(pilot).value == "mine\nok"
    assert texts(served) == []


def post(app: Any, *keys: str) -> None:
    """Type keys, and wait for nothing: what they open waits for the host."""
    for key in keys:
        event = events.Key(key, key if len(key) == 1 else None)
        event.set_sender(app)
        app.post_message(event)


@pytest.mark.parametrize("ends", ["opens", "given up", "fails"])
async def test_what_is_typed_for_a_canned_answer_is_never_sent(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    monkeypatch.setattr(typeahead, "LOOKING", 0.05)
    served.host.world.shortcuts.add({"name": "greet", "value": "Hello there"})
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        failing = {"status": 500} if ends == "fails" else {}
        released = served.hold("/flow/shortcuts", times=1, **failing)
        post(app, "slash", *"greet", "enter")
        await see(pilot, "Insert a canned answer: waiting for the host. Press esc to cancel.")
        assert app.main.query_one(ReplyBox).value == ""
        if ends == "given up":
            post(app, "escape")
        released.set()
        if ends == "opens":
            await see(pilot, "Hello there")
            assert texts(served) == []
            return
        await see(pilot, "What you typed did nothing.")
        await burst(pilot, *"ings", "enter")
        assert box_of(pilot).value == ""
        box_of(pilot)._astray.end()  # a pause
        await typed(pilot, "mine")
        await burst(pilot, "enter")
        await until(pilot, lambda: texts(served), "the reply")
        assert [text for _, text in texts(served)] == ["mine"]
