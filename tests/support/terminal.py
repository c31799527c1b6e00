# SPDX-License-Identifier: MIT
"""A real process on a real pseudo-terminal, typed at and read through pyte as a person would."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import pyte

from tests.support.forking import Session, forking
from tests.support.lines import Lines

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
} | {f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"}
"""What a terminal sends for the keys that are no characters."""

_MODE = re.compile(rb"\x1b\[\?([0-9]+)([hl])")
_TAKEN = 1.0
"""Seconds after which an escape is taken for the key where the terminal isn't asked, as by tmux and over ssh."""

_KITTY = re.compile(rb"\x1b\[([<>][0-9]*)u")

_FLOTUI = [sys.executable, "-m", "flotui"]

_ASKED_LATER = {"EDITOR", "VISUAL", "TMUX", "TZ", "TERM", "COLORTERM", "NO_COLOR", "NO_PROXY"}
"""What the program looks up when it needs it, whenever that was set."""

PATIENCE = 30.0
"""Seconds that a condition may take before a test gives up."""


class Terminal:
    """A program on a pseudo-terminal."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        env: dict[str, str] | None = None,
        size: tuple[int, int] = (120, 40),
        answers: bool = True,
        lag: float = 0.0,
        afresh: bool = False,
    ) -> None:
        """
        Args:
            command: the program and its arguments.
            env: what its environment has besides that of the tests.
            size: columns and lines.
            answers: whether it answers what it is asked, as terminals do; those that don't make the program wait.
            lag: seconds that each answer takes, while the terminal is read.
            afresh: whether how flotui starts is meant: it is then run as a person runs it, which takes longer.
        """
        self.screen = pyte.Screen(*size)
        self._lines = Lines(self.screen)
        if answers:
            self.screen.write_process_input = self._answer
        self._lag, self._late = lag, deque[tuple[float, bytes]]()
        self._taken = 0.0  # when an escape that was sent last is surely taken for the key; 0 where none was
        self._stream = pyte.Stream(self.screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.raw = b""
        master, slave = pty.openpty()
        self._line = termios.tcgetattr(slave)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        environ = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            **(env or {}),
        }
        # pytest's workers say here how wide they print; the program is to ask its terminal.
        # Over ssh it reads keys otherwise, and whoever runs the tests may.
        for name in ("COLUMNS", "LINES", "SSH_CONNECTION", "SSH_TTY"):
            if name not in (env or {}):
                environ.pop(name, None)
        self.process = _begun(list(command), environ, slave, forked=not afresh and _only_ours(env or {}))
        os.close(slave)
        self._master = master

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def text(self) -> str:
        """What is on the screen."""
        return self._lines.text

    @property
    def owes(self) -> bool:
        """Whether answers are still on their way to the program."""
        return bool(self._late)

    def _answer(self, data: str) -> None:
        self._late.append((time.monotonic() + self._lag, data.encode()))
        self._send_late()

    def _send_late(self) -> None:
        while self._late and self._late[0][0] <= time.monotonic():
            self.send(self._late.popleft()[1])

    def _read(self, seconds: float) -> bool:
        self._send_late()
        if self._late:
            seconds = min(seconds, max(self._late[0][0] - time.monotonic(), 0.0))
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False
        self.raw += data
        self._stream.feed(self._decoder.decode(data))
        return bool(data)

    def read(self, seconds: float) -> bool:
        """Read what the program writes within some seconds; whether there was anything."""
        return self._read(seconds)

    def wait(self, condition: Callable[[str], Any], what: str = "", patience: float = PATIENCE) -> str:
        """Wait until the screen fulfils a condition; the screen is in the failure's message."""
        until = time.monotonic() + patience
        while not condition(self.text):
            if time.monotonic() > until:
                raise AssertionError(f"waited in vain for {what or condition}; the screen is:\n{self.text}")
            if not self._read(0.05) and self.process.poll() is not None and not condition(self.text):
                raise AssertionError(f"ended with {self.process.returncode} before {what}:\n{self.text}")
        return self.text

    def see(self, *texts: str, patience: float = PATIENCE) -> str:
        """Wait until all of these texts stand on the screen."""
        return self.wait(lambda screen: all(text in screen for text in texts), f"{texts}", patience)

    def gone(self, text: str, patience: float = PATIENCE) -> str:
        """Wait until a text no longer stands on the screen."""
        return self.wait(lambda screen: text not in screen, f"{text!r} to go", patience)

    def hold(self, key: str, seconds: float, *, rhythm: float = 1 / 30) -> None:
        """Hold a key down: it comes thirty times a second, and what comes back is read meanwhile.

        Args:
            key: which.
            seconds: how long.
            rhythm: seconds from one to the next: longer for a key that is hammered.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.press(key)
            self.pause(rhythm)

    def pause(self, seconds: float) -> None:
        """Press nothing for some time, as a person does; what is painted is read meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._read(left)

    def rest(self) -> None:
        """Wait until nothing more is painted."""
        while self._read(0.3):
            pass

    def overwrite(self, text: str) -> None:
        """Write over the screen as `wall` does, past the program."""
        self._stream.feed(f"\x1b[5;1H\x1b[m{text}")

    def line(self, text: str) -> str:
        """The first line with a text; empty where there is none yet."""
        return next((line for line in self.text.splitlines() if text in line), "")

    def press(self, *keys: str) -> None:
        """Press keys by name; what is no name is typed as it is.

        What comes at once after an escape would be one key with alt: it is pressed when the program has taken that.
        """
        for key in keys:
            data = KEYS.get(key, key).encode()
            while self._taken > time.monotonic() and not data.startswith(b"\x1b"):
                self._read(0.05)
            self.send(data)
            self._taken = time.monotonic() + _TAKEN if key == "escape" else 0.0
            self._read(0.02)

    def point(self, text: str, within: int = 0) -> tuple[int, int]:
        """Column and line, from 1 as terminals count, of the first cell of a text on the screen.

        Args:
            text: the text; it stands in one line.
            within: how many cells further to the right.
        """
        for y, line in enumerate(self.text.splitlines()):
            if (at := line.find(text)) >= 0:
                return at + 1 + within, y + 1
        raise AssertionError(f"{text!r} isn't on the screen:\n{self.text}")

    def click(self, text: str, within: int = 0, times: int = 1) -> None:
        """Click on a text once it is there, as a terminal reports it (SGR)."""
        self.see(text)
        x, y = self.point(text, within)
        for _ in range(times):
            self.send(f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m".encode())

    def drag(self, start: tuple[int, int], end: tuple[int, int], *, release: bool = True) -> None:
        """Drag from a place to another, each a column and a line from 1."""
        (x, y), (to_x, to_y) = start, end
        self.send(f"\x1b[<0;{x};{y}M\x1b[<32;{to_x};{to_y}M".encode())
        if release:
            self.send(f"\x1b[<0;{to_x};{to_y}m".encode())

    def reversed(self, y: int) -> str:
        """What of a line, from 1, is shown in reverse."""
        row = self.screen.buffer[y - 1]
        return "".join(row[x].data for x in range(self.screen.columns) if row[x].reverse)

    def send(self, data: bytes) -> None:
        """Send bytes as they are: what a terminal says, cut where a line cuts it."""
        os.write(self._master, data)
        self._taken = 0.0

    def burst(self, *keys: str) -> None:
        """Press keys all at once: in one write, as a slow line or a paste brings them."""
        self.send("".join(KEYS.get(key, key) for key in keys).encode())

    def filter(self, text: str) -> None:
        """Open the filter line of the list, type a text into it, and press enter."""
        self.press("/", text, "enter")

    def resize(self, columns: int, lines: int) -> None:
        self.screen.resize(lines, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        os.killpg(self.process.pid, signal.SIGWINCH)

    def signal(self, number: int) -> None:
        os.killpg(self.process.pid, number)

    def hang_up(self) -> None:
        """Let the connection drop: the terminal is gone, and the kernel says so."""
        os.close(self._master)
        self._master = -1

    @property
    def modes(self) -> dict[str, bool]:
        """The modes that the program has set and reset, each as it is now: `?1049` is the other screen."""
        modes = {f"?{mode.decode()}": end == b"h" for mode, end in _MODE.findall(self.raw)}
        flags = [taken.startswith(b">") for taken in _KITTY.findall(self.raw)]
        return modes | {"kitty": flags.count(True) > flags.count(False)}

    @property
    def restored(self) -> bool:
        """Whether the shell gets its terminal back as it was: its screen, cursor, keys, mouse and line."""
        left = {mode for mode, is_set in self.modes.items() if is_set} - {"?25", "?7"}
        shown = self.modes["?25"] and self.modes.get("?7", True)
        return shown and not left and termios.tcgetattr(self._master) == self._line

    def garble(self) -> None:
        """Have another program write over all of the screen."""
        self.screen.reset()
        self._stream.feed("\x1b[2J\x1b[H" + "garbled " * 400)

    def ended(self, patience: float = PATIENCE) -> int:
        """Wait for the end; the exit code."""
        until = time.monotonic() + patience
        while self.process.poll() is None:
            if self._master >= 0:
                self._read(0.05)
            else:
                time.sleep(0.02)
            assert time.monotonic() < until, f"still runs:\n{self.text}"
        while self._master >= 0 and self._read(0.0):
            pass
        return self.process.returncode

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if self._master >= 0:
            os.close(self._master)
            self._master = -1


def _only_ours(env: dict[str, str]) -> bool:
    """Whether nothing in an environment is read by Python, or by a library when it is imported."""
    return all(name.startswith("FLOTUI_") or name in _ASKED_LATER for name in env)


def _begun(
    command: list[str], environ: dict[str, str], terminal: int, *, forked: bool
) -> subprocess.Popen[bytes] | Session:
    """A process that runs a command on a terminal of its own.

    Args:
        command: the program and its arguments.
        environ: its environment.
        terminal: the end of a pseudo-terminal that a program has.
        forked: whether flotui is forked from a process that has loaded it.
    """
    if forked and command[: len(_FLOTUI)] == _FLOTUI:
        return forking().open(command[len(_FLOTUI) :], environ, terminal)
    return subprocess.Popen(
        command,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=environ,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # as sshd does: a hang-up is told
        close_fds=True,
    )


def flotui(*arguments: str) -> list[str]:
    """The command that runs flotui with this interpreter. What opens the app begins with the subscribers, unless it says
    with which list.
    """
    opens = not arguments or arguments[0].startswith("-") or arguments[0] == "demo"
    if opens and "--open" not in arguments and not {"--help", "--version", "-V", "-h"} & set(arguments):
        arguments = (*arguments, "--open", "subscribers")
    return [*_FLOTUI, *arguments]


def later(hours: float, *arguments: str) -> list[str]:
    """The command that runs flotui so many hours from now; see `flotui`."""
    python, _, _, *rest = flotui(*arguments)
    return [python, "-m", "tests.support.later", str(hours), *rest]
