# SPDX-License-Identifier: MIT
"""Which process wrote something, and whether it is still running."""

from __future__ import annotations

import os
from pathlib import Path


def owner_of(pid: int) -> str:
    """A process, told apart from a later one with the same number by when it began; no start once it ended."""
    try:
        # Fields 3 and 22 of proc(5) stat; the command's name before them may hold spaces, so count from its end.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        state, began = fields[0], fields[19]
    except (OSError, IndexError):
        return f"{pid}:"
    # One that has ended and whose parent has not asked yet still has its number.
    return f"{pid}:" if state in "ZX" else f"{pid}:{began}"


def is_alive(owner: str) -> bool:
    """Whether the process is still running that `owner_of` named; not one that nobody noted."""
    if not owner:
        return False
    pid = int(owner.partition(":")[0])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return owner_of(pid) == owner
