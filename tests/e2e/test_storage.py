# SPDX-License-Identifier: MIT
"""The real program where its files can't be used: what is read is right, nothing is sent unnoted, and it ends."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from flotui.config.exits import Exit
from tests.support import damage
from tests.support.places import ACTIVITY, FLOWS
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server("--subscribers", "150", "--quota", "100000") as running:
        yield running


@pytest.fixture(scope="module")
def used(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a home in which several areas were looked at and something written."""
    home = tmp_path_factory.mktemp("used")
    with Terminal(flotui(), env=server.environ(home)) as screen:
        screen.see("Subscribers", "of 150")
        look_around(screen)
        screen.press("q")
        assert screen.ended() == 0
    return {name: (home / name).read_bytes() for name in ("cache/cache.db", "state/journal.db")}


@pytest.fixture
def home(server: Server, used: dict[str, bytes], tmp_path: Path) -> Path:
    """A home of that kind of the test's own."""
    server.door("POST", "/reset")
    for name, data in used.items():
        (tmp_path / name).parent.mkdir(mode=0o700, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def look_around(screen: Terminal) -> None:
    """Go through some areas: each shows its own rows."""
    screen.press(FLOWS)
    screen.see("━ Sub-flows", "Main menu")
    screen.press("]")
    screen.see("━ Tags", "newsletter")
    screen.press("3")
    screen.see("Shop")
    screen.press("2")
    screen.see("━ Subscribers", "Ana Souza")


def healthy(screen: Terminal, home: Path) -> None:
    """Nothing failed in a way that nobody foresaw."""
    log = home / "logs" / "flotui.log"
    told = log.read_text() if log.exists() else ""
    assert "Traceback" not in screen.text + told, told
    assert "failed inside" not in screen.text


def tag(screen: Terminal) -> None:
    """Give the subscriber under the cursor a tag."""
    screen.press("t")
    screen.see("Tags of", "[ ] ")
    screen.press("space", "ctrl+s")


def said(screen: Terminal, words: str) -> None:
    """Wait until a sentence stands on the screen, on however many lines."""
    screen.wait(lambda text: words in " ".join(text.split()), words)


def leave(screen: Terminal) -> None:
    """Leave the dialog without saving."""
    screen.press("escape")
    screen.see("Discard your changes?")
    screen.press("y")
    screen.gone("Tags of")


def test_a_cache_without_a_whole_page(server: Server, home: Path) -> None:
    path = home / "cache" / "cache.db"
    damage.zero_pages(path)
    with Terminal(flotui(), env=server.environ(home)) as screen:
        screen.see("━ Subscribers", "Ana Souza", "cache.db.aside-")
        look_around(screen)
        screen.signal(signal.SIGTERM)
        assert screen.ended() == 0
        assert screen.restored
        healthy(screen, home)


def test_a_cache_that_breaks_while_it_is_used(server: Server, home: Path) -> None:
    path = home / "cache" / "cache.db"
    with Terminal(flotui(), env=server.environ(home)) as screen:
        screen.see("━ Subscribers", "Ana Souza")
        damage.settle_log(path)
        damage.zero_pages(path)
        look_around(screen)
        screen.press("r")
        screen.see("━ Subscribers", "Ana Souza")
        screen.press("ctrl+q")
        assert screen.ended() == 0
        assert screen.restored
        healthy(screen, home)


@pytest.mark.parametrize("way", [damage.fifo, "page"])
def test_a_damaged_journal_stops_what_would_be_sent(
    server: Server, home: Path, way: Callable[[Path], None] | str
) -> None:
    path = home / "state" / "journal.db"
    if callable(way):
        way(path)
    else:
        damage.zero_pages(path)
    before = server.accepted()
    with Terminal(flotui(), env=server.environ(home)) as screen:
        screen.see("━ Subscribers", "Ana Souza", "NO JOURNAL: READ ONLY")
        said(screen, "You can go on reading, but nothing is changed or sent. Type :aside")
        tag(screen)
        said(screen, "Not sent: the journal can't be written: it ")
        assert server.accepted() == before
        leave(screen)
        look_around(screen)
        screen.press(ACTIVITY)
        screen.see("The journal can't be ")
        screen.press(":", "aside")
        screen.see("Set the damaged journal aside")
        screen.press("enter")
        screen.see("Set the journal aside", "renamed, not deleted")
        screen.press("y")
        screen.see("is now journal.db.aside-")
        screen.gone("READ ONLY")
        screen.press("2")
        screen.see("━ Subscribers", "Ana Souza")
        tag(screen)
        screen.wait(lambda _: server.accepted() != before, "the write")
        screen.gone("Tags of")
        screen.press("q")
        assert screen.ended() == 0
        healthy(screen, home)


def test_without_a_home_one_can_look(server: Server) -> None:
    home = Path("/dev/null/home")
    before = server.accepted()
    with Terminal(flotui(), env=server.environ(home)) as screen:
        screen.see("━ Subscribers", "Ana Souza", "kept in memory", "NO JOURNAL: READ ONLY")
        look_around(screen)
        tag(screen)
        said(screen, "Not sent: the journal can't be written: not a directory.")
        assert server.accepted() == before
        leave(screen)
        screen.press("q")
        assert screen.ended() == 0
        healthy(screen, home)


@pytest.mark.parametrize("words", [("demo", "--subscribers", "30"), ("--read-only",)], ids=str)
def test_demo_and_read_only_need_no_home(server: Server, words: tuple[str, ...]) -> None:
    with Terminal(flotui(*words), env=server.environ(Path("/dev/null/home"))) as screen:
        screen.see("━ Subscribers", "Ana Souza")
        screen.press("q")
        assert screen.ended() == 0
        healthy(screen, Path("/dev/null/home"))


def test_a_newer_journal_stops_the_start(server: Server, home: Path) -> None:
    with closing(sqlite3.connect(home / "state" / "journal.db")) as db:
        db.execute("PRAGMA user_version = 99")
    with Terminal(flotui(), env=server.environ(home)) as screen:
        assert screen.ended() == Exit.USAGE
        assert "The journal was made by a newer flotui." in screen.text
        healthy(screen, home)


@pytest.fixture
def small_disk(home: Path, tmp_path: Path) -> Iterator[Path]:
    """A file system of a few hundred kilobytes that holds the home."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(each.stat().st_size for each in home.rglob("*.db")) + 200_000
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(disk)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("it takes the right to mount something")
    try:
        for name in ("cache/cache.db", "state/journal.db"):
            (disk / name).parent.mkdir(mode=0o700)
            (disk / name).write_bytes((home / name).read_bytes())
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def test_a_read_only_home_shows_what_was_read_before(server: Server, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    asked = len(server.requests())
    with Terminal(flotui(), env=server.environ(small_disk)) as screen:
        screen.see("━ Subscribers", "Ana Souza", "NO JOURNAL: READ ONLY")
        said(screen, "The journal can't be written: the file system is read-only. You can go on reading, but")
        assert all(each["operation"] != "flowBotUsers" for each in server.requests()[asked:]), "it was here"
        tag(screen)
        said(screen, "Not sent: the journal can't be written: the file system is")  # a border follows
        leave(screen)
        screen.press("q")
        assert screen.ended() == 0
        healthy(screen, small_disk)


def fill(disk: Path) -> None:
    """Leave not a byte free."""
    with (disk / "ballast").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


@pytest.mark.parametrize("when", ["before", "while"])
def test_a_full_disk(server: Server, small_disk: Path, when: str) -> None:
    if when == "before":
        fill(small_disk)
    with Terminal(flotui(), env=server.environ(small_disk)) as screen:
        screen.see("━ Subscribers", "Ana Souza")
        if when == "while":
            fill(small_disk)
            screen.press("r")
        look_around(screen)
        before = server.accepted()
        tag(screen)
        said(screen, "Not sent: the journal can't be written: the disk is full.")
        assert server.accepted() == before
        (small_disk / "ballast").unlink()
        screen.press("ctrl+t")
        screen.wait(lambda _: server.accepted() != before, "the write, once there is space")
        screen.gone("Tags of")
        os.kill(screen.process.pid, signal.SIGTERM)
        assert screen.ended() == 0
        healthy(screen, small_disk)
