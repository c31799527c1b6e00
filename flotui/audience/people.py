# SPDX-License-Identifier: MIT
"""Everyone of a bot, as far as they are here: who a query means, in which order, and how many have what."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from itertools import compress, islice
from sqlite3 import Connection
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from flotui.api.models.subscriber import Subscriber, value_text
from flotui.audience.evaluate import folded_value, values_of
from flotui.audience.everyone import asked_at
from flotui.audience.indexing import kinds_of
from flotui.audience.maps import Map
from flotui.audience.meaning import EVERYONE, Meaning
from flotui.audience.names import Named
from flotui.audience.sorting import order_of
from flotui.audience.sql import SqlSearch
from flotui.audience.tallies import MARKS, Tally, commonest, tally
from flotui.audience.walk import PeopleWalk, walk_of
from flotui.store.cached_rows import holes
from flotui.store.people import Copy
from flotui.store.people_rows import SharedThing, ThingNumbers, unpack
from flotui.text.zones import Zone, current

T = TypeVar("T")

_MOST_KNOWN = 48
"""Answers that are kept of one state: a byte each for every person."""
_MOST_ORDERS = 4
_WRITTEN = 200
"""Of how many values it is looked up how they are written."""
_ROWS = 1_000
"""How many rows are read at once, where all are."""
_FEW = 40
"""The part of everyone up to which some are looked up one by one."""
_AT_ONCE = 1_000
"""How many ids a statement is given at once."""


class CopyState(msgspec.Struct, frozen=True):
    """What is here."""

    here: int
    """How many people."""
    walk: PeopleWalk
    """How far reading everyone has come."""
    asked_at: float
    """When everyone was read, or it was last asked who changed, in unix seconds; 0 for never."""

    @property
    def complete(self) -> bool:
        """Whether everybody was read, so that queries can be answered here."""
        return bool(self.walk.ended_at) and self.walk.whole


class People:
    """The people of one bot who are here."""

    def __init__(self, copy: Copy, zone: Callable[[], Zone] = current) -> None:
        """
        Args:
            copy: the copy of everyone.
            zone: says the workspace's zone.
        """
        self.copy = copy
        """The copy."""
        self._zone = zone
        self._version: tuple[object, ...] = ()
        self._known: dict[object, Map] = {}
        self._orders: dict[tuple[str, bool], Sequence[int]] = {}
        self._placed: tuple[Collection[str], list[str]] = ((), [])
        """Many ids that were asked about last, and the same ones at the places of their numbers; "" at all others."""

    def forget(self) -> None:
        """Answer every test anew."""
        self._known = {key: found for key, found in self._known.items() if key == "everyone"}
        self._orders.clear()

    async def state(self) -> CopyState:
        """What is here."""

        def read(db: Connection, things: ThingNumbers) -> CopyState:
            return CopyState(len(self._search(db, things).everyone), walk_of(db), asked_at(db))

        return await self.copy.read(read)

    async def told_at(self) -> tuple[float, float]:
        """When everyone was read or it was last asked who changed, and when the last reading of everyone ended; 0 for
        never, and while they are being read or didn't all come.
        """

        def read(db: Connection, _: ThingNumbers) -> tuple[float, float]:
            walk = walk_of(db)
            return asked_at(db), walk.ended_at if walk.whole else 0.0

        return await self.copy.read(read)

    async def read_at(self) -> float:
        """When it was read what is here, in unix seconds: all of it is at least as new. 0 where nobody is here.

        Rows come also without everyone being read: of those it is when the oldest of them came.
        """

        def read(db: Connection, _: ThingNumbers) -> float:
            return asked_at(db) or float(db.execute("SELECT min(at) FROM met").fetchone()[0] or 0.0)

        return await self.copy.read(read)

    async def gone(self) -> list[tuple[str, str]]:
        """Id and name of those who were here, and whom the last reading of everyone didn't find."""
        return await self.copy.read(
            lambda db, _: db.execute("SELECT id, name FROM gone ORDER BY name, id").fetchall()
        )

    async def fields(self) -> tuple[Named, ...]:
        """The user fields that rows name; of one that was changed since, as it was read last."""

        def read(db: Connection, things: ThingNumbers) -> tuple[Named, ...]:
            found = {
                thing.id: Named(thing.id, thing.name, str(things.body(db, number).get("var_type") or ""))
                for number, thing in sorted(things.of_kind("field").items(), key=_told_last)
                if thing.id
            }
            return tuple(found.values())

        return await self.copy.read(read)

    async def words(self, kind: str) -> tuple[str, ...]:
        """The words that somebody here has of a property with a word for its value.

        Args:
            kind: `channel`, `gender` or `lang`.
        """
        return await self.copy.read(
            lambda _, things: tuple(
                dict.fromkeys(
                    each.id or each.name for its in kinds_of(kind) for each in things.of_kind(its).values()
                )
            )
        )

    async def count(self, meaning: Meaning = EVERYONE) -> int:
        """How many a query means.

        Raises:
            NotHere: when only the host can say.
        """
        return await self._with(meaning, lambda found, db, things: len(found))

    async def ids(self, meaning: Meaning = EVERYONE, sort: str = "", *, down: bool = False) -> list[str]:
        """The ids of all whom a query means.

        Args:
            meaning: whom.
            sort: by what, as for `page`.
            down: whether the greatest comes first.
        """

        def read(found: Map, db: Connection, things: ThingNumbers) -> list[str]:
            ids = dict(db.execute("SELECT number, id FROM person INDEXED BY sqlite_autoindex_person_1"))
            order = self._order(db, things, sort, down)
            return [ids[number] for number in found.among(order)]

        return await self._with(meaning, read)

    async def page(
        self,
        meaning: Meaning = EVERYONE,
        sort: str = "",
        offset: int = 0,
        limit: int = 100,
        *,
        down: bool = False,
    ) -> list[dict[str, object]]:
        """The rows of some of those whom a query means.

        Args:
            meaning: whom.
            sort: by what, as `sorting.order_of` takes it; as they were read by
                default. Who has nothing there comes last.
            offset: how many to leave out; a negative one counts from the end.
            limit: how many rows.
            down: whether the greatest comes first.
        """

        def read(found: Map, db: Connection, things: ThingNumbers) -> list[int]:
            order = self._order(db, things, sort, down)
            if offset < 0:
                last = list(islice(found.among(order[::-1]), -offset))[::-1]
                return last[:limit]
            return list(islice(found.among(order), offset, offset + limit))

        return await self.copy.rows(await self._with(meaning, read))

    async def each(
        self,
        meaning: Meaning = EVERYONE,
        fields: Collection[str] | None = None,
        keys: Collection[str] | None = None,
    ) -> AsyncIterator[list[Mapping[str, object]]]:
        """The rows of all whom a query means as it is answered now, some at a time, as they were read. The next ones are
        read while these are worked on.

        Args:
            meaning: whom.
            fields: the ids of the user fields that are wanted of them; all by default.
            keys: what is wanted of them besides lists, where only some fields are; all by default.
        """

        def read(found: Map, db: Connection, things: ThingNumbers) -> array[int]:
            return array("q", found.among(self._order(db, things, "", False)))

        async for rows in self._read_on(await self._with(meaning, read), fields, keys):
            yield rows

    async def each_of(
        self,
        ids: Sequence[str],
        fields: Collection[str] | None = None,
        keys: Collection[str] | None = None,
    ) -> AsyncIterator[list[Mapping[str, object]]]:
        """As `each`, of people by their ids, in that order; those who aren't here are left out.

        Args:
            ids: whose.
            fields: as for `each`.
            keys: as for `each`.
        """
        async for rows in self._read_on(await self._numbers(ids), fields, keys):
            yield rows

    async def _read_on(
        self, numbers: Sequence[int], fields: Collection[str] | None, keys: Collection[str] | None
    ) -> AsyncIterator[list[Mapping[str, object]]]:
        """The rows of people by their numbers, some at a time."""
        if not numbers:
            return
        parts = [numbers[start : start + _ROWS] for start in range(0, len(numbers), _ROWS)]
        ahead = asyncio.ensure_future(self.copy.rows(parts[0], fields, keys))
        try:
            for following in parts[1:]:
                rows = await ahead
                ahead = asyncio.ensure_future(self.copy.rows(following, fields, keys))
                yield list(rows)
            yield list(await ahead)
        finally:
            ahead.cancel()

    async def rows_of(self, ids: Sequence[str]) -> list[dict[str, object]]:
        """The rows of people by their ids, in that order; those who aren't here are left out."""
        return await self.copy.rows(await self._numbers(ids))

    async def _numbers(self, ids: Sequence[str]) -> array[int]:
        """The numbers of people by their ids, in that order; those who aren't here have none."""

        def read(db: Connection, things: ThingNumbers) -> array[int]:
            found = array("q")
            for start in range(0, len(ids), _AT_ONCE):
                some = tuple(ids[start : start + _AT_ONCE])
                known = dict(db.execute(f"SELECT id, number FROM person WHERE id IN ({holes(some)})", some))
                found.extend(known[each] for each in some if each in known)
            return found

        return await self.copy.read(read)

    async def those_among(self, meaning: Meaning, ids: Collection[str]) -> frozenset[str]:
        """Those of some ids whom a query means.

        Args:
            meaning: whom.
            ids: of whom. It costs as much as the fewer of the two take, and no more than to read everyone's, which
                is done once for a tuple that is asked about again.
        """

        def read(found: Map, db: Connection, things: ThingNumbers) -> frozenset[str]:
            if not ids or not found:
                return frozenset()
            if min(len(ids), len(found)) > found.size // _FEW:
                return frozenset(filter(None, compress(self._at_numbers(db, things, ids), found.flags)))
            by, asked = ("id", list(ids)) if len(ids) <= len(found) else ("number", list(found))
            flags, known = found.flags, frozenset(ids)
            held: set[str] = set()
            for start in range(0, len(asked), _AT_ONCE):
                some = asked[start : start + _AT_ONCE]
                rows = db.execute(f"SELECT number, id FROM person WHERE {by} IN ({holes(some)})", some)
                held.update(row_id for number, row_id in rows if flags[number] and row_id in known)
            return frozenset(held)

        return await self._with(meaning, read)

    def _at_numbers(self, db: Connection, things: ThingNumbers, ids: Collection[str]) -> list[str]:
        """Ids at the places of their people's numbers, and "" at all others."""
        asked, placed = self._placed
        if asked is not ids:
            own = {each: each for each in ids}  # they are here as texts, so that no others need be kept
            placed = [""] * self._search(db, things).size
            for number, row_id in db.execute(
                "SELECT number, id FROM person INDEXED BY sqlite_autoindex_person_1"
            ):
                placed[number] = own.get(row_id, "")
            self._placed = (ids if isinstance(ids, tuple) else (), placed)
        return placed

    async def named(self, meaning: Meaning = EVERYONE) -> list[tuple[str, str]]:
        """Id and name of all whom a query means."""

        def read(found: Map, db: Connection, things: ThingNumbers) -> list[tuple[str, str]]:
            flags = found.flags
            return [
                (row_id, str(unpack(db, things, row_id, body, total).get("name") or ""))
                for number, row_id, body, total in db.execute("SELECT number, id, body, sum FROM person")
                if flags[number]
            ]

        return await self._with(meaning, read)

    async def duplicates(self, of: str) -> list[tuple[str, list[str]]]:
        """Those who share a phone number or an e-mail address: the number's digits or the address, and their ids.

        Args:
            of: `phone` or `email`.
        """

        def read(db: Connection, things: ThingNumbers) -> list[tuple[str, list[str]]]:
            numbers = [number for number, thing in things.of_kind("text").items() if thing.id == of]
            sql = (
                "SELECT value.key, person.id FROM value JOIN person ON person.number = value.person WHERE thing = ?1 "
                "AND key IN (SELECT key FROM value WHERE thing = ?1 AND key != '' GROUP BY key HAVING count(*) > 1) "
                "ORDER BY value.key, value.person"
            )
            found: dict[str, list[str]] = {}
            for number in numbers:
                for key, row_id in db.execute(sql, (number,)):
                    found.setdefault(str(key), []).append(row_id)
            return list(found.items())

        await self.copy.settle()
        return await self.copy.read(read)

    async def index_of(
        self, user_ns: str, meaning: Meaning = EVERYONE, sort: str = "", *, down: bool = False
    ) -> int | None:
        """At which index somebody stands among those whom a query means; None where they aren't among them.

        Args:
            user_ns: their id.
            meaning: whom the query means.
            sort: the sort key; empty for the copy's own order.
            down: whether it is sorted downwards.
        """

        def read(found: Map, db: Connection, things: ThingNumbers) -> int | None:
            row = db.execute("SELECT number FROM person WHERE id = ?", (user_ns,)).fetchone()
            if row is None or row[0] not in found:
                return None
            return next(
                i for i, each in enumerate(found.among(self._order(db, things, sort, down))) if each == row[0]
            )

        return await self._with(meaning, read)

    async def counts(self, of: str, meaning: Meaning = EVERYONE) -> list[Tally]:
        """How many of those whom a query means have each tag, value, channel …, the most first.

        Args:
            of: `tag`, `label`, `channel`, `status`, `agent`, `gender`, `lang`, `source`, or `field:` and its id or name.
            meaning: whom.
        """
        found = await self._with(
            meaning, lambda found, db, things: tally(db, things, of, found, self._search(db, things).everyone)
        )
        return found if of in MARKS else await self._written(found, of.removeprefix("field:"))

    async def counts_among(self, of: str, ids: Sequence[str]) -> list[Tally]:
        """As `counts`, of people by their ids.

        Args:
            of: a key of `tallies.MARKS`.
            ids: of whom.
        """
        numbers = await self._numbers(ids)

        def read(found: Map, db: Connection, things: ThingNumbers) -> list[Tally]:
            return tally(db, things, of, found & Map.of(numbers, found.size), found)

        return await self._with(EVERYONE, read)

    async def commonest(self, field: str, begins: str, most: int) -> list[str]:
        """The values that most people here have of a user field, as somebody has them written.

        Args:
            field: its id.
            begins: what they begin with, folded; empty for all.
            most: how many at most.
        """
        await self.copy.settle()
        found = await self.copy.read(lambda db, things: commonest(db, things, field, begins, most))
        return [each.name for each in await self._written(found, field)]

    async def _written(self, tallies: list[Tally], field: str) -> list[Tally]:
        """Values as somebody has them written: `Bogotá`, which is compared as `bogota`. Of the most only."""
        rows = await self.copy.rows([each.somebody for each in tallies[:_WRITTEN]])
        names: dict[str, str] = {}
        for row in map(Subscriber.read, rows):
            for each in row.user_fields:
                if field in (each.var_ns, each.name):
                    names |= {
                        folded_value(value): value_text(value).strip() for value in values_of(each.value)
                    }
        return [replace(each, name=names.get(each.id, each.name)) for each in tallies]

    async def _with(self, meaning: Meaning, work: Callable[[Map, Connection, ThingNumbers], T]) -> T:
        await self.copy.settle()
        return await self.copy.read(
            lambda db, things: work(self._search(db, things).find(meaning), db, things)
        )

    def _search(self, db: Connection, things: ThingNumbers) -> SqlSearch:
        """Asks what is there now; what was answered of the same state is known."""
        row = db.execute("SELECT data_version FROM pragma_data_version").fetchone()
        zone = self._zone()
        version = (db.total_changes, row[0], self.copy.db.renewals, zone.name)
        if version != self._version or len(self._known) > _MOST_KNOWN:
            self._known.clear()
        if version != self._version:
            self._version = version
            self._orders.clear()
            self._placed = ((), [])
        return SqlSearch(db, things, zone, known=self._known)

    def _order(self, db: Connection, things: ThingNumbers, sort: str, down: bool) -> Sequence[int]:
        if not sort:
            size = self._search(db, things).size
            return range(size - 1, 0, -1) if down else range(1, size)
        if (sort, down) not in self._orders:
            if len(self._orders) >= _MOST_ORDERS:
                self._orders.clear()
            everyone = self._search(db, things).everyone
            self._orders[sort, down] = array("I", order_of(db, things, sort, down, everyone))
        return self._orders[sort, down]


def _told_last(numbered: tuple[int, SharedThing]) -> tuple[bool, int]:
    """Sort key among things of one id, the preferred one last: the newest that has its name."""
    number, thing = numbered
    return thing.says_its_name, number
