# SPDX-License-Identifier: MIT
"""The locks of an open database: whatever else this process does, other processes still see that it is open."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flotui.config.paths import Paths
from flotui.config.profile import make_profile
from flotui.doctor.storage import databases
from flotui.sandbox import DEMO_TOKEN
from flotui.store import database, opening
from flotui.store.journal import SCHEMA, Journal
from flotui.store.opening import copy_of, make_private
from flotui.store.trouble import StoreFailed, trouble_of
from flotui.workspace import Workspace
from tests.support.app import app_on, see, until
from tests.support.served import Served
from tests.ui.test_other_bot import saved

LOCKS = Path("/proc/locks")

pytestmark = pytest.mark.skipif(not LOCKS.exists(), reason="the system doesn't tell who holds a file")

_opened: list[str] | None = None
"""While a test watches: what was opened by another way than SQLite's."""


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _opened is not None and event == "open" and isinstance(arguments[0], str | os.PathLike):
        if arguments[2] & os.O_EXCL:  # a file that is there is not opened then
            return
        path = os.fspath(arguments[0])
        if str(path).endswith((".db", "-wal", "-shm")) and os.path.exists(path):  # noqa: PTH110
            _opened.append(str(path))


sys.addaudithook(_watch)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The databases' files that were there already and were opened by hand."""
    global _opened
    monkeypatch.setattr(
        database, "connect", opening.connect
    )  # not what tests begin with, a copy made by hand
    _opened = found = []
    yield found
    _opened = None


def held(path: Path) -> bool:
    """Whether the system knows of a lock that this process has on a file."""
    words = [line.split() for line in LOCKS.read_text().splitlines()]
    place = f":{path.stat().st_ino}"
    return any(str(os.getpid()) in each and any(word.endswith(place) for word in each) for each in words)


def all_held(home: Path) -> bool:
    return all(held(each) for each in (home / "journal.db", home / "journal.db-shm"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return Paths.find({"FLOTUI_HOME": str(tmp_path)}).make().state


async def _second_bot(home: Path) -> None:
    other = make_profile(
        "other", "http://127.0.0.1:9/api", token=DEMO_TOKEN, prefix="f9", bot="O", workspace="W"
    )
    second = await Workspace.open(
        other, token=lambda: DEMO_TOKEN, cache=home / "cache.db", journal=home / "journal.db"
    )
    await second.close()


async def _doctor(home: Path) -> None:
    assert any(
        "journal.db" in each.message for each in databases(Paths.find({"FLOTUI_HOME": str(home.parent)}))
    )


async def _copy(home: Path) -> None:
    copy_of(home / "journal.db", SCHEMA).close()


async def _again(home: Path) -> None:
    make_private(home / "journal.db")


async def _by_another_name(home: Path) -> None:
    (home / "link.db").symlink_to(home / "journal.db")
    second = await Journal.open(home / "link.db", "other")
    await second.close()


async def _why_it_fails(home: Path) -> None:
    trouble_of(OSError(5, "what"), home / "journal.db")


@pytest.mark.parametrize("way", [_second_bot, _doctor, _copy, _again, _by_another_name, _why_it_fails])
async def test_nothing_gives_up_the_locks_of_an_open_journal(
    home: Path, opened: list[str], way: Callable[[Path], Awaitable[None]]
) -> None:
    journal = await Journal.open(home / "journal.db", "here")
    assert all_held(home)
    await way(home)
    assert all_held(home)
    assert opened == []
    await journal.close()


async def test_comparing_bots_and_switching_there_and_back_keep_them(
    tmp_path: Path, opened: list[str]
) -> None:
    with Served(subscribers=5) as one, Served(subscribers=5) as other:
        saved(tmp_path, "live", other.url)
        app = app_on(one, tmp_path, no_cache=False)
        state = app.options.paths.state
        async with app.run_test(size=(100, 30)) as pilot:
            await see(pilot, "Subscribers")
            await until(pilot, lambda: all_held(state))
            await pilot.press(":", *"compare-bots", "enter")
            await see(pilot, "with which bot?")
            await pilot.press(*"live", "enter")
            await see(pilot, "Bots compared", "The two bots don't differ.")
            assert all_held(state)
            await pilot.press("B")
            await see(pilot, "Open which bot?")
            await pilot.press(*"live", "enter")
            await until(pilot, lambda: app.workspace is not None and app.workspace.profile.name == "live")
            await until(pilot, lambda: all_held(state))
    assert opened == []


@pytest.mark.parametrize("suffix", ["-wal", "-shm"])
async def test_what_would_be_noted_in_a_log_that_nobody_finds_is_not_sent(home: Path, suffix: str) -> None:
    path = home / "journal.db"
    journal = await Journal.open(path, "here")
    await journal.db.change(lambda db: None)
    path.with_name(path.name + suffix).unlink()
    with pytest.raises(
        StoreFailed, match="Not sent: the journal can't be written: its log was deleted"
    ) as refused:
        await journal.db.change(lambda db: None)
    assert "Start flotui again" in refused.value.advice
    assert await journal.db.read(lambda db: db.execute("SELECT count(*) FROM entry").fetchone()[0]) == 0
    await journal.close()
    again = await Journal.open(path, "here")
    await again.db.change(lambda db: None)
    await again.close()
