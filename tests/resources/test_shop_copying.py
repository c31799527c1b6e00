# SPDX-License-Identifier: MIT
"""What can be copied of each thing of the shop, and the small ways from one to another."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.resources import registry
from flotui.resources.base import Action, Context, Query, Resource
from flotui.resources.shop.carts import SUBSCRIBER_CART
from flotui.resources.shop.orders import ITEMS_TAB, ORDERS, SUBSCRIBER_ORDERS
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.shop.variants import VARIANTS_TAB
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.sandbox import DEMO_TOKEN
from flotui.workspace import Workspace
from tests.resources.shop_rig import ANA, action, first
from tests.support.ask import Answers, act, rows_of
from tests.support.bot import Bot

PLACES: dict[str, tuple[Resource[Any], Action]] = {
    each.id: (resource, each)
    for shown in registry.in_area("shop")
    for resource in registry.tables(shown)
    for each in resource.actions
    if each.id.endswith(".copy")
}


async def asked(workspace: Workspace, resource: Resource[Any]) -> Query:
    """What has to be asked for rows of a resource to come: whose cart, which order's items."""
    if resource is ITEMS_TAB:
        return Query(owner=(await rows_of(workspace, ORDERS))[0])
    if resource is VARIANTS_TAB:
        return Query(owner=(await rows_of(workspace, PRODUCTS))[0])
    return Query(arguments={"user_ns": ANA}) if resource.id == "carts" else Query()


@pytest.mark.parametrize("name", PLACES)
async def test_all_that_a_row_offers_can_be_copied(workspace: Workspace, bot: Bot, name: str) -> None:
    resource, copying = PLACES[name]
    query = await asked(workspace, resource)
    row = (await rows_of(workspace, resource, query))[0]
    which, of = 0, 1
    while which < of:
        ask = Answers(str(which))
        await copying.run(Context(workspace, resource, (row,), ask, query.owner, query))
        what, text = ask.copied[0]
        assert text
        assert what != "curl" or ("$FLOCHAT_API_KEY" in text and DEMO_TOKEN not in text.split("/api")[-1])
        # A single thing is copied at once; else what there is was offered.
        of = len(ask.asked[0].choices) if ask.asked else 1
        which += 1
    assert await bot.writes() == []


async def test_a_variant_is_read_whole(workspace: Workspace) -> None:
    product = (await rows_of(workspace, PRODUCTS))[0]
    variant = (await rows_of(workspace, VARIANTS_TAB, Query(owner=product)))[0]
    ask = await act(workspace, action(VARIANTS_TAB, "product-variants.read"), [variant], owner=product)
    title, text = ask.read_texts[0]
    assert variant.title in title and "track_stock" in text and "racked" in text


async def test_whose_orders_and_whose_cart_lead_to_one_another(workspace: Workspace) -> None:
    ask = await act(workspace, action(ORDERS, "orders.of"), (), ANA)
    assert ask.went[0][:2] == ("orders", Query(arguments={"user_ns": ANA}, summary="Ana Souza"))
    ana = await first(workspace, SUBSCRIBERS, "Ana Souza")
    item = (await rows_of(workspace, SUBSCRIBER_CART, Query(owner=ana)))[0]
    product = await act(workspace, action(SUBSCRIBER_CART, "items.product"), [item], owner=ana)
    assert product.went[0][0] == "products" and product.went[0][2] == item.product_id
    order = (await rows_of(workspace, SUBSCRIBER_ORDERS, Query(owner=ana)))[0]
    opened = await act(workspace, action(SUBSCRIBER_ORDERS, "subscriber-orders.open"), [order], owner=ana)
    assert opened.went[0][0] == "orders" and opened.went[0][2] == order.row_id


async def test_a_product_leads_to_the_orders_that_have_it(workspace: Workspace, bot: Bot) -> None:
    order = (await rows_of(workspace, ORDERS))[0]
    item = (await rows_of(workspace, ITEMS_TAB, Query(owner=order)))[0]
    product = next(each for each in await rows_of(workspace, PRODUCTS) if each.row_id == item.product_id)
    ask = await act(workspace, action(PRODUCTS, "products.orders"), [product], True)
    assert "calls" in str(ask.asked[0].lines)
    resource, query, _ = ask.went[0]
    assert resource == "orders" and query is not None
    found = await rows_of(workspace, ORDERS, query)
    assert order.row_id in {each.row_id for each in found}
    assert all(any(line.product_id == product.row_id for line in each.items) for each in found)
    asked = len(await bot.requests())
    await act(workspace, action(PRODUCTS, "products.orders"), [product])
    assert len(await bot.requests()) == asked, "what was read once is here"
