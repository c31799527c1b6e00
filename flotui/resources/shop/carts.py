# SPDX-License-Identifier: MIT
"""Carts: what a subscriber has put aside, seen from the subscriber or from the shop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.catalogue import Risk
from flotui.api.errors import Malformed
from flotui.api.models.shop import Cart, Item
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.edit import RowEdits
from flotui.repositories.rows import ListRows
from flotui.repositories.shop_edits import cart_paid, empty_cart, put_in_cart
from flotui.repositories.snapshot import Snapshot
from flotui.resources.acting import carry_out, confirmed
from flotui.resources.ask import Confirm, Field, Form, answered, bound
from flotui.resources.base import Action, Context, Query, Resource, RowSource
from flotui.resources.copying import copy_action
from flotui.resources.inplace import edit_in_place
from flotui.resources.keys import key_of, undo_key
from flotui.resources.people import choose_person, show
from flotui.resources.person import recipient
from flotui.resources.reading import ANY_AGE, copied, last
from flotui.resources.shop.choosing import choose_variant, person_of, to_cart, to_orders, told_apart
from flotui.resources.shop.items import ask_count, item_id, open_item, with_count
from flotui.resources.shop.orders import payment_fields
from flotui.resources.shop.words import money_text
from flotui.resources.telling import done
from flotui.resources.text import Span, Text, plain
from flotui.text.fold import fold
from flotui.text.plural import count, counted
from flotui.workspace.comparing import NothingToDo

if TYPE_CHECKING:
    from flotui.workspace import Workspace


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Item]]]:
    owner = query.owner
    user_ns = owner.user_ns if isinstance(owner, Subscriber) else query.arguments.get("user_ns", "")

    async def reading() -> AsyncIterator[Snapshot[RowSource[Item]]]:
        if not user_ns:
            yield Snapshot(ListRows([], item_id), None, "cache")
            return
        async for found in workspace.shop.cart(user_ns, force=query.force):
            items = found.value.items if found.value is not None else ()
            # The host has a line whose quantity is changed come last: here it stays where it is.
            rows = ListRows(
                sorted(items, key=lambda each: (fold(each.title), each.variant)), item_id, found.fetched_at
            )
            yield Snapshot(rows, found.fetched_at, found.source, found.stale, found.error)

    return reading()


async def _shown(context: Context[Item], person: Subscriber, *rows: Item) -> Cart:
    """The cart as the screen shows it, for an edit to be compared with the host's.

    Args:
        context: the open bot.
        person: whose cart.
        rows: the lines that the edit is about.
    """
    cart = await last(context.workspace.shop.cart(person.user_ns, ttl=ANY_AGE)) or Cart()
    items = {each.variant: each.raw for each in (*cart.items, *rows)}
    return Cart.read({**cart.raw, "items": list(items.values())})


async def _now(context: Context[Item], person: Subscriber) -> tuple[Cart, str]:
    """The cart as the host has it now, for a question that tells what is in it; and what is said where it is a copy."""
    found, copy = await copied(context.workspace.shop.cart(person.user_ns, force=True))
    if found is None:
        raise Malformed(f"{person.title} has no cart on the host.")
    return found, copy


async def _put(context: Context[Item], person: Subscriber, cart: Cart, item: Item, count: int) -> None:
    """Have so many of an item in a cart that the person has seen, and say so."""
    held = cart.item(item.variant)
    if (held.count if held else 0) == count:
        raise NothingToDo(
            f"No change: {count} × {item.title} {'is' if count == 1 else 'are'} in the cart already."
        )
    edits = put_in_cart(person, cart, item.variant, item.title, count)
    sentence = f"{count} × {item.title} in" if count else f"{item.title} removed from"
    sentence = f"{sentence} the cart of {person.title}. {undo_key()} undoes it."
    if held is not None and held.count and count:
        sentence = f"{sentence} {key_of('app.refresh')} reads what it costs now."
    await carry_out(context, [RowEdits(item.title, edits)], sentence)


async def _add(context: Context[Item]) -> None:
    person = await person_of(context)
    found = await choose_variant(context, f"Which item for the cart of {person.title}?")
    assert found is not None
    product, variant = found
    item = Item(id=variant.row_id, name=product.title, desc=variant.options)
    cart = await _shown(context, person)
    held = cart.item(variant.row_id)

    async def take(count: int) -> None:
        await _put(context, person, cart, item, count)

    count = str(held.count + 1 if held else 1)
    there = f"{held.count} in the cart now" if held else ""
    about = " · ".join(filter(None, (told_apart(variant), there)))
    await ask_count(context, item.title, count, take, about=about, verb="Save" if held else "Add")


async def _save_count(context: Context[Item], row: Item, values: Mapping[str, str]) -> None:
    person = await person_of(context)
    await _put(context, person, await _shown(context, person, row), row, int(values["count"]))


async def _remove(context: Context[Item]) -> None:
    person = await person_of(context)
    items = context.rows
    cart = await _shown(context, person, *items)
    what = items[0].title if len(items) == 1 else f"{len(items)} items"
    rows = [RowEdits(item.title, put_in_cart(person, cart, item.variant, item.title, 0)) for item in items]
    sentence = f"{what} removed from the cart of {person.title}. {undo_key()} undoes it."
    work = partial(carry_out, context, rows, sentence)
    await confirmed(context, f"Remove {what} from the cart of {person.title}", rows, work, verb="Remove")


async def _empty(context: Context[Item]) -> None:
    person = await person_of(context)
    cart = await _shown(context, person)
    edits = empty_cart(person, cart)
    if not edits:
        raise NothingToDo(f"No change: the cart of {person.title} is empty already.")
    rows = [RowEdits(f"The cart of {person.title}", edits)]
    work = partial(carry_out, context, rows, f"The cart of {person.title} is empty. {undo_key()} undoes it.")
    await confirmed(context, f"Empty the cart of {person.title}", rows, work, verb="Empty")


async def _paid(context: Context[Item]) -> None:
    person = await person_of(context)
    cart, copy = await _now(context, person)
    if not cart.items:
        raise Malformed(
            f"The cart of {person.title} is empty.",
            advice=f"Add an item first with {key_of('cart.add')}.",
        )
    lines: list[Text] = [f"{item.count} × {item.title}" for item in cart.items[:8]]
    if len(cart.items) > 8:
        lines.append(f"and {counted(len(cart.items) - 8, 'more line')}")
    currency = next((item.currency for item in cart.items if item.currency), "")
    lines.append((Span("together ", "dim"), Span(money_text(cart.total_price, currency), "strong")))
    doubt: tuple[Text, ...] = ((Span(copy, "warn"),),) if copy else ()

    async def submit(answer: dict[str, str]) -> None:
        async def send(_: object) -> None:
            await context.workspace.apply(cart_paid(person, answer))

        question: tuple[Text, ...] = (
            recipient(person, "of"),
            *lines,
            *doubt,
            *answered(fields, answer),
            (Span("This creates a paid order, and the bot notifies the subscriber.", "warn"),),
        )
        await context.ask.confirm(Confirm("Mark the cart as paid", question, verb="Mark paid"), send)
        done(context, f"The cart of {person.title} is paid: {plain(lines[-1])}.")

    fields = [
        Field("name", "Name", value=person.title),
        Field("phone", "Phone", value=person.phone),
        Field("email", "E-mail", value=person.email),
        *payment_fields(),
    ]
    form = Form(
        f"Cart of {person.title}: shipping and payment",
        bound("flowBotUserCartPaid", fields),
        verb="Mark paid…",
        intro=(*lines, *doubt),
    )
    await context.ask.form(form, submit)


async def _whose(context: Context[Item]) -> None:
    to_cart(context, await choose_person(context, "Whose cart?"))


async def _subscriber(context: Context[Item]) -> None:
    person = await person_of(context)
    await show(context.ask, context.workspace, person.user_ns, person.title)


async def _orders(context: Context[Item]) -> None:
    to_orders(context, await person_of(context))


ADD = Action(
    "cart.add",
    "Add an item",
    "n",
    _add,
    hint="add",
    risk=Risk.WRITE,
    needs="nothing",
    operations=("flowBotUserAddToCart", "flowBotUserRemoveFromCart", "Products"),
)
QUANTITY = edit_in_place(
    "cart",
    "Change the quantity",
    hint="quantity",
    operations=("flowBotUserAddToCart", "flowBotUserRemoveFromCart"),
)
REMOVE = Action(
    "cart.remove",
    "Remove it",
    "d,delete",
    _remove,
    hint="remove",
    risk=Risk.WRITE,
    needs="some",
    operations=("flowBotUserRemoveFromCart",),
)
EMPTY = Action(
    "cart.empty",
    "Empty the cart",
    "X",
    _empty,
    hint="empty",
    risk=Risk.WRITE,
    needs="nothing",
    operations=("flowBotUserEmptyCart", "flowBotUserRemoveFromCart"),
)
PAID = Action(
    "cart.paid",
    "Mark the cart as paid",
    "p",
    _paid,
    hint="mark paid",
    risk=Risk.SEND,
    needs="nothing",
    operations=("flowBotUserCartPaid",),
)
_COPY: Action[Item] = copy_action(
    "cart",
    lambda context: [
        ("name", context.row.title),
        ("variant's id", context.row.variant),
        ("price", context.row.price),
    ],
)

SUBSCRIBER_CART: Resource[Item] = Resource(
    id="subscriber-cart",
    title="Cart",
    singular="item",
    read=_read,
    columns=with_count(_save_count),
    row_id=item_id,
    label=lambda row: row.title,
    searched=lambda row: row.title,
    opens="items.product",
    actions=(ADD, QUANTITY, REMOVE, EMPTY, PAID, open_item, _COPY),
    empty="The cart is empty. Press {cart.add} to add an item.",
    operations=("flowBotUserCart",),
)

CARTS: Resource[Item] = replace(
    SUBSCRIBER_CART,
    id="carts",
    title="Carts",
    aliases=("cart",),
    sums=lambda items: count(len(items)) if items else "",
    actions=(
        Action("carts.whose", "Choose whose cart", "w", _whose, hint="whose", needs="nothing"),
        ADD,
        QUANTITY,
        REMOVE,
        EMPTY,
        PAID,
        open_item,
        Action(
            "carts.subscriber",
            "Go to the subscriber",
            "b",
            _subscriber,
            hint="subscriber",
            needs="nothing",
            leads=True,
            asks=False,
        ),
        Action(
            "carts.orders",
            "Show their orders",
            "v",
            _orders,
            hint="orders",
            needs="nothing",
            leads=True,
            asks=False,
        ),
        _COPY,
    ),
    empty="A cart has what a subscriber wants to buy and hasn't ordered yet.\n"
    "The API doesn't say who has one. Press {carts.whose} to choose whose to show.",
    empty_of="The cart of {} is empty. Press {cart.add} to add an item, {carts.whose} for another cart.",
)
