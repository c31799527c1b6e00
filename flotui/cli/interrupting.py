# SPDX-License-Identifier: MIT
"""Ctrl+c while nobody of ours would hear it: modules are loaded, or a library computes without an end in sight."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Have ctrl+c end the process without a word, where nothing is left to be stopped in order. Where it is ignored, as
    behind `nohup`, it stays so.
    """
    before = signal.getsignal(signal.SIGINT)
    if not callable(before):
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
