# SPDX-License-Identifier: MIT
"""One session: three are tagged; a field of 300 is set, through a pause and another start, verified, undone."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from pathlib import Path

from tests.support.places import ACTIVITY, SUBSCRIBERS
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui

RUNS = re.compile(r"job \d+/\d")
"""The header, while a job runs."""

SET, CLEAR = "flowBotUserSetUserField", "flowBotUserClearUserField"


def cities(server: Server) -> dict[str, str]:
    """The city of everybody, as the host has it."""
    found = {}
    for page in range(1, 5):
        request = urllib.request.Request(
            f"{server.url}/subscribers?limit=100&page={page}", headers={"Authorization": "Bearer demo"}
        )
        with urllib.request.urlopen(request, timeout=10) as reply:
            for row in json.load(reply)["data"]:
                values = {each["name"]: str(each["value"] or "") for each in row["user_fields"]}
                found[row["user_ns"]] = values.get("city", "")
    return found


def command(screen: Terminal, name: str, offered: str) -> None:
    screen.press(":")
    screen.see("┌─ Commands")
    screen.press(name)
    screen.see(f"▌{offered}")
    screen.press("enter")


def test_marks_then_a_query_through_pause_restart_verify_and_undo(tmp_path: Path) -> None:
    with Server("--subscribers", "330", "--quota", "100000", "--latency-ms", "50") as server:
        environ, before = server.environ(tmp_path), cities(server)
        with Terminal(flotui(), env=environ) as screen:
            screen.see("Subscribers", "of 330")
            screen.press(SUBSCRIBERS)
            for marked in (1, 2, 3):
                screen.press("space")
                screen.see(f"{marked} marked")
            screen.press("t")
            screen.see("Tags of 3 subscribers", "wholesale")
            screen.press("wholesale", "enter")
            screen.see("+ wholesale")
            screen.press("ctrl+s")
            screen.gone("Tags of 3 subscribers")
            screen.see("3 subscribers: + wholesale")
            assert [each[0] for each in server.writes()] == ["flowBotUserAddTag"] * 3
            screen.press("u")
            screen.see("Undo: add tag wholesale")
            screen.press("escape")
            screen.gone("3 marked")

            command(screen, "everyone", "Read everyone here")
            screen.see("The host has 330 subscribers")
            screen.press("y")
            screen.see("330 subscribers read")
            screen.press("/")
            screen.see("tab completes")
            screen.press("-tag:wholesale", "enter")
            screen.see("Subscribers · -tag:wholesale  312 of the 330")
            screen.press("*")
            screen.see("312 marked")
            screen.press("f")
            screen.see("Which field of 312 subscribers?", "with a value")
            screen.press("city", "enter")
            screen.see("312 subscribers: city (text)")
            screen.press("Macondo", "ctrl+s")
            screen.see("Set field city to Macondo for 312 subscribers", "312 calls of")
            screen.press("y")
            screen.see("Trial with", "→ Macondo", "311 more calls to the others.")
            screen.press("y")
            end = time.monotonic() + 30
            while sum(server.accepted().values()) < 3 + 3 + 30:
                assert time.monotonic() < end, screen.text
                time.sleep(0.05)
            screen.press("ctrl+c")
            screen.see("A job is running. Stop it?", "Pause it")
            screen.press("p")
            screen.see("paused")
            screen.wait(lambda text: not RUNS.search(text.splitlines()[0]), "what has left to be answered")
            screen.press("ctrl+q")
            assert screen.ended() == 0
        assert 1 < list(cities(server).values()).count("Macondo") < 312

        with Terminal(flotui(), env=environ) as screen:
            screen.see("A job isn't finished", "Go on: Set field city of 312 subscribers")
            screen.press("escape")
            screen.gone("A job isn't finished")
            screen.press(ACTIVITY, "]")
            screen.see("━ Jobs", "paused", "Set field city of 312 subscribers")
            screen.press("g")
            screen.see("312/312", "312 done", patience=60)
            screen.press("v")
            screen.see("312 compared, none different", patience=60)
            screen.press("enter")
            screen.see("verified", "312 compared · none different ·")
            screen.press("escape")
            screen.see("━ Jobs")  # else what is typed next may come with it: as alt+u
            screen.press("u")
            screen.see("Undo job 3", "312 will change", "[ Cancel ]", "enter cancel", patience=60)
            screen.press("y")
            screen.see("Undo job 3: set field city of 312 subscribers: 312 done.", patience=60)
            screen.press("ctrl+q")
            assert screen.ended() == 0
        assert cities(server) == before
        sent = server.accepted()
    assert sent[SET] + sent[CLEAR] == 2 * 312, "each value once there and once back"
