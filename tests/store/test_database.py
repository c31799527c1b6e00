# SPDX-License-Identifier: MIT
"""Opening a database: what can't be used is told, and nothing is lost by it."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from flotui.store.database import Database, Precious
from flotui.store.opening import Schema, move_aside
from flotui.store.trouble import Damaged, Newer, StoreFailed
from tests.support import settle

ONE = Schema("journal", ("CREATE TABLE entry (id INTEGER PRIMARY KEY, says TEXT NOT NULL);",))
TWO = Schema("journal", (*ONE.steps, "ALTER TABLE entry ADD COLUMN at REAL NOT NULL DEFAULT 0;"))


async def write(path: Path, schema: Schema, says: str, kind: type[Database] = Database) -> str:
    """Open, write a line, and close; the notice."""
    opened = await kind.open(path, schema)
    try:
        await opened.change(lambda db: db.execute("INSERT INTO entry (says) VALUES (?)", (says,)))
        return opened.notice
    finally:
        await opened.close()


async def read(database: Database) -> list[str]:
    return await database.read(
        lambda db: [row[0] for row in db.execute("SELECT says FROM entry ORDER BY id")]
    )


def lines(path: Path) -> list[str]:
    with sqlite3.connect(path) as db:
        return [row[0] for row in db.execute("SELECT says FROM entry ORDER BY id")]


async def test_files_are_the_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "state" / "journal.db"
    opened = await Database.open(path, ONE)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {each.stat().st_mode & 0o777 for each in path.parent.iterdir()} == {0o600}
    await opened.close()


async def test_a_file_that_others_may_read_is_the_owners_only_once_it_was_opened(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    await write(path, TWO, "before")
    path.chmod(0o644)
    await write(path, TWO, "after")
    assert path.stat().st_mode & 0o777 == 0o600


async def test_an_older_file_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    assert await write(path, ONE, "before") == await write(path, TWO, "after") == ""
    assert lines(path) == ["before", "after"]


async def test_a_newer_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    await write(path, TWO, "newer")
    notice = await write(path, ONE, "ours")
    (aside,) = tmp_path.glob("journal.db.aside-*")
    assert notice.startswith("The journal was made by a newer flotui") and aside.name in notice
    assert (lines(path), lines(aside)) == (["ours"], ["newer"])


async def test_a_precious_newer_file_stops(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    await write(path, TWO, "newer")
    with pytest.raises(Newer, match="made by a newer flotui") as caught:
        await Precious.open(path, ONE)
    assert str(path) in str(caught.value) and "Update flotui" in str(caught.value)
    assert lines(path) == ["newer"] and not list(tmp_path.glob("*aside*"))


def spoil(path: Path, how: str) -> None:
    """Make of a file what can't be used."""
    if how == "text":
        path.write_bytes(b"this is no database at all" * 100)
    elif how == "folder":
        path.mkdir()
    else:
        with sqlite3.connect(path) as db:  # another program's, of our version or of none
            db.execute("CREATE TABLE entry (something TEXT)")
            db.execute(f"PRAGMA user_version = {how == 'versioned'}")


@pytest.mark.parametrize("how", ["text", "folder", "tables", "versioned"])
async def test_a_spoilt_file_is_set_aside(tmp_path: Path, how: str) -> None:
    path = tmp_path / "journal.db"
    spoil(path, how)
    notice = await write(path, ONE, "ours")
    (aside,) = tmp_path.glob("journal.db.aside-*")
    assert notice.startswith("The journal can't be used: it ") and aside.name in notice
    assert lines(path) == ["ours"]


