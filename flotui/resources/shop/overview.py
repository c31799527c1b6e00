# SPDX-License-Identifier: MIT
"""The shop at a glance: today's orders, and what runs low. From what is here; r asks the host."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from flotui.api.catalogue import Risk
from flotui.api.errors import FlochatError
from flotui.api.models.shop import Order, Product, Variant, decimal
from flotui.repositories import shop
from flotui.repositories.rows import ListRows, NotRead, Rows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Column, Context, Query, Resource, RowSource, later
from flotui.resources.copying import copy_action
from flotui.resources.inplace import edit_in_place
from flotui.resources.keys import key_of
from flotui.resources.shop import variants
from flotui.resources.shop.orders import change_status
from flotui.resources.shop.words import (
    LOW,
    money,
    money_text,
    order_status,
    price_range,
    product_stock,
    stock,
)
from flotui.resources.text import Span, Text, dim
from flotui.text.dates import age
from flotui.text.plural import count, counted

if TYPE_CHECKING:
    from flotui.workspace import Workspace

ORDER, LOW_STOCK, NOT_READ = "order", "low stock", "not read"
_PAGES = 20
"""How many pages of orders are read for one day: of 100 each."""
_VOID = ("cancelled", "refunded")
"""The statuses of orders that nobody pays."""


class Note(NamedTuple):
    """One thing to look at."""

    what: str
    """`order`, `low stock`, or `not read`."""
    resource: str
    """Where it is shown."""
    row_id: str
    """Its id there: the order's or the product's."""
    title: str
    """What to call it."""
    detail: str
    """Who ordered, or which variant."""
    figure: Text
    """What is left, or what it comes to."""
    about: Text
    """Its status, or its price."""
    at: str
    """When it was ordered; how old a variant's stock is."""
    thing: Order | Product | None
    """The order, or the product; None for what isn't read."""
    variant: Variant | None = None
    """What runs low, where it is known: one of the product's variants, or its only one."""

    @property
    def variant_id(self) -> str:
        """The id of a variant that stands for itself; empty for a product."""
        return self.variant.row_id if self.variant is not None and self.detail else ""

    @property
    def order(self) -> Order | None:
        """The order, where it is one."""
        return self.thing if isinstance(self.thing, Order) else None

    @property
    def key(self) -> str:
        """Its id among the notes."""
        return f"{self.resource} {self.row_id} {self.variant_id}".rstrip()


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Note]]]:
    async def reading() -> AsyncIterator[Snapshot[RowSource[Note]]]:
        today = workspace.zone.today()
        orders, one = await known(workspace.shop.orders(force=query.force), query.force)
        stopped: FlochatError | None = None
        if query.force and one.error is None:
            try:
                await _back_to(one.value, today)
            except FlochatError as failure:
                stopped = failure
            orders = await one.value.all()
        products, other = await known(workspace.shop.products(force=query.force), query.force)
        low = await workspace.shop.low_variants(LOW)
        missing = _not_read(orders, one.value, today)
        notes = [*missing, *_of_today(orders, today), *_running_low(products, low)]
        times = [each.fetched_at for each in (one, other) if each.fetched_at is not None]
        at = min(times) if len(times) == 2 else None
        error: FlochatError | None = one.error or stopped or other.error
        rows = ListRows(notes, lambda note: note.key, at) if at is not None or notes else NotRead()
        yield Snapshot(rows, at, one.source, one.stale or other.stale, error)

    return reading()


async def _back_to(rows: Rows[Any], day: date) -> None:
    """Read on until the orders go back to before a day: the host sends the newest first.

    Raises:
        FlochatError: when the host can't be had.
    """
    for _ in range(_PAGES):
        if not _may_be_more(await rows.all(), rows, day):
            return
        before = rows.count
        await rows.more()
        if rows.count == before:
            return


