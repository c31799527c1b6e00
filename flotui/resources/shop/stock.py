# SPDX-License-Identifier: MIT
"""Reading the stock of every variant: the list of products only tells totals."""

from __future__ import annotations

from flotui.api.models.shop import Product
from flotui.resources.ask import Confirm
from flotui.resources.base import Context
from flotui.resources.quota import left_said
from flotui.resources.reading import fresh, last, whole
from flotui.resources.telling import read_each
from flotui.resources.text import Span, Text
from flotui.text.plural import counted
from flotui.workspace.comparing import NothingToDo


async def read_stock(context: Context[Product]) -> None:
    """Read the variants of every product that has several, so that those which run low are known.

    Raises:
        Cancelled: when the person would rather keep the calls.
        FlochatError: when the host can't be had; what was read until then is here.
    """
    everything = await whole(await last(context.workspace.shop.products()))
    products = [product for product in everything if _has_several(product)]
    if not products:
        raise NothingToDo("No product has several tracked variants, so the totals are complete.")
    await context.ask.confirm(_question(context, len(products)))

    async def read(product: Product) -> None:
        await whole(await fresh(context.workspace.shop.variants(product.row_id, force=True)))

    await read_each(context, products, read)
    context.workspace.renew("shop-stock")
    context.ask.say(
        f"The stock of the variants of {counted(len(products), 'product')} is up to date.", "good"
    )


def _has_several(product: Product) -> bool:
    number = product.num_of_variants or len(product.variants)
    return number > 1 and product.track_stock is not False and product.status != "inactive"


def _question(context: Context[Product], number: int) -> Confirm:
    lines: list[Text] = [f"This takes one call per product: {counted(number, 'call')}."]
    if left := left_said(context.workspace.pacer):
        lines.append((Span(f"{left[:1].upper()}{left[1:]} left this hour.", "dim"),))
    return Confirm("Read the stock of every variant", tuple(lines), verb="Read")
