"""Rows that hold somebody's id are shown, and found, by the name that the cache knows."""

from __future__ import annotations

import pytest

from flotui.resources.base import Query, Resource
from flotui.resources.flows.logs import CONVERSATIONS, ERRORS
from flotui.resources.flows.team import AGENTS
from flotui.resources.shop.orders import ORDERS
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.support.ask import rows_of


async def test_before_anybody_is_known_the_id_stands_there(workspace: Workspace) -> None:
    orders = await rows_of(workspace, ORDERS)
    assert all(order.who() == order.user_ns for order in orders)


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
