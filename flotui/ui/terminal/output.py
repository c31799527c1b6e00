# SPDX-License-Identifier: MIT
"""What leaves for the terminal: always the newest picture, as the difference to what it shows.

A terminal is a line with a picture at its end. What Textual writes is drawn on a canvas, which takes no time; a
thread of its own brings the terminal up to date, as fast as that takes bytes, and leaves out whatever was painted
on the way. So nothing in the program ever waits for the terminal.

How much may be on its way to the terminal, and when the next may be painted, is `pace`'s to say.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from flotui.ui.terminal.canvas import Canvas, is_frame
from flotui.ui.terminal.difference import Shown
from flotui.ui.terminal.pace import Pace

QUESTION: Final = "\x1b[5n"
"""Asks the terminal whether it is all right; it answers `CSI 0 n`."""
SYNC_START: Final = "\x1b[?2026h"
SYNC_END: Final = "\x1b[?2026l"
_POINTER: Final = "\x1b]22;"
"""Sets the mouse pointer's shape. Textual does so with each dialog: it looks nice, and delays the frame behind it."""


class Output:
    """The way out to a terminal."""

    def __init__(
        self,
        write: Callable[[bytes], None],
        shown: Shown,
        canvas: Canvas,
        pace: Pace | None = None,
    ) -> None:
        """
        Args:
            write: writes all of some bytes to the terminal; may block. It doesn't raise.
            shown: what the terminal shows.
            canvas: what it is to show; of its size. It outlives a terminal that is lent.
            pace: what is known of the line; None for nothing.
        """
        self._write = write
        self._shown = shown
        self._canvas = canvas
        self._pace = pace or Pace(time.monotonic)
        self._turn = threading.Condition()
        self._controls: deque[str] = deque()
        self._dirty = False
        self._synchronizes = self._bitten = False
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    # -- What is to be shown -----------------------------------------------------------------------

    def put(self, data: str) -> None:
        """Take what Textual writes: a frame is drawn, anything else leaves as it is, in order.

        Args:
            data: one write of Textual's.
        """
        with self._turn:
            if data == SYNC_START:
                self._synchronizes = True
            elif data == SYNC_END or not data or data.startswith(_POINTER):
                return
            elif is_frame(data):
                self._canvas.draw(data)
                self._dirty = True
            else:
                self._controls.append(data)
            self._turn.notify_all()

    def resize(self, columns: int, lines: int) -> None:
        """Follow the terminal's size. What it shows after that nobody knows; the next frame is painted in full.

        One that is told of and is the same has been another in between, and what that cut is gone.
        """
        with self._turn:
            if (columns, lines) != (self._canvas.columns, self._canvas.lines):
                self._canvas.resize(columns, lines)
            self.repaint()

    def select(self, ranges: dict[int, tuple[int, int]]) -> None:
        """Show some cells in reverse, in place of those that were.

        Args:
            ranges: by line the first cell and the one behind the last.
        """
        with self._turn:
            self._canvas.select(ranges)
            self._dirty = not self._canvas.blank
            self._turn.notify_all()

    @property
    def selected(self) -> str:
        """The text of the cells that are shown in reverse."""
        with self._turn:
            return self._canvas.selected

    def repaint(self) -> None:
        """Paint everything anew: something else has written to the terminal, or may have."""
        with self._turn:
            self._pace.renewed()
            self._shown.forget()
            self._dirty = not self._canvas.blank
            self._turn.notify_all()

    def answered(self) -> None:
        """The terminal has answered: it has painted what was sent before the question."""
        with self._turn:
            self._pace.answered()
            self._turn.notify_all()

    def ask_last(self) -> None:
        """Have an answer come after all that the terminal has sent, where it answers and none is awaited."""
        with self._turn:
            if self._pace.answers and not self._pace.awaits and QUESTION not in self._controls:
                self.put(QUESTION)

    def settle(self) -> None:
        """Wait until the terminal has answered all it was asked, so that no answer is left for a shell to read.

        It waits as long as the line lags, and no longer than a person would. What it doesn't know yet of the line when it
        begins, the first answers tell.
        """
        with self._turn:
            since = self._pace.now
            while self._pace.awaits and (left := self._pace.patience(since)) > 0:
                self._turn.wait(left)

    def close(self, patience: float) -> bool:
        """Send what has to be said at the end, without what would still be painted.

        Args:
            patience: for how many seconds to wait for a terminal that takes nothing.

        Returns:
            Whether all of it has left.
        """
        with self._turn:
            self._dirty = False
            self._closing = True
            self._turn.notify_all()
        self._thread.join(patience)
        return not self._thread.is_alive()

    # -- The thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        while (data := self._next()) is not None:
            if data:
                self._write(data.encode("utf-8", "replace"))

    def _next(self) -> str | None:
        """Wait for something to write; None at the end."""
        with self._turn:
            while True:
                if self._controls:
                    return self._speak()
                if self._closing:
                    return None
                wait = self._pace.wait() if self._dirty else None
                if wait == 0.0:
                    return self._paint()
                self._turn.wait(wait)

    def _speak(self) -> str:
        controls = "".join(self._controls)
        for _ in range(self._controls.count(QUESTION)):
            self._pace.asked()
        self._controls.clear()
        self._shown.forget_cursor()
        return f"\x1b[m{controls}"

    def _paint(self) -> str:
        """The newest picture, or as many of its lines as the line takes now; the others come next, of the newest."""
        began = self._bitten
        painted = self._shown.to(self._canvas, self._pace.bite)
        self._dirty = self._bitten = bool(self._canvas.touched)
        if not painted:
            return ""
        asks = self._pace.painted(len(painted.encode()))
        if self._synchronizes and not began and not self._bitten:
            painted = f"{SYNC_START}{painted}{SYNC_END}"
        return painted + QUESTION if asks else painted
