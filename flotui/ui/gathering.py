# SPDX-License-Identifier: MIT
"""What happens while many things are sent or read, told to the screen at most ten times a second, all of it at once.

A job of hundreds of calls would have header, list and detail painted for each of them. What happens otherwise is told
at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from flotui.store.job import JobState
from flotui.workspace import Changed, Event, Exchanged, Journaled, Progressed, QuotaTold, Renewed, Worked

EVERY: Final = 0.1
"""Seconds between two tellings, at the least."""

SELDOM: Final = 1.0
"""Seconds between two tellings of what every call of a job in the background tells: the quota, the call."""

_LATEST: Final = (Journaled, Exchanged, QuotaTold, Progressed)
"""Events of which only the newest is handed on: it says all that older ones of its kind said."""


class Gathering:
    """Gathers the events that come in bulk, so that the screen follows them together."""

    def __init__(self, hand_on: Callable[[Event], None]) -> None:
        """
        Args:
            hand_on: tells the screen.
        """
        self._hand_on = hand_on
        self._many = False
        self._gathered: dict[type[Event], Event] = {}
        self._pause: asyncio.TimerHandle | None = None
        self._working: set[int] = set()
        self._seldom: dict[type[Event], Event] = {}

    def take(self, event: Event) -> None:
        """Take what has happened.

        Args:
            event: what.
        """
        if isinstance(event, Progressed):
            self._many = event.done < event.of
        if isinstance(event, Worked):
            running = event.job.state is JobState.RUNNING
            (self._working.add if running else self._working.discard)(event.job.id)
        elif self._working and isinstance(event, Exchanged | QuotaTold):
            if not self._seldom:
                asyncio.get_running_loop().call_later(SELDOM, self._tell_seldom)
            self._seldom[type(event)] = event
            return
        if not isinstance(event, (Changed, Renewed, *_LATEST)):
            self._hand_on(event)  # it has something to say
            return
        self._add(event)
        if not self._many and self._pause is not None:
            self._pause.cancel()
            self._pause = None
        if self._pause is None:
            self._tell()

    def forget(self) -> None:
        """Tell nothing of what was taken, and begin anew: another bot is open."""
        if self._pause is not None:
            self._pause.cancel()
        self._many, self._pause = False, None
        self._gathered, self._seldom = {}, {}
        self._working.clear()

    def _tell_seldom(self) -> None:
        gathered, self._seldom = self._seldom, {}
        for event in gathered.values():
            self._hand_on(event)

    def _add(self, event: Event) -> None:
        kind = type(event)
        before = self._gathered.pop(kind, None)
        if isinstance(event, Changed) and isinstance(before, Changed):
            event = Changed(before.rows | event.rows, before.operations | event.operations)
        elif isinstance(event, Renewed) and isinstance(before, Renewed):
            all_of_them = not before.resources or not event.resources
            event = Renewed(frozenset() if all_of_them else before.resources | event.resources)
        self._gathered[kind] = event

    def _tell(self) -> None:
        """Tell what was gathered. While there is much of it, nothing more for a while."""
        gathered, self._gathered = self._gathered, {}
        many = self._many and bool(gathered)
        self._pause = asyncio.get_running_loop().call_later(EVERY, self._tell) if many else None
        for event in gathered.values():
            self._hand_on(event)
