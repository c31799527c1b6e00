# SPDX-License-Identifier: MIT
"""The file that holds what was copied: gone at every end, of the owner's only, and never with a credential."""

from __future__ import annotations

import errno
import fcntl
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from flotui.ui.clipboard import forget, keep
from tests.support.app import app_on, see, until
from tests.support.bot import Bot
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server("--subscribers", "30") as running:
        yield running


def copy_something(screen: Terminal, file: Path) -> None:
    screen.see("━ Subscribers", "Ana Souza")
    screen.press("y")
    screen.see("─ Copy ")
    screen.press("enter")
    screen.wait(lambda _: file.exists(), "the file")
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("end", ["q", signal.SIGTERM, signal.SIGHUP], ids=str)
def test_it_goes_at_every_end(server: Server, tmp_path: Path, end: str | signal.Signals) -> None:
    file = tmp_path / "state" / "clipboard.txt"
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        copy_something(screen, file)
        if isinstance(end, str):
            screen.press(end)
        else:
            screen.signal(end)
        assert screen.ended() == 0
    assert not file.exists()


def test_what_a_killed_one_left_goes_at_the_next_start(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "state" / "clipboard.txt"
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        copy_something(screen, file)
        screen.kill()
    assert file.exists()
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("━ Subscribers", "Ana Souza")
        assert not file.exists()


def test_each_window_takes_away_only_what_it_wrote(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "state" / "clipboard.txt"
    with Terminal(flotui(), env=server.environ(tmp_path)) as first:
        copy_something(first, file)
        copied = file.read_text()
        with Terminal(flotui(), env=server.environ(tmp_path)) as second:
            second.see("━ Subscribers", "Ana Souza")
            assert file.read_text() == copied, "a start leaves what another window copied"
            second.press("q")
            assert second.ended() == 0
        assert file.read_text() == copied, "and so does an end"
        with Terminal(flotui(), env=server.environ(tmp_path)) as third:
            before = file.stat().st_ino
            third.see("━ Subscribers", "Ana Souza")
            third.press("y")
            third.see("─ Copy ")
            third.press("enter")
            third.wait(lambda _: file.stat().st_ino != before, "its own copy")
            first.press("q")
            assert first.ended() == 0
            assert file.exists(), "it is the third's now"
            third.press("q")
            assert third.ended() == 0
    assert not file.exists()


def test_a_draft_under_way_is_left_and_a_dead_ones_goes(tmp_path: Path) -> None:
    file = tmp_path / "clipboard.txt"
    dead, living = tmp_path / ".clipboard.txt.1.new", tmp_path / ".clipboard.txt.2.new"
    dead.write_text("half")
    living.write_text("half")
    with living.open() as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        forget(file)
    assert living.exists() and not dead.exists()


def test_without_locks_it_goes_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", no_locks)
    file = tmp_path / "clipboard.txt"
    keep("text", file)
    keep("newer", file)
    assert file.read_text() == "newer"
    forget(file)
    assert not any(tmp_path.iterdir())


async def test_a_revealed_credential_is_never_in_it(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    file = app.clipboard_file
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        app.main.go("bot-fields", row_id="")
        await see(pilot, "━ Bot fields", "openai_api_key")
        table = app.main.browser.listing.table
        for _ in range(20):
            if table.row.name == "openai_api_key":
                break
            await pilot.press("down")
            await pilot.pause()
        await pilot.press("v")
        await see(pilot, "sk-sandbox-0000000000000000")
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard == "sk-sandbox-0000000000000000", "the copy")
        assert not file.exists()
        await pilot.press("escape")
