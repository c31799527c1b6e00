# SPDX-License-Identifier: MIT
"""Whom a query meant on a day: kept under a name, to see later who came and who went. A damaged file is set
aside, and stays.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from sqlite3 import Connection

import msgspec

from flotui.store.database import Database
from flotui.store.opening import Schema

SCHEMA = Schema(
    "saved audiences",
    (
        """
        CREATE TABLE audience (
            number INTEGER PRIMARY KEY, profile TEXT NOT NULL, name TEXT NOT NULL, at REAL NOT NULL,
            query TEXT NOT NULL, UNIQUE (profile, name)
        );
        CREATE TABLE member (
            audience INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (audience, id)
        ) WITHOUT ROWID;
        """,
    ),
)
"""The file: audiences, and who was in each."""


class SavedAudience(msgspec.Struct, frozen=True):
    """An audience as it was."""

    name: str
    at: float
    """When, in unix seconds."""
    query: str
    """Whom it meant, as text; empty for everyone."""
    count: int
    """How many they were."""


class Audiences:
    """The saved audiences of one profile."""

    def __init__(self, db: Database, profile: str) -> None:
        """Use `open`."""
        self.db = db
        """Their database."""
        self._profile = profile

    @classmethod
    async def open(cls, path: Path | None, profile: str) -> Audiences:
        """Open them.

        Args:
            path: their file; None keeps them in memory.
            profile: the profile's id.
        """
        return cls(await Database.open(path, SCHEMA), profile)

    async def close(self) -> None:
        """Close them."""
        await self.db.close()

    async def all(self) -> list[SavedAudience]:
        """All of them, the newest first."""

        def read(db: Connection) -> list[SavedAudience]:
            return [
                SavedAudience(*row)
                for row in db.execute(
                    "SELECT name, at, query, (SELECT count(*) FROM member WHERE audience = number) FROM audience "
                    "WHERE profile = ? ORDER BY at DESC, name",
                    (self._profile,),
                )
            ]

        return await self.db.read(read)

    async def save(
        self, name: str, query: str, people: Iterable[tuple[str, str]], at: float | None = None
    ) -> None:
        """Keep an audience; one of the same name is replaced.

        Args:
            name: what it is called.
            query: whom it means, as text.
            people: id and name of each.
            at: when, in unix seconds; now by default.

        Raises:
            StoreFailed: when it lasts only until the program ends.
        """

        def write(db: Connection) -> None:
            self._remove(db, name)
            cursor = db.execute(
                "INSERT INTO audience (profile, name, at, query) VALUES (?, ?, ?, ?)",
                (self._profile, name, time.time() if at is None else at, query),
            )
            rows = [(cursor.lastrowid, row_id, called) for row_id, called in people]
            db.executemany("INSERT OR REPLACE INTO member VALUES (?, ?, ?)", rows)

        await self.db.keep(write, "saved")

    async def remove(self, name: str) -> bool:
        """Forget one; whether it was there.

        Raises:
            StoreFailed: when it is there again at the next start.
        """
        return await self.db.keep(lambda db: self._remove(db, name), "removed")

    def _remove(self, db: Connection, name: str) -> bool:
        found = db.execute(
            "SELECT number FROM audience WHERE profile = ? AND name = ?", (self._profile, name)
        ).fetchone()
        if found is not None:
            db.execute("DELETE FROM member WHERE audience = ?", found)
            db.execute("DELETE FROM audience WHERE number = ?", found)
        return found is not None

    async def people(self, name: str) -> Mapping[str, str]:
        """Who was in one: their names by their ids."""
        return await self.db.read(
            lambda db: dict(
                db.execute(
                    "SELECT member.id, member.name FROM member JOIN audience ON audience.number = member.audience "
                    "WHERE profile = ? AND audience.name = ?",
                    (self._profile, name),
                )
            )
        )
