# SPDX-License-Identifier: MIT
"""The pacer: who may ask the host when, within the hour's quota.

One per profile. It lets a few requests out at once, the person's own first; keeps a reserve of the
quota for the person; and when the host says that it has had enough, holds everything back for a while.
"""

from __future__ import annotations

import asyncio
import enum
import heapq
import itertools
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from typing import NamedTuple

from flotui.api.errors import FlochatError, RateLimited, Reserved
from flotui.api.headers import Quota
from flotui.api.host_clock import HostClock
from flotui.api.hour import FRESH, WINDOW, Hour
from flotui.text.dates import clock_time_by
from flotui.text.plural import counted

log = logging.getLogger(__name__)

FIRST_PAUSE = 60.0
"""How long to hold back where the host doesn't say; doubled each time up to `LONGEST_GUESS`."""

LONGEST_GUESS = 300.0
"""The longest pause that the host hasn't asked for."""


class Purpose(enum.IntEnum):
    """Who asks, the most urgent first."""

    INTERACTIVE = 0
    """A person waits for it."""
    BACKGROUND = 1
    """A refresh that nobody asked for."""
    JOB = 2
    """A step of bulk work, which has time."""


_asking: ContextVar[Purpose] = ContextVar("asking", default=Purpose.INTERACTIVE)


def asking() -> Purpose:
    """Who asks here, where nobody says it: a person, unless `on_behalf` says otherwise."""
    return _asking.get()


@contextmanager
def on_behalf(purpose: Purpose) -> Iterator[None]:
    """Say who asks for all that is read while the block runs.

    Args:
        purpose: who.
    """
    before = _asking.set(purpose)
    try:
        yield
    finally:
        _asking.reset(before)


class _Queued(NamedTuple):
    # The number is unique, so that waiters are ordered without looking at the future.
    purpose: Purpose
    number: int
    granted: asyncio.Future[None]


