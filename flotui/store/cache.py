# SPDX-License-Identifier: MIT
"""The cache: what the host said, by profile and Call, so that reading never waits and goes on offline.

Objects are kept whole. Lists are kept as rows (see `CachedRows`). A list is read back a window at a time, so that
100,000 rows cost no more than 100.

A list is filled by a *walk*: its pages in order, from the first. Rows of the walk before stay until the
new walk is through, so a list never shrinks while it is being refreshed.

Its file may be damaged or taken away at any time (see `Database`): then all is as if nothing had been read
yet. What is read back is what was kept, or nothing: each body has a checksum, and the numbers of lists and
rows mean nothing in another file.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from sqlite3 import Connection

from flotui.store.cache_schema import SCHEMA
from flotui.store.cached_rows import NUMBER, CachedRows, holes
from flotui.store.database import Database
from flotui.store.finding import RowFinder
from flotui.store.kept import CachedList, CachedReply, Page, checksum, moment, packed, unpacked
from flotui.store.trouble import Damaged
from flotui.text.fold import fold

__all__ = ["SCHEMA", "Cache", "CachedList", "CachedReply", "Page"]


class Cache(CachedRows):
    """The cached data of one profile: its rows, the lists that they are in, and objects."""

    def __init__(self, db: Database, profile: str) -> None:
        super().__init__(db, profile)
        self._counts: dict[int, tuple[list[int], int, int]] = {}
        self.finder = RowFinder(db, profile)
        """Finds and sorts its rows."""

    @classmethod
    async def open(cls, path: Path | None, profile: str) -> Cache:
        """Open the cache. It can always be opened: in memory, where its file can't be used.

        Args:
            path: the database's file; None keeps it in memory (`--no-cache`).
            profile: the profile's id; data of different profiles never meet.
        """
        return cls(await Database.open(path, SCHEMA), profile)

    async def close(self) -> None:
        """Close it. Nothing can be read or written afterwards."""
        await self.db.close()

    async def version(self) -> int:
        """Another number whenever another connection to the file has changed it."""
        return await self.db.read(lambda db: int(db.execute("PRAGMA data_version").fetchone()[0]))

    async def reply(self, key: str) -> CachedReply | None:
        """The object kept under a Call's key, or None."""

        def read(db: Connection) -> CachedReply | None:
            row = db.execute(
                "SELECT body, sum, fetched_at, stale FROM reply WHERE profile = ? AND key = ?",
                (self._profile, key),
            ).fetchone()
            return CachedReply(unpacked(row[0], row[1], key), moment(row[2]), bool(row[3])) if row else None

        return await self.db.read(read)

    async def kept_at(self, key: str) -> float | None:
        """When the object under a Call's key was kept, in unix seconds; None for none. It isn't unpacked for that."""

        def read(db: Connection) -> float | None:
            row = db.execute(
                "SELECT fetched_at FROM reply WHERE profile = ? AND key = ?", (self._profile, key)
            ).fetchone()
            return moment(row[0]) if row else None

        return await self.db.read(read)

    async def keep_reply(self, key: str, operation: str, value: object, at: float | None = None) -> None:
        """Keep an object under a Call's key.

        Args:
            key: the Call's key.
            operation: the Call's operation id, by which a write makes it stale.
            value: the parsed JSON.
            at: when it was read, in unix seconds; now by default.
        """
        body = packed(value)
        values = (self._profile, key, operation, body, checksum(body, key), at or time.time())
        await self.db.change(
            lambda db: db.execute(
                "INSERT INTO reply VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET body = excluded.body, "
                "sum = excluded.sum, fetched_at = excluded.fetched_at, stale = 0",
                values,
            )
        )

    async def listing(self, key: str, operation: str) -> CachedList:
        """What is known of the list under a Call's key; a new, empty one where nothing is."""
        found = await self.db.read(lambda db: self._listing(db, key))
        if found is None:
            await self.db.change(lambda db: self._add_list(db, key, operation))
            found = await self.db.read(lambda db: self._listing(db, key))
        if found is None:  # another file has taken its place in between
            return CachedList(0, 0, None, None, False, None, False)
        return found

    def _listing(self, db: Connection, key: str) -> CachedList | None:
        found = db.execute(
            "SELECT number, total, fetched_at, stale, next, complete, total_changes(), data_version "
            "FROM list, pragma_data_version WHERE profile = ? AND key = ?",
            (self._profile, key),
        ).fetchone()
        if found is None:
            return None
        number, total, fetched_at, stale, next_, complete, *version = found
        if not isinstance(total, int | None) or not isinstance(next_, str | None):
            raise Damaged("it is damaged (a list in it can't be read)")
        at = None if fetched_at is None else moment(fetched_at)
        count, older = self._count(db, number, version, next_ is not None)
        return CachedList(number, count, total, at, bool(stale), next_, bool(complete), older)

    def _add_list(self, db: Connection, key: str, operation: str) -> int:
        """The number of the list under a key, which is made where there is none."""
        db.execute(
            "INSERT OR IGNORE INTO list (profile, key, operation) VALUES (?, ?, ?)",
            (self._profile, key, operation),
        )
        row = db.execute(
            "SELECT number FROM list WHERE profile = ? AND key = ?", (self._profile, key)
        ).fetchone()
        return int(row[0])

    def _count(self, db: Connection, number: int, version: list[int], under_way: bool) -> tuple[int, int]:
        """How many rows a list has, and how many of them a walk under way hasn't met. Counting 100,000 takes
        milliseconds, and every letter of a filter asks.

        Args:
            db: the connection.
            number: the list's number.
            version: changes with every write: of ours, and of another process.
            under_way: whether a walk isn't through.
        """
        known = self._counts.get(number)
        if known is None or known[0] != version:
            found = db.execute("SELECT count(*) FROM member WHERE list = ?", (number,)).fetchone()
            older = found[0] - _met(db, number) if under_way else 0
            self._counts[number] = known = (version, found[0], older)
        return known[1:]

    async def keep_page(self, key: str, operation: str, kind: str, page: Page) -> None:
        """Take in one page of a walk over a list.

        Known rows stay in their places with their new content. New ones are at the top when they come
        with the first page of a later walk, else at the end. When a walk has met as many rows as the host
        says there are, those that it did not meet leave the list. A page that repeats what the walk has
        met already ends it.

        Args:
            key: the key of the list's Call.
            operation: that Call's operation id, by which a write makes it stale.
            kind: the kind of its rows.
            page: the page.
        """
        now = time.time()
        rows = [self.packed(kind, row_id, row, now) for row_id, row, _ in page.rows]
        texts = {row_id: fold(text) for row_id, _, text in page.rows}

        def keep(db: Connection) -> None:
            number = self._add_list(db, key, operation)
            if page.first:
                db.execute("UPDATE list SET walk = walk + 1 WHERE number = ?", (number,))
            before = _met(db, number)
            numbers = self.put(db, kind, rows, texts)
            _place(db, number, numbers, at_top=page.first)
            met = _met(db, number)
            # A page that brings nothing new is a repeated one: asking on would go round in circles.
            repeated = not page.first and met == before
            next_ = page.next if not repeated else page.other if met < (page.total or met) else None
            through = next_ is None
            complete = through and (page.total is None or met >= page.total)
            db.execute(
                "UPDATE list SET total = ?, next = ?, complete = complete OR ?, stale = stale AND NOT ?, "
                "fetched_at = CASE WHEN ? THEN ? ELSE fetched_at END WHERE number = ?",
                (page.total, next_, complete, page.first, page.first, now, number),
            )
            if complete:
                db.execute(
                    "DELETE FROM member WHERE list = ?1 AND walk < (SELECT walk FROM list WHERE number = ?1)",
                    (number,),
                )

        await self.db.change(keep)

    async def gather(
        self,
        key: str,
        operation: str,
        kind: str,
        lists: Sequence[tuple[str, Sequence[str], Sequence[tuple[str, str]]]],
        ids: Sequence[str] = (),
    ) -> None:
        """Make one list of rows of others, each once, in the order in which they are found.

        Args:
            key: what the new list is kept under; what it held before is forgotten.
            operation: the operation id by which a write makes it stale.
            kind: the kind of the rows.
            lists: the key of each of the others, the words that its rows must have, and the links by which
                they may have them (see `RowFinder.search`).
            ids: further rows.
        """

        def fill(db: Connection) -> None:
            number = self._add_list(db, key, operation)
            found: dict[int, None] = {}
            at: float | None = None
            for its, words, links in lists:
                known = db.execute(
                    "SELECT number, fetched_at FROM list WHERE profile = ? AND key = ?", (self._profile, its)
                ).fetchone()
                if known is not None and known[1] is not None:
                    found.update(dict.fromkeys(self.finder.members(db, known[0], words, links)))
                    at = max(at or 0.0, moment(known[1]))
            for row_id in ids:
                row = db.execute(NUMBER, (self._profile, kind, row_id)).fetchone()
                found.update({row[0]: None} if row else {})
            db.execute("DELETE FROM member WHERE list = ?", (number,))
            _place(db, number, list(found), at_top=False)
            db.execute(
                "UPDATE list SET total = NULL, next = NULL, complete = 1, stale = 0, fetched_at = ? WHERE number = ?",
                (at, number),
            )

        await self.db.change(fill)

    async def window(self, number: int, kind: str, start: int, stop: int) -> list[tuple[object, float]]:
        """The rows of a list from start up to stop (exclusive), each with when it was read."""
        return await self.db.read(
            lambda db: [
                self.read_row(kind, row)
                for row in db.execute(
                    "SELECT profile, kind, id, body, sum, fetched_at FROM (SELECT row FROM member WHERE list = ? "
                    "ORDER BY place LIMIT ? OFFSET ?) AS here LEFT JOIN row ON row.number = here.row",
                    (number, stop - start, start),
                )
            ]
        )

    async def ids(self, number: int) -> list[str]:
        """The ids of all rows of a list, in its order."""
        return await self.db.read(
            lambda db: [
                str(row_id)
                for (row_id,) in db.execute(
                    "SELECT row.id FROM member JOIN row ON row.number = member.row WHERE list = ? ORDER BY place",
                    (number,),
                )
            ]
        )

    async def index_of(self, number: int, kind: str, row_id: str) -> int | None:
        """At which index of a list a row stands, or None."""
        row = await self._one(
            "SELECT (SELECT count(*) FROM member AS before WHERE before.list = member.list "
            "AND before.place < member.place) FROM member JOIN row ON row.number = member.row "
            "WHERE member.list = ? AND row.profile = ? AND row.kind = ? AND row.id = ?",
            number,
            self._profile,
            kind,
            row_id,
        )
        return int(row[0]) if row else None

    async def make_stale(self, operations: Iterable[str], kinds: Iterable[str] = ()) -> None:
        """Mark what these reading operations returned, and the rows of these kinds, as changed since.

        Rows are marked in this process only, and count as old after seconds anyway.
        """
        ids = tuple(operations)
        self._changed_at.update(dict.fromkeys(kinds, time.time()))

        def mark(db: Connection) -> None:
            for table in ("list", "reply"):
                db.execute(
                    f"UPDATE {table} SET stale = 1 WHERE profile = ? AND operation IN ({holes(ids)})",
                    (self._profile, *ids),
                )

        if ids:
            await self.db.change(mark)


