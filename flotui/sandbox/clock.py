# SPDX-License-Identifier: MIT
"""What time it is in the sandbox, and how Flochat writes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

WORKSPACE_ZONE = timezone(timedelta(hours=-3))
"""The workspace's own zone: times without a zone are in it."""

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock:
    """The current time, real or held still for tests."""

    def __init__(self, fixed: datetime | None = None) -> None:
        """Start the clock.

        Args:
            fixed: the moment at which time stands still; without a zone it is UTC. None for real time.
        """
        if fixed is not None and fixed.tzinfo is None:
            fixed = fixed.replace(tzinfo=UTC)
        self._fixed = fixed
        self.start = self.timestamp()
        """When the world was made (unix seconds). Everything in the seed is dated from here."""

    def now(self) -> datetime:
        """The current time, in UTC."""
        return (self._fixed or datetime.now(UTC)).astimezone(UTC)

    def timestamp(self) -> int:
        """The current time in unix seconds."""
        return int(self.now().timestamp())

    def stamp(self) -> str:
        """The current time as Flochat writes it: without a zone, in the workspace's."""
        return stamp(self.timestamp())

    def midnight(self) -> int:
        """When the day of the start began in the workspace's zone (unix seconds)."""
        local = datetime.fromtimestamp(self.start, WORKSPACE_ZONE)
        return int(local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())


def stamp(seconds: int) -> str:
    """Unix seconds as `YYYY-MM-DD HH:MM:SS` in the workspace's zone."""
    return datetime.fromtimestamp(seconds, WORKSPACE_ZONE).isoformat(" ", "seconds")[:19]  # the quickest way


def utc_stamp(seconds: int) -> str:
    """Unix seconds as `YYYY-MM-DD HH:MM:SS` in UTC, as discount codes have it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def iso(seconds: int) -> str:
    """Unix seconds as ISO 8601 with the offset, as datetime fields have it."""
    return datetime.fromtimestamp(seconds, WORKSPACE_ZONE).isoformat()


def day(seconds: int) -> str:
    """The day of unix seconds in the workspace's zone, as `YYYY-MM-DD`."""
    return stamp(seconds)[:10]
