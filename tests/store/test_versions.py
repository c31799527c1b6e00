# SPDX-License-Identifier: MIT
"""From one version of a database to the next, whatever fails on the way."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from flotui.store import audiences, cache_schema, journal, past, people_schema
from flotui.store.opening import Schema, check_tables, connect, tables, tables_made
from flotui.store.trouble import Damaged


def failing(db: sqlite3.Connection) -> None:
    raise sqlite3.OperationalError("database or disk is full")


STEPS = ("CREATE TABLE a (x)", "CREATE TABLE b (x)")


@pytest.mark.parametrize(("before", "after"), [(0, 0), (1, 2)], ids=["new", "older"])
def test_what_fails_leaves_a_whole_version_and_of_a_new_file_nothing(
    before: int, after: int, tmp_path: Path
) -> None:
    path = str(tmp_path / "kept.db")
    connect(path, Schema("kept", STEPS[:before])).close()

    with pytest.raises(sqlite3.OperationalError):
        connect(path, Schema("kept", (*STEPS, failing)))

    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (after,)
    assert [name for (name,) in db.execute("SELECT name FROM sqlite_master")] == ["a", "b"][:after]
    db.close()


def test_a_file_that_an_older_flotui_makes_meanwhile_is_brought_on(tmp_path: Path) -> None:
    path = str(tmp_path / "kept.db")
    made = list[str]()

    class Late(sqlite3.Connection):
        def execute(self, sql: str, *rest: object) -> sqlite3.Cursor:  # type: ignore[override]
            if sql == "BEGIN IMMEDIATE" and not made:
                made.append(sql)
                connect(path, Schema("kept", STEPS[:1])).close()
            return super().execute(sql, *rest)  # type: ignore[arg-type]

    usual = sqlite3.connect
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            sqlite3, "connect", lambda *a, **k: usual(*a, **k | ({} if made else {"factory": Late}))
        )
        connect(path, Schema("kept", STEPS)).close()

    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (2,)
    db.close()


@pytest.mark.parametrize(
    "schema", [each.SCHEMA for each in (audiences, cache_schema, journal, past, people_schema)]
)
def test_what_a_schema_says_it_holds_is_what_its_steps_make(schema: Schema) -> None:
    own = {
        (table, column)
        for table, column in tables_made(schema)
        if not table.startswith(("sqlite_", "spoken_"))
    }
    assert tables(schema) - own == set()
    assert not schema.holds or own == tables(schema)


@pytest.mark.parametrize("schema", [cache_schema.SCHEMA, journal.SCHEMA])
def test_a_file_that_lacks_a_column_is_damaged_whichever_it_is(schema: Schema) -> None:
    assert schema.holds
    for table in {table for table, _ in tables(schema)}:
        db = connect(":memory:", schema)
        db.execute(f"DROP TABLE {table}")
        with pytest.raises(Damaged, match=f"it has no {table}"):
            check_tables(db, schema)
        db.close()
