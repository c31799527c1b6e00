# SPDX-License-Identifier: MIT
"""The shop as it is read: products, variants, orders, carts, and the short lists about them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

from flotui.api.call import Call
from flotui.api.models.shop import (
    Cart,
    DiscountCode,
    Location,
    OpeningDay,
    Order,
    Product,
    ShopName,
    Variant,
    days_of,
    decimal,
)
from flotui.repositories.base import Reader
from flotui.repositories.kinds import NOWHERE, Kind, Owner, RowLink, ShownIn
from flotui.repositories.rows import Rows, call_by_name
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.targets_shop import CartLine, OrderKeys, VariantKeys, Week

_FRESH = 30.0
"""A row younger than this many seconds is not read again when it is inspected."""


def _codes(product: Mapping[str, object]) -> list[str]:
    """The SKUs and barcodes of a product's variants: the host finds products by name only."""
    return [code for each in Product.read(product).variants for code in (each.sku, each.barcode) if code]


PRODUCT = Kind(
    "product",
    Product,
    searched=("name", "type", "vendor", "status"),
    more=_codes,
    list="Products",
    one="ProductGetInfo",
    fresh=_FRESH,
    create="CreateProduct",
    change="UpdateProduct",
    delete="DeleteProduct",
    by="productId",
    arguments=("product_id",),
    many=True,
    shown_in=ShownIn(named=("cart", "order"), held=("variant",)),
)


def _with_total(cached: Mapping[str, object], order: dict[str, object]) -> dict[str, object]:
    """An order that was asked for alone, with its total where the list has it, and as that writes it: `0.00`."""
    listed, alone = cached.get("total"), order.get("total_price")
    if order.get("total") is not None or alone is None:
        return order
    return {**order, "total": listed if decimal(str(listed)) == decimal(str(alone)) else alone}


_IN_PRODUCT = Owner(PRODUCT, "productId", "product_id", "variants")
VARIANT = Kind(
    "variant",
    Variant,
    searched=("sku", "barcode", "variant_1_value", "variant_2_value"),
    list="ProductVariants",
    one="ProductVariantInfo",
    fresh=_FRESH,
    create="CreateProductVariant",
    change="UpdateProductVariant",
    delete="DeleteProductVariant",
    by="variantId",
    arguments=("variant_id",),
    labels=("name", "variant_1_value", "variant_2_value", "sku"),
    also=("sku", "barcode", "id"),
    many=True,
    under=_IN_PRODUCT,
    shown_in=ShownIn(named=("cart",), held=("order",)),
    compared=lambda kind: {"UpdateProductVariant": VariantKeys(kind, _IN_PRODUCT)},
)
ORDER = Kind(
    "order",
    Order,
    searched=("user_ns", "status", "reference_no", "tracking_no", "payment_method"),
    ttl=60.0,
    joined=_with_total,
    links=(RowLink("user_ns", SUBSCRIBER),),
    list="Orders",
    whole=False,
    one="OrderGetInfo",
    fresh=_FRESH,
    by="orderId",
    arguments=("order_id",),
    labels=("status", "total"),
    shown_in=NOWHERE,
    creates=("flowBotUserCreateOrder", "flowBotUserCartPaid"),
    change="UpdateOrder",
    compared=lambda kind: {
        "UpdateOrder": OrderKeys(kind, "orderId"),
        "flowBotUserUpdateOrderStatus": OrderKeys(kind, "order_id", fixed=("user_ns", "order_id")),
    },
)
LOCATION = Kind(
    "location",
    Location,
    searched=("name", "address", "note"),
    list="Locations",
    one="LocationGetInfo",
    fresh=_FRESH,
    create="CreateLocation",
    change="UpdateLocation",
    delete="DeleteLocation",
    by="locationId",
    shown_in=NOWHERE,
)
DISCOUNT_CODE = Kind(
    "discount code",
    DiscountCode,
    searched=("code", "type", "summary"),
    list="DiscountCodes",
    one="DiscountCodeGetInfo",
    fresh=_FRESH,
    create="CreateDiscountCode",
    change="UpdateDiscountCode",
    delete="DeleteDiscountCode",
    by="codeId",
    many=True,
    shown_in=NOWHERE,
    deletes=("DeleteDiscountCodeByCode",),
)
_CART_WRITES = ("flowBotUserAddToCart", "flowBotUserRemoveFromCart", "flowBotUserEmptyCart")
CART = Kind(
    "cart",
    Cart,
    one="flowBotUserCart",
    by="user_ns",
    shown_in=NOWHERE,
    compared=lambda kind: dict.fromkeys(_CART_WRITES, CartLine(kind, SUBSCRIBER)),
    stale_after=(*_CART_WRITES, "flowBotUserCartPaid"),  # what its lines cost, only the host knows
)
HOURS = Kind(
    "business hours",
    OpeningDay,
    one="ShopGetBusinessHours",
    shown_in=NOWHERE,
    compared=lambda kind: {"ShopUpdateBusinessHours": Week(kind.one_call())},
)


