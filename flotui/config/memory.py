# SPDX-License-Identifier: MIT
"""Memory that is free, given back to the system."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctypes import CDLL

_MMAP_THRESHOLD = -3
"""glibc's number for the size from which on a block is mapped by itself."""
_LARGE = 128 * 1024
"""That size, in bytes, as it is when a process begins: it grows with each larger block that is given up."""


def give_back() -> None:
    """Give back what is free of the memory that C code has asked for, where the system's library can do so.

    After much work of one kind it keeps megabytes for more of that kind; a program that waits for keys needs none.
    """
    if (trim := getattr(_library(), "malloc_trim", None)) is not None:
        trim(0)


def give_large_back() -> None:
    """Have every large block be given back as soon as it is free, from now on, where the system's library can do so.

    It would keep room for more of them, in which small ones settle meanwhile: for the pages of everyone some megabytes.
    """
    if (set_option := getattr(_library(), "mallopt", None)) is not None:
        set_option(_MMAP_THRESHOLD, _LARGE)


@functools.cache
def _library() -> CDLL:
    """The system's C library. ctypes is imported when everyone is read."""
    import ctypes

    return ctypes.CDLL(None)
