# SPDX-License-Identifier: MIT
"""What the sandbox received, for tests to look at."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

from flotui.api.catalogue import Operation, Risk

KEPT = 10_000
"""How many requests are remembered; the oldest go first."""


@dataclass(slots=True)
class Entry:
    """One request."""

    n: int
    time: str
    method: str
    path: str
    query: dict[str, str]
    body: object
    operation: Operation | None = None
    status: int | None = None
    """The answer's status; None while there is none, and for good where the connection was dropped."""
    accepted: bool = False
    """Whether it was carried out, whatever became of the answer."""

    def row(self) -> dict[str, object]:
        """The entry as it is shown. The Authorization header is never in it."""
        return {
            "n": self.n,
            "time": self.time,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "body": self.body,
            "status": self.status,
            "operation": self.operation.id if self.operation else None,
            "accepted": self.accepted,
        }


class RequestLog:
    """Requests in the order in which they came."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._count = 0
        self._accepted: Counter[str] = Counter()

    def add(self, *, time: str, method: str, path: str, query: dict[str, str], body: object) -> Entry:
        """Note a request, before it is answered."""
        self._count += 1
        entry = Entry(self._count, time, method, path, query, body)
        self._entries.append(entry)
        return entry

    def accept(self, entry: Entry) -> None:
        """Note that a request was carried out."""
        entry.accepted = True
        if entry.operation is not None and _writes(entry):
            self._accepted[entry.operation.id] += 1

    def accepted(self) -> dict[str, int]:
        """How often each writing operation was carried out, however many requests are remembered."""
        return dict(self._accepted)

    def rows(self, *, writes_only: bool = False) -> list[dict[str, object]]:
        """What was received, oldest first.

        Args:
            writes_only: leave out what the catalogue says only reads, and what it does not know.
        """
        return [each.row() for each in self._entries if not writes_only or _writes(each)]

    def clear(self) -> None:
        """Forget everything and count from 1 again."""
        self._entries.clear()
        self._accepted.clear()
        self._count = 0


def _writes(entry: Entry) -> bool:
    return entry.operation is not None and entry.operation.risk is not Risk.READ
