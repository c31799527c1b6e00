# SPDX-License-Identifier: MIT
"""Opening a database's file: private, with its schema in place, or a copy of it in memory."""

from __future__ import annotations

import errno
import functools
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from flotui.config.paths import FILE_MODE, FOLDER_MODE
from flotui.store.trouble import Damaged, Newer

BUSY = 3.0
"""How long to wait for another flotui that writes, in seconds."""
MOST_COPIED = 256 * 1024 * 1024
"""The largest file, in bytes, of which a copy is taken into memory when it can't be written."""

File = tuple[int, int]
"""Which file it is, whatever it is called: the device's number and the file's on it."""


Step = str | Callable[[sqlite3.Connection], object]
"""What leads from one version to the next: an SQL script, or what is done with the connection in a transaction."""
TIDY = "VACUUM"
"""A step that makes the file anew, so that what an earlier step took out is nowhere in it."""


class Schema(msgspec.Struct, frozen=True):
    """A database's schema: the SQL that leads from each version to the next."""

    name: str
    """What the file holds, for sentences about it: `cache`."""
    steps: Sequence[Step]
    """Step n leads from version n to n + 1, and an empty file has version 0. Each can be done again."""
    prepare: Callable[[sqlite3.Connection], object] = lambda _: None
    """What every connection needs beside its tables: functions, settings."""
    holds: str = ""
    """The newest version's tables with their columns, one a line or several: `row number profile`. Where it isn't said, a
    database is made to find out, which takes 1 to 2 ms of a start.
    """
    spare: bool = False
    """Whether nobody misses what it held, so that of the files set aside only the newest is kept."""

    @property
    def version(self) -> int:
        """The version that this program writes."""
        return len(self.steps)


def connect(path: str, schema: Schema) -> sqlite3.Connection:
    """Open a database, making or migrating it as needed.

    Args:
        path: the file; `:memory:` for none.
        schema: what it should hold.

    Raises:
        Newer: when it was made by a newer flotui.
        Damaged: when it holds other tables.
        sqlite3.Error: when it can't be used.
    """
    db = sqlite3.connect(path, timeout=BUSY, isolation_level=None)
    try:
        _write_ahead(db)
        db.execute("PRAGMA synchronous = NORMAL")
        schema.prepare(db)
        _migrate(db, schema)
        check_tables(db, schema)
    except BaseException:
        db.close()
        raise
    return db


def _write_ahead(db: sqlite3.Connection) -> None:
    """Have changes go to a log beside the file first.

    Where two do that with a new file at the same time, SQLite refuses one at once instead of having it wait.

    Raises:
        sqlite3.Error: when it can't be used, or another program holds it for too long.
    """
    until = time.monotonic() + BUSY
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
        time.sleep(0.01)


def copy_of(path: Path, schema: Schema) -> sqlite3.Connection:
    """A copy in memory of a file that can't be written; an empty database where it can't be read either.

    Args:
        path: the file.
        schema: what it should hold.
    """
    # A file that has a log beside it is only read together with it, where that can be opened.
    for mode in ("mode=ro", "immutable=1"):
        memory = sqlite3.connect(":memory:", isolation_level=None)
        try:
            if path.stat().st_size > MOST_COPIED:
                break
            source = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=BUSY)
            try:
                source.backup(memory)
            finally:
                source.close()
            check_version(memory, schema)
            check_tables(memory, schema)
            schema.prepare(memory)
            return memory
        except (OSError, sqlite3.Error, Damaged, Newer):
            memory.close()
    return connect(":memory:", schema)


def make_private(path: Path) -> File:
    """Create a file for its owner only: SQLite gives its side files the same mode.

    A file that is there is looked at by its name alone. The system's locks belong to a process and a file:
    closing one descriptor of it gives up all of them, those too by which SQLite keeps other processes from
    deleting the log of a connection that is open here.

    Returns:
        Which file it is.

    Raises:
        Damaged: when something else is in its place, or it may not be read.
        OSError: when it can't be made.
    """
    path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    path = path.resolve()
    try:
        while True:
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE))
            # Gone again: another flotui has just set it aside, and a new one takes its place.
            with suppress(FileNotFoundError):
                return _usable(path)
    except PermissionError as error:
        if path.exists() and os.access(path.parent, os.W_OK):
            raise Damaged("it may not be read and written") from error
        raise


