# SPDX-License-Identifier: MIT
"""The real tmux and GNU screen around the program, with their defaults."""

from __future__ import annotations

import base64
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.terminal import Terminal, flotui
from tests.support.tmux import Tmux
from tests.support.tools import need


def clipboard(terminal: Terminal) -> list[str]:
    """What the outer terminal was asked to take (OSC 52), each time."""
    found = re.findall(rb"\x1b\]52;[a-z]*;([A-Za-z0-9+/=]*)(?:\x07|\x1b\\)", terminal.raw)
    return [base64.b64decode(each).decode() for each in found]


def copy_first(terminal: Terminal) -> None:
    """Copy what is offered first of the first person."""
    terminal.see("Ana Souza", "read just now")
    terminal.press("y")
    terminal.see("─ Copy ")
    terminal.press("enter")
    terminal.see("Sent to ")


@contextmanager
def quitting(screen: str, env: dict[str, str]) -> Iterator[None]:
    """End a GNU screen with what runs in it: it would go on without its terminal."""
    try:
        yield
    finally:
        subprocess.run([screen, "-S", "flotui", "-X", "quit"], env=os.environ | env, timeout=20, check=True)


def test_a_copy_arrives_with_the_defaults(tmp_path: Path) -> None:
    env = {"FLOTUI_HOME": str(tmp_path)}
    with Tmux(tmp_path, flotui("demo"), env=env, size=(120, 40)) as tmux, tmux.attach() as terminal:
        copy_first(terminal)
        terminal.see("Sent to tmux's buffer and to the terminal's clipboard")
        terminal.wait(lambda _: clipboard(terminal), "the copy at the outer terminal")
        assert clipboard(terminal) == [tmux.run("show-buffer")], "once, and the same"
        assert not list(tmp_path.rglob("clipboard.txt")), "the buffer is enough"


def test_a_copy_and_escape_arrive_through_gnu_screen(tmp_path: Path) -> None:
    sockets = tmp_path / "screen"
    sockets.mkdir(0o700)
    env = {"FLOTUI_HOME": str(tmp_path), "SCREENDIR": str(sockets), "TMUX": ""}
    command = [need("screen", "screen"), "-U", "-c", "/dev/null", *flotui("demo")]
    command[1:1] = ["-S", "flotui"]
    with Terminal(command, env=env) as terminal, quitting(command[0], env):
        copy_first(terminal)
        file = tmp_path / "state" / "demo" / "clipboard.txt"
        terminal.wait(lambda _: clipboard(terminal) and file.exists(), "the copy at the outer terminal")
        assert clipboard(terminal) == [file.read_text()]
        terminal.press("t")
        terminal.see("─ Tags of ")
        terminal.press("escape")
        terminal.gone("─ Tags of ")


def test_a_list_that_tmux_scrolls_shows_what_painting_it_anew_shows(tmp_path: Path) -> None:
    env = {"FLOTUI_HOME": str(tmp_path)}
    (tmp_path / "config").mkdir(mode=0o700)
    (tmp_path / "config" / "config.toml").write_text('[terminal]\nscroll = "auto"')
    with Tmux(tmp_path, flotui("demo"), env=env, size=(100, 20)) as tmux, tmux.attach() as terminal:
        terminal.see("Ana Souza", "read just now")
        first = terminal.line("Marina Figueiredo")
        for key in ["down"] * 16:
            terminal.press(key)
            terminal.pause(0.08)
        terminal.rest()
        assert first not in terminal.text
        scrolled = tmux.run("capture-pane", "-p")
        terminal.press("ctrl+l")
        terminal.rest()
        assert tmux.run("capture-pane", "-p") == scrolled
