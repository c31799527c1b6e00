"""Textual's driver of a terminal: it takes the terminal and gives it back, reads it, and writes to it.

Textual's own (8.2) ends its input thread at a byte that isn't UTF-8, takes answers for keys, starts a second time at a
SIGCONT, and leaves a terminal raw that it found raw then.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from typing import IO, Any, Final, cast

from textual import constants, events
from textual.driver import Driver as TextualDriver
from textual.drivers._writer_thread import WriterThread
from textual.geometry import Size

from flotui.ui.terminal import jobs, modes
from flotui.ui.terminal.hangup import Careful, let_go
from flotui.ui.terminal.reader import QUESTION, Reader
from flotui.ui.terminal.sgr import sparing

_ANSWER: Final = 0.5
"""Seconds that giving the terminal back waits for its answer: what it sent before is no input for a shell."""


class Driver(TextualDriver):
    """A terminal that may lag, answer, be stopped, be lent, and go away."""

    def __init__(self, app: Any, *, debug: bool = False, mouse: bool = True, size: Any = None) -> None:
        """
        Args:
            app: whose terminal it is.
            debug: as for Textual's driver.
            mouse: whether the terminal is asked to report the mouse.
            size: columns and lines; None for what the terminal has.
        """
        self._tty, output = cast(Any, sys.__stdin__).fileno(), cast(IO[str], sys.__stderr__)
        self._ttys = (output.fileno(), self._tty)
        super().__init__(app, debug=debug, mouse=mouse, size=size or modes.size(*self._ttys))
        self._file = Careful(output, self._hang_up)
        self._line = modes.Line(self._tty)
        self._modes = {"mouse": mouse, "keyboard": not constants.DISABLE_KITTY_KEY}
        self._reader: Reader | None = None
        self._writer: WriterThread | None = None
        self._ended = False
        self._heeded: dict[int, Callable[[], None]] = {
            signal.SIGWINCH: self._resized,
            signal.SIGTSTP: self.stop,
            signal.SIGCONT: self._continued,
        }

    # -- What Textual asks of a driver ----------------------------------------------------------------

    @property
    def can_suspend(self) -> bool:
        """Whether the terminal can be given to another program for a while."""
        return True

    @property
    def is_lent(self) -> bool:
        """Whether another program has the terminal."""
        return self._writer is None

    def write(self, data: str) -> None:
        """Write to the terminal, sparing bytes. While it is not ours, what is written goes nowhere."""
        self._send(sparing(data))

    def start_application_mode(self) -> None:
        """Take the terminal, and begin to read it."""
        for number, heed in self._heeded.items():
            self._loop.add_signal_handler(number, heed)
        self._take()
        self._send(modes.supports_synchronized())

    def disable_input(self) -> None:
        """Read no more."""
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.stop()

    def stop_application_mode(self) -> None:
        """Give the terminal back for good."""
        self._ended = True
        for number in self._heeded:
            self._loop.remove_signal_handler(number)
        self.suspend_application_mode()

    def close(self) -> None:
        """See that everything is written."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.stop()

    def suspend_application_mode(self) -> None:
        """Give the terminal back, to the shell or to another program."""
        if self.is_lent:
            return
        leave = modes.leave(**self._modes)
        if self._reader is not None and self._reader.answers:
            self._reader.drain(lambda: self._send(leave + QUESTION), _ANSWER)
        else:
            self._send(leave)
        self.disable_input()
        self.close()
        self._line.restore()

    def resume_application_mode(self) -> None:
        """Take the terminal again, and paint all of it. At the end, only put right what another program left."""
        if self._ended:
            self._line.restore()
            return
        self._take()
        self._paint()

    # -- Taking it, and what happens to it ------------------------------------------------------------

    def _take(self) -> None:
        self._line.raw()
        self._writer = WriterThread(cast(IO[str], self._file))
        self._writer.start()
        self._send(modes.enter(**self._modes))
        self._reader = Reader(
            self._tty, mouse=self._mouse, hand_on=self.process_message, ask=self._ask, gone=self._hang_up
        )
        self._reader.ask()
        self._reader.start()
        self._resized()

    def _send(self, data: str) -> None:
        writer = self._writer
        if writer is not None:
            writer.write(data)

    def _ask(self) -> None:
        self._loop.call_soon_threadsafe(self._send, QUESTION)

    def _resized(self) -> None:
        size = Size(*modes.size(*self._ttys))
        self.send_message(events.Resize(size, size))

    def _paint(self) -> None:
        """Paint everything anew: what the terminal shows is not known."""
        self._app.refresh(layout=True)

    def stop(self) -> None:
        """Stop, as a shell's jobs do, and go on when the shell says so."""
        if not jobs.has_shell():
            return
        lent = self.is_lent
        self.suspend_application_mode()
        self._stop()
        if not lent:
            self.resume_application_mode()

    def _stop(self) -> None:
        """Stop until the terminal is ours again."""
        continued = self._heeded[signal.SIGCONT]
        self._loop.remove_signal_handler(signal.SIGCONT)
        jobs.stop(self._tty)
        self._loop.add_signal_handler(signal.SIGCONT, continued)
        self._loop.add_signal_handler(signal.SIGTSTP, self._heeded[signal.SIGTSTP])

    def _continued(self) -> None:
        """Go on after a stop that nobody told of: the shell has had the terminal meanwhile."""
        if self.is_lent:
            return
        if not jobs.in_foreground(self._tty):
            self._stop()
        self._line.raw()
        self._send(modes.again(**self._modes))
        self._resized()
        self._paint()

    def _hang_up(self) -> None:
        """Have done with a terminal that is gone."""
        if self._reader is not None:
            self._reader.leave()
        let_go()