def _may_be_more(orders: Sequence[Order], rows: Rows[Any], day: date) -> bool:
    """Whether the host may have orders of a day that aren't loaded."""
    return rows.more_to_come and all(order.created_at[:10] >= day.isoformat() for order in orders)


def _not_read(orders: Sequence[Order], rows: Rows[Any], day: date) -> list[Note]:
    """A line for the orders of today that may not be loaded; none where all of them are."""
    if not orders or not _may_be_more(orders, rows, day):
        return []
    more = "" if rows.total is None else f"{count(rows.total - len(orders))} older ones on the host"
    says = "More orders of today may not be loaded"
    return [
        Note(
            NOT_READ,
            "orders",
            "",
            says,
            more,
            dim("not tracked"),
            dim(f"{key_of('app.refresh')} reads them"),
            "",
            None,
        )
    ]


async def known(reading: AsyncIterator[Snapshot[Rows[Any]]], force: bool) -> tuple[list[Any], Snapshot[Any]]:
    """The rows that are here; the host is asked only when there are none yet, or when the person says so.

    Args:
        reading: a read of them.
        force: whether the person says so.
    """
    found: Snapshot[Any] | None = None
    async for found in reading:
        if found.source == "cache" and not force and found.value.known:
            break
    assert found is not None
    return await found.value.all(), found


def _of_today(orders: Sequence[Order], day: date) -> list[Note]:
    return [
        Note(
            ORDER,
            "orders",
            row.row_id,
            row.row_id,
            row.who(),
            money(row.amount, row.currency),
            order_status(row),
            row.created_at[11:16],
            row,
        )
        for row in orders
        if row.created_at.startswith(day.isoformat())
    ]


def _running_low(products: Sequence[Product], low: Sequence[tuple[Variant, float]]) -> list[Note]:
    """What few are left of, the fewest first: variants that were looked at, else a product's total."""
    active = {
        row.row_id: row for row in products if row.status != "inactive" and row.track_stock is not False
    }
    found: list[tuple[int, Note]] = []
    by_variant: set[str] = set()
    for variant, at in low:
        product = active.get(variant.product_id)
        if product is not None:
            by_variant.add(product.row_id)
            found.append((variant.count or 0, _variant_note(product, variant, at)))
    for product in active.values():
        left = product.total_qty
        if left is not None and left <= LOW and product.row_id not in by_variant:
            found.append((left, _product_note(product)))
    return [note for _, note in sorted(found, key=lambda each: each[0])]


def _variant_note(product: Product, variant: Variant, at: float) -> Note:
    return Note(
        LOW_STOCK,
        "products",
        product.row_id,
        product.title,
        variant.options,
        stock(variant),
        money(variant.price),
        f"{old} ago" if (old := age(at)) != "now" else "now",
        product,
        variant,
    )


def _product_note(product: Product) -> Note:
    number = product.num_of_variants or len(product.variants)
    detail = f"all {number} variants" if number > 1 else ""
    return Note(
        LOW_STOCK,
        "products",
        product.row_id,
        product.title,
        detail,
        product_stock(product),
        price_range(product),
        "",
        product,
        product.variants[0] if len(product.variants) == 1 else None,
    )


def _sums(notes: Sequence[Note]) -> str:
    """How many orders, what they come to, and how much runs low: `10 orders today, 98.47 BRL · 12 run low`."""
    orders = [note.order for note in notes if note.order is not None]
    low = sum(note.what == LOW_STOCK for note in notes)
    partly = any(note.what == NOT_READ for note in notes)
    untold = sum(decimal(order.amount) is None and order.status not in _VOID for order in orders)
    totals: dict[str, Decimal] = {}
    for order in orders:
        amount = decimal(order.amount)
        if amount is not None and order.status not in _VOID:
            totals[order.currency] = totals.get(order.currency, Decimal()) + amount
    parts = [f"{'at least ' if partly else ''}{counted(len(orders), 'order')} today"]
    parts += [money_text(f"{amount:f}", currency) for currency, amount in totals.items()]
    if untold:
        parts.append(f"{untold:,} without a total")
    return f"{', '.join(parts)} · {low} low in stock"


