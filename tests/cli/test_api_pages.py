# SPDX-License-Identifier: MIT
"""`flotui api --paginate` to the true end, on hosts that serve lists in their own way."""

from __future__ import annotations

import fcntl
import json
import os
import re
import select
import shlex
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from flotui.config.exits import Exit
from flotui.config.paths import Paths
from flotui.sandbox import DEMO_TOKEN
from flotui.sandbox.handlers import logs
from flotui.sandbox.received import Received
from tests.cli.conftest import PointAt, Run
from tests.support.served import Served


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(quota=1000, subscribers=1500) as host:
        yield host


def _newest_first(monkeypatch: pytest.MonkeyPatch, *, start_id: str, by_time: bool = True) -> None:
    """Have the logs begin with the newest row, 50 a page, with a total."""

    def from_id(received: Received, rows: Any) -> dict[str, Any]:
        until = received.number("end_time", 1 << 40) if by_time else 1 << 40
        found = [row for row in list(rows)[-120:][::-1] if row["_ts"] <= until]
        everything = 120
        first = received.query.get("start_id")
        if first and start_id == "down":
            found = [row for row in found if row["id"] <= int(first)]
        elif first and start_id == "up":
            found = [row for row in found if row["id"] >= int(first)]
            everything = len(found)
        page = [{key: value for key, value in row.items() if key[0] != "_"} for row in found[:50]]
        return {"data": page, "meta": {"total": everything}, "status": "ok"}

    monkeypatch.setattr("flotui.sandbox.handlers.logs._from_id", from_id)


@pytest.mark.parametrize("start_id", ["down", "up", "ignored"])
def test_a_log_that_begins_with_the_newest_is_read_to_its_end(
    run: Run, host: Served, monkeypatch: pytest.MonkeyPatch, start_id: str
) -> None:
    _newest_first(monkeypatch, start_id=start_id)
    result = run("api", "flowConversationsData", "--paginate", "--jsonl")
    ids = [json.loads(line)["id"] for line in result.stdout.splitlines()]
    assert len(ids) == len(set(ids)) == 120, result.stderr
    assert (result.exit_code, result.stderr) == (0, "120 rows, as many as the host says there are.\n")


