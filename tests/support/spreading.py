# SPDX-License-Identifier: MIT
"""In which order a whole run takes its tests: so that its processors always have something to do, to the end.

Each process of a run begins with a share of the tests, one after the other as they are listed, and takes from the others
when it has none left. A session of real processes waits most of its time, and takes longer than hundreds of other tests.
Where all of them are one process's, the others are done long before it; where each begins with its own, all wait at
once. So each share has as many of every room, and its sessions stand among tests that compute, none near the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TypeVar

T = TypeVar("T")

SESSIONS = "e2e"
"""The room of the sessions of real processes."""
AMONG = 0.4
"""The part of a share, from its beginning, in which they stand."""
SLOW = ("faults", "cli", "audience", "ui", "resources")
"""The rooms whose tests take longest, those first; the others are the end of every share."""


def spread(tests: Sequence[T], shares: int, file_of: Callable[[T], str]) -> list[T]:
    """The same tests, in the order of a run.

    Args:
        tests: in the order in which they were collected, of which each room's and each file's is kept.
        shares: how many processes there are.
        file_of: a test's file below the folder of all tests, such as `ui/test_cells.py`.
    """

    def room_of(test: T) -> str:
        return file_of(test).partition("/")[0]

    rooms: dict[str, list[T]] = {}
    for each in tests:
        rooms.setdefault(room_of(each), []).append(each)
    slow = {room: place for place, room in enumerate(SLOW)}
    names = sorted(rooms, key=lambda room: slow.get(room, len(slow)))
    order: list[T] = []
    for share in range(shares):
        parts = {room: _part(rooms[room], share, shares) for room in names}
        sessions = [list(each) for _, each in groupby(parts.pop(SESSIONS, []), file_of)]
        others = [each for part in parts.values() for each in part]
        gap = len(others) * AMONG / (len(sessions) or 1)
        done = 0
        for place, session in enumerate(sessions):
            # Not all shares at the same time.
            until = int((place + share / shares) * gap)
            order += [*others[done:until], *session]
            done = until
        order += others[done:]
    return order


def _part(tests: list[T], share: int, shares: int) -> list[T]:
    return tests[share * len(tests) // shares : (share + 1) * len(tests) // shares]
