# SPDX-License-Identifier: MIT
"""When keys wait, when they go on, and when they are forgotten."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from flotui.ui import typeahead
from flotui.ui.keypath import KeyPath
from flotui.ui.presses import Typed
from flotui.ui.typeahead import TypeAhead, settled
from tests.support.app import app_on, burst, see, seen_text, text_of, until
from tests.support.bot import Bot


class Hand:
    """What keys are handed on to."""

    def __init__(self) -> None:
        self.keys = TypeAhead()
        self.got = ""

    async def take(self, typed: Typed) -> None:
        self.got += typed.key

    def type(self, text: str) -> None:
        for letter in text:
            self.keys.take(events.Key(letter, letter))


@pytest.fixture
async def hand() -> AsyncIterator[Hand]:
    found = Hand()
    task = asyncio.create_task(found.keys.run(found.take))
    yield found
    task.cancel()


async def rest() -> None:
    """Let everything run that can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_keys_wait_until_the_last_hold_ends(hand: Hand) -> None:
    first, second = hand.keys.hold(), hand.keys.hold()
    hand.type("ab")
    await rest()
    assert hand.got == ""
    first.end()
    await rest()
    assert hand.got == ""
    second.end()
    hand.type("c")
    await rest()
    assert hand.got == "abc"


async def test_keys_go_through_while_an_action_waits_for_its_answer(hand: Hand) -> None:
    with hand.keys.hold():
        with hand.keys.answering():
            hand.type("a")
            await rest()
            with hand.keys.answering():  # a dialog over the dialog
                hand.type("b")
                await rest()
            hand.type("c")
            await rest()
            assert hand.got == "abc"
        hand.type("d")
        await rest()
        assert hand.got == "abc"
    await rest()
    assert hand.got == "abcd"


async def test_a_machine_that_is_busy_does_not_end_the_patience(hand: Hand) -> None:
    """What was about to open couldn't meanwhile, and is what the keys are for."""
    hold = hand.keys.hold()
    hand.type("a")
    time.sleep(typeahead.LOOKING * 1.2)  # as a module that is loaded does
    await rest()
    assert hand.got == ""
    hold.end()
    await rest()
    assert hand.got == "a"


@pytest.mark.parametrize(("writing", "got"), [(False, "ab"), (True, "b")])
async def test_patience_ends(hand: Hand, monkeypatch: pytest.MonkeyPatch, writing: bool, got: str) -> None:
    """Keys for what only looks go where they would have gone; those for what writes are forgotten."""
    monkeypatch.setattr(typeahead, "LOOKING", 0.01)
    monkeypatch.setattr(typeahead, "WRITING", 0.01)
    hold = hand.keys.hold(writing=writing)
    hand.type("a")
    async with asyncio.timeout(5):
        while hold in hand.keys.holds:
            await asyncio.sleep(0.005)
    hand.type("b")
    await rest()
    assert hand.got == got


async def test_what_follows_enter_is_for_the_detail(bot: Bot, tmp_path: Path) -> None:
    """For the list, the same keys would be other commands."""
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await burst(pilot, "down", "down", "enter", "right_square_bracket", "right_square_bracket")
        await see(pilot, "━ Ana Souza", "[Fields]")


class Told(Message):
    """Something a widget is told."""


class Slow(Vertical):
    """Passes on what it is told as another message, and takes its time for that."""

    def __init__(self, *children: Widget) -> None:
        super().__init__(*children)
        self.done = 0

    async def on_told(self, message: Told) -> None:
        message.stop()
        await asyncio.sleep(0.01)
        self.done += 1
        if isinstance(self.parent, Slow):
            self.parent.post_message(Told())


async def test_what_a_widget_is_told_is_done_all_the_way_up() -> None:
    inner = Slow()
    outer = Slow(inner)

    class Nested(App[Any]):
        def compose(self) -> ComposeResult:
            yield outer

    async with Nested().run_test():
        inner.post_message(Told())
        await settled(tuple(inner.ancestors_with_self))
        assert (inner.done, outer.done) == (1, 1)


async def test_a_widget_that_goes_keeps_nobody_waiting() -> None:
    inner = Slow()

    class Nested(App[Any]):
        def compose(self) -> ComposeResult:
            yield inner

    async with Nested().run_test():
        inner.post_message(Told())
        gone = inner.remove()
        async with asyncio.timeout(0.5):
            await settled(tuple(inner.ancestors_with_self))
        await gone


