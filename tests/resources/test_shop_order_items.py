# SPDX-License-Identifier: MIT
"""What is in an order or a cart, and what somebody else has changed of it since the screen was drawn."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import Malformed
from flotui.api.models.shop import Item, Order
from flotui.api.pacer import Purpose
from flotui.repositories.shop import ORDER as ORDER_KIND
from flotui.repositories.shop import STATUSES
from flotui.repositories.shop_edits import wire_items
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context, Query
from flotui.resources.reading import last
from flotui.resources.shop.carts import CARTS, SUBSCRIBER_CART
from flotui.resources.shop.orders import ITEMS_TAB, ORDERS, SUBSCRIBER_ORDERS
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.workspace import Workspace
from flotui.workspace.comparing import Decision, NothingToDo
from tests.resources.shop_rig import ANA, action, ana, cart, row, type_in, valid
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot


async def test_the_items_of_a_new_order_are_not_left_without_a_question(workspace: Workspace) -> None:
    some = [
        f"{each.row_id}/{variant.row_id}"
        for each in await rows_of(workspace, PRODUCTS)
        for variant in each.variants
    ]
    ask = Answers(some[0], {"count": "3"}, some[1], NO, "", NO)
    with pytest.raises(Cancelled):
        await action(SUBSCRIBER_ORDERS, "orders.new").run(
            Context(workspace, SUBSCRIBER_ORDERS, (), ask, await ana(workspace))
        )
    first_pick, _, second_pick, _, third_pick, form = ask.asked
    assert first_pick.loses == "", "nothing is chosen yet"
    assert second_pick.loses == third_pick.loses == form.loses == "the order with 3 items"


async def test_an_orders_items_are_added_counted_and_removed(workspace: Workspace, bot: Bot) -> None:
    order = (await rows_of(workspace, ORDERS))[0]
    items = await rows_of(workspace, ITEMS_TAB, Query(owner=order))
    was = (await row(bot, "orders", order.row_id))["_items"]
    await type_in(workspace, ITEMS_TAB, "count", items[0], "9", owner=order)
    assert (await row(bot, "orders", order.row_id))["_items"][items[0].variant] == 9
    await workspace.undo()
    assert (await row(bot, "orders", order.row_id))["_items"] == was
    products = await rows_of(workspace, PRODUCTS)
    new = next(each for each in products for one in each.variants if one.row_id not in was)
    variant = next(one for one in new.variants if one.row_id not in was)
    add = action(ITEMS_TAB, "order-items.add")
    asked = await act(workspace, add, (), f"{new.row_id}/{variant.row_id}", {"count": "2"}, owner=order)
    assert asked.asked[-1].verb == "Add"
    now = (await row(bot, "orders", order.row_id))["_items"]
    assert now == was | {variant.row_id: 2}
    shown = await rows_of(workspace, ITEMS_TAB, Query(owner=order, force=True))
    gone = next(each for each in shown if each.variant == variant.row_id)
    await act(workspace, action(ITEMS_TAB, "order-items.remove"), [gone], owner=order)
    assert (await row(bot, "orders", order.row_id))["_items"] == was
    await valid(bot)


KEEP, OVERWRITE = Decision.KEEP, Decision.OVERWRITE


async def typed(
    workspace: Workspace, resource: Any, on: Any, text: str, owner: Any, *answers: Any
) -> Answers:
    """Type a quantity, and answer what is asked."""
    ask = Answers(*answers)
    workspace.decides(ask.decide)
    context = Context(workspace, resource, (on,), ask, owner)
    await resource.column("count").edit.save(context, on, {"count": text})
    assert not ask.left
    return ask


@pytest.fixture
async def order(workspace: Workspace) -> Order:
    """An order of several items, as its detail shows it."""
    for each in await rows_of(workspace, ORDERS):
        async for found in workspace.shop.order(each.row_id, force=True):
            if found.value is not None and len(found.value.items) > 1:
                return found.value
    raise AssertionError("no order has several items")


async def other_items(bot: Bot, order: Order, counts: dict[str, int]) -> dict[str, int]:
    """Have somebody else set the items of an order."""
    held = {each.variant: each.count for each in order.items} | counts
    items = [Item(id=variant, num=count) for variant, count in held.items() if count]
    other = await bot.open()
    call = Call.of("UpdateOrder", path={"orderId": order.row_id}, body={"items": wire_items(items)})
    await other.reader.send(call, Purpose.INTERACTIVE)
    await other.close()
    return dict((await row(bot, "orders", order.row_id))["_items"])


async def test_an_orders_quantity_of_somebody_else_is_asked_about(
    workspace: Workspace, bot: Bot, order: Order
) -> None:
    item = order.items[0]
    theirs = await other_items(bot, order, {item.variant: item.count + 6})
    before, written = len(await bot.requests()), len(await bot.writes())
    with pytest.raises(NothingToDo, match="Kept"):
        await typed(workspace, ITEMS_TAB, item, str(item.count + 1), order, KEEP)
    assert len(await bot.writes()) == written
    assert [each["operation"] for each in (await bot.requests())[before:]] == ["OrderGetInfo"]
    with pytest.raises(NothingToDo, match="Kept"):
        await act(workspace, action(ITEMS_TAB, "order-items.remove"), [item], KEEP, owner=order)
    assert (await row(bot, "orders", order.row_id))["_items"] == theirs
    asked = await typed(workspace, ITEMS_TAB, item, str(item.count + 1), order, OVERWRITE)
    (difference,) = asked.asked[0].differences
    assert (difference.change.before, difference.theirs) == (item.count, item.count + 6)
    assert (await row(bot, "orders", order.row_id))["_items"] == theirs | {item.variant: item.count + 1}
    await workspace.undo()
    assert (await row(bot, "orders", order.row_id))["_items"] == theirs


async def test_of_an_order_with_two_lines_of_one_variant_nothing_is_lost(
    workspace: Workspace, bot: Bot, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = bot.app.state.host.world.shop
    twice, other = order.items[:2]
    was = await other_items(bot, order, {twice.variant: 3, other.variant: 1})

    def lines(items: dict[str, int]) -> list[dict[str, object]]:
        found = [shop._line(variant, count) for variant, count in items.items() if variant != twice.variant]
        parts = (1, items[twice.variant] - 1)
        return [shop._line(twice.variant, parts[0]), *found, shop._line(twice.variant, parts[1])]

    monkeypatch.setattr(shop, "lines", lines)
    items = await rows_of(workspace, ITEMS_TAB, Query(owner=order, force=True))
    counts = {each.variant: each.count for each in items}
    assert counts == was and len(items) == len(was), "one line, as only a variant's number can be set"
    shown = await last(workspace.shop.order(order.row_id))
    assert shown is not None
    line = next(each for each in items if each.variant == other.variant)
    await type_in(workspace, ITEMS_TAB, "count", line, "4", owner=shown)
    assert (await row(bot, "orders", order.row_id))["_items"] == {**was, other.variant: 4}
    await workspace.undo()
    assert (await row(bot, "orders", order.row_id))["_items"] == was
    await valid(bot)


async def test_an_item_that_somebody_else_added_is_asked_about(
    workspace: Workspace, bot: Bot, order: Order
) -> None:
    held = {each.variant for each in order.items}
    product = next(
        each for each in await rows_of(workspace, PRODUCTS) for one in each.variants if one.row_id not in held
    )
    variant = next(one for one in product.variants if one.row_id not in held)
    theirs = await other_items(bot, order, {variant.row_id: 5})
    add = action(ITEMS_TAB, "order-items.add")
    with pytest.raises(NothingToDo, match="Kept"):
        key = f"{product.row_id}/{variant.row_id}"
        await act(workspace, add, (), key, {"count": "2"}, KEEP, owner=order)
    assert (await row(bot, "orders", order.row_id))["_items"] == theirs


async def test_other_items_of_an_order_stay_as_somebody_else_set_them(
    workspace: Workspace, bot: Bot, order: Order
) -> None:
    item, other = order.items[:2]
    theirs = await other_items(bot, order, {other.variant: other.count + 6})
    await typed(workspace, ITEMS_TAB, item, str(item.count + 1), order)
    assert (await row(bot, "orders", order.row_id))["_items"] == theirs | {item.variant: item.count + 1}
    with pytest.raises(Malformed, match="nothing would be left"):
        gone = await other_items(bot, order, dict.fromkeys(theirs, 0) | {item.variant: item.count})
        assert gone == {item.variant: item.count}
        await act(workspace, action(ITEMS_TAB, "order-items.remove"), [item], owner=order)


async def test_an_items_quantity_costs_two_calls(workspace: Workspace, bot: Bot, order: Order) -> None:
    item = order.items[0]
    before = len(await bot.requests())
    said = await typed(workspace, ITEMS_TAB, item, str(item.count + 1), order)
    assert len(await bot.requests()) == before + 2
    assert said.said[-1].endswith("r reads the new total.")
    cached = await workspace.cache.row("order", order.row_id)
    shown = Order.read(cached.value)
    assert shown.amount == "" and shown.items[0].subtotal == "", "what it costs now, only the host knows"
    assert shown.num_of_items == sum(each.count for each in shown.items)


@pytest.mark.parametrize("total", ["0.00", "342.70"])
async def test_a_total_keeps_its_digits_when_a_status_is_changed_and_set_back(
    workspace: Workspace, bot: Bot, total: str
) -> None:
    order = (await rows_of(workspace, ORDERS))[0]
    await workspace.cache.patch_row(
        "order", order.row_id, lambda row: {**row, "total": total}, lambda row: ""
    )
    alone = {**order.raw, "total_price": float(total)}
    alone.pop("total")
    kept = await workspace.reader.keep(ORDER_KIND, ORDER_KIND.one_call(str(alone["id"])), alone)
    assert kept.amount == total
    (order, *_) = await rows_of(workspace, ORDERS, Query(force=True))
    shown = order.amount
    assert "." in shown and len(shown.partition(".")[2]) == 2
    await act(
        workspace,
        action(ORDERS, "orders.status"),
        [order],
        next(each for each in STATUSES if each != order.status),
    )
    await workspace.undo()
    cached = await workspace.cache.row("order", order.row_id)
    assert Order.read(cached.value).amount == shown


@pytest.mark.parametrize(("theirs", "wanted"), [(2, 3), (2, 1)])
async def test_what_somebody_else_put_in_a_cart_is_not_added_on_top_of(
    workspace: Workspace, bot: Bot, theirs: int, wanted: int
) -> None:
    person = await ana(workspace)
    was = await cart(workspace, person)
    lamp = next(each for each in await rows_of(workspace, PRODUCTS) if each.name == "Desk lamp")
    variant = lamp.variants[0].row_id
    other = await bot.open()
    body = {"user_ns": ANA, "variant_id": int(variant), "qty": theirs}
    await other.reader.send(Call.of("flowBotUserAddToCart", body=body), Purpose.INTERACTIVE)
    await other.close()
    before = len(await bot.requests())
    add = action(SUBSCRIBER_CART, "cart.add")
    answers = ((), f"{lamp.row_id}/{variant}", {"count": str(wanted)}, OVERWRITE)
    if wanted < theirs:
        with pytest.raises(Malformed, match="2 are in the cart now"):
            await act(workspace, add, *answers, owner=person)
        assert len(await bot.requests()) == before + 1, "one call compares"
    else:
        await act(workspace, add, *answers, owner=person)
        assert len(await bot.requests()) == before + 2
    assert await cart(workspace, person) == was | {variant: max(theirs, wanted)}


@pytest.mark.parametrize("there", [0, 9])
async def test_a_carts_quantity_of_somebody_else_is_asked_about_once(
    workspace: Workspace, bot: Bot, there: int
) -> None:
    person = await ana(workspace)
    items = await rows_of(workspace, SUBSCRIBER_CART, Query(owner=person))
    item = items[-1]
    other = await bot.open()
    body: dict[str, Any] = {"user_ns": ANA, "variant_id": int(item.variant)}
    await other.reader.send(Call.of("flowBotUserRemoveFromCart", body=body), Purpose.INTERACTIVE)
    if there:
        await other.reader.send(
            Call.of("flowBotUserAddToCart", body={**body, "qty": there}), Purpose.INTERACTIVE
        )
    await other.close()
    written, wanted = len(await bot.writes()), item.count + 1
    with pytest.raises(NothingToDo, match="Kept"):
        await typed(workspace, SUBSCRIBER_CART, item, str(wanted), person, KEEP)
    if there:
        remove = action(SUBSCRIBER_CART, "cart.remove")
        with pytest.raises(NothingToDo, match="Kept"):
            await act(workspace, remove, [item], KEEP, owner=person)
    assert len(await bot.writes()) == written
    await typed(workspace, SUBSCRIBER_CART, item, str(wanted), person, OVERWRITE)
    assert (await cart(workspace, person))[item.variant] == wanted


async def test_a_cart_is_emptied_only_as_the_screen_showed_it(workspace: Workspace, bot: Bot) -> None:
    person = await ana(workspace)
    item = (await rows_of(workspace, SUBSCRIBER_CART, Query(owner=person)))[-1]
    other = await bot.open()
    body = {"user_ns": ANA, "variant_id": int(item.variant), "qty": 5}
    await other.reader.send(Call.of("flowBotUserAddToCart", body=body), Purpose.INTERACTIVE)
    await other.close()
    await act(workspace, action(SUBSCRIBER_CART, "cart.empty"), (), KEEP, owner=person)
    assert await cart(workspace, person) == {item.variant: item.count + 5}


async def test_another_quantity_in_a_cart_takes_two_writes_and_one_read(
    workspace: Workspace, bot: Bot
) -> None:
    query = Query(arguments={"user_ns": ANA})
    await rows_of(workspace, SUBSCRIBERS)
    item = (await rows_of(workspace, CARTS, query))[0]
    before = len(await bot.requests())
    await type_in(workspace, CARTS, "count", item, str(item.count + 2), query=query)
    shown = next(each for each in await rows_of(workspace, CARTS, query) if each.row_id == item.row_id)
    calls = [each["operation"] for each in (await bot.requests())[before:] if each["operation"]]
    assert calls == ["flowBotUserCart", "flowBotUserRemoveFromCart", "flowBotUserAddToCart"]
    assert (shown.count, shown.title, shown.price) == (item.count + 2, item.title, item.price)
    assert shown.subtotal == "", "only the host knows"
    force = Query(arguments={"user_ns": ANA}, force=True)
    known = next(each for each in await rows_of(workspace, CARTS, force) if each.row_id == item.row_id)
    assert known.count == shown.count and known.subtotal
    await workspace.undo()
    undone = next(each for each in await rows_of(workspace, CARTS, query) if each.row_id == item.row_id)
    assert undone.count == item.count