async def _save_stock(context: Context[Note], note: Note, values: Mapping[str, str]) -> None:
    assert isinstance(note.thing, Product) and note.variant is not None
    current = await variants.now(context, note.variant, note.row_id)
    await variants.save_values(context, current, note.thing.title, values)


def _not_restocked(note: Note) -> str | None:
    if note.variant is not None:
        return None
    if not isinstance(note.thing, Product):
        return f"An order has no stock: {key_of('shop.status')} changes its status, enter opens it."
    return (
        f"{note.title} has several variants: {key_of('shop.variants')} reads their stock, enter opens them."
    )


def _stock_now(note: Note) -> str:
    variant = note.variant
    if variant is not None and variant.qty:
        return variant.qty
    total = note.thing.total_qty if isinstance(note.thing, Product) else None
    return "" if total is None else str(total)


async def _status(context: Context[Note]) -> None:
    orders = tuple(note.order for note in context.rows if note.order is not None)
    await change_status(Context(context.workspace, context.resource, orders, context.ask))


def _no_order(context: Context[Note]) -> str | None:
    return None if all(note.order for note in context.rows) else "Only an order has a status that can change."


async def _open(context: Context[Note]) -> None:
    note = context.row
    context.ask.go(note.resource, Query(), note.row_id, "variants" if note.variant_id else "")


OVERVIEW: Resource[Note] = Resource(
    id="shop",
    title="Overview",
    singular="note",
    area="shop",
    aliases=("overview", "low-stock"),
    read=_read,
    columns=(
        Column(
            "what",
            "What",
            lambda note: (Span(note.what, "accent" if note.what == ORDER else "warn"),),
            width=9,
        ),
        Column("title", "Which", lambda note: note.title, width=14, flex=2),
        Column("detail", "Who · variant", lambda note: note.detail or dim("–"), width=12, flex=2, priority=1),
        Column(
            "figure",
            "Total · left",
            lambda note: note.figure,
            width=16,
            align="right",
            edit=variants.in_place("qty", _save_stock, _stock_now, _not_restocked),
        ),
        Column("about", "Status · price", lambda note: note.about, width=15, align="right", priority=2),
        Column("when", "At · read", lambda note: dim(note.at), width=10, align="right", priority=3),
    ),
    row_id=lambda note: note.key,
    label=lambda note: note.title,
    searched=lambda note: f"{note.what} {note.title} {note.detail}",
    opens="shop.open",
    actions=(
        Action(
            "shop.open",
            "Open it",
            "o",
            _open,
            hint="open",
            leads=True,
        ),
        edit_in_place(
            "shop",
            "Change the stock",
            hint="stock",
            operations=("UpdateProductVariant", "ProductVariantInfo"),
        ),
        Action(
            "shop.status",
            "Change the order's status",
            "s",
            _status,
            hint="status",
            risk=Risk.WRITE,
            needs="some",
            unless=_no_order,
            operations=("flowBotUserUpdateOrderStatus", "UpdateOrder"),
        ),
        Action(
            "shop.variants",
            "Read the stock of every variant",
            "v",
            later("flotui.resources.shop.stock:read_stock"),
            hint="read variants' stock",
            needs="nothing",
            operations=("ProductVariants",),
        ),
        copy_action("shop", lambda context: [("id", context.row.row_id), ("name", context.row.title)]),
    ),
    empty=f"No orders today, and nothing is low in stock ({LOW} or fewer). {{app.refresh}} asks the host again.",
    sums=_sums,
    made_of=frozenset({shop.ORDER.name, shop.PRODUCT.name, shop.VARIANT.name}),
    scope="Manage Flow",
    operations=("Orders", "Products"),
)
