# SPDX-License-Identifier: MIT
"""What a bot has done in the background, by name, until it is through, stopped, or the bot is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine


class Background:
    """The work that goes on, at most one of a name."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, work: Coroutine[object, object, None]) -> None:
        """Have something done.

        Args:
            name: what it is called, to ask for it.
            work: what is done. It says itself what came of it.
        """
        task = self._tasks[name] = asyncio.create_task(work, name=name)
        task.add_done_callback(lambda _: self._tasks.pop(name, None))

    def __contains__(self, name: str) -> bool:
        return name in self._tasks

    def stop(self) -> bool:
        """Stop all of it; whether there was any."""
        for task in tuple(self._tasks.values()):
            task.cancel()
        return bool(self._tasks)

    async def close(self) -> None:
        """Stop all of it, and return when it has stopped."""
        self.stop()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
