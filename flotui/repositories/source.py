# SPDX-License-Identifier: MIT
"""What a table needs of its rows, wherever they come from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from flotui.api.models.base import Model
    from flotui.repositories.row_kinds import RowKind
    from flotui.store.finding import Sort

T_co = TypeVar("T_co", covariant=True)


class RowSource(ABC, Generic[T_co]):
    """The rows of a table, of which only a window need be in memory.

    What isn't overridden here holds for rows that are all here: the host has no more of them, and whoever made the
    source makes another to read them again.
    """

    kind: RowKind[Model] | None = None
    """The kind of the cached rows that it shows; None where its rows are made of something else."""

    @property
    def fetched_at(self) -> float | None:
        """When the host was last asked, in unix seconds; None for what never came from it."""
        return None

    @property
    @abstractmethod
    def count(self) -> int:
        """How many rows there are to scroll through."""

    @property
    def total(self) -> int | None:
        """How many rows the host says there are; None where it doesn't say."""
        return self.count

    @property
    def counted(self) -> str:
        """How many rows there are, in words, where their number alone would say too much or too little; else empty."""
        return ""

    @property
    def covers(self) -> str:
        """Who or what is in the list, and what brings the others, where that isn't everything; else empty."""
        return ""

    @property
    def covers_briefly(self) -> str:
        """The same on one line of 80 columns, where the whole may be longer; else empty."""
        return ""

    @property
    def known(self) -> bool:
        """Whether anything was ever read, so that an empty list is known to be empty."""
        return True

    @property
    def more_to_come(self) -> bool:
        """Whether the host has rows that are not here."""
        return False

    @property
    def complete(self) -> bool:
        """Whether every row of the list is here."""
        return self.known and not self.more_to_come

    @property
    def operation(self) -> str:
        """The id of the operation that lists its rows; empty where they come from more than that or less."""
        return ""

    @property
    def reaches(self) -> bool:
        """Whether `rows_of` finds rows of its kind that aren't in the list."""
        return False

    @property
    def unfolded(self) -> RowSource[object]:
        """The rows themselves, where these are their lines."""
        return self

    @property
    def calls_to_know(self) -> int | None:
        """How many calls it takes to know all of its rows; None where nobody knows."""
        return None

    @property
    def in_memory(self) -> Sequence[T_co] | None:
        """All rows; None where only a window of them is in memory."""
        return None

    @abstractmethod
    def peek(self, index: int) -> T_co | None:
        """The row at an index if it is in memory, else None."""

    async def load(self, start: int, stop: int) -> None:
        """Bring the rows from start up to stop (exclusive) into memory, so that `peek` has them."""

    async def first(self, most: int) -> list[T_co]:
        """The first rows of those that are here, in their order.

        Args:
            most: how many at most: no more than are kept in memory at once, which a table's window needs.
        """
        top = min(most, self.count)
        await self.load(0, top)
        return [row for index in range(top) if (row := self.peek(index)) is not None]

    @abstractmethod
    async def ids(self) -> Sequence[str]:
        """The ids of all rows that are here, in memory or not."""

    async def those_among(self, ids: Collection[str]) -> frozenset[str]:
        """Those of some ids whose rows are here."""
        return frozenset(ids).intersection(await self.ids())

    @abstractmethod
    async def rows_of(self, ids: Sequence[str]) -> Sequence[T_co]:
        """The rows of these ids as they are here now; those that are no longer here are left out."""

    @abstractmethod
    async def index_of(self, row_id: str) -> int | None:
        """At which index a row stands, or None."""

    async def reopen(self) -> None:
        """See what the cache has now: after a page came in, or a row changed."""

    async def more(self) -> bool:
        """Read the next page from the host.

        Returns:
            Whether there was one.

        Raises:
            FlochatError: when the host did not answer it.
        """
        return False

    async def refresh(self) -> None:
        """Read from the host again, from the first page.

        Raises:
            FlochatError: when the host did not answer it.
        """

    @abstractmethod
    async def narrow(self, words: Sequence[str], text: Callable[[T_co], str] = str) -> RowSource[T_co]:
        """A view of the rows here that have every word.

        Args:
            words: the words; all rows are in the view for none.
            text: what of a row is searched, where its kind doesn't say.
        """

    def sortable(self, by: Sort | None) -> bool:
        """Whether the rows can be sorted by a column.

        Args:
            by: the column's sort key.
        """
        return True

    async def sorted_by(
        self, by: Sort | None, text: Callable[[T_co], str], *, down: bool = False
    ) -> RowSource[T_co]:
        """A view of the rows here, sorted; the rows as they are where they can't be.

        Args:
            by: the column's sort key, for rows that are sorted by what the host sent.
            text: what a row says in the column, for rows that are sorted by that.
            down: whether the greatest comes first.
        """
        return self
