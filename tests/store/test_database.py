"""Opening a database: what can't be used is told, and nothing is lost by it."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from flotui.config.errors import ConfigError
from flotui.store.database import MEMORY, Schema, open_database

ONE = Schema("journal", ("CREATE TABLE entry (id INTEGER PRIMARY KEY, says TEXT NOT NULL);",))
TWO = Schema("journal", (*ONE.steps, "ALTER TABLE entry ADD COLUMN at REAL NOT NULL DEFAULT 0;"))


async def write(path: Path, schema: Schema, says: str) -> str:
    """Open, write a line, and close; the notice."""
    opened = await open_database(path, schema)
    await opened.connection.execute("INSERT INTO entry (says) VALUES (?)", (says,))
    await opened.connection.close()
    return opened.notice


def lines(path: Path) -> list[str]:
    with sqlite3.connect(path) as db:
        return [row[0] for row in db.execute("SELECT says FROM entry ORDER BY id")]


async def test_files_are_the_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "state" / "journal.db"
    opened = await open_database(path, ONE)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {each.stat().st_mode & 0o777 for each in path.parent.iterdir()} == {0o600}
    await opened.connection.close()


async def test_an_older_file_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    assert await write(path, ONE, "before") == await write(path, TWO, "after") == ""
    assert lines(path) == ["before", "after"]


async def test_a_newer_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    await write(path, TWO, "newer")
    notice = await write(path, ONE, "ours")
    (aside,) = tmp_path.glob("journal.db.aside-*")
    assert notice.startswith("The journal was made by a newer flotui.") and aside.name in notice
    assert (lines(path), lines(aside)) == (["ours"], ["newer"])


@pytest.mark.parametrize("spoilt", [b"this is no database at all" * 100, "pages"])
async def test_a_spoilt_file_is_set_aside(tmp_path: Path, spoilt: bytes | str) -> None:
    path = tmp_path / "journal.db"
    if isinstance(spoilt, bytes):
        path.write_bytes(spoilt)
    else:
        with sqlite3.connect(path) as db:  # another program's
            db.execute("CREATE TABLE entry (something TEXT)")
    notice = await write(path, ONE, "ours")
    assert notice.startswith("The journal could not be read.")
    assert lines(path) == ["ours"] and len(list(tmp_path.glob("journal.db.aside-*"))) == 1


async def test_those_that_begin_together_share_the_file(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    assert set(await asyncio.gather(*(write(path, TWO, "one") for _ in range(8)))) == {""}
    assert lines(path) == ["one"] * 8
    assert not list(tmp_path.glob("*aside*"))


async def test_what_another_program_holds_stays_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flotui.store.database._BUSY_MS", 1)
    path = tmp_path / "journal.db"
    await write(path, ONE, "before")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(ConfigError, match="The journal can't be opened: database is locked"):
        await open_database(path, TWO)
    holder.close()
    assert lines(path) == ["before"] and not list(tmp_path.glob("*aside*"))


async def test_a_file_that_can_be_neither_used_nor_replaced_is_named(tmp_path: Path) -> None:
    (tmp_path / "journal.db").mkdir()
    with pytest.raises(ConfigError, match="The journal can't be opened: Is a directory") as caught:
        await open_database(tmp_path / "journal.db", ONE)
    assert str(tmp_path / "journal.db") in str(caught.value)


async def test_in_memory_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    opened = await open_database(MEMORY, TWO)
    await opened.connection.close()
    assert list(tmp_path.iterdir()) == []
