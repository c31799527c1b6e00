"""Rows that are all in memory, for tables and detail views that have few."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class ListSource(Generic[T]):
    """A row source over a list."""

    def __init__(self, rows: Sequence[T] = ()) -> None:
        """Start with rows.

        Args:
            rows: The rows, in order. Replace them through `rows`, then tell the table: `rows_changed()`.
        """
        self.rows = rows

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def peek(self, index: int) -> T | None:
        """The row at an index; None outside."""
        return self.rows[index] if 0 <= index < len(self.rows) else None

    async def load(self, start: int, stop: int) -> None:
        """Nothing to do: all rows are in memory."""

    def locator(self, row_id: Callable[[T], str]) -> Callable[[str], Awaitable[int | None]]:
        """A `locate` for the table, which looks for an id among all rows.

        Args:
            row_id: Tells a row's id.
        """

        async def locate(wanted: str) -> int | None:
            return next((index for index, row in enumerate(self.rows) if row_id(row) == wanted), None)

        return locate
