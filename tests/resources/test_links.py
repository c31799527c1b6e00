# SPDX-License-Identifier: MIT
"""Rows that hold somebody's id are shown, and found, by the name that the cache knows."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.resources.base import Query, Resource
from flotui.resources.flows.logs import ACTIVITY, CONVERSATIONS, ERRORS
from flotui.resources.flows.team import AGENTS
from flotui.resources.shop.orders import ORDERS
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import plain
from flotui.resources.whom.card import CARD
from flotui.workspace import Workspace
from tests.support.ask import rows_of
from tests.support.bot import Bot


async def asked(bot: Bot) -> list[str]:
    return [each["operation"] for each in await bot.requests()]


@pytest.mark.parametrize(
    ("resource", "keys"),
    [
        (ERRORS, ["user_ns"]),
        (CONVERSATIONS, ["user_ns", "last_assign_agent_id"]),
        (ACTIVITY, ["user_ns", "agent_id"]),
        (ORDERS, ["user_ns"]),
    ],
    ids=lambda each: each.id if isinstance(each, Resource) else "",
)
async def test_whom_nobody_knows_yet_one_call_of_their_list_names(
    workspace: Workspace, bot: Bot, resource: Resource[Any], keys: list[str]
) -> None:
    rows = await rows_of(workspace, resource, Query(period="all"))
    listed = {"user_ns": "flowBotUsers"}
    for key in keys:
        operation = listed.get(key, "flowAgents")
        assert (await asked(bot)).count(operation) == 1
        named = [row for row in rows if row.raw.get(key) and row.who(key) != str(row.raw[key])]
        assert named, f"{key}: one call names some of them"
    if "agent" in keys[-1]:
        assert all(row.who(keys[-1]) != str(row.raw[keys[-1]]) for row in rows if row.raw.get(keys[-1]))
    await rows_of(workspace, resource, Query(period="all", force=True))
    assert (await asked(bot)).count("flowBotUsers") == 1, "who isn't in the list isn't asked for again"


async def test_where_the_list_of_them_is_refused_the_id_stands_there(workspace: Workspace, bot: Bot) -> None:
    await bot.fault(kind="403", path="/subscribers", times=9)
    orders = await rows_of(workspace, ORDERS)
    assert orders and all(order.who() == order.user_ns for order in orders)


async def test_a_profile_names_the_agent_it_is_assigned_to(workspace: Workspace, bot: Bot) -> None:
    person = next(each for each in await rows_of(workspace, SUBSCRIBERS) if each.agent_id not in ("", "0"))
    assert "flowAgents" not in await asked(bot), "the list doesn't show them"
    assert SUBSCRIBERS.inspect is not None
    found = [each.value async for each in SUBSCRIBERS.inspect(workspace, person)]
    lines = [plain(line.text) for line in CARD.draw(workspace, found[-1], {}, 120)]
    agents = {agent.row_id: agent.name for agent in await rows_of(workspace, AGENTS)}
    assert any(f"{person.status} · {agents[person.agent_id]}" in line for line in lines), lines
    assert (await asked(bot)).count("flowAgents") == 1


@pytest.mark.parametrize("resource", [ORDERS, ERRORS, CONVERSATIONS], ids=lambda each: each.id)
async def test_whoever_the_cache_knows_is_called_by_name(
    workspace: Workspace, resource: Resource[object]
) -> None:
    people = {person.user_ns: person.title for person in await rows_of(workspace, SUBSCRIBERS)}
    rows = [row for row in await rows_of(workspace, resource, Query(period="all")) if row.user_ns in people]
    assert rows
    assert all(row.who() == people[row.user_ns] for row in rows)


async def test_an_agent_is_called_by_name(workspace: Workspace) -> None:
    agents = {agent.row_id: agent.name for agent in await rows_of(workspace, AGENTS)}
    rows = [row for row in await rows_of(workspace, CONVERSATIONS) if row.last_assign_agent_id]
    assert rows
    assert all(row.who("last_assign_agent_id") == agents[row.last_assign_agent_id] for row in rows)


async def test_orders_are_found_by_the_name_of_whoever_made_them(workspace: Workspace) -> None:
    people = {person.user_ns: person for person in await rows_of(workspace, SUBSCRIBERS)}
    order = next(each for each in await rows_of(workspace, ORDERS) if each.user_ns in people)
    name = people[order.user_ns].title
    async for snapshot in workspace.shop.orders():
        found = await snapshot.value.narrow(name.split())
        await found.load(0, found.count)
        rows = [found.peek(index) for index in range(found.count)]
        assert order.row_id in {row.row_id for row in rows if row is not None}
        assert {row.who() for row in rows if row is not None} == {name}


async def test_one_order_says_who_made_it(workspace: Workspace) -> None:
    people = {person.user_ns: person.title for person in await rows_of(workspace, SUBSCRIBERS)}
    order = next(each for each in await rows_of(workspace, ORDERS) if each.user_ns in people)
    async for snapshot in workspace.shop.order(order.row_id, force=True):
        assert snapshot.value is not None
        lines = {each.name: plain(each.value) for each in ORDERS.tabs[0].lines(workspace, snapshot.value)}  # type: ignore[misc]
        assert lines["subscriber"] == f"{people[order.user_ns]}  {order.user_ns}"
