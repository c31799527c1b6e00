# SPDX-License-Identifier: MIT
"""A tmux server of a test's own, with tmux's defaults, and terminals that are attached to it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.support.terminal import Terminal
from tests.support.tools import need


class Tmux:
    """A tmux in which a program runs."""

    def __init__(
        self, folder: Path, command: Sequence[str], *, env: dict[str, str], size: tuple[int, int]
    ) -> None:
        """
        Args:
            folder: where its socket is made.
            command: the program.
            env: what its environment has besides that of the tests.
            size: columns and lines of the terminal; tmux takes a line for itself.
        """
        self._tmux = need("tmux", "tmux")
        self._socket = folder / "tmux"
        self._size = size
        self._env = {**os.environ, "LANG": "C.UTF-8", **env}
        for name in ("TMUX", "STY", "COLUMNS", "LINES"):
            self._env.pop(name, None)
        self.run("-f", "/dev/null", "new-session", "-d", "-x", str(size[0]), "-y", str(size[1]), *command)

    def __enter__(self) -> Tmux:
        return self

    def __exit__(self, *_: object) -> None:
        self.run("kill-server", check=False)

    def run(self, *words: str, check: bool = True) -> str:
        """What tmux answers to a command."""
        done = subprocess.run(
            [self._tmux, "-S", str(self._socket), *words],
            env=self._env,
            capture_output=True,
            text=True,
            timeout=20,
            check=check,
        )
        return done.stdout

    def attach(self, size: tuple[int, int] | None = None) -> Terminal:
        """A terminal that shows it.

        Args:
            size: columns and lines; as tmux was made for by default.
        """
        command = [self._tmux, "-S", str(self._socket), "attach"]
        return Terminal(command, env={"TMUX": ""}, size=size or self._size)

    @property
    def text(self) -> str:
        """What tmux shows in its pane."""
        return self.run("capture-pane", "-p")

    def cells(self, line: int) -> int:
        """How many cells of a line of the pane, from 0, are filled: as tmux measures what is in them."""
        steps = ("top-line", f"-N {line} cursor-down", "end-of-line")
        words = [word for step in steps for word in ("send-keys", "-X", *step.split(), ";")]
        shown = ("display-message", "-p", "#{copy_cursor_x}", ";", "send-keys", "-X", "cancel")
        return int(self.run("copy-mode", ";", *words, *shown))

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names, as if the person did."""
        self.run("send-keys", *keys)

    def wait(self, terminal: Terminal, condition: Callable[[str], bool], what: str) -> str:
        """Wait until the pane fulfils a condition, with the terminal around it being read."""
        terminal.wait(lambda _: condition(self.text), what)
        return self.text
