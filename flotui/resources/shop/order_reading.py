# SPDX-License-Identifier: MIT
"""Which orders are read: one by its number, those with a product, of a day, of a subscriber, or all."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from flotui.api.errors import Malformed
from flotui.api.models.shop import Order
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.naming import rows_named
from flotui.repositories.rows import ListRows, call_by_name
from flotui.repositories.shop import ORDER
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Query, RowSource
from flotui.resources.keys import key_of

if TYPE_CHECKING:
    from flotui.workspace import Workspace


async def find(workspace: Workspace, text: str) -> Query:
    """What the host is asked for the text of the filter line: one order, by its number.

    Raises:
        Malformed: when it is no number.
    """
    number = order_number(text)
    if not number:
        raise Malformed(
            "The host finds orders by number only; these are the loaded ones.",
            advice=f"Press {key_of('orders.of')} for the orders of one subscriber.",
        )
    return Query(arguments={"order_id": number}, summary=f"order {number}")


def order_number(text: str) -> str:
    """The order's number that a text is, such as `#20010`; empty where it is none."""
    number = text.strip().removeprefix("#").strip()
    return number if number.isascii() and number.isdecimal() and len(number) < 19 else ""


async def _one(workspace: Workspace, order_id: str, force: bool) -> AsyncIterator[Snapshot[RowSource[Order]]]:
    async for found in workspace.shop.order(order_id, force=force):
        at = found.fetched_at
        rows = await named_orders(workspace, [] if found.value is None else [found.value], at)
        yield Snapshot(rows, at, found.source, found.stale, found.error)


def read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Order]]]:
    """The orders that are asked for: one, those with a product, of a day, of a subscriber, or all."""
    if order_id := query.arguments.get("order_id"):
        return _one(workspace, order_id, query.force)
    if product_id := query.arguments.get("product_id"):
        return _with_product(workspace, product_id)
    if day := query.arguments.get("day"):
        return _of_day(workspace, day, query.arguments.get("status", ""), query.force)
    user_ns = query.owner.user_ns if isinstance(query.owner, Subscriber) else ""
    user_ns = user_ns or query.arguments.get("user_ns", "")
    return rows_named(workspace.reader, workspace.shop.orders(user_ns, force=query.force))


async def _with_product(workspace: Workspace, product_id: str) -> AsyncIterator[Snapshot[RowSource[Order]]]:
    """The orders here that have a product; `buying.orders_with` reads them first."""
    now = time.time()
    rows = await named_orders(workspace, await workspace.shop.orders_with(product_id), now)
    yield Snapshot(rows, now, "cache")


class _WithBuyers(ListRows[Order]):
    """Orders whose buyers get their names once these are known."""

    kind = ORDER

    def __init__(self, workspace: Workspace, rows: Sequence[Order], at: float | None) -> None:
        super().__init__(rows, lambda row: row.row_id, at)
        self._cache = workspace.cache

    async def reopen(self) -> None:
        """See what the cache has now, names among it."""
        fresh = []
        for row in self._rows:
            cached = await self._cache.row(ORDER.name, row.row_id)
            fresh.append(row if cached is None else Order.read(cached.value))
        await call_by_name(self._cache, ORDER, fresh)
        self._rows = fresh


async def named_orders(workspace: Workspace, orders: Sequence[Order], at: float | None) -> ListRows[Order]:
    """Some orders as a list, with the names of their buyers.

    Args:
        workspace: the open bot.
        orders: which.
        at: when the host said so, in unix seconds.
    """
    rows = _WithBuyers(workspace, orders, at)
    await call_by_name(workspace.cache, ORDER, list(rows.rows))
    return rows


async def _of_day(
    workspace: Workspace, day: str, status: str, force: bool
) -> AsyncIterator[Snapshot[RowSource[Order]]]:
    async for found in rows_named(workspace.reader, workspace.shop.orders(force=force)):
        loaded = await found.value.all()
        orders = [each for each in loaded if each.created_at.startswith(day) and each.status == status]
        rows = await named_orders(workspace, orders, found.fetched_at)
        yield Snapshot(rows, found.fetched_at, found.source, found.stale, found.error)
