# SPDX-License-Identifier: MIT
"""The host's clock from one start to the next: what is painted before the host's first answer is counted by it too."""

from __future__ import annotations

from collections.abc import Mapping

from flotui.api.host_clock import HostClock
from flotui.store.cache import Cache

_KEPT = "host-clock"
"""The key under which the cache keeps by how many seconds it is ahead."""
_MATTERS = 30.0
"""Seconds by which it has to have moved to be kept anew: ages are in minutes."""


class KeptClock:
    """Keeps by how much the host's clock is ahead of this machine's."""

    def __init__(self, clock: HostClock, cache: Cache) -> None:
        """
        Args:
            clock: learns it from the host's answers.
            cache: keeps it.
        """
        self._clock = clock
        self._cache = cache
        self._kept = 0.0

    async def recall(self) -> None:
        """Have the clock go as an earlier run has learned, until the host has answered."""
        kept = await self._cache.reply(_KEPT)
        ahead = kept.value.get("ahead") if kept is not None and isinstance(kept.value, Mapping) else None
        if isinstance(ahead, int | float):
            self._kept = float(ahead)
            self._clock.recall(self._kept)

    async def keep(self) -> None:
        """Keep what the answers have told, where it is another than before."""
        if abs(self._clock.off - self._kept) > _MATTERS:
            self._kept = self._clock.off
            await self._cache.keep_reply(_KEPT, "", {"ahead": self._kept})
