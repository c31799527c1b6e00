# SPDX-License-Identifier: MIT
"""Chance that can be repeated: the same seed, topic and index always give the same throws.

`random.Random` costs some microseconds to seed; a hundred thousand subscribers are described one
attribute at a time, so this mixes a counter (SplitMix64) instead.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15


class Dice:
    """A stream of throws that depends on nothing but its start."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, topic: str, index: int = 0) -> None:
        """Start the stream.

        Args:
            seed: the world's seed.
            topic: what is being decided, so that two attributes of one row are independent.
            index: which row.
        """
        self._state = (seed * 0x2545F4914F6CDD1D + _salt(topic) + index * 0xD1342543DE82EF95) & _MASK

    def throw(self) -> int:
        """The next 64 random bits."""
        self._state = (self._state + _STEP) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def below(self, bound: int) -> int:
        """A number from 0 up to, not including, the bound."""
        return self.throw() % bound

    def between(self, low: int, high: int) -> int:
        """A number from low to high, both included."""
        return low + self.throw() % (high - low + 1)

    def chance(self, percent: float) -> bool:
        """True in that many cases of a hundred."""
        return self.throw() % 10_000 < percent * 100

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.throw() % len(choices)]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """Up to that many different choices, in the order given."""
        wanted = {self.below(len(choices)) for _ in range(count)}
        return [choices[index] for index in sorted(wanted)]


@functools.cache
def _salt(topic: str) -> int:
    return zlib.crc32(topic.encode()) * 0x9E3779B1
