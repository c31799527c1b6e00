# SPDX-License-Identifier: MIT
"""Memory that is free, given back to the system."""

from __future__ import annotations

import functools
from collections.abc import Callable


def give_back() -> None:
    """Give back what is free of the memory that C code has asked for, where the system's library can do so.

    After much work of one kind it keeps megabytes for more of that kind; a program that waits for keys needs none.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@functools.cache
def _trim() -> Callable[[int], object] | None:
    """The library's function for that: glibc has one. ctypes is imported when everyone is read."""
    import ctypes

    found: Callable[[int], object] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return found
