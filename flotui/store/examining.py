# SPDX-License-Identifier: MIT
"""Looking at a database's file without changing it: for the doctor."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from flotui.config.paths import try_folder
from flotui.store.opening import Schema, carry_out, check_tables, check_version, quick_check, see_usable
from flotui.store.trouble import Damaged

_PATIENCE = 2.0
"""How long to wait for another program that writes, in seconds."""


Look = Callable[[sqlite3.Connection], object]
"""Looks at a database, and raises what it finds wrong."""


def examine(path: Path, schema: Schema, further: Look | None = None, rehearse: Look | None = None) -> int:
    """See that a database is whole, of a version that we know, and takes what a start and a write do to it.

    Args:
        path: its file.
        schema: what it should hold; one without steps for a file that isn't ours.
        further: looks at what is in it.
        rehearse: writes to it as the program does; that is taken back.

    Returns:
        Its version.

    Raises:
        Newer: when a newer flotui made it.
        Damaged: when it is damaged.
        sqlite3.Error: when it can't be read or written.
        OSError: when the system lets nothing be written.
    """
    if not path.is_file():
        raise Damaged("it isn't a file")
    with closing(_connect(path, "ro")) as db:
        quick_check(db)
        version: int = db.execute("PRAGMA user_version").fetchone()[0]
        if schema.steps:
            check_version(db, schema)
            if version == schema.version:
                schema.prepare(db)
                check_tables(db, schema)
                if further is not None:
                    further(db)
    # What is taken back needs no space, so that the folder is tried by itself.
    try_folder(path.parent)
    see_usable(path)
    with closing(_connect(path, "rw")) as db:
        schema.prepare(db)
        db.execute("BEGIN IMMEDIATE")
        for step in schema.steps[version:]:
            carry_out(db, step)
        if rehearse is not None:
            rehearse(db)
        db.execute("ROLLBACK")
    return version


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None)
