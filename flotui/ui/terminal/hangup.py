"""Going on without a terminal, for as long as it takes to end in order.

When the connection drops, whatever is still to be written goes nowhere, and nothing more is read: otherwise a writing
thread ends at the first text that can't be written, and the program waits for ever to hand it the next.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import IO


def let_go() -> None:
    """Have done with the terminal: nothing is read from it any more, and nothing written to it.

    The kernel tells of a hang-up by a signal, but not everywhere: so it is told here again.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)
    signal.raise_signal(signal.SIGHUP)


class Careful:
    """A file whose failing is told and goes no further."""

    def __init__(self, file: IO[str], failed: Callable[[], None]) -> None:
        """
        Args:
            file: what is written to.
            failed: is called when it can't be.
        """
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
