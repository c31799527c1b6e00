# SPDX-License-Identifier: MIT
"""The rows that edits are made of, as the host has them, and sending an edit past the journal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from flotui.repositories import (
    shop,
)
from flotui.repositories.edit import Edit
from flotui.repositories.subscribers import FieldChange
from flotui.workspace import Workspace
from tests.support.people import ANA


async def last(snapshots: AsyncIterator[Any]) -> Any:
    value: Any = None
    async for snapshot in snapshots:
        assert snapshot.error is None, snapshot.error
        value = snapshot.value
    return value


async def send(workspace: Workspace, edit: Edit) -> Any:
    """Send an edit past the journal; what the host answers."""
    return (await workspace.reader.send(edit.call)).data


async def listed(snapshots: AsyncIterator[Any]) -> list[Any]:
    return list(await (await last(snapshots)).all())


async def named(snapshots: AsyncIterator[Any], name: str) -> Any:
    return next(each for each in await listed(snapshots) if each.name == name)


async def ana(workspace: Workspace) -> Any:
    return await last(workspace.subscribers.one(ANA, force=True))


async def product(workspace: Workspace) -> Any:
    return await last(workspace.reader.one_of(shop.PRODUCT, "101"))


async def variant(workspace: Workspace, product_id: str = "101", place: int = 0) -> Any:
    await last(workspace.reader.one_of(shop.PRODUCT, product_id))
    return (await listed(workspace.shop.variants(product_id)))[place]


async def order(workspace: Workspace) -> Any:
    first = (await listed(workspace.shop.orders()))[0]
    return await last(workspace.shop.order(first.row_id, force=True))


async def tags(workspace: Workspace, *names: str) -> list[Any]:
    return [each for each in await listed(workspace.flows.tags()) if each.name in names]


async def fields(workspace: Workspace, **values: str) -> list[FieldChange]:
    known = {each.name: each for each in await listed(workspace.flows.user_fields())}
    return [
        FieldChange(known[name].var_ns, name, known[name].var_type, value) for name, value in values.items()
    ]
