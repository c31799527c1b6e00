"""The cache: what the host said, by profile and Call, so that reading never waits and goes on offline.

Objects are kept whole. Lists are kept as rows, each row once per profile and kind, however many lists
it stands in: a row that the host returns anywhere replaces the cached one everywhere. A list is read
back a window at a time, so that 100,000 rows cost no more than 100.

A list is filled by a *walk*: its pages in order, from the first. Rows of the walk before stay until the
new walk is through, so a list never shrinks while it is being refreshed.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiosqlite
import msgspec

from flotui.api.exact import dumps, loads_own
from flotui.store.database import MEMORY, Opened, Schema, open_database
from flotui.store.finding import Finder, fold

SCHEMA = Schema(
    "cache",
    (
        """
        CREATE TABLE reply (
            profile TEXT NOT NULL, key TEXT NOT NULL, operation TEXT NOT NULL,
            body TEXT NOT NULL, fetched_at REAL NOT NULL, stale INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (profile, key)
        ) WITHOUT ROWID;
        CREATE TABLE row (
            number INTEGER PRIMARY KEY, profile TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
            body TEXT NOT NULL, fetched_at REAL NOT NULL,
            UNIQUE (profile, kind, id)
        );
        CREATE TABLE search (row INTEGER PRIMARY KEY, text TEXT NOT NULL);
        CREATE TABLE list (
            number INTEGER PRIMARY KEY, profile TEXT NOT NULL, key TEXT NOT NULL, operation TEXT NOT NULL,
            total INTEGER, fetched_at REAL, stale INTEGER NOT NULL DEFAULT 0,
            walk INTEGER NOT NULL DEFAULT 0, next TEXT, complete INTEGER NOT NULL DEFAULT 0,
            UNIQUE (profile, key)
        );
        CREATE TABLE member (
            list INTEGER NOT NULL, place INTEGER NOT NULL, row INTEGER NOT NULL, walk INTEGER NOT NULL,
            PRIMARY KEY (list, place)
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX member_row ON member (list, row);
        CREATE INDEX member_of ON member (row);
        """,
    ),
)


class CachedReply(msgspec.Struct, frozen=True):
    """An object that the host returned."""

    value: Any
    """The parsed JSON."""
    fetched_at: float
    """When, in unix seconds."""
    stale: bool
    """Whether a write of ours has changed it since."""


class CachedList(msgspec.Struct, frozen=True):
    """What the cache knows of a list, without its rows."""

    number: int
    """Its number in the cache."""
    count: int
    """How many rows it has here."""
    total: int | None
    """How many the host says there are."""
    fetched_at: float | None
    """When its first page was last read, in unix seconds; None when it never was."""
    stale: bool
    """Whether a write of ours has changed it since."""
    next: str | None
    """Where the walk goes on: what the reader of the list put there; None when it is through."""
    complete: bool
    """Whether a walk has been through, so that every row is here."""


class Page(msgspec.Struct, frozen=True):
    """One page of a walk, as the host returned it."""

    rows: Sequence[tuple[str, dict[str, Any], str]]
    """Id, row and searchable text of each."""
    total: int | None
    """How many rows the host says there are."""
    next: str | None
    """Where the walk goes on; None on the last page."""
    first: bool
    """Whether it is the walk's first page."""


class Cache:
    """The cached data of one profile."""

    def __init__(self, opened: Opened, profile: str) -> None:
        self._db = opened.connection
        self._profile = profile
        self._writing = asyncio.Lock()
        self._counts: dict[int, tuple[list[int], int]] = {}
        self.finder = Finder(opened.connection, profile)
        """Finds and sorts its rows."""
        self.notice = opened.notice
        """A sentence for the person when an older cache was set aside, else empty."""

    @classmethod
    async def open(cls, path: Path | None, profile: str) -> Cache:
        """Open the cache.

        Args:
            path: the database's file; None keeps it in memory (`--no-cache`).
            profile: the profile's id; data of different profiles never meet.

        Raises:
            ConfigError: when the file can be neither used nor replaced.
        """
        return cls(await open_database(path or MEMORY, SCHEMA), profile)

    async def close(self) -> None:
        """Close it. Nothing can be read or written afterwards."""
        await self._db.close()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        async with self._writing:
            try:
                # Whoever is cancelled in here has begun all the same: SQLite's thread does what it was told.
                await self._db.execute("BEGIN IMMEDIATE")
                yield self._db
            except BaseException:
                with suppress(sqlite3.OperationalError):  # it could not even begin
                    await self._db.execute("ROLLBACK")
                raise
            await self._db.execute("COMMIT")

    async def _one(self, sql: str, *arguments: Any) -> tuple[Any, ...] | None:
        async with self._db.execute(sql, arguments) as cursor:
            row = await cursor.fetchone()
        return tuple(row) if row is not None else None

    async def reply(self, key: str) -> CachedReply | None:
        """The object kept under a Call's key, or None."""
        row = await self._one(
            "SELECT body, fetched_at, stale FROM reply WHERE profile = ? AND key = ?", self._profile, key
        )
        return CachedReply(loads_own(row[0]), row[1], bool(row[2])) if row else None

    async def keep_reply(self, key: str, operation: str, value: Any, at: float | None = None) -> None:
        """Keep an object under a Call's key.

        Args:
            key: the Call's key.
            operation: the Call's operation id, by which a write makes it stale.
            value: the parsed JSON.
            at: when it was read, in unix seconds; now by default.
        """
        async with self._transaction() as db:
            await db.execute(
                "INSERT INTO reply VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE "
                "SET body = excluded.body, fetched_at = excluded.fetched_at, stale = 0",
                (self._profile, key, operation, _dump(value), at or time.time()),
            )

    async def listing(self, key: str, operation: str) -> CachedList:
        """What is known of the list under a Call's key; a new, empty one where nothing is."""
        found = await self._one(
            "SELECT number, total, fetched_at, stale, next, complete, total_changes(), data_version "
            "FROM list, pragma_data_version WHERE profile = ? AND key = ?",
            self._profile,
            key,
        )
        if found is None:
            async with self._transaction() as db:
                await db.execute(
                    "INSERT OR IGNORE INTO list (profile, key, operation) VALUES (?, ?, ?)",
                    (self._profile, key, operation),
                )
            return await self.listing(key, operation)
        number, total, fetched_at, stale, next_, complete, *version = found
        count = await self._count(number, version)
        return CachedList(number, count, total, fetched_at, bool(stale), next_, bool(complete))

    async def _count(self, number: int, version: list[int]) -> int:
        """How many rows a list has. Counting 100,000 takes milliseconds, and every letter of a filter asks.

        Args:
            number: the list's number.
            version: changes with every write: of ours, and of another process.
        """
        known = self._counts.get(number)
        if known is None or known[0] != version:
            found = await self._one("SELECT count(*) FROM member WHERE list = ?", number)
            self._counts[number] = known = (version, found[0] if found else 0)
        return known[1]

    async def keep_page(self, number: int, kind: str, page: Page) -> None:
        """Take in one page of a walk over a list.

        Known rows stay in their places with their new content. New ones stand at the top when they come
        with the first page of a later walk, else at the end. When a walk has met as many rows as the host
        says there are, those that it did not meet leave the list. A page that repeats what the walk has
        met already ends it.

        Args:
            number: the list's number.
            kind: the kind of its rows.
            page: the page.
        """
        now = time.time()
        async with self._transaction() as db:
            if page.first:
                await db.execute("UPDATE list SET walk = walk + 1 WHERE number = ?", (number,))
            before = await self._met(number)
            rows = await self._keep_rows(kind, page.rows)
            await self._place(number, rows, at_top=page.first)
            met = await self._met(number)
            # A page that brings nothing new is a repeated one: asking on would go round in circles.
            through = page.next is None or (not page.first and met == before)
            complete = through and (page.total is None or met >= page.total)
            await db.execute(
                "UPDATE list SET total = ?, next = ?, complete = complete OR ?, stale = stale AND NOT ?, "
                "fetched_at = CASE WHEN ? OR fetched_at IS NULL THEN ? ELSE fetched_at END WHERE number = ?",
                (page.total, None if through else page.next, complete, page.first, page.first, now, number),
            )
            if complete:
                await db.execute(
                    "DELETE FROM member WHERE list = ? AND walk < (SELECT walk FROM list WHERE number = ?)",
                    (number, number),
                )

    async def _met(self, number: int) -> int:
        """How many of a list's rows the walk under way has met."""
        row = await self._one(
            "SELECT count(*) FROM member WHERE list = ?1 AND walk = (SELECT walk FROM list WHERE number = ?1)",
            number,
        )
        return row[0] if row else 0

    async def _keep_rows(self, kind: str, rows: Sequence[tuple[str, dict[str, Any], str]]) -> list[int]:
        """Take rows in; their numbers. All at once, because each statement crosses to SQLite's thread."""
        now = time.time()
        await self._db.executemany(
            "INSERT INTO row (profile, kind, id, body, fetched_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT "
            "DO UPDATE SET body = excluded.body, fetched_at = excluded.fetched_at",
            [(self._profile, kind, row_id, _dump(row), now) for row_id, row, _ in rows],
        )
        holes = ", ".join("?" * len(rows))
        async with self._db.execute(
            f"SELECT id, number FROM row WHERE profile = ? AND kind = ? AND id IN ({holes})",
            (self._profile, kind, *(row_id for row_id, _, _ in rows)),
        ) as cursor:
            numbers: dict[str, int] = {row[0]: row[1] for row in await cursor.fetchall()}
        await self._db.executemany(
            "INSERT OR REPLACE INTO search VALUES (?, ?)",
            [(numbers[row_id], fold(text)) for row_id, _, text in rows],
        )
        return [numbers[row_id] for row_id, _, _ in rows]

    async def _place(self, number: int, rows: Sequence[int], *, at_top: bool) -> None:
        edges = await self._one(
            "SELECT min(place), max(place), (SELECT walk FROM list WHERE number = ?1) FROM member WHERE list = ?1",
            number,
        )
        low, high, walk = edges or (None, None, 0)
        holes = ", ".join("?" * len(rows))
        async with self._db.execute(
            f"SELECT row FROM member WHERE list = ? AND row IN ({holes})", (number, *rows)
        ) as cursor:
            known = {row[0] for row in await cursor.fetchall()}
        fresh = [row for row in dict.fromkeys(rows) if row not in known]
        if low is None:
            start = 0
        elif at_top:
            start = low - len(fresh)
        else:
            start = high + 1
        await self._db.executemany(
            "UPDATE member SET walk = ? WHERE list = ? AND row = ?", [(walk, number, row) for row in known]
        )
        await self._db.executemany(
            "INSERT INTO member VALUES (?, ?, ?, ?)",
            [(number, start + index, row, walk) for index, row in enumerate(fresh)],
        )

    async def window(self, number: int, start: int, stop: int) -> list[tuple[Any, float]]:
        """The rows of a list from start up to stop (exclusive), each with when it was read."""
        async with self._db.execute(
            "SELECT row.body, row.fetched_at FROM (SELECT row FROM member WHERE list = ? ORDER BY place "
            "LIMIT ? OFFSET ?) AS here JOIN row ON row.number = here.row",
            (number, stop - start, start),
        ) as cursor:
            return [(loads_own(body), at) for body, at in await cursor.fetchall()]

    async def chosen(self, rows: Sequence[int]) -> list[tuple[Any, float]]:
        """The rows with these numbers, in that order, each with when it was read; None for one that is gone."""
        holes = ", ".join("?" * len(rows))
        async with self._db.execute(
            f"SELECT number, body, fetched_at FROM row WHERE number IN ({holes})", tuple(rows)
        ) as cursor:
            found = {number: (loads_own(body), at) for number, body, at in await cursor.fetchall()}
        return [found.get(number, (None, 0.0)) for number in rows]

    async def bodies(self, kind: str, ids: Iterable[str]) -> dict[str, Any]:
        """The rows of a kind that are here among these, by their ids."""
        wanted = tuple(ids)
        holes = ", ".join("?" * len(wanted))
        async with self._db.execute(
            f"SELECT id, body FROM row WHERE profile = ? AND kind = ? AND id IN ({holes})",
            (self._profile, kind, *wanted),
        ) as cursor:
            return {row_id: loads_own(body) for row_id, body in await cursor.fetchall()}

    async def numbers(self, number: int) -> list[int]:
        """The numbers of all rows of a list, in its order."""
        async with self._db.execute(
            "SELECT row FROM member WHERE list = ? ORDER BY place", (number,)
        ) as cursor:
            return [row[0] for row in await cursor.fetchall()]

    async def index_of(self, number: int, kind: str, row_id: str) -> int | None:
        """At which index of a list a row stands, or None."""
        row = await self._one(
            "SELECT (SELECT count(*) FROM member AS before WHERE before.list = member.list "
            "AND before.place < member.place), row.number FROM member JOIN row ON row.number = member.row "
            "WHERE member.list = ? AND row.profile = ? AND row.kind = ? AND row.id = ?",
            number,
            self._profile,
            kind,
            row_id,
        )
        return int(row[0]) if row else None

    async def number_of(self, kind: str, row_id: str) -> int | None:
        """The number of a row in the cache, or None."""
        row = await self._one(
            "SELECT number FROM row WHERE profile = ? AND kind = ? AND id = ?", self._profile, kind, row_id
        )
        return int(row[0]) if row else None

    async def row(self, kind: str, row_id: str) -> CachedReply | None:
        """One row by its id, or None."""
        row = await self._one(
            "SELECT body, fetched_at FROM row WHERE profile = ? AND kind = ? AND id = ?",
            self._profile,
            kind,
            row_id,
        )
        return CachedReply(loads_own(row[0]), row[1], False) if row else None

    async def keep_row(self, kind: str, row_id: str, row: dict[str, Any], text: str) -> None:
        """Replace one row by the host's newer copy, wherever it is shown."""
        async with self._transaction():
            await self._keep_rows(kind, [(row_id, row, text)])

    async def patch_row(
        self,
        kind: str,
        row_id: str,
        patch: Callable[[dict[str, Any]], dict[str, Any]],
        text: Callable[[Any], str],
    ) -> bool:
        """Change a cached row as a write of ours did, keeping its age.

        Returns:
            Whether the row was there.
        """
        async with self._transaction() as db:
            found = await self._one(
                "SELECT number, body FROM row WHERE profile = ? AND kind = ? AND id = ?",
                self._profile,
                kind,
                row_id,
            )
            if found is None:
                return False
            changed = patch(loads_own(found[1]))
            await db.execute("UPDATE row SET body = ? WHERE number = ?", (_dump(changed), found[0]))
            await db.execute("INSERT OR REPLACE INTO search VALUES (?, ?)", (found[0], fold(text(changed))))
            return True

    async def drop_row(self, kind: str, row_id: str) -> None:
        """Forget a row that no longer exists, in every list."""
        async with self._transaction() as db:
            number = await self.number_of(kind, row_id)
            if number is None:
                return
            await db.execute(
                "UPDATE list SET total = total - 1 WHERE total > 0 AND number IN "
                "(SELECT list FROM member WHERE row = ?)",
                (number,),
            )
            for table, column in (("member", "row"), ("search", "row"), ("row", "number")):
                await db.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))

    async def make_stale(self, operations: Iterable[str]) -> None:
        """Mark what these reading operations returned as changed since."""
        ids = tuple(operations)
        if not ids:
            return
        holes = ", ".join("?" * len(ids))
        async with self._transaction() as db:
            for table in ("list", "reply"):
                await db.execute(
                    f"UPDATE {table} SET stale = 1 WHERE profile = ? AND operation IN ({holes})",
                    (self._profile, *ids),
                )


def _dump(value: Any) -> str:
    return dumps(value, separators=(",", ":"))
