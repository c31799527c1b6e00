# SPDX-License-Identifier: MIT
"""A thread that does one piece of work after the other for the event loop: SQLite would block it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class Worker:
    """A thread with a queue of work. It never keeps the process alive, whatever it is stuck in."""

    def __init__(self, name: str) -> None:
        """
        Args:
            name: what the thread is called.
        """
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[tuple[asyncio.Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._ended = False
        threading.Thread(target=self._work, name=name, daemon=True).start()

    async def run(self, work: Callable[[], T]) -> T:
        """Have the thread do some work, after all that was handed to it before.

        Work that was begun is done to its end, even when the one who waits for it goes away.

        Args:
            work: what to do.

        Returns:
            What the work returns.

        Raises:
            asyncio.CancelledError: when the thread has been ended: whoever still waits is to be let go.
            Exception: what the work raises.
        """
        if self._ended:
            raise asyncio.CancelledError
        return await self._hand_over(work)

    def _hand_over(self, work: Callable[[], T]) -> asyncio.Future[T]:
        future: asyncio.Future[T] = self._loop.create_future()
        self._queue.put((future, work))
        return future

    def tell(self, told: Callable[..., object], *arguments: object) -> None:
        """From within the work, have the event loop call something soon; not when the loop is gone."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(told, *arguments)

    async def end(self, last: Callable[[], object] = lambda: None) -> None:
        """End the thread when it has done what was handed to it.

        Args:
            last: what it does at its end.
        """
        if not self._ended:
            self._ended = True
            left = self._hand_over(last)
            self._queue.put(None)
            await left

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            future, work = item
            try:
                done, error = work(), None
            except BaseException as failure:
                done, error = None, failure
            self.tell(_deliver, future, done, error)
            # A thread that waits for the next piece would keep this one's things alive.
            del item, future, work, done, error


def _deliver(future: asyncio.Future[object], done: object, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(done)
    else:
        future.set_exception(error)
