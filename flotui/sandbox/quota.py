# SPDX-License-Identifier: MIT
"""The hourly quota: a fixed window that refills at once."""

from __future__ import annotations

from flotui.sandbox.clock import HOUR, Clock


class Quota:
    """Counts requests, for the token that is being used."""

    def __init__(self, limit: int, clock: Clock) -> None:
        """Start a window.

        Args:
            limit: requests an hour.
            clock: tells when the hour is over.
        """
        self.limit = limit
        self.dress = 429
        """The status of the answer that refuses: 429, or 200 as has been seen."""
        self.retry_after: int | None = None
        """Seconds to put in `Retry-After`, which the host does only sometimes."""
        self._clock = clock
        self._begun = clock.timestamp()
        self._spent = 0

    @property
    def remaining(self) -> int:
        """Requests left in this window."""
        return max(0, self.limit - self._spent)

    def leave(self, remaining: int) -> None:
        """Set how many requests are left in this window."""
        self._spent = self.limit - remaining

    def spend(self) -> bool:
        """Take one request; False where none is left."""
        if self._clock.timestamp() - self._begun >= HOUR:
            self._begun = self._clock.timestamp()
            self._spent = 0
        if not self.remaining:
            return False
        self._spent += 1
        return True

    def headers(self) -> dict[str, str]:
        """The headers that every answer carries."""
        return {"x-ratelimit-limit": str(self.limit), "x-ratelimit-remaining": str(self.remaining)}
