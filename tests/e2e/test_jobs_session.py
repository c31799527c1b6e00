# SPDX-License-Identifier: MIT
"""A job in the real program on a pseudo-terminal: few bytes while it runs, and it runs on when the program has ended."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import time
from collections import Counter
from pathlib import Path

from tests.support.judging import LONG
from tests.support.places import ACTIVITY, SUBSCRIBERS
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui

STEPS = 240
BYTES = 200
"""Bytes a step that may leave for the terminal on average."""
LINES = 500 if LONG else 150
"""Lines of the file of people."""


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
            screen.see("Trial with", "Go on with the rest")
            screen.press("y")
            screen.see("running")
            before = len(screen.raw)
            screen.wait(lambda text: _done(text, 60, job["calls"]), "sixty steps")
            assert len(screen.raw) - before <= BYTES * 60
            screen.press("q")
            screen.see("A job is running. Quit?")
            screen.press("b")
            assert screen.ended() == 0
            assert (
                f"keeps running in the background. See it with: flotui jobs show {job['id']}" in screen.text
            )
        until = time.monotonic() + 30
        while sum(server.accepted().values()) < job["calls"]:
            assert time.monotonic() < until, server.accepted()
            time.sleep(0.1)
        assert sum(server.accepted().values()) == job["calls"]


def test_people_come_in_by_a_file_with_twenty_wrong_lines(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    known = [f"f1284u{number};Lima;x" for number in range(901, 881 + LINES)]
    wrong = [f"f1284u{number};Lima;x" for number in range(90_001, 90_021)]
    lines = ["id;Cidade;+wholesale", *known[:100], *wrong, *known[100:]]
    file.write_bytes("\r\n".join(lines).encode("utf-16"))
    with Server("--subscribers", "520", "--quota", "100000") as server:
        with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
            screen.see("Subscribers", "of 520")
            screen.press(SUBSCRIBERS, "i")
            screen.see("Subscribers from a CSV file")
            screen.press(str(file), "ctrl+s")
            screen.see("people.csv: what its columns hold", f"{LINES} lines", "Columns not used: Cidade.")
            screen.press("tab", "enter")
            screen.press("city")
            screen.see("city")
            screen.press("enter")
            screen.gone("not used")
            screen.press("ctrl+s")
            screen.see("what would change", "20 invalid (skipped)", "no subscriber has the id f1284u90001")
            screen.press("enter")
            screen.see("Import people.csv: ", "to confirm")
            count = re.search(r"Type (\d+) to confirm", screen.text)
            assert count is not None
            assert server.writes() == []
            screen.press(count[1], "enter")
            screen.see("[ Run ]")
            screen.press("enter")
            screen.see("Trial with", "Go on with the rest")
            screen.press("y")
            screen.see("people.result.csv")
            for _ in range(30):  # nobody reads the terminal from here on: it is full after some frames
                os.write(screen._master, b"32")
            until = time.monotonic() + 60
            while not _all_done(tmp_path / "people.result.csv", int(count[1])):
                assert time.monotonic() < until, screen.text
                time.sleep(0.2)
        sent = {body["user_ns"] for _, body in server.writes()}
    assert len(sent) == int(count[1]) and sent <= {each.split(";")[0] for each in known}


def _all_done(path: Path, number: int) -> bool:
    with path.open(encoding="utf-8-sig", newline="") as results:
        came = Counter(row["outcome"] for row in csv.DictReader(results))
    return came["done"] == number and came["invalid"] == 20 and came.total() == LINES


def _done(text: str, least: int, of: int) -> bool:
    head = text.splitlines()[0]
    return any(f"job {number}/{of}" in head for number in range(least, of + 1))
