# SPDX-License-Identifier: MIT
"""What the tests of the Flows resources share."""

from __future__ import annotations

from typing import Any

from flotui.resources.base import Action, Query, Resource
from flotui.workspace import Workspace
from tests.support.ask import rows_of
from tests.support.bot import Bot, contract_errors


async def valid(bot: Bot) -> None:
    """Every request that left fits the contract."""
    for request in await bot.requests():
        if request["operation"]:
            assert list(contract_errors(request)) == []


def action(resource: Resource[Any], verb: str) -> Action:
    """A resource's action by the last part of its id."""
    return next(each for each in resource.actions if each.id == f"{resource.id}.{verb}")


async def row(workspace: Workspace, resource: Resource[Any], name: str, query: Query | None = None) -> Any:
    """The row of that name."""
    rows = await rows_of(workspace, resource, query)
    return next(each for each in rows if resource.label(each) == name)


async def table(bot: Bot, name: str) -> list[dict[str, Any]]:
    """A table of the sandbox."""
    found = await bot.door("GET", f"/table/{name}")
    return list(found["rows"] if isinstance(found, dict) else found)


async def named(bot: Bot, name: str, called: str) -> dict[str, Any] | None:
    """A row of one of the sandbox's tables by its name."""
    return next((each for each in await table(bot, name) if each["name"] == called), None)


async def setting(bot: Bot, name: str) -> Any:
    """One of the sandbox's settings."""
    return (await bot.door("GET", "/state"))["settings"][name]
