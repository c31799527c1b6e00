# SPDX-License-Identifier: MIT
"""A disk that fails under SQLite: at one statement, or from one statement on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

CODES = {
    "full": (sqlite3.SQLITE_FULL, "database or disk is full"),
    "eio": (sqlite3.SQLITE_IOERR_WRITE, "disk I/O error"),
    "read": (sqlite3.SQLITE_IOERR_READ, "disk I/O error"),
    "busy": (sqlite3.SQLITE_BUSY, "database is locked"),
    "readonly": (sqlite3.SQLITE_READONLY, "attempt to write a readonly database"),
    "corrupt": (sqlite3.SQLITE_CORRUPT, "database disk image is malformed"),
}
"""What it says, by a short name."""


class Disk:
    """Counts the statements of one file, and has some of them fail."""

    def __init__(self, file: str, code: str, at: int, *, on: bool = False) -> None:
        """
        Args:
            file: the file's name: `cache.db`.
            code: which of `CODES`.
            at: the statement that fails, from 0; -1 for none.
            on: whether all after it fail too.
        """
        self.file = file
        self.count = 0
        self._error = CODES[code]
        self._at = at
        self._on = on

    def step(self) -> None:
        """A statement is about to be carried out."""
        number, self.count = self.count, self.count + 1
        if number == self._at or (self._on and 0 <= self._at <= number):
            code, words = self._error
            error = sqlite3.OperationalError(words)
            error.sqlite_errorcode = code
            raise error


@contextmanager
def failing(disk: Disk) -> Iterator[Disk]:
    """Have a disk fail while the block runs."""

    class Connection(sqlite3.Connection):
        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            disk.step()
            return super().execute(*arguments)

        def executemany(self, *arguments: Any) -> sqlite3.Cursor:
            disk.step()
            return super().executemany(*arguments)

        def executescript(self, *arguments: Any) -> sqlite3.Cursor:
            disk.step()
            return super().executescript(*arguments)

    connect = sqlite3.connect

    def opened(path: str, *arguments: Any, **options: Any) -> sqlite3.Connection:
        if Path(path).name == disk.file:
            options["factory"] = Connection
        return connect(path, *arguments, **options)

    with mock.patch("sqlite3.connect", opened):
        yield disk
