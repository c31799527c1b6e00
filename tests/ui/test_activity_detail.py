# SPDX-License-Identifier: MIT
"""The open detail of an edit in Activity keeps up with its row."""

from __future__ import annotations

from pathlib import Path

from tests.support.app import app_on, see, until
from tests.support.bot import Bot
from tests.support.places import ACTIVITY


async def test_the_detail_of_an_edit_says_undone_once_it_is(bot: Bot, tmp_path: Path) -> None:
    from flotui.repositories.flows import create_tag

    app = app_on(bot, tmp_path)
    async with app.run_test(size=(150, 40)) as pilot:
        await see(pilot, "Marina")
        assert app.workspace is not None
        await app.workspace.apply(create_tag("a new tag"))
        await pilot.press(ACTIVITY)
        await see(pilot, "a new tag")
        await pilot.press("enter")
        await see(pilot, "undo sends", "outcome")
        await pilot.press("u")
        await see(pilot, "Delete it")
        await pilot.press("y")
        await see(pilot, "undone by")
        await until(pilot, lambda: app.main.panel.detail.row.undone, "the detail's own copy")
