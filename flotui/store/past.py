"""The calls of the API area: what was executed, and what was saved under a name, per profile.

A call holds no token. What else in it is a credential has been struck out by the caller: see
`flotui.api.secrets`. Answers are not kept.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import msgspec

from flotui.api.call import Call
from flotui.store.database import MEMORY, Opened, Schema, open_database

MOST = 1000
"""How many executed calls are kept of a profile."""

SCHEMA = Schema(
    "history of calls",
    (
        """
        CREATE TABLE executed (
            id INTEGER PRIMARY KEY, profile TEXT NOT NULL, at REAL NOT NULL, call TEXT NOT NULL,
            status INTEGER, ms INTEGER, size INTEGER, failure TEXT NOT NULL
        );
        CREATE INDEX executed_at ON executed (profile, id);
        CREATE TABLE saved (
            profile TEXT NOT NULL, name TEXT NOT NULL, at REAL NOT NULL, call TEXT NOT NULL,
            PRIMARY KEY (profile, name)
        );
        """,
    ),
)


class Executed(msgspec.Struct, frozen=True):
    """One call that was executed."""

    id: int
    at: float
    """When, in unix seconds."""
    call: Call
    status: int | None
    """The status code, where there was an answer."""
    ms: int | None
    """How long the answer took, in milliseconds."""
    size: int | None
    """How long the answer was, in bytes."""
    failure: str
    """What went wrong, as a sentence; empty for a success."""

    @property
    def row_id(self) -> str:
        """Its id as text, for tables."""
        return str(self.id)


class Saved(msgspec.Struct, frozen=True):
    """A call that was saved under a name."""

    name: str
    at: float
    """When, in unix seconds."""
    call: Call


class Past:
    """The calls of one profile."""

    def __init__(self, opened: Opened, profile: str) -> None:
        self._db = opened.connection
        self._profile = profile

    @classmethod
    async def open(cls, path: Path | None, profile: str) -> Past:
        """Open the file.

        Args:
            path: the database's file; None keeps it in memory (the demo).
            profile: the profile's id.

        Raises:
            ConfigError: when the file can be neither used nor replaced.
        """
        return cls(await open_database(path or MEMORY, SCHEMA), profile)

    async def close(self) -> None:
        """Close it."""
        await self._db.close()

    async def note(
        self, call: Call, *, status: int | None, ms: int | None, size: int | None, failure: str
    ) -> None:
        """Keep a call that was executed; the oldest ones go when there are too many.

        Args:
            call: the call, its credentials struck out.
            status: the status code, where there was an answer.
            ms: how long the answer took.
            size: how long it was, in bytes.
            failure: what went wrong, as a sentence.
        """
        await self._db.execute(
            "INSERT INTO executed (profile, at, call, status, ms, size, failure) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self._profile, time.time(), call.key, status, ms, size, failure),
        )
        await self._db.execute(
            "DELETE FROM executed WHERE profile = ? AND id <= (SELECT id FROM executed WHERE profile = ? "
            "ORDER BY id DESC LIMIT 1 OFFSET ?)",
            (self._profile, self._profile, MOST),
        )

    async def executed(self) -> list[Executed]:
        """What was executed, newest first."""
        rows = await self._rows(
            "SELECT id, at, call, status, ms, size, failure FROM executed WHERE profile = ? ORDER BY id DESC"
        )
        return [Executed(row[0], row[1], Call.from_key(row[2]), *row[3:]) for row in rows]

    async def forget(self, executed: Executed) -> None:
        """Drop one executed call."""
        await self._db.execute(
            "DELETE FROM executed WHERE profile = ? AND id = ?", (self._profile, executed.id)
        )

    async def save(self, name: str, call: Call) -> None:
        """Save a call under a name; an older one of that name is replaced.

        Args:
            name: the name.
            call: the call, its credentials struck out.
        """
        await self._db.execute(
            "INSERT INTO saved (profile, name, at, call) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (profile, name) DO UPDATE SET at = excluded.at, call = excluded.call",
            (self._profile, name, time.time(), call.key),
        )

    async def saved(self) -> list[Saved]:
        """What was saved, by name."""
        rows = await self._rows(
            "SELECT name, at, call FROM saved WHERE profile = ? ORDER BY name COLLATE NOCASE"
        )
        return [Saved(row[0], row[1], Call.from_key(row[2])) for row in rows]

    async def drop(self, name: str) -> None:
        """Drop the call saved under a name."""
        await self._db.execute("DELETE FROM saved WHERE profile = ? AND name = ?", (self._profile, name))

    async def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        async with self._db.execute(sql, (self._profile,)) as cursor:
            return [tuple(row) for row in await cursor.fetchall()]
