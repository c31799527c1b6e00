# SPDX-License-Identifier: MIT
"""Keys of the person's own: what `[keys]` in config.toml says is what the keys do, and what the help says."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.keys import _character_to_key

from flotui.config.keynames import is_key, key_called
from flotui.resources import registry
from flotui.ui.keymap import Keymap
from flotui.ui.moving import MOVES
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot
from tests.support.each_of import each_of


@each_of("char", [chr(number) for number in range(33, 127)])
def test_a_character_is_the_key_that_textual_makes_of_it(char: str) -> None:
    assert key_called(char) == _character_to_key(char)


def test_every_key_in_use_is_one_that_can_be_written() -> None:
    used = {key for _, action in registry.actions() for key in action.key.split(",") if key}
    used |= {key for move in MOVES for key in move.keys.split(",")}
    assert [key for key in used if not is_key(key)] == []


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("esc", "escape"),
        ("Del", "delete"),
        ("PgDn", "pagedown"),
        ("ctrl+/", "ctrl+slash"),
        ("f5", "f5"),
        ("return", "enter"),
    ],
)
def test_keys_can_be_written_as_they_are_shown(typed: str, called: str) -> None:
    assert key_called(typed) == called


async def test_the_keys_of_the_table_are_the_persons(bot: Bot, tmp_path: Path) -> None:
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir(mode=0o700)
    config.write_text('[keys]\n"table.down" = "n"\n"table.mark" = "m,space"\n"subscribers.tags" = "%"\n')
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        table = app.main.browser.listing.table
        first = table.row
        await pilot.press("j")
        await pilot.pause()
        assert table.row is first, "j is no longer the key for down"
        await pilot.press("n")
        await until(pilot, lambda: table.row is not first)
        await pilot.press("m")
        await until(pilot, lambda: len(table.row_ids) == 1, "a mark, not a message")
        await pilot.press("space")
        await until(pilot, lambda: len(table.row_ids) == 2)
        await pilot.press("escape", "percent_sign")
        await see(pilot, "Tags of")


async def test_a_letter_that_the_program_itself_takes_is_text_in_a_line(bot: Bot, tmp_path: Path) -> None:
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir(mode=0o700)
    config.write_text('[keys]\n"app.repaint" = "z"\n"app.suspend" = "Z"\n')
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        await pilot.press("slash", "z", "Z", "o")
        await until(pilot, lambda: getattr(app.focused, "value", "") == "zZo", "what was typed")


async def test_a_key_that_was_given_away_does_what_it_was_given_to(bot: Bot, tmp_path: Path) -> None:
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir(mode=0o700)
    config.write_text('[keys]\n"app.theme" = "t"\n')
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        await pilot.press("t")
        await see(pilot, "terminal-16")


async def test_the_help_says_the_names_and_the_persons_keys(bot: Bot, tmp_path: Path) -> None:
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir(mode=0o700)
    config.write_text('[keys]\n"table.mark" = "M"\n"subscribers.tags" = "T"\n')
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 120)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        await pilot.press("question_mark")
        await see(pilot, "v names for [keys]")
        await pilot.press("v")
        await see(pilot, "subscribers.tags", "app.quit", *(move.id for move in MOVES))
        lines = text_of(pilot).splitlines()
        for key, name in (("T", "subscribers.tags"), ("M", "table.mark"), ("g", "table.first")):
            line = next(line for line in lines if name in line.split())
            assert key in line.split(), line


def test_names_that_mean_nothing_and_keys_that_clash_are_said() -> None:
    keymap = Keymap({"table.merk": "m", "table.mark": "t", "table.down": "down"})
    problems = " ".join(keymap.problems(()))
    assert "unknown setting keys.table.merk in config.toml." in problems
    assert "t is bound to both table.mark and subscribers.tags; table.mark wins." in problems
    assert Keymap().problems(()) == []
