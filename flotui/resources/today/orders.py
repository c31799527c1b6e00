# SPDX-License-Identifier: MIT
"""Orders of today by their state, with what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from flotui.api.models.shop import Order, decimal
from flotui.repositories.shop import STATUSES
from flotui.resources.base import Column, Query
from flotui.resources.shop.days import of_state, seconds_ahead
from flotui.resources.text import Span, Text, plain
from flotui.resources.today.common import Reading, TodayList, bar_of, opening, snapshot
from flotui.text.amounts import money
from flotui.text.glyphs import stated
from flotui.text.plural import count

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_VOID = ("cancelled", "refunded")
"""The states of orders that nobody pays."""


class OrdersInState(msgspec.Struct, frozen=True):
    """The orders of today in one state."""

    status: str
    orders: tuple[Order, ...]
    of: int
    """The number of today's orders, in whatever state."""
    partly: bool
    """Whether the host may have more of today than were read."""
    day: date
    """The day, in the workspace's zone."""
    ahead: float = 0.0
    """How many seconds the newest of all orders lies in the future."""


def states(orders: Sequence[Order], today: date, more: bool) -> list[OrdersInState]:
    """The orders of a day by their state, in the order in which one goes through them.

    Args:
        orders: those that are here, the newest first.
        today: the day, in the workspace's zone.
        more: whether the host has more orders than these.
    """
    day = today.isoformat()
    of_today = [each for each in orders if each.created_at.startswith(day)]
    partly = more and bool(orders) and all(each.created_at[:10] >= day for each in orders)
    others = dict.fromkeys(each.status for each in of_today if each.status not in STATUSES)
    found = []
    for status in (*STATUSES, *others):
        these = tuple(each for each in of_today if each.status == status)
        if these:
            found.append(OrdersInState(status, these, len(of_today), partly, today))
    return found


def total(orders: Sequence[Order]) -> Text:
    """What orders come to, each currency for itself; empty where none says."""
    sums: dict[str, Decimal] = {}
    for order in orders:
        amount = decimal(order.amount)
        if amount is not None:
            sums[order.currency] = sums.get(order.currency, Decimal()) + amount
    spans: list[Span] = []
    for currency, amount in sums.items():
        found = money(f"{amount:f}", currency)
        gap = Span(" + ", "dim") if spans else Span("")
        spans += [gap, Span(found.head), Span(f"{found.tail} {found.currency}".rstrip(), "dim")]
    return tuple(each for each in spans if each.text)


def _sums(rows: Sequence[OrdersInState]) -> str:
    paid = [order for row in rows if row.status not in _VOID for order in row.orders]
    least = "at least " if rows and rows[0].partly else ""
    number = sum(len(row.orders) for row in rows)
    wrong = "time zone wrong? :timezone" if rows and rows[0].ahead else ""
    return " · ".join(filter(None, (f"{least}{count(number)} today", plain(total(paid)), wrong)))


def _read(workspace: Workspace, query: Query) -> Reading[OrdersInState]:
    async def reading() -> Reading[OrdersInState]:
        async for found in workspace.shop.orders(force=query.force):
            rows = found.value
            here = await rows.first(_LOOKED)
            of = states(here, workspace.zone.today(), rows.more_to_come or rows.count > _LOOKED)
            ahead = seconds_ahead(here, workspace.zone)
            of = [replace(each, ahead=ahead) for each in of]
            yield snapshot(found, of, lambda row: row.status)

    return reading()


_LOOKED = 300
"""How many of the newest orders are looked at."""

ORDERS: TodayList[OrdersInState] = TodayList(
    id="today-orders",
    title="Orders",
    singular="state",
    read=_read,
    columns=(
        Column("status", "", lambda row: stated(row.status or "no state"), width=12),
        Column("bar", "", lambda row: bar_of(len(row.orders), row.of), width=11, priority=1),
        Column("number", "", lambda row: count(len(row.orders)), width=3, align="right"),
        Column("total", "", lambda row: total(row.orders), width=14, flex=1, align="right"),
    ),
    row_id=lambda row: row.status,
    label=lambda row: row.status,
    opens="today-orders.open",
    actions=(
        opening(
            "orders", "orders", lambda row: row.orders[0].row_id, lambda row: of_state(row.status, row.day)
        ),
    ),
    sums=_sums,
    made_of=frozenset({"order"}),
    empty="No orders today yet.",
    operations=("Orders",),
    arrives_in="orders",
    tells_of=lambda row: (each.row_id for each in row.orders),
)
