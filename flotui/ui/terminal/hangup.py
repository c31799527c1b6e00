"""Going on without a terminal, for as long as it takes to end in order.

When the connection drops, Textual (8.2) is stuck: its writing thread ends at the first text that can't be
written, and the program then waits for ever to hand it the thirty-first. Its reading thread meanwhile asks a
terminal that is gone for keys, again and again. Here whatever is still to be written goes nowhere instead.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import IO, Any, cast

from textual.drivers.linux_driver import LinuxDriver

from flotui.ui.terminal.sgr import sparing


class Driver(LinuxDriver):
    """Textual's driver of a terminal, for one that may go away."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._file = cast(Any, _Careful(cast(IO[str], self._file), self.let_go))

    def write(self, data: str) -> None:
        """Write to the terminal, sparing bytes."""
        super().write(sparing(data))

    def let_go(self) -> None:
        """Have done with the terminal: nothing is read from it any more, and nothing written to it.

        The kernel tells of a hang-up by a signal, but not everywhere: so it is told here again.
        """
        self.exit_event.set()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nowhere, number)
        os.close(nowhere)
        signal.raise_signal(signal.SIGHUP)


class _Careful:
    """A file whose failing is told and goes no further."""

    def __init__(self, file: IO[str], failed: Callable[[], None]) -> None:
        self._file = file
        self._failed = failed
        self.fileno = file.fileno

    def write(self, text: str) -> None:
        """Write a text, if it can be written."""
        self._try(lambda: self._file.write(text))

    def flush(self) -> None:
        """Send what was written, if it can be sent."""
        self._try(self._file.flush)

    def _try(self, work: Callable[[], object]) -> None:
        try:
            work()
        except OSError:
            self._failed()