def _usable(path: Path) -> File:
    """See that what is at a path is a file that may be read and written, by its owner only; which one it is.

    Raises:
        Damaged: when something else is there.
        OSError: when it may not be used, or nothing is there.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise Damaged("it isn't a file")
    path.chmod(FILE_MODE)
    see_usable(path)
    return found.st_dev, found.st_ino


def see_usable(path: Path) -> None:
    """See that a database's file may be read and written, without opening it: see `make_private`.

    Raises:
        OSError: when it may not, or isn't there.
    """
    if not os.access(path, os.R_OK | os.W_OK):
        path.stat()
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def side_files(path: Path) -> tuple[File | None, File | None]:
    """Which log and which index of it stand beside a database's file now.

    A connection that is open keeps its own, also where somebody deletes them: what it writes from then on
    is in no file that anybody finds.
    """
    path = path.resolve()
    return file_at(path.with_name(f"{path.name}-wal")), file_at(path.with_name(f"{path.name}-shm"))


def file_at(path: Path) -> File | None:
    """Which file is at a path now; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def move_aside(path: Path) -> Path:
    """Give a file and its side files another name, which no file has yet.

    Returns:
        Its new name.

    Raises:
        OSError: when that can't be done.
    """
    stem = f"{path.name}.aside-{time.strftime('%Y%m%d-%H%M%S')}"
    aside, number = path.with_name(stem), 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{stem}-{number}")
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside


def quick_check(db: sqlite3.Connection, *, indexes: bool = False) -> None:
    """Look at all of a database for damage.

    Args:
        db: a connection to it.
        indexes: whether each index is compared with its table too, which takes longer.

    Raises:
        Damaged: when there is some.
    """
    found = [str(row[0]) for row in db.execute(f"PRAGMA {'integrity' if indexes else 'quick'}_check(1)")]
    if found != ["ok"]:
        raise Damaged(f"it is damaged ({found[0].splitlines()[-1] if found else 'no answer'})")


def _migrate(db: sqlite3.Connection, schema: Schema) -> None:
    """Bring a database to the version that this program writes; a new one in one transaction.

    An older one takes one transaction a step, so that a crash in between leaves a whole version behind.
    """
    begun = check_version(db, schema)
    if not begun:
        _advance(db, schema, 0, schema.steps)
        begun = check_version(db, schema)  # an older flotui may have made it meanwhile
    for number in range(begun, schema.version):
        step = schema.steps[number]
        if step == TIDY:
            db.execute(TIDY)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _advance(db, schema, number, [step])


def _advance(db: sqlite3.Connection, schema: Schema, number: int, steps: Sequence[Step]) -> None:
    """Take steps from a version on, in one transaction, unless another flotui did at the same time."""
    with transaction(db):
        if check_version(db, schema) == number:
            for step in steps:
                carry_out(db, step)
            db.execute(f"PRAGMA user_version = {number + len(steps)}")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Have all that is written take effect together, or none of it where something is raised.

    Args:
        db: a connection without an open transaction.

    Raises:
        sqlite3.Error: when another flotui writes for too long, or the file can't be written.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            with suppress(sqlite3.Error):
                db.execute("ROLLBACK")
        raise


def carry_out(db: sqlite3.Connection, step: Step) -> None:
    """Do a step within the transaction that is open; tidying can't be done in one."""
    if callable(step):
        step(db)
    elif step != TIDY:
        for statement in _statements(step):
            db.execute(statement)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script. SQLite's own way to run one would end the transaction first."""
    begun = ""
    for part in script.split(";"):
        begun += f"{part};"
        if sqlite3.complete_statement(begun):
            yield begun
            begun = ""


def check_version(db: sqlite3.Connection, schema: Schema) -> int:
    """The version of what a database holds.

    Raises:
        Newer: when it is above ours.
    """
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > schema.version:
        raise Newer(f"The {schema.name} was made by a newer flotui.")
    return version


def check_tables(db: sqlite3.Connection, schema: Schema) -> None:
    """See that a database has our tables and columns.

    Raises:
        Damaged: when it lacks one.
    """
    lacking = tables(schema) - _columns(db)
    if lacking:
        table, column = min(lacking)
        raise Damaged(f"it is damaged (it has no {table}.{column})")


@functools.cache
def tables(schema: Schema) -> frozenset[tuple[str, str]]:
    """The tables and columns, in pairs, that a database of the newest version is seen to have.

    Args:
        schema: what it holds.
    """
    if not schema.holds:
        return tables_made(schema)
    lines = (line.split() for line in schema.holds.strip().splitlines())
    return frozenset((table, column) for table, *columns in lines for column in columns)


def tables_made(schema: Schema) -> frozenset[tuple[str, str]]:
    """All tables and columns, in pairs, of a database that is made anew; SQLite's own are among them.

    Args:
        schema: what it holds.
    """
    db = sqlite3.connect(":memory:")
    try:
        schema.prepare(db)
        for step in schema.steps:
            carry_out(db, step)
        return frozenset(_columns(db))
    finally:
        db.close()


def _columns(db: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(
        db.execute(
            "SELECT made.name, had.name FROM sqlite_master AS made, pragma_table_info(made.name) AS had "
            "WHERE made.type = 'table'"
        )
    )
