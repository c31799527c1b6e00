# SPDX-License-Identifier: MIT
"""The key that quits from anywhere quits from dialogs too; and what is typed while one sends is told to do nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual import events

from flotui.ui import undoing
from flotui.workspace import Workspace
from tests.support.app import app_on, burst, see, seen_text, text_of, until
from tests.support.bot import Bot
from tests.support.jobs import planned
from tests.support.served import Served


@pytest.fixture
def served() -> Iterator[Served]:
    with Served() as host:
        yield host


@pytest.mark.parametrize("opens", ["t", "question_mark", "colon", "d"])
async def test_it_quits_from_a_dialog(bot: Bot, tmp_path: Path, opens: str) -> None:
    app: Any = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press(opens)
        await until(pilot, lambda: app.screen is not app.main, "the dialog")
        await burst(pilot, "ctrl+q")
        await until(pilot, lambda: app.return_code == 0, "the end")


async def test_it_asks_once_what_becomes_of_a_job(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app: Any = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        job = (await planned(app.workspace, 2)).id
        monkeypatch.setattr(Workspace, "jobs_running", [(app.workspace, job)])
        await pilot.press("t")
        await until(pilot, lambda: app.screen is not app.main, "the dialog")
        await burst(pilot, "ctrl+q")
        await see(pilot, "A job is running. Quit?")
        asked, again = app.screen, events.Key("ctrl+q", None)
        again.time = time.monotonic() + 60  # not held down
        app.keys.take(again)
        await until(pilot, lambda: not app.keys.waiting and not app.keys.holds, "the key")
        await pilot.pause()
        assert app.screen is asked
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not asked, "the dialog below")
        assert app.return_code is None


@pytest.mark.parametrize("demo", [True, False])
async def test_what_was_typed_is_kept_or_asked_about(tmp_path: Path, served: Served, demo: bool) -> None:
    app: Any = app_on(Bot() if demo else served, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "[2 Subscribers]", "▌")
        await pilot.press("e")
        await see(pilot, "Profile of")
        await burst(pilot, *"Anna", "ctrl+q")
        if demo:
            await see(pilot, "Discard what you typed?")
            await burst(pilot, "y")
            await until(pilot, lambda: app.screen is app.main, "the list")
            return
        await until(pilot, lambda: app.return_code == 0, "the end")
    assert any("Anna" in each.read_text() for each in (tmp_path / "state" / "drafts").iterdir())


async def test_what_is_being_sent_is_answered_before_it_quits(served: Served, tmp_path: Path) -> None:
    app: Any = app_on(served, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "[2 Subscribers]", "▌")
        await pilot.press("t")
        await see(pilot, "Tags of")
        await pilot.press(*"wholesale", "enter")
        await see(pilot, "[x] wholesale")
        released = served.hold("/subscriber/add-tag")
        await burst(pilot, "ctrl+s")
        await see(pilot, "Sending…")
        await burst(pilot, "j", "d")
        await see(pilot, "Until it is answered only esc does something.")
        await burst(pilot, "ctrl+q")
        await see(pilot, "Waiting for the host to answer…")
        assert app.return_code is None
        released.set()
        await until(pilot, lambda: app.return_code == 0, "the end")
    assert sum(served.accepted().values()) == 1


async def test_what_was_typed_while_a_dialog_sent_is_told_where_it_closes(bot: Bot, tmp_path: Path) -> None:
    app: Any = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("t")
        await see(pilot, "Tags of")
        await pilot.press(*"wholesale", "enter")
        await see(pilot, "[x] wholesale")
        await burst(pilot, "ctrl+s", "j", "d")
        said = await seen_text(pilot, "2 keys typed while waiting did nothing.")
        assert "wholesale" in said and app.screen is app.main
        await pilot.press("j")
        await until(pilot, lambda: "did nothing" not in text_of(pilot), "the keys")


async def test_it_quits_while_an_action_waits_for_the_host(served: Served, tmp_path: Path) -> None:
    app: Any = app_on(served, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "[2 Subscribers]", "▌")
        released = served.hold("/flow/tags")
        await burst(pilot, "t")
        await until(pilot, lambda: app.keys.holds, "that keys wait")
        await burst(pilot, "ctrl+q")
        await until(pilot, lambda: app.return_code == 0, "the end")
        released.set()


def held_down(app: Any, key: str, at: list[float]) -> None:
    """Have a key come as a terminal repeats it."""
    for each in at:
        event = events.Key(key, key)
        event.time = each
        app.keys.take(event)


async def test_why_something_cant_be_undone_stays_in_sight_where_its_key_is_held_down(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def undo(shell: Any) -> None:
        shell.main.say("Send to Ana: it reached a person.", "warn")

    monkeypatch.setattr(undoing, "undo", undo)
    app: Any = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        first = time.monotonic()
        held_down(app, "u", [first])
        await see(pilot, "it reached a person.")
        held_down(app, "u", [first + 0.5 + 0.033 * number for number in range(8)])
        await until(pilot, lambda: not app.keys.waiting, "all of them")
        assert "it reached a person." in text_of(pilot)
