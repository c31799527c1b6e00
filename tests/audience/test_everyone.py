# SPDX-License-Identifier: MIT
"""Reading everyone over HTTP: once each, a call a hundred people, whatever happens on the way."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flotui.config.exits import Exit
from tests.support.forking import Session, forking
from tests.support.judging import LONG
from tests.support.server import Server
from tests.support.terminal import flotui

PEOPLE = 6000 if LONG else 2000
"""How many there are of those who are read while it is killed; a page in five has come each time."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def _environ(server: Server, home: Path) -> dict[str, str]:
    return {**os.environ, **server.environ(home)}


def _sync(server: Server, home: Path, *words: str, share: str = "100%") -> subprocess.CompletedProcess[str]:
    return forking().run(["sync", "--yes", "--share", share, *words], _environ(server, home))


def _begin_sync(server: Server, home: Path, *words: str) -> Session:
    """Begin to read; nobody reads what is written of it."""
    with Path(os.devnull).open("r+") as nothing:
        return forking().begin(["sync", "--yes", *words], _environ(server, home), *[nothing.fileno()] * 3)


def _pages(server: Server) -> list[dict[str, Any]]:
    """The queries of the pages of people that the host was asked for."""
    return [each["query"] for each in server.requests() if each["operation"] == "flowBotUsers"]


def _here(home: Path) -> list[str]:
    import sqlite3

    (file,) = (home / "cache").glob("people-*.db")
    db = sqlite3.connect(file)
    try:
        return [row[0] for row in db.execute("SELECT id FROM person")]
    finally:
        db.close()


def _there(server: Server) -> int:
    return int(server.door("GET", "/state")["subscribers"])


@pytest.fixture
def restless() -> Iterator[Server]:
    with Server(
        "--subscribers", str(PEOPLE), "--quota", "5000", "--latency-ms", "15", "--habit", "restless"
    ) as server:
        yield server


def test_everyone_is_here_once_though_it_is_killed_three_times_and_people_move(
    restless: Server, home: Path
) -> None:
    for _ in range(3):
        process = _begin_sync(restless, home, "--share", "100%")
        before = len(_pages(restless))
        deadline = time.monotonic() + 60
        while len(_pages(restless)) < before + PEOPLE // 500 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.kill()
        process.wait()
    done = _sync(restless, home)
    assert done.returncode == Exit.OK, done.stderr
    ids = _here(home)
    assert len(ids) == len(set(ids)) == _there(restless) == PEOPLE
    pages = [query for query in _pages(restless) if query["limit"] == "100"]
    # One call a page; one more for each that was on its way when it was killed, and those on which people moved.
    least = PEOPLE // 100
    assert least <= len(pages) <= least + 3 + 10, Counter(query["page"] for query in pages).most_common(5)
    assert f"{PEOPLE:,}" in done.stderr


def test_on_a_host_that_holds_still_there_is_one_call_a_hundred_people(home: Path) -> None:
    with Server("--subscribers", "1250", "--quota", "1000") as server:
        first = _sync(server, home)
        assert first.returncode == Exit.OK, first.stderr
        asked = [query["page"] for query in _pages(server) if query["limit"] == "100"]
        assert asked == [str(page) for page in range(1, 14)]
        assert "1,250 subscribers read in 13 calls." in first.stderr
        again = _sync(server, home)
        assert "1,250 subscribers are in the copy" in again.stderr
        recent = _pages(server)[len(asked) + 1 :]
        assert {name for query in recent for name in query if name.startswith("is_")} == {
            "is_interacted_in_last_24h",
            "is_last_message_in_last_24h",
        }
        assert len(_here(home)) == 1250


def test_only_its_share_of_the_quota_is_spent(home: Path) -> None:
    with Server("--subscribers", "1250", "--quota", "60") as server:
        process = subprocess.Popen(
            flotui("sync", "--yes", "--share", "50%"),
            env=_environ(server, home),
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        said = ""
        for line in process.stderr:
            said += line
            if "waits" in line:
                break
        process.kill()
        process.wait()
        process.stderr.close()
        # 50 of the 60 are the person's; the first call told so, half of the 9 that were left are spent.
        assert len(_pages(server)) == 1 + 4
        assert re.search(
            r"400 of 1,250 read\. Its share of this hour's calls is used up: it waits until \d\d:\d\d", said
        )


def test_two_of_them_dont_read_the_same_bot(home: Path) -> None:
    with Server("--subscribers", "600", "--latency-ms", "300") as server:
        first = _begin_sync(server, home)
        deadline = time.monotonic() + 30
        while len(_pages(server)) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        second = _sync(server, home)
        first.kill()
        first.wait()
        assert second.returncode == Exit.FAILED
        assert f"Another flotui is reading this bot's subscribers (process {first.pid} on " in second.stderr
        third = _sync(server, home)
        assert third.returncode == Exit.OK, third.stderr
        assert len(_here(home)) == 600


def test_without_a_terminal_a_long_reading_needs_a_yes(home: Path) -> None:
    with Server("--subscribers", "1250") as server:
        done = subprocess.run(
            flotui("sync"), env=_environ(server, home), capture_output=True, text=True, timeout=60
        )
        assert done.returncode == Exit.NEEDS_CONFIRMATION
        assert "Reading all takes 13 calls" in done.stderr
        assert len(_pages(server)) == 1


def test_a_full_reading_finds_who_is_gone(home: Path) -> None:
    import httpx

    with Server("--subscribers", "250", "--quota", "1000") as server:
        with httpx.Client(headers={"Authorization": "Bearer demo"}, trust_env=False) as http:
            gone = http.get(server.url + "/subscribers?limit=8").json()["data"][7]["user_ns"]
            named = {"user_ns": gone, "first_name": "=1+1", "last_name": ""}
            http.put(server.url + "/subscriber/update", json=named).raise_for_status()
            assert _sync(server, home).returncode == Exit.OK
            http.request(
                "DELETE", server.url + "/subscriber/delete", json={"user_ns": gone}
            ).raise_for_status()
        fresh = _sync(server, home)
        assert fresh.stderr.endswith("Read everyone again with --full.\n")
        assert "The host counts 249 subscribers; 250 are in the copy" in fresh.stderr
        assert gone in _here(home)
        full = _sync(server, home, "--full", "--no-formulas")
        assert (
            "249 subscribers read in 3 calls. 1 of those in the copy are no longer on the host."
            in full.stderr
        )
        assert full.stdout.startswith(f"{gone},'=1+1")
        assert full.stdout.count("\n") == 1
        assert gone not in _here(home)
        assert len(_here(home)) == 249


def test_the_bot_of_the_profile_is_read_and_no_other(home: Path) -> None:
    with Server("--subscribers", "50") as server:
        done = _sync(server, home, "--profile", "nobody")
        assert done.returncode == Exit.USAGE
        assert "nobody" in done.stderr
        assert not server.requests()
