# SPDX-License-Identifier: MIT
"""The help: everything that can be done here, once, in groups beside each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from flotui.api.catalogue import Risk
from flotui.audience.query import Term, parse
from flotui.config.keynames import key_called
from flotui.ui.help import HelpEntry, grouped, help_text
from flotui.ui.moving import MOVES
from tests.support.app import app_on, see, text_of
from tests.support.bot import Bot


async def test_keys_stand_in_groups(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        for resource in ("subscribers", "tags", "orders", "errors", "operations"):
            app.main.go(resource)
            groups = {
                name: [told.name for told in rows] for name, rows in grouped(app.keymap, app.main).items()
            }
            assert list(groups) == [
                name for name in ("Change", "Look", "Send", "Go", "Program") if name in groups
            ]
            named = [name for names in groups.values() for name in names]
            offered = {action.id: action for action in app.main.offered()}
            assert sorted(named) == sorted([*offered, *(move.id for move in MOVES)]), "each stands there once"
            for name in groups["Look"]:
                assert name not in offered or offered[name].risk is Risk.READ
            assert {"app.undo", "app.redo"} <= set(groups["Change"])
            assert {"table.down", "app.shop", "app.back"} <= set(groups["Go"])
            assert {"app.quit", "app.theme"} <= set(groups["Program"])
            if resource == "subscribers":
                assert "subscribers.message" in groups["Send"]
        app.main.go("tags")
        groups = {name: [told.name for told in rows] for name, rows in grouped(app.keymap, app.main).items()}
        assert "tags.subscribers" in groups["Go"] and "tags.delete" in groups["Change"]
        assert "tags.count" in groups["Look"]
        await pilot.press("question_mark")
        await see(pilot, "Help · Tags", "─ Change ─", "─ Look ─", "Count who has it")
        assert any("─ Change" in line and "─ Look" in line for line in text_of(pilot).splitlines())
        await pilot.press("v")
        await see(pilot, "tags.count", "config.toml")
        await pilot.press("v")
        await see(pilot, "Count who has it")


async def test_a_key_stands_at_what_it_does_here_alone(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        for resource in ("carts", "jobs", "today", "waiting", "operations"):
            app.main.go(resource)
            offered = app.main.offered()
            for rows in grouped(app.keymap, app.main).values():
                for told in rows:
                    for key in told.key.split():
                        runs = app.keymap.find(key_called(key), offered)
                        moves = told.name.startswith("table.") and (
                            runs is None or runs.id.startswith("app.")
                        )
                        assert moves or (runs is not None and runs.id == told.name), (
                            resource,
                            key,
                            told.title,
                        )


def test_each_example_for_the_filter_is_read() -> None:
    examples = help_text({}, 76).partition("tag:vip")
    conditions = (examples[1] + examples[2].partition("; the filter form")[0]).split("\n")
    for each in (part for line in conditions for part in line.split("  ") if part):
        term = parse(each).root
        assert isinstance(term, Term) and term.key, each


@pytest.mark.parametrize("width", [40, 69, 70, 76, 92, 200])
def test_nothing_of_the_help_is_lost_and_no_line_is_too_long(width: int) -> None:
    rows = [
        HelpEntry("ctrl+shift+pagedown", "Something with a very long title that wraps", "a.b"),
        HelpEntry("", "X", "c"),
    ]
    groups = {"Change": rows * 3, "Look": rows, "Go": [HelpEntry(":", "Commands", "app.palette")]}
    lines = help_text(groups, width).partition("─ Filter")[0].splitlines()
    assert max(map(len, lines)) <= width
    assert sum("─ Change" in line for line in lines) == 1
    words = " ".join(lines).split()
    assert words.count("Something") == 4 and words.count("wraps") == 4 and words.count("X") == 4


async def test_q_in_a_detail_closes_it_and_the_help_says_so(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(80, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("enter")
        await see(pilot, "[Card]")
        await pilot.press("q")
        await see(pilot, "━ Subscribers")
        assert "Quit; in a detail: close it" in str(
            [told.title for told in grouped(app.keymap, app.main)["Program"]]
        )
