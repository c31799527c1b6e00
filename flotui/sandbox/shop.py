# SPDX-License-Identifier: MIT
"""The shop: products, orders, carts."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from flotui.sandbox.clock import Clock, stamp, utc_stamp
from flotui.sandbox.people import Person
from flotui.sandbox.reply import Refusal, Row, invalid
from flotui.sandbox.seed import goods
from flotui.sandbox.seed.crowd import Crowd
from flotui.sandbox.seed.worlds import Products, Seed
from flotui.sandbox.table import Table

_ADDRESS = ("address", "suburb", "state", "postcode", "country")
ORDER_COLUMNS = ("payment_method", "shipping_method", "reference_no", "tracking_no", "note", *_ADDRESS)
"""What an order keeps of a request as it came."""


class Shop:
    """The workspace's shop. Money is kept as it came."""

    def __init__(self, crowd: Crowd, clock: Clock, seed: Seed) -> None:
        """Open the seed's shop.

        Args:
            crowd: who buys.
            clock: dates what is bought.
            seed: what is sold, and what was ordered.
        """
        self._crowd = crowd
        self._seed = seed
        self._clock = clock
        self._carts: dict[int, Row] = {}
        self.types = _names("Product type", goods.TYPES)
        self.vendors = _names("Vendor", goods.VENDORS)
        self.product_tags = _names("Product tag", goods.PRODUCT_TAGS)
        self.locations = Table("Location", "id", goods.LOCATIONS)
        self.hours = [dict(row) for row in goods.BUSINESS_HOURS]
        """The week, a row a day."""
        self.codes = Table("Discount code", "id", map(_code, goods.discount_codes(clock.start)), first=78)
        self.products = Table("Product", "id", first=101)
        self.variants = Table("Variant", "id", first=1001)
        for product, variants in _sold(seed.products, crowd.seed):
            kept = self.products.add({**product, "_tag_ids": self._tag_ids(product["_tags"])})
            del kept["_tags"]
            for variant in variants:
                self.variants.add({**variant, "product_id": kept["id"]})

    @functools.cached_property
    def orders(self) -> Table:
        """The orders, oldest first."""
        places = self.variants.rows()
        size = self._crowd.size
        seeded = self._seed.orders(self._crowd.seed, size, len(places), self._clock.start)
        rows = (self._seeded_order(row, places) for row in seeded)
        return Table("Order", "id", rows, first=20_001)

    def variants_of(self, product_id: int) -> list[Row]:
        """A product's variants."""
        return [row for row in self.variants.rows() if row["product_id"] == product_id]

    def variant_of(self, product_id: str, variant_id: str) -> Row:
        """One variant of one product.

        Raises:
            Refusal: 404 when there is no such product, or it has no such variant.
        """
        row = self.variants.get(variant_id)
        if row["product_id"] != self.products.get(product_id)["id"]:
            raise Refusal(404, "Variant not found")
        return row

    def name_id(self, table: Table, name: object) -> int:
        """The id of a type or vendor of that name; it is made where there is none, and 0 for no name."""
        if not name:
            return 0
        return int((table.find(name) or table.add({"name": str(name)}))["id"])

    def _tag_ids(self, names: object) -> list[int]:
        return (
            [self.name_id(self.product_tags, str(name)) for name in names] if isinstance(names, list) else []
        )

    def cart(self, index: int) -> Row:
        """A subscriber's cart, which is there even when it is empty: `items` by variant id."""
        if index not in self._carts:
            left = goods.cart(self._crowd.seed, index, len(self.variants)) if index < self._crowd.size else []
            first = 1001
            moment = stamp(self._crowd.last_message_at(index)) if left else self._clock.stamp()
            self._carts[index] = {
                "id": 50_001 + index,
                "created_at": moment,
                "updated_at": moment,
                "items": {str(first + place): qty for place, qty in left},
            }
        return self._carts[index]

    def lines(self, items: Mapping[str, int]) -> list[Row]:
        """The items of a cart or an order as the host shows them; of what is deleted only the id is left."""
        return [self._line(variant_id, qty) for variant_id, qty in items.items()]

    def items(self, given: list[Mapping[str, Any]]) -> dict[str, int]:
        """What a request orders, by variant id.

        Raises:
            Refusal: 404 for a variant that there is not, 422 for none and for a quantity under one.
        """
        items: dict[str, int] = {}
        for each in given:
            if each.get("variant_id") is None:
                raise invalid("variant_id", "The variant_id field is required.")
            variant_id, qty = str(self.variants.get(each["variant_id"])["id"]), int(each.get("qty") or 1)
            if qty < 1:
                raise invalid("qty", "The qty must be at least 1.")
            items[variant_id] = items.get(variant_id, 0) + qty
        return items

    def reserve(self, items: Mapping[str, int]) -> None:
        """See whether there is enough of everything.

        Raises:
            Refusal: 400 for what is tracked, used up, and not sold without stock.
        """
        for variant_id, qty in items.items():
            row = self.variants.get(variant_id)
            if _is(row["track_stock"]) and not _is(row["allow_no_stock_sell"]) and _count(row["qty"]) < qty:
                raise Refusal(400, f"Variant {variant_id} is out of stock.")

    def place_order(
        self, person: Person, items: Mapping[str, int], given: Mapping[str, Any], status: str
    ) -> Row:
        """Make an order, and take what is tracked out of the stock.

        Args:
            person: who orders.
            items: what, by variant id.
            given: the request's body, for address and payment.
            status: the order's first status.
        """
        self.reserve(items)
        for variant_id, qty in items.items():
            row = self.variants.get(variant_id)
            if _is(row["track_stock"]):
                row["qty"] = _count(row["qty"]) - qty
        moment = self._clock.stamp()
        return self.orders.add(
            {
                **{name: given.get(name) for name in ORDER_COLUMNS},
                "user_ns": person.user_ns,
                "status": status,
                "_items": dict(items),
                "created_at": moment,
                "updated_at": moment,
            }
        )

    def touch(self, row: Row) -> None:
        """Note that a cart or an order was changed now."""
        row["updated_at"] = self._clock.stamp()

    def total(self, items: Mapping[str, int]) -> Decimal:
        """What it costs together."""
        return sum((Decimal(str(line["subtotal"])) for line in self.lines(items)), Decimal(0))

    def _line(self, variant_id: str, qty: int) -> Row:
        if variant_id not in self.variants:
            return {
                "id": int(variant_id),
                "product_id": None,
                "name": None,
                "num": qty,
                "price": None,
                "subtotal": 0,
            }
        row = self.variants.get(variant_id)
        known = row["product_id"] in self.products
        product = (
            self.products.get(row["product_id"]) if known else {"name": None, "description": "", "image": ""}
        )
        return {
            "id": row["id"],
            "product_id": row["product_id"],
            "name": product["name"],
            "desc": " / ".join(filter(None, (row["variant_1_value"], row["variant_2_value"]))),
            "image": row["image"] or product["image"],
            "num": qty,
            "price": row["price"],
            "compare_price": row["compare_price"],
            "currency": goods.CURRENCY,
            "subtotal": float(money(row["price"]) * qty),
        }

    def _seeded_order(self, row: dict[str, Any], places: list[Row]) -> Row:
        created = stamp(row.pop("created"))
        items: dict[str, int] = {}
        for each in row.pop("items"):
            identity = str(places[each["place"]]["id"])
            items[identity] = items.get(identity, 0) + each["qty"]
        user_ns = self._crowd.ns(row.pop("index"))
        return {**row, "user_ns": user_ns, "_items": items, "created_at": created, "updated_at": created}


def money(value: object) -> Decimal:
    """A price in whichever form it came; what is none costs nothing."""
    try:
        return Decimal(str(value or 0))
    except InvalidOperation:
        return Decimal(0)


@functools.lru_cache(maxsize=4)
def _sold(products: Products, seed: int) -> Sequence[tuple[dict[str, object], list[dict[str, object]]]]:
    """What shops of a seed sell at first, worked out once for all of them."""
    return tuple(products(seed))


def _names(what: str, names: tuple[str, ...]) -> Table:
    return Table(what, "id", ({"name": name} for name in names))


def _code(row: dict[str, Any]) -> Row:
    return {**row, "start_time": utc_stamp(row["start_time"]), "end_time": utc_stamp(row["end_time"])}


def _is(flag: object) -> bool:
    """A truth in any of the forms that it is stored in."""
    return flag in (True, 1, "1", "true")


def _count(value: object) -> int:
    return int(float(str(value or 0)))
