# SPDX-License-Identifier: MIT
"""A disk that is full, broken or held by others, at each statement: what is read is right, what is sent is noted."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import FlochatError
from flotui.repositories.edit import Edit
from flotui.resources.activity import entries_of
from flotui.store import cache, journal
from flotui.store.audiences import Audiences
from flotui.store.database import Database, Precious
from flotui.store.job import JobState
from flotui.store.journal import Journal, Outcome
from flotui.store.past import Past
from flotui.store.trouble import StoreFailed, Trouble
from flotui.workspace import Workspace
from tests.support import damage
from tests.support.bot import Bot
from tests.support.faulty import CODES, Disk, failing
from tests.support.jobs import planned
from tests.support.people import ANA

TAGGED = Edit(
    Call.of("flowBotUserAddTag", body={"user_ns": ANA, "tag_ns": "f1284t3001"}), "Add tag newsletter", ANA
)


@pytest.fixture(scope="module")
def bot() -> Bot:
    return Bot(subscribers=10, quota=1_000_000)


@pytest.fixture(scope="module")
def homes(bot: Bot, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A home that holds something already, and one that holds nothing."""
    filled = tmp_path_factory.mktemp("filled")

    async def fill() -> None:
        workspace = await bot.open(filled)
        await session(workspace)
        await workspace.close()

    asyncio.run(fill())
    for name in ("cache.db", "journal.db"):
        damage.settle_log(filled / name)
    return {"warm": filled, "cold": tmp_path_factory.mktemp("empty")}


async def session(workspace: Workspace) -> tuple[list[str], bool]:
    """Read a list and a person, and tag them; the list's rows, and whether the tag was set."""
    rows: Any = None
    for force in (False, True):
        async for snapshot in workspace.flows.tags(force=force):
            assert snapshot.error is None, snapshot.error
            rows = snapshot.value
    found = [tag.name for tag in await rows.all()]
    async for person in workspace.subscribers.one(ANA, force=True):
        assert person.error is None
    try:
        await workspace.apply(TAGGED)
    except FlochatError as error:
        assert isinstance(error, StoreFailed) and str(error).startswith("Not sent: "), error
        return found, False
    return found, True


def entries(path: Path) -> Sequence[Any]:
    """The outcomes that a journal has."""
    if not path.exists():
        return ()
    with closing(sqlite3.connect(path)) as db:
        try:
            return [row[0] for row in db.execute("SELECT outcome FROM entry ORDER BY id")]
        except sqlite3.OperationalError:  # it was never begun
            return ()


async def count(bot: Bot, home: Path, file: str) -> int:
    """How many statements a session has of a file."""
    with failing(Disk(file, "full", -1)) as disk:
        workspace = await bot.open(home)
        await session(workspace)
        await workspace.close()
    return disk.count


@pytest.mark.covering
@pytest.mark.parametrize("start", ["warm", "cold"])
@pytest.mark.parametrize("file", ["cache.db", "journal.db"])
@pytest.mark.parametrize("code", CODES)
async def test_at_each_statement(
    bot: Bot,
    homes: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    start: str,
    file: str,
    code: str,
) -> None:
    monkeypatch.setattr("flotui.store.opening.BUSY", 0.001)
    shutil.copytree(homes[start], tmp_path / "first")
    workspace = await bot.open(tmp_path / "whole")
    wanted, _ = await session(workspace)
    await workspace.close()
    statements = await count(bot, tmp_path / "first", file)
    assert statements > 10
    for on in (False, True):
        # In a short run each way of failing meets other statements.
        first = 0 if damage.LONG else list(CODES).index(code) * 2 + on
        for at in range(first, statements, 1 if damage.LONG else 13):
            home = tmp_path / f"{at}{on}"
            shutil.copytree(homes[start], home)
            before = sum((await bot.accepted()).values())
            had = len(entries(home / "journal.db"))
            with failing(Disk(file, code, at, on=on)):
                workspace = await bot.open(home)
                found, done = await session(workspace)
                notices = workspace.notices
                await workspace.close()
            sent = sum((await bot.accepted()).values()) - before
            noted = len(entries(home / "journal.db")) - had
            assert found == wanted, (at, on, found)
            assert sent == done, (at, on)
            assert noted >= sent, f"at {at}: it was sent, and the journal doesn't know it"
            assert file == "journal.db" or done, f"at {at}: a cache is no reason not to write"
            assert len(notices) <= 2, notices
            shutil.rmtree(home)


