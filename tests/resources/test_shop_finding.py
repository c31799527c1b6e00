# SPDX-License-Identifier: MIT
"""Finding in a large shop: variants by SKU and barcode, orders by number, the day's takings, every column sorted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from flotui.api.errors import Malformed, NotFound
from flotui.config.habits import Memory
from flotui.repositories.shop import STATUSES
from flotui.resources import anything
from flotui.resources.base import Context, Query
from flotui.resources.shop.choosing import choose_variant
from flotui.resources.shop.orders import ORDERS
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.shop.variants import VARIANTS_TAB
from flotui.workspace import Workspace
from tests.resources.shop_rig import action, loaded, table
from tests.support.ask import Answers, act, rows_of
from tests.support.bot import Bot


async def source(workspace: Workspace, resource: Any, query: Query) -> Any:
    found = None
    async for snapshot in resource.read(workspace, query):
        found = snapshot.value
    return found


async def test_an_order_is_found_by_its_number_whatever_its_age(workspace: Workspace, bot: Bot) -> None:
    assert ORDERS.search is not None
    for text in ("20010", " #20010 "):
        (order,) = await rows_of(workspace, ORDERS, await ORDERS.search(workspace, text))
        assert order.row_id == "20010"
    assert {each["operation"] for each in await bot.requests()} == {"OrderGetInfo"}
    for text in ("paid", "20010a", "२००१०", ""):
        with pytest.raises(Malformed, match="by number only"):
            await ORDERS.search(workspace, text)
    async for found in ORDERS.read(workspace, await ORDERS.search(workspace, "99999999")):
        last = found
    assert isinstance(last.error, NotFound)


@pytest.mark.parametrize("asked", ["order_id", "product_id", "day", "user_ns"])
async def test_however_orders_were_asked_for_their_rows_show_what_an_edit_made_of_them(
    workspace: Workspace, asked: str
) -> None:
    await rows_of(workspace, ORDERS)
    (order,) = await rows_of(workspace, ORDERS, Query(arguments={"order_id": "20010"}))
    product = order.items[0].product_id
    if asked == "day":
        order = (await rows_of(workspace, ORDERS))[0]  # only what was listed is found by its day
    arguments = {
        "order_id": {"order_id": order.row_id},
        "product_id": {"product_id": product},
        "day": {"day": order.created_at[:10], "status": order.status},
        "user_ns": {"user_ns": order.user_ns},
    }[asked]
    rows = await source(workspace, ORDERS, Query(arguments=arguments))
    await act(workspace, action(ORDERS, "orders.status"), [order], "cancelled")
    await rows.reopen()
    await rows.load(0, rows.count)
    shown = {rows.peek(at).row_id: rows.peek(at).status for at in range(rows.count)}
    assert shown[order.row_id] == "cancelled"


@pytest.mark.parametrize("held", range(3))
async def test_a_variant_is_found_by_sku_and_barcode(workspace: Workspace, bot: Bot, held: int) -> None:
    await rows_of(workspace, PRODUCTS)
    coded = [each for each in await table(bot, "variants") if each["barcode"]][held * 40]
    for code in (coded["sku"], coded["sku"].lower(), coded["barcode"]):
        rows = await (await source(workspace, PRODUCTS, Query())).narrow([code])
        await rows.load(0, rows.count)
        assert {rows.peek(at).row_id for at in range(rows.count)} == {str(coded["product_id"])}
        (choice,) = [
            each for each in await anything.further(workspace).here(code) if each.id.startswith("variant/")
        ]
        ask = Answers()
        assert anything.go(ask, None, choice)
        assert ask.went[0][0] == "products" and ask.went[0][2] == str(coded["product_id"])
        picked = Answers(f"{coded['product_id']}/{coded['id']}")
        found = await choose_variant(Context(workspace, None, (), picked), "Which?")
        assert found is not None and found[1].row_id == str(coded["id"])
        (question,) = picked.asked
        choice = next(each for each in question.choices if each.id.endswith(f"/{coded['id']}"))
        assert code.upper() in choice.names, "enter takes a code that is typed in full"


async def test_the_palette_asks_the_host_for_an_orders_number(workspace: Workspace, bot: Bot) -> None:
    (choice,) = [
        each for each in await anything.further(workspace).look("20010") if each.id.startswith("order/")
    ]
    assert choice.names == ("20010", "#20010") and choice.label == "Order 20010"
    ask = Answers()
    assert anything.go(ask, None, choice)
    ((resource, query, row_id),) = ask.went
    assert (resource, row_id) == ("orders", "20010") and query is not None
    assert [each.row_id for each in await rows_of(workspace, ORDERS, query)] == ["20010"]


async def test_the_statuses_begin_at_the_present_one_and_say_the_way_back(
    workspace: Workspace, bot: Bot
) -> None:
    orders = await rows_of(workspace, ORDERS)
    order = next(each for each in orders if each.status == "processing")
    status = action(ORDERS, "orders.status")
    ask = await act(workspace, status, [order], "processing")
    (question,) = ask.asked
    assert question.start == "processing" and tuple(each.id for each in question.choices) == STATUSES
    notes = {each.id: each.note for each in question.choices}
    assert notes["processing"] == "now" and notes["ordered"] == notes["paid"] == "back"
    assert notes["shipped"] == "" and await bot.writes() == [], "to stay there changes nothing"
    other = next(each for each in orders if each.status == "paid")
    (question,) = (await act(workspace, status, [order, other], "processing")).asked
    assert {each.note for each in question.choices if each.note} == {"now, 1 of 2"}
    assert question.title == "2 orders: to which status?" and not question.start and not question.preselect


async def test_the_takings_of_a_day_count_every_order_of_it(workspace: Workspace, bot: Bot) -> None:
    workspace.memory = Memory(timezone="America/Sao_Paulo")
    orders = bot.app.state.host.world.shop.orders
    today = workspace.zone.today().isoformat()
    for row in orders.rows()[-250:]:
        row["created_at"] = f"{today} 08:00:00"
    of_today = [row for row in orders.rows() if row["created_at"].startswith(today)]
    assert len(of_today) >= 250
    first = await loaded(workspace)
    assert first.partly and first.sums.startswith("at least 100 orders today")
    found = await loaded(workspace, force=True)
    assert len(found.of_today) == len(of_today) and not found.partly
    shop = bot.app.state.host.world.shop
    paid = [row for row in of_today if row["status"] not in ("cancelled", "refunded")]
    total = sum((shop.total(row["_items"]) for row in paid), Decimal())
    assert found.sums.startswith(f"{len(of_today):,} orders today, {total:,.2f} ")


async def test_every_column_of_products_variants_and_orders_is_sorted(workspace: Workspace, bot: Bot) -> None:
    product = (await rows_of(workspace, PRODUCTS))[0]
    for resource, query in ((PRODUCTS, Query()), (ORDERS, Query()), (VARIANTS_TAB, Query(owner=product))):
        rows = await source(workspace, resource, query)
        for column in resource.columns:
            assert column.by is not None, column.id
            assert (await rows.ordered(column.by)).count == rows.count
