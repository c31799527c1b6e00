# SPDX-License-Identifier: MIT
"""SIGKILL at random moments: whatever the host carried out is in the journal, and nothing is sent again.

A process writes one thing after the other, each told apart by its text, and is killed in the middle of it. Then
the journal on disk is held against the host's own count.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from flotui.store.journal import Entry, Journal, Outcome
from flotui.workspace import Workspace
from tests.support.judging import LONG
from tests.support.people import ANA
from tests.support.served import Served
from tests.support.steps import open_ana
from tests.support.terminal import Terminal, flotui

KILLS = 200 if LONG else 20
TYPED = 20 if LONG else 1
"""How many of the real program at a terminal are killed."""

LATENCY = 12
"""Milliseconds that each answer takes: more moments between a request and what came of it."""

WRITERS = """
import asyncio, os, signal, sys
from pathlib import Path
from flotui.api.call import Call
from flotui.config.profile import Profile
from flotui.repositories.edit import Edit
from flotui.workspace import Workspace
import httpx

def say(text):
    os.write(1, f"{text}\\n".encode())

async def write(url, home, name):
    workspace = await Workspace.open(
        Profile("served", url, prefix="f1284"), token=lambda: "demo", cache=home / "cache.db",
        journal=home / "journal.db",
    )
    await workspace.reader.send(Call.of("UserInfo"))
    for number in range(10_000):
        say(name)
        body = {"user_ns": "f1284u903", "content": f"{name} {number}"}
        await workspace.apply(Edit(Call.of("flowBotUserSendText", body=body), "Send a message"))

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        asyncio.run(write(*[kind(each) for kind, each in zip((str, Path, str), line.split(), strict=True)]))
    say(f"pid {pid}")
"""
"""Begins a process that writes for each line it reads; they are forked, so that none has to be started."""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(latency_ms=LATENCY, quota=1_000_000) as host:
        yield host


@pytest.fixture(scope="module")
def writers() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", WRITERS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def kill_a_writer(
    writers: subprocess.Popen[str], served: Served, home: Path, name: str, writes: int, after: float
) -> None:
    """Have a process write, and kill it some seconds after it has begun so many writes."""
    assert writers.stdin is not None and writers.stdout is not None
    home.mkdir()
    writers.stdin.write(f"{served.url} {home} {name}\n")
    writers.stdin.flush()
    pid, begun = 0, 0
    while not pid or begun < writes:
        line = writers.stdout.readline()
        if line.startswith("pid"):
            pid = int(line.split()[1])
        begun += line == f"{name}\n"  # of those before, some lines may still come
    time.sleep(after)
    with suppress(ProcessLookupError):
        while True:  # until nothing of it is left
            os.kill(pid, signal.SIGKILL)
            time.sleep(0.001)


async def entries_after(served: Served, home: Path) -> list[Entry]:
    """What the next run finds in the journal; it sends nothing by itself."""
    before = len(served.received())
    workspace = await Workspace.open(
        served.profile, token=served.token, cache=home / "cache.db", journal=home / "journal.db"
    )
    found = await workspace.journal.single_edits(limit=100_000)
    await workspace.close()
    assert len(served.received()) == before
    return found


def differences(entries: list[Entry], carried_out: Counter[str]) -> list[str]:
    """Where the journal and the host contradict each other."""
    noted = Counter(str(entry.call.json["content"]) for entry in entries)
    found = [f"{text} was carried out {count} times" for text, count in carried_out.items() if count > 1]
    found += [f"{text} was noted {count} times" for text, count in noted.items() if count > 1]
    found += [f"{text} was carried out, and is not in the journal" for text in carried_out.keys() - noted]
    for entry in entries:
        text = str(entry.call.json["content"])
        if entry.outcome is Outcome.DONE and text not in carried_out:
            found.append(f"{text} is done in the journal only")
        if entry.outcome not in (Outcome.DONE, Outcome.UNKNOWN):
            found.append(f"{text} is {entry.outcome}")
    return found


async def test_whenever_it_is_killed_nothing_is_lost_and_nothing_sent_again(
    served: Served, writers: subprocess.Popen[str], tmp_path: Path
) -> None:
    served.fresh()
    chance = random.Random(7)
    kills = {f"w{number}": (chance.randint(2, 8), chance.uniform(0.0, 0.03)) for number in range(KILLS)}
    for name, moment in kills.items():
        kill_a_writer(writers, served, tmp_path / name, name, *moment)
    served.at_rest()
    carried_out = served.accepted_for("content")
    wrong, unknown, done_ = [], 0, 0
    for name in kills:
        entries = await entries_after(served, tmp_path / name)
        own = Counter({text: n for text, n in carried_out.items() if text.split()[0] == name})
        wrong += differences(entries, own)
        unknown += sum(entry.outcome is Outcome.UNKNOWN for entry in entries)
        done_ += sum(entry.outcome is Outcome.DONE for entry in entries)
    assert wrong == []
    assert unknown >= KILLS // 3 and done_ >= KILLS, "they were killed in the middle of it"


@pytest.mark.parametrize("seed", range(TYPED))
async def test_a_killed_session_is_told_of_at_the_next_start(
    served: Served, tmp_path: Path, seed: int
) -> None:
    served.fresh()
    environ = {"FLOTUI_HOME": str(tmp_path), "FLOTUI_BASE_URL": served.url, "FLOTUI_API_KEY": "demo"}
    with Terminal(flotui(), env=environ) as screen:
        open_ana(screen, "60")
        screen.press("m")
        screen.see("Send message: Ana Souza")
        screen.press("only once", "ctrl+s")
        screen.see("Send message", "Cancel")
        screen.press("y")
        time.sleep(random.Random(seed).uniform(0.0, 0.06))
        screen.signal(signal.SIGKILL)
    served.at_rest()
    before = served.accepted_for("content")
    assert before["only once"] <= 1
    with Terminal(flotui(), env=environ) as screen:
        screen.see("Subscribers  60", "Ana Souza")
        journal = await Journal.open(tmp_path / "state" / "journal.db", profile_id(tmp_path))
        entries = await journal.single_edits()
        await journal.close()
        assert differences(entries, before) == []
        if any(entry.outcome is Outcome.UNKNOWN for entry in entries):
            screen.see("1 unknown")
        screen.press("q")
        assert screen.ended() == 0
    assert served.accepted_for("content") == before, "nothing is sent again by itself"


def profile_id(home: Path) -> str:
    """Under which name the journal keeps what was written."""
    import sqlite3

    with sqlite3.connect(home / "state" / "journal.db") as db:
        row = db.execute("SELECT profile FROM entry LIMIT 1").fetchone()
    return str(row[0]) if row else ANA
