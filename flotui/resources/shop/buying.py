# SPDX-License-Identifier: MIT
"""From a product to the orders that have it: the host tells the items of one order at a time."""

from __future__ import annotations

from flotui.api.models.shop import Product
from flotui.resources.ask import Confirm
from flotui.resources.base import Context, Query
from flotui.resources.quota import left_said
from flotui.resources.reading import fresh, last
from flotui.resources.telling import read_each
from flotui.resources.text import Span, Text
from flotui.text.plural import counted

_NEWEST = 100
"""How many of the newest orders are looked through."""


async def orders_with(context: Context[Product]) -> None:
    """Go to the orders that have a product, among the newest; those not yet opened are read first.

    Raises:
        Cancelled: when the person would rather keep the calls.
        FlochatError: when the host can't be had; what was read until then is here.
    """
    product = context.row
    shop = context.workspace.shop
    newest = await (await last(shop.orders())).first(_NEWEST)
    unread = [order for order in newest if "items" not in order.raw]
    if unread:
        await context.ask.confirm(_question(context, product, len(unread)))
        await read_each(context, unread, lambda order: fresh(shop.order(order.row_id, force=True)))
    asked = Query(
        arguments={"product_id": product.row_id}, summary=f"with {product.title}, newest {len(newest)}"
    )
    context.ask.go("orders", asked)


def _question(context: Context[Product], product: Product, number: int) -> Confirm:
    lines: list[Text] = [
        "The API can't search orders by product, so flotui opens recent orders, a call each:",
        f"{counted(number, 'call')} for the newest ones.",
    ]
    if left := left_said(context.workspace.pacer):
        lines.append((Span(f"{left[:1].upper()}{left[1:]} left this hour.", "dim"),))
    return Confirm(f"Orders with {product.title}", tuple(lines), verb="Read")
