# SPDX-License-Identifier: MIT
"""Orders and carts."""

from __future__ import annotations

from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Refusal, Row, data, equal, invalid, ok, page_of, shown
from flotui.sandbox.seed.goods import CURRENCY, STATUSES
from flotui.sandbox.shop import ORDER_COLUMNS
from flotui.sandbox.world import World


@answers("Orders")
def orders(world: World, received: Received) -> Row:
    """The orders, newest first; of one subscriber where that is asked."""
    rows = equal(received, world.shop.orders.rows()[::-1], "user_ns")
    return page_of(received, rows, lambda row: _listed(world, row))


@answers("OrderGetInfo")
def order(world: World, received: Received) -> Row:
    """One order with its items."""
    return data(_order(world, world.shop.orders.get(received.arguments["orderId"])))


@answers("flowBotUserCreateOrder")
def create_order(world: World, received: Received) -> Row:
    """Make an order for a subscriber."""
    person = world.people.get(received.text("user_ns"))
    status = _status(received.text("status") or "ordered")
    items = world.shop.items(received.body.get("items") or [])
    if not items:
        raise invalid("items", "The items field is required.")
    row = world.shop.place_order(person, items, received.body, status)
    return ok(data={"id": row["id"]})


@answers("UpdateOrder")
def update_order(world: World, received: Received) -> Row:
    """Change an order: only what is in the body. Items are replaced as a whole."""
    row = world.shop.orders.get(received.arguments["orderId"])
    if received.body.get("status"):
        row["status"] = _status(received.text("status"))
    if received.body.get("items"):
        row["_items"] = world.shop.items(received.body["items"])
    world.shop.orders.update(row["id"], received.body, ORDER_COLUMNS)
    world.shop.touch(row)
    return ok()


@answers("flowBotUserUpdateOrderStatus")
def update_status(world: World, received: Received) -> Row:
    """Give a subscriber's order another status."""
    row = world.shop.orders.get(received.body["order_id"])
    if row["user_ns"] != received.text("user_ns"):
        raise Refusal(404, "Order not found")
    row["status"] = _status(received.text("status"))
    world.shop.touch(row)
    return ok()


@answers("flowBotUserCart")
def cart(world: World, received: Received) -> Row:
    """A subscriber's cart, as a bare object."""
    row = world.shop.cart(world.people.index_of(received.query["user_ns"]))
    items = row["items"]
    return {
        **row,
        "items": world.shop.lines(items),
        "num_of_items": sum(items.values()),
        "total_price": float(world.shop.total(items)),
    }


@answers("flowBotUserAddToCart")
def add_to_cart(world: World, received: Received) -> Row:
    """Put some of a variant into the cart, on top of what is there."""
    row = _cart(world, received)
    items = dict(row["items"])
    for variant_id, qty in world.shop.items([received.body]).items():
        items[variant_id] = items.get(variant_id, 0) + qty
        world.shop.reserve({variant_id: items[variant_id]})
    row["items"] = items
    world.shop.touch(row)
    return ok()


@answers("flowBotUserRemoveFromCart")
def remove_from_cart(world: World, received: Received) -> Row:
    """Take a variant out of the cart, all of it."""
    if received.body.get("variant_id") is None:
        raise invalid("variant_id", "The variant_id field is required.")
    row = _cart(world, received)
    row["items"].pop(received.text("variant_id"), None)
    world.shop.touch(row)
    return ok()


@answers("flowBotUserEmptyCart")
def empty_cart(world: World, received: Received) -> Row:
    """Take everything out of the cart."""
    row = _cart(world, received)
    row["items"] = {}
    world.shop.touch(row)
    return ok()


@answers("flowBotUserCartPaid")
def cart_paid(world: World, received: Received) -> Row:
    """Mark the cart as paid: it becomes an order, and the subscriber hears of it."""
    person = world.people.get(received.text("user_ns"))
    row = _cart(world, received)
    if not row["items"]:
        raise Refusal(400, "The cart is empty.")
    made = world.shop.place_order(person, row["items"], received.body, "paid")
    row["items"] = {}
    world.shop.touch(row)
    world.chats.add(person.index, "out", f"Order #{made['id']} is paid. Thank you!")
    return ok(data={"id": made["id"]})


def _cart(world: World, received: Received) -> Row:
    return world.shop.cart(world.people.index_of(received.text("user_ns")))


def _status(status: str) -> str:
    if status not in STATUSES:
        raise invalid("status", "The selected status is invalid.")
    return status


def _listed(world: World, row: Row) -> Row:
    return {
        "id": row["id"],
        "user_ns": row["user_ns"],
        "status": row["status"],
        "currency": CURRENCY,
        "total": f"{world.shop.total(row['_items']):.2f}",
        "created_at": row["created_at"],
    }


def _order(world: World, row: Row) -> Row:
    items = row["_items"]
    total = world.shop.total(items)
    return {
        **shown(row),
        "currency": CURRENCY,
        "num_of_items": sum(items.values()),
        "total_price": int(total) if total == int(total) else float(total),
        "items": world.shop.lines(items),
    }
