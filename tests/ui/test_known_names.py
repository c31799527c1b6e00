# SPDX-License-Identifier: MIT
"""Agents and sub-flows are known by name from the start: read once a bot, after the first screen, from what is spare."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from flotui.resources.base import Query
from flotui.resources.flows.ways_in import WEBHOOKS, WIDGETS
from flotui.resources.subscribers.broadcasts import BROADCASTS
from flotui.resources.text import plain
from flotui.workspace import Workspace
from flotui.workspace.in_sight import names_from_the_start
from tests.support.app import app_on, see, until
from tests.support.ask import rows_of
from tests.support.bot import Bot
from tests.support.served import Served

NAMED = {"flowAgents", "flowSubFlows"}


def _rests(workspace: Workspace) -> bool:
    return "names" not in workspace.background


async def asked(bot: Bot) -> list[str]:
    return [each["operation"] for each in await bot.requests()]


async def test_they_are_read_after_the_first_screen_and_once_a_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flotui.app.NAMES_AFTER", 0.4)
    with Served(subscribers=20) as host:
        for _ in range(2):
            app = app_on(host, tmp_path, no_cache=False)
            async with app.run_test(size=(100, 30)) as pilot:
                await see(pilot, "Ana Souza")
                workspace = app.workspace
                assert workspace is not None

                async def known(workspace: Workspace = workspace) -> bool:
                    kinds = [await workspace.cache.finder.find(each, (), 5) for each in ("agent", "sub-flow")]
                    return all(kinds)

                async with asyncio.timeout(20):
                    while not await known():
                        await asyncio.sleep(0.05)
                await until(pilot, partial(_rests, workspace))
        operations = [each["operation"] for each in host.host.log.rows()]
        assert [operations.count(each) for each in sorted(NAMED)] == [1, 1]
        assert operations.index("flowBotUsers") < operations.index("flowSubFlows")


async def test_nothing_is_read_where_nobody_asked_the_host_or_little_is_left(workspace: Workspace) -> None:
    bot = Bot(subscribers=20, quota=100)
    fresh = await bot.open()
    await names_from_the_start(fresh)
    assert await asked(bot) == [], "the host was asked nothing yet: what is spare isn't known"
    await rows_of(fresh, WEBHOOKS)
    await fresh.close()
    tight = Bot(subscribers=20, quota=50)
    fresh = await tight.open()
    await fresh.team.labels().__anext__()
    await names_from_the_start(fresh)
    assert not NAMED & set(await asked(tight))
    await fresh.close()


@pytest.mark.parametrize("resource", [WEBHOOKS, WIDGETS, BROADCASTS], ids=lambda each: each.id)
async def test_the_sub_flow_that_a_row_starts_is_named(
    workspace: Workspace, bot: Bot, resource: object
) -> None:
    rows = await rows_of(workspace, resource, Query())  # type: ignore[arg-type]
    lines = [
        plain(line.value)
        for row in rows
        for line in resource.tabs[0].lines(workspace, row)  # type: ignore[attr-defined]
        if line.name in ("starts", "sub-flow") and row.sub_flow_ns
    ]
    assert lines and all(not each.startswith("f1284s") for each in lines), lines
    assert (await asked(bot)).count("flowSubFlows") == 1
    await rows_of(workspace, resource, Query(force=True))  # type: ignore[arg-type]
    assert (await asked(bot)).count("flowSubFlows") == 1, "names are asked for once"
