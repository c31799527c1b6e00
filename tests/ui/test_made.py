# SPDX-License-Identifier: MIT
"""The cursor is on what was just created."""

from __future__ import annotations

from pathlib import Path

import pytest

from flotui.resources.flows.bot_fields import BOT_FIELDS
from flotui.resources.flows.fields import USER_FIELDS
from flotui.resources.flows.notes import CLOSING_NOTES, SHORTCUTS
from flotui.resources.flows.tags import TAGS
from flotui.resources.flows.team import LABELS
from flotui.workspace import Workspace
from tests.support.app import app_on, see, until
from tests.support.ask import Answers, rows_of
from tests.support.bot import Bot
from tests.support.flows import action


@pytest.mark.parametrize(
    "resource", [TAGS, USER_FIELDS, BOT_FIELDS, LABELS, SHORTCUTS, CLOSING_NOTES], ids=lambda r: r.id
)
async def test_what_was_made_is_gone_to(workspace: Workspace, resource: object) -> None:
    from flotui.resources.base import Context, Resource

    assert isinstance(resource, Resource)
    await rows_of(workspace, resource)
    answer = {"name": "zz new"}
    if resource is USER_FIELDS or resource is BOT_FIELDS:
        answer["var_type"] = "text"
    if resource is SHORTCUTS:
        answer["value"] = "x"
    ask = Answers(answer)
    await action(resource, "new").run(Context(workspace, resource, (), ask))
    new = next(each for each in await rows_of(workspace, resource) if each.name == "zz new")
    assert ask.showed == [(resource.id, new.row_id)]


async def test_the_cursor_goes_there_on_the_screen(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go("tags")
        await see(pilot, "newsletter")
        await pilot.press("n")
        await see(pilot, "New tag")
        await pilot.press(*"zz-new")
        await pilot.press("ctrl+s")
        await see(pilot, "Tag zz-new created")
        await until(pilot, lambda: app.main.browser.listing.table.row.name == "zz-new", "the cursor on it")