async def test_an_outcome_that_could_not_be_noted_is_noted_before_the_next_write(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path / "journal.db", "bot")
    told: list[str] = []
    journal.db.on_notice = told.append
    entry = await journal.intend(TAGGED.call, "Add tag newsletter")
    await journal.db.read(lambda db: db.execute("PRAGMA query_only = ON"))  # as a disk that can't be written
    settled = await journal.settle(entry, Outcome.DONE)
    assert settled.outcome is Outcome.DONE and entries(tmp_path / "journal.db") == ["intended"]
    assert "Add tag newsletter: done, but that couldn't be recorded. The journal can't be written" in told[0]
    with pytest.raises(StoreFailed, match="Not sent"):
        await journal.intend(TAGGED.call, "the next")
    await journal.db.read(lambda db: db.execute("PRAGMA query_only = OFF"))
    await journal.intend(TAGGED.call, "the next")
    assert entries(tmp_path / "journal.db") == ["done", "intended"]
    await journal.close()


async def test_what_an_ended_process_left_is_read_while_that_cannot_be_noted(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 3)
    await workspace.working.jobs.take(job.id)
    await workspace.journal.intend(TAGGED.call, TAGGED.summary)
    other = await bot.open(tmp_path)
    await other.journal.db.read(
        lambda db: db.execute("PRAGMA query_only = ON")
    )  # as a disk that can't be written
    monkeypatch.setattr("flotui.store.journal.is_alive", lambda owner: False)
    monkeypatch.setattr("flotui.store.job_rows.is_alive", lambda owner: False)
    monkeypatch.setattr(other.journal, "_owner", "another")
    monkeypatch.setattr(other.working.jobs, "owner", "another")
    async for written in entries_of(other):
        assert written.error is None and len(written.value.in_memory or ()) == 1
    (listed,) = await other.working.jobs.recent()
    found = await other.working.jobs.job(job.id)
    assert found is not None and listed.state is found.state is JobState.STOPPED
    assert found.message == "flotui ended while it ran."
    with pytest.raises(StoreFailed, match="Not sent"):
        await other.working.jobs.take(job.id)
    await other.close()
    await workspace.close()


@pytest.mark.parametrize(
    ("refusal", "why"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "your disk quota is used up"),
        (errno.EROFS, "the file system is read-only"),
        (errno.EIO, "the disk reports an error"),
        (None, "the disk reports an error"),
    ],
)
@pytest.mark.parametrize("precious", [True, False])
async def test_what_sqlite_is_vague_about_the_system_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: int | None, why: str, precious: bool
) -> None:
    def refusing(folder: Path) -> None:
        assert folder == tmp_path
        if refusal is not None:
            raise OSError(refusal, os.strerror(refusal))

    monkeypatch.setattr("flotui.store.trouble.try_folder", refusing)
    path = tmp_path / "some.db"
    with failing(Disk(path.name, "eio", 0, on=True)):
        if precious:
            db: Database = await Precious.open(path, journal.SCHEMA)
            with pytest.raises(StoreFailed, match=f"can't be written: {why}[.]"):
                await db.change(lambda _: None)
        else:
            db = await Database.open(path, cache.SCHEMA)
        assert db.trouble == Trouble(why) and f": {why}. " in db.notice
        await db.close()


@pytest.mark.parametrize("done", ["saved", "removed"])
@pytest.mark.parametrize("what", ["audience", "call"])
async def test_what_a_person_saves_by_a_name_is_not_called_saved_where_it_lasts_until_the_end_only(
    tmp_path: Path, what: str, done: str
) -> None:
    path = tmp_path / "some.db"
    kept: Any = await (Audiences if what == "audience" else Past).open(path, "bot")
    change = {
        ("audience", "saved"): lambda: kept.save("vips", "tag:vip", [(ANA, "Ana")]),
        ("audience", "removed"): lambda: kept.remove("vips"),
        ("call", "saved"): lambda: kept.save("tags", Call.of("flowTags")),
        ("call", "removed"): lambda: kept.drop("tags"),
    }
    if done == "removed":
        await change[what, "saved"]()
    await kept.db.read(lambda db: db.execute("PRAGMA query_only = ON"))  # as a disk that can't be written
    with pytest.raises(
        StoreFailed, match=f"Not {done} on disk: .*[.] It is {done} until you quit[.]"
    ) as error:
        await change[what, done]()
    assert "until you quit" not in error.value.at_command_line
    assert len(await (kept.all() if what == "audience" else kept.saved())) == (done == "saved")
    await kept.close()


async def test_a_damaged_cache_on_a_full_disk_says_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cache.db"
    path.write_bytes(b"no database" * 1000)
    real = os.open

    def refusing(name: Any, flags: int, *arguments: Any, **options: Any) -> int:
        if flags & os.O_CREAT and not Path(name).exists():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(name, flags, *arguments, **options)

    monkeypatch.setattr("os.open", refusing)
    db = await Database.open(path, cache.SCHEMA)
    assert db.trouble == Trouble("the disk is full")
    await db.close()
