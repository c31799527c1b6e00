# SPDX-License-Identifier: MIT
"""Cached rows seen otherwise than as their list: from last to first, or one alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from flotui.api.call import Call
from flotui.api.models.base import Model
from flotui.repositories.row_kinds import RowKind
from flotui.repositories.rows import ListRows, Rows, call_by_name
from flotui.repositories.source import RowSource
from flotui.store.cache import Cache

M_co = TypeVar("M_co", bound=Model, covariant=True)


class Reversed(RowSource[M_co]):
    """Rows from last to first: a chat, whose newest message comes first from the host and stands last."""

    def __init__(self, rows: Rows[M_co]) -> None:
        self._rows = rows
        self.kind = rows.kind

    async def reopen(self) -> None:
        """See what the cache has now."""
        await self._rows.reopen()

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._rows.count

    @property
    def total(self) -> int | None:
        """How many the host says there are."""
        return self._rows.total

    @property
    def fetched_at(self) -> float | None:
        """When the host was last asked."""
        return self._rows.fetched_at

    @property
    def known(self) -> bool:
        """Whether anything was ever read."""
        return self._rows.known

    @property
    def operation(self) -> str:
        """The id of the operation that lists them."""
        return self._rows.operation

    @property
    def more_to_come(self) -> bool:
        """Whether the host has older rows that are not here."""
        return self._rows.more_to_come

    def peek(self, index: int) -> M_co | None:
        """The row at an index if it is in memory."""
        return self._rows.peek(self.count - 1 - index)

    async def load(self, start: int, stop: int) -> None:
        """Bring rows into memory."""
        await self._rows.load(self.count - stop, self.count - start)

    async def ids(self) -> list[str]:
        """The ids of all rows that are here."""
        return (await self._rows.ids())[::-1]

    async def rows_of(self, ids: Sequence[str]) -> list[M_co]:
        """The rows of these ids."""
        return await self._rows.rows_of(ids)

    async def index_of(self, row_id: str) -> int | None:
        """At which index a row stands, or None."""
        index = await self._rows.index_of(row_id)
        return None if index is None else self.count - 1 - index

    async def more(self) -> bool:
        """Read older rows from the host."""
        return await self._rows.more()

    async def refresh(self) -> None:
        """Read the newest rows from the host again."""
        await self._rows.refresh()

    async def narrow(self, words: Sequence[str], text: Callable[[M_co], str] = str) -> Reversed[M_co]:
        """A view of the cached rows that have every word."""
        return Reversed(await self._rows.narrow(words))


class Single(RowSource[M_co]):
    """One row by its id, as a list of one: what a jump to somebody who is on no page shows."""

    fetched_at: float | None = None

    def __init__(self, cache: Cache, kind: RowKind[M_co], call: Call, row_id: str) -> None:
        """
        Args:
            cache: where the row is.
            kind: its kind.
            call: what reads it.
            row_id: its id.
        """
        self._cache = cache
        self.kind: RowKind[M_co] = kind
        self._call = call
        self._row_id = row_id
        self._row: M_co | None = None
        self.asked = False
        """Whether the host has answered, if only that there is no such row."""

    async def reopen(self) -> None:
        """See what the cache has now."""
        cached = await self._cache.row(self.kind.name, self._row_id)
        self._row = None if cached is None else self.kind.model.read(cached.value)
        if self._row is not None:
            await call_by_name(self._cache, self.kind, [self._row])
        self.fetched_at = None if cached is None else cached.fetched_at

    @property
    def count(self) -> int:
        """One, or none."""
        return int(self._row is not None)

    @property
    def operation(self) -> str:
        """The id of the operation that reads it."""
        return self._call.operation_id

    @property
    def known(self) -> bool:
        """Whether anything was ever read."""
        return self.asked or self._row is not None

    def peek(self, index: int) -> M_co | None:
        """The row, at 0."""
        return self._row if index == 0 else None

    async def ids(self) -> list[str]:
        """The row's id, or none."""
        return [self._row_id] if self.count else []

    async def rows_of(self, ids: Sequence[str]) -> list[M_co]:
        """The row, if its id is among these."""
        return [self._row] if self._row is not None and self._row_id in ids else []

    async def index_of(self, row_id: str) -> int | None:
        """0 for its own id."""
        return 0 if self._row is not None and row_id == self._row_id else None

    async def narrow(self, words: Sequence[str], text: Callable[[M_co], str] = str) -> ListRows[M_co]:
        """The row if it has every word."""
        rows = [] if self._row is None else [self._row]
        return await ListRows(rows, self._id_of, self.fetched_at).narrow(words, text)

    def _id_of(self, row: object) -> str:
        return self._row_id
