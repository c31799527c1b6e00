# SPDX-License-Identifier: MIT
"""What was sent and may have arrived: it is marked wherever it is typed again, and never sent without being asked."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from flotui.repositories import own_words
from flotui.resources.text import plain
from flotui.store.owners import owner_of
from flotui.ui import presses
from flotui.ui.panels import reply, replybox
from flotui.ui.panels.reply import ReplyLine
from flotui.ui.panels.replybox import ReplyBox
from tests.support.app import burst, see, text_of, until
from tests.support.inbox import (
    CAMILA,
    SIZE,
    app_of,
    failed,
    inbox,
    opened,
    replying,
    running,
    served,
    texts,
    typed,
    under_way,
)
from tests.support.served import Served

__all__ = ["running", "served"]


@pytest.fixture(autouse=True)
def unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """No chat shows what was sent; what becomes of a text that one shows stands in `test_inbox_shown`."""
    monkeypatch.setattr(own_words, "shown", lambda *_: [])


async def lost(served: Served, home: Path, kind: str = "drop", text: str = "once") -> None:
    """Send a reply whose answer is lost, and end."""
    async with replying(served, home) as pilot:
        await failed(pilot, served, text, kind)
        await see(pilot, "? may have arrived at ", text)
    assert texts(served) == [(CAMILA, text)]


async def test_it_comes_back_marked_after_a_restart_and_enter_asks(served: Served, tmp_path: Path) -> None:
    await lost(served, tmp_path)
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("enter")
        await see(pilot, "━ Reply to Camila", "? may have arrived at ", "· enter asks", "once")
        await pilot.press("end", "enter")
        await see(
            pilot,
            "Send to Camila Correia Borges anyway?",
            "This may have arrived at ",
            "Look in the chat first.",
        )
        await pilot.press("escape")
        await see(pilot, "? may have arrived", "once")
        assert texts(served) == [(CAMILA, "once")]
        await pilot.press("enter")
        await see(pilot, "Send to Camila Correia Borges anyway?")
        await pilot.press("y")
        await see(pilot, "The host accepted it")
        assert await app.workspace.journal.unknown() == [], "it took the place of the one before"
        assert list(app.drafts.glob("form-*.json")) == []
    assert texts(served) == [(CAMILA, "once")] * 2


async def test_another_key_sends_it_anyway_and_another_text_is_another_one(
    served: Served, tmp_path: Path
) -> None:
    await lost(served, tmp_path)
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("enter")
        await see(pilot, "? may have arrived at ")
        await typed(pilot, " more")
        await pilot.press("enter")
        await see(pilot, "anyway?")
        await pilot.press("escape")
        await see(pilot, "? may have arrived at ", "once more")
        await pilot.press("ctrl+c")
        await until(
            pilot, lambda: "may have arrived" not in text_of(pilot), "an empty line is another text's"
        )
        await typed(pilot, "new")
        await pilot.press("enter")
        await see(pilot, "The host accepted it")
    assert texts(served) == [(CAMILA, "once"), (CAMILA, "new")]


async def test_the_same_text_typed_again_is_asked_about(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        await failed(pilot, served, "once", "500")
        await see(pilot, "? may have arrived at ")
        await pilot.press("ctrl+c")
        await see(pilot, "Write to Camila")
        await typed(pilot, "once")
        await pilot.press("enter")
        await see(pilot, "Send it again?", "This may have arrived at ")
        await pilot.press("escape")
        await until(pilot, lambda: "Send it again?" not in text_of(pilot), "no question")
        assert texts(served) == [(CAMILA, "once")]
        await see(pilot, "━ Reply to Camila", "once")


async def test_what_has_arrived_is_no_draft(served: Served, tmp_path: Path) -> None:
    """Killed after the answer was noted, and before the draft was gone."""
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        await typed(pilot, "once")
        await see(pilot, "draft kept")
        served.fault("late", "/subscriber/send-text", times=1)
        await pilot.press("enter")
        await see(pilot, "sending… once")
        (file,) = app.drafts.glob("form-*.json")
        as_it_was = file.read_bytes()
        await see(pilot, "The host accepted it")
    file.write_bytes(as_it_was)
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        app.main.go("subscribers", None, CAMILA, "chat")
        await see(pilot, "─ Reply to Camila")
        await until(pilot, lambda: not file.exists(), "it is gone")
        assert app.main.query_one(ReplyBox).value == ""


async def test_what_is_typed_while_one_is_on_its_way_is_the_next_draft(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        answer = await under_way(pilot, served, "first")
        await typed(pilot, "second")
        box = app.main.query_one(ReplyBox)
        await until(pilot, lambda: box.value == "second", "all that is typed")
        answer.set()
        await see(pilot, "The host accepted it")
        assert box.value == "second"
        await see(pilot, "draft kept")
        await pilot.press("enter")
        await until(pilot, lambda: len(texts(served)) == 2, "the second is sent")
    assert texts(served) == [(CAMILA, "first"), (CAMILA, "second")]


async def test_what_is_typed_meanwhile_waits_behind_what_failed(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        answer = await under_way(pilot, served, "first", status=500, accepted=True)
        await typed(pilot, "second")
        box = pilot.app.query_one(ReplyBox)
        line = pilot.app.query_one(ReplyLine)
        await until(pilot, lambda: box.value == "second" and line._saving is None, "all that is typed")
        answer.set()
        await see(pilot, "? may have arrived at ", "first")
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("enter")
        await see(pilot, "? may have arrived at ")
        box = app.main.query_one(ReplyBox)
        assert box.value == "first"
        await pilot.press("ctrl+c")
        await until(pilot, lambda: box.value == "second", "what was typed after it")
        await pilot.press("enter")
        await see(pilot, "The host accepted it")
    assert texts(served) == [(CAMILA, "first"), (CAMILA, "second")]


async def test_a_word_that_is_being_typed_as_it_fails_is_not_torn(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reply, "_SAVED_AFTER", 60.0)
    async with replying(served, tmp_path) as pilot:
        answer = await under_way(pilot, served, "first", status=500, accepted=True)
        await typed(pilot, "sec")
        answer.set()
        await see(pilot, "? may have arrived at ", "first")
        await typed(pilot, "ond")
        assert pilot.app.query_one(ReplyBox).value == "first\nsecond"
        await pilot.press("enter")
        await see(pilot, "Send to Camila Correia Borges anyway?")
    assert texts(served) == [(CAMILA, "first")]


@pytest.mark.parametrize("ends", [False, True], ids=["in the same run", "after a restart"])
async def test_a_form_whose_text_was_tried_says_so_and_asks(
    served: Served, tmp_path: Path, ends: bool
) -> None:
    async def write(pilot: Pilot[Any]) -> None:
        await see(pilot, "━ Subscribers", "Ana Souza")
        await pilot.press("home", "down", "down", "m")
        await see(pilot, "Send message: Ana Souza")

    app = app_of(served, tmp_path, "[confirm]\nsend = false\n")
    async with app.run_test(size=SIZE) as pilot:
        await write(pilot)
        await typed(pilot, "once")
        served.fault("500", "/subscriber/send-text", times=1)
        await pilot.press("ctrl+s")
        await see(pilot, "ctrl+o send again anyway")
        await pilot.press("escape")
        await until(pilot, lambda: "Send message" not in text_of(pilot), "no form")
        if not ends:
            await again(pilot, served, write)
    if ends:
        app = app_of(served, tmp_path, "[confirm]\nsend = false\n")
        async with app.run_test(size=SIZE) as pilot:
            await again(pilot, served, write)


async def again(pilot: Pilot[Any], served: Served, write: Any) -> None:
    await write(pilot)
    await see(pilot, "once", "This may have arrived at ", "You are asked before it is sent again.")
    await pilot.press("ctrl+s")
    await see(pilot, "Send it again?", "Send a message to Ana Souza", "shows since then:")
    assert len(texts(served)) == 1
    await pilot.press("y")
    await until(pilot, lambda: len(texts(served)) == 2, "it is sent again")


@pytest.mark.parametrize(
    ("kind", "key", "says"),
    [("drop", "ctrl+o", "? may have arrived at "), ("422", "ctrl+t", "✗ not sent · ctrl+t tries again")],
)
async def test_the_key_that_goes_on_is_one_key_however_long_it_is_held(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, key: str, says: str
) -> None:
    monkeypatch.setattr(presses, "FIRST", 0.3)
    monkeypatch.setattr(presses, "RHYTHM", 0.08)
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "once")
        served.fault(kind, "/subscriber/send-text", times=0)
        await pilot.press("enter")
        await see(pilot, says, "once")
        await hold(pilot, key)
        await see(pilot, says, "once")
        assert len(served.received()) == 2
        served.host.faults.clear()
        await pilot.press(key)
        await see(pilot, "The host accepted it")
    assert len(served.received()) == 3


async def hold(pilot: Pilot[Any], key: str) -> None:
    """Hold a key down until what it does is done a few times over, and let it go."""
    app: Any = pilot.app
    at = time.monotonic()
    for number in range(24):
        if number:  # however busy the machine is, a key that is held comes in time
            at = min(time.monotonic(), at + (0.06 if number > 1 else 0.25))
        event = events.Key(key, None)
        event.time = at
        event.set_sender(app)
        app.post_message(event)
        await asyncio.sleep(0.03)
    await until(pilot, lambda: not app.keys.waiting and not app.keys.holds, "it has done all it does")
    await until(pilot, lambda: time.monotonic() > at + presses.FIRST, "it is let go")


async def test_a_draft_that_comes_back_takes_no_enter_that_was_typed_before_it(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where in (presses, replybox):
        monkeypatch.setattr(where, "FIRST", 60.0)  # however busy the machine is
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "half a senten")
        await pilot.press("escape", "escape")
        await see(pilot, "draft Camila")
        await burst(pilot, "enter", "enter")
        await see(pilot, "━ Reply to Camila", "half a senten", "Not sent to Camila Correia Borges: enter")
        assert texts(served) == []
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await burst(pilot, "enter", "enter", "x", "enter")
        await see(pilot, "━ Reply to Camila", "half a sentenx", "enter was typed before this was shown")
        assert texts(served) == [], "what is typed ahead is behind what wasn't seen yet"
        await pilot.press("escape", "escape")
        await see(pilot, "draft Camila")
        await pilot.press("enter")
        await see(pilot, "━ Reply to Camila", "half a sentenx")
        await pilot.press("enter")
        await see(pilot, "enter came right after another, so it didn't count.")
        assert texts(served) == []
        await pilot.press("end", "enter")
        await see(pilot, "The host accepted it")
    assert texts(served) == [(CAMILA, "half a sentenx")]


async def test_each_window_has_its_own_draft_and_asks_about_what_another_has_sent_meanwhile(
    served: Served, tmp_path: Path
) -> None:
    first, second = app_of(served, tmp_path), app_of(served, tmp_path)
    async with first.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await typed(pilot, "hello")
        await see(pilot, "draft kept")
        async with second.run_test(size=SIZE) as other:
            await see(other, "━ Subscribers", "Ana Souza")
            second.workspace.journal._owner = owner_of(os.getppid())
            await opened(other)
            await see(other, f"Another window (process {os.getpid()}) has a draft of this.")
            assert "hello" not in text_of(other)
            await typed(other, "with care")
            await see(other, "draft kept")
            await pilot.press("enter")
            await see(pilot, "The host accepted it")
            await other.press("ctrl+n")
            await see(other, "━ Reply to Olívia")
            await other.press("alt+p")
            await see(other, "━ Reply to Camila", "with care", "draft kept")
            await other.press("enter")
            await see(other, "Send to Camila Correia Borges anyway?", "Another window wrote at", "hello")
            line = second.main.query_one(ReplyLine)
            await until(other, lambda: "not sent yet: with care" in plain(line.heading._title[1]), "no lie")
            await other.press("escape")
            await until(other, lambda: "anyway?" not in text_of(other), "no question")
        await typed(pilot, "bye")
        await pilot.press("enter")
        await until(pilot, lambda: len(texts(served)) == 2, "one's own word is no other's")
    assert texts(served) == [(CAMILA, "hello"), (CAMILA, "bye")]


async def test_ones_own_word_before_a_restart_is_no_other_windows(served: Served, tmp_path: Path) -> None:
    """The next reply was begun in the same second, or while the one before it was on its way."""
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "first")
        await pilot.press("enter")
        await see(pilot, "The host accepted it")
        await typed(pilot, "second")
        await see(pilot, "draft kept")
    (file,) = (tmp_path / "state" / "drafts").glob("form-*.json")
    draft = json.loads(file.read_bytes())
    journal = sqlite3.connect(tmp_path / "state" / "journal.db")
    with closing(journal), journal:
        (at,) = journal.execute("SELECT at FROM entry WHERE outcome = 'done'").fetchone()
        journal.execute("UPDATE entry SET owner = '2147483647:1'")
    assert float(draft["values"]["typed"]) > at, "not only to the second"
    draft["values"] |= {"typed": str(at - 0.5), "window": "2147483647:1"}
    file.write_bytes(json.dumps(draft).encode())
    file.rename(file.with_name(f"{'-'.join(file.stem.split('-')[:3])}-2147483647-1.json"))
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await see(pilot, "waiting lists it, marked draft")
        pilot.app.main.go("waiting")  # type: ignore[attr-defined]
        await see(pilot, "━ Waiting  3 waiting", "✓  draft Camila")
        await pilot.press("end", "enter")
        await see(pilot, "━ Reply to Camila", "second", "draft kept")
        await pilot.press("end", "enter")
        await until(pilot, lambda: len(texts(served)) == 2, "nothing is asked")
