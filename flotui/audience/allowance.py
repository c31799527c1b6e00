# SPDX-License-Identifier: MIT
"""How many calls a long reading may spend: a share of what is left of the hour, above the person's reserve."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from flotui.api.hour import WINDOW
from flotui.api.pacer import Pacer

HALF = 0.5
"""The share where nobody says another."""
_LOOK = 30.0
"""Seconds between two looks at a clock that may have run on while this machine slept."""


class Allowance:
    """A share of the quota. A new hour brings a new one."""

    def __init__(self, pacer: Pacer, share: float = HALF, *, clock: Callable[[], float] = time.time) -> None:
        """
        Args:
            pacer: knows what is left, and the reserve.
            share: of what is left above the reserve, over 0 to 1.
            clock: gives the time in unix seconds.
        """
        self._pacer = pacer
        self._share = share
        self._clock = clock
        self._granted: int | None = None
        self._granted_at = 0.0
        self._spent = 0
        self._lowest: int | None = None
        self.waits_until: float | None = None
        """Until when it waits for a new hour, in unix seconds; None while it doesn't."""

    @property
    def left(self) -> int | None:
        """How many more calls it allows now; None where the host hasn't said what is left."""
        self._look()
        return None if self._granted is None else max(0, self._granted - self._spent)

    async def take(self, waiting: Callable[[], None] = lambda: None) -> None:
        """Take one call, and wait for a new hour where none is allowed.

        Args:
            waiting: told when it begins to wait.
        """
        while self.left == 0:
            until = self._granted_at + WINDOW
            if self._clock() >= until:
                self._granted = None  # a new hour: the next answer says how much it has
                break
            if self.waits_until != until:
                self.waits_until = until
                waiting()
            await self._sleep(until)
        self.waits_until = None
        self._spent += 1

    async def _sleep(self, until: float) -> None:
        """Wait until a moment, or until the host says something else of the quota."""
        told = asyncio.Event()
        self._pacer.on_change.append(told.set)
        try:
            async with asyncio.timeout(min(_LOOK, max(0.01, until - self._clock()))):
                await told.wait()
        except TimeoutError:
            pass
        finally:
            self._pacer.on_change.remove(told.set)

    def stop(self) -> None:
        """The host said that only the reserve is left: nothing more in this hour."""
        self._look()
        self._granted, self._spent = 0, 0
        self._granted_at = self._granted_at or self._clock()

    def _look(self) -> None:
        """Take in what the host last said of the quota."""
        quota = self._pacer.quota
        if quota is None or quota.remaining is None or quota.at <= self._clock() - WINDOW:
            return
        refilled = self._lowest is not None and quota.remaining > self._lowest + self._pacer.max_at_once
        if self._granted is None or refilled:
            self._granted = int(self._share * max(0, quota.remaining - self._pacer.reserve))
            self._granted_at, self._spent = quota.at, 0
            self._lowest = quota.remaining
        self._lowest = min(self._lowest if self._lowest is not None else quota.remaining, quota.remaining)
