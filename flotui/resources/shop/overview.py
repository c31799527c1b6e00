"""The shop at a glance: what runs low, and today's orders. From what is here; r asks the host."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from flotui.api.errors import FlochatError
from flotui.api.models.shop import Order, Product
from flotui.repositories.rows import ListRows, Rows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Column, Context, Query, Resource, RowSource
from flotui.resources.copying import copy_action
from flotui.resources.shop.words import LOW, money, order_status, price_range, product_stock
from flotui.resources.text import Span, Text

if TYPE_CHECKING:
    from flotui.workspace import Workspace


class Note(NamedTuple):
    """One thing to look at."""

    what: str
    """`order` or `low stock`."""
    row: Any
    """The order or the product."""
    resource: str
    """Where it is shown."""
    row_id: str

    @property
    def key(self) -> str:
        """Its id among the notes."""
        return f"{self.resource} {self.row_id}"

    @property
    def title(self) -> str:
        """What to call it."""
        return str(self.row.title)


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Note]]]:
    async def reading() -> AsyncIterator[Snapshot[Any]]:
        orders, products = (
            workspace.shop.orders(force=query.force),
            workspace.shop.products(force=query.force),
        )
        today, one = await _known(orders, query.force)
        low, other = await _known(products, query.force)
        notes = [Note("order", row, "orders", row.row_id) for row in today if _is_of(row, datetime.now())] + [
            Note("low stock", row, "products", row.row_id) for row in _low(low)
        ]
        times = [each.fetched_at for each in (one, other) if each.fetched_at is not None]
        at = min(times) if len(times) == 2 else None
        error: FlochatError | None = one.error or other.error
        stale = one.stale or other.stale
        yield Snapshot(ListRows(notes, lambda note: note.key, at), at, one.source, stale, error)

    return reading()


async def _known(reading: AsyncIterator[Snapshot[Rows[Any]]], force: bool) -> tuple[list[Any], Snapshot[Any]]:
    """The rows that are here; the host is asked only when there are none yet, or when the person says so."""
    found: Snapshot[Any] | None = None
    async for found in reading:
        if found.source == "cache" and not force and found.value.known:
            break
    assert found is not None
    return await found.value.all(), found


def _is_of(order: Order, day: datetime) -> bool:
    return order.created_at.startswith(f"{day:%Y-%m-%d}")


def _low(products: list[Product]) -> list[Product]:
    """The products of which few are left, the fewest first; those whose stock is not counted are left out."""
    found = [
        row
        for row in products
        if row.total_qty is not None
        and row.total_qty <= LOW
        and row.track_stock is not False
        and row.status != "inactive"
    ]
    return sorted(found, key=lambda row: row.total_qty or 0)


def _what(note: Note) -> Text:
    return (Span(note.what, "accent" if note.what == "order" else "warn"),)


def _figure(note: Note) -> Text:
    if isinstance(note.row, Order):
        return money(note.row.amount, note.row.currency)
    return product_stock(note.row)


def _about(note: Note) -> Text:
    if isinstance(note.row, Order):
        return order_status(note.row)
    return price_range(note.row)


def _when(note: Note) -> Text:
    return note.row.created_at[11:16] if isinstance(note.row, Order) else ""


async def _open(context: Context) -> None:
    note: Note = context.row
    context.ask.go(note.resource, Query(), note.row_id)


async def _count(context: Context) -> None:
    workspace = context.workspace
    orders, seen = await _known(workspace.shop.orders(), False)
    today = [row for row in orders if _is_of(row, datetime.now())]
    paid = sum(1 for row in today if row.status not in ("cancelled", "refunded"))
    low, _ = await _known(workspace.shop.products(), False)
    of = "" if seen.value.total in (None, len(orders)) else f" among the newest {len(orders)}"
    context.ask.say(
        f"{len(today)} orders today{of}, {paid} of them standing; {len(_low(low))} products run low."
    )


OVERVIEW: Resource[Note] = Resource(
    id="shop",
    title="Overview",
    singular="note",
    area="shop",
    aliases=("overview", "low-stock"),
    read=_read,
    columns=(
        Column("what", "What", _what, width=10),
        Column("title", "Which", lambda note: note.title, width=16, flex=2),
        Column("figure", "Left · total", _figure, width=18, align="right"),
        Column("about", "Price · status", _about, width=17, align="right", priority=1),
        Column("when", "At", _when, width=6, align="right", priority=2),
    ),
    row_id=lambda note: note.key,
    label=lambda note: note.title,
    searched=lambda note: f"{note.what} {note.title}",
    opens="shop.open",
    actions=(
        Action("shop.open", "Open it", "o", _open, hint="open"),
        Action("shop.count", "Count", "c", _count, hint="count", needs="nothing"),
        copy_action("shop", lambda context: [("id", context.row.row_id), ("name", context.row.title)]),
    ),
    empty=f"No orders today, and no product with {LOW} or fewer left. r asks the host again.",
    scope="Manage Flow",
    operations=("Orders", "Products"),
)
