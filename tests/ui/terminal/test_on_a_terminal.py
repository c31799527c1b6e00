# SPDX-License-Identifier: MIT
"""The whole app on a real terminal: it takes it, shares it, loses it, and gives it back."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Region

from flotui.resources.ask import Confirm
from flotui.ui.modals.confirm import ConfirmDialog
from flotui.ui.terminal import hangup, jobs, lending
from flotui.ui.terminal.driver import Driver
from tests.support import settle
from tests.support.app import app_on
from tests.support.bot import Bot
from tests.support.looking import lines_of
from tests.support.own_terminal import OwnTerminal, running


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnTerminal]:
    opened = OwnTerminal()
    opened.install(monkeypatch)
    monkeypatch.setattr(hangup, "_let_go", threading.Event())
    yield opened
    opened.close()


WHOLE = "Acme Retail", "[2 Subscribers]", "▌ Marina Figueiredo", "Eduarda Duarte", "Zoë Fletcher", "? help"
"""What is seen of a list from the first line to the last."""


async def see_all(terminal: OwnTerminal, *texts: str) -> None:
    """Wait until a list is on the screen from the first line to the last, and nothing else is."""
    await terminal.until(
        lambda: all(each in terminal.text for each in (*WHOLE, *texts)) and "garbled" not in terminal.text,
        "all of the list",
    )


async def test_it_is_taken_painted_and_given_back(bot: Bot, tmp_path: Path, terminal: OwnTerminal) -> None:
    app = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Subscribers")
        assert not terminal.line_is_as_before
        terminal.press("3")
        await terminal.see("Products")
        terminal.press("q")
    assert app.return_code == 0
    assert terminal.line_is_as_before
    assert b"\x1b[?1049l\x1b[?25h" in terminal.raw[-20:], "the shell has its screen and its cursor"
    assert not terminal.text.strip(), "and an empty one where there is no other screen"


async def test_a_new_size_is_painted(bot: Bot, tmp_path: Path, terminal: OwnTerminal) -> None:
    app = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Subscribers")
        terminal.resize(70, 20)
        signal.raise_signal(signal.SIGWINCH)
        await terminal.until(lambda: app.size == (70, 20), "the new size")
        await terminal.until(lambda: "Subscribers" in terminal.text, "the list at the new size")
        app.exit(0)


@pytest.mark.parametrize("told", [1, 2], ids=["told once", "told of both"])
@pytest.mark.parametrize("opens", ["", "t"], ids=["a list", "a dialog"])
async def test_another_size_and_the_same_again_is_painted_as_a_whole(
    bot: Bot, tmp_path: Path, terminal: OwnTerminal, told: int, opens: str
) -> None:
    app = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Subscribers", "Eduarda Duarte")
        if opens:
            terminal.press(opens)
            await terminal.see("Tags of")
        for left, size in ((2, (70, 20)), (1, (120, 40))):  # sooner than Textual gets round to the first
            terminal.resize(*size)
            terminal.write_over()
            if left <= told:
                signal.raise_signal(signal.SIGWINCH)
                await asyncio.sleep(0)
                await asyncio.sleep(0)
        await see_all(terminal, *(["Tags of"] if opens else []))
        app.exit(0)


async def test_what_wrote_over_it_is_painted_over(bot: Bot, tmp_path: Path, terminal: OwnTerminal) -> None:
    app = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Subscribers")
        for again in (lambda: terminal.press("ctrl+l"), lambda: signal.raise_signal(signal.SIGCONT)):
            terminal.write_over()
            await terminal.see("garbled")
            again()
            await terminal.until(lambda: "garbled" not in terminal.text, "its own picture")
            await terminal.see("Subscribers", "Eduarda Duarte")
        for opens, there in (("t", "Tags of"), ("m", "Send message"), ("/", "enter asks the host")):
            terminal.press(opens)
            await terminal.see(there)
            terminal.write_over()
            await terminal.see("garbled")
            terminal.press("ctrl+l")
            await terminal.until(lambda: "garbled" not in terminal.text, "its own picture")
            await terminal.see(there)
            terminal.press("escape")
            await terminal.until(lambda there=there: there not in terminal.text, "the list alone")
        app.exit(0)


async def test_of_two_dialogs_one_is_seen_and_then_the_other_whole(
    bot: Bot, tmp_path: Path, terminal: OwnTerminal
) -> None:
    app = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Eduarda Duarte")
        lines = tuple(f"line {at}" for at in range(14))
        app.call_next(lambda: app.push_screen(ConfirmDialog(Confirm("The one below", lines))))
        await terminal.see("The one below", "line 13")
        app.call_next(lambda: app.push_screen(ConfirmDialog(Confirm("The one above", ("short",)))))
        await terminal.see("The one above", "short")
        await terminal.until(lambda: "The one below" not in terminal.text, "one window")
        assert "line 13" not in terminal.text and terminal.text.count("┌") == 1
        terminal.press("escape")
        await terminal.see("The one below", "line 0", "line 13")
        await terminal.until(lambda: "The one above" not in terminal.text, "the other gone")
        app.exit(0)


async def test_what_changes_below_a_dialog_cuts_no_wide_character_of_its(
    bot: Bot, tmp_path: Path, terminal: OwnTerminal
) -> None:
    app = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Eduarda Duarte")
        app.call_next(lambda: app.push_screen(ConfirmDialog(Confirm("To 美玲", ("美玲美玲美玲",)))))
        await terminal.see("To 美玲", "美玲美玲美玲")
        below = app.main.focused
        assert below is not None and below.size.width == 120
        for x in range(20, 80):  # what changes begins and ends anywhere
            below.refresh(Region(x, 0, 9, below.size.height))
            app.main.header.put(0, f" changed {x}")
            await terminal.see(f"changed {x}")
            assert "To 美玲" in terminal.text and "美玲美玲美玲" in terminal.text, x
        app.exit(0)


async def test_it_is_lent_to_another_program(bot: Bot, tmp_path: Path, terminal: OwnTerminal) -> None:
    app = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Subscribers")
        terminal.press("x")  # nothing that is typed before is the other program's
        code = app.run_worker(
            lending.run(app, ["sh", "-c", "printf 'your name? '; read name; exit ${#name}"])
        )
        await terminal.see("your name?")
        assert lending.is_lent(app) and terminal.line_is_as_before
        app.refresh()  # nothing of it is seen now
        terminal.press("Ana", "enter")
        assert await code.wait() == 3
        await terminal.see("Subscribers")
        assert not lending.is_lent(app) and not terminal.line_is_as_before
        app.exit(0)
    with pytest.raises(lending.NotLendable):
        app._driver = None
        await lending.run(app, ["true"])


async def test_what_another_program_leaves_behind_spoils_nothing(
    bot: Bot, tmp_path: Path, terminal: OwnTerminal
) -> None:
    app = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Eduarda Duarte")
        # As editors set it: a region, its lines counted from there, text that moves aside, letters that are lines.
        left = r"\033[?1049h\033[5;12r\033[?6h\033[4h\033(0\033[20h\033[?7h\033[?1h\033="
        worker = app.run_worker(lending.run(app, ["sh", "-c", f"printf '{left}'; kill -9 $$"]))
        assert await worker.wait() == -signal.SIGKILL
        await see_all(terminal)
        for by in (lambda: terminal.press("ctrl+l"), lambda: signal.raise_signal(signal.SIGCONT)):
            terminal.write_over(left.replace("\\033", "\x1b").encode() + b"\x1b[?1049l")
            await terminal.see("garbled")
            by()
            await see_all(terminal)
            assert terminal.raw.rfind(b"?1049h") > terminal.raw.rfind(b"?1049l")
        app.exit(0)


async def test_whether_it_is_looked_at_is_still_told_when_it_is_back(
    bot: Bot, tmp_path: Path, terminal: OwnTerminal
) -> None:
    def told() -> bool:
        return terminal.raw.rfind(b"?1004h") > terminal.raw.rfind(b"?1004l")

    app = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Subscribers")
        assert not told()
        app.watch_focus(True)
        await terminal.until(told, "the terminal to be asked")
        worker = app.run_worker(lending.run(app, ["sh", "-c", "printf 'the other one '; read name"]))
        await terminal.see("the other one")
        assert not told(), "the other program didn't ask"
        terminal.press("enter")
        await worker.wait()
        await terminal.until(told, "the terminal to be asked again")
        terminal.send(b"\x1b[O")
        await terminal.until(lambda: not app.looked_at, "that nobody looks")
        app.watch_focus(False)
        await terminal.until(lambda: not told(), "the terminal to be left alone")
        app.exit(0)


async def test_what_changed_and_another_size_are_seen_when_it_is_back(
    bot: Bot, tmp_path: Path, terminal: OwnTerminal
) -> None:
    app: Any = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Eduarda Duarte")
        app.call_next(lambda: app.push_screen(ConfirmDialog(Confirm("A dialog", ("above the list",)))))
        await terminal.see("above the list")
        for size, word in (((120, 40), "first"), ((100, 30), "second")):
            other = app.run_worker(lending.run(app, ["sh", "-c", f"printf 'the {word} one '; read name"]))
            await terminal.see(f"the {word} one")
            if size != (app.size.width, app.size.height):
                terminal.resize(*size)
                signal.raise_signal(signal.SIGWINCH)
                await terminal.until(lambda size=size: tuple(app.size) == size, "the new size")
            app.main.say(f"Said during the {word}.")
            await terminal.until(
                lambda said=f"the {word}.": said in "".join(lines_of(app.screen)), "its words"
            )
            terminal.press("enter")
            await other.wait()
            await terminal.see("above the list", "Acme Retail", "Ana Souza", f"Said during the {word}.")
        app.exit(0)


async def test_the_other_program_ends_with_this_one(bot: Bot, tmp_path: Path, terminal: OwnTerminal) -> None:
    app = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Subscribers")
        app.run_worker(lending.run(app, ["sh", "-c", 'printf "pid $$."; exec sleep 60']))
        await terminal.see("pid", ".")
        pid = int(terminal.text.partition("pid ")[2].partition(".")[0])
        app.exit(0)
    await settle.until(
        lambda: not Path(f"/proc/{pid}").exists(), lambda: "the other program still runs", 10.0
    )
    assert terminal.line_is_as_before


async def test_a_job_that_is_stopped_gives_the_terminal_back_meanwhile(
    bot: Bot, tmp_path: Path, terminal: OwnTerminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[tuple[bool, bool]] = []

    def stop(_: int) -> None:  # a test's own process can't be stopped and go on by itself
        found.append((terminal.line_is_as_before, lending.is_lent(app)))

    monkeypatch.setattr(jobs, "stop", stop)
    app = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Subscribers")
        monkeypatch.setattr(jobs, "has_shell", lambda: False)
        signal.raise_signal(signal.SIGTSTP)
        terminal.press("3")
        await terminal.see("Products")
        assert found == [], "nobody could continue it"
        monkeypatch.setattr(jobs, "has_shell", lambda: True)
        terminal.write_over()
        await terminal.see("garbled")
        signal.raise_signal(signal.SIGTSTP)
        await terminal.until(lambda: "garbled" not in terminal.text, "its own picture")
        await terminal.see("Products")
        assert found == [(True, True)] and not terminal.line_is_as_before
        monkeypatch.setattr(jobs, "in_foreground", lambda _: len(found) > 1)
        signal.raise_signal(signal.SIGCONT)  # continued in the background: it has no terminal there
        await terminal.until(lambda: len(found) == 2, "its stop")
        await terminal.see("Products")
        app.exit(0)


async def test_a_connection_that_drops_ends_it_in_order(
    bot: Bot, tmp_path: Path, terminal: OwnTerminal
) -> None:
    app = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Subscribers")
        assert isinstance(app._driver, Driver) and app._driver.can_suspend
        workspace = app.workspace
        assert workspace is not None
        terminal.hang_up()
    assert app.return_code == 0 and app.failure is None and app.workspace is None
    assert hangup.is_gone()


async def test_what_nobody_foresaw_ends_it_and_prints_nothing(
    bot: Bot, tmp_path: Path, terminal: OwnTerminal
) -> None:
    app = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Subscribers")

        def fail() -> None:
            raise ZeroDivisionError("nobody foresaw this")

        app.call_later(fail)
    assert isinstance(app.failure, ZeroDivisionError)
    assert terminal.line_is_as_before and b"nobody foresaw this" not in terminal.raw


async def test_what_is_dragged_over_is_shown_in_reverse(
    bot: Bot, tmp_path: Path, terminal: OwnTerminal
) -> None:
    app = app_on(bot, tmp_path)
    async with running(app, terminal):
        await terminal.see("Eduarda Duarte")
        y, line = next((y, each) for y, each in enumerate(terminal.text.split("\n")) if "Eduarda" in each)
        x = line.index("Eduarda")
        terminal.send(f"\x1b[<0;{x + 1};{y + 1}M\x1b[<32;{x + 7};{y + 1}M".encode())
        row = terminal.screen.buffer[y]
        await terminal.until(lambda: row[x].reverse and row[x + 5].reverse, "the name in reverse")
        assert isinstance(app._driver, Driver) and "Eduard" in app._driver.selected
        app.exit(0)
