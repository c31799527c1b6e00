# SPDX-License-Identifier: MIT
"""What keeps a database from being used, told apart by what can be done about it."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import msgspec

from flotui.api.errors import NotSent
from flotui.config.errors import ConfigError, because
from flotui.config.paths import try_folder
from flotui.store.holding import who_writes
from flotui.text.patterns import later


class Damaged(Exception):
    """A database's file is none, or holds something else than what was written into it."""


class Newer(ConfigError):
    """A database was made by a newer flotui."""


class StoreFailed(NotSent):
    """Something can't be read, or must not be done, because a database can't be used."""

    reason = ""
    """Why, as a sentence that doesn't say what became of what was to be done; empty where there is none."""
    full = False
    """Whether the disk has no space for it."""


class Trouble(msgspec.Struct, frozen=True):
    """Why a database can't be used."""

    why: str
    """Why, to stand after a colon: `the disk is full`."""
    damaged: bool = False
    """Whether the file itself is to blame: waiting, free space or other rights would not help."""
    gone: bool = False
    """Whether the file that is open is no longer where it was."""
    cut_off: bool = False
    """Whether that is so of the log beside the file: other processes no longer see what was noted in it."""


_SYSTEM = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk quota is used up",
    errno.EROFS: "the file system is read-only",
    errno.EIO: "the disk reports an error",
}
"""What the system says, where its own words say less."""

FULL = (_SYSTEM[errno.ENOSPC], _SYSTEM[errno.EDQUOT])
"""What a `Trouble` says that more space would end."""
_HELD = "another program holds it"
_AROUND = {
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_PROTOCOL: _HELD,
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it can't be written there",
    sqlite3.SQLITE_PERM: "it can't be written there",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened there",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_NOMEM: "there is not enough memory",
}
"""The errors that lie around the file, by SQLite's code."""
_WITHIN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)
"""Those that lie in the file itself."""

_VAGUE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR)
"""What SQLite says of a full disk, a used quota and a read-only file system alike, depending on what it did."""


_LIMIT = later("too (many|large|long|complex)|overflow")
"""SQLite's words for what no database would take."""
_LACKING = later("no such (table|column|index)|has no column named|has \\d+ columns|constructor failed")
"""SQLite's words for a file that lacks what was made in it."""


def trouble_of(error: BaseException, path: Path | None = None) -> Trouble | None:
    """What an error says of a database; None when it is not about a database's file.

    Args:
        error: what was raised while it was used.
        path: its file. Where SQLite's words are vague, its folder is tried for better ones.
    """
    if isinstance(error, Damaged):
        return Trouble(str(error), damaged=True)
    if isinstance(error, ConfigError) and isinstance(error.__cause__, OSError):
        error = error.__cause__
    if isinstance(error, OSError):
        return Trouble(_system(error))
    if isinstance(error, UnicodeDecodeError):  # SQLite's own words quote what it met in the file
        return Trouble("it is damaged (its text isn't UTF-8)", damaged=True)
    # A closed connection, arguments that don't fit: no file is to blame for that.
    if not isinstance(error, sqlite3.Error) or isinstance(error, sqlite3.ProgrammingError):
        return None
    code = _code(error)
    if words := _AROUND.get(code):
        if words == _HELD and path is not None and (process := who_writes(path)):
            words = f"{process} holds it"
        return Trouble((code in _VAGUE and path is not None and _refusal(path.parent)) or words)
    lacks = code == sqlite3.SQLITE_ERROR and _LACKING.search(str(error))
    return Trouble(f"it is damaged ({error})", damaged=True) if lacks or code in _WITHIN else None


def may_be_damage(error: BaseException) -> bool:
    """Whether an error that says nothing of a database's file may come of damage in it as well as of what was asked:
    only a look at the file tells.

    Args:
        error: what was raised while it was used.
    """
    if not isinstance(error, sqlite3.DatabaseError) or isinstance(error, sqlite3.ProgrammingError):
        return False
    return trouble_of(error) is None and not _LIMIT.search(str(error))


def _code(error: sqlite3.Error) -> int:
    """SQLite's code: the extended ones have the plain one in their last byte; text that is no UTF-8 has none."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


def _refusal(folder: Path) -> str:
    """Why the system lets nothing be written into a folder; empty where it does."""
    try:
        try_folder(folder)
    except OSError as error:
        return _system(error)
    return ""


def _system(error: OSError) -> str:
    why = because(error)
    return _SYSTEM.get(error.errno or 0) or f"{why[:1].lower()}{why[1:]}"
