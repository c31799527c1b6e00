# SPDX-License-Identifier: MIT
from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flotui.cli.group import flotui
from flotui.config.log import close_log
from flotui.config.paths import Paths
from flotui.sandbox import DEMO_TOKEN
from tests.support.hostile import make_hostile
from tests.support.served import Served
from tests.support.server import Server

Run = Callable[..., Result]
PointAt = Callable[[str], None]


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A home of the test's own, with nothing of flotui's in the environment besides."""
    for name in list(os.environ):
        if name.startswith(("FLOTUI_", "TEXTUAL_", "SSH_")) or name == "TMUX":
            monkeypatch.delenv(name)
    monkeypatch.setenv("FLOTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("flotui.config.credentials._keyring", lambda: None)
    return Paths.find()


@pytest.fixture
def run(paths: Paths) -> Iterator[Run]:
    """Runs a command line in this process."""

    def run(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(flotui, words, input=typed, prog_name="flotui")

    yield run
    close_log()


@pytest.fixture
def point_at(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> PointAt:
    """Has command lines without a profile open the sandbox at a base URL."""

    def point_at(url: str) -> None:
        monkeypatch.setenv("FLOTUI_BASE_URL", url)
        monkeypatch.setenv("FLOTUI_API_KEY", DEMO_TOKEN)

    return point_at


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """The sandbox of a file of tests; one that wants another makes its own under this name."""
    with Served(quota=100_000) as host:
        yield host


@pytest.fixture
def host(served: Served, point_at: PointAt) -> Served:
    """That sandbox as it was at first, and the one that command lines open."""
    point_at(served.url)
    served.fresh()
    return served


@pytest.fixture(scope="module")
def hostile() -> Iterator[Served]:
    """A sandbox whose rows hold what a terminal would obey."""
    with Served(quota=100_000, subscribers=15) as served:
        make_hostile(SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace(host=served.host))))  # type: ignore[arg-type]
        yield served


@pytest.fixture
def environ(hostile: Served, point_at: PointAt) -> dict[str, str]:
    """The environment of a process of its own that opens it."""
    point_at(hostile.url)
    hostile.host.faults.clear()
    return {
        "FLOTUI_HOME": os.environ["FLOTUI_HOME"],
        "FLOTUI_BASE_URL": hostile.url,
        "FLOTUI_API_KEY": "demo",
    }


@pytest.fixture(scope="session")
def sandbox() -> Iterator[str]:
    """The base URL of a sandbox that runs in a process of its own, as `flotui sandbox` starts it."""
    words: Sequence[str] = (sys.executable, "-m", "flotui", "sandbox", "--port", "0", "--subscribers", "20")
    with subprocess.Popen([*words, "--quota", "100000"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"(http://127\.0\.0\.1:\d+/api), token demo", process.stdout.readline())
        assert found, "the sandbox did not say where it listens"
        yield found.group(1)
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The sandbox over HTTP of a file of tests, of 120 people, or of as many as the file's `PEOPLE` says."""
    with Server("--subscribers", str(getattr(request.module, "PEOPLE", 120)), "--quota", "1000000") as found:
        yield found


@pytest.fixture
def jobs(run: Run, server: Server, point_at: PointAt) -> Any:
    """Runs `flotui jobs …` against the sandbox, which is as it was at first."""
    server.door("POST", "/reset")
    point_at(server.url)

    def jobs(*words: str, code: int = 0, typed: str = "") -> Result:
        ended = run("jobs", *words, typed=typed)
        assert ended.exit_code == code, ended.output
        return ended

    return jobs
