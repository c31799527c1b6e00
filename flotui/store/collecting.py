# SPDX-License-Identifier: MIT
"""Python's search for circles of objects, where many pass through that have none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_RARELY = 20_000
"""How many more objects there are than before when Python looks for circles among the newest."""
_usual: list[tuple[int, int, int]] = []
"""What it was set to before, once for each that wants it otherwise now."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for circles of objects seldom: a thousand rows are ten thousand objects without one, and gone when they are
    written. It may be wanted by several at once.
    """
    _usual.append(gc.get_threshold() if not _usual else _usual[0])
    gc.set_threshold(_RARELY, *_usual[0][1:])
    try:
        yield
    finally:
        before = _usual.pop()
        if not _usual:
            gc.set_threshold(*before)
