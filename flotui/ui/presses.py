# SPDX-License-Identifier: MIT
"""Presses of keys: when each was made, and whether it may be a key that is held down.

Terminals don't tell that a key is held: it comes again and again, after a first delay of a quarter of a second
to a second and then some 10 to 40 times a second. So presses of one key that follow each other like that are one
run, and what counts is when the run began.
"""

from __future__ import annotations

import asyncio
import enum
import math
import time
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import msgspec
from msgspec.structs import replace

from flotui.text.typable import is_typable

if TYPE_CHECKING:
    from textual import events

UNREAD = 1.0
"""Seconds for which nobody can have read what came up by itself."""
SOONEST = 0.2
"""Seconds after which a key that is held down comes for the second time, at the soonest."""
FIRST = 1.0
"""Seconds after which a key that is held down comes for the second time, at the latest."""
RHYTHM = 0.25
"""Seconds between its further presses, at the latest."""
_QUICK = 0.075
"""Seconds between further presses that nobody types by hand."""
_SLOW = 0.12
"""Seconds between further presses of a key that is held down where it comes slowly: a Linux console's come 11 times a
second."""
_STEADY = 0.025
"""Seconds by which such presses may differ: no hand is that steady."""


class Typed(msgspec.Struct, frozen=True):
    """A key, or a text that was pasted, and when it was typed."""

    event: events.Key | events.Paste
    since: float
    """When its run began, on the clock of `Message.time`, in seconds: its own time unless the key may be held."""
    number: int = 1
    """The how manieth press of its run it is."""
    insisted: float = 0.0
    """When it was first pressed of the presses of that key that follow each other by no more than `FIRST`: held down
    or hammered; 0 where it is by itself."""
    pause: float = math.inf
    """Seconds since the press before it in its run."""
    held: bool = False
    """Whether its run is surely of a key that is held down: no hand is that quick."""

    @property
    def key(self) -> str:
        """The key's name; empty for a paste."""
        return str(getattr(self.event, "key", ""))

    @property
    def character(self) -> str:
        """What it types; empty for a paste, and for a key that types nothing."""
        return str(getattr(self.event, "character", "") or "")

    @property
    def prints(self) -> bool:
        """Whether it types text."""
        return is_typable(self.character)

    @property
    def at(self) -> float:
        """When it was typed, in seconds."""
        return self.event.time

    @property
    def began(self) -> float:
        """When whoever holds or hammers the key began with it, in seconds."""
        return self.insisted or self.at

    @property
    def repeated(self) -> bool:
        """Whether it may be a key that is held down."""
        return self.number > 1


class Verdict(enum.Enum):
    """Whether a key counts."""

    TAKE = "take"
    """It goes to what has the focus."""
    DROP = "drop"
    """It was typed for something else, or the key is held down."""
    WAIT = "wait"
    """It counts if the key isn't held down; the next quarter of a second tells."""


@runtime_checkable
class Judge(Protocol):
    """A screen, or what has the focus in it, that doesn't take every press for what is meant for it."""

    def judge(self, typed: Typed) -> Verdict:
        """Say what is to be done with a press.

        Args:
            typed: the press, whose turn it is now.
        """


class Presses:
    """Numbers the presses of one key that follow each other closely: held down, or hammered."""

    def __init__(self) -> None:
        """Nothing was pressed yet."""
        self._last: Typed | None = None
        self._delay = 0.0
        """Seconds between the first two presses of the run."""
        self._held_since = -math.inf
        """When the last run began that was surely of a key that is held down."""

    def add(self, event: events.Key | events.Paste) -> Typed:
        """Take note of a press, in the order in which they are made.

        Args:
            event: the key or the paste.
        """
        last, typed = self._last, Typed(event, event.time)
        if last is not None and typed.key and typed.key == last.key:
            pause, longest = typed.at - last.at, RHYTHM if last.repeated else FIRST
            if pause <= longest:
                self._delay = self._delay if last.repeated else pause
                quick = pause <= _QUICK or self._steady(last, pause)
                # One that came for the second time sooner than a held one does is typed, however close what follows.
                held = last.held or (last.repeated and self._delay >= SOONEST and quick)
                typed = Typed(event, last.since, last.number + 1, pause=pause, held=held)
            if pause <= FIRST:
                typed = replace(typed, insisted=last.began)
        if typed.held:
            self._held_since = typed.since
        self._last = typed
        return typed

    def _steady(self, last: Typed, pause: float) -> bool:
        """Whether a press follows like those of a key that is held down and comes slowly.

        Args:
            last: the press before it in its run.
            pause: seconds since then.
        """
        alike = abs(pause - last.pause) <= _STEADY
        return last.number > 2 and alike and max(pause, last.pause) <= _SLOW

    async def is_text(self, typed: Typed) -> bool:
        """Find out whether a letter is typed, rather than repeated because the key that opened a line is held down.

        Args:
            typed: a further press of the key.
        """
        if typed.number == 2 and typed.pause < SOONEST:
            return True
        if typed.number == 2 and typed is self._last:
            await asyncio.sleep(RHYTHM)
        return self._held_since != typed.since

    async def deliberate(self, typed: Typed) -> bool:
        """Find out whether a key was pressed a second time on purpose, rather than held down.

        Args:
            typed: the press.
        """
        if typed.number > 2:
            return False
        if typed is self._last and typed.repeated:
            await asyncio.sleep(RHYTHM)
        last = self._last
        return last is None or last.since != typed.since or last.number <= typed.number


_MEANT = 0.6
"""Seconds after a refusal within which what was meant for its dialog is begun with, at the latest."""
_PAUSE = 1.0
"""Seconds between keys of one text, at the most, from word to word too. Whoever has seen that nothing opened waits that
long, or presses a key that types nothing."""

_EDITING = frozenset({"tab", "shift+tab", "enter", "backspace", "delete"})
"""Keys besides text that are used while one types into a dialog or a cell."""


class Astray:
    """What is typed after a key that was refused: it was meant for what that key would have opened.

    On the list the same letters would be commands. So they do nothing, until whoever types pauses or sees it.
    """

    def __init__(self) -> None:
        """Nothing was refused."""
        self._began = self._last = -math.inf

    def begin(self) -> None:
        """Note that a key was refused now: those that follow at once were meant for what it would have opened."""
        self._began = self._last = time.monotonic()

    def end(self) -> None:
        """Note that a press went to what it was meant for."""
        self._last = -math.inf

    def takes(self, typed: Typed) -> bool:
        """Whether a press belongs to what was meant for something that didn't open.

        Args:
            typed: the press.
        """
        text = not typed.key or typed.prints
        if not text and typed.key not in _EDITING:
            self.end()
            return False
        pause = _MEANT if self._last == self._began else _PAUSE
        if typed.at - self._last > pause:
            self.end()
            return False
        self._last = max(self._last, typed.at)
        return True
