# SPDX-License-Identifier: MIT
"""Comparing with another bot, by keys: which one is asked, and what quitting says while something is copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flotui.config.login import remember
from flotui.config.paths import Paths
from flotui.config.profile import Profile
from flotui.sandbox import DEMO_TOKEN
from tests.support.app import app_on, see, until
from tests.support.jobs import planned
from tests.support.served import Served


@pytest.fixture
def hosts() -> Iterator[tuple[Served, Served]]:
    with Served(subscribers=5) as one, Served(subscribers=5) as other:
        yield one, other


def saved(home: Path, name: str, url: str) -> None:
    """Have a profile that opens a bot."""
    paths = Paths.find({"FLOTUI_HOME": str(home)}).make()
    remember(paths, Profile(name, url, prefix="f1284", bot=name.capitalize()), DEMO_TOKEN, replace=None)


async def test_another_profile_is_asked_for_and_what_fails_is_said_where_one_chose(
    hosts: tuple[Served, Served], tmp_path: Path
) -> None:
    one, other = hosts
    app = app_on(one, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Subscribers")
        await pilot.press(":", *"compare-bots", "enter")
        await see(pilot, "There is no other bot to compare with.")
        saved(tmp_path, "again", one.url)
        saved(tmp_path, "live", other.url)
        saved(tmp_path, "lost", "http://127.0.0.1:9/api")
        await pilot.press(":", *"compare-bots", "enter")
        await see(pilot, "with which bot?", "already open", "live", "lost")
        await pilot.press(*"lost", "enter")
        await see(pilot, "Lost (127.0.0.1:9): ", "refused the connection")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press(":", *"compare-bots", "enter")
        await see(pilot, "with which bot?")
        released = other.hold("/flow/tags", times=1)
        await pilot.press(*"live", "enter")
        await see(pilot, "Reading…", "esc stop")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert app.workspace is not None and app.workspace.other is None
        released.set()
        await pilot.press(":", *"compare-bots", "enter")
        await see(pilot, "with which bot?")
        await pilot.press(*"live", "enter")
        await see(pilot, "Bots compared", "0 different", "The two bots don't differ.")
        assert app.workspace.other is not None


async def test_quitting_asks_what_becomes_of_what_is_copied_to_the_other_bot(
    hosts: tuple[Served, Served], tmp_path: Path
) -> None:
    one, other = hosts
    saved(tmp_path, "live", other.url)
    one.host.world.tags.add({"name": "winter"})
    released = other.hold("/flow/create-tag")
    app = app_on(one, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Subscribers")
        await pilot.press(":", *"compare-bots", "enter")
        await see(pilot, "with which bot?")
        await pilot.press("enter")
        await see(pilot, "Bots compared", "winter", "here only")
        await pilot.press("c")
        await see(pilot, "Copy 1 tag from")
        await pilot.press("y")
        await see(pilot, "It runs in the background")  # a small one is waited for at first
        await pilot.press(":", *"compare-bots", "enter")
        await see(pilot, "Something is being copied to Live.")
        await pilot.press("q")
        await see(pilot, "A job is running. Quit?", "offers to go on  Copy 1 tag")
        await pilot.press("escape")
        released.set()
        await until(pilot, lambda: app.workspace is not None and not app.workspace.jobs_running)


async def test_opening_another_bot_asks_what_becomes_of_a_job(
    hosts: tuple[Served, Served], tmp_path: Path
) -> None:
    one, other = hosts
    saved(tmp_path, "live", other.url)
    released = one.hold("/subscriber/add-tag")
    app = app_on(one, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Subscribers", "Ana Souza")
        assert app.workspace is not None
        before = app.workspace
        job = await planned(before, 3)
        before.working.start(job.id)
        await pilot.press("B")
        await see(pilot, "Open which bot?", "Live")
        await pilot.press(*"live", "enter")
        await see(pilot, "A job is running. Open Live?", "Stop it; go on in Jobs")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert app.workspace is before and before.working.running
        await pilot.press("B")
        await see(pilot, "Open which bot?", "Live")
        await pilot.press(*"live", "enter")
        await see(pilot, "A job is running. Open Live?")
        released.set()
        await pilot.press("l")
        await until(pilot, lambda: app.workspace is not before and not before.working.running)
