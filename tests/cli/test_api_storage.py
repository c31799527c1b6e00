# SPDX-License-Identifier: MIT
"""`flotui api` where its files can't be used, as a process of its own: it ends, says why, and sends nothing unnoted."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from flotui.config.exits import Exit
from tests.support import damage
from tests.support.forking import forking
from tests.support.server import Server

READ = ("flowTags", "-f", "limit=1")
WRITE = ("flowBotUserAddTag", "-f", "user_ns=f1284u903", "-f", "tag_ns=f1284t3001")
PEOPLE = 30


def api(server: Server, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return forking().run(["api", *words], server.environ(home))


def accepted(server: Server) -> int:
    return sum(server.accepted().values())


@pytest.fixture
def home(server: Server, tmp_path: Path) -> Path:
    """A home that has been written into once."""
    done = api(server, tmp_path, *WRITE)
    assert done.returncode == Exit.OK, done.stderr
    for file in ("cache/cache.db", "state/journal.db"):
        damage.settle_log(tmp_path / file)
    return tmp_path


@pytest.mark.parametrize("way", [damage.other_tables, damage.fifo])
def test_with_a_damaged_cache_it_reads_and_writes(
    server: Server, home: Path, way: Callable[[Path], None]
) -> None:
    way(home / "cache" / "cache.db")
    done = api(server, home, *READ)
    assert done.returncode == Exit.OK and json.loads(done.stdout)["data"]
    assert "was renamed to cache.db.aside-" in done.stderr and "Traceback" not in done.stderr
    before = accepted(server)
    again = api(server, home, *WRITE)
    assert (again.returncode, again.stderr, accepted(server)) == (Exit.OK, "", before + 1)


@pytest.mark.parametrize("way", [damage.fifo, "page"])
def test_with_a_damaged_journal_it_reads_and_sends_nothing(
    server: Server, home: Path, way: Callable[[Path], None] | str
) -> None:
    path = home / "state" / "journal.db"
    if callable(way):
        way(path)
    else:
        damage.zero_page(path, 1)
    done = api(server, home, *READ)
    assert done.returncode == Exit.OK and json.loads(done.stdout)["data"]
    before = accepted(server)
    done = api(server, home, *WRITE)
    assert done.returncode == Exit.FAILED and done.stdout == ""
    assert "Not sent: the journal can't be " in done.stderr and "Traceback" not in done.stderr
    assert accepted(server) == before
    assert not list(path.parent.glob("*.aside-*"))


@pytest.mark.parametrize("words", [READ, WRITE], ids=["read", "write"])
def test_a_newer_journal_stops_it(server: Server, home: Path, words: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(home / "state" / "journal.db")) as db:
        db.execute("PRAGMA user_version = 99")
    before = accepted(server)
    done = api(server, home, *words)
    assert (done.returncode, done.stdout, accepted(server)) == (Exit.USAGE, "", before)
    assert done.stderr.startswith("The journal was made by a newer flotui. Update flotui")


def test_without_a_home_it_reads_and_sends_nothing(server: Server) -> None:
    nowhere = Path("/dev/null/home")
    done = api(server, nowhere, *READ)
    assert done.returncode == Exit.OK and json.loads(done.stdout)["data"]
    before = accepted(server)
    done = api(server, nowhere, *WRITE)
    assert (done.returncode, accepted(server)) == (Exit.FAILED, before)
    assert "Not sent: the journal can't be written: not a directory." in done.stderr
    assert "Traceback" not in done.stderr and "foresaw" not in done.stderr
