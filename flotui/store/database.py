"""Opening a SQLite database: private, with its schema in place, and never a crash.

A file that is no database, or one made by a newer flotui, is set aside under another name and a fresh
one takes its place; the person is told in a sentence. Nothing is deleted.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

import aiosqlite
import msgspec

from flotui.config.errors import ConfigError, because

MEMORY = Path(":memory:")
"""The path of a database that is kept in memory only."""

_BUSY_MS = 3000
"""How long to wait for another flotui that writes, in milliseconds."""

_SPOILT = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
"""The errors that lie in the file itself. A full disk or a lock is no reason to set a journal aside."""


class Schema(msgspec.Struct, frozen=True):
    """A database's schema: the SQL that leads from each version to the next."""

    name: str
    """What the file holds, for the sentence when it is set aside: `cache`."""
    steps: Sequence[str]
    """SQL scripts; step n leads from version n to n + 1, and an empty file has version 0."""

    @property
    def version(self) -> int:
        """The version that this program writes."""
        return len(self.steps)


class Opened(msgspec.Struct, frozen=True):
    """A database that was opened."""

    connection: aiosqlite.Connection
    notice: str = ""
    """What the person should know: a sentence when an older file was set aside, else empty."""


async def open_database(path: Path, schema: Schema) -> Opened:
    """Open a database, making, migrating or replacing it as needed.

    Args:
        path: the file, or `MEMORY`.
        schema: what it should hold.

    Returns:
        The connection, and a sentence where the file could not be used and was set aside.

    Raises:
        ConfigError: when it can be neither used nor replaced: the folder can't be written, the disk is full,
            another program holds the file.
    """
    if path == MEMORY:
        return Opened(await _connect(":memory:", schema))
    try:
        return await _open_file(path, schema)
    except (OSError, sqlite3.Error) as error:
        why = because(error) if isinstance(error, OSError) else str(error)
        raise ConfigError(f"The {schema.name} can't be opened: {why}. It is {path}.") from error


async def _open_file(path: Path, schema: Schema) -> Opened:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_private(path)
    try:
        return Opened(await _connect(str(path), schema))
    except _Newer:
        reason = "was made by a newer flotui"
    except sqlite3.Error as error:
        # The extended codes have the plain one in their last byte.
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _SPOILT:
            raise
        reason = "could not be read"
    aside = _set_aside(path)
    _make_private(path)
    connection = await _connect(str(path), schema)
    return Opened(
        connection, f"The {schema.name} {reason}. It was set aside as {aside.name}, and a new one begun."
    )


class _Newer(Exception):
    """The file's version is above ours."""


async def _connect(path: str, schema: Schema) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None)
    try:
        await connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA synchronous = NORMAL")
        await _migrate(connection, schema)
    except BaseException:
        await connection.close()
        raise
    return connection


async def _migrate(connection: aiosqlite.Connection, schema: Schema) -> None:
    version = await _version(connection)
    if version > schema.version:
        raise _Newer
    for number in range(version, schema.version):
        # One transaction a step, so that a crash in between leaves a whole version behind.
        script = f"BEGIN IMMEDIATE;\n{schema.steps[number]}\nPRAGMA user_version = {number + 1};\nCOMMIT;"
        try:
            await connection.executescript(script)
        except sqlite3.OperationalError:
            if connection.in_transaction:
                await connection.execute("ROLLBACK")
            if await _version(connection) <= number:  # else another flotui did it at the same time
                raise


async def _version(connection: aiosqlite.Connection) -> int:
    async with connection.execute("PRAGMA user_version") as cursor:
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


def _make_private(path: Path) -> None:
    """Create the file for its owner only: SQLite gives its side files the same mode."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)


def _set_aside(path: Path) -> Path:
    aside = path.with_name(f"{path.name}.aside-{time.strftime('%Y%m%d-%H%M%S')}")
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        side = path.with_name(path.name + suffix)
        if side.exists():
            side.rename(aside.with_name(aside.name + suffix))
    return aside
