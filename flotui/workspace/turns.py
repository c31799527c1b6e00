# SPDX-License-Identifier: MIT
"""One undo or redo at a time: what comes next is decided when what is under way is settled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from flotui.api.errors import Stopped


class Turns:
    """Has undo and redo wait for each other, in the order in which they came."""

    def __init__(self, settled: Callable[[], Awaitable[None]], goes_on: Callable[[], bool]) -> None:
        """
        Args:
            settled: returns when no edit of a few calls is under way.
            goes_on: whether an act of many calls is under way.
        """
        self._settled = settled
        self._goes_on = goes_on
        self._lock = asyncio.Lock()
        self._stops = 0

    def stop(self) -> None:
        """Let none of those begin that wait for their turn."""
        self._stops += 1

    @asynccontextmanager
    async def take(self, advice: str) -> AsyncIterator[None]:
        """Have the turn, from the look at what comes next to the answer to the last call.

        Args:
            advice: what the person can do about what is under way, as a sentence that names their key.

        Raises:
            Stopped: when the person stopped what it waited for, or when that takes many calls: by the time they
                are through, nobody knows what was meant.
        """
        if self._lock.locked() and self._goes_on():
            raise Stopped("Not begun: an undo or redo of many calls is under way.", advice=advice)
        stops = self._stops
        async with self._lock:
            await self._settled()
            if stops != self._stops:
                raise Stopped("Not begun, because you stopped what came before it.")
            yield
