# SPDX-License-Identifier: MIT
"""A terminal of the test's own process: the app runs on a real pty, beside the test that types at it and reads it."""

from __future__ import annotations

import asyncio
import codecs
import fcntl
import os
import pty
import select
import struct
import sys
import termios
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pyte
import pytest
from textual.app import App

from tests.support import clock, settle
from tests.support.lines import Lines
from tests.support.terminal import KEYS


class OwnTerminal:
    """Both ends of a pty. A thread reads what is written, and answers what is asked, as a terminal does."""

    def __init__(self, size: tuple[int, int] = (120, 40)) -> None:
        """
        Args:
            size: columns and lines.
        """
        self.raw = b""
        self.screen = pyte.Screen(*size)
        self._lines = Lines(self.screen)
        self.screen.write_process_input = lambda data: self.send(data.encode())
        self._stream = pyte.Stream(self.screen)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._lock = threading.Lock()
        self._master, self.slave = pty.openpty()
        self._set_size(*size)
        self._before = termios.tcgetattr(self.slave)
        self._files = (os.fdopen(os.dup(self.slave), "r"), os.fdopen(os.dup(self.slave), "w"))
        self._kept = [os.dup(number) for number in (0, 1, 2)]
        self._is_gone = False
        self._wake, self._waker = os.pipe()
        self._thread = threading.Thread(target=self._read, daemon=True)
        clock.outside.add(self)
        self._thread.start()

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have what is begun now take this for the terminal that the program was begun on."""
        reads, writes = self._files
        monkeypatch.setattr(sys, "__stdin__", reads)
        monkeypatch.setattr(sys, "__stderr__", writes)
        monkeypatch.setenv("TERM", "xterm-256color")
        for name in ("COLUMNS", "LINES", "TMUX"):
            monkeypatch.delenv(name, raising=False)

    def _read(self) -> None:
        while self._wake not in select.select([self._master, self._wake], [], [])[0]:
            data = os.read(self._master, 65536)
            with self._lock:
                self.raw += data
                self._stream.feed(self._decode(data))

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        os.write(self._master, data)

    def press(self, *keys: str) -> None:
        """Press keys by name; what is no name is typed as it is."""
        self.send("".join(KEYS.get(key, key) for key in keys).encode())

    def write_over(self, first: bytes = b"") -> None:
        """Have another program write over all of the screen.

        Args:
            first: what it sets before that.
        """
        os.write(self.slave, first + b"\x1b[2J\x1b[H" + b"garbled " * 300)

    def resize(self, columns: int, lines: int) -> None:
        """Have another size; nobody is told."""
        with self._lock:
            self.screen.resize(lines, columns)
        self._set_size(columns, lines)

    def _set_size(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    @property
    def text(self) -> str:
        """What is on the screen."""
        with self._lock:
            return self._lines.text

    @property
    def line_is_as_before(self) -> bool:
        """Whether the kernel makes of keys what it made of them at first."""
        return termios.tcgetattr(self.slave) == self._before

    async def until(self, condition: Callable[[], Any], what: str) -> None:
        """Wait until a condition holds; the screen is in the failure's message."""
        await settle.until(condition, lambda: f"waited in vain for {what}; the screen is:\n{self.text}")

    async def see(self, *texts: str) -> None:
        """Wait until all of these texts stand on the screen."""
        await self.until(lambda: all(each in self.text for each in texts), f"{texts}")

    def hang_up(self) -> None:
        """Let the connection drop."""
        os.close(self._waker)
        self._thread.join(10)
        clock.outside.discard(self)
        os.close(self._master)
        os.close(self._wake)
        self._is_gone = True

    def close(self) -> None:
        """Close it, and have the process's own files back, whatever was put in their place."""
        for number, kept in enumerate(self._kept):
            os.dup2(kept, number)
            os.close(kept)
        if not self._is_gone:
            self.hang_up()
        for file in self._files:
            file.close()
        os.close(self.slave)


@asynccontextmanager
async def running(app: App[Any], terminal: OwnTerminal) -> AsyncIterator[None]:
    """Run an app on a terminal; it has ended when the block is left, by itself or because it was told to."""
    task = asyncio.create_task(app.run_async())
    try:
        yield
        async with asyncio.timeout(20):
            await task
    finally:
        if not task.done():
            app.exit()
            async with asyncio.timeout(20):
                await task
