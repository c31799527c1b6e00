# SPDX-License-Identifier: MIT
"""The shop: products and variants, orders and carts, codes, hours, places.

Money is text here, digit for digit as the host sent it; the value itself is in `Model.raw`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from flotui.api.models.base import Model


def number_id(text: str) -> int | str:
    """An id as the contract has it: a number."""
    return int(text) if text.isdecimal() else text


def decimal(text: str) -> Decimal | None:
    """The amount that a text says, for comparing and sorting; None where it says none."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


class ShopName(Model):
    """A product type, a vendor or a product tag: a name and nothing more."""

    id: str = ""
    name: str = ""


class Location(Model):
    """A place of the shop."""

    id: str = ""
    name: str = ""
    address: str = ""
    lat: str = ""
    lng: str = ""
    note: str = ""


class Variant(Model):
    """One form of a product that can be bought."""

    id: str = ""
    product_id: str = ""
    name: str = ""
    """The product's name, where the host sends it along."""
    sku: str = ""
    barcode: str = ""
    price: str = ""
    compare_price: str = ""
    qty: str = ""
    track_stock: bool | None = None
    allow_no_stock_sell: bool | None = None
    taxable: bool | None = None
    image: str = ""
    variant_1_value: str = ""
    variant_2_value: str = ""
    option_1: str = ""
    option_1_value: str = ""
    option_2: str = ""
    option_2_value: str = ""

    @property
    def options(self) -> str:
        """What makes it this one: `white / 36`; empty for the only variant of a product."""
        first = self.variant_1_value or self.option_1_value
        return " / ".join(filter(None, (first, self.variant_2_value or self.option_2_value)))

    @property
    def title(self) -> str:
        """What to call it beside its product."""
        return self.options or self.sku or f"#{self.id}"

    @property
    def count(self) -> int | None:
        """How many there are; None where the host does not say a number."""
        found = decimal(self.qty)
        return None if found is None else int(found)


class Product(Model):
    """Something the shop sells."""

    id: str = ""
    name: str = ""
    description: str = ""
    image: str = ""
    note: str = ""
    status: str = ""
    type: str = ""
    vendor: str = ""
    tags: tuple[str, ...] = ()
    use_variant: bool | None = None
    track_stock: bool | None = None
    variant_1_name: str = ""
    variant_2_name: str = ""
    num_of_variants: int | None = None
    total_qty: int | None = None
    variants: tuple[Variant, ...] = ()

    @property
    def title(self) -> str:
        """What to call it."""
        return self.name or f"#{self.row_id}"


class Item(Model):
    """A line of a cart or an order: so many of a variant."""

    id: str = ""
    """The variant's id."""
    variant_id: str = ""
    """The same, where the host calls it so."""
    product_id: str = ""
    name: str = ""
    desc: str = ""
    num: int = 0
    qty: int = 0
    price: str = ""
    subtotal: str = ""
    currency: str = ""

    @property
    def variant(self) -> str:
        """The variant's id, whatever it is called."""
        return self.variant_id or self.id

    @property
    def count(self) -> int:
        """How many."""
        return self.num or self.qty

    @property
    def counted_by(self) -> str:
        """The key of its row that says how many: orders and carts call it otherwise."""
        return "qty" if "qty" in self.raw and "num" not in self.raw else "num"

    @property
    def title(self) -> str:
        """What to call it: of a deleted product only the variant's id is left."""
        if not self.name:
            return f"variant {self.variant} (deleted)"
        return f"{self.name} ({self.desc})" if self.desc else self.name


def by_variant(items: Sequence[Item]) -> tuple[Item, ...]:
    """Lines of which no two are of one variant: an order says by variant alone how many there are, and is set so.

    Args:
        items: the lines as the host has them.
    """
    found: dict[str, Item] = {}
    for each in items:
        key = each.variant or f"?{len(found)}"
        if (before := found.get(key)) is None:
            found[key] = each
            continue
        kept = {name: value for name, value in before.raw.items() if name != "subtotal"}
        found[key] = Item.read({**kept, before.counted_by: before.count + each.count})
    return tuple(found.values())


class Order(Model):
    """What a subscriber bought, or is about to."""

    id: str = ""
    user_ns: str = ""
    status: str = ""
    currency: str = ""
    total: str = ""
    total_price: str = ""
    num_of_items: int | None = None
    items: tuple[Item, ...] = ()
    payment_method: str = ""
    shipping_method: str = ""
    reference_no: str = ""
    tracking_no: str = ""
    address: str = ""
    suburb: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""
    note: str = ""
    created_at: str = ""
    updated_at: str = ""

    def __post_init__(self) -> None:
        self.items = by_variant(self.items)

    @property
    def title(self) -> str:
        """What to call it."""
        return f"order {self.id or self.row_id}"

    @property
    def amount(self) -> str:
        """What it costs, as the host wrote it."""
        return self.total or self.total_price


class Cart(Model):
    """What a subscriber has put aside to buy."""

    id: str = ""
    items: tuple[Item, ...] = ()
    num_of_items: int | None = None
    total_price: str = ""
    created_at: str = ""
    updated_at: str = ""

    def __post_init__(self) -> None:
        self.items = by_variant(self.items)

    def item(self, variant_id: str) -> Item | None:
        """Its line of a variant, or None."""
        return next((each for each in self.items if each.variant == variant_id), None)


class DiscountCode(Model):
    """A code that takes something off the price."""

    id: str = ""
    code: str = ""
    type: str = ""
    discount_percentage: str = ""
    discount_amount: str = ""
    start_time: str = ""
    """UTC, as all times of codes."""
    end_time: str = ""
    min_require: str = ""
    min_price: str = ""
    min_qty: str = ""
    has_usage_limit: bool | None = None
    max_usage_count: str = ""
    once_per_order: bool | None = None
    one_per_customer: bool | None = None
    summary: str = ""


class OpeningDay(Model):
    """One weekday of the business hours."""

    id: str = ""
    name: str = ""
    option: str = ""
    """open (all day), close, open_1 or open_2 (one or two spans)."""
    start: str = ""
    end: str = ""
    start_2: str = ""
    end_2: str = ""

    NAMES: ClassVar[tuple[str, ...]] = (
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    )
    SPANS: ClassVar[Mapping[str, tuple[tuple[str, str], ...]]] = {
        "open_1": (("start", "end"),),
        "open_2": (("start", "end"), ("start_2", "end_2")),
    }
    """By the option of a day that is open at certain hours, the keys that say from when to when."""

    @property
    def title(self) -> str:
        """Its name."""
        if self.name:
            return self.name
        place = int(self.id) if self.id.isdecimal() else 0
        return self.NAMES[place - 1] if 1 <= place <= 7 else f"day {self.id}"

    @property
    def spans(self) -> list[tuple[str, str]]:
        """From when to when it is open, where it is so at certain hours."""
        return [(getattr(self, start), getattr(self, end)) for start, end in self.SPANS.get(self.option, ())]

    @property
    def hours(self) -> str:
        """When it is open, in words: `closed`, `09:00 – 12:30, 13:30 – 19:00`; empty where it isn't told."""
        said = {"close": "closed", "open": "open all day"}.get(self.option)
        return said or ", ".join(f"{start} – {end}" for start, end in self.spans) or self.option


def rows_of(data: object) -> list[object]:
    """The rows of an answer that may be a list or a single row."""
    return data if isinstance(data, list) else [] if data is None else [data]


def days_of(data: object) -> list[OpeningDay]:
    """The week in an answer: a list of days; the contract speaks of a single one."""
    return [OpeningDay.read(row) for row in rows_of(data)]
