# SPDX-License-Identifier: MIT
"""Products and their variants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, data, invalid, named, ok, page_of, shown
from flotui.sandbox.shop import Shop, money
from flotui.sandbox.world import World

_PRODUCT = ("name", "description", "image", "note", "status")
_VARIANT = (
    "sku",
    "barcode",
    "price",
    "compare_price",
    "qty",
    "track_stock",
    "allow_no_stock_sell",
    "taxable",
    "image",
    "variant_1_value",
    "variant_2_value",
)
_NEW_VARIANT: Row = {
    "sku": "",
    "barcode": "",
    "price": 0,
    "compare_price": None,
    "qty": 0,
    "track_stock": 0,
    "allow_no_stock_sell": 0,
    "taxable": 1,
    "image": "",
    "variant_1_value": "",
    "variant_2_value": "",
}


@answers("Products")
def products(world: World, received: Received) -> Row:
    """The products; by name, type and vendor."""
    rows = named(received, world.shop.products.rows())
    for query, column in (("product_type_id", "_type_id"), ("vendor_id", "_vendor_id")):
        if wanted := received.query.get(query):
            rows = [row for row in rows if row[column] == int(wanted)]
    return page_of(received, rows, lambda row: _product(world.shop, row))


@answers("ProductGetInfo")
def product(world: World, received: Received) -> Row:
    """One product with its variants."""
    return data(_product(world.shop, world.shop.products.get(received.arguments["productId"])))


@answers("CreateProduct")
def create_product(world: World, received: Received) -> Row:
    """Make a product with its variants; without any it gets one of its own."""
    shop, body = world.shop, received.body
    variants = body.get("variants") or [body]
    for each in variants:
        _check_price(each)
    row = shop.products.add(
        {
            **{name: body.get(name) or "" for name in _PRODUCT},
            "status": body.get("status") or "active",
            "track_stock": body.get("track_stock", 0),
            "use_variant": body.get("use_variant", int(bool(body.get("variants")))),
            "variant_1_name": received.text("variant_1_name"),
            "variant_2_name": received.text("variant_2_name"),
            "_type_id": 0,
            "_vendor_id": 0,
            "_tag_ids": [],
        }
    )
    _relate(shop, row, body)
    for each in variants:
        _add_variant(shop, row["id"], each)
    return data(_product(shop, row))


@answers("UpdateProduct")
def update_product(world: World, received: Received) -> Row:
    """Change a product; its variants have operations of their own."""
    row = world.shop.products.update(received.arguments["productId"], received.body, _PRODUCT)
    _relate(world.shop, row, received.body)
    return data(_product(world.shop, row))


@answers("DeleteProduct")
def delete_product(world: World, received: Received) -> Row:
    """Delete a product and its variants. Orders keep their ids."""
    row = world.shop.products.remove(received.arguments["productId"])
    for variant in world.shop.variants_of(row["id"]):
        world.shop.variants.remove(variant["id"])
    return ok()


@answers("ProductVariants")
def variants(world: World, received: Received) -> Row:
    """A product's variants."""
    row = world.shop.products.get(received.arguments["productId"])
    return page_of(received, world.shop.variants_of(row["id"]))


@answers("ProductVariantInfo")
def variant(world: World, received: Received) -> Row:
    """One variant."""
    return data(world.shop.variant_of(received.arguments["productId"], received.arguments["variantId"]))


@answers("CreateProductVariant")
def create_variant(world: World, received: Received) -> Row:
    """Make a variant."""
    row = world.shop.products.get(received.arguments["productId"])
    _check_price(received.body)
    return data(_add_variant(world.shop, row["id"], received.body))


@answers("UpdateProductVariant")
def update_variant(world: World, received: Received) -> Row:
    """Change a variant: only what is in the body. Money is kept as it came."""
    row = world.shop.variant_of(received.arguments["productId"], received.arguments["variantId"])
    _check_price(received.body)
    return data(world.shop.variants.update(row["id"], received.body, _VARIANT))


@answers("DeleteProductVariant")
def delete_variant(world: World, received: Received) -> Row:
    """Delete a variant."""
    row = world.shop.variant_of(received.arguments["productId"], received.arguments["variantId"])
    world.shop.variants.remove(row["id"])
    return ok()


def _check_price(given: Mapping[str, object]) -> None:
    for name in ("price", "compare_price"):
        if money(given.get(name)) < 0:
            raise invalid(name, f"The {name} must be at least 0.")


def _add_variant(shop: Shop, product_id: int, given: Mapping[str, object]) -> Row:
    place = 1 + len(shop.variants_of(product_id))
    chosen = {name: given[name] for name in _VARIANT if given.get(name) is not None}
    return shop.variants.add({**_NEW_VARIANT, **chosen, "product_id": product_id, "display_order": place})


def _relate(shop: Shop, row: Row, given: Mapping[str, Any]) -> None:
    """Set type, vendor and tags, which the body gives by name."""
    if "type" in given:
        row["_type_id"] = shop.name_id(shop.types, given["type"])
    if "vendor" in given:
        row["_vendor_id"] = shop.name_id(shop.vendors, given["vendor"])
    if "tags" in given:
        row["_tag_ids"] = [shop.name_id(shop.product_tags, name) for name in given["tags"] or ()]


def _product(shop: Shop, row: Row) -> Row:
    held = shop.variants_of(row["id"])
    return {
        **shown(row),
        "type": shop.types.get(row["_type_id"])["name"] if row["_type_id"] in shop.types else "",
        "vendor": shop.vendors.get(row["_vendor_id"])["name"] if row["_vendor_id"] in shop.vendors else None,
        "tags": [
            shop.product_tags.get(each)["name"] for each in row["_tag_ids"] if each in shop.product_tags
        ],
        "num_of_variants": len(held),
        "total_qty": sum(int(float(str(each["qty"] or 0))) for each in held),
        "variants": [_short_variant(row, each) for each in held],
    }


def _short_variant(product: Row, row: Row) -> Row:
    return {
        "id": row["id"],
        "product_id": product["id"],
        "name": product["name"],
        "desc": product["description"],
        "image": row["image"],
        "sku": row["sku"],
        "barcode": row["barcode"],
        "price": row["price"],
        "compare_price": row["compare_price"],
        "option_1": product["variant_1_name"],
        "option_1_value": row["variant_1_value"],
        "option_2": product["variant_2_name"],
        "option_2_value": row["variant_2_value"],
    }
