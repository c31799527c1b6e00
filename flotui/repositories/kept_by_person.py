# SPDX-License-Identifier: MIT
"""What is known of subscribers, kept from one start to the next and shared with the other windows on the same bot."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from flotui.repositories.inbox import read_kept
from flotui.store.cache import Cache

Told = TypeVar("Told", bound=msgspec.Struct)

_MOST = 1000
"""Subscribers of whom it is kept, the newest ones."""


class KeptByPerson(Generic[Told]):
    """What is known of each subscriber, by id. What another window has come to know since is taken up, and not lost when
    this one keeps its own.
    """

    def __init__(
        self, cache: Cache, key: str, kind: type[Told], age: Callable[[Told], tuple[float | str, ...]]
    ) -> None:
        """
        Args:
            cache: keeps it.
            key: under which key.
            kind: what is known of one.
            age: what is greater for what is newer: that is taken from others, and kept where there is too much.
        """
        self._cache, self._key, self._kind, self._age = cache, key, kind, age
        self._known: dict[str, Told] = {}
        self._kept: dict[str, Told] = {}
        """What was kept when that was looked at last."""
        self._at: float | None = None
        """When that was kept; None where it was never looked at."""

    async def known(self) -> dict[str, Told]:
        """What is known: in this run, in those before, and by others as far as it was taken up."""
        if self._at is None:
            await self.take_up()
        return self._known

    async def take_up(self) -> None:
        """Take up what another window has kept since. What this one has forgotten stays so."""
        at = await self._cache.kept_at(self._key)
        if self._at is not None and at in (None, self._at):
            return
        kept = await self._cache.reply(self._key)
        found = read_kept(kept.value if kept is not None else None, self._kind)
        for row_id, told in found.items():
            if told == self._kept.get(row_id):
                continue
            mine = self._known.get(row_id)
            if mine is None or self._age(mine) <= self._age(told):
                self._known[row_id] = told
        self._kept, self._at = found, at or 0.0

    async def keep(self) -> None:
        """Keep what is known, with what others have kept."""
        await self.take_up()
        newest = sorted(self._known.items(), key=lambda each: self._age(each[1]), reverse=True)[:_MOST]
        value = {row_id: msgspec.to_builtins(told) for row_id, told in newest}
        self._kept, self._at = dict(newest), time.time()
        await self._cache.keep_reply(self._key, "", value, self._at)
