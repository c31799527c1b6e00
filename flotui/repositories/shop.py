"""The shop as it is read: products, variants, orders, carts, and the short lists about them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, NamedTuple

from flotui.api.call import Call
from flotui.api.models.shop import (
    Cart,
    Day,
    DiscountCode,
    Location,
    Named,
    Order,
    Product,
    Variant,
    decimal,
    rows_of,
)
from flotui.repositories.base import Reader
from flotui.repositories.kinds import Kind, Link
from flotui.repositories.rows import Rows, call_by_name
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.subscribers import SUBSCRIBER


def _codes(product: Mapping[str, Any]) -> list[str]:
    """The SKUs and barcodes of a product's variants: the host finds products by name only."""
    return [code for each in Product.read(product).variants for code in (each.sku, each.barcode) if code]


PRODUCT = Kind("product", Product, searched=("name", "type", "vendor", "status"), more=_codes)


def _with_total(cached: Mapping[str, Any], order: dict[str, Any]) -> dict[str, Any]:
    """An order that was asked for alone, with its total where the list has it, and as that writes it: `0.00`."""
    listed, alone = cached.get("total"), order.get("total_price")
    if order.get("total") is not None or alone is None:
        return order
    return {**order, "total": listed if decimal(str(listed)) == decimal(str(alone)) else alone}


VARIANT = Kind("variant", Variant, searched=("sku", "barcode", "variant_1_value", "variant_2_value"))
ORDER = Kind(
    "order",
    Order,
    searched=("user_ns", "status", "reference_no", "tracking_no", "payment_method"),
    ttl=60.0,
    joined=_with_total,
    links=(Link("user_ns", SUBSCRIBER),),
)
LOCATION = Kind("location", Location, searched=("name", "address", "note"))
DISCOUNT_CODE = Kind("discount code", DiscountCode, searched=("code", "type", "summary"))


class Names(NamedTuple):
    """One of the kinds of names that products have, and its five operations."""

    kind: Kind[Named]
    listing: str
    info: str
    create: str
    update: str
    delete: str
    argument: str
    """The path argument that holds the id."""


TYPES = Names(
    Kind("product type", Named), "Types", "TypeGetInfo", "CreateType", "UpdateType", "DeleteType", "typeId"
)
VENDORS = Names(
    Kind("vendor", Named),
    "Vendors",
    "VendorGetInfo",
    "CreateVendor",
    "UpdateVendor",
    "DeleteVendor",
    "vendorId",
)
PRODUCT_TAGS = Names(
    Kind("product tag", Named), "Tags", "TagGetInfo", "CreateTag", "UpdateTag", "DeleteTag", "tagId"
)

STATUSES = ("ordered", "paid", "processing", "shipped", "completed", "cancelled", "refunded")
"""The statuses that an order may be given, in the order in which it usually goes through them."""

_ORDERS = 20_000
"""How many cached orders are looked through for a product."""

_FRESH = 30.0
"""A row younger than this many seconds is not read again when it is inspected."""


