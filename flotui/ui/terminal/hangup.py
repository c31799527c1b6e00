# SPDX-License-Identifier: MIT
"""Going on without a terminal, for as long as it takes to end in order.

When the connection drops, whatever is still to be written goes nowhere, and nothing more is read: otherwise a writing
thread ends at the first text that can't be written, and the program waits for ever to hand it the next.
"""

from __future__ import annotations

import errno
import os
import select
import signal
import termios
import threading
from collections.abc import Callable

_let_go = threading.Event()
"""Set once the terminal has been let go."""


def let_go() -> None:
    """Have done with the terminal: nothing is read from it any more, and nothing written to it.

    The kernel tells of a hang-up by a signal, but not everywhere: so it is told here again.
    """
    _let_go.set()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)
    signal.raise_signal(signal.SIGHUP)


def is_gone() -> bool:
    """Whether the terminal that the program was begun on is gone."""
    if _let_go.is_set():
        return True
    try:
        termios.tcgetattr(0)
    except termios.error as error:
        return bool(error.args[0] == errno.EIO)  # what there never was is not gone
    return False


def write_all(fd: int, data: bytes, failed: Callable[[], None]) -> None:
    """Write all of some bytes, waiting for a terminal that takes them slowly.

    Args:
        fd: where to.
        data: what.
        failed: is called when it can't be written; nothing is raised.
    """
    left = memoryview(data)
    try:
        while left:
            try:
                left = left[os.write(fd, left) :]
            except BlockingIOError:  # whoever shares the terminal has made it non-blocking
                select.select([], [fd], [])
    except OSError:
        failed()
