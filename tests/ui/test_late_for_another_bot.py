# SPDX-License-Identifier: MIT
"""What comes to its end at a bot that was left meanwhile: it is told as that bot's, and no key is named for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from flotui.config.login import remember
from flotui.config.paths import Paths
from flotui.config.profile import Profile
from flotui.resources.keys import without_way_back
from flotui.sandbox import DEMO_TOKEN
from flotui.workspace import Workspace
from tests.support.app import app_on, see, seen_text, text_of, until
from tests.support.served import Served


@pytest.fixture
def hosts() -> Iterator[tuple[Served, Served]]:
    with Served(subscribers=5) as one, Served(subscribers=5) as other:
        yield one, other


def save(home: Path, host: Served) -> None:
    """Have a profile that opens another bot."""
    paths = Paths.find({"FLOTUI_HOME": str(home)}).make()
    remember(paths, Profile("live", host.url, prefix="f1284", bot="Live"), DEMO_TOKEN, replace=None)


async def tag(pilot: Pilot[int]) -> None:
    """Switch the first tag of the subscriber under the cursor."""
    await pilot.press("t")
    await see(pilot, "Tags of", "[ ] ")
    await pilot.press("space", "ctrl+s")


async def leave_for(pilot: Pilot[int], name: str) -> None:
    """Leave what is being sent, and open another bot."""
    await see(pilot, "Sending…")
    await pilot.press("escape")
    await see(pilot, "You can close this")
    await pilot.press("escape")
    await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
    await pilot.press("B")
    await see(pilot, "Open which bot?")
    await pilot.press(*name, "enter")
    await see(pilot, f"{name.capitalize()} · ", "Marina")


@pytest.mark.parametrize("fails", [False, True])
async def test_a_late_answer_names_its_bot_and_no_key(
    hosts: tuple[Served, Served], tmp_path: Path, fails: bool
) -> None:
    one, other = hosts
    save(tmp_path, other)
    app = app_on(one, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Marina")
        released = one.hold("/subscriber/*-tag")
        await tag(pilot)
        await leave_for(pilot, "live")
        await tag(pilot)  # what the undo key is about now
        await see(pilot, "u undoes it.")
        before = app.workspace
        if fails:
            one.host.world.tags.remove("f1284t3001")
        released.set()
        text = await seen_text(pilot, f"(f1284 on {one.url.split('/')[2]}): ")
        told = " ".join(text.split("): ", 1)[1].split())
        assert ("no longer exists" if fails else "Marina") in told
        assert "undoes" not in told
        assert app.workspace is before and len(app.screen_stack) == 1
        await pilot.press("u")
        await see(pilot, "redoes it.")
        assert len(other.accepted()) == 2, text_of(pilot)


async def test_what_goes_on_at_a_bot_that_was_left_is_not_shown_at_another(
    hosts: tuple[Served, Served], tmp_path: Path
) -> None:
    one, other = hosts
    save(tmp_path, other)
    app = app_on(one, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Marina")
        released = one.hold("/subscriber/*-tag")
        await pilot.press("space", "space")
        await tag(pilot)
        await see(pilot, "job 0/", "Sending…")
        await pilot.press("escape")
        await see(pilot, "You can close this")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press("B")
        await see(pilot, "Open which bot?")
        await pilot.press(*"live", "enter")
        await see(pilot, "Live · ", "Marina")
        released.set()
        await see(pilot, f"(f1284 on {one.url.split('/')[2]}): ")
        assert "job 0/" not in text_of(pilot)


async def test_what_is_unknown_at_a_bot_is_counted_and_told_there_alone(
    hosts: tuple[Served, Served], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = hosts
    save(tmp_path, other)
    paths = Paths.find({"FLOTUI_HOME": str(tmp_path)})
    remember(paths, Profile("first", one.url, prefix="f1284", bot="First"), DEMO_TOKEN, replace=None)
    app = app_on(one, tmp_path, profile=Profile("first", one.url, prefix="f1284", bot="First"))
    close = Workspace.close

    async def soon(workspace: Workspace, patience: float = 0.0) -> None:
        await close(workspace, 0.0)

    monkeypatch.setattr(Workspace, "close", soon)
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Marina")
        released = one.hold("/subscriber/*-tag")
        await tag(pilot)
        await leave_for(pilot, "live")
        told = f"(f1284 on {one.url.split('/')[2]}): Add tag newsletter to Marina"
        await see(pilot, told, "outcome is unknown")
        await until(pilot, lambda: "1 unknown" not in text_of(pilot).splitlines()[0])
        released.set()
        await pilot.press("B")
        await see(pilot, "Open which bot?")
        await pilot.press(*"first", "enter")
        await see(pilot, "First · ", "1 unknown", "Unknown outcome: Add tag newsletter")
        await pilot.press("B")
        await see(pilot, "Open which bot?")
        await pilot.press(*"live", "enter")
        await see(pilot, "Live · ", "Marina")
        assert "1 unknown" not in text_of(pilot)


async def test_another_bot_shows_nothing_of_where_one_was_in_the_one_before(
    hosts: tuple[Served, Served], tmp_path: Path
) -> None:
    one, other = hosts
    save(tmp_path, other)
    app = app_on(one, tmp_path, start="tags")
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "newsletter")
        await pilot.press("2")
        await see(pilot, "━ Subscribers", "Marina")
        await pilot.press("/", *"ana souza", "enter")
        await see(pilot, "ana souza  1")
        await pilot.press("enter")
        await see(pilot, "━ Ana Souza")
        await pilot.press("B")
        await see(pilot, "Open which bot?")
        await pilot.press(*"live", "enter")
        await see(pilot, "Live · ", "newsletter")
        await pilot.press("2")
        await see(pilot, "━ Subscribers", "Marina")
        assert "ana souza" not in text_of(pilot)


def test_what_a_sentence_says_of_keys_is_left_out_and_nothing_else() -> None:
    for told, kept in {
        "Ana: + vip. u undoes it.": "Ana: + vip.",
        "Tag x created. u deletes it again.": "Tag x created.",
        "3 variants changed. Press u to undo.": "3 variants changed.",
        "Undo: add tag vip. It is off again. U redoes it.": "Undo: add tag vip. It is off again.",
        "u is a name. Saved.": "u is a name. Saved.",
    }.items():
        assert without_way_back(told) == kept