async def test_keys_that_are_dropped_are_told(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    hand.keys.on_forgotten = told.append
    monkeypatch.setattr(typeahead, "WRITING", 0.01)
    hold = hand.keys.hold(writing=True)
    hand.type("ab")
    while hold.lasts:
        await asyncio.sleep(0.005)
    assert (told, hand.got) == ([2], "")


async def test_a_question_lets_keys_through_and_nobodys_patience_ends_meanwhile(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    hand.keys.on_forgotten = told.append
    monkeypatch.setattr(typeahead, "WRITING", 0.02)
    hold, over = hand.keys.hold(writing=True), hand.keys.hold(writing=True)
    with hand.keys.let_through():
        hand.type("a")
        await rest()
        await asyncio.sleep(0.04)
        over.end()
        hand.type("b")
        await rest()
        assert (told, hand.got) == ([], "ab")
    assert hand.keys.holds == {hold}, "the write goes on, and what has ended does not begin again"
    hold.end()


async def typed_at(pilot: Pilot[Any], *presses: tuple[str, float]) -> None:
    """Have keys come in, each as if it had been pressed at a time."""
    for key, at in presses:
        event = events.Key(key, key)
        event.time = at
        event.set_sender(pilot.app)
        pilot.app.post_message(event)
    await pilot.pause()


def repeats(key: str, first: float, delay: float, rhythm: float = 0.033) -> list[tuple[str, float]]:
    """What a terminal makes of a key that is held down, after its first press; the line wavers a little."""
    return [(key, first + delay + rhythm * number + 0.008 * (number % 2)) for number in range(12)]


@pytest.mark.covering
@pytest.mark.parametrize(
    ("key", "opened"), [("e", "Profile of"), ("t", "Tags of"), ("m", "Send message"), ("f", "Which field")]
)
@pytest.mark.parametrize(("delay", "rhythm"), [(0.25, 0.033), (0.66, 0.033), (0.25, 0.092), (0.5, 0.1)])
async def test_a_key_that_is_held_down_types_nothing_into_what_it_opened(
    tmp_path: Path, key: str, opened: str, delay: float, rhythm: float
) -> None:
    async with app_on(Bot(), tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        first = time.monotonic()
        await typed_at(pilot, (key, first))
        await see(pilot, opened)
        line: Any = pilot.app.focused
        before = line.value
        await typed_at(pilot, *repeats(key, first, delay, rhythm), ("x", first + 2.0))
        await until(pilot, lambda: "x" in line.value, "what is typed afterwards")
        assert key not in line.value.replace(before, "").removesuffix("x")


@pytest.mark.parametrize("word", ["travel", "tttttx"])
@pytest.mark.parametrize("pause", [0.0, 0.04, 0.06, 0.1, 0.2])
async def test_a_word_that_begins_with_the_key_that_opened_its_line_loses_nothing(
    tmp_path: Path, word: str, pause: float
) -> None:
    async with app_on(Bot(), tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        first = time.monotonic()
        await typed_at(pilot, ("t", first))
        await see(pilot, "Tags of")
        line: Any = pilot.app.focused
        await typed_at(pilot, *((each, first + pause * number) for number, each in enumerate(word, 1)))
        await until(pilot, lambda: line.value == word, f"{word}, not {line.value}")


async def test_a_click_is_an_act_as_a_key_is() -> None:
    app: KeyPath[None] = KeyPath()
    async with app.run_test() as pilot:
        await pilot.press("j")
        await until(pilot, lambda: app.keys.acts == 1)
        await pilot.click()
        assert app.keys.acts == 2


async def test_who_is_slow_is_said_only_where_it_is_the_host(tmp_path: Path) -> None:
    app = app_on(Bot(), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        app._tell_dropped(2)
        assert "2 keys typed while waiting did nothing." in await seen_text(pilot, "did nothing.")
        assert "slow" not in text_of(pilot)
        assert app.workspace is not None
        async with app.workspace.pacer.turn():
            app._tell_dropped(1)
            await see(pilot, "The host is slow. 1 key typed while waiting did nothing.")
