# SPDX-License-Identifier: MIT
"""Something sent to many, and the program is killed in the middle: the next start has what is left."""

from __future__ import annotations

import re
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.places import ACTIVITY
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui

PEOPLE = 6


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def test_what_is_left_after_a_kill_goes_on_once(server: Server, tmp_path: Path) -> None:
    environ = server.environ(tmp_path)
    # The first is carried out at once, and those after it aren't answered before the kill.
    server.door(
        "POST", "/faults", {"path": "/subscriber/send-sub-flow", "delay_ms": 60_000, "skip": 1, "times": 0}
    )
    with Terminal(flotui(), env=environ) as screen:
        screen.see("Subscribers", "1,300")
        screen.press("g", *["space"] * PEOPLE)
        screen.see(f"{PEOPLE} marked")
        screen.press("s")
        screen.see("Send which sub-flow", "Welcome")
        screen.press("enter")
        screen.see(f"Type {PEOPLE} to confirm")
        screen.press(str(PEOPLE), "tab")
        screen.see("[ Send ]")
        screen.press("enter")
        screen.wait(lambda _: len(server.writes()) >= 2, "two sends")
        screen.signal(signal.SIGKILL)
    server.door("DELETE", "/faults")
    before = Counter(body["user_ns"] for _, body in server.writes())
    assert max(before.values()) == 1 and len(before) < PEOPLE

    with Terminal(flotui(), env=environ) as screen:
        screen.see("Unknown outcome", "left to send")
        assert Counter(body["user_ns"] for _, body in server.writes()) == before, "nothing goes on by itself"
        screen.press(ACTIVITY)
        screen.see("━ Journal", "more left", "waiting", "unknown")
        screen.press("g", "e")
        screen.see("Go on with the")
        screen.press("enter")
        asked = screen.see("Go on with the", "Type", "to confirm")
        screen.press("y")  # what reaches several people wants their number
        number = re.findall(r"Go on with the (\d+) left", asked)[-1]
        screen.press("ctrl+u", number, "tab")
        screen.see("[ Send ]")
        screen.press("enter")
        screen.see(" done.")
        screen.gone("more left")
        screen.press("q")
        assert screen.ended() == 0
    sent = Counter(body["user_ns"] for _, body in server.writes())
    assert max(sent.values()) == 1
    assert len(sent) >= PEOPLE - 1, "the one that is unknown is the person's to decide"
