"""What leaves for the terminal: always the newest picture, as the difference to what it shows.

A terminal is a line with a picture at its end. What Textual writes is drawn on a canvas, which takes no time; a
thread of its own brings the terminal up to date, as fast as that takes bytes, and leaves out whatever was painted
on the way. So nothing in the program ever waits for the terminal.

Writes that don't block would not do: between here and the screen, sshd and the network hold seconds of frames.
So the terminal is asked for its state (DSR 5) behind what was sent, and at most two answers are awaited; then
nothing is painted until one has come. A terminal that never answers is given bytes at a rate instead.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

from flotui.ui.terminal.canvas import Canvas, is_frame
from flotui.ui.terminal.difference import Shown

QUESTION: Final = "\x1b[5n"
"""Asks the terminal whether it is all right; it answers `CSI 0 n`."""
SYNC_START: Final = "\x1b[?2026h"
SYNC_END: Final = "\x1b[?2026l"

_ASKED_AFTER: Final = 400
"""Bytes behind which the answer is asked for: fewer are on the screen before anybody looks."""
_AWAITED: Final = 2
"""Answers that may be outstanding: one frame is on its way while one is being painted."""
_SILENT: Final = 2.0
"""Seconds after which a terminal that has never answered is taken for one that doesn't."""
_LOST: Final = 10.0
"""Seconds after which an answer is taken for lost: something between has eaten it."""
_RATE: Final = 65_536
"""Bytes a second for a terminal that doesn't answer."""
_BURST: Final = 0.1
"""Seconds' worth of bytes that it is given at once."""


class _Asked(NamedTuple):
    """A question that was put to the terminal."""

    at: float
    """When."""
    frame: bool
    """Whether it stands behind a frame; the reader of keys asks too."""


class Output:
    """The way out to a terminal."""

    def __init__(
        self,
        write: Callable[[bytes], None],
        shown: Shown,
        canvas: Canvas,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Args:
            write: writes all of some bytes to the terminal; may block. It doesn't raise.
            shown: what the terminal shows.
            canvas: what it is to show; of its size. It outlives a terminal that is lent.
            clock: seconds that only grow.
        """
        self._write = write
        self._shown = shown
        self._canvas = canvas
        self._clock = clock
        self._turn = threading.Condition()
        self._controls: deque[str] = deque()
        self._dirty = False
        self._synchronizes = False
        self._awaited: deque[_Asked] = deque()
        self._answers: bool | None = None
        self._unasked = 0
        self._free_at = 0.0
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
            elif data == SYNC_END or not data:
                return
            elif is_frame(data):
                self._canvas.draw(data)
                self._dirty = True
            else:
                self._controls.append(data)
            self._turn.notify_all()

    def resize(self, columns: int, lines: int) -> None:
        """Follow the terminal's size. What it shows after that nobody knows; the next frame is painted in full."""
        with self._turn:
            if (columns, lines) == (self._canvas.columns, self._canvas.lines):
                return
            self._canvas.resize(columns, lines)
            self._dirty = False
            self._shown.forget()

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
            self._shown.forget()
            self._dirty = not self._canvas.blank
            self._turn.notify_all()

    def answered(self) -> None:
        """The terminal has answered: it has painted what was sent before the question."""
        with self._turn:
            self._answers = True
            if self._awaited:
                self._awaited.popleft()
            self._turn.notify_all()

    def settle(self, patience: float) -> None:
        """Wait until the terminal has answered all it was asked, so that no answer is left for a shell to read.

        Args:
            patience: for how many seconds at most.
        """
        with self._turn:
            self._turn.wait_for(lambda: not self._awaited, patience)

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
                wait = self._until_painting() if self._dirty else None
                if wait == 0.0:
                    return self._paint()
                self._turn.wait(wait)

    def _speak(self) -> str:
        said = "".join(self._controls)
        self._awaited.extend([_Asked(self._clock(), frame=False)] * self._controls.count(QUESTION))
        self._controls.clear()
        self._shown.forget_cursor()
        return f"\x1b[m{said}"

    def _paint(self) -> str:
        self._dirty = False
        painted = self._shown.to(self._canvas)
        if not painted:
            return ""
        size = len(painted.encode())
        if self._synchronizes:
            painted = f"{SYNC_START}{painted}{SYNC_END}"
        now = self._clock()
        if self._answers is False:
            self._free_at = max(now, self._free_at) + size / _RATE
            return painted
        self._unasked += size
        if self._unasked >= _ASKED_AFTER:
            self._unasked = 0
            self._awaited.append(_Asked(now, frame=True))
            painted += QUESTION
        return painted

    def _until_painting(self) -> float:
        """Seconds until the next frame may be painted."""
        now = self._clock()
        if self._answers is False:
            return max(self._free_at - _BURST - now, 0.0)
        if sum(asked.frame for asked in self._awaited) < _AWAITED:
            return 0.0
        left = self._awaited[0].at + (_LOST if self._answers else _SILENT) - now
        if left > 0:
            return left
        self._awaited.clear()
        if self._answers is None:
            self._answers = False
        return 0.0
