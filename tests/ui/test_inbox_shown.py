# SPDX-License-Identifier: MIT
"""A reply of unknown outcome has arrived once its chat shows it: it is no draft any more, and isn't sent again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.repositories import own_words
from flotui.repositories.sending import send_text
from flotui.repositories.shown import shown
from flotui.resources import tried_in_chat
from flotui.resources.inbox import replying as replies
from flotui.resources.inbox.replying import begun
from flotui.resources.reading import last
from flotui.store.entry import Entry, Outcome
from flotui.ui.panels import reply
from flotui.ui.panels.replybox import ReplyBox
from tests.support.app import see, text_of, until
from tests.support.inbox import (
    CAMILA,
    SIZE,
    app_of,
    failed,
    replying,
    running,
    served,
    texts,
    typed,
    under_way,
)
from tests.support.served import Served

__all__ = ["running", "served"]


async def test_the_next_reading_of_the_chat_resolves_it(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        await failed(pilot, served, "once", "drop")
        await see(pilot, "? may have arrived at ", "once")
        await until(pilot, lambda: "1 unknown" in text_of(pilot), "the header")
        await pilot.press("escape", "right", "r")
        await see(pilot, "It has arrived: the chat shows it.")
        await until(pilot, lambda: "unknown" not in text_of(pilot).splitlines()[0], "nothing unknown")
        assert app.main.query_one(ReplyBox).value == ""
        assert [each.outcome for each in await app.workspace.journal.single_edits()] == [Outcome.DONE]
        await until(pilot, lambda: not list(app.drafts.glob("form-*.json")), "no draft")
    assert texts(served) == [(CAMILA, "once")]


async def test_enter_looks_in_the_chat_before_it_asks(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        await failed(pilot, served, "once", "drop")
        await see(pilot, "? may have arrived at ", "once")
        await pilot.press("end", "enter")
        await see(pilot, "Nothing was sent again.")
        await until(pilot, lambda: app.main.query_one(ReplyBox).value == "", "an empty line")
    assert texts(served) == [(CAMILA, "once")]


@pytest.mark.parametrize("looked", [True, False], ids=["its chat is read before", "its chat is read to ask"])
async def test_the_same_text_typed_again_had_arrived_and_is_no_draft(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looked: bool
) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        monkeypatch.setattr(own_words, "shown", lambda *_: [])  # nothing that is read meanwhile settles it
        reads = (replies, "words_since") if looked else (tried_in_chat, "newest")
        read = getattr(*reads)

        async def reading(*given: Any) -> Any:
            monkeypatch.setattr(own_words, "shown", shown)
            return await read(*given)

        monkeypatch.setattr(*reads, reading)
        await failed(pilot, served, "once", "drop")
        await see(pilot, "? may have arrived at ")
        person = await last(app.workspace.subscribers.one(CAMILA, force=True))
        newer = "" if looked or person is None else person.last_message_at
        monkeypatch.setattr(replies, "begun", lambda *given: replace(begun(*given), last=newer))
        await pilot.press("ctrl+c")
        await typed(pilot, "once")
        await pilot.press("enter")
        await see(pilot, "Nothing was sent again.")
        await until(pilot, lambda: app.main.query_one(ReplyBox).value == "", "an empty line")
        assert "not sent" not in text_of(pilot)
        await until(pilot, lambda: not list(app.drafts.glob("form-*.json")), "no draft")
    assert texts(served) == [(CAMILA, "once")]


async def test_the_same_text_is_asked_about_where_the_chat_was_read_meanwhile(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        await failed(pilot, served, "once", "drop")
        await see(pilot, "? may have arrived at ")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "1 unknown" in text_of(pilot), "the header")
        app.main.browser.detail.listing.read(force=True, keep=True)
        await until(pilot, lambda: "unknown" not in text_of(pilot).splitlines()[0], "nothing unknown")
        await typed(pilot, "once")
        await pilot.press("enter")
        await see(pilot, "anyway?", "This was sent at ", " and has arrived: the chat shows it.")
        await pilot.press("y")
        await see(pilot, "The host accepted it")
        await typed(pilot, "once")
        await pilot.press("enter")
        await until(pilot, lambda: len(texts(served)) == 3, "that one is known to have been sent")
    assert texts(served) == [(CAMILA, "once")] * 3


async def test_another_text_than_what_had_arrived_stays_and_is_asked_about(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        await failed(pilot, served, "once", "drop")
        await see(pilot, "? may have arrived at ")
        await pilot.press("end")
        await typed(pilot, " more")
        await pilot.press("enter")
        await see(pilot, "anyway?", "What you sent before has arrived: the chat shows it.", "once more")
        await pilot.press("escape")
        await until(pilot, lambda: "anyway?" not in text_of(pilot), "no question")
        assert texts(served) == [(CAMILA, "once")]
        await pilot.press("enter")
        await until(pilot, lambda: len(texts(served)) == 2, "it is sent")
    assert texts(served) == [(CAMILA, "once"), (CAMILA, "once more")]


async def test_enter_sends_what_stands_below_it_alone(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        box = pilot.app.query_one(ReplyBox)
        served.fault("500", "/subscriber/chat-messages", times=9)
        await failed(pilot, served, "once", "drop")
        await see(pilot, "? may have arrived at ")
        await pilot.press("end", "alt+enter")
        await typed(pilot, "more")
        assert box.value == "once\nmore"
        served.host.faults.clear()
        await pilot.press("enter")
        await see(pilot, "It has arrived: the chat shows it.")
        await until(pilot, lambda: box.value == "more", "the other alone")
        assert texts(served) == [(CAMILA, "once")]
        await pilot.press("end", "enter")
        await until(pilot, lambda: len(texts(served)) == 2, "it is sent")
    assert texts(served) == [(CAMILA, "once"), (CAMILA, "more")]


@pytest.mark.parametrize("resolved", [True, False], ids=["before", "after"])
async def test_what_was_typed_behind_it_is_there_after_a_restart(
    served: Served, tmp_path: Path, resolved: bool
) -> None:
    """Whether the chat showed the first one before the program ended, or does after that."""
    async with replying(served, tmp_path) as pilot:
        await failed(pilot, served, "once", "drop")
        await see(pilot, "? may have arrived at ", "once")
        await pilot.press("end")
        await typed(pilot, " more")
        drafts: Path = pilot.app.drafts  # type: ignore[attr-defined]
        await until(
            pilot, lambda: any("once more" in each.read_text() for each in drafts.glob("form-*")), "a file"
        )
        if resolved:
            await pilot.press("escape", "right", "r")
            await see(pilot, "It has arrived: the chat shows it.", "once more")
        await pilot.press("ctrl+q")
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await see(pilot, "━ Subscribers", "Ana Souza")
        app.main.go("waiting", None, CAMILA, "chat")
        await see(pilot, "━ Reply to Camila", "once more")
        await pilot.press("escape", "right", "r")
        await until(pilot, lambda: "unknown" not in text_of(pilot).splitlines()[0], "nothing unknown")
        await see(pilot, "─ Reply to Camila", "once more", "draft kept")
        assert app.main.query_one(ReplyBox).value == "once more"
    assert texts(served) == [(CAMILA, "once")]


@pytest.mark.parametrize("ends", [False, True], ids=["in the same run", "after a restart"])
async def test_what_was_typed_on_below_it_does_not_take_it_along(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: bool
) -> None:
    monkeypatch.setattr(reply, "_SAVED_AFTER", 60.0)
    async with replying(served, tmp_path) as pilot:
        answer = await under_way(pilot, served, "first", status=500, accepted=True)
        await typed(pilot, "sec")
        served.fault("500", "/subscriber/chat-messages", times=4)
        answer.set()
        await see(pilot, "? may have arrived at ", "first")
        await typed(pilot, "ond")
        assert pilot.app.query_one(ReplyBox).value == "first\nsecond"
        served.host.faults.clear()
        if not ends:
            app: Any = pilot.app
            await below_it(pilot)
            app.main.go("waiting", None, CAMILA, "chat")
            await see(pilot, "━ Reply to Camila")
            await pilot.press("end", "enter")
            await see(pilot, "The host accepted it")
        await pilot.press("ctrl+q")
    if ends:
        async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
            app = pilot.app
            await see(pilot, "━ Subscribers", "Ana Souza")
            app.main.go("waiting", None, CAMILA, "chat")
            await see(pilot, "━ Reply to Camila", "second")
            await below_it(pilot)
    assert texts(served) == [(CAMILA, "first"), (CAMILA, "second")][: 1 if ends else 2]


async def below_it(pilot: Pilot[Any]) -> None:
    """Read the chat, which shows the first of two: the other is left in the line."""
    await pilot.press("escape", "right", "r")
    box = pilot.app.query_one(ReplyBox)
    await until(pilot, lambda: box.value == "second", "the second alone")


def entry(at: float, outcome: Outcome, text: str = "Hello") -> Entry:
    """A text that was sent to somebody."""
    person = Subscriber(user_ns="f1u1", name="Ana")
    call = send_text(person, text).call
    return Entry(int(at), at, call, "", "subscriber", "f1u1", "", None, outcome)


def said(type: str, text: str, at: int, id: int = 1) -> ChatMessage:
    return ChatMessage(id=id, type=type, content=text, ts=at)


@pytest.mark.parametrize(
    ("message", "settles"),
    [
        (said("out", "Hello", 5000), True),
        (said("out", " Hello ", 4995), True),
        (said("out", "Hello!", 5000), False),
        (said("in", "Hello", 5000), False),
        (said("agent", "Hello", 5000), False),
        (said("out", "Hello", 1400), False),
        (said("out", "Hello", 8600), False),
    ],
)
def test_only_the_text_itself_about_then_is_taken_for_it(message: ChatMessage, settles: bool) -> None:
    assert bool(shown([entry(5000.0, Outcome.UNKNOWN)], [message])) is settles
    assert not shown([entry(5000.0, Outcome.REFUSED)], [message])


def test_a_text_that_was_sent_twice_has_to_stand_there_twice() -> None:
    entries = [entry(5010.0, Outcome.UNKNOWN), entry(5000.0, Outcome.DONE)]
    one, two = said("out", "Hello", 5001), said("out", "Hello", 5011, 2)
    assert shown(entries, [one]) == [] and shown(entries, [two, one]) == entries[:1]
    both = [entry(5010.0, Outcome.UNKNOWN), entry(5000.0, Outcome.UNKNOWN)]
    assert shown(both, [one]) == both[1:], "one of the two, and nobody knows which"
