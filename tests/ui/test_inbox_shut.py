# SPDX-License-Identifier: MIT
"""A chat to which no text can be sent now: whoever comes to it by a key and types means text, never a command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from flotui.text.clock import follow_clock
from flotui.ui import typeahead
from flotui.ui.panels import showing, wanted
from flotui.ui.panels.replybox import ReplyBox
from tests.support.app import burst, see, text_of, until
from tests.support.inbox import CAMILA, SIZE, app_of, failed, inbox, running, script, served, texts, typed
from tests.support.served import Served

__all__ = ["running", "served"]

LATER = 84_300.0
"""Seconds after which the 24 hours of Camila are over, and those of no other."""
WORDS = "Ho yTs q"
"""A text whose letters are commands of the list: one moves the chat to done, one assigns it, one ends the program."""
OVER = "24 h are over"


@pytest.fixture
def later(served: Served) -> Iterator[Any]:
    """Has it be a day later, once it is called."""
    ends = []
    yield lambda: ends.append(follow_clock(lambda: LATER))
    for end in ends:
        end()


def box_of(pilot: Pilot[Any]) -> ReplyBox:
    app: Any = pilot.app
    return app.main.query_one(ReplyBox)  # type: ignore[no-any-return]


async def holds(pilot: Pilot[Any], text: str) -> None:
    """See that the line has a text, and the keys."""
    await until(pilot, lambda: box_of(pilot).value == text, f"{text!r} in the line")
    assert pilot.app.focused is box_of(pilot)


def writes(served: Served) -> list[str]:
    return [row["operation"] for row in served.received() if row["method"] != "GET"]


@pytest.mark.parametrize("key", ["alt+p", "enter"])
async def test_what_is_typed_at_a_chat_whose_24_hours_are_over_is_a_draft(
    served: Served, tmp_path: Path, later: Any, key: str
) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await inbox(pilot)
        later()
        await pilot.press(*(["down", "enter", "alt+p"] if key == "alt+p" else ["enter"]))
        await typed(pilot, WORDS)
        await see(pilot, "━ Reply to Camila", OVER)
        await holds(pilot, WORDS)
        await see(pilot, f"{OVER} · draft kept")
        await pilot.press("enter")
        await see(pilot, "Not sent: Camila Correia Borges last wrote over 24 h ago", "alt+w sends a template")
        await holds(pilot, WORDS)
        await pilot.press("alt+w")
        await see(pilot, "Send which template to")
    assert writes(served) == []


async def test_what_is_typed_as_the_24_hours_end_goes_on_being_text(
    served: Served, tmp_path: Path, later: Any
) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("enter")
        await typed(pilot, "Hello")
        await see(pilot, "━ Reply to Camila", "draft kept")
        later()
        await typed(pilot, WORDS)
        await see(pilot, f"{OVER} · draft kept")
        await holds(pilot, f"Hello{WORDS}")
    assert writes(served) == []


async def test_what_failed_before_the_24_hours_ended_is_not_said_to_be_tried_again(
    served: Served, tmp_path: Path, later: Any
) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("enter")
        await see(pilot, "━ Reply to Camila", "free text")
        await failed(pilot, served, "Hello", "422")
        await see(pilot, "✗ not sent")
        later()
        await pilot.press("enter")
        await see(pilot, "Not sent: Camila Correia Borges last wrote over 24 h ago", "24 h are over")
        await holds(pilot, "Hello")
    assert texts(served) == []


async def test_nothing_is_sent_by_the_answer_to_a_question_that_stood_there_as_the_24_hours_ended(
    served: Served, tmp_path: Path, later: Any
) -> None:
    async with app_of(served, tmp_path, "[confirm]\nreply = true\n").run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("enter")
        await typed(pilot, "Hello")
        await pilot.press("enter")
        await see(pilot, "Send to Camila Correia Borges?")
        later()
        await pilot.press("y")
        await see(pilot, "Not sent: Camila Correia Borges last wrote over 24 h ago", "The draft is kept.")
        await pilot.press("escape")
        await holds(pilot, "Hello")
    assert writes(served) == []


async def test_the_keys_stay_in_the_line_also_where_the_chat_is_not_the_first_tab(
    served: Served, tmp_path: Path
) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await inbox(pilot)
        app.main.go("subscribers", None, CAMILA, "chat")
        await see(pilot, "─ Reply to Camila")
        await pilot.press("m")
        await typed(pilot, "one")
        before = app.main.browser.detail.row
        await pilot.press("ctrl+n")
        await typed(pilot, WORDS)
        await until(pilot, lambda: app.main.browser.detail.row is not before, "another row")
        await holds(pilot, WORDS)
    assert writes(served) == []
    assert texts(served) == []


@pytest.mark.parametrize("first", ["o", "q"], ids=["done", "quit"])
async def test_what_is_typed_right_after_the_enter_in_today_goes_to_the_chat(
    served: Served, tmp_path: Path, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (showing, typeahead, wanted):  # a busy machine takes longer than one is waited for
        monkeypatch.setattr(module, "LOOKING", 30.0)
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await inbox(pilot)
        app.main.go("today")
        await see(pilot, "━ Waiting for an answer", "▌ Camila")
        await burst(pilot, "enter", first, *"TyHo")
        await holds(pilot, f"{first}TyHo")
    assert writes(served) == []


@pytest.mark.parametrize(
    ("key", "before", "said"),
    [
        ("enter", "read", ""),
        ("enter", "nobody", "There is nothing to open here yet."),
        ("ctrl+n", "nobody", "Nobody waits for an answer."),
        ("alt+p", "nobody", "Nobody waits for an answer."),
        ("enter", "today", ""),
    ],
)
async def test_what_is_typed_after_a_key_that_found_no_row_is_no_command(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, before: str, said: str
) -> None:
    """The list isn't read yet, or nobody waits, or Today hasn't read who does."""
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await see(pilot, "━ Subscribers", "Ana Souza")
        if before == "nobody":
            script(served, {"status": "done"})
        else:
            monkeypatch.setattr(served.host, "latency_ms", 2500)
        app.main.go("today" if before == "today" else "waiting")
        await see(pilot, {"nobody": "Nobody waits for an answer"}.get(before, "eading"))
        await burst(pilot, key, *"qoTy")
        await until(pilot, lambda: not app.keys.waiting, "all of it")
        assert app.is_running and app.screen is app.main
        if said:
            await until(pilot, lambda: said in map(str.strip, text_of(pilot).splitlines()), said)
        assert app.main.resource.id == "waiting"
    assert writes(served) == []


async def test_what_is_typed_for_a_chat_that_is_gone_from_the_list_does_nothing(
    served: Served, tmp_path: Path
) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await inbox(pilot)
        app.main.go("waiting", None, "f1284u1", "chat")
        await burst(pilot, *"qoTy")
        await see(pilot, "It is no longer in this list. What you typed did nothing.")
        await pilot.press("down", "o")
        await see(pilot, "Move", "to done", "Cancel")
    assert writes(served) == []


async def test_what_is_typed_before_a_restarted_program_shows_the_chat_is_not_in_its_line(
    served: Served, tmp_path: Path
) -> None:
    async with app_of(served, tmp_path, no_cache=False).run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("enter")
        await see(pilot, "━ Reply to Camila")
    before, app = monotonic(), app_of(served, tmp_path, start="", no_cache=False)
    async with app.run_test(size=SIZE) as pilot:
        for key in "oyq":
            event = events.Key(key, key)
            event.time = before
            event.set_sender(app)
            app.post_message(event)
        await see(pilot, "━ Reply to Camila", "What you typed before this was shown isn't in the line.")
        await holds(pilot, "")
        await typed(pilot, "Hello")
        await holds(pilot, "Hello")
    assert writes(served) == []
