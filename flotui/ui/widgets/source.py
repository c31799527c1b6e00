"""Where a table's rows come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Source(Protocol[T_co]):
    """What a table needs of its rows: the part of `resources.base.RowSource` that it uses."""

    @property
    def count(self) -> int:
        """How many rows there are to scroll through."""

    def peek(self, index: int) -> T_co | None:
        """The row at an index if it is in memory, else None."""

    async def load(self, start: int, stop: int) -> None:
        """Bring the rows from start up to stop (exclusive) into memory."""

    async def ids(self) -> Sequence[str]:
        """The ids of all rows that are here, in memory or not."""

    async def index_of(self, row_id: str) -> int | None:
        """At which index a row stands, or None."""


class ListSource(Generic[T]):
    """Rows that are all in memory: the lines of a detail view, say."""

    def __init__(self, rows: Sequence[T] = (), row_id: Callable[[T], str] = str) -> None:
        """Start with rows.

        Args:
            rows: The rows, in order. Set `rows` to others, then tell the table: `rows_changed()`.
            row_id: Tells a row's id.
        """
        self.rows = rows
        self._row_id = row_id

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def peek(self, index: int) -> T | None:
        """The row at an index; None outside."""
        return self.rows[index] if 0 <= index < len(self.rows) else None

    async def load(self, start: int, stop: int) -> None:
        """Nothing to do: all rows are in memory."""

    async def ids(self) -> Sequence[str]:
        """The ids of all rows."""
        return [self._row_id(row) for row in self.rows]

    async def index_of(self, row_id: str) -> int | None:
        """At which index a row stands, or None."""
        return next((index for index, row in enumerate(self.rows) if self._row_id(row) == row_id), None)
