# SPDX-License-Identifier: MIT
"""What a search found: rows that are here already, and those that the host adds to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from flotui.api.models.base import Model
from flotui.repositories.rows import Rows
from flotui.store.cache import Cache

M_co = TypeVar("M_co", bound=Model, covariant=True)

_PAGES = 3
"""Pages that are asked for until one brings a row that was not found before."""


class FoundRows(Rows[M_co]):
    """Rows of several lists, each once: of some, those that have certain words."""

    def __init__(
        self, cache: Cache, whole: Rows[M_co], words: Sequence[str], ids: Sequence[str] = ()
    ) -> None:
        """
        Args:
            cache: where the rows are.
            whole: the list that is searched here; what is found in it comes first.
            words: what they must have; where there are none, nothing of it is taken.
            ids: further rows that are here.
        """
        super().__init__(cache, whole.kind, whole.call, whole._walk)
        self.key = f"{whole.key} found {' '.join((*words, *ids))}"
        self._ids = tuple(ids)
        self._here = [(whole.key, tuple(words))] if words else []
        self._asked: dict[str, tuple[Rows[M_co], tuple[str, ...]]] = {}

    def add(self, rows: Rows[M_co], words: Sequence[str] = ()) -> None:
        """Take in a list that the host was asked for.

        Args:
            rows: the list.
            words: what its rows must have, where the host may have sent others too.
        """
        self._asked[rows.key] = (rows, tuple(words))

    async def reopen(self) -> None:
        """See what the cache has now."""
        links = self._links
        lists = [*self._here, *((key, words) for key, (_, words) in self._asked.items())]
        await self._cache.gather(
            self.key,
            self.call.operation_id,
            self.kind.name,
            [(key, words, links if words else ()) for key, words in lists],
            self._ids,
        )
        await super().reopen()

    @property
    def more_to_come(self) -> bool:
        """Whether the host has more that may answer the search."""
        return any(rows.more_to_come for rows, _ in self._asked.values())

    async def more(self) -> bool:
        """Read on in what the host was asked for, until there is something new.

        Raises:
            FlochatError: when the host did not answer it.
        """
        before, read = self.count, False
        for _ in range(_PAGES):
            rows = next((rows for rows, _ in self._asked.values() if rows.more_to_come), None)
            if rows is None or self.count > before:
                break
            read = await rows.more()
            await self.reopen()
        return read
