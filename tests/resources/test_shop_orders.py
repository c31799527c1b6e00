# SPDX-License-Identifier: MIT
"""Orders, carts, codes and hours: each action's request fits the contract, undo restores the state."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import Malformed
from flotui.api.models.shop import DiscountCode, Item, OpeningDay, Order
from flotui.api.models.subscriber import Subscriber
from flotui.api.pacer import Purpose
from flotui.config.habits import Memory
from flotui.repositories.shop import ORDER as ORDER_KIND
from flotui.repositories.shop import STATUSES
from flotui.repositories.shop_edits import set_items, wire_items
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context, Query
from flotui.resources.reading import last
from flotui.resources.shop.carts import CARTS, SUBSCRIBER_CART
from flotui.resources.shop.discounts import DISCOUNT_CODES, state, state_and_why
from flotui.resources.shop.hours import BUSINESS_HOURS, bar, hours, minutes, written, wrong
from flotui.resources.shop.orders import ITEMS_TAB, ORDERS, SUBSCRIBER_ORDERS
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.shop.variants import VARIANTS_TAB
from flotui.resources.shop.words import money, money_text, order_status
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import Span, plain
from flotui.resources.undoing import redo, undo
from flotui.text.phones import shown
from flotui.workspace import Changed, Event, Workspace
from flotui.workspace.comparing import Decision, NothingToDo
from tests.resources.shop_rig import ANA, action, first, row, table, type_in, valid
from tests.support import settle
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot


async def ana(workspace: Workspace) -> Subscriber:
    await rows_of(workspace, SUBSCRIBERS)
    cached = await workspace.cache.row(SUBSCRIBER.name, ANA)
    assert cached is not None
    return SUBSCRIBER.model.read(cached.value)


async def cart(workspace: Workspace, person: Subscriber) -> dict[str, int]:
    rows = await rows_of(workspace, SUBSCRIBER_CART, Query(owner=person, force=True))
    return {each.variant: each.count for each in rows}


# -- Orders ---------------------------------------------------------------------------------------


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


# -- What somebody else has changed since the screen was drawn -------------------------------------

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


async def test_a_day_that_somebody_else_set_is_asked_about(workspace: Workspace, bot: Bot) -> None:
    week = await rows_of(workspace, BUSINESS_HOURS)
    edit = action(BUSINESS_HOURS, "business-hours.edit")
    other = await bot.open()
    await act(other, edit, week[:1], {"option": "open_1", "start": "07:15", "end": "07:45"})
    await other.close()
    before, written = len(await bot.requests()), len(await bot.writes())
    with pytest.raises(NothingToDo, match="Kept"):
        await act(workspace, edit, week[:1], {"option": "close"}, KEEP)
    assert len(await bot.writes()) == written
    assert len(await bot.requests()) == before + 1
    await act(workspace, edit, week[1:2], {"option": "close"})
    now = await rows_of(workspace, BUSINESS_HOURS, Query(force=True))
    assert [plain(hours(day)) for day in now[:2]] == ["07:15 – 07:45", "closed"]


# -- Carts ----------------------------------------------------------------------------------------


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


# -- Codes and hours ------------------------------------------------------------------------------

CODE = {
    "code": "XMAS",
    "type": "percentage",
    "discount_percentage": "15",
    "start_time": "2026-12-24 00:00",
    "end_time": "2026-12-26T03:00:00+02:00",
    "min_require": "price",
    "min_price": "49.90",
    "has_usage_limit": "true",
    "max_usage_count": "100",
    "once_per_order": "false",
    "one_per_customer": "true",
}


async def test_a_code_is_made_changed_looked_up_and_deleted(workspace: Workspace, bot: Bot) -> None:
    workspace.memory = Memory(timezone="America/Bogota")
    await act(workspace, action(DISCOUNT_CODES, "discount-codes.new"), (), CODE)
    ((_, body),) = await bot.writes()
    assert (body["start_time"], body["end_time"]) == ("2026-12-24 05:00:00", "2026-12-26 01:00:00")
    assert (body["one_per_customer"], body["min_price"]) == (1, 49.9)
    made = await first(workspace, DISCOUNT_CODES, "XMAS")
    shown = {"end_time": "2026-12-25 20:00", "discount_amount": made.discount_amount}
    form = {**CODE, **shown, "discount_percentage": "20"}
    await act(workspace, action(DISCOUNT_CODES, "discount-codes.edit"), [made], form)
    assert (await bot.writes())[-1] == ("UpdateDiscountCode", {"discount_percentage": 20})
    await workspace.undo()
    assert (await row(bot, "codes", made.row_id))["discount_percentage"] == 15
    asked = await act(workspace, action(DISCOUNT_CODES, "discount-codes.look"), (), {"code": "XMAS"})
    assert asked.went[0][2] == made.row_id
    delete = action(DISCOUNT_CODES, "discount-codes.delete-by-code")
    await act(workspace, delete, (), {"code": "XMAS"}, "XMAS")
    assert (await bot.writes())[-1][0] == "DeleteDiscountCodeByCode"
    vip = await first(workspace, DISCOUNT_CODES, "VIP25")
    await act(workspace, action(DISCOUNT_CODES, "discount-codes.delete"), [vip], "VIP25")
    assert {"XMAS", "VIP25"} & {each["code"] for each in await table(bot, "codes")} == set()
    await valid(bot)


@pytest.mark.parametrize(
    ("change", "why", "at"),
    [
        ({"end_time": "2026-12-23 00:00"}, "ends before it starts", ["end_time"]),
        ({"end_time": "2026-12-24 00:00"}, "ends before it starts", ["end_time"]),
        ({"type": "amount"}, "amount above 0", ["discount_amount"]),
        ({"discount_percentage": "0"}, "percentage above 0", ["discount_percentage"]),
        ({"min_require": "qty"}, "minimum number of items", ["min_qty"]),
        ({"min_require": "price", "min_price": ""}, "minimum amount", ["min_price"]),
        ({"max_usage_count": ""}, "usage limit", ["max_usage_count"]),
        ({"type": "amount", "min_require": "qty"}, "above 0.*minimum number", ["discount_amount", "min_qty"]),
    ],
)
async def test_a_code_that_can_never_hold_is_refused_at_the_fields_that_are_wrong(
    workspace: Workspace, bot: Bot, change: dict[str, str], why: str, at: list[str]
) -> None:
    answer = {name: text for name, text in (CODE | change).items() if text}
    with pytest.raises(Malformed, match=why) as error:
        await act(workspace, action(DISCOUNT_CODES, "discount-codes.new"), (), answer)
    assert list(error.value.fields) == at
    assert await bot.writes() == []


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("51.0", "brl", "51.00 BRL"),
        ("51", "brl", "51.00 BRL"),
        ("142.800", "BRL", "142.800 BRL"),
        ("51.5", "jpy", "51.5 JPY"),
        ("51", "jpy", "51 JPY"),
        ("1.5", "KWD", "1.500 KWD"),
        ("-8.5", "R$", "-8.50 R$"),
        ("199.9", "", "199.90"),
        ("49", "", "49"),
        ("1e3", "brl", "1e3 BRL"),
        ("free", "", "free"),
    ],
)
def test_an_amount_is_shown_as_money_with_every_digit(amount: str, currency: str, said: str) -> None:
    assert plain(money(amount, currency)) == said == money_text(amount, currency)


def test_digits_beyond_those_of_the_currency_are_dim() -> None:
    assert money("142.800", "brl") == (Span("142.80"), Span("0 BRL", "dim"))
    assert money("51.00", "brl") == (Span("51.00"), Span(" BRL", "dim"))


def test_a_codes_state_is_told_in_words() -> None:
    now = datetime(2026, 12, 25, tzinfo=UTC)

    def said(start: str, end: str) -> str:
        return plain(state(DiscountCode.read({"start_time": start, "end_time": end}), now))

    assert said("2026-12-01 00:00:00", "2026-12-31 00:00:00") == "● running"
    assert said("2026-12-26 00:00:00", "2026-12-31 00:00:00") == "○ to come"
    assert said("2026-12-01 00:00:00", "2026-12-24 00:00:00") == "✓ over"
    assert said("2026-12-26 00:00:00", "2026-12-24 00:00:00") == "✗ never valid"
    turned = DiscountCode.read({"start_time": "2026-12-26 00:00:00", "end_time": "2026-12-24 00:00:00"})
    assert plain(state_and_why(turned)) == "✗ never valid: ends before it starts"
    assert said("soon", "") == "–"


async def test_the_hours_of_some_days_are_set_and_set_back(workspace: Workspace, bot: Bot) -> None:
    week = await rows_of(workspace, BUSINESS_HOURS)
    days = [week[5], week[6]]
    form = {"option": "open_2", "start": "9:00", "end": "12:15", "start_2": "13:30", "end_2": "24:00"}
    edit = action(BUSINESS_HOURS, "business-hours.edit")
    await act(workspace, edit, days, form)
    now = await rows_of(workspace, BUSINESS_HOURS)
    assert [plain(hours(day)) for day in now[5:]] == ["09:00 – 12:15, 13:30 – 24:00"] * 2
    assert plain(hours(now[0])) == "09:00 – 18:00"
    asked = await act(workspace, edit, now[5:], form)
    assert "Nothing was sent" in asked.said[-1]
    await workspace.undo()
    again = await rows_of(workspace, BUSINESS_HOURS)
    assert [plain(hours(day)) for day in again] == [plain(hours(day)) for day in week]
    with pytest.raises(Malformed, match="ends before it begins"):
        await act(workspace, edit, days, {"option": "open_1", "start": "18:00", "end": "09:00"})
    await valid(bot)


@pytest.mark.parametrize(
    ("answer", "at", "why"),
    [
        ({"option": "open_1", "start": "09:00"}, "end", "needs a start and an end"),
        ({"option": "open_1", "start": "9 am", "end": "10:00"}, "start", "needs a start"),
        ({"option": "open_1", "start": "11:00", "end": "10:00"}, "end", "ends before it begins"),
        (
            {"option": "open_2", "start": "09:00", "end": "12:00", "start_2": "11:00", "end_2": "13:00"},
            "start_2",
            "before the first one ends",
        ),
        ({"option": "close"}, "", ""),
        ({"option": "open"}, "", ""),
    ],
)
def test_hours_that_make_no_sense_are_named_at_the_time_that_is_wrong(
    answer: dict[str, str], at: str, why: str
) -> None:
    where, said = wrong(answer)
    assert where == at and why in said and bool(said) is bool(why)


def test_a_day_is_drawn() -> None:
    day = OpeningDay.read({"id": "1", "option": "open_1", "start": "06:00", "end": "12:00"})
    assert plain(bar(day)) == "·" * 12 + "━" * 12 + "·" * 24
    assert day.title == "Monday"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("8h30", "08:30"),
        ("08h00", "08:00"),
        ("8H", "08:00"),
        ("8.15", "08:15"),
        ("9:45", "09:45"),
        ("24h", "24:00"),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(typed: str, said: str) -> None:
    assert written(typed) == said
    assert wrong({"option": "open_1", "start": "00:00", "end": typed}) == ("", "")


@pytest.mark.parametrize("typed", ["8", "8h5", "24:15", "25h", "8h60", "noon", ""])
def test_what_is_no_time_of_day_is_none(typed: str) -> None:
    assert minutes(typed) is None


async def test_hours_are_sent_as_the_host_has_them_however_they_are_typed(
    workspace: Workspace, bot: Bot
) -> None:
    day = next(each for each in await rows_of(workspace, BUSINESS_HOURS) if each.option == "open_1")
    form = {"option": "open_1", "start": "8h30", "end": "17h"}
    await act(workspace, action(BUSINESS_HOURS, "business-hours.edit"), [day], form)
    sent = next(each for each in (await bot.writes())[-1][1]["data"] if str(each["id"]) == day.id)
    assert (sent["start"], sent["end"]) == ("08:30", "17:00")


async def test_the_end_of_a_code_that_is_a_day_lasts_through_it(workspace: Workspace) -> None:
    with pytest.raises(Cancelled):
        await action(DISCOUNT_CODES, "discount-codes.new").run(
            Context(workspace, DISCOUNT_CODES, (), ask := Answers(NO))
        )
    assert [each.name for each in ask.asked[0].fields if each.ends] == ["end_time"]


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