def test_what_is_set_aside_takes_its_side_files_along(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    names = {suffix: path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm")}
    moved = []
    for time in ("first", "second"):  # within a second: each gets a name of its own
        for suffix, file in names.items():
            file.write_text(f"{time}{suffix}")
        moved.append(move_aside(path))
        assert not any(file.exists() for file in names.values()), "the new file is not read with an old log"
    found = [{suffix: Path(f"{each}{suffix}").read_text() for suffix in names} for each in moved]
    assert found == [{suffix: f"{time}{suffix}" for suffix in names} for time in ("first", "second")]


@pytest.mark.parametrize("how", ["text", "folder", "tables", "versioned"])
async def test_a_precious_spoilt_file_is_only_set_aside_by_the_person(tmp_path: Path, how: str) -> None:
    path = tmp_path / "journal.db"
    spoil(path, how)
    opened = await Precious.open(path, ONE)
    assert "nothing is changed or sent" in opened.notice and str(path) in opened.notice
    for _ in range(2):
        with pytest.raises(StoreFailed, match="Not sent: the journal can't be written: it "):
            await opened.change(lambda db: db.execute("INSERT INTO entry (says) VALUES ('lost')"))
        with pytest.raises(StoreFailed, match="The journal can't be read: it "):
            await read(opened)
    assert not list(tmp_path.glob("*aside*"))

    said = await opened.set_aside()
    (aside,) = tmp_path.glob("journal.db.aside-*")
    assert aside.name in said
    await opened.change(lambda db: db.execute("INSERT INTO entry (says) VALUES ('kept')"))
    assert await read(opened) == ["kept"]
    with pytest.raises(StoreFailed, match="isn't damaged"):
        await opened.set_aside()
    await opened.close()
    assert lines(path) == ["kept"]


async def test_those_that_begin_together_share_the_file(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    assert set(await asyncio.gather(*(write(path, TWO, "one") for _ in range(8)))) == {""}
    assert lines(path) == ["one"] * 8
    assert not list(tmp_path.glob("*aside*"))


async def test_those_that_meet_a_spoilt_file_together_share_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    spoil(path, "text")
    notices = await asyncio.gather(*(write(path, TWO, "one") for _ in range(8)))
    assert lines(path) == ["one"] * 8
    assert any(notices) and len(list(tmp_path.glob("*.aside-*"))) == 1


@pytest.mark.parametrize("looks", [1, 2, 3])
async def test_a_file_that_another_sets_aside_while_it_is_opened_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looks: int
) -> None:
    path = tmp_path / "journal.db"
    spoil(path, "text")
    left = looks

    def then_gone(look: Any) -> Any:
        def looked(file: Any, *arguments: Any, **options: Any) -> Any:
            nonlocal left
            found = look(file, *arguments, **options)
            if file == path:
                left -= 1
                if left == 0:
                    path.rename(tmp_path / "earlier")
            return found

        return looked

    for name in ("stat", "chmod", "access"):
        monkeypatch.setattr(os, name, then_gone(getattr(os, name)))
    assert await write(path, TWO, "ours") == ""
    assert lines(path) == ["ours"] and (tmp_path / "earlier").exists()


async def test_several_that_begin_a_file_together_wait_for_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refused(sqlite3.Connection):
        """The first to want the log is refused at once, as where another begins the file at that moment."""

        refused = False

        def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            if "journal_mode" in sql and not Refused.refused:
                Refused.refused = True
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise error
            return super().execute(sql, *arguments)

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **more: connect(*a, **more, factory=Refused))
    precious = await Precious.open(tmp_path / "journal.db", TWO)
    assert Refused.refused and precious.trouble is None
    await precious.close()


async def test_a_new_file_that_another_flotui_has_begun_is_not_set_aside_too(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    first, second = [await Database.open(path, TWO) for _ in range(2)]
    for database in (first, second):
        meets = [Damaged("it is damaged"), None]

        def damaged(db: sqlite3.Connection, meets: list[Damaged | None] = meets) -> None:
            if error := meets.pop(0):
                raise error

        await database.read(damaged)
        if database is first:
            await first.change(lambda db: db.execute("INSERT INTO entry (says) VALUES ('of the first')"))
    assert await read(second) == ["of the first"]
    assert len([each for each in tmp_path.glob("*.aside-*") if each.name[-1].isdigit()]) == 1
    for database in (first, second):
        await database.close()


async def test_a_file_that_may_not_be_read_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    await write(path, TWO, "closed to us")
    closed, real = path.stat().st_ino, os.open

    def refusing(name: Any, *arguments: Any, **options: Any) -> int:
        if os.path.exists(name) and os.stat(name).st_ino == closed:  # noqa: PTH110, PTH116
            raise PermissionError(13, "Permission denied")
        return real(name, *arguments, **options)

    monkeypatch.setattr("os.open", refusing)
    notice = await write(path, TWO, "ours")
    assert "it may not be read and written" in notice and "was renamed to" in notice
    monkeypatch.undo()
    assert lines(path) == ["ours"]


async def test_what_another_program_holds_stays_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flotui.store.opening.BUSY", 0.001)
    path = tmp_path / "journal.db"
    await write(path, TWO, "before")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    opened = await Database.open(path, TWO)
    assert opened.notice == ""
    await opened.change(lambda db: db.execute("INSERT INTO entry (says) VALUES ('here')"))
    assert "The journal can't be kept on disk: another program holds it." in opened.notice
    assert await read(opened) == ["before", "here"]
    await opened.close()

    precious = await Precious.open(path, TWO)
    with pytest.raises(StoreFailed, match="Not sent: the journal can't be written: another program holds it"):
        await precious.change(lambda db: db.execute("INSERT INTO entry (says) VALUES ('lost')"))
    assert (await read(precious), precious.notice) == (["before"], "")
    holder.close()
    await precious.change(lambda db: db.execute("INSERT INTO entry (says) VALUES ('after')"))
    await precious.close()
    assert lines(path) == ["before", "after"] and not list(tmp_path.glob("*aside*"))


@pytest.mark.parametrize("kind", [Database, Precious])
async def test_where_nothing_can_be_made_it_is_kept_in_memory(kind: type[Database]) -> None:
    opened = await kind.open(Path("/dev/null/cache/journal.db"), ONE)
    assert "/dev/null/cache/journal.db" in opened.notice and "not a directory" in opened.notice
    assert await read(opened) == []
    if kind is Precious:
        with pytest.raises(StoreFailed, match="Not sent: the journal can't be written: not a directory"):
            await opened.change(lambda db: db.execute("INSERT INTO entry (says) VALUES ('x')"))
    else:
        await opened.change(lambda db: db.execute("INSERT INTO entry (says) VALUES ('x')"))
        assert await read(opened) == ["x"]
    await opened.close()


async def test_in_memory_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    opened = await Database.open(None, TWO)
    await opened.close()
    assert list(tmp_path.iterdir()) == []
    await opened.close()
    with pytest.raises(asyncio.CancelledError):
        await read(opened)


def _removed(path: Path) -> None:
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()


def _folder_gone(path: Path) -> None:
    shutil.rmtree(path.parent)


def _folder_a_file(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_text("")


def _replaced(path: Path) -> None:
    path.rename(path.with_name("before"))
    path.with_name("new").write_bytes(path.with_name("before").read_bytes())
    path.with_name("new").rename(path)


@pytest.mark.parametrize("way", [_removed, _folder_gone, _folder_a_file, _replaced])
async def test_what_would_be_noted_in_a_file_that_nobody_can_open_is_not_sent(
    tmp_path: Path, way: Callable[[Path], None]
) -> None:
    path = tmp_path / "state" / "journal.db"
    precious = await Precious.open(path, TWO)
    await precious.change(lambda db: db.execute("INSERT INTO entry (says) VALUES ('before')"))
    way(path)
    why = "another file has taken its place" if way is _replaced else "its file was removed"
    with pytest.raises(StoreFailed, match=f"Not sent: the journal can't be written: {why}") as refused:
        await precious.change(lambda db: db.execute("INSERT INTO entry (says) VALUES ('lost')"))
    assert str(path) in refused.value.advice
    assert await read(precious) == ["before"]
    await precious.close()


async def test_a_file_that_is_put_back_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    precious = await Precious.open(path, TWO)
    path.rename(tmp_path / "elsewhere")
    with pytest.raises(StoreFailed):
        await precious.change(lambda db: db.execute("INSERT INTO entry (says) VALUES ('lost')"))
    (tmp_path / "elsewhere").rename(path)
    await precious.change(lambda db: db.execute("INSERT INTO entry (says) VALUES ('after')"))
    await precious.close()
    assert lines(path) == ["after"]


_HOLDER = """
import os, signal, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("holds", flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
"""


@contextmanager
def held(path: Path) -> Iterator[int]:
    """A file that a stopped process holds; its number."""
    with subprocess.Popen([sys.executable, "-c", _HOLDER, str(path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"holds\n"
        try:
            os.waitid(os.P_PID, holder.pid, os.WSTOPPED | os.WNOWAIT)
            yield holder.pid
        finally:
            holder.kill()


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="the system doesn't tell who holds a file")
async def test_a_stopped_process_that_holds_the_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flotui.store.opening.BUSY", 0.001)
    path = tmp_path / "journal.db"
    precious = await Precious.open(path, TWO)
    with (
        held(path) as number,
        pytest.raises(StoreFailed, match=f"process {number}, which is stopped, holds it"),
    ):
        await precious.change(lambda db: db.execute("INSERT INTO entry (says) VALUES ('lost')"))
    await precious.close()


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="the system doesn't tell who holds a file")
async def test_what_a_write_waits_for_is_told_before_it_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flotui.store.database._SILENT", 0.01)
    path = tmp_path / "journal.db"
    precious = await Precious.open(path, TWO)
    told: list[str] = []
    precious.on_waiting = told.append
    with held(path) as number:
        writing = asyncio.ensure_future(
            precious.change(
                lambda db: db.execute("INSERT INTO entry (says) VALUES ('kept')"), before_write=True
            )
        )
        reading = asyncio.ensure_future(precious.read(lambda db: None, before_write=True))
        await settle.until(lambda: len(told) == 2, lambda: f"{told}")
        assert set(told) == {f"Not sent yet: process {number}, which is stopped, holds the journal."}
        assert not writing.done()
    await asyncio.gather(writing, reading)
    assert told[2:] == [""] and lines(path) == ["kept"]
    monkeypatch.setattr("flotui.store.database._SILENT", 60)  # however busy the machine is
    await precious.change(lambda db: None, before_write=True)
    assert told[2:] == [""], "what doesn't wait says nothing"
    await precious.close()


MISTAKES = {
    "syntax": "SELEC says FROM entry",
    "function": "SELECT no_such(says) FROM entry",
    "twice": "INSERT INTO entry (id, says) SELECT id, says FROM entry",
    "null": "INSERT INTO entry (says) VALUES (NULL)",
    "no number": "INSERT INTO entry (id, says) VALUES ('seven', 'seven')",
}
"""What no database would carry out, however whole its file."""


@pytest.mark.parametrize("kind", [Database, Precious])
@pytest.mark.parametrize("mistake", MISTAKES)
async def test_a_mistake_of_ours_is_no_damage(tmp_path: Path, kind: type[Database], mistake: str) -> None:
    path = tmp_path / "journal.db"
    await write(path, ONE, "before", kind)
    opened = await kind.open(path, ONE)
    with pytest.raises(StoreFailed if kind is Precious else sqlite3.Error):
        await opened.change(lambda db: db.execute(MISTAKES[mistake]))
    assert (opened.notice, opened.trouble, await read(opened)) == ("", None, ["before"])
    await opened.close()
    assert not list(tmp_path.glob("*aside*"))


async def test_what_damage_makes_look_like_a_mistake_is_damage(tmp_path: Path) -> None:
    """An index that says another thing than its table refuses what the table would take."""
    path = tmp_path / "journal.db"
    schema = Schema("journal", (*ONE.steps, "CREATE UNIQUE INDEX entry_says ON entry (says);"))
    await write(path, schema, "before")
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        size, (page,) = (
            4096,
            db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'entry_says'").fetchone(),
        )
    db.close()
    data = bytearray(path.read_bytes())
    place = data.index(b"before", (page - 1) * size)
    data[place : place + 6] = b"behind"
    path.write_bytes(data)
    notice = await write(path, schema, "behind")
    assert notice.startswith("The journal can't be used: it is damaged") and lines(path) == ["behind"]
