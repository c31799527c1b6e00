# SPDX-License-Identifier: MIT
"""Sentences name the keys that the person has given, wherever they name one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from flotui.repositories.profile import update
from flotui.resources import registry
from flotui.resources.keys import USUAL, follow, key_of, typed_command, with_keys
from flotui.resources.undoing import undo
from flotui.ui.commands import COMMANDS
from flotui.ui.moving import MOVES
from flotui.ui.panels.browser import Browser
from flotui.workspace import Workspace
from tests.support.app import app_on, see
from tests.support.ask import Answers
from tests.support.bot import Bot
from tests.support.edit_rows import ana

ROOT = Path(__file__).parents[2] / "flotui"

WRITTEN_OUT = re.compile(
    r"(?<![A-Za-z0-9+])(?:u|U) (?:sets|undoes|redoes|does|deletes|puts|resumes|takes|pauses|gives|removes)\b"
    r"|(?<![A-Za-z0-9+'’])(?:[b-zB-HJ-Z]) (?:opens|saves|resolves|shows|asks|goes|reads|logs|tries|changes)\b"
    r"|[Pp]ress [a-zA-Z][ .,]|: [a-z](?:\.$|, )|ctrl\+c stops"
)
"""A key of an action that stands in a sentence as it is."""


def sentences(path: Path) -> list[str]:
    """The texts of a module that are no docstrings."""
    tree = ast.parse(path.read_text())
    docs = {
        node.value
        for each in ast.walk(tree)
        for node in ast.iter_child_nodes(each)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docs
    ]


def test_no_sentence_has_a_key_written_out() -> None:
    found = [
        (path.name, text)
        for room in ("resources", "ui", "workspace", "jobs", "repositories", "store")
        for path in (ROOT / room).rglob("*.py")
        for text in sentences(path)
        if WRITTEN_OUT.search(text)
    ]
    assert found == []


def test_the_usual_keys_are_those_of_the_actions() -> None:
    keys = {action.id: action.key for action in (*COMMANDS, *Browser().own.all)}
    keys |= {move.id: move.keys for move in MOVES}
    assert {name: keys[name] for name in USUAL} == USUAL


def test_every_named_action_has_a_key() -> None:
    for resource in registry.resources():
        for table in registry.tables(resource):
            for text in (table.empty, table.empty_of):
                assert not re.search(r"\{[^}]+\}", with_keys(text)), text


@pytest.mark.parametrize(
    ("key", "said"),
    [("", ":everyone"), ("ctrl+k", "ctrl+k everyone"), ("x", "x everyone"), ("!", "!everyone")],
)
def test_a_command_is_told_from_the_key_before_it(key: str, said: str) -> None:
    follow({"app.palette": key} if key else {})
    try:
        assert typed_command("everyone") == said
    finally:
        follow({})


async def test_undo_names_the_persons_own_keys(workspace: Workspace) -> None:
    follow({"app.undo": "ctrl+u", "app.redo": "Y"})
    await workspace.apply(*update(await ana(workspace), {"first_name": "Anna"}))
    ask = Answers()
    await undo(workspace, ask)
    assert ask.said[0].endswith("Y redoes it.")
    assert key_of("app.undo") == "ctrl+u" and key_of("tags.new") == "n"


async def test_an_empty_list_names_the_persons_own_key(bot: Bot, tmp_path: Path) -> None:
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir(mode=0o700)
    config.write_text('[keys]\n"tags.new" = "ctrl+n"\n"app.back" = "f9"\n')
    await bot.fault(path="/flow/tags", status=200, body={"data": []}, times=0)
    async with app_on(bot, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("colon")
        await see(pilot, "Commands")
        await pilot.press(*"tags", "enter")
        await see(pilot, "No tags yet. Press ctrl+n to create one.")
