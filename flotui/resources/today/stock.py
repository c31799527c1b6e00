# SPDX-License-Identifier: MIT
"""What is sold out and what is low, of the products that are here; the host is not asked for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.models.shop import Product
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Column, Query
from flotui.resources.text import Span, Text
from flotui.resources.today.common import Reading, TodayList, bar_of, opening, snapshot
from flotui.store.finding import Sort
from flotui.text.glyphs import glyph

if TYPE_CHECKING:
    from flotui.repositories.rows import Rows
    from flotui.workspace import Workspace

LOW = 5
"""A stock of so many or fewer is low."""
_SHOWN = 60
"""How many of them are looked at, the fewest left first."""
_BY = Sort("total_qty", unless="track_stock")


def _read(workspace: Workspace, query: Query) -> Reading[Product]:
    async def reading() -> Reading[Product]:
        with workspace.reader.only_here():
            found: list[Snapshot[Rows[Product]]] = [each async for each in workspace.shop.products()]
        for each in found:
            rows = await each.value.ordered(_BY)
            looked = await rows.first(_SHOWN)
            yield snapshot(each, [row for row in looked if is_low(row)], lambda row: row.row_id)

    return reading()


def is_low(product: Product) -> bool:
    """Whether few or none are left of what is for sale and counted."""
    left = product.total_qty
    return (
        product.status != "inactive" and product.track_stock is not False and left is not None and left <= LOW
    )


def _left(row: Product) -> Text:
    left = row.total_qty or 0
    if left <= 0:
        return (Span(f"{glyph('failed')} sold out", "danger"),)
    return (Span(f"{glyph('attention')} {left} left", "warn"),)


def _sums(rows: Sequence[Product]) -> str:
    if not rows:
        return ""
    out = sum((row.total_qty or 0) <= 0 for row in rows)
    more = " or more" if len(rows) == _SHOWN else ""
    return f"{out} sold out · {len(rows) - out}{more} low"


STOCK: TodayList[Product] = TodayList(
    id="today-stock",
    title="Stock",
    singular="product",
    read=_read,
    columns=(
        Column("name", "", lambda row: row.title, width=14, flex=1),
        Column("bar", "", lambda row: bar_of(row.total_qty or 0, LOW), width=11, priority=1),
        Column("left", "", _left, width=10, align="right"),
    ),
    label=lambda row: row.title,
    opens="today-stock.open",
    actions=(opening("stock", "products", lambda row: row.row_id),),
    sums=_sums,
    made_of=frozenset({"product", "variant"}),
    empty="No product's stock is low in total.",
    operations=("Products",),
    asks=False,
    acts_as="products",
)
