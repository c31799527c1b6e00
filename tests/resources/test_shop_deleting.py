# SPDX-License-Identifier: MIT
"""Several of the shop's things are deleted together: their number is typed, one call is sent for each."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.resources.ask import Cancelled
from flotui.resources.base import Query, Resource
from flotui.resources.shop.discounts import DISCOUNT_CODES
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.shop.small import LOCATIONS, PRODUCT_TYPES, PRODUCT_VENDORS, TAGS_OF_PRODUCTS
from flotui.resources.shop.variants import VARIANTS_TAB
from flotui.workspace import Workspace
from tests.resources.shop_rig import action, first, table, valid
from tests.support.ask import NO, act, rows_of
from tests.support.bot import Bot

KINDS = {
    "products": (PRODUCTS, "products", "DeleteProduct"),
    "vendors": (PRODUCT_VENDORS, "vendors", "DeleteVendor"),
    "product types": (PRODUCT_TYPES, "types", "DeleteType"),
    "product tags": (TAGS_OF_PRODUCTS, "product_tags", "DeleteTag"),
    "discount codes": (DISCOUNT_CODES, "codes", "DeleteDiscountCode"),
    "locations": (LOCATIONS, "locations", "DeleteLocation"),
}


async def is_gone(bot: Bot, name: str, rows: list[Any]) -> bool:
    return not {str(each["id"]) for each in await table(bot, name)} & {each.row_id for each in rows}


@pytest.mark.parametrize("noun", KINDS)
async def test_two_are_deleted_together(workspace: Workspace, bot: Bot, noun: str) -> None:
    resource, name, operation = KINDS[noun]
    rows: list[Any] = (await rows_of(workspace, resource))[:2]
    asked = await act(workspace, action(resource, f"{resource.id}.delete"), rows, "2")
    assert asked.asked[0].title == f"Delete 2 {noun}" and asked.asked[0].danger
    assert asked.said == [f"2 {noun} deleted."]
    assert [each for each, _ in await bot.writes()] == [operation] * 2
    assert await is_gone(bot, name, rows)
    await valid(bot)


async def test_variants_are_deleted_together(workspace: Workspace, bot: Bot) -> None:
    product = await first(workspace, PRODUCTS, "Canvas sneaker")
    rows = (await rows_of(workspace, VARIANTS_TAB, Query(owner=product)))[:2]
    delete = action(VARIANTS_TAB, "product-variants.delete")
    asked = await act(workspace, delete, rows, "2", owner=product)
    assert asked.said == ["2 variants deleted."] and await is_gone(bot, "variants", rows)


async def test_nothing_is_deleted_without_the_number(workspace: Workspace, bot: Bot) -> None:
    resource: Resource[Any] = PRODUCT_VENDORS
    rows = (await rows_of(workspace, resource))[:2]
    with pytest.raises(Cancelled):
        await act(workspace, action(resource, "vendors.delete"), rows, NO)
    assert await bot.writes() == []
