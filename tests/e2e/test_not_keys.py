# SPDX-License-Identifier: MIT
"""What a terminal says without a key being pressed, sent to the real program wherever one may be."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.answers import ANSWERS
from tests.support.places import FLOWS
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


FIRST, SECOND, THIRD = "▌ Marina Figueiredo", "▌ 美玲 陈", "▌ Ana Souza"
"""The rows that the list begins with, each with the cursor on it."""


def say(screen: Terminal) -> None:
    """Have the terminal say all it can: at once, cut in the middle, and some cut where an escape could be a key."""
    screen.send(b"".join(ANSWERS.values()))
    for answer in ANSWERS.values():
        middle = len(answer) // 2
        for part in (answer[:middle], answer[middle:]):
            screen.send(part)
            time.sleep(0.01)
    for answer in (b"\x1b]11;rgb:1e1e/1e1e/1e1e\x07", b"\x1bP>|name y\x1b\\", b"\x1b[57441;2u"):
        screen.send(answer[:1])
        time.sleep(0.3)
        screen.send(answer[1:])


def in_a_list(screen: Terminal) -> None:
    screen.see(FIRST)
    say(screen)
    screen.press("down")
    screen.see("━ Subscribers", SECOND)


def in_a_filter(screen: Terminal) -> None:
    screen.press("/", "ana")
    say(screen)
    screen.press(" souza", "enter")
    screen.see("Subscribers · ana souza", "+55 11 90000 4410")
    screen.press("enter")
    screen.see("━ Ana Souza")


def in_a_cell(screen: Terminal) -> None:
    screen.press("3")
    screen.see("━ Orders to look at", "sold out")
    screen.press(":")
    screen.see("Commands")
    screen.press("products", "enter")
    screen.see("━ Products", "Canvas sneaker")
    screen.press("enter")
    screen.see("━ Canvas sneaker")
    screen.press("]")
    screen.see("[Variants]", "white / 36")
    screen.press("e")
    screen.see("enter saves")
    screen.press("150")
    say(screen)
    screen.press(".10", "enter")
    screen.see("price 150.10 (was 142.800)")
    screen.press("ctrl+q")
    assert screen.ended() == 0


def in_a_form(screen: Terminal) -> None:
    screen.press("f")
    screen.see("Which field of Ana Souza?", "enter choose")
    screen.press("loyalty_points", "enter")
    screen.see("loyalty_points (number)")
    screen.press("ctrl+a", "ctrl+k", "25")
    say(screen)
    screen.press("0", "ctrl+s")
    screen.see("loyalty_points of Ana Souza set")


def in_a_confirm(screen: Terminal) -> None:
    screen.press("s")
    screen.see("Send which sub-flow to Ana Souza?", "enter choose")
    screen.press("enter")
    screen.see("to Ana Souza", "Cancel")
    say(screen)
    screen.press("escape")
    screen.gone("Cancel")


def test_answers_are_no_keys(server: Server, tmp_path: Path) -> None:
    """In one session, from place to place."""
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("Subscribers", "1,300")
        for place in (in_a_list, in_a_filter, in_a_form, in_a_confirm, in_a_cell):
            place(screen)
        assert "Traceback" not in screen.text
    assert [operation for operation, _ in server.writes()] == [
        "flowBotUserSetUserField",
        "UpdateProductVariant",
    ]


def test_bytes_that_are_not_utf_8(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("Subscribers", "1,300")
        screen.send(b"\xe9")
        screen.press("/")
        screen.send(b"caf\xe9 \xff\xfe")
        screen.see("caf� ��")
        screen.send(b"\x1b[200~m\xe9l\x1b[31m\x1b[201~")
        screen.see("m�l")
        screen.send(b"\x1b[200~ and no end y")
        screen.see("m�l and no end")
        screen.press("z")
        screen.see("yz")
        screen.press("escape")
        screen.see(FIRST)
        screen.press("down")
        screen.see(SECOND)


@pytest.mark.parametrize("answers", [True, False], ids=["answers", "silent"])
def test_an_arrow_that_lags_and_an_escape(server: Server, tmp_path: Path, answers: bool) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path), answers=answers) as screen:
        screen.see(FIRST)
        screen.press("enter")
        screen.see("━ Marina Figueiredo")
        screen.press("escape")
        screen.see("━ Subscribers")
        screen.send(b"\x1b")
        if not answers:  # one that answers says so before
            time.sleep(0.3)
        screen.send(b"[B")
        screen.see("━ Subscribers", SECOND)
        screen.send(b"\x1b]0;never ends yyy")
        time.sleep(1.2)
        screen.press("down")
        screen.see("━ Subscribers", THIRD)


@pytest.mark.parametrize("off", [True, False])
def test_kittys_keys_can_be_left_off(server: Server, tmp_path: Path, off: bool) -> None:
    env = {**server.environ(tmp_path), "TEXTUAL_DISABLE_KITTY_KEY": "1" if off else "0"}
    with Terminal(flotui(), env=env) as screen:
        screen.see(FIRST)
        assert (b"\x1b[>" in screen.raw) is not off
        assert screen.modes["kitty"] is not off


def test_escape_and_a_digit_that_come_together_are_two_keys(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see(FIRST)
        screen.press("enter")
        screen.see("━ Marina Figueiredo")
        screen.burst("escape", FLOWS)
        screen.see("━ Sub-flows")
        screen.burst("escape", "2")
        screen.see("━ Subscribers")
        assert "━ Marina Figueiredo" not in screen.text, "esc had closed the detail"


def test_a_key_that_is_pressed_after_escape_comes_when_that_is_taken() -> None:
    slow = "printf ready; dd bs=1 count=1 of=/dev/null; sleep 0.1; printf '\\033[5n'; dd bs=1 count=5 | od -c"
    with Terminal(["sh", "-c", f"exec 2>/dev/null; stty raw -echo; {slow}"]) as screen:
        screen.see("ready")
        screen.press("escape", "q")
        screen.see("033   [   0   n   q")
