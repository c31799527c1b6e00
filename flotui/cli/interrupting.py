# SPDX-License-Identifier: MIT
"""Ctrl+c while the program is still being loaded."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Have ctrl+c end the process without a word: nothing has begun that it could stop, and nobody is there yet who
    would say so. Where it is ignored, as behind `nohup`, it stays so.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
