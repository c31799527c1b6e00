# SPDX-License-Identifier: MIT
"""Rows: a list as a table sees it, paged out of the cache and walked from the host page by page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Never, TypeVar

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.models.base import Model
from flotui.repositories.blocks import BlockedRows, Blocks
from flotui.repositories.row_kinds import RowKind
from flotui.repositories.source import RowSource
from flotui.store.cache import Cache, CachedList
from flotui.store.finding import Sort
from flotui.text.fold import fold

M_co = TypeVar("M_co", bound=Model, covariant=True)
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_BATCH = 500
"""Rows that are brought in between two looks at anything else, where all are wanted."""
_BLOCKS = 24
"""Blocks that are kept in memory: far more than any screen."""


async def call_by_name(cache: Cache, kind: RowKind[Model], rows: Sequence[Model]) -> None:
    """Have rows say what those are called whose ids they hold, as far as the cache knows them.

    Args:
        cache: what the host said of them.
        kind: the rows' kind.
        rows: the rows.
    """
    for link in kind.links:
        ids = {row_id for row in rows if (row_id := link.id_in(row.raw))}
        known = await cache.bodies(link.kind.name, ids) if ids else {}
        names = {row_id: link.kind.title_of(body) for row_id, body in known.items()}
        for row in rows:
            if name := names.get(link.id_in(row.raw)):
                row.called = {**row.called, link.key: name}


class Rows(BlockedRows[M_co]):
    """The rows of one list, as they are cached. Views of them are made from the cache alone."""

    def __init__(
        self,
        cache: Cache,
        kind: RowKind[M_co],
        call: Call,
        walk: Callable[[Rows[M_co], bool], Awaitable[None]],
    ) -> None:
        self._cache = cache
        self.kind: RowKind[M_co] = kind
        self.call = call
        """The Call that the list answers, without its page."""
        self.key = call.key
        """What the list is kept under."""
        self._walk = walk
        self._blocks = Blocks(self._between, _BLOCKS)
        self._chosen: list[int] | None = None
        self._state = CachedList(0, 0, None, None, False, None, False)
        self._renewals = cache.db.renewals
        self.words: tuple[str, ...] = ()
        """The words that it is narrowed to."""
        self.order: Sort | None = None
        """How it is sorted; None for the host's order."""

    @property
    def state(self) -> CachedList:
        """What the cache knows of the list."""
        return self._state

    @property
    def count(self) -> int:
        """How many rows there are to scroll through."""
        return self._state.count if self._chosen is None else len(self._chosen)

    @property
    def total(self) -> int | None:
        """How many rows the host says there are."""
        return self._state.total

    @property
    def fetched_at(self) -> float | None:
        """When the host was last asked, in unix seconds; None when it never was."""
        return self._state.fetched_at

    @property
    def whole_at(self) -> float | None:
        """When the host was last asked, in unix seconds, where all that it has is here since; else None."""
        state = self._state
        return state.fetched_at if state.complete and state.next is None else None

    @property
    def known(self) -> bool:
        """Whether anything has ever been read, so that an empty list is known to be empty."""
        return self._state.fetched_at is not None

    @property
    def operation(self) -> str:
        """The id of the operation that lists them."""
        return self.call.operation_id

    @property
    def more_to_come(self) -> bool:
        """Whether the host has rows that are not here."""
        state = self._state
        return state.next is not None and (state.total is None or state.count < state.total)

    async def reopen(self) -> None:
        """See what the cache has now: after a page came in, or a row changed."""
        self._state = await self._cache.listing(self.key, self.call.operation_id)
        self._blocks.forget()
        if self.order is not None:
            self._chosen = await self._cache.finder.sorted(
                self._state.number, self.order, self.words, self._links
            )
        elif self.words:
            self._chosen = await self._cache.finder.search(self._state.number, self.words, self._links)

    @property
    def _links(self) -> list[tuple[str, str]]:
        return [(link.key, link.kind.name) for link in self.kind.links if link.searched]

    async def _between(self, start: int, stop: int) -> list[M_co]:
        """The rows from start up to stop (exclusive)."""
        if self._chosen is None:
            found = await self._cache.window(self._state.number, self.kind.name, start, stop)
        else:
            found = await self._cache.chosen(self.kind.name, self._chosen[start:stop])
        rows = [self.kind.model.read(row) for row, _ in found]
        await call_by_name(self._cache, self.kind, rows)
        return rows

    async def index_of(self, row_id: str) -> int | None:
        """At which index a row stands, or None."""
        if self._chosen is None:
            return await self._cache.index_of(self._state.number, self.kind.name, row_id)
        number = await self._cache.number_of(self.kind.name, row_id)
        try:
            return self._chosen.index(number) if number is not None else None
        except ValueError:
            return None

    async def narrow(self, words: Sequence[str], text: Callable[[M_co], str] = str) -> Rows[M_co]:
        """A view of the cached rows whose searchable text has every word; all of them for no words.

        Args:
            words: the words; what a row's searchable text is, its kind says.
            text: not used here.
        """
        return await self._view(tuple(words), self.order)

    async def ordered(self, order: Sort) -> Rows[M_co]:
        """A view of the cached rows, sorted. Only their numbers are sorted, and in SQLite.

        Args:
            order: by what.
        """
        return await self._view(self.words, order)

    def sortable(self, by: Sort | None) -> bool:
        """Whether the host's row holds what a column is sorted by."""
        return by is not None

    async def sorted_by(
        self, by: Sort | None, text: Callable[[M_co], str], *, down: bool = False
    ) -> Rows[M_co]:
        """A view of the cached rows, sorted by what the host sent; as they are where there is no sort key.

        Args:
            by: the sort key: a path into the host's row.
            text: unused: the cache sorts by what the host sent.
            down: whether downwards.
        """
        return self if by is None else await self.ordered(replace(by, down=down))

    async def _view(self, words: tuple[str, ...], order: Sort | None) -> Rows[M_co]:
        view = Rows(self._cache, self.kind, self.call, self._walk)
        view.key, view.words, view.order = self.key, words, order
        await view.reopen()
        return view

    async def more(self) -> bool:
        """Read the walk's next page from the host.

        Returns:
            Whether there was one to read.

        Raises:
            FlochatError: when the host did not answer it.
        """
        if not self.more_to_come:
            return False
        await self._walk(self, False)
        return True

    async def read_again(self, pages: int) -> None:
        """Read further pages of the walk under way, also where their rows are here from an earlier one.

        Args:
            pages: how many at the most.

        Raises:
            FlochatError: when the host did not answer it.
        """
        for _ in range(pages):
            if self._state.next is None:
                return
            await self._walk(self, False)

    async def refresh(self) -> None:
        """Begin a new walk: read the first page from the host, or all pages of a list that is short.

        Raises:
            FlochatError: when the host did not answer it.
        """
        await self._walk(self, True)

    async def ids(self) -> list[str]:
        """The ids of all rows that are here, in their order."""
        if self._chosen is None:
            return await self._cache.ids(self._state.number)
        return await self._cache.ids_of(self._chosen)

    @property
    def reaches(self) -> bool:
        """Whether `rows_of` finds rows of its kind that aren't in the list."""
        return True

    async def rows_of(self, ids: Sequence[str]) -> list[M_co]:
        """The rows of these ids as they are here now; those that are no longer here are left out."""
        found: list[M_co] = []
        for start in range(0, len(ids), _BATCH):
            some = ids[start : start + _BATCH]
            bodies = await self._cache.bodies(self.kind.name, some)
            found += [self.kind.model.read(bodies[row_id]) for row_id in some if row_id in bodies]
        await call_by_name(self._cache, self.kind, found)
        return found

    async def all(self) -> list[M_co]:
        """Every row that is here, also of those that are not in memory. They are brought in bit by bit: there may
        be 100,000.

        Raises:
            FlochatError: when the cache turned out to be damaged, and the host did not answer.
        """
        rows = await self._all()
        if self._cache.db.renewals != self._renewals:
            self._renewals = self._cache.db.renewals
            await self.refresh()
            rows = await self._all()
        return rows

    async def _all(self) -> list[M_co]:
        rows: list[M_co] = []
        for start in range(0, self.count, _BATCH):
            rows += await self._between(start, min(start + _BATCH, self.count))
        return rows


