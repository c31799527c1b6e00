# SPDX-License-Identifier: MIT
"""What a bot has done in the background, by name, until it is through, stopped, or the bot is closed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

_log = logging.getLogger(__name__)


class Background:
    """The work that goes on, at most one of a name."""

    def __init__(self, failed: Callable[[str], None]) -> None:
        """
        Args:
            failed: is told, as a sentence, when work ended otherwise than it says itself.
        """
        self._failed = failed
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, work: Coroutine[object, object, None]) -> None:
        """Have something done.

        Args:
            name: what it is called, to ask for it. Work of that name that goes on is stopped.
            work: what is done. It says itself what came of it.
        """
        if before := self._tasks.pop(name, None):
            before.cancel()
        task = self._tasks[name] = asyncio.create_task(work, name=name)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        name = task.get_name()
        if self._tasks.get(name) is task:
            del self._tasks[name]
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("%s failed", name, exc_info=error)
            self._failed("What was done in the background failed because of a bug in flotui. See the log.")

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
