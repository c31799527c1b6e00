# SPDX-License-Identifier: MIT
"""What a test process meets by the thousand, made once: the tables of a new database, and a module that isn't there.

A new cache or journal is made by all the steps that there ever were, which takes longer than most tests do with it
afterwards. The first of a process is made so; every later one begins as a copy of it.

httpx and httpcore look for `sniffio` with each request and each lock, and Python goes through every folder it knows
each time before it says again that there is none.
"""

from __future__ import annotations

import functools
import importlib.util
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from flotui.store import audiences, cache_schema, database, journal, past, people_schema
from flotui.store.opening import Schema

SCHEMAS = [each.SCHEMA for each in (audiences, cache_schema, journal, past, people_schema)]
"""Of all our databases."""
_CONNECT = sqlite3.connect
"""Python's own, whatever a test puts in its place to have it fail."""

_files: dict[str, bytes] = {}
"""What the file of each of our databases holds when it is new, by the schema's name."""


def install() -> None:
    """Have every database and every request of this process look there first."""
    if importlib.util.find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment]  # as Python notes it, and doesn't look again
    connect = database.connect

    @functools.wraps(connect)
    def connecting(path: str, schema: Schema) -> sqlite3.Connection:
        ours = sqlite3.connect is _CONNECT and any(schema is each for each in SCHEMAS)
        if ours and path != ":memory:" and not Path(path).stat().st_size and not Path(f"{path}-wal").exists():
            if schema.name not in _files:
                with tempfile.TemporaryDirectory() as folder:
                    new = Path(folder, "new.db")
                    connect(str(new), schema).close()
                    _files[schema.name] = new.read_bytes()
            image = _files[schema.name]
            Path(path).write_bytes(_elsewhere(image) if schema is cache_schema.SCHEMA else image)
        return connect(path, schema)

    database.connect = connecting


def _elsewhere(image: bytes) -> bytes:
    """A new cache whose numbers begin where no other one's do, as its own steps have it.

    Args:
        image: the file of a new cache. Its bytes 18 and 19 say that there is a log; in memory there is none.
    """
    with closing(_CONNECT(":memory:", isolation_level=None)) as db:
        db.deserialize(image[:18] + b"\1\1" + image[20:])
        for table in ("row", "list"):
            db.execute(f"UPDATE {table} SET number = abs(random() % 2000000000)")
        changed = db.serialize()
    return changed[:18] + image[18:20] + changed[20:]
