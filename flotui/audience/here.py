# SPDX-License-Identifier: MIT
"""A list whose rows come from the copy of everyone: whole, sorted and narrowed at once, at no call."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from typing import Final

from flotui.api.models.subscriber import Subscriber
from flotui.audience.meaning import EVERYONE, All, Contains, Meaning
from flotui.audience.people import CopyState, People
from flotui.audience.tallies import Tally
from flotui.repositories.blocks import BlockedRows, Blocks
from flotui.repositories.rows import call_by_name
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.store.cache import Cache
from flotui.store.finding import Sort
from flotui.text.fold import fold
from flotui.text.plural import count

_BLOCKS: Final = 8
"""Blocks that are kept."""
_AT_ONCE: Final = 500
"""Rows that are read between two looks at anything else, where many are wanted."""
_SORTS: Final = {
    "name": "name",
    "phone": "phone",
    "email": "email",
    "channel": "channel",
    "status": "status",
    "agent_id": "agent",
    "gender": "gender",
    "language": "lang",
    "lead_source": "source",
    "subscribed": "joined",
    "last_interaction": "seen",
    "last_message_at": "last",
    "tags.0.name": "tag",
    "labels.0.name": "label",
    "user_ns": "id",
}
"""By what the copy sorts, by the paths of columns."""


class Here(BlockedRows[Subscriber]):
    """Those of everyone whom a query means."""

    kind = SUBSCRIBER

    def __init__(
        self,
        people: People,
        cache: Cache,
        state: CopyState,
        meaning: Meaning = EVERYONE,
        *,
        words: Sequence[str] = (),
        sort: str = "",
        down: bool = False,
    ) -> None:
        """
        Args:
            people: everyone.
            cache: knows what those are called whose ids the rows hold.
            state: what is here.
            meaning: whom.
            words: what their texts must have.
            sort: by what, as `People.page` takes it.
            down: whether the greatest comes first.
        """
        self._people = people
        self._cache = cache
        self._state = state
        self._meaning = meaning
        self._words = tuple(words)
        self._sort = (sort, down)
        self._count = 0
        self._blocks = Blocks(self._between, _BLOCKS)

    @property
    def _whom(self) -> Meaning:
        return All((self._meaning, *(Contains("any", (fold(word),)) for word in self._words)))

    async def reopen(self) -> None:
        """See what is here now."""
        self._state = await self._people.state()
        self._count = await self._people.count(self._whom)
        self._blocks.forget()

    @property
    def fetched_at(self) -> float | None:
        """When everyone was read, or it was last asked who changed, in unix seconds."""
        return self._state.asked_at

    @property
    def count(self) -> int:
        """How many they are."""
        return self._count

    @property
    def counted(self) -> str:
        """How many they are, of how many; empty for everyone."""
        everyone = self._meaning == EVERYONE and not self._words
        return "" if everyone else f"{count(self._count)} of the {count(self._state.here)}"

    @property
    def reaches(self) -> bool:
        """Whether `rows_of` finds people who aren't in the list."""
        return True

    async def _between(self, start: int, stop: int) -> list[Subscriber]:
        sort, down = self._sort
        return await self._read(await self._people.page(self._whom, sort, start, stop - start, down=down))

    async def ids(self) -> Sequence[str]:
        """The ids of all of them."""
        sort, down = self._sort
        return await self._people.ids(self._whom, sort, down=down)

    async def those_among(self, ids: Collection[str]) -> frozenset[str]:
        """Those of some ids that are among theirs."""
        return await self._people.those_among(self._whom, ids)

    async def rows_of(self, ids: Sequence[str]) -> Sequence[Subscriber]:
        """Those with these ids, in that order."""
        found: list[Subscriber] = []
        for start in range(0, len(ids), _AT_ONCE):
            found += await self._read(await self._people.rows_of(ids[start : start + _AT_ONCE]))
        return found

    def each_of(
        self, ids: Sequence[str], fields: Collection[str] | None, keys: Collection[str] | None
    ) -> AsyncIterator[Sequence[Mapping[str, object]]]:
        """What the host said of those with these ids, some at a time, in that order.

        Args:
            ids: whose.
            fields: the ids of the user fields that are wanted of them; all for None.
            keys: what is wanted of them besides lists, where only some fields are; all for None.
        """
        return self._people.each_of(ids, fields, keys)

    async def counts_among(self, of: str, ids: Sequence[str]) -> list[Tally]:
        """How many of those with these ids have each of something, the most first.

        Args:
            of: what, as `People.counts` takes it.
            ids: of whom.
        """
        return await self._people.counts_among(of, ids)

    async def how_many(self, meaning: Meaning, ids: Sequence[str]) -> int:
        """How many of those with these ids a query means.

        Args:
            meaning: whom.
            ids: of whom.
        """
        return len(await self._people.those_among(meaning, ids))

    async def index_of(self, row_id: str) -> int | None:
        """At which index somebody stands, or None."""
        sort, down = self._sort
        return await self._people.index_of(row_id, self._whom, sort, down=down)

    async def narrow(self, words: Sequence[str], text: Callable[[Subscriber], str] = str) -> Here:
        """Those of them whose texts have every word.

        Args:
            words: the words, folded when they are compared.
            text: unused: the copy knows its texts.
        """
        return await self._view(words=tuple(words))

    async def meaning(self, meaning: Meaning) -> Here:
        """Those of everyone whom another query means."""
        return await self._view(meaning=meaning)

    def sortable(self, by: Sort | None) -> bool:
        """Whether they can be sorted by a column."""
        return by is not None and bool(_sort_of(by))

    async def sorted_by(
        self, by: Sort | None, text: Callable[[Subscriber], str], *, down: bool = False
    ) -> Here:
        """The same, sorted.

        Args:
            by: the sort key; None leaves them as they are.
            text: unused: the copy knows its texts.
            down: whether downwards.
        """
        return self if by is None else await self._view(sort=(_sort_of(by), down))

    async def _view(
        self,
        *,
        meaning: Meaning | None = None,
        words: tuple[str, ...] | None = None,
        sort: tuple[str, bool] | None = None,
    ) -> Here:
        by, down = self._sort if sort is None else sort
        view = Here(
            self._people,
            self._cache,
            self._state,
            self._meaning if meaning is None else meaning,
            words=self._words if words is None else words,
            sort=by,
            down=down,
        )
        await view.reopen()
        return view

    async def _read(self, rows: Sequence[dict[str, object]]) -> list[Subscriber]:
        found = [Subscriber.read(row) for row in rows]
        await call_by_name(self._cache, SUBSCRIBER, found)
        return found


def _sort_of(by: Sort) -> str:
    """By what the copy sorts for a column; empty where it doesn't."""
    if by.path == "user_fields" and by.among is not None:
        return f"field:{by.among[1]}"
    return _SORTS.get(by.path, "")
