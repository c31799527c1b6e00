# SPDX-License-Identifier: MIT
"""Orders and carts: each action's request fits the contract, undo restores the state."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.errors import Malformed
from flotui.api.models.shop import Item, Order
from flotui.repositories.shop import STATUSES
from flotui.repositories.shop_edits import set_items
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context, Query
from flotui.resources.reading import last
from flotui.resources.shop.carts import CARTS, SUBSCRIBER_CART
from flotui.resources.shop.orders import ORDERS, SUBSCRIBER_ORDERS
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.shop.variants import VARIANTS_TAB
from flotui.resources.shop.words import order_status
from flotui.resources.text import plain
from flotui.resources.undoing import redo, undo
from flotui.text.phones import shown
from flotui.workspace import Changed, Event, Workspace
from tests.resources.shop_rig import ANA, action, ana, cart, first, row, table, type_in, valid
from tests.support import settle
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot


@pytest.mark.parametrize("status", STATUSES)
async def test_an_order_moves_to_a_status_and_back(workspace: Workspace, bot: Bot, status: str) -> None:
    order = next(each for each in await rows_of(workspace, ORDERS) if each.status != status)
    await act(workspace, action(ORDERS, "orders.status"), [order], status)
    assert (await row(bot, "orders", order.row_id))["status"] == status
    assert [operation for operation, _ in await bot.writes()] == ["flowBotUserUpdateOrderStatus"]
    await workspace.undo()
    assert (await row(bot, "orders", order.row_id))["status"] == order.status
    await valid(bot)


async def test_several_orders_move_together_and_are_undone_together(workspace: Workspace, bot: Bot) -> None:
    some = [each for each in await rows_of(workspace, ORDERS) if each.status != "completed"][:3]
    await act(workspace, action(ORDERS, "orders.status"), some, "completed")
    assert {(await row(bot, "orders", each.row_id))["status"] for each in some} == {"completed"}
    await undo(workspace, Answers())
    assert [(await row(bot, "orders", each.row_id))["status"] for each in some] == [
        each.status for each in some
    ]
    await redo(workspace, Answers())
    assert {(await row(bot, "orders", each.row_id))["status"] for each in some} == {"completed"}


async def test_the_title_counts_the_orders_that_change(workspace: Workspace) -> None:
    orders = await rows_of(workspace, ORDERS)
    there = [each for each in orders if each.status == "completed"][:2]
    others = [each for each in orders if each.status != "completed"][:7]
    ask = await act(workspace, action(ORDERS, "orders.status"), [*there, *others], "completed", True)
    question = ask.asked[-1]
    assert question.title == "Set 7 orders to completed" and question.unable == ""
    assert "2 have nothing to change." in [plain(line) for line in question.lines]


async def test_where_only_the_reserve_is_left_what_goes_to_several_begins_by_itself_later(
    workspace: Workspace, bot: Bot
) -> None:
    some = [each for each in await rows_of(workspace, ORDERS) if each.status != "completed"][:7]
    await bot.door("POST", "/quota", {"remaining": 51})
    await rows_of(workspace, ORDERS, Query(force=True))  # learns how little is left
    ask = Answers("completed", True)
    await action(ORDERS, "orders.status").run(Context(workspace, ORDERS, tuple(some), ask))
    question = ask.asked[-1]
    assert not question.unable and "It begins by itself when" in "".join(map(plain, question.lines))
    assert ask.said[-1].startswith("Set 7 orders to completed. This hour's calls are used up. It goes on at ")
    assert await bot.writes() == []
    await bot.door("POST", "/quota", {"remaining": 900})
    await rows_of(workspace, ORDERS, Query(force=True))
    await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
    assert len(await bot.writes()) == 7


async def test_a_status_nobody_foresaw_is_shown_and_can_be_left(workspace: Workspace, bot: Bot) -> None:
    odd = Order.read(next(each for each in await table(bot, "orders") if each["status"] == "on_hold_legacy"))
    assert plain(order_status(odd)) == "! on_hold_legacy"
    await act(workspace, action(ORDERS, "orders.status"), [odd], "shipped")
    assert (await row(bot, "orders", odd.row_id))["status"] == "shipped"


async def test_an_order_without_a_subscriber_is_changed_by_its_id(workspace: Workspace, bot: Bot) -> None:
    order = Order.read({"id": 20260, "status": "shipped"})
    await act(workspace, action(ORDERS, "orders.status"), [order], "refunded")
    assert [operation for operation, _ in await bot.writes()] == ["UpdateOrder"]
    await valid(bot)


async def test_an_orders_address_and_numbers_are_changed_and_set_back(workspace: Workspace, bot: Bot) -> None:
    order = (await rows_of(workspace, ORDERS))[0]
    before = await row(bot, "orders", order.row_id)
    form = {
        each: before[each] or "" for each in ("payment_method", "shipping_method", "reference_no", "address")
    }
    form |= {each: before[each] or "" for each in ("suburb", "state", "postcode", "country", "note")}
    form |= {"tracking_no": "BR-NEW-1"}
    await act(workspace, action(ORDERS, "orders.edit"), [order], {n: t for n, t in form.items() if t})
    assert (await bot.writes())[-1] == ("UpdateOrder", {"tracking_no": "BR-NEW-1"})
    assert (await row(bot, "orders", order.row_id))["tracking_no"] == "BR-NEW-1"
    await workspace.undo()
    assert (await row(bot, "orders", order.row_id))["tracking_no"] == before["tracking_no"]
    await valid(bot)


async def test_an_order_is_made_from_picked_variants(workspace: Workspace, bot: Bot) -> None:
    person = await ana(workspace)
    products = await rows_of(workspace, PRODUCTS)
    mug = next(each for each in products if each.name == "Desk lamp")
    key = f"{mug.row_id}/{mug.variants[0].row_id}"
    before = len(await rows_of(workspace, SUBSCRIBER_ORDERS, Query(owner=person)))
    details = {"status": "ordered", "payment_method": "pix", "address": "Rua 1"}
    asked = await act(
        workspace,
        action(SUBSCRIBER_ORDERS, "orders.new"),
        (),
        key,
        {"count": "1"},
        "",
        details,
        owner=person,
    )
    # Who and what it is can be recognised before it is made.
    said = [plain(line) for line in asked.asked[-1].intro]
    assert said == [
        f"for Ana Souza  {shown(person.phone)} · WhatsApp · {ANA}",
        f"1 × Desk lamp (brass)  {mug.variants[0].price}",
    ]
    assert mug.variants[0].sku in plain(asked.asked[1].intro[0])
    ((operation, body),) = await bot.writes()
    assert operation == "flowBotUserCreateOrder"
    assert body["items"] == [{"variant_id": int(mug.variants[0].row_id), "qty": 1}]
    assert len(await rows_of(workspace, SUBSCRIBER_ORDERS, Query(owner=person))) == before + 1
    await valid(bot)


async def test_a_cart_is_filled_counted_emptied_and_set_back(workspace: Workspace, bot: Bot) -> None:
    person = await ana(workspace)
    was = await cart(workspace, person)
    assert len(was) == 2
    lamp = next(each for each in await rows_of(workspace, PRODUCTS) if each.name == "Desk lamp")
    key = f"{lamp.row_id}/{lamp.variants[0].row_id}"

    for number, verb in (("2", "Add"), ("3", "Save")):
        add = action(SUBSCRIBER_CART, "cart.add")
        asked = await act(workspace, add, (), key, {"count": number}, owner=person)
        assert asked.asked[-1].verb == verb
        assert await cart(workspace, person) == was | {lamp.variants[0].row_id: int(number)}
    await workspace.undo()
    await workspace.undo()
    assert await cart(workspace, person) == was

    item = (await rows_of(workspace, SUBSCRIBER_CART, Query(owner=person)))[1]
    await type_in(workspace, SUBSCRIBER_CART, "count", item, "1", owner=person)
    assert await cart(workspace, person) == was | {item.variant: 1}
    await workspace.undo()
    assert await cart(workspace, person) == was

    await act(workspace, action(SUBSCRIBER_CART, "cart.remove"), [item], owner=person)
    assert item.variant not in await cart(workspace, person)
    await workspace.undo()
    await act(workspace, action(SUBSCRIBER_CART, "cart.empty"), (), owner=person)
    assert await cart(workspace, person) == {}
    assert "flowBotUserEmptyCart" in [operation for operation, _ in await bot.writes()]
    await workspace.undo()
    assert await cart(workspace, person) == was
    await valid(bot)


async def test_a_cart_is_paid_only_after_the_confirm(workspace: Workspace, bot: Bot) -> None:
    person = await ana(workspace)
    paid = action(SUBSCRIBER_CART, "cart.paid")
    details = {"name": "Ana", "payment_method": "card", "shipping_method": "delivery", "address": "Rua 1"}
    orders = len(await table(bot, "orders"))
    with pytest.raises(Cancelled):
        await act(workspace, paid, (), details, NO, owner=person)
    assert await bot.writes() == []
    asked = await act(workspace, paid, (), details, True, owner=person)
    text = " ".join(plain(line) for line in asked.asked[-1].lines)
    assert "creates a paid order" in text
    assert f"of Ana Souza  {shown(person.phone)}" in text and ANA in text
    assert "BRL" in text
    assert await bot.writes() == [("flowBotUserCartPaid", {"user_ns": ANA, **details})]
    assert await cart(workspace, person) == {}
    assert len(await table(bot, "orders")) == orders + 1
    with pytest.raises(Malformed, match="is empty"):
        await act(workspace, paid, (), owner=person)
    await valid(bot)


async def test_everything_leads_to_what_it_is_about(workspace: Workspace) -> None:
    person = await ana(workspace)
    asked = await act(workspace, action(CARTS, "carts.whose"), (), ANA)
    ((resource, query, _),) = asked.went
    assert (resource, query.arguments) == ("carts", {"user_ns": ANA})
    items = await rows_of(workspace, CARTS, query)
    assert items

    async def went(name: str, resource: Any, rows: Any = (), owner: Any = None, query: Any = None) -> Any:
        ask = Answers()
        await action(resource, name).run(Context(workspace, resource, tuple(rows), ask, owner, query))
        return ask.went[0]

    assert (await went("carts.subscriber", CARTS, query=query))[::2] == ("subscribers", ANA)
    assert (await went("carts.orders", CARTS, query=query))[1].arguments == {"user_ns": ANA}
    to, where, row_id = await went("items.product", SUBSCRIBER_CART, items[:1], person)
    found = await rows_of(workspace, PRODUCTS, where)
    assert (to, row_id in [each.row_id for each in found]) == ("products", True)
    orders = await rows_of(workspace, SUBSCRIBER_ORDERS, Query(owner=person))
    assert orders
    to, where, row_id = await went("subscriber-orders.open", SUBSCRIBER_ORDERS, orders[:1], person)
    assert (to, row_id) == ("orders", orders[0].row_id)
    assert (await went("orders.buyer", ORDERS, orders[:1]))[::2] == ("subscribers", ANA)
    assert (await went("orders.cart", ORDERS, orders[:1]))[1].arguments == {"user_ns": ANA}
    assert await rows_of(workspace, CARTS) == []
    with pytest.raises(Malformed, match="No subscriber chosen"):
        await went("carts.subscriber", CARTS)


async def test_a_variant_goes_into_someones_cart(workspace: Workspace, bot: Bot) -> None:
    person = await ana(workspace)
    product = await first(workspace, PRODUCTS, "Desk lamp")
    variant = await first(workspace, VARIANTS_TAB, owner=product)
    put = action(VARIANTS_TAB, "product-variants.cart")
    asked = await act(workspace, put, [variant], ANA, {"count": "1"}, owner=product)
    said = " ".join(plain(line) for line in asked.asked[-1].intro)
    assert "Desk lamp" in said and f"for Ana Souza  {shown(person.phone)}" in said and ANA in said
    assert (await cart(workspace, person))[variant.row_id] == 1
    await valid(bot)


async def test_what_an_order_alone_says_newer_is_told_to_its_list(workspace: Workspace, bot: Bot) -> None:
    """After its items are others, only the host knows the total: whoever reads the order has the list show it."""
    listed = (await rows_of(workspace, ORDERS))[0]
    order = await last(workspace.shop.order(listed.row_id, force=True))
    assert order is not None
    first, *rest = order.items
    more = [
        Item(id=first.variant, num=first.count + 1),
        *(Item(id=each.variant, num=each.count) for each in rest),
    ]
    await workspace.apply(set_items(order, more, "Have one more"))
    assert (await rows_of(workspace, ORDERS))[0].amount == ""
    told: list[Event] = []
    workspace.listen(told.append)
    found = await last(workspace.shop.order(listed.row_id, force=True))
    assert found is not None and found.amount
    assert [each.rows for each in told if isinstance(each, Changed)] == [{("order", listed.row_id)}]
    assert (await rows_of(workspace, ORDERS))[0].amount == found.amount
    told.clear()
    await last(workspace.shop.order(listed.row_id, force=True))
    assert not any(isinstance(each, Changed) for each in told), "nothing else is said of what is the same"
