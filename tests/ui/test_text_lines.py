# SPDX-License-Identifier: MIT
"""A text line owns the keys that edit text, and escape does what a sentence says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Input, TextArea

from flotui.ui import themes
from flotui.ui.widgets.box import Box
from flotui.ui.widgets.inputs import Line
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot

EDITING = sorted(
    {
        key.strip()
        for widget in (Input, TextArea)
        for binding in widget.BINDINGS
        for key in binding.key.split(",")  # type: ignore[union-attr]
    }
    - {"enter", "up", "down", "escape"}
    | {
        "tab",
        "shift+tab",
        "ctrl+f",
        "ctrl+b",
        "ctrl+l",
        "ctrl+r",
        "ctrl+s",
        "d",
        "X",
        "u",
        "space",
        "1",
        "colon",
    }
)
"""Every key that edits text, and some that are commands elsewhere."""


async def tags_of_ana(pilot: Any) -> None:
    """Open the Tags tab of Ana Souza, and its filter line."""
    await see(pilot, "Ana Souza")
    await pilot.press("j", "j", "enter")
    await see(pilot, "━ Ana Souza", "ana.souza@example.com")
    await pilot.press("right_square_bracket")
    await see(pilot, "[Tags]", "f1284t3005")


async def test_no_key_that_edits_a_filter_is_a_command(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await tags_of_ana(pilot)
        await pilot.press("slash", "v", "i", "p")
        await see(pilot, "f1284t3005")
        await pilot.press("delete", "home", "delete", "ctrl+d")
        assert app.screen is app.main and await bot.writes() == [], "the row is there, and stays"
        for key in EDITING:
            await pilot.press(key)
            assert isinstance(app.focused, Input), f"{key} took the focus away:\n{text_of(pilot)}"
            assert app.screen is app.main, f"{key} opened something"
        assert await bot.writes() == []


@pytest.mark.parametrize("key", ["delete", "d"])
async def test_in_the_list_the_same_keys_are_commands(bot: Bot, tmp_path: Path, key: str) -> None:
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await tags_of_ana(pilot)
        await pilot.press(key)
        await see(pilot, "Removed")
        assert len(await bot.writes()) == 1


async def test_escape_in_a_detail_unmarks_as_the_sentence_says(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("3", "right_square_bracket")
        await see(pilot, "Products", "Canvas sneaker")
        await pilot.press("enter")
        await see(pilot, "━ Canvas sneaker")
        await pilot.press("right_square_bracket")
        await see(pilot, "white / 36")
        await pilot.press("space", "space", "E")
        await see(pilot, "Press esc to unmark them.")
        await pilot.press("escape")
        await pilot.press("d")
        await see(pilot, "Delete variant")
        assert "Delete product" not in text_of(pilot)


async def test_a_detail_is_left_by_a_second_escape(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await tags_of_ana(pilot)
        await pilot.press("space", "escape")
        assert app.main.browser.detail.has_focus_within
        await pilot.press("j", "escape")
        await until(pilot, lambda: not app.main.browser.detail.has_focus_within)


@pytest.mark.parametrize("kind", [Line, Box])
async def test_a_word_is_deleted_to_the_same_side_in_every_text(kind: type[Line | Box]) -> None:
    class Bare(App[None]):
        def __init__(self) -> None:
            super().__init__()
            themes.register(self, themes.DARK)

        def compose(self) -> ComposeResult:
            yield kind("one two three")

    async with Bare().run_test() as pilot:
        widget = pilot.app.query_one(kind)
        await pilot.press("end")
        for key, left in {
            "alt+backspace": "one two",
            "ctrl+backspace": "one",
            "home": "one",
            "alt+delete": "",
        }.items():
            await pilot.press(key)
            text = widget.value if isinstance(widget, Line) else widget.text
            assert text.strip() == left, key
