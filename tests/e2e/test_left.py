# SPDX-License-Identifier: MIT
"""Something sent to many, and the program is killed in the middle: the next start has what is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
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


def test_what_is_left_of_a_few_after_a_kill_goes_on_once(server: Server, tmp_path: Path) -> None:
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
        screen.see("A job isn't finished", f"Go on: Send sub-flow Main menu to {PEOPLE} sub")
        assert Counter(body["user_ns"] for _, body in server.writes()) == before, "nothing goes on by itself"
        screen.press("down", "enter")
        screen.gone("A job isn't finished")
        screen.see(f"Send sub-flow Main menu to {PEOPLE} subscribers: ", "done")
        screen.press(ACTIVITY, "]")
        screen.see("━ Jobs", f"Send sub-flow Main menu to {PEOPLE} subscribers", "unknown")
        screen.press("q")
        assert screen.ended() == 0
    sent = Counter(body["user_ns"] for _, body in server.writes())
    assert max(sent.values()) == 1
    assert len(sent) == PEOPLE, "those of unknown outcome had left, and the rest went now"


def test_marked_people_are_a_job_that_the_journal_lists_and_undoes(server: Server, tmp_path: Path) -> None:
    environ = server.environ(tmp_path)

    def jobs(*arguments: str) -> str:
        asked = subprocess.run(
            flotui("jobs", *arguments),
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
            timeout=60,
        )
        return asked.stdout

    with Terminal(flotui(), env=environ) as screen:
        screen.see("Subscribers", "1,300")
        screen.press("g", *["space"] * 3)
        screen.see("3 marked")
        screen.press("t")
        screen.see("Tags of 3 subscribers")
        screen.press(*"birthday-month", "enter")
        screen.see("+ birthday-month")
        screen.press("ctrl+s")
        screen.see("3 subscribers: + birthday-month. u undoes it.")
        assert server.accepted() == {"flowBotUserAddTag": 3}
        assert "3 compared · 0 different" in jobs("verify", "1")
        screen.press(ACTIVITY)
        screen.see("━ Journal  3", "birthday-month", "done", "can")
        screen.press("u")
        screen.see("Undo: add tag birthday-month to 3 subscribers. U redoes it.", "━ Journal  6")
        assert server.accepted() == {"flowBotUserAddTag": 3, "flowBotUserRemoveTag": 3}
        screen.press("U")
        screen.see("Redo: add tag birthday-month to 3 subscribers. u undoes it.", "━ Journal  9")
        screen.press("]")
        screen.see("━ Jobs  0")
        screen.press("q")
        assert screen.ended() == 0
    titles = [each["title"] for each in json.loads(jobs("list", "--json"))]
    assert titles == [
        "Redo job 1: add tag birthday-month to 3 subscribers",
        "Undo job 1: add tag birthday-month to 3 subscribers",
        "Add tag birthday-month to 3 subscribers",
    ]
