# SPDX-License-Identifier: MIT
"""A monkey at the keyboard, on a bot whose every name is hostile: no traceback, and nothing fails inside flotui."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual._log import LogGroup

from flotui.sandbox.kinds import KINDS
from tests.support.app import app_on, text_of, until
from tests.support.bot import Bot
from tests.support.hostile import make_hostile
from tests.support.judging import LONG

pytestmark = pytest.mark.every_field

KEYS = 500 if LONG else 250
"""Keys of one run."""

SEEDS = range(100 if LONG else 4)

AT_ONCE = 6
"""How many keys come in one breath at most."""

COMMON = (
    *("enter", "escape", "tab", "shift+tab", "space", "up", "down", "left", "right", "home", "end"),
    *(
        "pageup",
        "pagedown",
        "backspace",
        "delete",
        "ctrl+s",
        "ctrl+a",
        "ctrl+k",
        "ctrl+u",
        "ctrl+d",
        "ctrl+b",
    ),
    *("slash", "colon", "question_mark", "left_square_bracket", "right_square_bracket", "asterisk"),
    *"123456",
)
LETTERS = "abcdefghijklmnoprstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ0123456789.,-+=:/@é🛍"
"""All but `q`, which leaves."""

WORDS = ("vip", "tag:vip", "2026-01-01", "12.50", "-1", "Ana Souza", "{}", "[1, 2", "5511900004410", "cart")

FAULTS = [kind for kind in KINDS if not kind.startswith(("hang", "late", "drip"))]
"""What goes wrong now and then at the host, with every other monkey."""

FAILED = ("bug in flotui", "flotui itself failed", "Traceback")


class Witness(logging.Handler):
    """Notes every error that goes to the log."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.getMessage()} {record.exc_info and record.exc_info[1]!r}")


@pytest.fixture
def witness() -> Iterator[Witness]:
    found = Witness()
    logging.getLogger("flotui").addHandler(found)
    yield found
    logging.getLogger("flotui").removeHandler(found)


def typed(chance: random.Random) -> list[str]:
    """What the monkey presses next: it gives up, confirms, or tries something."""
    throw = chance.random()
    if throw < 0.1:
        return ["escape"] * 4
    if throw < 0.2:
        return ["ctrl+s", chance.choice(["y", "enter", "tab"])]
    if throw < 0.6:
        return [chance.choice(COMMON)]
    if throw < 0.97:
        return [chance.choice(LETTERS)]
    return list(chance.choice(WORDS))


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_is_pressed_nothing_fails(
    bot: Bot, tmp_path: Path, witness: Witness, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.chdir(tmp_path)  # where an export goes whose name is as random as the keys
    make_hostile(bot)
    app: Any = app_on(bot, tmp_path)
    told: list[str] = []
    log = type(app)._log

    def noting(self: Any, group: LogGroup, *arguments: Any, **more: Any) -> None:
        if group is LogGroup.ERROR:
            told.append(" ".join(map(str, arguments[2:])))
        log(self, group, *arguments, **more)

    monkeypatch.setattr(type(app), "_log", noting)
    chance, pressed = random.Random(seed), []
    size = chance.choice([(120, 40), (80, 24), (200, 60), (40, 12)])
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.workspace is not None)
        while len(pressed) < KEYS and app.is_running:
            for _ in range(chance.randint(1, AT_ONCE)):
                for key in typed(chance):
                    pressed.append(key)
                    event = events.Key(key, key if len(key) == 1 else " " if key == "space" else None)
                    event.set_sender(app)
                    app.post_message(event)
            if seed % 2 and chance.random() < 0.05:
                await bot.fault(path="*", kind=chance.choice(FAULTS))
            await pilot.pause()
            recent = f"after {pressed[-30:]}"
            shown = text_of(pilot)
            assert not [each for each in FAILED if each in shown], f"{recent}:\n{shown}"
            assert not witness.seen and not told, f"{recent}: {witness.seen} {told}\n{shown}"
            assert not any(char in shown for char in "\x1b\x07\x00\x9b\u202e\u2066"), f"{recent}:\n{shown!r}"
