# SPDX-License-Identifier: MIT
"""Every edit of the shop that the repositories make, by name (`tests/support/edits.py` has all of them)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from flotui.api.models.shop import Item
from flotui.repositories import shop, shop_edits
from flotui.repositories.edit import Edit
from flotui.workspace import Workspace
from tests.support.edit_rows import ana, last, listed, order, product, send, variant
from tests.support.people import ANA

Make = Callable[[Workspace], Awaitable["Edit | list[Edit]"]]
"""Reads what an edit needs, and makes it."""

SHOP_EDITS: dict[str, Make] = {}
"""By name: what makes each edit."""


def edit(make: Make) -> Make:
    SHOP_EDITS[getattr(make, "__name__", "")] = make
    return make


@edit
async def change_product(ws: Workspace) -> Edit:
    row = await product(ws)
    return shop.PRODUCT.change_edit(
        row, {"name": "Linen shirt", "tags": [*row.tags, "sale"], "status": "inactive"}
    )


@edit
async def delete_product(ws: Workspace) -> Edit:
    await last(ws.shop.products())
    return shop.PRODUCT.delete_edit(await product(ws))


@edit
async def change_variant(ws: Workspace) -> Edit:
    changes = {"price": "150.5", "qty": "3", "sku": "NEW", "track_stock": "1", "compare_price": "200"}
    return shop_edits.update_variant(await variant(ws), "Linen shirt", changes)


@edit
async def change_the_stock_of_another_variant(ws: Workspace) -> Edit:
    return shop_edits.update_variant(await variant(ws, "101", 1), "", {"qty": "77", "taxable": "0"})


@edit
async def delete_variant(ws: Workspace) -> Edit:
    return shop_edits.delete_variant(await variant(ws), "Linen shirt")


@edit
async def rename_type(ws: Workspace) -> Edit:
    row = (await listed(ws.shop.names(shop.TYPES)))[0]
    return shop_edits.rename(shop.TYPES, row, "Renamed")


@edit
async def rename_vendor(ws: Workspace) -> Edit:
    row = (await listed(ws.shop.names(shop.VENDORS)))[0]
    return shop_edits.rename(shop.VENDORS, row, "Renamed")


@edit
async def rename_product_tag(ws: Workspace) -> Edit:
    row = (await listed(ws.shop.names(shop.PRODUCT_TAGS)))[0]
    return shop_edits.rename(shop.PRODUCT_TAGS, row, "renamed")


@edit
async def delete_name(ws: Workspace) -> Edit:
    return shop.PRODUCT_TAGS.delete_edit((await listed(ws.shop.names(shop.PRODUCT_TAGS)))[0])


@edit
async def change_location(ws: Workspace) -> Edit:
    row = (await listed(ws.reader.list_of(shop.LOCATION)))[0]
    return shop.LOCATION.change_edit(row, {"name": "Harbour", "lat": "-8.05", "note": "ring twice"})


@edit
async def delete_location(ws: Workspace) -> Edit:
    return shop.LOCATION.delete_edit((await listed(ws.reader.list_of(shop.LOCATION)))[0])


@edit
async def change_code(ws: Workspace) -> Edit:
    row = (await listed(ws.shop.codes()))[0]
    return shop.DISCOUNT_CODE.change_edit(
        row, {"code": "SPRING", "has_usage_limit": "1", "max_usage_count": "5"}
    )


@edit
async def delete_code(ws: Workspace) -> Edit:
    return shop_edits.delete_code((await listed(ws.shop.codes()))[0])


@edit
async def delete_code_by_code(ws: Workspace) -> Edit:
    return shop_edits.delete_code((await listed(ws.shop.codes()))[0], by_code=True)


@edit
async def set_status(ws: Workspace) -> Edit:
    row = await order(ws)
    return shop_edits.set_status(row, "shipped" if row.status != "shipped" else "paid")


@edit
async def change_order(ws: Workspace) -> Edit:
    return shop_edits.update_order(await order(ws), {"note": "leave it", "tracking_no": "BR1", "state": "PE"})


@edit
async def set_items(ws: Workspace) -> Edit:
    row = await order(ws)
    return shop_edits.set_items(row, [*row.items, Item(variant_id="1003", num=2)], "Add an item")


@edit
async def put_in_cart(ws: Workspace) -> list[Edit]:
    person, cart = await ana(ws), await last(ws.shop.cart(ANA))
    return shop_edits.put_in_cart(person, cart, await in_stock(ws), "Shirt", 2)


@edit
async def change_what_is_in_the_cart(ws: Workspace) -> list[Edit]:
    person = await ana(ws)
    for each in shop_edits.put_in_cart(person, await last(ws.shop.cart(ANA)), await in_stock(ws), "Shirt", 2):
        await send(ws, each)
    cart = await last(ws.shop.cart(ANA, force=True))
    return shop_edits.put_in_cart(person, cart, await in_stock(ws), "Shirt", 3)


@edit
async def empty_cart(ws: Workspace) -> list[Edit]:
    person = await ana(ws)
    for place in (0, 1):
        for each in shop_edits.put_in_cart(
            person, await last(ws.shop.cart(ANA)), await in_stock(ws, place), "Shirt", 2
        ):
            await send(ws, each)
    return shop_edits.empty_cart(person, await last(ws.shop.cart(ANA, force=True)))


@edit
async def cart_paid(ws: Workspace) -> Edit:
    person = await ana(ws)
    for each in shop_edits.put_in_cart(person, await last(ws.shop.cart(ANA)), await in_stock(ws), "Shirt", 2):
        await send(ws, each)
    return shop_edits.cart_paid(person, {"payment_method": "cash"})


async def in_stock(ws: Workspace, place: int = 0) -> str:
    """A variant that can be bought, of the second product; another one for another place."""
    rows = [each for each in await listed(ws.shop.variants("102")) if (each.count or 0) > 9]
    return str(rows[place].row_id)


@edit
async def set_hours(ws: Workspace) -> Edit:
    week = await last(ws.shop.hours())
    changed = {"id": week[0].id, "option": "open_1", "start": "10:15", "end": "11:45"}
    return shop_edits.set_hours(week, [changed])
