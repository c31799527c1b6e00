# SPDX-License-Identifier: MIT
"""A write of `flotui api` that is stopped: what had left is waited for, and what became of it is said."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from flotui.config.exits import Exit
from flotui.config.paths import Paths
from flotui.store.journal import Journal
from tests.cli.conftest import PointAt, Run
from tests.support.served import Served

CREATE = ("api", "flowCreateTag", "-f", "name=brand new", "--yes")


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(quota=100_000, subscribers=20) as host:
        yield host


@contextmanager
def stopping(
    host: Served, number: signal.Signals, path: str, *, requests: int = 1, **fault: Any
) -> Iterator[None]:
    """Have a signal come while a request to a path, by its number, waits for its answer, and then the answer."""
    released = host.hold(path, times=0, skip=requests - 1, **fault)

    def stop() -> None:
        while (
            not released.is_set()
            and sum(each["path"].endswith(path) for each in host.host.log.rows()) < requests
        ):
            released.wait(0.005)
        if not released.is_set():
            os.kill(os.getpid(), number)
        released.set()

    thread = threading.Thread(target=stop)
    thread.start()
    try:
        yield
    finally:
        released.set()
        thread.join()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({}, "It was sent, and is done."),
        ({"kind": "422"}, "It was sent, and refused. Nothing was changed."),
        (
            {"kind": "500"},
            "It was sent, and its outcome is unknown. Check whether it arrived before you send it again.",
        ),
    ],
)
def test_what_became_of_it_is_said(run: Run, host: Served, fault: dict[str, Any], said: str) -> None:
    with stopping(host, signal.SIGINT, "/flow/create-tag", **fault):
        done = run(*CREATE)
    assert done.exit_code == Exit.INTERRUPTED and done.stdout == ""
    assert done.stderr == f"\nWaiting for the host to answer…\nStopped. {said}\n"


def test_what_had_not_left_is_not_sent(run: Run, host: Served) -> None:
    with stopping(host, signal.SIGINT, "/flow/tags"):
        done = run(*CREATE[:-1])
    assert (done.exit_code, done.stderr) == (Exit.INTERRUPTED, "Stopped. Nothing was sent.\n")
    assert host.accepted() == {}


def test_a_read_is_just_stopped(run: Run, host: Served) -> None:
    with stopping(host, signal.SIGINT, "/flow/tags"):
        done = run("api", "flowTags")
    assert (done.exit_code, done.stderr) == (Exit.INTERRUPTED, "\nStopped.\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_ends_the_process_waits_for_the_answer_too(
    run: Run, host: Served, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: list[int] = []
    monkeypatch.setattr("flotui.cli.stopped._end_by", ends.append)
    with stopping(host, number, "/flow/create-tag"), pytest.raises(asyncio.CancelledError):
        run(*CREATE)
    assert ends == [number] and host.accepted() == {"flowCreateTag": 1}
    assert signal.getsignal(number) is signal.SIG_DFL


def test_where_a_list_goes_on_is_said(run: Run, host: Served) -> None:
    with stopping(host, signal.SIGINT, "/flow/tags", requests=3):
        done = run("api", "flowTags", "-f", "limit=10", "--paginate", "--jsonl")
    rows = len(done.stdout.splitlines())
    assert done.exit_code == Exit.INTERRUPTED and rows in (10, 20)
    assert f"\nStopped after {rows} of 40 rows.\nTo continue:\n  flotui api flowTags" in done.stderr
    assert f"--rows-before {rows}" in done.stderr


def left_to_send(paths: Paths) -> int:
    """How many calls the next start says are left to send."""

    async def look() -> int:
        journal = await Journal.open(paths.state / "journal.db", profile)
        found = sum(each.left for each in await journal.left())
        await journal.close()
        return found

    with closing(sqlite3.connect(paths.state / "journal.db")) as db:
        rows = db.execute("SELECT profile FROM entry").fetchall()
    if not rows:
        return 0
    profile = rows[0][0]
    return asyncio.run(look())


def test_what_is_stopped_at_the_keyring_is_not_left_to_send(
    run: Run, host: Served, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_: object) -> asyncio.Future[str | None]:
        loop = asyncio.get_running_loop()
        loop.call_soon(os.kill, os.getpid(), signal.SIGINT)
        return loop.create_future()

    monkeypatch.setattr("flotui.workspace.connection.aside", silent)
    done = run(*CREATE)
    assert (done.exit_code, done.stderr) == (Exit.INTERRUPTED, "Stopped. Nothing was sent.\n")
    assert (host.accepted(), left_to_send(paths)) == ({}, 0)


def test_what_never_leaves_is_not_left_to_send(
    run: Run, host: Served, paths: Paths, point_at: PointAt
) -> None:
    """A script tries it again: going on with it in Activity would send it a second time."""
    with socket.socket() as taken:  # and nothing listens there
        taken.bind(("127.0.0.1", 0))
        point_at(f"http://127.0.0.1:{taken.getsockname()[1]}/api")
        done = run(*CREATE)
    assert "Nothing was sent." in done.stderr and left_to_send(paths) == 0


_AT_JQ = """
import os, signal
from flotui.cli import filtering, main
filtering.compiled = lambda expression: lambda value: iter([os.kill(os.getpid(), signal.SIGINT)])
main()
"""


@pytest.mark.parametrize("paginate", [(), ("--paginate",)])
def test_ctrl_c_ends_a_jq_that_has_no_end(
    paths: Paths, served: Served, point_at: PointAt, paginate: tuple[str, ...]
) -> None:
    point_at(served.url)
    done = subprocess.run(
        [sys.executable, "-c", _AT_JQ, "api", "flowTags", "--jq", "def f: f; f", *paginate],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")
