# SPDX-License-Identifier: MIT
"""Jobs run by real processes over HTTP: killed at random moments, two at once, and on a full disk."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.forking import Session, forking
from tests.support.server import Server

LONG = "FLOTUI_LONG" in os.environ
KILLS = 20 if LONG else 4
PEOPLE = 2000 if LONG else 120


@pytest.fixture
def server() -> Iterator[Server]:
    with Server("--subscribers", str(PEOPLE), "--quota", "10000000", "--latency-ms", "30") as found:
        yield found


class Runs:
    """`flotui jobs …` in processes of their own."""

    def __init__(self, server: Server, home: Path) -> None:
        self.server = server
        self.environ = {**os.environ, **server.environ(home)}
        self.unread: int | None = None

    def __call__(self, *words: str, code: int | None = 0) -> Any:
        ended = forking().run(["jobs", *words, "--json"], self.environ)
        assert code is None or ended.returncode == code, ended.stderr
        return json.loads(ended.stdout) if ended.stdout else None

    def begin(self, job: int, *words: str) -> Session:
        """Run a job; nobody reads what is written of it."""
        with Path(os.devnull).open("r+") as nothing:
            errors = nothing.fileno() if self.unread is None else self.unread
            files = (nothing.fileno(), nothing.fileno(), errors)
            return forking().begin(["jobs", "run", str(job), *words], self.environ, *files)

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """Give runners a standard error that is full, as of a terminal that was stopped, or that nobody reads."""
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(writing, bytes(4096))
        os.set_blocking(writing, True)
        self.unread = writing
        try:
            yield
        finally:
            self.unread = None
            os.close(reading)
            os.close(writing)

    def kill_at_random(self, job: int, *words: str) -> None:
        """Run a job, and kill the process some time after its first call has left."""
        dice = random.Random(job)
        for _ in range(KILLS):
            before = len(self.server.requests(writes=True))
            process = self.begin(job, *words)
            end = time.monotonic() + 30
            while len(self.server.requests(writes=True)) == before and process.poll() is None:
                assert time.monotonic() < end
                time.sleep(0.01)
            time.sleep(dice.uniform(0, 0.25))
            process.send_signal(signal.SIGKILL)
            process.wait(10)

    def accepted(self, operation: str) -> Counter[str]:
        rows = self.server.requests(writes=True)
        time.sleep(0.3)  # what was under way when a process was killed is carried out all the same
        rows = self.server.requests(writes=True)
        return Counter(
            each["body"]["user_ns"] for each in rows if each["accepted"] and each["operation"] == operation
        )


def test_sends_reach_nobody_twice_whenever_the_process_is_killed(server: Server, tmp_path: Path) -> None:
    run = Runs(server, tmp_path)
    planned = run("plan", "--all", "--send-text", "Hello", "--quiet", "off", "--no-trial")
    with run.full():
        run.kill_at_random(planned["id"], "--yes", str(planned["rows"]))
        run.begin(planned["id"]).wait(120)
    ended = run("show", str(planned["id"]))
    state = "ended" if ended["unknown"] else "done"
    assert (ended["state"], ended["waiting"], ended["sent"]) == (state, 0, 0)
    accepted = run.accepted("flowBotUserSendText")
    steps = run("show", str(planned["id"]), "--limit", "0")["steps"]
    assert max(accepted.values()) == 1
    assert ended["unknown"] <= KILLS * 4
    for step in steps:
        assert step["outcome"] in ("done", "unknown")
        if step["outcome"] == "done":
            assert accepted[step["subject"]] == 1, step


def test_tags_are_all_there_in_the_end_and_what_was_unknown_is_looked_up(
    server: Server, tmp_path: Path
) -> None:
    run = Runs(server, tmp_path)
    planned = run("plan", "--all", "--add-tag", "wholesale", "--no-trial")
    run.kill_at_random(planned["id"])
    run("run", str(planned["id"]), code=None)
    run("resolve", str(planned["id"]))
    ended = run("run", str(planned["id"]), code=None) or run("show", str(planned["id"]))
    assert (ended["unknown"], ended["waiting"], ended["done"]) == (0, 0, planned["calls"])
    assert run("verify", str(planned["id"]))["different"] == []


def test_of_two_runners_one_runs_and_a_dead_one_loses_it_at_once(server: Server, tmp_path: Path) -> None:
    run = Runs(server, tmp_path)
    planned = run("plan", "--all", "--send-text", "Hello", "--quiet", "off", "--no-trial")
    words = ("--yes", str(planned["rows"]))
    both = [run.begin(planned["id"], *words) for _ in range(2)]
    codes = sorted(process.wait(60) for process in both)
    assert codes == [0, 1]
    accepted = run.accepted("flowBotUserSendText")
    assert set(accepted.values()) == {1} and len(accepted) == planned["rows"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={12 if LONG else 3}m", "none", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("it takes the right to mount something")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def test_on_a_full_disk_nothing_leaves_that_is_not_noted(server: Server, small_disk: Path) -> None:
    run = Runs(server, small_disk)
    planned = run("plan", "--all", "--send-text", "Hello", "--quiet", "off", "--no-trial")
    words = ("--yes", str(planned["rows"]))
    process = run.begin(planned["id"], *words)
    end = time.monotonic() + 30
    while len(server.requests(writes=True)) < 10:
        assert time.monotonic() < end and process.poll() is None
        time.sleep(0.01)
    with (small_disk / "ballast").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    assert process.wait(60) != 0
    assert len(server.requests(writes=True)) < planned["rows"], "it stopped before the end"
    stopped = run("show", str(planned["id"]))
    assert stopped["unknown"] == 0 and "the disk is full" in stopped["message"], "there is space for that"
    (small_disk / "ballast").unlink()
    run("run", str(planned["id"]), *words, code=None)
    ended = run("show", str(planned["id"]), "--limit", "0")
    sent = run.accepted("flowBotUserSendText")
    assert max(sent.values()) == 1
    assert ended["waiting"] == 0 and ended["done"] > planned["rows"] - 10
    for step in ended["steps"]:
        assert step["outcome"] in ("done", "unknown", "waiting")
        assert (step["subject"] in sent) or step["outcome"] != "done", step
        assert step["outcome"] != "waiting" or step["subject"] not in sent, "nothing waits that has left"
