# SPDX-License-Identifier: MIT
"""Ctrl+c while nobody of ours would hear it: modules are loaded, a library computes without an end in sight, or somebody
is asked, for whose answer the event loop waits too.
"""

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


@contextmanager
def heard_at_once() -> Iterator[None]:
    """Have ctrl+c be raised as `KeyboardInterrupt` where it is pressed: an event loop that is kept waiting by what reads
    from the terminal would notice it only after the answer. Where it is ignored, it stays so.
    """
    before = signal.getsignal(signal.SIGINT)
    if not callable(before):
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
