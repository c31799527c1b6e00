# SPDX-License-Identifier: MIT
"""A terminal that is slow, stopped or painted over by somebody else."""

from __future__ import annotations

import os

from tests.support.terminal import Terminal, flotui


def test_ctrl_l_paints_over_what_somebody_else_has_written(tmp_path: object) -> None:
    with Terminal(flotui("demo"), env={"FLOTUI_HOME": str(tmp_path)}) as terminal:
        terminal.see("Ana Souza", "read just now")
        terminal.rest()
        before = terminal.text
        terminal.overwrite("a message from somebody to everybody")
        assert "somebody" in terminal.text
        terminal.press("ctrl+l")
        terminal.wait(lambda text: text == before, "what stood there before")


def test_keys_go_on_while_the_terminal_takes_nothing(tmp_path: object) -> None:
    with Terminal(flotui("demo"), env={"FLOTUI_HOME": str(tmp_path)}) as terminal:
        terminal.see("Ana Souza", "read just now")
        # Nothing is read: the pseudo-terminal's buffer is full after some frames.
        for _ in range(30):
            os.write(terminal._master, b"32")
        os.write(terminal._master, b"3")
        terminal.see("[3 Shop]")
        terminal.press("q")
        assert terminal.ended() == 0
        assert terminal.restored
