# SPDX-License-Identifier: MIT
"""People beyond the first page of the list are called by their names in the rows on screen."""

from __future__ import annotations

from pathlib import Path

from flotui.repositories.rows import Rows
from flotui.repositories.shop import ORDER
from flotui.resources.base import Query
from flotui.resources.shop.orders import ORDERS
from flotui.workspace import Workspace
from flotui.workspace.in_sight import name_in_sight
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot


async def asked(bot: Bot) -> list[str]:
    """The people that were asked for alone."""
    return [
        each["query"]["user_ns"] for each in await bot.requests() if each["operation"] == "flowBotUserInfo"
    ]


async def test_the_orders_on_screen_get_names_and_those_further_down_when_they_are_seen(
    tmp_path: Path,
) -> None:
    bot = Bot()
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await see(pilot, "130")
        await pilot.press("colon", *"orders", "enter")
        await see(pilot, "━ Orders")
        await until(pilot, lambda: "f1284u" not in text_of(pilot), "names of those on screen")
        first = await asked(bot)
        assert 0 < len(first) <= 30 and len(set(first)) == len(first)
        await pilot.press("pagedown", "pagedown")
        await until(pilot, lambda: "f1284u" not in text_of(pilot), "names of those further down")
        again = await asked(bot)
        assert len(again) > len(first) and len(set(again)) == len(again), "nobody is asked for twice"


async def orders(workspace: Workspace) -> Rows[object]:
    rows: Rows[object] | None = None
    async for snapshot in ORDERS.read(workspace, Query()):
        found = snapshot.value
        assert isinstance(found, Rows)
        rows = found
    assert rows is not None and rows.kind.name == ORDER.name
    await rows.load(0, 60)
    return rows


async def test_only_the_hours_spare_calls_are_spent_on_names(workspace: Workspace, bot: Bot) -> None:
    rows = await orders(workspace)
    seen = [rows.peek(at) for at in range(30)]
    workspace.pacer.note({"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "500"})
    assert not await name_in_sight(workspace, rows, seen)
    assert await asked(bot) == []


async def test_who_is_no_longer_there_is_asked_for_once(workspace: Workspace, bot: Bot) -> None:
    rows = await orders(workspace)
    seen = [rows.peek(at) for at in range(30)]
    await bot.fault(kind="404", path="/subscriber/get-info", times=100)
    assert not await name_in_sight(workspace, rows, seen)
    first = await asked(bot)
    assert first and not await name_in_sight(workspace, rows, seen)
    assert await asked(bot) == first
