# SPDX-License-Identifier: MIT
"""The rows of a list for whom a query holds: what the host was asked for, checked row by row."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from flotui.api.models.subscriber import Subscriber
from flotui.audience.evaluate import holds
from flotui.audience.meaning import EVERYONE, Meaning, OnHost
from flotui.repositories.rows import Rows
from flotui.store.finding import Sort
from flotui.text.plural import count
from flotui.text.zones import Zone

_PAGES = 3
"""Pages that are asked for until one brings somebody who is meant."""
_PAGE = 100
"""Rows of a page of the host's."""


class RowChecks(msgspec.Struct, frozen=True):
    """What is checked on the rows."""

    meaning: Meaning
    zone: Zone
    granted: frozenset[OnHost] = frozenset()
    """What the host was asked for."""
    exact: bool = False
    """Whether the host's filters say all of it, so that its total is the count."""
    among: str = ""
    """Whom the host was asked for, in words: `with vip`; empty for everyone."""
    loaded: bool = False
    """Whether only what is here is looked at, while one types."""

    def holds(self, row: object) -> bool:
        """Whether it holds for a row as it came."""
        # To read a row takes longer than all else that is done with it.
        return self.meaning == EVERYONE or holds(self.meaning, Subscriber.read(row), self.zone, self.granted)


class Matched(Rows[Subscriber]):
    """The subscribers of a list whom a query means."""

    def __init__(
        self, base: Rows[Subscriber], asked: RowChecks, known: dict[int, tuple[int, bool]] | None = None
    ) -> None:
        """
        Args:
            base: the list.
            asked: whom.
            known: verdicts on rows by their numbers, each with the sum of what it was made of.
        """
        super().__init__(base._cache, base.kind, base.call, base._walk)
        self.key = base.key
        self._base = base
        self._asked = asked
        self._verdicts: dict[int, tuple[int, bool]] = {} if known is None else known
        self._chosen = []

    async def reopen(self) -> None:
        """See what the cache has now."""
        await self._base.reopen()
        self._state = self._base.state
        self._blocks.forget()
        finder, number = self._cache.finder, self._state.number
        order: Sequence[int] | None = None
        if self.order is not None:
            order = await finder.sorted(number, self.order, self.words, self._links)
        elif self.words:
            order = await finder.search(number, self.words, self._links)
        self._chosen = await finder.passing(number, self.kind.name, self._asked.holds, self._verdicts, order)

    @property
    def total(self) -> int | None:
        """How many there are, once that is known."""
        if self._asked.exact and not self._asked.loaded:
            return self._base.total
        return None if self.more_to_come else self.count

    @property
    def calls_to_know(self) -> int:
        """Calls until it is known how many there are; 0 once it is."""
        state = self._state
        if not self.more_to_come:
            return 0
        return max(1, math.ceil(((state.total or 0) - state.count + state.older) / _PAGE))

    @property
    def more_to_come(self) -> bool:
        """Whether the host has rows that may be meant, or has to say again of some whether they still are."""
        return self._base.more_to_come or self._outdated

    @property
    def _outdated(self) -> bool:
        """Whether rows are checked that are older than the first page: what they were then isn't what they are."""
        return self._state.older > 0 and not self._asked.exact and not self._asked.loaded

    @property
    def counted(self) -> str:
        """How many they are, and how far that is known."""
        number, state, asked = count(self.count), self._state, self._asked
        if asked.exact:
            return f"{number} of {count(state.total)}" if self.more_to_come and state.total else number
        if self.more_to_come:
            calls = self.calls_to_know
            return f"{number} so far, {count(calls)} more call{'s' if calls != 1 else ''} to know"
        return f"{number} of the {count(state.count)}{f' {asked.among}' if asked.among else ''}"

    async def more(self) -> bool:
        """Read on until there is somebody new who is meant, a few pages at most.

        Raises:
            FlochatError: when the host did not answer it.
        """
        before, read = self.count, False
        for _ in range(_PAGES):
            if not self.more_to_come:
                break
            await self._base.read_again(1)
            read = True
            await self.reopen()
            if self.count > before or self._outdated:
                break
        return read

    async def refresh(self) -> None:
        """Read the list from its first page again."""
        await self._base.refresh()
        await self.reopen()

    async def _view(self, words: tuple[str, ...], order: Sort | None) -> Rows[Subscriber]:
        view = Matched(self._base, self._asked, self._verdicts)
        view.words, view.order = words, order
        await view.reopen()
        return view
