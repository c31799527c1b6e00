# SPDX-License-Identifier: MIT
"""What is typed after a key that was refused: meant for what it would have opened, and no command."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from flotui.ui.presses import FIRST, Astray, Typed
from tests.support.app import app_on, burst, see, text_of, until
from tests.support.bot import Bot
from tests.support.places import FLOWS


async def test_what_is_typed_after_a_refused_key_is_no_command(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(160, 40)) as pilot:
        await see(pilot, "Ana Souza")
        before = text_of(pilot).splitlines()[-1]
        await pilot.press("space", "space")
        await see(pilot, "  2 marked")
        footer = text_of(pilot).splitlines()[-1]
        assert " x " in before and " x " not in footer, "what works on one row isn't offered for two"
        await burst(pilot, "x", *"uma 3 oferta", "tab", "enter", "t")
        await see(pilot, "works on one row; 2 are marked")
        assert app.screen is app.main and app.main.resource.id == "subscribers"
        assert len(app.main.browser.listing.table.row_ids) == 2
        assert await bot.writes() == []
        await burst(pilot, "x", "escape", "t")
        await see(pilot, "Tags of ")


async def test_what_is_typed_for_a_cell_that_can_not_be_edited_is_no_command(
    bot: Bot, tmp_path: Path
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(160, 40)) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go("products")
        await see(pilot, "Products  120", "Canvas sneaker")
        await burst(pilot, "e", *"77", "tab", "4", "enter")
        await see(pilot, "variants. Press enter to open them")
        assert app.main.resource.id == "products" and not app.main.browser.detail.has_focus_within
        app.main.astray._last -= 2 * FIRST  # a pause
        await pilot.press(FLOWS)
        await until(pilot, lambda: app.main.resource.id != "products")


async def test_what_is_typed_after_a_key_whose_action_fails_is_no_command(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(160, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await bot.fault(kind="404-page", path="/flow/tags", times=0)
        await burst(pilot, "t", *"3 x oferta", "tab", "enter", FLOWS)
        await see(pilot, "offer this (GET")
        await pilot.pause(0.1)
        assert app.screen is app.main and app.main.resource.id == "subscribers"
        assert not app.main.browser.listing.table.row_ids and not app.main.browser.detail.has_focus_within
        await pilot.pause(FIRST)
        await pilot.press(FLOWS)
        await until(pilot, lambda: app.main.resource.id != "subscribers", "a command again after a pause")


@pytest.mark.parametrize(
    ("pauses", "dropped"),
    [
        ([0.9, 0.9, 0.9], [False, False, False]),  # each looked at what was said
        ([0.5, 0.9, 1.1], [True, True, False]),
        ([0.1, 0.2, 0.2, 1.1, 0.1], [True, True, True, False, False]),  # one breath, and a pause
        ([0.15, 0.3, 0.7] * 15, [True] * 45),  # a sentence
    ],
)
def test_keys_are_commands_again_after_a_pause(
    monkeypatch: pytest.MonkeyPatch, pauses: list[float], dropped: list[bool]
) -> None:
    at = 100.0
    monkeypatch.setattr("time.monotonic", lambda: at)
    astray, taken = Astray(), []
    astray.begin()
    for pause in pauses:
        at += pause
        event = events.Key("j", "j")
        event.time = at
        taken.append(astray.takes(Typed(event, at)))
    assert taken == dropped


@pytest.mark.parametrize("key", ["t", "m"])
async def test_what_is_typed_after_a_key_that_means_nothing_here_is_no_command(
    bot: Bot, tmp_path: Path, key: str
) -> None:
    """Elsewhere it opens something to type in; the letters of `up to you` undo and follow."""
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(160, 40)) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go("broadcasts")
        await see(pilot, "Winter sale")
        await burst(pilot, key, *"up to you", "enter")
        await see(pilot, f"{key} does nothing here.")
        assert app.screen is app.main and app.main.resource.id == "broadcasts"
        assert "following" not in text_of(pilot) and not app.main.browser.detail.has_focus_within
        app.main.astray.end()
        await pilot.press(FLOWS)
        await until(pilot, lambda: app.main.resource.id != "broadcasts", "a command again after a pause")


async def test_a_key_that_moves_or_looks_is_no_key_that_means_nothing(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(160, 40)) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go("broadcasts")
        await see(pilot, "Winter sale")
        await burst(pilot, "j", "k", "G", "g", "l", "z", "h", "j", "space", FLOWS)
        await until(pilot, lambda: app.main.resource.id != "broadcasts")
        assert "does nothing here" not in text_of(pilot)


async def test_where_no_rows_are_marked_the_key_for_that_says_so(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(160, 40)) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go("today")
        await see(pilot, "Waiting for an answer")
        await until(pilot, lambda: app.main.focused is not None)
        for key in ("space", "V", "asterisk"):
            await pilot.press(key)
            await see(pilot, "Rows can't be marked here.")
            await pilot.press("j")