class Shop:
    """Reads of the bot's shop."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def products(
        self, filters: Mapping[str, str] | None = None, *, force: bool = False
    ) -> AsyncIterator[Snapshot[Rows[Product]]]:
        """The products, or those that the host's filters leave.

        Args:
            filters: `name`, `product_type_id`, `vendor_id`.
            force: ask the host even when the copy is fresh.
        """
        return self._reader.rows(PRODUCT, Call.of("Products", query=dict(filters or {})), force=force)

    async def here(self, words: Sequence[str], limit: int) -> list[Product]:
        """The products among all that are here, from whatever list, whose texts have every word.

        Args:
            words: parts of names, types or vendors.
            limit: how many are enough.
        """
        return [
            Product.read(body) for body in await self._reader.cache.finder.find(PRODUCT.name, words, limit)
        ]

    def product(self, product_id: str, *, force: bool = False) -> AsyncIterator[Snapshot[Product | None]]:
        """One product."""
        return self._reader.row(PRODUCT, product_call(product_id), product_id, fresh=_FRESH, force=force)

    def variants(self, product_id: str, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Variant]]]:
        """The variants of a product."""
        call = Call.of("ProductVariants", path={"productId": product_id})
        return self._reader.rows(VARIANT, call, force=force)

    async def low_variants(self, most: int) -> list[tuple[Variant, float]]:
        """The variants here of which few are left, the fewest first, each with when it was read.

        Nothing is asked of the host: these are the variants of products that were looked at.

        Args:
            most: a stock that is still low.
        """
        found = [
            (Variant.read(body), at)
            for body, at in await self._reader.cache.finder.at_most("variant", "qty", most)
        ]
        return [(variant, at) for variant, at in found if variant.track_stock is not False]

    def variant(
        self, product_id: str, variant_id: str, *, force: bool = True
    ) -> AsyncIterator[Snapshot[Variant | None]]:
        """One variant."""
        call = variant_call(product_id, variant_id)
        return self._reader.row(VARIANT, call, variant_id, fresh=_FRESH, force=force)

    def names(self, names: Names, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Named]]]:
        """The product types, the vendors or the product tags."""
        return self._reader.rows(names.kind, Call.of(names.listing), force=force)

    def name(
        self, names: Names, row_id: str, *, force: bool = False
    ) -> AsyncIterator[Snapshot[Named | None]]:
        """One of them."""
        call = Call.of(names.info, path={names.argument: row_id})
        return self._reader.row(names.kind, call, row_id, fresh=_FRESH, force=force)

    def locations(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Location]]]:
        """The shop's places."""
        return self._reader.rows(LOCATION, Call.of("Locations"), force=force)

    def location(self, row_id: str, *, force: bool = False) -> AsyncIterator[Snapshot[Location | None]]:
        """One place."""
        call = Call.of("LocationGetInfo", path={"locationId": row_id})
        return self._reader.row(LOCATION, call, row_id, fresh=_FRESH, force=force)

    def codes(
        self, filters: Mapping[str, str] | None = None, *, force: bool = False
    ) -> AsyncIterator[Snapshot[Rows[DiscountCode]]]:
        """The discount codes; `code` in the filters searches in them."""
        return self._reader.rows(
            DISCOUNT_CODE, Call.of("DiscountCodes", query=dict(filters or {})), force=force
        )

    def code(self, row_id: str, *, force: bool = False) -> AsyncIterator[Snapshot[DiscountCode | None]]:
        """One code by its id."""
        call = Call.of("DiscountCodeGetInfo", path={"codeId": row_id})
        return self._reader.row(DISCOUNT_CODE, call, row_id, fresh=_FRESH, force=force)

    def code_called(self, code: str) -> AsyncIterator[Snapshot[DiscountCode | None]]:
        """One code by what it says."""
        call = Call.of("DiscountCodeGetInfoByCode", query={"code": code})
        return self._reader.row(DISCOUNT_CODE, call, code)

    def orders(self, user_ns: str = "", *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Order]]]:
        """The orders, or those of one subscriber."""
        call = Call.of("Orders", query={"user_ns": user_ns or None})
        return self._reader.rows(ORDER, call, whole=False, force=force)

    async def orders_with(self, product_id: str) -> list[Order]:
        """The orders that have a product, among those whose items are here; the host is not asked.

        Args:
            product_id: the product.
        """
        cache = self._reader.cache
        cached = await cache.row(PRODUCT.name, product_id)
        variants = (
            {each.row_id for each in Product.read(cached.value).variants} if cached is not None else set()
        )
        orders = [Order.read(body) for body in await cache.finder.find(ORDER.name, (), _ORDERS)]
        found = [
            order
            for order in orders
            if any(item.product_id == product_id or item.variant in variants for item in order.items)
        ]
        await call_by_name(cache, ORDER, found)
        return sorted(found, key=lambda order: order.created_at, reverse=True)

    def order(self, order_id: str, *, force: bool = False) -> AsyncIterator[Snapshot[Order | None]]:
        """One order with its items."""
        return self._reader.row(ORDER, order_call(order_id), order_id, fresh=_FRESH, force=force)

    def cart(
        self, user_ns: str, *, ttl: float = 20.0, force: bool = False
    ) -> AsyncIterator[Snapshot[Cart | None]]:
        """A subscriber's cart; `ttl` is for how many seconds a copy counts as fresh."""
        return self._reader.object(cart_call(user_ns), Cart.read, ttl=ttl, force=force)

    def hours(self, *, ttl: float = 300.0, force: bool = False) -> AsyncIterator[Snapshot[list[Day] | None]]:
        """The business hours, a row a day; `ttl` is for how many seconds a copy counts as fresh."""
        return self._reader.object(Call.of("ShopGetBusinessHours"), days_of, ttl=ttl, force=force)


def product_call(product_id: str) -> Call:
    """The Call that reads one product."""
    return Call.of("ProductGetInfo", path={"productId": product_id})


def variant_call(product_id: str, variant_id: str) -> Call:
    """The Call that reads one variant."""
    return Call.of("ProductVariantInfo", path={"productId": product_id, "variantId": variant_id})


def order_call(order_id: str) -> Call:
    """The Call that reads one order with its items."""
    return Call.of("OrderGetInfo", path={"orderId": order_id})


def cart_call(user_ns: str) -> Call:
    """The Call that reads a subscriber's cart."""
    return Call.of("flowBotUserCart", query={"user_ns": user_ns})


def days_of(data: Any) -> list[Day]:
    """The week in an answer: a list of days; the contract speaks of a single one."""
    return [Day.read(row) for row in rows_of(data)]
