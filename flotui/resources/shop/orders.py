# SPDX-License-Identifier: MIT
"""Orders: the list, one order with its items, its way from paid to completed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.catalogue import Risk
from flotui.api.errors import Malformed
from flotui.api.models.shop import Order
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.edit import RowEdits
from flotui.repositories.shop import ORDER, STATUSES
from flotui.repositories.shop_edits import create_order, set_status, update_order
from flotui.resources.acting import carry_out, confirmed
from flotui.resources.ask import Choice, Field, Form, Picker, bound
from flotui.resources.base import (
    Action,
    Column,
    Context,
    DetailLine,
    Query,
    Resource,
    Sort,
    Tab,
)
from flotui.resources.copying import call_offers, copy_action
from flotui.resources.crud import edit
from flotui.resources.format import about_whom, age_column, line, unknown_lines
from flotui.resources.keys import undo_key
from flotui.resources.people import choose_person, person_called, show
from flotui.resources.person import recipient
from flotui.resources.shop.choosing import to_cart, to_orders
from flotui.resources.shop.items import choose_items, chosen, item_line
from flotui.resources.shop.order_items import ITEMS_TAB, whole_order
from flotui.resources.shop.order_reading import find, read
from flotui.resources.shop.words import money, order_status, path_of
from flotui.resources.telling import ids_here, show_new, tell_created
from flotui.resources.text import Span, Text, dim
from flotui.text import moments
from flotui.text.plural import count

if TYPE_CHECKING:
    from flotui.workspace import Workspace

SHIPPING = (
    Field("address", "Address"),
    Field("suburb", "Suburb"),
    Field("state", "State"),
    Field("postcode", "Postcode"),
    Field("country", "Country"),
)
"""Where an order goes."""
_METHODS = [Choice("pickup", "pickup"), Choice("delivery", "delivery")]


def payment_fields(order: Order | None = None) -> list[Field]:
    """The fields of payment, shipping and address, as an order has them."""
    row = order or Order()
    fields = [
        Field("payment_method", "Payment", value=row.payment_method, help="Such as cash, card, pix."),
        Field("shipping_method", "Shipping", "choice", row.shipping_method, choices=_METHODS, free=True),
        Field("reference_no", "Reference", value=row.reference_no),
        Field("tracking_no", "Tracking number", value=row.tracking_no),
    ]
    fields += [Field(each.name, each.title, value=getattr(row, each.name)) for each in SHIPPING]
    return [*fields, Field("note", "Note", "longtext", row.note)]


# -- What can be done -----------------------------------------------------------------------------


def _statuses(orders: Sequence[Order]) -> list[Choice]:
    """The statuses in the order in which an order goes through them, and which way each is from the present one."""
    present = {order.status for order in orders}
    at = STATUSES.index(orders[0].status) if len(present) == 1 and orders[0].status in STATUSES else None

    def note(index: int) -> str:
        if STATUSES[index] in present:
            held = sum(order.status == STATUSES[index] for order in orders)
            return "now" if len(present) == 1 else f"now, {held} of {len(orders)}"
        return "back" if at is not None and index < at else ""

    return [Choice(each, each, note(index)) for index, each in enumerate(STATUSES)]


async def change_status(context: Context[Order]) -> None:
    """Have orders given another status.

    Raises:
        Cancelled: when none was chosen.
        FlochatError: when the host refused one; those before it have it.
    """
    orders = context.rows
    first = orders[0]
    who = first.title if len(orders) == 1 else f"{len(orders)} orders"

    async def submit(choice: Choice) -> None:
        rows = [
            RowEdits(order.title, [set_status(order, choice.id)] if order.status != choice.id else [])
            for order in orders
        ]
        work = partial(carry_out, context, rows, f"{who.capitalize()}: {choice.id}. {undo_key()} undoes it.")
        await confirmed(context, f"Set {_called(rows)} to {choice.id}", rows, work, verb="Set")

    alike = len({order.status for order in orders}) == 1
    now = f" ({first.status or 'no status'})" if alike else ""
    title = f"{who.capitalize()}{now}: to which status?"
    start = first.status if alike else ""
    await context.ask.pick(Picker(title, _statuses(orders), preselect=alike, start=start), submit)


def _called(rows: Sequence[RowEdits]) -> str:
    """What is about to change, for a title: its name, or how many orders; all where none does."""
    changing = [row for row in rows if row.edits] or rows
    return changing[0].title if len(changing) == 1 else f"{count(len(changing))} orders"


async def _create(context: Context[object]) -> None:
    owner = context.owner
    asked = context.query.arguments.get("user_ns", "") if context.query is not None else ""
    if isinstance(owner, Subscriber):
        person = owner
    elif asked:
        person = await person_called(context.workspace, asked)
    else:
        person = await choose_person(context, "An order for whom?")
    items = await choose_items(context, f"Order for {person.title}")

    async def submit(answer: dict[str, str]) -> None:
        before = await ids_here(context, context.workspace.shop.orders)
        entries = await context.workspace.apply(create_order(person.user_ns, person.title, items, answer))
        tell_created(context, f"An order for {person.title} created.", entries)
        await show_new(context, context.workspace.shop.orders, before)

    lines: list[Text] = [recipient(person, "for"), *map(item_line, items)]
    status = Field(
        "status",
        "Status",
        "choice",
        "ordered",
        required=True,
        choices=[Choice(each, each) for each in STATUSES],
    )
    form = Form(
        f"New order for {person.title}",
        bound("flowBotUserCreateOrder", [status, *payment_fields()]),
        verb="Create",
        intro=tuple(lines),
        loses=chosen(items),
    )
    await context.ask.form(form, submit)


async def _buyer(context: Context[Order]) -> None:
    order = await whole_order(context, context.row)
    if not order.user_ns:
        raise Malformed(f"The host doesn't say whose {order.title} is.")
    await show(context.ask, context.workspace, order.user_ns, order.who())


async def _cart(context: Context[Order]) -> None:
    order = await whole_order(context, context.row)
    if not order.user_ns:
        raise Malformed(f"The host doesn't say whose {order.title} is.")
    to_cart(context, await person_called(context.workspace, order.user_ns))


async def _of_whom(context: Context[object]) -> None:
    to_orders(context, await choose_person(context, "Whose orders?"))


def lines_of(workspace: Workspace, row: Order) -> list[DetailLine]:
    """What is known of an order, a line each."""
    shown = [
        line("id", row.row_id),
        DetailLine("status", order_status(row), row.status),
        DetailLine("total", money(row.amount, row.currency), row.amount),
        line("items", "" if row.num_of_items is None else str(row.num_of_items)),
        DetailLine("subscriber", about_whom(row) or dim("–"), row.user_ns),
        line("created", moments.host_detail(row.created_at, zone=workspace.zone) if row.created_at else ""),
        line("changed", moments.host_detail(row.updated_at, zone=workspace.zone) if row.updated_at else ""),
        line("payment", row.payment_method),
        line("shipping", row.shipping_method),
        line("reference", row.reference_no),
        line("tracking number", row.tracking_no),
        line("address", ", ".join(filter(None, (getattr(row, each.name) for each in SHIPPING)))),
        line("note", row.note),
    ]
    return shown + unknown_lines(row, ())


def _offers(context: Context[Order]) -> list[tuple[str, str]]:
    row = context.row
    return [
        ("id", row.row_id),
        ("total", row.amount),
        ("tracking number", row.tracking_no),
        ("subscriber's id", row.user_ns),
        *call_offers(context, ORDER.one_call(row.row_id)),
    ]


def _total(row: Order) -> Text:
    return money(row.amount, row.currency)


def _number(row: Order) -> Text:
    return (Span(row.row_id, "strong"),)


STATUS = Action(
    "orders.status",
    "Change the status",
    "s",
    change_status,
    hint="status",
    risk=Risk.WRITE,
    needs="some",
    operations=("flowBotUserUpdateOrderStatus", "UpdateOrder"),
)
EDIT: Action[Order] = replace(
    edit(
        "orders",
        ORDER,
        lambda _, row: payment_fields(row),
        change=lambda _, row, values: update_order(row, values),
        title="Edit address, payment and numbers",
        heading=lambda _, row: row.title.capitalize(),
        message=lambda _, row, __: f"{row.title.capitalize()} changed.",
        current=whole_order,
    ),
    operations=("UpdateOrder", "OrderGetInfo"),
)
NEW = Action(
    "orders.new",
    "New order",
    "n",
    _create,
    hint="new",
    risk=Risk.WRITE,
    needs="nothing",
    operations=("flowBotUserCreateOrder", "Products"),
)
CART = Action(
    "orders.cart",
    "Show the buyer's cart",
    "c",
    _cart,
    hint="cart",
    operations=("flowBotUserCart",),
    leads=True,
    asks=False,
)
COPY = copy_action("orders", _offers)
_COLUMNS: tuple[Column[Order], ...] = (
    Column("id", "Order", _number, width=8, by=Sort("id")),
    Column("status", "Status", order_status, width=12, by=Sort("status")),
    Column("total", "Total", _total, width=16, align="right", by=Sort("total")),
    age_column("made", "Created", lambda row: row.created_at, by=Sort("created_at")),
)

ORDERS: Resource[Order] = Resource(
    id="orders",
    title="Orders",
    even=True,
    kind=ORDER,
    aliases=("order",),
    read=read,
    columns=(
        _COLUMNS[0],
        Column(
            "user",
            "Subscriber",
            lambda row: row.who() or dim("–"),
            width=12,
            flex=1,
            priority=1,
            by=Sort("user_ns"),
        ),
        *_COLUMNS[1:],
    ),
    more_columns=(Column("way", "Progress", path_of, width=13),),
    row_id=lambda row: row.row_id,
    label=lambda row: row.title,
    tabs=(
        Tab("order", "Order", lines=lines_of, card="flotui.resources.shop.cards:ORDER_CARD"),
        Tab("items", "Items", table=ITEMS_TAB),
    ),
    actions=(
        STATUS,
        EDIT,
        NEW,
        Action(
            "orders.buyer",
            "Go to the subscriber",
            "b",
            _buyer,
            hint="subscriber",
            operations=("OrderGetInfo",),
            leads=True,
            asks=False,
        ),
        CART,
        Action(
            "orders.of",
            "Show a subscriber's orders",
            "w",
            _of_whom,
            needs="nothing",
            operations=("Orders",),
        ),
        COPY,
    ),
    # A row of the list has no items and no address, however young it is.
    inspect=lambda workspace, row, force=False: workspace.shop.order(row.row_id, force=True),
    search=find,
    searched=lambda row: f"{row.row_id} {row.status} {row.user_ns}",
    hint="an order's number; words narrow the loaded ones",
    empty="No orders. Press {orders.new} to create one.",
    operations=("Orders", "OrderGetInfo"),
)


async def _open_order(context: Context[Order]) -> None:
    order = context.row
    person = context.owned_by(Subscriber)
    asked = Query(arguments={"user_ns": person.user_ns}, summary=person.title)
    context.ask.go("orders", asked, order.row_id)


SUBSCRIBER_ORDERS: Resource[Order] = Resource(
    id="subscriber-orders",
    title="Orders",
    singular="order",
    read=read,
    columns=_COLUMNS,
    row_id=lambda row: row.row_id,
    label=lambda row: row.title,
    opens="subscriber-orders.open",
    actions=(
        Action("subscriber-orders.open", "Open the order", "o", _open_order, hint="open", asks=False),
        STATUS,
        EDIT,
        NEW,
        COPY,
    ),
    searched=lambda row: f"{row.row_id} {row.status}",
    empty="No orders. Press {orders.new} to create one.",
    operations=("Orders",),
)