class ListRows(RowSource[T_co]):
    """Rows that are all in memory: the tags of one subscriber, the entries of the journal."""

    fetched_at: float | None = None

    def __init__(
        self, rows: Sequence[T_co], row_id: Callable[[T_co], str], fetched_at: float | None = None
    ) -> None:
        """
        Args:
            rows: the rows.
            row_id: the id of a row.
            fetched_at: when the host said so, in unix seconds; None for what never came from it.
        """
        self._rows = rows
        self._row_id = row_id
        self.fetched_at = fetched_at

    @property
    def rows(self) -> Sequence[T_co]:
        """All of them."""
        return self._rows

    @property
    def in_memory(self) -> Sequence[T_co]:
        """All of them."""
        return self._rows

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def peek(self, index: int) -> T_co | None:
        """The row at an index."""
        return self._rows[index] if 0 <= index < len(self._rows) else None

    async def ids(self) -> list[str]:
        """The ids of all rows."""
        return [self._row_id(row) for row in self._rows]

    async def rows_of(self, ids: Sequence[str]) -> list[T_co]:
        """The rows of these ids."""
        by_id = {self._row_id(row): row for row in self._rows}
        return [by_id[row_id] for row_id in ids if row_id in by_id]

    async def index_of(self, row_id: str) -> int | None:
        """At which index a row stands, or None."""
        return next((index for index, row in enumerate(self._rows) if self._row_id(row) == row_id), None)

    async def sorted_by(
        self, by: Sort | None, text: Callable[[T_co], str], *, down: bool = False
    ) -> ListRows[T_co]:
        """A view of the rows sorted by a text of each: numbers as numbers, what is empty last.

        Args:
            by: unused: the rows are in memory.
            text: a row's text.
            down: whether downwards.
        """

        def view(rows: Sequence[T_co]) -> Sequence[T_co]:
            full = [row for row in rows if text(row)]
            empty = [row for row in rows if not text(row)]
            full.sort(key=_by(text), reverse=down)
            return [*full, *empty]

        return ListView(self, view)

    async def narrow(self, words: Sequence[str], text: Callable[[T_co], str] = str) -> ListRows[T_co]:
        """A view of the rows whose text has every word.

        Args:
            words: the words, folded when they are compared.
            text: a row's text.
        """
        folded = [fold(word) for word in words]

        def view(rows: Sequence[T_co]) -> Sequence[T_co]:
            return [row for row in rows if all(word in fold(text(row)) for word in folded)]

        return ListView(self, view)


class ListView(ListRows[T_co]):
    """Some of the rows of a list in memory, or all in another order. Reopened, it shows what the list has by then."""

    def __init__(self, source: ListRows[T_co], view: Callable[[Sequence[T_co]], Sequence[T_co]]) -> None:
        """
        Args:
            source: the list.
            view: which of its rows, and in which order.
        """
        super().__init__(view(source.in_memory), source._row_id, source.fetched_at)
        self._source, self._view = source, view

    async def reopen(self) -> None:
        """See what the list has now."""
        await self._source.reopen()
        self._rows, self.fetched_at = self._view(self._source.in_memory), self._source.fetched_at


class NotRead(ListRows[Never]):
    """Rows that nobody knows: the host could not be asked, and nothing is cached."""

    def __init__(self) -> None:
        """Make an empty one."""
        super().__init__((), str)

    @property
    def known(self) -> bool:
        """Nothing was ever read."""
        return False


def _by(text: Callable[[T], str]) -> Callable[[T], tuple[int, float, str]]:
    return lambda row: _key(text(row))


def _key(text: str) -> tuple[int, float, str]:
    try:
        return 0, float(text.replace(",", "")), ""
    except ValueError:
        return 1, 0.0, fold(text)
