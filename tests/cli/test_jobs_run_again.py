# SPDX-License-Identifier: MIT
"""`flotui jobs run` on a job whose runner was killed an hour ago, while somebody else went on writing."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest

from flotui.config.paths import Paths
from tests.cli.conftest import PointAt, Run
from tests.support.server import Server
from tests.support.terminal import flotui

SET = "flowBotUserSetUserField"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server("--subscribers", "30", "--quota", "1000000") as found:
        yield found


@pytest.fixture
def jobs(run: Run, server: Server, point_at: PointAt) -> Any:
    """Runs `flotui jobs … --json` against the sandbox."""
    point_at(server.url)

    def jobs(*words: str, code: int = 0) -> Any:
        ended = run("jobs", *words, "--json")
        assert ended.exit_code == code, ended.output
        return json.loads(ended.stdout) if ended.stdout else ended.stderr

    return jobs


@pytest.fixture
def killed(jobs: Any, server: Server) -> Iterator[tuple[str, dict[str, Any]]]:
    """A job and its last step, which somebody else has overtaken since the runner was killed."""
    planned = jobs("plan", "--all", "--set", "city=Cusco", "--no-trial")
    number = str(planned["id"])
    server.door("POST", "/faults", {"path": "/subscriber/set-user-field", "delay_ms": 200, "times": 0})
    with subprocess.Popen(
        flotui("jobs", "run", number), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        end = time.monotonic() + 20
        while jobs("show", number)["done"] < 2:
            assert time.monotonic() < end
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    server.door("DELETE", "/faults")
    shown = jobs("show", number, "--limit", "0")
    last = shown["steps"][-1]
    assert (shown["state"], last["outcome"]) == ("stopped", "waiting")
    body = next(each["body"] for each in server.requests(writes=True) if each["operation"] == SET)
    server.make(
        "/subscriber/set-user-field",
        "PUT",
        user_ns=last["subject"],
        var_ns=body["var_ns"],
        value="Quito",
    )
    with sqlite3.connect(Paths.find().journal_file) as db:
        db.execute("UPDATE job SET created = created - 3600, options = json_remove(options, '$.compared_at')")
    yield number, last


def _city(server: Server, subject: str) -> str:
    row = server.door("GET", f"/subscriber/{subject}")
    return next(str(each["value"]) for each in row["user_fields"] if each["name"] == "city")


def test_nothing_leaves_until_somebody_says_what_becomes_of_it_and_where_nobody_can_be_asked_it_stays(
    jobs: Any, server: Server, killed: tuple[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, last = killed
    waiting = jobs("show", number)["waiting"]
    with monkeypatch.context() as here:
        here.setattr("flotui.cli.jobs_running._at_terminal", lambda: True)
        said = jobs("run", number, code=3)
    assert "changed since it was planned" in said and "city: São Paulo → Quito, not Cusco" in said
    assert jobs("show", number)["waiting"] == waiting
    assert _city(server, last["subject"]) == "Quito"
    ended = jobs("run", number, code=1)
    assert (ended["left_alone"], ended["waiting"]) == (1, 0)
    assert ended["message"] == "1 row left alone: changed since it was planned."
    assert _city(server, last["subject"]) == "Quito"


def test_what_a_later_job_has_set_is_overwritten_where_that_is_said(jobs: Any, server: Server) -> None:
    first, later = (str(jobs("plan", "--all", "--set", f"city={each}")["id"]) for each in ("Cusco", "Lima"))
    rows = jobs("run", later)["done"]
    ended = jobs("run", first, "--changed", "take")
    assert (ended["done"], ended["left_alone"]) == (rows, 0)


def test_a_count_given_with_a_job_that_has_begun_is_its_own(jobs: Any, server: Server) -> None:
    server.door("POST", "/faults", {"kind": "422", "path": "/subscriber/send-text", "times": 1})
    planned = jobs("plan", "--all", "--send-text", "Hello", "--quiet", "off")
    number, rows = str(planned["id"]), planned["rows"]
    assert jobs("run", number, "--yes", str(rows), code=1)["state"] == "stopped"
    before = server.accepted()
    wrong = jobs("run", number, "--yes", str(rows + 1), code=3)
    assert f"it goes to {rows - 1} subscribers now, of {rows} planned. Add --yes {rows - 1}." in wrong
    assert server.accepted() == before, "nothing left"
    assert jobs("run", number, "--yes", str(rows), code=1)["done"] == rows - 1, "as a script says it again"


def test_ctrl_c_ends_a_run_as_one_that_was_stopped_at_the_keyboard(jobs: Any, server: Server) -> None:
    number = str(jobs("plan", "--all", "--set", "city=Cusco", "--no-trial")["id"])
    server.door("POST", "/faults", {"path": "/subscriber/set-user-field", "delay_ms": 100, "times": 0})
    for pressed, code in ((signal.SIGINT, 130), (signal.SIGTERM, 1)):
        before = server.accepted().get(SET, 0)
        words = flotui("jobs", "run", number)
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            end = time.monotonic() + 20
            while server.accepted().get(SET, 0) == before:
                assert time.monotonic() < end
                time.sleep(0.02)
            process.send_signal(pressed)
            assert process.wait(20) == code
        assert jobs("show", number)["state"] == "stopped"


def test_what_a_call_of_the_command_line_has_set_since_stays(jobs: Any, server: Server, run: Run) -> None:
    number = str(jobs("plan", "--all", "--set", "city=Cusco", "--no-trial")["id"])
    steps = jobs("show", number, "--limit", "0")["steps"]
    last = steps[-1]["subject"]
    called = run("api", f"{SET}ByName", "-f", f"user_ns={last}", "-f", "field_name=city", "-f", "value=Quito")
    assert called.exit_code == 0, called.output
    ended = jobs("run", number, code=1)
    assert (ended["done"], ended["left_alone"]) == (len(steps) - 1, 1) and _city(server, last) == "Quito"
