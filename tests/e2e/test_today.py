# SPDX-License-Identifier: MIT
"""The first screen of the real program: Today, or what is asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Server
from tests.support.terminal import Terminal


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server("--subscribers", "40") as running:
        yield running


COMMAND = [sys.executable, "-m", "flotui"]


@pytest.mark.parametrize("command", [[], ["demo", "--subscribers", "40"]], ids=["bot", "demo"])
def test_the_program_begins_with_today_or_with_what_is_asked_for(
    server: Server, tmp_path: Path, command: list[str]
) -> None:
    environ = server.environ(tmp_path)
    with Terminal([*COMMAND, *command], env=environ) as screen:
        screen.see("[1 Today]", "━ Waiting for an answer", "─ Errors, 24 h")
        screen.press("q")
    with Terminal([*COMMAND, *command, "--open", "bc"], env=environ) as screen:
        screen.see("[2 Subscribers]", "━ Broadcasts")
        screen.press("q")
    wrong = subprocess.run(
        [*COMMAND, *command, "--open", "oders"],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert wrong.returncode == 2 and "there is no list called oders. Did you mean orders?" in wrong.stderr
