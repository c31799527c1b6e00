# SPDX-License-Identifier: MIT
"""Textual's driver of a terminal: it takes the terminal and gives it back, reads it, and writes to it.

Textual's own (8.2) ends its input thread at a byte that isn't UTF-8, takes answers for keys, starts a second time at a
SIGCONT, and leaves a terminal raw that it found raw then.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import IO, Final, cast

from textual import constants, events
from textual.app import App
from textual.driver import Driver as TextualDriver
from textual.geometry import Size

from flotui.ui.terminal import jobs, modes
from flotui.ui.terminal.canvas import Canvas, is_frame
from flotui.ui.terminal.difference import Shown
from flotui.ui.terminal.hangup import is_gone, let_go, write_all
from flotui.ui.terminal.output import QUESTION, Output
from flotui.ui.terminal.pace import Pace
from flotui.ui.terminal.reader import TerminalReader

_STALLED: Final = 2.0
"""Seconds that giving it back waits for a terminal that takes nothing."""


class Driver(TextualDriver):
    """A terminal that may lag, answer, be stopped, be lent, and go away."""

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
        scrolls: bool = False,
    ) -> None:
        """
        Args:
            app: whose terminal it is.
            debug: as for Textual's driver.
            mouse: whether the terminal is asked to report the mouse.
            size: columns and lines; None for what the terminal has.
            scrolls: whether the terminal may be had move lines itself.
        """
        self.scrolls = scrolls
        """Whether lines that only move cost little."""
        self._tty, output = cast(IO[str], sys.__stdin__).fileno(), cast(IO[str], sys.__stderr__)
        self._ttys = (output.fileno(), self._tty)
        super().__init__(app, debug=debug, mouse=mouse, size=size or modes.size(*self._ttys))
        self._canvas = Canvas(*(size or modes.size(*self._ttys)))
        self._line = modes.LineDiscipline(self._tty)
        self._modes = {"mouse": mouse, "keyboard": not constants.DISABLE_KITTY_KEY}
        self._reports_focus = False
        self._reader: TerminalReader | None = None
        self._output: Output | None = None
        self._pace = Pace(time.monotonic)
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
        return self._output is None

    def write(self, data: str) -> None:
        """Have something shown; while the terminal is lent, as soon as it is back."""
        if self._output is not None:
            self._send(data)
        elif is_frame(data):  # Textual paints only what changes, and takes this for painted
            self._canvas.draw(data)

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
        """Finish the output: what waits is written, unless the line has stalled."""
        output, self._output = self._output, None
        if output is not None:
            output.close(_STALLED)

    def suspend_application_mode(self) -> None:
        """Give the terminal back, to the shell or to another program."""
        output, reader = self._output, self._reader
        if output is None:
            return
        if reader is not None:
            reader.drop()
        output.put(modes.leave(**self._modes))
        output.ask_last()
        self.close()
        if not is_gone():
            output.settle()
        self.disable_input()
        self._line.restore()

    def resume_application_mode(self) -> None:
        """Take the terminal again, and paint all of it. At the end, only put right what another program left.

        What was typed meanwhile is dropped: nothing that it could be meant for was on the screen.
        """
        if self._ended:
            self._line.restore()
            return
        self._line.forget()
        self._take()
        if self._output is not None:
            self._output.repaint()

    # -- Taking it, and what happens to it ------------------------------------------------------------

    def _take(self) -> None:
        for tty in self._ttys:  # left not waiting by a program before, it would look like one that is gone
            os.set_blocking(tty, True)
        cooked = self._line.raw()
        shown = Shown(
            erases_in_color=modes.erases_in_color(), returns=self._line.returns, scrolls=self.scrolls
        )
        self._pace = self._pace.anew()
        self._output = output = Output(self._write, shown, self._canvas, self._pace)
        output.put(modes.enter(**self._modes, focus=self._reports_focus))
        self._reader = TerminalReader(
            self._tty,
            mouse=self._mouse,
            cooked=cooked,
            hand_on=self.process_message,
            ask=self._ask,
            answered=output.answered,
            gone=self._hang_up,
        )
        self._reader.ask()
        self._reader.start()
        self._resized()

    def _send(self, data: str) -> None:
        output = self._output
        if output is not None:
            output.put(data)

    def _write(self, data: bytes) -> None:
        write_all(self._ttys[0], data, self._hang_up)

    def _ask(self) -> None:
        self._loop.call_soon_threadsafe(self._send, QUESTION)

    def _resized(self) -> None:
        size = Size(*modes.size(*self._ttys))
        if self._output is not None:
            self._output.resize(*size)
        elif size != (self._canvas.columns, self._canvas.lines):
            self._canvas.resize(*size)
        self.send_message(events.Resize(size, size))

    def repaint(self) -> None:
        """Paint everything anew: what the terminal shows is not known, nor what it is set to."""
        if self._output is not None:
            self._send(modes.again(**self._modes, focus=self._reports_focus))
            self._output.repaint()

    def report_focus(self, on: bool) -> None:
        """Have the terminal report whether it is looked at, or no longer; also when it was lent in between.

        Args:
            on: whether it is to.
        """
        self._reports_focus = on
        self._send(modes.report_focus(on))

    def select(self, ranges: dict[int, tuple[int, int]]) -> None:
        """Show some cells in reverse, in place of those that were.

        Args:
            ranges: by line the first cell and the one behind the last.
        """
        if self._output is not None:
            self._output.select(ranges)

    @property
    def selected(self) -> str:
        """The text of the cells that are shown in reverse."""
        return "" if self._output is None else self._output.selected

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
        self._line.forget()
        self._line.raw()
        self._resized()
        self.repaint()

    def _hang_up(self) -> None:
        """Have done with a terminal that is gone."""
        if self._reader is not None:
            self._reader.leave()
        let_go()


def repaint(app: App[int]) -> None:
    """Paint an app's terminal anew, whatever it shows; not where it has none.

    Args:
        app: whose terminal it is.
    """
    driver = app._driver
    if isinstance(driver, Driver):
        driver.repaint()


def scrolls(app: App[int]) -> bool:
    """Whether lines that only move cost little on an app's terminal.

    Args:
        app: whose terminal it is.
    """
    driver = app._driver
    return isinstance(driver, Driver) and driver.scrolls