TYPES = Kind(
    "product type",
    ShopName,
    list="Types",
    one="TypeGetInfo",
    fresh=_FRESH,
    create="CreateType",
    change="UpdateType",
    delete="DeleteType",
    by="typeId",
    arguments=("product_type_id",),
    shown_in=ShownIn(named=("product",)),
)
VENDORS = Kind(
    "vendor",
    ShopName,
    list="Vendors",
    one="VendorGetInfo",
    fresh=_FRESH,
    create="CreateVendor",
    change="UpdateVendor",
    delete="DeleteVendor",
    by="vendorId",
    arguments=("vendor_id",),
    shown_in=ShownIn(named=("product",)),
)
PRODUCT_TAGS = Kind(
    "product tag",
    ShopName,
    list="Tags",
    one="TagGetInfo",
    fresh=_FRESH,
    create="CreateTag",
    change="UpdateTag",
    delete="DeleteTag",
    by="tagId",
    shown_in=ShownIn(named=("product",)),
)

STATUSES = ("ordered", "paid", "processing", "shipped", "completed", "cancelled", "refunded")
"""The statuses that an order may be given, in the order in which it usually goes through them."""

_ORDERS = 20_000
"""How many cached orders are looked through for a product."""


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
        return self._reader.list_of(PRODUCT, filters, force=force)

    async def here(self, words: Sequence[str], limit: int) -> list[Product]:
        """The products among all that are here, from whatever list, whose texts have every word.

        Args:
            words: parts of names, types or vendors.
            limit: how many are enough.
        """
        return [
            Product.read(body) for body in await self._reader.cache.finder.find(PRODUCT.name, words, limit)
        ]

    def variants(self, product_id: str, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Variant]]]:
        """The variants of a product.

        Args:
            product_id: the product's id.
            force: whether the host is asked however young the copy is.
        """
        return self._reader.list_of(VARIANT, owner=product_id, force=force)

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
        """One variant.

        Args:
            product_id: the product's id.
            variant_id: the variant's id.
            force: whether the host is asked however young the copy is.
        """
        return self._reader.one_of(VARIANT, variant_id, owner=product_id, force=force)

    def names(self, kind: Kind[ShopName], *, force: bool = False) -> AsyncIterator[Snapshot[Rows[ShopName]]]:
        """The product types, the vendors or the product tags.

        Args:
            kind: which of them.
            force: whether the host is asked however young the copy is.
        """
        return self._reader.list_of(kind, force=force)

    def codes(
        self, filters: Mapping[str, str] | None = None, *, force: bool = False
    ) -> AsyncIterator[Snapshot[Rows[DiscountCode]]]:
        """The discount codes; `code` in the filters searches in them.

        Args:
            filters: filters of the host, by the operation's argument.
            force: whether the host is asked however young the copy is.
        """
        return self._reader.list_of(DISCOUNT_CODE, filters, force=force)

    def code_called(self, code: str) -> AsyncIterator[Snapshot[DiscountCode | None]]:
        """One code by what it says."""
        call = Call.of("DiscountCodeGetInfoByCode", query={"code": code})
        return self._reader.row(DISCOUNT_CODE, call, code)

    def orders(self, user_ns: str = "", *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Order]]]:
        """The orders, or those of one subscriber.

        Args:
            user_ns: the subscriber's id; empty for everybody's.
            force: whether the host is asked however young the copy is.
        """
        return self._reader.list_of(ORDER, {"user_ns": user_ns or None}, force=force)

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
        """One order with its items.

        Args:
            order_id: the order's id.
            force: whether the host is asked however young the copy is.
        """
        return self._reader.one_of(ORDER, order_id, force=force)

    def cart(
        self, user_ns: str, *, ttl: float = 20.0, force: bool = False
    ) -> AsyncIterator[Snapshot[Cart | None]]:
        """A subscriber's cart.

        Args:
            user_ns: the subscriber's id.
            ttl: seconds for which a copy counts as fresh.
            force: whether the host is asked however young the copy is.
        """
        return self._reader.object(CART.one_call(user_ns), Cart.read, ttl=ttl, force=force)

    def hours(
        self, *, ttl: float = 300.0, force: bool = False
    ) -> AsyncIterator[Snapshot[list[OpeningDay] | None]]:
        """The business hours, a row a day.

        Args:
            ttl: seconds for which a copy counts as fresh.
            force: whether the host is asked however young the copy is.
        """
        return self._reader.object(HOURS.one_call(), days_of, ttl=ttl, force=force)
