# SPDX-License-Identifier: MIT
"""Keys that are held down at a slow host: the real program on a real terminal, judged by what the host counted."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.judging import LONG, LOST
from tests.support.server import Server
from tests.support.steps import open_ana
from tests.support.terminal import Terminal, flotui


@pytest.fixture
def server() -> Iterator[Server]:
    with Server("--latency-ms", "400") as running:
        yield running


@pytest.fixture
def screen(server: Server, tmp_path: Path) -> Iterator[Terminal]:
    with Terminal(flotui(), env=server.environ(tmp_path)) as terminal:
        yield terminal


def sent(server: Server) -> Counter[str]:
    """How often something was sent to each person."""
    return Counter(body["user_ns"] for _, body in server.writes())


@pytest.mark.parametrize("kind", LOST if LONG else ["drop", "page"])
def test_a_send_whose_answer_is_lost_is_one_send(screen: Terminal, server: Server, kind: str) -> None:
    open_ana(screen)
    server.door("POST", "/faults", {"path": "/subscriber/send-sub-flow", "kind": kind, "times": 0})
    screen.press("s")
    screen.see("Send which sub-flow", "Welcome")
    screen.hold("enter", 0.7)
    screen.see("[ Cancel ]", "to Ana Souza")
    assert server.writes() == [], "enter chose the sub-flow, and is still down"
    screen.hold("y", 1.0)
    if kind == "wrong-types":  # its data says that it was carried out
        screen.see("The host accepted Main menu for Ana Souza.")
    else:
        screen.see("ctrl+o send again anyway", "Activity")
    screen.hold("y", 0.5)
    screen.hold("enter", 0.1)
    assert len(server.writes()) == 1
    server.door("DELETE", "/faults")


def test_five_people_of_whom_one_has_no_answer(screen: Terminal, server: Server) -> None:
    screen.see("Subscribers", "1,300")
    screen.press("g", *["space"] * 5)
    screen.see("5 marked")
    server.door(
        "POST", "/faults", {"path": "/subscriber/send-sub-flow", "kind": "drop", "times": 1, "skip": 1}
    )
    screen.press("s")
    screen.see("Send which sub-flow", "Welcome")
    screen.press("enter")
    screen.see("Type 5 to confirm")
    screen.press("5", "tab")
    screen.see("[ Send ]")
    screen.hold("enter", 1.0)
    screen.see("1 of 5 done, 1 unknown, 3 left.", "ctrl+t go on with the 3 left")
    screen.gone("Nothing was changed")
    assert sum(sent(server).values()) == 2
    screen.hold("ctrl+t", 1.0)
    screen.see("4 of 5 done, 1 unknown.")
    screen.hold("ctrl+t", 0.3)
    assert sorted(sent(server).values()) == [1, 1, 1, 1, 1]


def test_orders_with_fewer_calls_left_than_orders(screen: Terminal, server: Server) -> None:
    screen.see("Subscribers", "1,300")
    screen.press("3")
    screen.see("━ Orders to look at")
    screen.press("]")
    screen.press("]")
    screen.see("━ Orders", "Total")
    _until_nothing_is_asked(server)
    server.door("POST", "/quota", {"remaining": 58})
    screen.press("r")
    screen.see("few calls left")
    screen.rest()
    screen.press("*")
    screen.see("marked")
    screen.press("s")
    screen.see("orders", "to which status?")
    screen.press("down", "enter")
    screen.see("calls left this hour, 50 of them reserved", "waits after")
    assert server.writes() == []
    screen.press("y")
    screen.see("Trial with order 20260", "79 more calls to the others.")
    assert len(server.writes()) == 1
    screen.press("y")
    screen.see("It runs in the background: see Jobs in Activity.")
    screen.see("/80 until ", " 50 ▕")
    screen.wait(lambda text: "○ ordered" in _order(text, "20260"), "the first order in its new status")
    done = len(server.writes())
    assert 0 < done <= 8
    assert f"job {done}/80 until " in screen.text
    screen.hold("ctrl+t", 0.5)
    screen.press("enter")
    screen.see("━ Order 20260", "payment", " 49 ▕")
    assert len(server.writes()) == done, "the reserve is the person's own"


def _until_nothing_is_asked(server: Server) -> None:
    """Wait until the program has asked for all that it shows, so that what is left is left for what comes."""
    until, asked, since = time.monotonic() + 30, -1, time.monotonic()
    while time.monotonic() < until:
        if (now := len(server.door("GET", "/requests"))) != asked:
            asked, since = now, time.monotonic()
        if time.monotonic() - since > 1.5:
            return
        time.sleep(0.1)
    raise AssertionError("it asks and asks")


def _order(text: str, number: str) -> str:
    """The line of an order."""
    return next((line for line in text.splitlines() if f"{number} " in line), "")


RHYTHMS = {"held": (1 / 30, 1.5), "slow": (0.7, 0.6)} | ({"quick": (0.3, 0.6)} if LONG else {})


@pytest.mark.parametrize(("rhythm", "held"), RHYTHMS.values(), ids=RHYTHMS)
def test_escape_that_was_begun_before_a_dialog_opened_by_itself_leaves_it_open(
    screen: Terminal, server: Server, rhythm: float, held: float
) -> None:
    screen.see("━ Subscribers", "Ana Souza")
    server.door("POST", "/faults", {"path": "*", "times": 0, "status": 401, "body": {"message": "No."}})
    screen.press("r")
    shown = False
    until = time.monotonic() + 10
    while not shown and time.monotonic() < until:
        screen.hold("escape", rhythm, rhythm=rhythm)
        shown = "Base URL" in screen.text
    screen.hold("escape", held, rhythm=rhythm)
    screen.see("Base URL", "esc was typed before this was shown, so it didn't count.")
    screen.pause(1.1)
    screen.press("escape")
    screen.gone("Base URL")
