# SPDX-License-Identifier: MIT
from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flotui.cli.group import flotui
from flotui.config.log import close_log
from flotui.config.paths import Paths

Run = Callable[..., Result]


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
