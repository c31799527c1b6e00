# SPDX-License-Identifier: MIT
"""The rows that the cache keeps: each once per profile and kind, however many lists it is in.

A row that the host returns anywhere replaces the cached one everywhere. What is read back is what was kept, or
nothing: each has a checksum.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from sqlite3 import Connection

from flotui.api.exact import Json
from flotui.store import spoken
from flotui.store.database import Database
from flotui.store.kept import CachedReply, SqlRow, checksum, moment, packed, unpacked
from flotui.store.trouble import Damaged
from flotui.text.fold import fold

_MANY = 10_000
"""How many values a statement is given at once: SQLite takes 32,766."""
NUMBER = "SELECT number FROM row WHERE profile = ? AND kind = ? AND id = ?"


Change = Mapping[str, object] | Callable[[dict[str, object]], dict[str, object]] | None
"""What a row becomes: another one, what a function makes of it, or nothing."""


class CachedRows:
    """The cached rows of one profile."""

    def __init__(self, db: Database, profile: str) -> None:
        """
        Args:
            db: the database that they are in.
            profile: the profile's id; data of different profiles never meet.
        """
        self.db = db
        """The database that they are in."""
        self._profile = profile
        self.also: Callable[[str, str, Change], Awaitable[None]] | None = None
        """Takes in as well what single rows become, of which it is given the kind and the id."""
        self.also_called: Callable[[str, str], Awaitable[Collection[str]]] | None = None
        """The ids that it knows too of rows of a kind, which it is given with their name."""
        self._changed_at: dict[str, float] = {}
        """By kind of row: when a write of ours changed what such rows show."""

    def packed(self, kind: str, row_id: str, row: object, at: float) -> tuple[object, ...]:
        """A row as it is written into its table."""
        body = packed(row)
        return self._profile, kind, row_id, body, checksum(body, kind, row_id), at

    def put(
        self, db: Connection, kind: str, rows: Sequence[tuple[object, ...]], texts: dict[str, str]
    ) -> list[int]:
        """Take rows in; their numbers, each once, in their order."""
        db.executemany(
            "INSERT INTO row (profile, kind, id, body, sum, fetched_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT "
            "DO UPDATE SET body = excluded.body, sum = excluded.sum, fetched_at = excluded.fetched_at",
            rows,
        )
        numbers: dict[str, int] = dict(
            db.execute(
                f"SELECT id, number FROM row WHERE profile = ? AND kind = ? AND id IN ({holes(texts)})",
                (self._profile, kind, *texts),
            )
        )
        if len(numbers) != len(texts):
            raise Damaged("it is damaged (rows just stored are missing)")
        db.executemany(
            "INSERT OR REPLACE INTO search VALUES (?, ?)",
            [(numbers[row_id], text) for row_id, text in texts.items()],
        )
        if kind == spoken.SPOKEN:
            spoken.index(db, tuple(numbers.values()))
        return [numbers[row_id] for row_id in texts]

    async def chosen(self, kind: str, rows: Sequence[int]) -> list[tuple[object, float]]:
        """The rows with these numbers, in that order, each with when it was read; None for one that is gone."""

        def read(db: Connection) -> list[tuple[object, float]]:
            found = {
                number: self.read_row(kind, row)
                for number, *row in db.execute(
                    "SELECT number, profile, kind, id, body, sum, fetched_at FROM row "
                    f"WHERE number IN ({holes(rows)})",
                    tuple(rows),
                )
            }
            return [found.get(number, (None, 0.0)) for number in rows]

        return await self.db.read(read)

    def read_row(self, kind: str, row: SqlRow) -> tuple[Json, float]:
        """What a row says, and when it was read.

        Raises:
            Damaged: when it isn't one of that kind, or not what was kept.
        """
        profile, its, row_id, body, total, at = row
        if (profile, its) != (self._profile, kind):
            raise Damaged("it is damaged (a list has another list's rows)")
        return unpacked(body, total, its, row_id), moment(at)

    async def bodies(self, kind: str, ids: Iterable[str]) -> dict[str, Json]:
        """What the cached rows with these ids say, by their id; those that aren't here are left out."""
        wanted = tuple(ids)
        return await self.db.read(
            lambda db: {
                row_id: unpacked(body, total, kind, row_id)
                for row_id, body, total in db.execute(
                    f"SELECT id, body, sum FROM row WHERE profile = ? AND kind = ? AND id IN ({holes(wanted)})",
                    (self._profile, kind, *wanted),
                )
            }
        )

    async def ids_of(self, rows: Sequence[int]) -> list[str]:
        """The ids of the rows with these numbers, in that order; those that are gone are left out."""

        def read(db: Connection) -> list[str]:
            found: dict[int, str] = {}
            for start in range(0, len(rows), _MANY):
                some = tuple(rows[start : start + _MANY])
                found |= dict(db.execute(f"SELECT number, id FROM row WHERE number IN ({holes(some)})", some))
            return [found[number] for number in rows if number in found]

        return await self.db.read(read)

    async def number_of(self, kind: str, row_id: str) -> int | None:
        """The number of a row in the cache, or None."""
        row = await self._one(NUMBER, self._profile, kind, row_id)
        return int(row[0]) if row else None

    async def _one(self, sql: str, *arguments: object) -> SqlRow | None:
        return await self.db.read(lambda db: db.execute(sql, arguments).fetchone())

    async def row(self, kind: str, row_id: str) -> CachedReply | None:
        """One row by its id, or None."""

        def read(db: Connection) -> CachedReply | None:
            row = db.execute(
                "SELECT profile, kind, id, body, sum, fetched_at FROM row "
                "WHERE profile = ? AND kind = ? AND id = ?",
                (self._profile, kind, row_id),
            ).fetchone()
            if not row:
                return None
            value, at = self.read_row(kind, row)
            return CachedReply(value, at, at <= self._changed_at.get(kind, 0.0))

        return await self.db.read(read)

    async def keep_row(self, kind: str, row_id: str, row: dict[str, object], text: str) -> None:
        """Replace one row by the host's newer copy, wherever it is shown."""
        rows = [self.packed(kind, row_id, row, time.time())]
        await self.db.change(lambda db: self.put(db, kind, rows, {row_id: fold(text)}))
        await self._tell(kind, row_id, row)

    async def patch_row(
        self,
        kind: str,
        row_id: str,
        patch: Callable[[dict[str, object]], dict[str, object]],
        text: Callable[[object], str],
    ) -> bool:
        """Change a cached row as a write of ours did, keeping its age.

        Returns:
            Whether the row was there.
        """

        def change(db: Connection) -> bool:
            found = db.execute(
                "SELECT number, body, sum FROM row WHERE profile = ? AND kind = ? AND id = ?",
                (self._profile, kind, row_id),
            ).fetchone()
            if found is None:
                return False
            number, body, total = found
            changed = patch(unpacked(body, total, kind, row_id))
            body = packed(changed)
            db.execute(
                "UPDATE row SET body = ?, sum = ? WHERE number = ?",
                (body, checksum(body, kind, row_id), number),
            )
            db.execute("INSERT OR REPLACE INTO search VALUES (?, ?)", (number, fold(text(changed))))
            if kind == spoken.SPOKEN:
                spoken.index(db, (number,))
            return True

        found = await self.db.change(change)
        await self._tell(kind, row_id, patch)
        return found

    async def drop_row(self, kind: str, row_id: str) -> None:
        """Forget a row that no longer exists, in every list."""

        def drop(db: Connection) -> None:
            found = db.execute(NUMBER, (self._profile, kind, row_id)).fetchone()
            if found is None:
                return
            db.execute(
                "UPDATE list SET total = total - 1 WHERE total > 0 AND number IN "
                "(SELECT list FROM member WHERE row = ?)",
                found,
            )
            for table, column in (("member", "row"), ("search", "row"), ("row", "number")):
                db.execute(f"DELETE FROM {table} WHERE {column} = ?", found)
            if kind == spoken.SPOKEN:
                spoken.drop(db, found)

        await self.db.change(drop)
        await self._tell(kind, row_id, None)

    async def _tell(self, kind: str, row_id: str, change: Change) -> None:
        if self.also is not None:
            await self.also(kind, row_id, change)


def holes(values: Iterable[object]) -> str:
    """A question mark for each of some values, as a statement has them."""
    return ", ".join("?" for _ in values)
