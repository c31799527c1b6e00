# SPDX-License-Identifier: MIT
"""Which process keeps others from writing into a database, as far as the system tells."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_WRITE_LOCK = 120
"""The byte of a database's `-shm` that SQLite locks for as long as somebody writes (its file format, section 4)."""
_LOCKS, _PROCESSES = Path("/proc/locks"), Path("/proc")
_STOPPED = ("T", "t")
"""The states of a process that was stopped, by ctrl+z or a debugger."""


def who_writes(path: Path) -> str:
    """Which other process writes into a database, as part of a sentence; empty where the system doesn't tell.

    The side file isn't opened for it: closing it again would give up the locks that this process has.

    Args:
        path: the database's file.
    """
    with suppress(OSError, ValueError):
        side = path.with_name(f"{path.name}-shm").stat()
        place = f"{os.major(side.st_dev):02x}:{os.minor(side.st_dev):02x}:{side.st_ino}"
        for words in map(str.split, _LOCKS.read_text().splitlines()):
            if words[1:2] != ["POSIX"] or words[3] != "WRITE" or words[5] != place:
                continue
            if int(words[6]) <= _WRITE_LOCK and (words[7] == "EOF" or int(words[7]) >= _WRITE_LOCK):
                return _process(int(words[4]))
    return ""


def _process(number: int) -> str:
    if number in (
        0,
        -1,
        os.getpid(),
    ):  # it runs where its number isn't seen, or is another connection of ours
        return ""
    status = (_PROCESSES / str(number) / "stat").read_text(errors="replace")
    state = status.rpartition(")")[2].split()[0]
    return f"process {number}, which is stopped," if state in _STOPPED else f"process {number}"
