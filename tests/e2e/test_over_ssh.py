# SPDX-License-Identifier: MIT
"""A real sshd and a real tmux between the program and its terminal: a client that stalls, and one that comes anew."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.places import SHOP, SUBSCRIBERS
from tests.support.server import Server
from tests.support.ssh import Sshd
from tests.support.terminal import Terminal, flotui
from tests.support.tmux import Tmux

WINDOW = r"(?P<window>open|shut|–|not known|▕.{9}▏ +!?\d+ (h|min))"
"""What the last column says."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server("--subscribers", "400", "--latency-ms", "5") as running:
        yield running


def wait(condition: Callable[[], bool], what: str) -> None:
    """Wait without reading any terminal."""
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.02)


def tag_a_hundred(terminal: Terminal) -> None:
    """Begin to tag a hundred people."""
    terminal.see("Ana Souza", "100 of 400")
    terminal.press("*")
    terminal.see("100 marked")
    terminal.press("t")
    terminal.see("Tags of 100")
    terminal.press("wholesale", "enter")
    terminal.see("+ wholesale")
    terminal.press("ctrl+s")
    terminal.see("95 calls of")
    terminal.press("y")
    terminal.see("Trial with", "94 more calls")
    terminal.press("y")


def test_a_job_goes_on_while_the_client_is_stalled_and_then_the_newest_picture_comes(
    server: Server, tmp_path: Path
) -> None:
    (tmp_path / "ssh").mkdir(0o700)
    env = server.environ(tmp_path / "home")
    with Sshd(tmp_path / "ssh") as sshd, sshd.connect(flotui(), env=env) as terminal:
        tag_a_hundred(terminal)
        wait(lambda: len(server.writes()) > 3, "the job to begin")
        terminal.process.send_signal(signal.SIGSTOP)
        try:
            wait(lambda: len(server.writes()) == 95, "the job to go on by itself")
        finally:
            terminal.process.send_signal(signal.SIGCONT)
        terminal.see("Add tag wholesale to 95 subscribers: 95 done · 5 more unchanged")
        assert "ctrl+c stops" not in terminal.text


def test_a_client_of_another_size_is_painted_anew(tmp_path: Path) -> None:
    env = {"FLOTUI_HOME": str(tmp_path)}
    with Tmux(tmp_path, flotui("demo"), env=env, size=(120, 40)) as tmux:
        with tmux.attach() as first:
            first.see("Ana Souza", "read just now")
            first.rest()
            before = tmux.text
        with tmux.attach() as second:
            second.see("Ana Souza", "read just now")
            assert tmux.text == before
            second.press(SHOP)
            second.see("[3 Shop]", "━ Orders to look at", "sold out", "Codes", "5 run")
            second.rest()
        with tmux.attach(size=(90, 30)) as third:
            third.see("[3 Shop]", "━ Orders to look at")
            tmux.wait(
                third,
                lambda text: len(text.splitlines()) <= 30 and "Orders to look at" in text,
                "the new size",
            )
            third.press(SUBSCRIBERS)
            third.see("Ana Souza")
            third.rest()
            small = tmux.text
            third.press("ctrl+l")
            third.rest()
            assert tmux.text == small, "painted in full it is the same"


def test_names_that_terminals_measure_differently_shift_nothing_in_tmux(tmp_path: Path) -> None:
    env = {"FLOTUI_HOME": str(tmp_path)}
    with Tmux(tmp_path, flotui("demo"), env=env, size=(120, 40)) as tmux, tmux.attach() as terminal:
        terminal.see("Ana Souza", "read just now")
        terminal.rest()
        rows = tmux.text.splitlines()
        column = rows[3].index("Window")
        for at, row in enumerate(rows[4:38], 4):
            window = re.search(rf"(\d (min|h|d|mo|y)|…|:\d\d|now)  {WINDOW}$", row)
            assert window is not None, row
            assert tmux.cells(at) == column + len(window["window"]), row
        terminal.press("t")
        terminal.see("Tags of")
        terminal.rest()
        borders = {line.count("│") for line in tmux.text.splitlines() if "│" in line}
        assert borders == {2}, tmux.text
