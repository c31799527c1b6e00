# SPDX-License-Identifier: MIT
"""The help: everything that can be done here, once, in four groups."""

from __future__ import annotations

from pathlib import Path

from flotui.api.catalogue import Risk
from flotui.ui.help import help_lines
from flotui.ui.moving import MOVES
from tests.support.app import app_on, see
from tests.support.bot import Bot


def groups_of(lines: list[str]) -> dict[str, list[str]]:
    """The names of the actions in each group."""
    found: dict[str, list[str]] = {}
    for line in lines:
        if line and not line.startswith(" "):
            found[line.partition(":")[0]] = []
        elif line.startswith("  "):
            found[list(found)[-1]].append(line.split()[-1])
    return found


async def test_keys_stand_in_groups(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        for resource in ("subscribers", "tags", "orders", "errors", "operations"):
            app.main.go(resource)
            groups = groups_of(help_lines(app.keymap, app.main))
            assert list(groups)[:4] == ["Here", "Edit", "Go", "Program"]
            named = [name for group in list(groups)[:4] for name in groups[group]]
            offered = {action.id: action for action in app.main.offered()}
            assert sorted(named) == sorted([*offered, *(move.id for move in MOVES)]), "each stands there once"
            for name in groups["Here"]:
                assert name not in offered or offered[name].risk is Risk.READ
            assert {"app.undo", "app.redo"} <= set(groups["Edit"])
            assert {"table.down", "app.shop", "app.back"} <= set(groups["Go"])
            assert {"app.quit", "app.theme"} <= set(groups["Program"])
        app.main.go("tags")
        groups = groups_of(help_lines(app.keymap, app.main))
        assert "tags.subscribers" in groups["Go"] and "tags.delete" in groups["Edit"]
        assert "tags.count" in groups["Here"]
        await pilot.press("question_mark")
        await see(pilot, "Help", "Here: Tags", "Count who has it")
