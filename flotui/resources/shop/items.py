# SPDX-License-Identifier: MIT
"""Items of a cart or an order: their columns, and how they are chosen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from flotui.api.argument import Argument
from flotui.api.models.shop import Item
from flotui.resources.ask import Cancelled, Field, Form
from flotui.resources.base import Action, Column, Context, InPlace
from flotui.resources.shop.choosing import choose_variant, to_product, told_apart
from flotui.resources.shop.words import money
from flotui.resources.text import Span, Text, dim
from flotui.text.plural import count, counted

COUNT = Argument("flowBotUserAddToCart", "qty")
"""How many of a variant a cart or an order has."""


def item_id(item: Item) -> str:
    """The id of an item: its variant's."""
    return item.variant or item.row_id


def chosen(items: Sequence[Item]) -> str:
    """An order that is being put together, as escape asks about it; empty where nothing is chosen yet.

    Args:
        items: what is in it.
    """
    number = sum(item.count for item in items)
    return f"the order with {counted(number, 'item')}" if items else ""


def item_line(item: Item) -> Text:
    """An item in a question: how many, of what, at which price."""
    return (Span(f"{item.count} × {item.title}"), Span(f"  {item.price}" if item.price else "", "dim"))


async def choose_items(context: Context[object], title: str) -> list[Item]:
    """Have several variants chosen, and how many of each. Leaving the question of how many leads back to the choice.

    Raises:
        Cancelled: when the choice was left.
    """
    items: dict[str, Item] = {}
    while True:
        number = sum(item.count for item in items.values())
        done = f"Done ({number} in {counted(len(items), 'line')})" if items else ""
        loses = chosen(list(items.values()))
        found = await choose_variant(context, f"{title}: which item?", done=done, loses=loses)
        if found is None:
            return list(items.values())
        product, variant = found
        label = f"{product.title} ({variant.options})" if variant.options else product.title
        try:
            number = await ask_count(context, label, about=told_apart(variant))
        except Cancelled:
            continue
        items[variant.row_id] = Item(
            id=variant.row_id,
            product_id=product.row_id,
            name=product.title,
            desc=variant.options,
            num=number,
            price=variant.price,
        )


async def ask_count(
    context: Context[object],
    label: str,
    value: str = "1",
    take: Callable[[int], Awaitable[None]] | None = None,
    *,
    about: str,
    verb: str = "Add",
) -> int:
    """Ask how many of something.

    Args:
        context: how to ask.
        label: what it is.
        value: what is there at first.
        take: carries it out while the question stays open; None where that comes later.
        about: what tells it from others that are called alike.
        verb: what confirms it: `Save` where there are some already.

    Raises:
        Cancelled: when it was left.
    """

    async def submit(answer: dict[str, str]) -> None:
        assert take is not None
        await take(int(answer["count"]))

    field = Field("count", "How many", "integer", value, required=True, of=COUNT)
    form = Form(label, (field,), verb=verb, intro=(dim(about),))
    answer = await context.ask.form(form, None if take is None else submit)
    return int(answer["count"])


async def open_product(context: Context[Item]) -> None:
    """Go to the product of an item."""
    row = context.row
    to_product(context, row.product_id, row.name)


open_item = Action("items.product", "Open the product", "o", open_product, hint="product", asks=False)

ITEM_COLUMNS: tuple[Column[Item], ...] = (
    Column("name", "Item", lambda row: row.title, width=16, flex=1),
    Column("count", "Qty", lambda row: count(row.count), width=4, align="right"),
    Column("price", "Price", lambda row: money(row.price), width=10, align="right", priority=1),
    Column("subtotal", "Subtotal", lambda row: money(row.subtotal, row.currency), width=14, align="right"),
)
"""The columns of the items of a cart or an order."""


def with_count(
    save: Callable[[Context[Item], Item, Mapping[str, str]], Awaitable[None]],
) -> tuple[Column[Item], ...]:
    """The columns of items, the quantity edited in place."""
    edit = InPlace("count", lambda row: str(row.count), save, COUNT)
    return tuple(
        Column(each.id, each.title, each.text, each.width, each.flex, each.align, each.priority, edit=edit)
        if each.id == "count"
        else each
        for each in ITEM_COLUMNS
    )
