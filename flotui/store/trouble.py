"""What keeps a database from being used, told apart by what can be done about it."""

from __future__ import annotations

import sqlite3

import msgspec

from flotui.api.errors import NotSent
from flotui.config.errors import ConfigError, because


class Damaged(Exception):
    """A database's file is none, or holds something else than what was written into it."""


class Newer(ConfigError):
    """A database was made by a newer flotui."""


class StoreFailed(NotSent):
    """Something can't be read, or must not be done, because a database can't be used."""


class Trouble(msgspec.Struct, frozen=True):
    """Why a database can't be used."""

    why: str
    """Why, to stand after a colon: `the disk is full`."""
    damaged: bool = False
    """Whether the file itself is to blame: waiting, free space or other rights would not help."""


_AROUND = {
    sqlite3.SQLITE_BUSY: "another program holds it",
    sqlite3.SQLITE_LOCKED: "another program holds it",
    sqlite3.SQLITE_PROTOCOL: "another program holds it",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it can't be written there",
    sqlite3.SQLITE_PERM: "it can't be written there",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened there",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_NOMEM: "there is not enough memory",
}
"""The errors that lie around the file, by SQLite's code. Every other one lies in the file itself."""


def trouble_of(error: BaseException) -> Trouble | None:
    """What an error says of a database; None when it is not about a database's file.

    Args:
        error: what was raised while it was used.
    """
    if isinstance(error, Damaged):
        return Trouble(str(error), damaged=True)
    if isinstance(error, OSError):
        return Trouble(f"{because(error)[:1].lower()}{because(error)[1:]}")
    # A closed connection, or arguments that don't fit: that is a mistake in the program.
    if not isinstance(error, sqlite3.Error) or isinstance(error, sqlite3.ProgrammingError):
        return None
    # The extended codes have the plain one in their last byte; of text that is no UTF-8 there is none.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if words := _AROUND.get(code):
        return Trouble(words)
    return Trouble(f"it is damaged ({error})", damaged=True)
