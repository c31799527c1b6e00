# SPDX-License-Identifier: MIT
"""An order with its items on one screen, and a product with its variants."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from flotui.api.models.shop import Item, Order, Product, Variant
from flotui.repositories.shop import ORDER, PRODUCT, VARIANT
from flotui.repositories.snapshot import Snapshot
from flotui.resources.cards import Card, CardLine, Cell, Found, blank, from_lines, heading, on_point, table
from flotui.resources.shop.orders import lines_of as order_lines
from flotui.resources.shop.products import lines_of as product_lines
from flotui.resources.shop.words import LOW, PATH, money, money_text, stock, way
from flotui.resources.text import Span, Text, dim
from flotui.text.amounts import count
from flotui.text.glyphs import glyph
from flotui.text.pictures import gauge

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_WIDE = 66
"""Cells from which the path of an order has its words."""


def _path(order: Order, width: int) -> Text:
    """How far an order has come: `● ordered ── ● paid ┄┄ ○ processing`."""
    if order.status not in PATH or width < _WIDE:
        return way(order)
    reached = PATH.index(order.status)
    parts: list[Span] = []
    for at, status in enumerate(PATH):
        if parts:
            parts.append(Span(" ── " if at <= reached else " ┄┄ ", "line"))
        sign = glyph("open" if at <= reached else "new")
        parts.append(
            Span(f"{sign} {status}", "strong" if at == reached else "plain" if at < reached else "dim")
        )
    return tuple(parts)


def _order(workspace: Workspace, row: Order, found: Found, width: int) -> list[CardLine]:
    lines = [each for each in order_lines(workspace, row) if each.name != "status"]
    known, missing = from_lines(lines, width, id="order")
    shown = [
        CardLine("path", _path(row, width), (("status", row.status),)),
        blank("order"),
        *known,
        blank("items"),
    ]
    if "items" not in row.raw:  # of lists, which leave out more than that: what is missing may well be set
        return [*shown, heading("Items", "not read yet", width, id="items", opens="items")]
    pieces = sum(item.count for item in row.items)
    total = money_text(row.amount, row.currency) if row.amount else ""
    note = " · ".join(filter(None, (count(pieces), total)))
    rows = item_rows(row.items)
    cells = (Cell(0), Cell(6, "right"), Cell(12, "right"), Cell(12, "right"))
    return [
        *shown,
        heading("Items", note, width, id="items", opens="items"),
        *table(rows, cells, width, id="items", opens="items"),
        *missing,
    ]


def item_rows(items: Sequence[Item]) -> list[tuple[Text, ...]]:
    """The items of an order or a cart: what, how many, the price of one and of all, on the point."""
    prices = on_point([money(item.price) for item in items])
    totals = on_point([money(item.subtotal) if item.subtotal else "" for item in items])
    return [
        (item.title, dim(f"{count(item.count)} ×"), price, total)
        for item, price, total in zip(items, prices, totals, strict=True)
    ]


async def _variants(workspace: Workspace, row: Product, force: bool) -> AsyncIterator[Snapshot[object]]:
    async for found in workspace.shop.variants(row.row_id, force=force):
        value = await found.value.all() if found.value.known else None
        yield Snapshot(value, found.fetched_at, found.source, found.stale, found.error)


def _left(variant: Variant) -> Text:
    """A bar of what is left, as far as the stock is tracked: full from twice a low stock on."""
    if variant.track_stock is False or variant.count is None:
        return ""
    return (Span(gauge(max(0, variant.count), 2 * LOW, 8), "data" if variant.count > LOW else "warn"),)


def _product(workspace: Workspace, row: Product, found: Found, width: int) -> list[CardLine]:
    known, missing = from_lines(product_lines(workspace, row), width, id="product")
    snapshot = found.get("variants")
    read: Sequence[Variant] | None = snapshot.value if snapshot is not None else None
    variants = read if read is not None else row.variants
    note = count(len(variants)) + ("" if read is not None else " · stock not read yet")
    prices = on_point([money(each.price) for each in variants])
    rows = [
        (each.title, dim(each.sku), price, _stock(each, read), _left(each) if read is not None else "")
        for each, price in zip(variants, prices, strict=True)
    ]
    cells = (Cell(0), Cell(12), Cell(12, "right"), Cell(14, "right"), Cell(10, whole=True))
    return [
        *known,
        blank("variants"),
        heading("Variants", note, width, id="variants", opens="variants"),
        *table(rows, cells, width, id="variants", opens="variants"),
        *missing,
    ]


def _stock(variant: Variant, read: Sequence[Variant] | None) -> Text:
    return stock(variant) if read is not None or variant.qty else ""


ORDER_CARD: Card[Order] = Card(draw=_order, made_of=frozenset({ORDER.name}))
PRODUCT_CARD: Card[Product] = Card(
    draw=_product,
    reads={"variants": _variants},
    operations=("ProductVariants",),
    made_of=frozenset({PRODUCT.name, VARIANT.name}),
)
