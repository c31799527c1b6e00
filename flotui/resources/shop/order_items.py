# SPDX-License-Identifier: MIT
"""The items of an order: which there are, and how many of each."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.api.errors import Malformed
from flotui.api.models.shop import Item, Order
from flotui.repositories.rows import ListRows
from flotui.repositories.shop import ORDER
from flotui.repositories.shop_edits import set_items
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Context, Query, Resource, RowSource
from flotui.resources.copying import copy_action
from flotui.resources.crud import current_row
from flotui.resources.inplace import edit_in_place
from flotui.resources.keys import key_of, undo_key
from flotui.resources.reading import fresh
from flotui.resources.shop.choosing import choose_variant, told_apart
from flotui.resources.shop.items import ask_count, item_id, open_item, with_count
from flotui.resources.telling import done
from flotui.workspace.comparing import NothingToDo

if TYPE_CHECKING:
    from flotui.workspace import Workspace


def _read_items(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Item]]]:
    async def reading() -> AsyncIterator[Snapshot[RowSource[Item]]]:
        owner = query.owned_by(Order)
        if "items" in owner.raw and not query.force:
            yield Snapshot(ListRows(owner.items, item_id), time.time(), "cache")
            return
        async for found in workspace.shop.order(owner.row_id, force=True):
            items = found.value.items if found.value is not None else ()
            rows = ListRows(items, item_id, found.fetched_at)
            yield Snapshot(rows, found.fetched_at, found.source, found.stale, found.error)

    return reading()


async def whole_order(context: Context[object], row: Order) -> Order:
    """The order as it is here, with what only its detail tells: items and address.

    Args:
        context: the open bot.
        row: the order as a list has it.

    Raises:
        FlochatError: when the detail isn't here and the host can't be had.
    """
    found = await current_row(context, ORDER, row)
    if "items" in found.raw:
        return found
    whole = await fresh(context.workspace.shop.order(row.row_id, force=True)) or found
    whole.user_ns = whole.user_ns or row.user_ns
    return whole


def _total_key() -> str:
    """How to see what an order costs once its items are others: only the host knows."""
    return f"{key_of('app.refresh')} reads the new total."


async def _shown(context: Context[object], *rows: Item) -> Order:
    """The order with its items as the screen shows them, for an edit to be compared with the host's.

    Args:
        context: the order whose items are open.
        rows: the lines that the edit is about.
    """
    owner = context.owned_by(Order)
    order = owner if "items" in owner.raw else await whole_order(context, owner)
    items = {each.variant: each.raw for each in (*order.items, *rows)}
    return Order.read({**order.raw, "items": list(items.values())})


async def _add_item(context: Context[Item]) -> None:
    order = await _shown(context)
    found = await choose_variant(context, f"{order.title.capitalize()}: which item?")
    assert found is not None
    product, variant = found
    label = f"{product.title} ({variant.options})" if variant.options else product.title
    held = next((each for each in order.items if each.variant == variant.row_id), None)
    rest = [each for each in order.items if each.variant != variant.row_id]

    async def take(count: int) -> None:
        items = [*rest, Item(id=variant.row_id, num=count)]
        await context.workspace.apply(set_items(order, items, f"Change {order.title} to {count} × {label}"))
        done(
            context,
            f"{order.title.capitalize()} has {count} × {label} now. {undo_key()} undoes it. {_total_key()}",
        )

    count = str(held.count if held else 1)
    verb = "Save" if held else "Add"
    await ask_count(context, label, count, take, about=told_apart(variant), verb=verb)


async def _save_count(context: Context[Item], row: Item, values: Mapping[str, str]) -> None:
    count = int(values["count"])
    if count == row.count:
        raise NothingToDo(f"No change: {row.title} has this quantity already. Nothing was sent.")
    order = await _shown(context, row)
    items = [
        Item(id=each.variant, num=count if each.variant == row.variant else each.count)
        for each in order.items
    ]
    await context.workspace.apply(set_items(order, items, f"Change {order.title} to {count} × {row.title}"))
    done(
        context,
        f"{order.title.capitalize()} has {count} × {row.title} now. {undo_key()} undoes it. {_total_key()}",
    )


async def _remove_item(context: Context[Item]) -> None:
    row = context.row
    order = await _shown(context, row)
    rest = [each for each in order.items if each.variant != row.variant]
    if not rest:
        raise Malformed(
            "An order needs at least one item.",
            advice=f"Cancel the order instead: {key_of('orders.status')}, cancelled.",
        )
    await context.workspace.apply(set_items(order, rest, f"Remove {row.title} from {order.title}"))
    done(
        context,
        f"{row.title} removed from {order.title}. {undo_key()} undoes it. {_total_key()}",
    )


ITEMS_TAB: Resource[Item] = Resource(
    id="order-items",
    title="Items",
    singular="item",
    read=_read_items,
    columns=with_count(_save_count),
    row_id=item_id,
    label=lambda row: row.title,
    searched=lambda row: row.title,
    opens="items.product",
    actions=(
        edit_in_place("order-items", "Change the quantity", operations=("UpdateOrder", "OrderGetInfo")),
        Action(
            "order-items.add",
            "Add an item",
            "n",
            _add_item,
            hint="add",
            risk=Risk.WRITE,
            needs="nothing",
            operations=("UpdateOrder", "Products"),
        ),
        Action(
            "order-items.remove",
            "Remove the item",
            "d,delete",
            _remove_item,
            hint="remove",
            risk=Risk.WRITE,
            operations=("UpdateOrder",),
        ),
        open_item,
        copy_action(
            "order-items",
            lambda context: [
                ("name", context.row.title),
                ("variant's id", context.row.variant),
                ("price", context.row.price),
            ],
        ),
    ),
    empty="The host lists no items.",
    operations=("OrderGetInfo",),
)
