# SPDX-License-Identifier: MIT
"""Some rows of a list by their ids, of which only a window is in memory: the marked ones, where they are many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from flotui.repositories.blocks import BlockedRows, Blocks
from flotui.repositories.source import RowSource
from flotui.store.finding import Sort

T = TypeVar("T")

_BLOCKS: Final = 8
"""Blocks that are kept."""


class PickedRows(BlockedRows[T]):
    """Rows of another source, in the order of their ids."""

    def __init__(self, source: RowSource[T], ids: Sequence[str]) -> None:
        """
        Args:
            source: finds them.
            ids: theirs; it has all of them.
        """
        self.source = source
        """Where they are found."""
        self._ids = ids
        self._blocks = Blocks(self._between, _BLOCKS)

    @classmethod
    async def of(cls, source: RowSource[T], ids: Sequence[str]) -> PickedRows[T]:
        """Those of some ids that a source has.

        Args:
            source: finds them.
            ids: the ids.
        """
        here = frozenset(await source.ids())
        return cls(source, [each for each in ids if each in here])

    @property
    def fetched_at(self) -> float | None:
        """When the host said so, in unix seconds."""
        return self.source.fetched_at

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self._ids)

    async def _between(self, start: int, stop: int) -> Sequence[T]:
        return await self.source.rows_of(self._ids[start:stop])

    async def ids(self) -> Sequence[str]:
        """The ids of all of them."""
        return self._ids

    async def rows_of(self, ids: Sequence[str]) -> Sequence[T]:
        """The rows of these ids."""
        return await self.source.rows_of(ids)

    async def index_of(self, row_id: str) -> int | None:
        """At which index a row stands, or None."""
        return self._ids.index(row_id) if row_id in self._ids else None

    async def narrow(self, words: Sequence[str], text: Callable[[T], str] = str) -> PickedRows[T]:
        """Those of them that have every word.

        Args:
            words: the words.
            text: what of a row is searched.
        """
        return await self._among(await self.source.narrow(words, text))

    def sortable(self, by: Sort | None) -> bool:
        """Whether they can be sorted by a column."""
        return self.source.sortable(by)

    async def sorted_by(
        self, by: Sort | None, text: Callable[[T], str], *, down: bool = False
    ) -> PickedRows[T]:
        """The same, sorted.

        Args:
            by: the sort key.
            text: what a row says in the column.
            down: whether downwards.
        """
        return await self._among(await self.source.sorted_by(by, text, down=down))

    async def _among(self, view: RowSource[T]) -> PickedRows[T]:
        mine = frozenset(self._ids)
        return PickedRows(self.source, [each for each in await view.ids() if each in mine])
