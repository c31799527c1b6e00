"""Keys that come faster than what they are for.

A dialog takes a moment to open. Whoever knows the keys types on meanwhile, and means the dialog: on the
list below, the same letters would be other commands. So keys wait while an action is about to ask, and are
handed on when the question stands, in the order they came.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual import events

LOOKING = 0.8
"""Seconds that keys wait for an action that only looks; then they go where they would have gone."""
WRITING = 8.0
"""Seconds that keys wait for an action that writes, and so will ask; then they are forgotten: nobody who
types a tag's name wants its letters carried out as commands."""

_BETWEEN = 0.015
"""Seconds between keys that are handed on: no more than a fast typist leaves."""


class TypeAhead:
    """The keys that wait."""

    def __init__(self, hand_on: Callable[[events.Key], Awaitable[None]]) -> None:
        """
        Args:
            hand_on: what is done with a key whose turn has come.
        """
        self._hand_on = hand_on
        self._waiting: list[events.Key] = []
        self._handed: dict[int, events.Key] = {}
        self._handing = False
        self._writing = False
        self._ending: asyncio.TimerHandle | None = None

    @property
    def holding(self) -> bool:
        """Whether keys have to wait, or are still being handed on."""
        return self._ending is not None or self._handing

    @property
    def handing(self) -> bool:
        """Whether keys are being handed on: one that comes now has to stand behind them."""
        return self._handing

    def waits(self, key: events.Key) -> bool:
        """Whether this key has to wait: it has not waited already."""
        return self.holding and id(key) not in self._handed

    def take(self, key: events.Key) -> None:
        """Have a key wait."""
        from textual import events

        self._waiting.append(events.Key(key.key, key.character))

    def hold(self, *, writing: bool | None = None) -> None:
        """Have keys wait from now on: something is about to open.

        Args:
            writing: whether it is an action that writes; as before by default.
        """
        self._stop_ending()
        self._writing = self._writing if writing is None else writing
        loop = asyncio.get_running_loop()
        self._ending = loop.call_later(
            WRITING if self._writing else LOOKING, lambda: loop.create_task(self._give_up())
        )

    async def _give_up(self) -> None:
        if self._writing:
            self._waiting.clear()
        await self.release()

    async def release(self) -> None:
        """Hand on what waits: it has opened, or will not."""
        self._stop_ending()
        if self._handing:
            return
        self._handing = True
        try:
            while self._waiting and self._ending is None:
                key = self._waiting.pop(0)
                self._handed[id(key)] = key
                await self._hand_on(key)
                # What one key does (move the focus, open something) is to be done before the next.
                await asyncio.sleep(_BETWEEN)
        finally:
            self._handing = False
            self._handed.clear()

    def _stop_ending(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None
