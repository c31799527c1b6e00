# SPDX-License-Identifier: MIT
"""What the tests of undo share."""

from __future__ import annotations

from flotui.repositories.profile import update
from flotui.store.journal import Entry
from flotui.workspace import Workspace
from tests.support.bot import Bot
from tests.support.edit_rows import ana
from tests.support.people import ANA


async def name_of(bot: Bot) -> tuple[str, str]:
    person = await bot.subscriber(ANA)
    return person["first_name"], person["last_name"]


async def rename(workspace: Workspace, **names: str) -> Entry:
    (entry,) = await workspace.apply(*update(await ana(workspace), names))
    return entry


async def everywhere(_: Entry) -> bool:
    return True