def _met(db: Connection, number: int) -> int:
    """How many of a list's rows the walk under way has met."""
    row = db.execute(
        "SELECT count(*) FROM member WHERE list = ?1 AND walk = (SELECT walk FROM list WHERE number = ?1)",
        (number,),
    ).fetchone()
    return int(row[0])


def _place(db: Connection, number: int, rows: Sequence[int], *, at_top: bool) -> None:
    """Put rows into a list: those that it has stay where they are."""
    low, high, walk = db.execute(
        "SELECT min(place), max(place), (SELECT walk FROM list WHERE number = ?1) FROM member WHERE list = ?1",
        (number,),
    ).fetchone()
    known = {
        row[0]
        for row in db.execute(
            f"SELECT row FROM member WHERE list = ? AND row IN ({holes(rows)})", (number, *rows)
        )
    }
    fresh = [row for row in dict.fromkeys(rows) if row not in known]
    if low is None:
        start = 0
    elif at_top:
        start = low - len(fresh)
    else:
        start = high + 1
    db.executemany(
        "UPDATE member SET walk = ? WHERE list = ? AND row = ?", [(walk, number, row) for row in known]
    )
    db.executemany(
        "INSERT INTO member VALUES (?, ?, ?, ?)",
        [(number, start + index, row, walk) for index, row in enumerate(fresh)],
    )
