# SPDX-License-Identifier: MIT
"""Reads under way: who asks for the same at the same time shares one request."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")

JUST_ASKED = 1.0
"""Seconds within which a question counts as just asked: to ask it anew would only cost a call."""


class _Flight(Generic[T]):
    """One piece of work, and how many wait for it."""

    def __init__(self, task: asyncio.Future[T], urgency: int, name: str) -> None:
        self.task = task
        self.urgency = urgency
        self.name = name
        self.began = time.monotonic()
        self.waiting = 0
        self.given_up = False
        """Whether the person has stopped it: it isn't seen through, and whoever asks for it anew has it begun anew."""
        self.follower: _Flight[T] | None = None
        """What was begun in its place."""

    @property
    def age(self) -> float:
        """For how many seconds it has been under way."""
        return time.monotonic() - self.began

    @property
    def is_old(self) -> bool:
        """Whether who asks for it anew has it begun anew: it wasn't just asked for, or the person has stopped it."""
        return self.given_up or self.age > JUST_ASKED


class Flights(Generic[T]):
    """Work of one type under way, by key.

    Work that nobody waits for any more is let go, so that a host that doesn't answer is not kept busy with
    what the person has turned away from. What was left last is seen through: they may come back.
    """

    def __init__(self, kept: int = 0) -> None:
        """
        Args:
            kept: how many that nobody waits for are seen through.
        """
        self._kept = kept
        self._by_key: dict[str, _Flight[T]] = {}
        self._left: list[_Flight[T]] = []
        self._ending: set[asyncio.Future[T]] = set()
        self._closed = False

    async def join(
        self,
        key: str,
        work: Callable[[], Awaitable[T]],
        *,
        urgency: int = 0,
        name: str = "",
        over: bool = False,
        anew: bool = False,
    ) -> T:
        """Do some work, or wait for it where it is under way.

        Args:
            key: what it is about.
            work: does it.
            urgency: how urgent it is, 0 for the most. Where less urgent work failed, it is done once more.
            name: what kind of work it is. Under one key, only work of one name is under way at a time.
            over: whether work of another name is let go for it, and not waited for. Those who waited for that
                wait for this.
            anew: whether to let go what has been under way for a while, and do it again. Those who waited
                for it wait for the new one.

        Raises:
            Exception: what the work raises.
            asyncio.CancelledError: when it was let go, or all is closed, also for who comes only then.
        """
        while (other := self._by_key.get(key)) is not None and other.name != name and not over:
            await self._wait(other)
        flight = self._by_key.get(key)
        if flight is None or flight.name != name or (anew and flight.is_old):
            flight = self._begin(key, work, urgency, name)
        while True:
            await self._wait(flight)
            if flight.task.cancelled() and flight.follower is not None:
                flight = flight.follower
            elif flight.urgency > urgency and not flight.task.cancelled() and flight.task.exception():
                flight = self._by_key.get(key) or self._begin(key, work, urgency, name)
            else:
                return flight.task.result()

    def _begin(self, key: str, work: Callable[[], Awaitable[T]], urgency: int, name: str) -> _Flight[T]:
        if self._closed:
            raise asyncio.CancelledError
        before = self._by_key.get(key)
        flight = _Flight(asyncio.ensure_future(work()), urgency, name)
        self._by_key[key] = flight
        flight.task.add_done_callback(lambda _: self._land(key, flight))
        if before is not None:
            before.follower = flight
            before.task.cancel()
        return flight

    async def _wait(self, flight: _Flight[T]) -> None:
        flight.waiting += 1
        if flight in self._left:
            self._left.remove(flight)
        try:
            await asyncio.wait({flight.task})
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                self._left.append(flight)
                self._let_go_left()

    def give_up(self) -> None:
        """The person stops what is under way: what nobody waits for, now or in a moment, is let go."""
        for flight in self._by_key.values():
            flight.given_up = True
        self._let_go_left()

    def _let_go_left(self) -> None:
        """End what nobody waits for and what isn't seen through."""
        stopped = [each for each in self._left if each.given_up]
        kept = [each for each in self._left if not each.given_up]
        self._left = kept[max(0, len(kept) - self._kept) :]
        for flight in (*stopped, *kept[: len(kept) - len(self._left)]):
            self._let_go(flight)

    def _let_go(self, flight: _Flight[T]) -> None:
        """End work that nobody waits for. Whoever asks from now on has it begun anew: this takes a moment to end."""
        for key in [key for key, each in self._by_key.items() if each is flight]:
            del self._by_key[key]
        self._ending.add(flight.task)
        flight.task.add_done_callback(self._ending.discard)
        flight.task.cancel()

    def _land(self, key: str, flight: _Flight[T]) -> None:
        if self._by_key.get(key) is flight:
            del self._by_key[key]
        if flight in self._left:
            self._left.remove(flight)
        if not flight.task.cancelled():
            flight.task.exception()  # taken note of, should nobody be waiting any more

    async def close(self) -> None:
        """Let go all that is under way, and begin nothing any more."""
        self._closed = True
        tasks = [*(flight.task for flight in self._by_key.values()), *self._ending]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
