# SPDX-License-Identifier: MIT
"""The calls of the API area: what was executed, and what was saved under a name, per profile.

A call holds no token. What else in it is a credential has been struck out by the caller: see
`flotui.api.secrets`. Answers are not kept.
"""

from __future__ import annotations

import time
from pathlib import Path
from sqlite3 import Connection

import msgspec

from flotui.api.call import Call
from flotui.store.database import Database
from flotui.store.opening import TIDY, Schema
from flotui.store.striking import strike_calls
from flotui.store.trouble import Damaged

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
        strike_calls,
        TIDY,
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


class SavedCall(msgspec.Struct, frozen=True):
    """A call that was saved under a name."""

    name: str
    at: float
    """When, in unix seconds."""
    call: Call


class Past:
    """The calls of one profile."""

    def __init__(self, db: Database, profile: str) -> None:
        self.db = db
        """The database that they are in."""
        self._profile = profile

    @classmethod
    async def open(cls, path: Path | None, profile: str) -> Past:
        """Open the file; where it can't be used, they are kept in memory.

        Args:
            path: the database's file; None keeps it in memory (the demo).
            profile: the profile's id.
        """
        return cls(await Database.open(path, SCHEMA), profile)

    async def close(self) -> None:
        """Close it."""
        await self.db.close()

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
        values = (self._profile, time.time(), call.key, status, ms, size, failure)

        def note(db: Connection) -> None:
            db.execute(
                "INSERT INTO executed (profile, at, call, status, ms, size, failure) VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            db.execute(
                "DELETE FROM executed WHERE profile = ?1 AND id <= (SELECT id FROM executed WHERE profile = ?1 "
                "ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                (self._profile, MOST),
            )

        await self.db.change(note)

    async def executed(self) -> list[Executed]:
        """What was executed, newest first."""
        return await self.db.read(
            lambda db: [
                Executed(row[0], row[1], _call(row[2]), *row[3:])
                for row in db.execute(
                    "SELECT id, at, call, status, ms, size, failure FROM executed WHERE profile = ? "
                    "ORDER BY id DESC",
                    (self._profile,),
                )
            ]
        )

    async def forget(self, executed: Executed) -> None:
        """Drop one executed call.

        Raises:
            StoreFailed: when it is there again at the next start.
        """
        forgotten = "DELETE FROM executed WHERE profile = ? AND id = ?"
        await self._change("removed", forgotten, self._profile, executed.id)

    async def save(self, name: str, call: Call) -> None:
        """Save a call under a name; an older one of that name is replaced.

        Args:
            name: the name.
            call: the call, its credentials struck out.

        Raises:
            StoreFailed: when it lasts only until the program ends.
        """
        await self._change(
            "saved",
            "INSERT INTO saved (profile, name, at, call) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (profile, name) DO UPDATE SET at = excluded.at, call = excluded.call",
            self._profile,
            name,
            time.time(),
            call.key,
        )

    async def saved(self) -> list[SavedCall]:
        """What was saved, by name."""
        return await self.db.read(
            lambda db: [
                SavedCall(row[0], row[1], _call(row[2]))
                for row in db.execute(
                    "SELECT name, at, call FROM saved WHERE profile = ? ORDER BY name COLLATE NOCASE",
                    (self._profile,),
                )
            ]
        )

    async def drop(self, name: str) -> None:
        """Drop the call saved under a name.

        Raises:
            StoreFailed: when it is there again at the next start.
        """
        await self._change("removed", "DELETE FROM saved WHERE profile = ? AND name = ?", self._profile, name)

    async def _change(self, done: str, sql: str, *arguments: object) -> None:
        await self.db.keep(lambda db: db.execute(sql, arguments), done)


def _call(key: str) -> Call:
    try:
        return Call.from_key(key)
    except (ValueError, TypeError, KeyError) as error:
        raise Damaged("it is damaged (a call isn't as it was stored)") from error
