# SPDX-License-Identifier: MIT
"""A job in the real program on a pseudo-terminal: few bytes while it runs, and it runs on when the program has ended."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

from tests.support.places import ACTIVITY
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui

STEPS = 240
BYTES = 200
"""Bytes a step that may leave for the terminal on average."""


def test_it_paints_little_and_runs_on_in_the_background(tmp_path: Path) -> None:
    with Server("--subscribers", str(STEPS), "--quota", "100000", "--latency-ms", "120") as server:
        environ = server.environ(tmp_path)
        command = flotui("jobs", "plan", "--all", "--set", "city=Lima", "--json")
        ended = subprocess.run(
            command, env={**os.environ, **environ}, capture_output=True, text=True, timeout=60
        )
        job = json.loads(ended.stdout)
        with Terminal(flotui(), env=environ) as screen:
            screen.see("Subscribers", "of 240")
            screen.press(ACTIVITY, "]")
            screen.see("Jobs", "planned")
            screen.press("g")
            screen.see("will change")
            screen.press("y")
            screen.see("running")
            before = len(screen.raw)
            screen.wait(lambda text: _done(text, 60, job["calls"]), "sixty steps")
            assert len(screen.raw) - before <= BYTES * 60
            screen.press("q")
            screen.see("A job is running. Quit?")
            screen.press("b")
            assert screen.ended() == 0
        until = time.monotonic() + 30
        while sum(server.accepted().values()) < job["calls"]:
            assert time.monotonic() < until, server.accepted()
            time.sleep(0.1)
        assert sum(server.accepted().values()) == job["calls"]


def _done(text: str, least: int, of: int) -> bool:
    head = text.splitlines()[0]
    return any(f"job {number}/{of}" in head for number in range(least, of + 1))