def test_a_row_that_comes_empty_is_left_out_and_told(
    run: Run, host: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    _newest_first(monkeypatch, start_id="down")
    plain = logs._from_id

    def with_holes(received: Received, rows: Any) -> dict[str, Any]:
        answer = plain(received, rows)
        answer["data"] = [None if row["id"] % 40 == 0 else row for row in answer["data"]]
        return answer

    monkeypatch.setattr("flotui.sandbox.handlers.logs._from_id", with_holes)
    done = run("api", "flowConversationsData", "--paginate", "--jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0 and None not in rows and len(rows) == 117, done.stderr
    assert done.stderr == "117 rows, 3 empty left out, as many as the host says there are.\n"


def test_an_answer_that_is_no_list_is_asked_for_without_pages(run: Run, host: Served) -> None:
    host.fault("wrong-types", "/flow/tags", times=0)
    told = run("api", "flowTags", "--paginate").stderr
    assert "The host's answer isn't a list. Ask for it without --paginate." in told
    planned = run("jobs", "plan", "tag:vip", "--add-tag", "newsletter").stderr
    assert "isn't a list" in planned and "--paginate" not in planned


def test_a_page_that_repeats_is_no_end(run: Run, host: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    _newest_first(monkeypatch, start_id="up", by_time=False)
    result = run("api", "flowConversationsData", "--paginate", "--jsonl")
    assert result.exit_code == Exit.FAILED and len(result.stdout.splitlines()) == 50
    assert result.stderr == (
        "Incomplete: read 50 rows of 120. The host sent the same page again instead of the next one.\n"
    )
    host.host.habits.set({"repeat_pages": True})
    try:
        same = run("api", "/subscribers", "--paginate", "--csv", "--columns", "user_ns")
    finally:
        host.host.habits.set({"repeat_pages": False})
    assert same.exit_code == Exit.FAILED and "Incomplete: read 100 rows of 1,500." in same.stderr
    assert len(same.stdout.splitlines()) == 101, "what came is written all the same"


@pytest.mark.parametrize("operation", ["flowAgentActivityLogData", "flowErrorLogData", "flowEventsData"])
def test_every_log_is_read_to_its_end(run: Run, host: Served, operation: str) -> None:
    words = ["-f", "event_ns=product_viewed"] if operation == "flowEventsData" else []
    result = run("api", operation, *words, "-f", "limit=40", "--paginate", "--jsonl")
    whole = run("api", operation, *words, "--paginate", "--jsonl")
    assert result.exit_code == whole.exit_code == 0, result.output
    assert sorted(result.stdout.splitlines()) == sorted(whole.stdout.splitlines())
    assert len(result.stdout.splitlines()) > 40


@pytest.mark.parametrize(
    ("token", "kind", "code"),
    [
        ("wrong", None, Exit.NOT_AUTHORISED),
        ("demo", "403", Exit.NOT_AUTHORISED),
        ("demo", "502-page", Exit.FAILED),
    ],
)
def test_a_failure_on_the_way_has_its_own_code_and_advice(
    run: Run, host: Served, monkeypatch: pytest.MonkeyPatch, token: str, kind: str | None, code: Exit
) -> None:
    monkeypatch.setattr("flotui.api.retrying.BACKOFF", 0.0)
    monkeypatch.setenv("FLOTUI_API_KEY", token)
    if kind:
        host.fault(kind, path="/subscribers", times=0)
    result = run("api", "/subscribers", "--paginate", "--jsonl")
    assert result.exit_code == code, result.stderr
    assert "quota" not in result.stderr and result.stderr.startswith("No rows read. "), result.stderr
    assert "To continue" not in result.stderr and "duplicates" not in result.stderr


def test_a_failure_half_way_says_nothing_of_the_quota(
    run: Run, host: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flotui.api.retrying.BACKOFF", 0.0)
    host.fault("502-page", path="/subscribers", times=0, skip=2)
    result = run("api", "/subscribers", "--paginate", "--jsonl")
    assert result.exit_code == Exit.FAILED and result.stderr.startswith("Stopped after 200 of 1,500 rows.")
    assert "quota" not in result.stderr and "\nTo continue:\n  flotui api" in result.stderr, result.stderr


def test_pages_are_asked_for_before_the_one_before_has_come(run: Run, point_at: PointAt) -> None:
    begun, ahead = Event(), []

    class Slow(BaseHTTPRequestHandler):
        """Its second page waits until the fourth is asked for."""

        def do_GET(self) -> None:
            page = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
            if page == 4:
                begun.set()
            if page == 2:
                ahead.append(begun.wait(5))
            numbers = range(page * 100 - 99, min(page * 100, 450) + 1)
            rows = [{"name": f"a{number}", "tag_ns": f"f1t{number}"} for number in numbers]
            body = json.dumps({"data": rows, "meta": {"total": 450, "last_page": 5}}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        point_at(f"http://127.0.0.1:{server.server_port}/api")
        result = run("api", "flowTags", "--paginate", "--csv", "--columns", "tag_ns")
        server.shutdown()
    assert ahead == [True], "each page was waited for before the next was asked for"
    assert result.stdout.splitlines()[1:] == [f"f1t{number}" for number in range(1, 451)], result.output


def test_the_command_to_go_on_ends_without_a_false_alarm(
    run: Run, host: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.host.quota.leave(17)
    words = ("/subscribers", "--paginate", "--csv", "--columns", "user_ns", "--reserve", "10")
    result = run("api", *words)
    assert result.exit_code == Exit.RATE_LIMITED
    assert result.stderr.startswith("Stopped after 700 of 1,500 rows. 10 calls are reserved"), result.stderr
    command = next(line.strip() for line in result.stderr.splitlines() if line.startswith("  flotui api"))
    assert "-f page=8" in command and "--rows-before 700" in command and "--reserve 10" in command
    host.host.quota.leave(900)
    monkeypatch.setenv("FLOTUI_HOME", str(tmp_path / "later"))  # where nothing is known of the hour before
    rest = run(*shlex.split(command)[1:])
    assert rest.exit_code == 0, rest.stderr
    assert rest.stderr == "800 rows, 1,500 with those before, as many as the host says there are.\n"
    rows = {*result.stdout.splitlines()[1:], *rest.stdout.splitlines()[1:]}
    assert len(rows) == 1500 and all(re.fullmatch(r"f\d+u\d+", each) for each in rows)


def test_a_walk_that_stops_twice_counts_the_rows_of_both(run: Run, host: Served) -> None:
    host.host.quota.leave(13)
    words = ("-f", "page=3", "--rows-before", "200", "--jsonl", "--reserve", "10")
    again = run("api", "/subscribers", "--paginate", *words)
    assert again.exit_code == Exit.RATE_LIMITED
    assert again.stderr.startswith("Stopped after 500 of 1,500 rows."), again.stderr
    assert "-f page=6 --paginate --jsonl --rows-before 500 --reserve 10" in again.stderr


def test_when_it_can_go_on_is_what_the_host_says(run: Run, host: Served) -> None:
    host.fault("429", path="/subscribers", times=0, skip=2, headers={"Retry-After": "90"})
    result = run("api", "/subscribers", "--paginate", "--jsonl")
    assert result.exit_code == Exit.RATE_LIMITED, result.output
    assert "within an hour" not in result.stderr and re.search(
        r"refills \(in 1 min|refills \(in 90 s", result.stderr
    ), result.stderr


def test_a_reserve_of_all_calls_prints_no_command_that_cant_succeed(run: Run, host: Served) -> None:
    result = run("api", "/subscribers", "--paginate", "--jsonl", "--reserve", "2000")
    assert result.exit_code == Exit.RATE_LIMITED
    assert (
        "All of the 1,000 calls of an hour are reserved" in result.stderr
        and "flotui api" not in result.stderr
    )


@pytest.mark.parametrize("limit", ["0", "101", "1000"])
def test_a_page_of_another_size_than_the_host_serves_is_refused(run: Run, host: Served, limit: str) -> None:
    for operation in ("/subscribers", "flowTags"):
        result = run("api", operation, "--paginate", "-f", f"limit={limit}")
        assert result.exit_code == Exit.USAGE and "from 1 to 100" in result.stderr, result.output
    assert not host.host.log.rows()


def test_a_page_behind_the_last_one_is_called_so(run: Run, host: Served) -> None:
    result = run("api", "/subscribers", "--paginate", "-f", "page=99", "--jsonl")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "0 rows: the host has 1,500, all of them before page 99.\n"


def test_a_list_by_time_that_begins_with_the_oldest_says_that_it_is_cut(
    run: Run, host: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    within = logs._within
    # The handler turns them round.
    monkeypatch.setattr(logs, "_within", lambda received, rows: within(received, rows)[::-1])
    result = run("api", "flowAgentActivityLogData", "--paginate", "--jsonl", "-f", "limit=20")
    assert result.exit_code == Exit.FAILED and len(result.stdout.splitlines()) == 20, result.output
    assert "begins with the oldest" in result.stderr, result.stderr


def test_a_page_that_fails_once_is_asked_for_again(run: Run, host: Served) -> None:
    host.fault("500", path="/subscribers", times=1)
    result = run("api", "/subscribers", "--paginate", "--jsonl")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1500), result.stderr
    host.fault("500", path="/subscribers", times=0)
    assert run("api", "/subscribers", "--paginate", "--jsonl").exit_code == Exit.FAILED


def test_a_page_that_nobody_takes_is_not_counted(paths: Paths, served: Served) -> None:
    """Ctrl+c twice, as the first waits for whoever reads the pipe: the command reads that page again."""
    environ = {**os.environ, "FLOTUI_API_KEY": DEMO_TOKEN, "FLOTUI_BASE_URL": served.url}
    served.fresh()
    reads, writes = os.pipe()
    words = ("api", "/subscribers", "--paginate", "--jsonl")
    with subprocess.Popen(
        [sys.executable, "-m", "flotui", *words],
        stdout=writes,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=environ,
        text=True,
    ) as process:
        os.close(writes)
        held = fcntl.fcntl(reads, fcntl.F_GETPIPE_SZ) if sys.platform == "linux" else 16_384
        waiting = b""
        while process.poll() is None and int.from_bytes(waiting, sys.byteorder) < held:
            waiting = fcntl.ioctl(reads, termios.FIONREAD, bytes(4))
            select.select([], [], [], 0.01)
        assert process.stderr is not None
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            if select.select([process.stderr], [], [], 0.1)[0]:
                break
        said = process.stderr.read()
    os.close(reads)
    assert process.returncode == Exit.INTERRUPTED, said
    assert "Stopped after 0 of 1,500 rows. What follows them in the output is incomplete: cut it off." in said
    assert said.splitlines()[-2] == "  flotui api flowBotUsers --paginate --jsonl", said
