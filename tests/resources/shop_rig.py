# SPDX-License-Identifier: MIT
"""What the tests of the shop share: rows as the sandbox has them, requests held against the contract."""

from __future__ import annotations

from typing import Any

from flotui.api.models.subscriber import Subscriber
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources.base import Action, Column, Context, Query, Resource
from flotui.resources.shop.carts import SUBSCRIBER_CART
from flotui.resources.shop.look import Orders, read_orders
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.workspace import Workspace
from tests.support.ask import Answers, rows_of
from tests.support.bot import Bot, contract_errors

ANA = "f1284u903"


async def table(bot: Bot, name: str) -> list[dict[str, Any]]:
    return list(await bot.door("GET", f"/table/{name}"))


async def row(bot: Bot, name: str, row_id: object) -> dict[str, Any]:
    return next(each for each in await table(bot, name) if str(each["id"]) == str(row_id))


async def valid(bot: Bot) -> None:
    for request in await bot.requests():
        if request["operation"]:
            assert list(contract_errors(request)) == []


def action(resource: Resource[Any], name: str) -> Action:
    return next(each for each in resource.actions if each.id == name)


async def first(workspace: Workspace, resource: Resource[Any], name: str = "", **query: Any) -> Any:
    rows = await rows_of(workspace, resource, Query(**query))
    return next(each for each in rows if not name or resource.label(each) == name)


async def type_in(
    workspace: Workspace,
    resource: Resource[Any],
    column: str,
    on: Any,
    text: str,
    *,
    owner: Any = None,
    query: Query | None = None,
) -> Answers:
    """Edit a cell in place as the table does."""
    found: Column[Any] | None = resource.column(column)
    assert found is not None
    assert found.edit is not None
    assert found.edit.refusal(on) is None
    assert found.edit.wrong(text) == ""
    ask = Answers()
    context = Context(workspace, resource, (on,), ask, owner, query)
    await found.edit.save(context, on, {found.edit.name: text})
    return ask


async def loaded(workspace: Workspace, *, force: bool = False) -> Orders:
    """The orders that the shop's overview has."""
    async for found in read_orders(workspace, force):
        assert found.value is not None
        return found.value
    raise AssertionError


async def ana(workspace: Workspace) -> Subscriber:
    await rows_of(workspace, SUBSCRIBERS)
    cached = await workspace.cache.row(SUBSCRIBER.name, ANA)
    assert cached is not None
    return SUBSCRIBER.model.read(cached.value)


async def cart(workspace: Workspace, person: Subscriber) -> dict[str, int]:
    rows = await rows_of(workspace, SUBSCRIBER_CART, Query(owner=person, force=True))
    return {each.variant: each.count for each in rows}
