# SPDX-License-Identifier: MIT
"""What runs low in the shop: variants that were looked at, else a product's total."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from flotui.api.models.shop import Product, Variant
from flotui.repositories import shop
from flotui.repositories.rows import ListRows, NotRead
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Column, Context, Query, Resource, RowSource
from flotui.resources.copying import copy_action
from flotui.resources.crud.cells import not_own
from flotui.resources.inplace import edit_in_place
from flotui.resources.keys import key_of
from flotui.resources.shop import variants
from flotui.resources.shop.look import known
from flotui.resources.shop.words import LOW, money, price_range, product_stock, stock
from flotui.resources.text import Span, Text, Tone, dim
from flotui.text.amounts import count
from flotui.text.moments import ago
from flotui.text.pictures import gauge
from flotui.workspace.sight import having_seen

if TYPE_CHECKING:
    from flotui.workspace import Workspace


_NAME = 24
"""The cells of a product's name that say more than how many variants it has, and when they were read."""


class Low(NamedTuple):
    """A product or a variant of which few are left."""

    product: Product
    variant: Variant | None
    """What runs low, where it is known: one of the product's variants, or its only one."""
    alone: bool
    """Whether the variant stands for itself, as one of several that were read."""
    left: int
    figure: Text
    """How many are left, in words."""
    price: Text
    at: str = ""
    """How old a variant's stock is."""

    @property
    def variant_id(self) -> str:
        """The id of a variant that stands for itself; empty for a product."""
        return self.variant.row_id if self.variant is not None and self.alone else ""

    @property
    def key(self) -> str:
        """The id of its row in the list."""
        return f"{self.product.row_id} {self.variant_id}".rstrip()

    @property
    def detail(self) -> str:
        """Which variant, or how many there are."""
        if self.variant is not None and self.alone:
            return self.variant.options
        number = self.product.num_of_variants or len(self.product.variants)
        return f"{number} variants" if number > 1 else ""


class _LowRows(ListRows[Low]):
    """What runs low, and of how many products."""

    def __init__(self, rows: Sequence[Low], products: int, at: float | None) -> None:
        super().__init__(rows, lambda row: row.key, at)
        self.products = products


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Low]]]:
    async def reading() -> AsyncIterator[Snapshot[RowSource[Low]]]:
        products, found = await known(workspace.shop.products(force=query.force), query.force)
        low = running_low(products, await workspace.shop.low_variants(LOW))
        at = found.fetched_at
        rows: RowSource[Low] = _LowRows(low, len(products), at) if found.value.known else NotRead()
        yield Snapshot(rows, at, found.source, found.stale, found.error)

    return reading()


def running_low(products: Sequence[Product], low: Sequence[tuple[Variant, float]]) -> list[Low]:
    """What few are left of, the fewest first.

    Args:
        products: the products that are here.
        low: the variants that were looked at and of which few are left, each with when it was read.
    """
    active = {
        row.row_id: row for row in products if row.status != "inactive" and row.track_stock is not False
    }
    found: list[Low] = []
    by_variant: set[str] = set()
    for variant, at in low:
        product = active.get(variant.product_id)
        if product is not None:
            by_variant.add(product.row_id)
            several = (product.num_of_variants or len(product.variants)) > 1 or bool(variant.options)
            found.append(
                Low(
                    product,
                    variant,
                    several,
                    variant.count or 0,
                    stock(variant),
                    money(variant.price),
                    ago(at),
                )
            )
    for product in active.values():
        left = product.total_qty
        if left is not None and left <= LOW and product.row_id not in by_variant:
            only = variants.only_of(product) if len(product.variants) == 1 else None
            found.append(Low(product, only, False, left, product_stock(product), price_range(product)))
    return sorted(found, key=lambda each: each.left)


def _sums(rows: Sequence[Low]) -> str:
    if not rows:
        return ""  # a variant that wasn't read may be low
    gone = sum(row.left <= 0 for row in rows)
    return " · ".join(
        filter(None, (f"{count(gone)} sold out" if gone else "", f"{count(len(rows) - gone)} low"))
    )


def _bar(row: Low) -> Text:
    tone: Tone = "danger" if row.left <= 0 else "warn"
    return (Span(gauge(max(0, row.left), LOW, 8), tone),)


def _several(row: Low) -> str:
    number = row.product.num_of_variants or len(row.product.variants)
    return count(number) if number else ""


async def _save_stock(context: Context[Low], row: Low, values: Mapping[str, str]) -> None:
    assert row.variant is not None
    current = await variants.now(context, row.variant, row.product.row_id)
    shown = _stock_now(row)
    seen = await not_own(context, current.row_id, {"qty": (shown, current.qty)} if shown else {})
    with having_seen(seen):
        await variants.save_values(context, current, row.product.title, values)


def _not_restocked(row: Low) -> str | None:
    if row.variant is not None:
        return None
    return f"{row.product.title} has several variants: {key_of('shop.variants')} reads their stock, enter opens them."


def _stock_now(row: Low) -> str:
    if row.variant is not None and row.variant.qty:
        return row.variant.qty
    return "" if row.product.total_qty is None else str(row.product.total_qty)


async def _open(context: Context[Low]) -> None:
    row = context.row
    context.ask.go("products", Query(), row.product.row_id, "variants" if row.variant_id else "")


STOCK: Resource[Low] = Resource(
    id="shop-stock",
    title="Stock",
    singular="product",
    read=_read,
    columns=(
        Column("title", "Product", lambda row: row.product.title, width=14, flex=2),
        Column("detail", "Variant", lambda row: dim(row.detail), width=10, flex=1, priority=1),
        Column(
            "figure",
            "Left",
            lambda row: row.figure,
            width=14,
            align="right",
            edit=variants.in_place("qty", _save_stock, _stock_now, _not_restocked),
        ),
        Column("bar", "", _bar, width=10),
        Column("price", "Price", lambda row: row.price, width=13, align="right", priority=2),
        Column(
            "variants",
            "Var.",
            lambda row: dim(_several(row)),
            width=4,
            align="right",
            priority=3,
            yields=_NAME,
        ),
        Column("when", "Read", lambda row: dim(row.at), width=11, align="right", priority=4, yields=_NAME),
    ),
    row_id=lambda row: row.key,
    label=lambda row: row.product.title,
    searched=lambda row: f"{row.product.title} {row.detail}",
    opens="shop-stock.open",
    actions=(
        Action("shop-stock.open", "Open the product", "o", _open, hint="open", leads=True, asks=False),
        edit_in_place(
            "shop-stock",
            "Change the stock",
            hint="stock",
            operations=("UpdateProductVariant", "ProductVariantInfo"),
        ),
        copy_action(
            "shop-stock",
            lambda context: [("id", context.row.product.row_id), ("name", context.row.product.title)],
        ),
    ),
    empty=f"Nothing read so far is low ({LOW} or fewer). {{shop.variants}} reads every variant's stock.",
    sums=_sums,
    made_of=frozenset({shop.PRODUCT.name, shop.VARIANT.name}),
    operations=("Products",),
)
