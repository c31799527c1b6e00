# SPDX-License-Identifier: MIT
"""What is left of the hour's calls, as the host's answers tell it: to this process, or to another one of the same bot."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from flotui.api.headers import Quota

WINDOW = 3600.0
"""The quota's window in seconds: what was told longer ago says nothing of now."""
FRESH = 60.0
"""Seconds for which what the host said of the quota is taken for what it is now."""
_ABOUT = 10.0
"""Seconds after which no call is under way any more, where no process has begun or ended one."""
_PROCESSES = 4
"""How many processes' answers may overtake each other."""


class HourTold(NamedTuple):
    """What a process was told of the hour's calls."""

    quota: Quota
    """What the host said, and when; at 0 where it said nothing yet."""
    since: float
    """When the first answer came that told of the same hour, in unix seconds."""
    under_way: int
    """How many calls of all processes are under way that this doesn't count yet."""
    told_at: float
    """When this was told on, in unix seconds."""
    by: int
    """Which process told it."""


class SharedHour(Protocol):
    """Where processes of one bot tell each other."""

    def read(self) -> HourTold | None:
        """What was told last to any of them."""

    def write(self, told: HourTold) -> None:
        """Tell the others.

        Args:
            told: what this one was told.
        """

    def alone(self) -> AbstractContextManager[object]:
        """Nobody else is alone while the block runs, so that what is read and then written is nobody's else."""

    def close(self) -> None:
        """Read and tell nothing more."""


class Hour:
    """The count of one hour after the other."""

    def __init__(self, at_once: int, clock: Callable[[], float]) -> None:
        """
        Args:
            at_once: how many requests of one process may be under way together.
            clock: gives the time in unix seconds.
        """
        self.quota: Quota | None = None
        """What the host last said, to whichever process."""
        self.since: float | None = None
        """When the first answer came that told of this hour, in unix seconds."""
        self.shared: SharedHour | None = None
        """Where the other processes are told; None where there are none."""
        self._at_once = at_once
        self._clock = clock
        self._me = int.from_bytes(os.urandom(8), "big")
        self._own = self._others = 0
        self.told_here = False
        """Whether the host has told this process anything. What others were told may be of an hour that has ended."""
        self._has_company = False
        """Whether another process has spent calls as well."""
        self._known: tuple[int | None, int | None] = (None, None)

    @property
    def remaining(self) -> int | None:
        """How many are left, as far as the host has said."""
        return self.quota.remaining if self.quota else None

    @property
    def limit(self) -> int | None:
        """How many an hour has, as far as the host has said."""
        return self.quota.limit if self.quota else None

    def note(self, headers: Mapping[str, str]) -> bool:
        """Take in what an answer's headers tell, and tell the other processes.

        Args:
            headers: the answer's headers, names in any case.

        Returns:
            Whether it is other than what was known.
        """
        quota = Quota.read(headers, self._clock())
        if quota is None:
            return self.catch_up()
        with self._alone():
            self.catch_up()
            self._take(quota)
            self.told_here = True
            self._tell()
        return self._is_other()

    def begin(self, reserve: int | None) -> bool:
        """Count a call as under way.

        Args:
            reserve: how many calls it has to leave, with all that are under way; None for one that may always leave.

        Returns:
            Whether it may leave.
        """
        with self._alone():
            self.catch_up()
            if (
                reserve is not None
                and self.remaining is not None
                and self.remaining - self.under_way <= reserve
            ):
                return False
            self._own += 1
            self._tell()
        return True

    def end(self) -> None:
        """A call is no longer under way."""
        with self._alone():
            self.catch_up()
            self._own -= 1
            self._tell()

    @property
    def under_way(self) -> int:
        """How many calls are under way that what is left doesn't count yet, of all processes."""
        return self._own + self._others

    def catch_up(self) -> bool:
        """Take in what another process was told since.

        Returns:
            Whether it is other than what was known.
        """
        told = self.shared.read() if self.shared is not None else None
        now = self._clock()
        if told is None or abs(now - told.told_at) > _ABOUT:
            self._others = 0  # a process that was killed has left its calls in the count
        elif told.by != self._me:
            self._others, self._has_company = max(0, told.under_way - self._own), True
        if (
            told is None
            or told.by == self._me
            or not now - WINDOW < told.quota.at < now + FRESH
            or (self.quota is not None and told.quota.at < self.quota.at)
        ):
            return False
        self._take(told.quota, told.since)
        return self._is_other()

    def _is_other(self) -> bool:
        """Whether what is known is other than when this was asked last."""
        before, self._known = self._known, (self.limit, self.remaining)
        return before != self._known

    def _alone(self) -> AbstractContextManager[object]:
        return self.shared.alone() if self.shared is not None else nullcontext()

    def _tell(self) -> None:
        if self.shared is not None:
            quota = self.quota or Quota(None, None, 0.0)
            told = HourTold(quota, self.since or 0.0, self.under_way, self._clock(), self._me)
            self.shared.write(told)

    def _take(self, quota: Quota, since: float | None = None) -> None:
        """Know what was told.

        Args:
            quota: what the host said.
            since: when it was first told of that hour, where another process knows it.
        """
        before, now = self.remaining, quota.remaining
        overtaken = self._at_once * (_PROCESSES if self._has_company else 1)
        over = self.since is not None and quota.at - self.since >= WINDOW
        if before is None or now is None or now > before + overtaken or over:
            self.since = quota.at
        elif before < now:
            # Of answers that overtake each other the lowest counts; a new hour has far more than that.
            quota = replace(quota, remaining=before)
        if since is not None:
            self.since = since
        self.quota = quota
