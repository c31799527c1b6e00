# SPDX-License-Identifier: MIT
"""What becomes of a database's file on a bad day."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path

PAGE = 4096

LONG = bool(os.environ.get("FLOTUI_LONG"))
"""Whether tests that could go on for ever do so for longer than fits in the suite's minutes."""


def settle_log(path: Path) -> None:
    """Have a database be one file, without a log beside it."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def pages(path: Path) -> int:
    """How many pages a file has."""
    return path.stat().st_size // PAGE


def zero_page(path: Path, number: int) -> None:
    """Fill a page with zeros, as a lost write leaves it.

    Args:
        path: the file.
        number: which page, from 0.
    """
    with path.open("r+b") as file:
        file.seek(number * PAGE)
        file.write(bytes(PAGE))


def zero_pages(path: Path) -> None:
    """Fill all pages but the first with zeros at once: a program that has it open reads on meanwhile.

    Args:
        path: the file.
    """
    with path.open("r+b") as file:
        file.seek(PAGE)
        file.write(bytes(path.stat().st_size - PAGE))


def flip_bytes(path: Path, seed: int, many: int = 40) -> None:
    """Change bytes all over a file.

    Args:
        path: the file.
        seed: makes the same damage again.
        many: how many bytes.
    """
    dice = random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(many):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    path.write_bytes(data)


def other_tables(path: Path) -> None:
    """Put another program's tables in place of ours, under our names and our version."""
    with closing(sqlite3.connect(path)) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        found = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        names = [row[0] for row in found]
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        for name in names:
            db.execute(f"CREATE TABLE {name} (something TEXT)")
        db.execute(f"PRAGMA user_version = {version}")
        db.commit()


def swapped_tables(path: Path) -> None:
    """Have two of our tables stand in each other's place, as a bad repair leaves them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        found = db.execute(
            "SELECT name, rootpage FROM sqlite_master WHERE type = 'table' AND name IN ('row', 'list')"
        ).fetchall()
        (one, first), (other, second) = found
        db.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = ?", (second, one))
        db.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = ?", (first, other))
        db.execute("PRAGMA writable_schema = RESET")


def text(path: Path) -> None:
    """Put something that is no database in its place."""
    path.write_bytes(b"this is no database at all" * 400)


def folder(path: Path) -> None:
    """Put a folder in its place."""
    path.unlink()
    path.mkdir()


def fifo(path: Path) -> None:
    """Put a pipe in its place, at which whoever reads waits for ever."""
    path.unlink()
    os.mkfifo(path)


def cut(path: Path) -> None:
    """Cut it off in the middle, as a full disk leaves a copy."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2 + 100])


def emptied(path: Path) -> None:
    """Leave nothing of it."""
    path.write_bytes(b"")


WAYS = (other_tables, text, folder, fifo, cut, emptied)
