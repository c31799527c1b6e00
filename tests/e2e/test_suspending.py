# SPDX-License-Identifier: MIT
"""Leaving the program for a while and coming back: ctrl+z and fg, a stop from outside, and how the terminal is left."""

from __future__ import annotations

import os
import shlex
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Server
from tests.support.steps import open_ana
from tests.support.terminal import Terminal, flotui

LIST = ("━ Subscribers", "of 1,300", "▌ Marina Figueiredo", "Zoë Fletcher", "read just now", "? help")
"""What stands on all of the screen when the list is there."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


WRAPPED = ["sh", "-c", f"{shlex.join(flotui())}; exit $?"]
"""flotui as a part of a job: started by a script, or by `uv run`."""


@pytest.fixture
def shell(server: Server, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    """A shell with job control, from which flotui was started."""
    command = getattr(request, "param", flotui())
    (tmp_path / "inputrc").write_text("set enable-bracketed-paste off\n")
    (tmp_path / "editor").write_text(
        '#!/bin/sh\necho the editor waits; read line; printf \'%s\' "$line" >> "$1"\n'
    )
    (tmp_path / "editor").chmod(0o700)
    more = {"INPUTRC": str(tmp_path / "inputrc"), "PS1": "prompt> ", "EDITOR": str(tmp_path / "editor")}
    env = {**server.environ(tmp_path), **more, "VISUAL": ""}
    with Terminal(["bash", "--norc", "--noprofile", "-i"], env=env) as terminal:
        terminal.see("prompt>")
        terminal.press(shlex.join(command), "enter")
        terminal.see(*LIST)
        yield terminal


def in_shell(screen: Terminal) -> None:
    """Wait until the shell has the terminal, as it was."""
    screen.see("Stopped", "prompt>")
    assert not any(screen.modes[mode] for mode in ("?1049", "?1000", "?1002", "?1006", "?2004", "kitty"))
    assert screen.modes["?25"] and screen.modes["?7"]
    screen.press("echo $((6*7))", "enter")
    screen.see("\n42")


def painted_again(screen: Terminal, before: str) -> None:
    """Wait until the screen is as it was; the first line counts calls."""
    screen.wait(lambda text: text.splitlines()[1:] == before.splitlines()[1:], "the screen as it was")


@pytest.mark.parametrize("shell", [flotui(), WRAPPED], ids=["itself", "wrapped"], indirect=True)
def test_ctrl_z_and_fg(shell: Terminal) -> None:
    before = shell.text
    shell.press("ctrl+z")
    in_shell(shell)
    shell.press("fg", "enter")
    painted_again(shell, before)
    shell.press("down")
    shell.see("▌ 美玲 陈")
    shell.press("ctrl+q")
    shell.see("prompt>")
    assert shell.modes["?25"] and not shell.modes["?1049"]


def test_ctrl_z_in_a_dialog_and_another_size_after_it(shell: Terminal) -> None:
    open_ana(shell)
    shell.press("s")
    shell.see("Send which sub-flow to Ana Souza?", "enter choose")
    shell.press("enter")
    shell.see("to Ana Souza", "Cancel")
    shell.press("ctrl+z")
    in_shell(shell)
    shell.resize(90, 30)
    shell.press("fg", "enter")
    shell.see("to Ana Souza", "Cancel", "Subscribers")
    assert max(map(len, shell.text.splitlines())) > 80
    shell.press("escape")
    shell.gone("Cancel")
    shell.see("━ Ana Souza", "[Card]", "▌ WhatsApp   +55 11 90000 4410", "/ ? :")
    assert "no longer" not in shell.text, "what the cursor was on is on the line of another value now"


def test_what_is_typed_before_it_is_back_confirms_nothing(shell: Terminal, server: Server) -> None:
    open_ana(shell)
    shell.press("s")
    shell.see("Send which sub-flow to Ana Souza?", "enter choose")
    shell.press("enter")
    shell.see("to Ana Souza", "Cancel")
    shell.press("ctrl+z")
    in_shell(shell)
    shell.burst("fg", "enter", "y", "y")
    shell.see("to Ana Souza", "Cancel", "Subscribers")
    shell.press("escape")
    shell.gone("Cancel")
    assert server.accepted() == {}


def test_a_job_in_the_background_waits_for_the_foreground(shell: Terminal) -> None:
    shell.press("ctrl+z")
    in_shell(shell)
    shell.press("bg", "enter", "jobs", "enter")
    shell.see("[1]+  Stopped")
    shell.press("fg", "enter")
    shell.see("━ Subscribers", "t tags")


def test_a_stop_from_outside(shell: Terminal) -> None:
    shell.rest()  # an answer of the terminal that nobody takes while it is stopped is typed at the prompt
    before = shell.text
    (job,) = Path(f"/proc/{shell.process.pid}/task/{shell.process.pid}/children").read_text().split()
    os.kill(int(job), signal.SIGSTOP)
    shell.see("Stopped")
    shell.garble()
    shell.press("fg", "enter")
    shell.gone("garbled")
    painted_again(shell, before)
    shell.press("down")
    shell.see("▌ 美玲 陈")
    shell.press("ctrl+q")
    shell.see("prompt>")
    assert shell.modes["?25"] and not shell.modes["?1049"]


def test_ctrl_z_in_the_editor(shell: Terminal) -> None:
    open_ana(shell)
    shell.press("m")
    shell.see("ctrl+e editor")
    shell.press("a draft", "ctrl+e")
    shell.see("the editor waits")
    shell.press("ctrl+z")
    shell.see("Stopped", "prompt>")
    shell.press("fg", "enter")
    shell.see("prompt> fg")
    assert not shell.modes["?1049"]
    shell.press(", edited", "enter")
    shell.see("a draft, edited", "━ Ana Souza")


def test_a_stop_without_a_shell(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        before = screen.see(*LIST)
        screen.signal(signal.SIGSTOP)
        screen.garble()
        screen.signal(signal.SIGCONT)
        screen.gone("garbled")
        painted_again(screen, before)

        screen.press("ctrl+z")  # nobody could continue it
        screen.see("Can't suspend")
        screen.press("down")
        screen.see("▌ 美玲 陈")
        screen.press("ctrl+q")
        assert screen.ended() == 0
        assert screen.restored