class Pacer:
    """Hands out turns; see the module."""

    def __init__(
        self, max_at_once: int = 5, reserve: int = 50, *, clock: Callable[[], float] = time.time
    ) -> None:
        """
        Args:
            max_at_once: how many requests may be under way together. One place is kept for the person.
            reserve: how many of the hour's requests only the person may spend.
            clock: gives the time in unix seconds.
        """
        self.max_at_once = max(1, max_at_once)
        self.reserve = reserve
        self.on_change: list[Callable[[], None]] = []
        """Called, without arguments, when the quota or the pause has changed."""
        self.host_clock = HostClock()
        """The host's clock, as its answers tell it."""
        self._clock = clock
        self.hour = Hour(self.max_at_once, clock)
        """What is left of the hour's calls."""
        self._quota_known_from = 0.0
        self._paused_until: float | None = None
        self._guess = FIRST_PAUSE
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: list[_Queued] = []
        self._numbers = itertools.count()
        self._running = dict.fromkeys(Purpose, 0)

    def __repr__(self) -> str:
        return f"<Pacer {self.running} under way, {self.quota}, paused until {self.paused_until}>"

    @property
    def spare(self) -> bool:
        """Whether more than half of the hour's requests are left: some may go on what is only nice to have."""
        left, limit = self.remaining, self.limit
        return left is not None and limit is not None and left - self.running > max(limit / 2, self.reserve)

    @property
    def quota(self) -> Quota | None:
        """What the host last said of the quota, to this process or another one; None before its first answer."""
        return self.hour.quota

    @property
    def remaining(self) -> int | None:
        """How many of the hour's requests are left, as far as the host has said."""
        return self.hour.remaining

    @property
    def at_most(self) -> int | None:
        """How many of the hour's requests are left at most: all of them where the hour is over since the host has said
        how many there are.
        """
        return self.limit or self.remaining if self.is_old and self.full_by is None else self.remaining

    @property
    def is_old(self) -> bool:
        """Whether the host said that so long ago that others with the same key may have used some since."""
        return self.quota is not None and self._clock() - self.quota.at > FRESH

    @property
    def limit(self) -> int | None:
        """How many requests an hour has, as far as the host has said."""
        return self.hour.limit

    @property
    def full_by(self) -> float | None:
        """By when all of the hour's requests are there again, in unix seconds; None where that can't be told.

        The host refills all of them at once, an hour after it began to count, and says when in no answer. So it is
        an hour after the first answer that told of this count, or earlier.
        """
        since = self.hour.since
        if since is None or self.remaining is None or self.remaining == self.limit:
            return None
        by = since + WINDOW
        return by if by > self._clock() else None

    @property
    def paused_until(self) -> float | None:
        """Until when everything is held back, in unix seconds; None when nothing is."""
        until = self._paused_until
        return until if until is not None and until > self._clock() else None

    @property
    def running(self) -> int:
        """How many turns are taken."""
        return sum(self._running.values())

    @property
    def keeps_person_waiting(self) -> bool:
        """Whether the host owes the answer to what a person asks."""
        return self._running[Purpose.INTERACTIVE] > 0

    @asynccontextmanager
    async def turn(self, purpose: Purpose = Purpose.INTERACTIVE) -> AsyncIterator[None]:
        """Wait for a turn, and keep it while the block runs.

        Args:
            purpose: who asks. A job waits until a pause is over; anything else is told at once.

        Raises:
            RateLimited: while everything is held back.
            Stopped: when only the reserve is left, and it isn't a person who asks.
        """
        if purpose is not Purpose.INTERACTIVE:
            self.catch_up()
        if error := self._refusal(purpose):
            raise error
        await self._enter(purpose)
        try:
            yield
        finally:
            self._running[purpose] -= 1
            self.hour.end()
            self._wake()

    def note(self, headers: Mapping[str, str]) -> None:
        """Take the quota and the host's time from an answer's headers, where they tell it.

        Args:
            headers: the answer's headers, names in any case.
        """
        self.host_clock.note(headers)
        if self.hour.note(headers):
            self._changed()

    def catch_up(self) -> None:
        """Take in what another process of the same bot was told of the quota since."""
        if self.hour.catch_up():
            self._wake()
            self._changed()

    def pause(self, seconds: float | None = None) -> float:
        """Hold everything back.

        Args:
            seconds: how long, at most an hour; None for a guess that grows from time to time, until
                `settle` is called.

        Returns:
            Until when, in unix seconds.
        """
        now = self._clock()
        current = self.paused_until
        if seconds is not None:
            until = now + min(max(seconds, 1.0), WINDOW)
        elif current is not None:  # another answer to the same burst
            until = current
        else:
            until = now + self._guess
            self._guess = min(self._guess * 2, LONGEST_GUESS)
        self._paused_until = until = max(until, current or 0.0)
        self._set_timer()
        self._wake()
        if until != current:
            self._changed()
        return until

    def resume(self) -> None:
        """End a pause early, because the person wants to try."""
        if self._paused_until is not None:
            self._end_pause(self._clock())

    def settle(self) -> None:
        """The host carries calls out again, so that the next pause begins small."""
        if self.paused_until is None:
            self._guess = FIRST_PAUSE

    def _end_pause(self, ended: float) -> None:
        self._paused_until = None
        self._quota_known_from = ended  # what was left before it says nothing of now
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._wake()
        self._changed()

    def _set_timer(self) -> None:
        """See that the pause's end is noticed, even if nobody asks."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._paused_until is None:
            return
        with suppress(RuntimeError):  # no loop yet: whoever asks next notices
            left = max(0.0, self._paused_until - self._clock())
            # In steps, because a machine that slept has a clock that ran on and a loop that didn't.
            self._timer = asyncio.get_running_loop().call_later(min(left, 30.0) + 0.01, self._tick)

    def _tick(self) -> None:
        self._timer = None
        if self.paused_until is None:
            self._notice_end()
        else:
            self._set_timer()

    def _notice_end(self) -> None:
        if self._paused_until is not None and self._paused_until <= self._clock():
            self._end_pause(self._paused_until)

    def _refusal(self, purpose: Purpose) -> FlochatError | None:
        """Why this purpose gets no turn at all now, or None."""
        self._notice_end()
        until = self.paused_until
        if until is not None and purpose is not Purpose.JOB:
            return RateLimited(
                f"The host is limiting requests. Calls resume at {clock_time_by(until)}.",
                retry_after=until - self._clock(),
                advice="Nothing was sent.",
            )
        if purpose is Purpose.INTERACTIVE or until is not None or not self.at_reserve:
            return None
        if purpose is Purpose.BACKGROUND:
            return Reserved(
                f"Automatic refresh is off: {self.reserve} calls are reserved for you.",
                advice="You can still refresh by hand.",
                reserve=self.reserve,
            )
        if self.all_reserved:
            return Reserved(self.all_reserved, advice="", reserve=self.reserve, always=True)
        return Reserved(
            f"Only the {self.reserve} reserved calls of this hour are left.",
            advice="Nothing was changed. Continue when the quota has refilled (within an hour).",
            reserve=self.reserve,
        )

    @property
    def places(self) -> int:
        """How many requests may be under way together that no person waits for."""
        return max(1, self.max_at_once - 1)

    @property
    def limited_until(self) -> float | None:
        """Until when no job gets a turn, in unix seconds: the host limits, or only the reserve is left; or None."""
        until = self.paused_until
        if until is None and self.at_reserve and self.quota is not None:
            until = self.quota.at + WINDOW
        return until

    @property
    def at_reserve(self) -> bool:
        """Whether only the reserved calls are left: whatever takes many gets no turn."""
        left = self.remaining
        return left is not None and self._is_of_now and left - self.hour.under_way <= self.reserve

    @property
    def all_reserved(self) -> str:
        """That the reserve takes all calls of an hour, so that no job ever gets a turn, as sentences; else empty."""
        if self.limit is None or self.limit > self.reserve:
            return ""
        return (
            f"All of the {counted(self.limit, 'call')} of an hour are reserved for you. "
            "Set a smaller reserve in config.toml."
        )

    @property
    def _is_of_now(self) -> bool:
        """Whether what was told of the quota says what is left now."""
        since = max(self._quota_known_from, self._clock() - WINDOW)
        return self.hour.told_here and self.quota is not None and self.quota.at > since

    def _has_room(self, purpose: Purpose) -> bool:
        if self.running >= self.max_at_once:
            return False
        if purpose is Purpose.INTERACTIVE:
            return True
        if purpose is Purpose.JOB and self.paused_until is not None:
            return False
        others = self.running - self._running[Purpose.INTERACTIVE]
        return others < self.places

    async def _enter(self, purpose: Purpose) -> None:
        waiter = _Queued(purpose, next(self._numbers), asyncio.get_running_loop().create_future())
        heapq.heappush(self._waiting, waiter)
        self._wake()
        if purpose is Purpose.JOB and self._paused_until is not None and self._timer is None:
            self._set_timer()
        try:
            await waiter.granted
        except BaseException:
            granted = waiter.granted
            if granted.done() and not granted.cancelled() and granted.exception() is None:
                self._running[purpose] -= 1  # the turn came together with the cancellation
                self.hour.end()
            self._wake()
            raise

    def _wake(self) -> None:
        """Give turns to those who wait, as far as there is room; tell those who get none."""
        self._notice_end()
        for waiter in tuple(self._waiting):
            if not waiter.granted.done() and (error := self._refusal(waiter.purpose)):
                waiter.granted.set_exception(error)
        while self._waiting:
            waiter = self._waiting[0]
            if not waiter.granted.done():
                if not self._has_room(waiter.purpose):
                    return
                error = None if self._begins(waiter.purpose) else self._refusal(waiter.purpose)
                if error is not None:
                    waiter.granted.set_exception(error)
                else:
                    self._running[waiter.purpose] += 1
                    waiter.granted.set_result(None)
            heapq.heappop(self._waiting)

    def _begins(self, purpose: Purpose) -> bool:
        """Whether a call may leave: it is counted as under way then."""
        always = purpose is Purpose.INTERACTIVE or not self._is_of_now
        return self.hour.begin(None if always else self.reserve)

    def _changed(self) -> None:
        for listener in tuple(self.on_change):
            try:
                listener()
            except Exception:
                log.exception("a listener of the pacer failed")
