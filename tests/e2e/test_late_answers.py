# SPDX-License-Identifier: MIT
"""Leaving a terminal that answers late: nothing that it was asked is typed into the shell."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.support.terminal import Terminal, flotui


def check_shell(terminal: Terminal, result: str) -> None:
    """The shell has the terminal, and reads what is typed into it and nothing else."""
    terminal.wait(lambda text: not terminal.modes["?1049"] and "prompt>" in text, "the shell", 10)
    terminal.wait(lambda _: not terminal.owes, "the last answers", 5)
    typed = f"echo {result[0]}''{result[1:]}"
    terminal.press(typed, "enter")
    terminal.see(typed, patience=5)
    _, _, read = terminal.line(typed).rpartition("prompt> ")
    assert read[: len(typed)] == typed
    terminal.see(f"\n{result}", patience=5)


@pytest.mark.parametrize("lag", [0.8, 1.2])
def test_no_answer_is_typed_into_the_shell(tmp_path: Path, lag: float) -> None:
    (tmp_path / "inputrc").write_text("set enable-bracketed-paste off\n")
    env = {"FLOTUI_HOME": str(tmp_path), "INPUTRC": str(tmp_path / "inputrc"), "PS1": "prompt> "}
    with Terminal(["bash", "--norc", "--noprofile", "-i"], env=env, lag=lag) as terminal:
        terminal.see("prompt>")
        terminal.press(shlex.join(flotui("demo")), "enter")
        terminal.see("Ana Souza", "read just now")
        terminal.press("j", "j", "j", "ctrl+d", "ctrl+z")
        check_shell(terminal, "stopped")
        terminal.press("fg", "enter")
        terminal.wait(lambda _: terminal.modes["?1049"], "flotui", 5)
        terminal.see("━ Subscribers", patience=10)
        terminal.press("j", "ctrl+d", "q")
        check_shell(terminal, "quit")
