# SPDX-License-Identifier: MIT
"""What an action waits for is told while it waits, and no longer."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from flotui.repositories.profile import update
from flotui.resources.ask import Confirm
from flotui.sandbox import DEMO_TOKEN
from flotui.store.job import JobState
from flotui.ui import running
from flotui.ui.panels import waiting
from flotui.ui.panels.marking import MarkedTable
from flotui.workspace import Workspace
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot
from tests.support.edit_rows import ana
from tests.support.jobs import planned
from tests.support.served import Served


@pytest.fixture
def served() -> Iterator[Served]:
    with Served() as host:
        yield host


WAITS = "waiting for the host. Press esc to cancel."


async def test_what_is_waited_for_is_not_told_once_it_is_there(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_SLOW", 0.01)
    app: Any = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        told: list[str] = []
        say = app.main.say
        monkeypatch.setattr(app.main, "say", lambda text, *tone: (told.append(text), say(text, *tone)))
        await bot.fault(path="/flow/tags", times=1, delay_ms=250)
        await pilot.press("t")
        await see(pilot, "Tags of")
        assert [each for each in told if WAITS in each] and WAITS not in text_of(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: "Tags of" not in text_of(pilot), "the end of the dialog")
        assert WAITS not in text_of(pilot)


async def test_a_keyring_that_waits_to_be_unlocked_is_no_slow_host(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_SLOW", 0.01)
    monkeypatch.setattr(waiting, "STEPS", tuple(each / 10 for each in range(1, 600)))
    unlocked = threading.Event()
    app: Any = app_on(bot, tmp_path, token=lambda: DEMO_TOKEN if unlocked.wait() else "")
    async with app.run_test(size=(120, 40)) as pilot:
        try:
            await see(
                pilot, "Reading subscribers since", "The keyring hasn't answered for ", " s. Unlock it."
            )
            unlocked.set()
            await see(pilot, "Ana Souza")
            unlocked.clear()
            await app.workspace._connection.close()  # the next call asks for the key again
            await pilot.press("t")
            await see(pilot, "waiting for the keyring. Press esc to cancel.")
        finally:
            unlocked.set()
        await see(pilot, "Tags of")


async def test_where_the_keyring_is_waited_for_after_the_host_that_is_said(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_SLOW", 0.01)
    unlocked, looks = threading.Event(), itertools.count()
    unlocked.set()
    app: Any = app_on(bot, tmp_path, token=lambda: DEMO_TOKEN if unlocked.wait() else "")
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        monkeypatch.setattr(Workspace, "at_keyring", property(lambda _: next(looks) > 0))
        unlocked.clear()
        await app.workspace._connection.close()
        try:
            await pilot.press("t")
            await see(pilot, "waiting for the keyring. Press esc to cancel.")
        finally:
            unlocked.set()


async def test_that_many_marked_rows_are_read_is_no_slow_host(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_SLOW", 0.01)
    app: Any = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("space", "space")
        await see(pilot, "2 marked")
        read, goes_on = MarkedTable.fetch_marked, asyncio.Event()

        async def slowly(self: MarkedTable) -> tuple[object, ...]:
            await goes_on.wait()
            return await read(self)

        monkeypatch.setattr(MarkedTable, "fetch_marked", slowly)
        press(app, "t")
        await stands(pilot, "Change tags: reading the marked rows. Press esc to cancel.")
        goes_on.set()
        await see(pilot, "Tags of 2 subscribers")


def press(app: Any, key: str) -> None:
    """Press a key without waiting for what comes of it: something is waited for on purpose."""
    event = events.Key(key, key if len(key) == 1 else None)
    event.set_sender(app)
    app.post_message(event)


async def stands(pilot: Pilot[Any], text: str) -> None:
    """Wait until a text stands on the screen, while a thread is kept waiting."""
    async with asyncio.timeout(30):
        while text not in text_of(pilot):
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("where", ["dialog", "cell"])
async def test_what_a_write_waits_for_in_the_journal_is_told_where_one_looks(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr("flotui.store.database._SILENT", 0.01)
    app: Any = app_on(served, tmp_path, start="products" if where == "cell" else "subscribers")
    why = "Not sent yet: the journal is busy."
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Canvas sneaker" if where == "cell" else "Ana Souza")
        other = sqlite3.connect(app.workspace.journal.db.path, isolation_level=None)
        if where == "cell":
            await pilot.press("enter", "right_square_bracket")
            await see(pilot, "[Variants]", "white / 36")
            await pilot.press("e")
            await see(pilot, "enter saves")
            await pilot.press(*"99", "tab")
        else:
            person = await ana(app.workspace)

            async def submit(_: object) -> None:
                await app.workspace.apply(*update(person, {"first_name": "Anna"}))

            asking = asyncio.ensure_future(app.ask.confirm(Confirm("Rename", ("Ana",), "Save"), submit))
            await see(pilot, "Rename")
        other.execute("BEGIN IMMEDIATE")
        press(app, "y" if where == "dialog" else "enter")
        await stands(pilot, why)
        if where == "dialog":
            press(app, "escape")
            await stands(pilot, "result will be shown.")
            assert why in text_of(pilot) and "Sent;" not in text_of(pilot)
            press(app, "escape")
            await stands(pilot, "[2 Subscribers]")
            for key in ("question_mark", "escape"):  # another dialog comes and goes meanwhile
                press(app, key)
                await stands(pilot, "Help" if key == "question_mark" else "Ana Souza")
            await stands(pilot, why)
        before = sum(served.accepted().values())
        other.execute("ROLLBACK")
        await until(pilot, lambda: why not in text_of(pilot))
        if where == "dialog":
            await asking
        else:
            await see(pilot, "price 99")
        assert sum(served.accepted().values()) == before + 1
        other.close()


@pytest.mark.parametrize("what", ["run", "cancel"])
async def test_what_a_job_waits_for_in_the_journal_is_told(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr("flotui.store.database._SILENT", 0.01)
    app: Any = app_on(served, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        job = await planned(app.workspace, 5)
        app.main.go("jobs")
        await see(pilot, "Add tag newsletter: 5", "planned")
        other = sqlite3.connect(app.workspace.journal.db.path, isolation_level=None)
        if what == "run":
            await pilot.press("g")
            await see(pilot, "5 will change")
            other.execute("BEGIN IMMEDIATE")
            press(app, "y")
            await stands(pilot, "Not sent yet: the journal is busy.")
        else:
            other.execute("BEGIN IMMEDIATE")
            resting = asyncio.ensure_future(app.workspace.working.ask(job.id, JobState.CANCELLED))
            await stands(pilot, "Waiting: the journal is busy.")
        before = served.accepted()
        other.execute("ROLLBACK")
        await until(pilot, lambda: "the journal is busy." not in text_of(pilot))
        assert not before
        if what == "run":
            await see(pilot, "5 done")
        else:
            await resting
        other.close()
