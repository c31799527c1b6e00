# SPDX-License-Identifier: MIT
"""The copy of everyone: what the host said of each of a bot's subscribers, laid out so that any question is quick.

A person's row is kept once, packed (`people_rows`). Beside it is what queries ask: which things somebody has (`mark`),
with which keys they compare and sort (`value`), and their words (`words`). What that is of a row is said from outside,
by `Indexed`, and written only where it differs from what the row before it had.

Like the cache, the file may be damaged or taken away at any time: then nobody has been read yet.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from sqlite3 import Connection
from typing import TypeVar

import msgspec

from flotui.config.memory import give_back
from flotui.store.cached_rows import Change, holes
from flotui.store.database import Database
from flotui.store.kept import checksum
from flotui.store.people_lines import AskedLines, Indexed, Key
from flotui.store.people_rows import (
    LISTS,
    SharedThing,
    ThingNumbers,
    completed,
    define,
    pack,
    unpack,
    without,
)
from flotui.store.people_schema import SCHEMA

__all__ = ["SCHEMA", "Copy", "Indexed", "Key", "SharedThing", "Taken"]

T = TypeVar("T")
_NEXT = (
    "max(coalesce((SELECT max(number) FROM person), 0), "
    "coalesce((SELECT CAST(value AS INTEGER) FROM state WHERE key = 'spent'), 0)) + 1"
)
"""The number of somebody new: nobody gets that of who is gone, by which a plan may still mean them."""
_SPENT = (
    "INSERT INTO state VALUES ('spent', ?1) ON CONFLICT (key) DO UPDATE SET "
    "value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))"
)
"""Notes the greatest number of those who are gone."""

_TOGETHER = 1_000
"""People whose lines are written together, where many are read: as many as the memory of the program allows. Twice as
many would take a twelfth less of the processor, and a megabyte more.
"""
_SEVERAL = 500
"""How many values a statement is given at once."""


class Taken(msgspec.Struct, frozen=True):
    """What came of taking rows in."""

    new: int
    """How many people were not here before."""
    changed: int
    """How many were, and are different now."""
    repeated: int
    """How many the same walk has met before."""


Index = Callable[[Mapping[str, object]], Indexed]
"""Says what queries ask of a row. What it says of a list in it depends on nothing else in the row."""


class Copy:
    """The copy of everyone of one bot."""

    def __init__(self, db: Database, index: Index) -> None:
        """Use `open`."""
        self.db = db
        """Its database."""
        self._index = index
        self._things = ThingNumbers()
        self._renewals = 0

    @classmethod
    async def open(cls, path: Path | None, index: Index) -> Copy:
        """Open the copy. It can always be opened: in memory, where its file can't be used.

        Args:
            path: its file; None keeps it in memory.
            index: says what queries ask of a row.
        """
        return cls(await Database.open(path, SCHEMA), index)

    async def close(self) -> None:
        """Close it."""
        await self.db.close()

    # -- Work with it ------------------------------------------------------------------------------

    async def read(self, work: Callable[[Connection, ThingNumbers], T]) -> T:
        """Do some reading.

        Args:
            work: given the connection and the things of the file, in the database's thread.
        """

        def read(db: Connection) -> T:
            self._know(db)
            return work(db, self._things)

        return await self.db.read(read)

    async def change(self, work: Callable[[Connection, ThingNumbers], T]) -> T:
        """Do some writing, all of it or none."""

        def change(db: Connection) -> T:
            self._know(db)
            try:
                return work(db, self._things)
            except BaseException:
                self._things.forget()
                raise

        return await self.db.change(change)

    def _know(self, db: Connection) -> None:
        if self._renewals != self.db.renewals:
            self._renewals = self.db.renewals
            self._things.forget()
        self._things.learn(db)

    # -- People ------------------------------------------------------------------------------------

    def take(
        self,
        db: Connection,
        things: ThingNumbers,
        rows: Iterable[tuple[str, Mapping[str, object]]],
        walk: int,
        at: float | None = None,
        *,
        again: bool = False,
        later: bool = False,
    ) -> Taken:
        """Take rows of the host's in, within other work.

        Args:
            db: the connection.
            things: the things of the file.
            rows: id and row of each; of one that comes twice the last counts.
            walk: the number of the walk that met them; 0 where they came by another way.
            at: when the host said so, in unix seconds; now by default.
            again: whether the walk asked for the same page before, so that it is no wonder whom it meets again.
            later: whether lines of those who are new are written later, together with those of the pages that follow;
                see `settle`.
        """
        wanted = dict(rows)
        now = time.time() if at is None else at
        before: dict[str, tuple[int, str, int]] = {}
        for some in _batches(wanted):
            before |= {
                row_id: (number, body, total)
                for number, row_id, body, total in db.execute(
                    f"SELECT number, id, body, sum FROM person WHERE id IN ({holes(some)})", tuple(some)
                )
            }
        new = changed = 0
        met: list[tuple[int, int, float]] = []
        lines = AskedLines()
        define(db, things, next(iter(wanted.values()), {}))
        for row_id, row in wanted.items():
            body = pack(db, things, row)
            known = before.get(row_id)
            if known is None:
                new += 1
                cursor = db.execute(
                    f"INSERT INTO person (number, id, body, sum) VALUES ({_NEXT}, ?, ?, ?)",
                    (row_id, body, checksum(body, row_id)),
                )
                number = int(cursor.lastrowid or 0)
                if later:
                    db.execute("INSERT INTO unlined VALUES (?)", (number,))
                else:
                    lines.add(number, None, self._index(row))
            else:
                number = known[0]
                if known[1] != body:
                    changed += 1
                    self.line(db, things)
                    old = self._index(unpack(db, things, row_id, *known[1:]))
                    db.execute(
                        "UPDATE person SET body = ?, sum = ? WHERE number = ?",
                        (body, checksum(body, row_id), number),
                    )
                    lines.add(number, old, self._index(row))
            met.append((number, walk, now))
        lines.write(db, things)
        return Taken(new, changed, _meet(db, met, walk, again))

    def drop(self, db: Connection, things: ThingNumbers, row_id: str) -> bool:
        """Forget somebody, within other work; whether they were here."""
        found = db.execute("SELECT number, body, sum FROM person WHERE id = ?", (row_id,)).fetchone()
        if found is None:
            return False
        number, body, total = found
        self.line(db, things)
        lines = AskedLines()
        lines.add(number, self._index(unpack(db, things, row_id, body, total)), None)
        lines.write(db, things)
        db.execute(_SPENT, (number,))
        for table, column in (("person", "number"), ("met", "person")):
            db.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))
        return True

    async def settle(self, *, many: bool = False) -> None:
        """See that everybody who is here can be found.

        Args:
            many: only once they are so many that it is worth while. It is apart from taking them in, so that their page
                needn't stay in memory meanwhile.
        """
        if await self.db.read(_unlined) >= (_TOGETHER if many else 1):
            await self.change(self.line)
            give_back()

    def line(self, db: Connection, things: ThingNumbers) -> None:
        """Write the lines of those who have none yet, within other work."""
        lines = AskedLines()
        for number, row_id, body, total in db.execute(
            "SELECT number, id, body, sum FROM unlined JOIN person ON number = person"
        ):
            lines.add(number, None, self._index(unpack(db, things, row_id, body, total)))
        lines.write(db, things)
        db.execute("DELETE FROM unlined")

    def part(self, db: Connection, things: ThingNumbers, row_id: str, at: float) -> None:
        """Forget somebody whom the host doesn't have any more, and note that, within other work.

        Args:
            db: the connection.
            things: the things of the file.
            row_id: whose id.
            at: when that was found, in unix seconds.
        """
        found = db.execute("SELECT body, sum FROM person WHERE id = ?", (row_id,)).fetchone()
        if found is not None:
            name = unpack(db, things, row_id, *found).get("name")
            db.execute("INSERT OR REPLACE INTO gone VALUES (?, ?, ?)", (row_id, str(name or ""), at))
            self.drop(db, things, row_id)

    async def become(self, row_id: str, change: Change) -> None:
        """Have somebody be as a write from here has made them. Who isn't here stays away, unless all of them is told.

        Args:
            row_id: whose id.
            change: their row, what it becomes, or None where they are gone.
        """

        def work(db: Connection, things: ThingNumbers) -> None:
            if change is None:
                self.drop(db, things, row_id)
            elif not callable(change):
                self.take(db, things, [(row_id, change)], 0)
            elif (
                found := db.execute("SELECT body, sum FROM person WHERE id = ?", (row_id,)).fetchone()
            ) is not None:
                row = change(unpack(db, things, row_id, *found))
                self.take(db, things, [(row_id, completed(db, things, row))], 0)

        await self.change(work)

    async def named(self, listed: str) -> list[tuple[str, str]]:
        """Id and name of the tags, labels or user fields that rows have named.

        Args:
            listed: the key under which a row lists them: one of `LISTS`.
        """
        kind, _ = LISTS[listed]
        return await self.read(
            lambda _, things: [(thing.id, thing.name) for thing in things.of_kind(kind).values()]
        )

    async def lose(
        self, row_ids: Iterable[str], listed: str, thing: str, *, before: float = math.inf
    ) -> None:
        """Have nobody of some carry a tag, a label or a user field any more, since there is none.

        Args:
            row_ids: the ids of those who may; some at a time.
            listed: the key under which a row lists it: one of `LISTS`.
            thing: its id.
            before: only those whom the host told of before that, in unix seconds.
        """

        def work(some: Sequence[str], db: Connection, things: ThingNumbers) -> None:
            sql = (
                "SELECT number, id, body, sum FROM person JOIN met ON met.person = person.number "
                f"WHERE id IN ({holes(some)}) AND at < ?"
            )
            self.line(db, things)
            lines = AskedLines()
            changed: list[tuple[str, int, int]] = []
            for number, row_id, old, total in db.execute(sql, (*some, before)).fetchall():
                # That list alone is read and written: tens of thousands may carry a tag.
                body, had, has = without(db, things, row_id, old, total, listed, thing)
                if len(has) < len(had):
                    changed.append((body, checksum(body, row_id), number))
                    lines.add(number, self._index({listed: had}), self._index({listed: has}))
            db.executemany("UPDATE person SET body = ?, sum = ? WHERE number = ?", changed)
            lines.write(db, things)

        for some in _batches(row_ids):
            await self.change(partial(work, some))

    async def rows(
        self,
        numbers: Sequence[int],
        fields: Collection[str] | None = None,
        keys: Collection[str] | None = None,
    ) -> list[dict[str, object]]:
        """The rows of people by their numbers, in that order; of those that are gone since, none.

        Args:
            numbers: whose.
            fields: the ids of the user fields that are wanted of them; all by default.
            keys: what is wanted of them besides lists, where only some fields are; all by default.
        """

        def read(db: Connection, things: ThingNumbers) -> list[dict[str, object]]:
            wanted = None if fields is None else things.numbered("field", fields)
            named = None if keys is None else things.numbered("key", keys)
            found = {
                number: unpack(db, things, row_id, body, total, wanted, named)
                for number, row_id, body, total in _bodies(db, numbers)
            }
            return [found[number] for number in numbers if number in found]

        return await self.read(read)


def _bodies(db: Connection, numbers: Sequence[int]) -> list[tuple[int, str, object, object]]:
    """Number, id, row as it is kept, and checksum of people."""
    columns = "SELECT number, id, body, sum FROM person WHERE number"
    if len(numbers) > 1 and len(numbers) == len(set(numbers)) == max(numbers) - min(numbers) + 1:
        return db.execute(f"{columns} BETWEEN ? AND ?", (min(numbers), max(numbers))).fetchall()
    return [
        row
        for some in _batches(numbers)
        for row in db.execute(f"{columns} IN ({holes(some)})", some).fetchall()
    ]


def _unlined(db: Connection) -> int:
    """How many people have no lines yet."""
    return int(db.execute("SELECT count(*) FROM unlined").fetchone()[0])


def _batches(values: Iterable[T]) -> Iterable[tuple[T, ...]]:
    left = iter(values)
    while some := tuple(itertools.islice(left, _SEVERAL)):
        yield some


def _meet(db: Connection, met: Sequence[tuple[int, int, float]], walk: int, again: bool) -> int:
    """Note that people were met; how many of them the same walk has met before."""
    before = 0
    for some in _batches([number for number, _, _ in met]) if walk else ():
        row = db.execute(
            f"SELECT count(*) FROM met WHERE walk = ? AND person IN ({holes(some)})", (walk, *some)
        ).fetchone()
        before += int(row[0])
    db.executemany(
        "INSERT INTO met VALUES (?1, ?2, 1, ?3) ON CONFLICT DO UPDATE SET at = excluded.at, "
        "times = CASE WHEN ?2 = 0 THEN times WHEN walk = ?2 THEN times + ?4 ELSE 1 END, "
        "walk = CASE WHEN ?2 = 0 THEN walk ELSE ?2 END",
        [(*each, 0 if again else 1) for each in met],
    )
    return before
