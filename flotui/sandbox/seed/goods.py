# SPDX-License-Identifier: MIT
"""What Acme Retail sells, and what was ordered."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from flotui.api import exact
from flotui.sandbox.clock import DAY, HOUR, MINUTE
from flotui.sandbox.dice import Dice
from flotui.sandbox.seed.crowd import ANA

TYPES = ("Shoes", "Clothing", "Bags", "Home", "Kids", "Garden", "Beauty", "Gift cards")
VENDORS = ("Acme", "Northwind", "Contoso", "Globex", "Initech", "Hooli Kids", "Ateliê Exemplo", "示例工坊")
PRODUCT_TAGS = ("new", "sale", "bestseller", "eco", "last-units", "gift", "winter", "handmade", "b2b")
CURRENCY = "brl"

STATUSES = ("paid", "ordered", "processing", "shipped", "completed", "cancelled", "refunded")
"""The statuses that an order may be given. Old ones may have others."""

LOCATIONS: tuple[dict[str, object], ...] = (
    {"name": "Acme Centro", "address": "Rua das Amostras, 12", "lat": -23.5505, "lng": -46.6333, "note": ""},
    {"name": "Acme Norte", "address": "Av. Exemplo, 100", "lat": "-23.4800", "lng": "-46.6200", "note": None},
    {
        "name": "Acme Lisboa",
        "address": "Largo Fictício 3",
        "lat": 38.7139,
        "lng": -9.1394,
        "note": "Sundays too",
    },
)

_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = (
    ("open_1", "09:00", "18:00", "", ""),
    ("open_1", "09:00", "18:00", None, None),
    ("open_2", "09:00", "12:30", "13:30", "19:00"),
    ("open_1", "09:00", "18:00", "", ""),
    ("open_1", "09:00", "20:00", "", ""),
    ("open_1", "10:00", "14:00", "", ""),
    ("close", "", "", "", ""),
)
BUSINESS_HOURS: tuple[dict[str, object], ...] = tuple(
    {
        "id": str(number),
        "name": name,
        "option": option,
        "start": start,
        "end": end,
        "start_2": start_2,
        "end_2": end_2,
    }
    for number, (name, (option, start, end, start_2, end_2)) in enumerate(
        zip(_WEEK, _HOURS, strict=True), start=1
    )
)

_LINES = (
    ("Canvas sneaker", 0, ("white", "black", "azul"), ("36", "37", "38", "39", "40")),
    ("Linen shirt", 1, ("white", "sand"), ("S", "M", "L")),
    ("Tote bag", 2, ("natural", "black"), ()),
    ("Desk lamp", 3, ("brass",), ()),
    ("Kids raincoat", 4, ("yellow", "green"), ("2–3", "4–5", "6–7")),
    ("Herb pot", 5, (), ()),
    ("Hand cream", 6, ("50 ml", "200 ml"), ()),
    ("Gift card", 7, ("100", "200", "500"), ()),
    ("Wool scarf", 1, ("grey", "red", "verde"), ()),
    ("Ceramic mug 台灯", 3, ("blue", "white"), ("250 ml", "400 ml")),
)
_SERIES = (
    "",
    "Classic",
    "Light",
    "Winter",
    "Praia",
    "2.0",
    "Mini",
    "Max",
    "Eco",
    "Duo",
    "Edição [limitada]",
    "B",
)
PRICES: tuple[object, ...] = (
    "142.800",
    "74900.00",
    49,
    12.99,
    "29.90",
    "0",
    None,
    1990,
    "15",
    exact.number("8.50"),
    "199.9",
)
"""Money as the host stores it: whole, broken, as text, with too many zeros, and absent."""
_QUANTITIES: tuple[object, ...] = (0, 1, 3, "7", 12, 40, 200, "0", 5, 18)
_TRUTHS: tuple[object, ...] = (True, 1, "1", 0, False)


def products(seed: int) -> Iterator[tuple[dict[str, object], list[dict[str, object]]]]:
    """Every product with its variants, ids of type and vendor as numbers from 1."""
    for number, (series, line) in enumerate(itertools.product(_SERIES, _LINES)):
        name, kind, first, second = line
        dice = Dice(seed, "product", number)
        options = list(itertools.product(first or ("",), second or ("",)))
        product = {
            "name": f"{name} {series}".strip(),
            "description": f"{name}, made for showing. Não é um produto real.",
            "image": f"https://files.example.com/products/{number}.jpg",
            "note": "",
            "status": "inactive" if dice.chance(8) else "active",
            "track_stock": dice.pick(_TRUTHS),
            "use_variant": 1 if first else 0,
            "variant_1_name": "colour" if first else "",
            "variant_2_name": "size" if second else "",
            "_type_id": kind + 1,
            "_vendor_id": dice.between(1, len(VENDORS)),
            "_tags": dice.some(PRODUCT_TAGS, 2),
        }
        yield product, [_variant(dice, number, place, *values) for place, values in enumerate(options)]


def _variant(dice: Dice, product: int, place: int, first: str, second: str) -> dict[str, object]:
    price = "142.800" if product == 0 else dice.pick(PRICES)
    return {
        "sku": f"SKU-{product:03d}-{place:02d}",
        "barcode": f"200{product:05d}{place:04d}" if dice.chance(70) else dice.pick(("", None)),
        "price": price,
        "compare_price": dice.pick((None, 0, "", "219.90", 259.0)),
        "qty": dice.pick(_QUANTITIES),
        "track_stock": dice.pick(_TRUTHS),
        "allow_no_stock_sell": dice.pick((False, 0, "0", 1)),
        "taxable": dice.pick((True, 1, "1")),
        "image": "",
        "display_order": place + 1,
        "variant_1_value": first,
        "variant_2_value": second,
    }


def discount_codes(start: int) -> Iterator[dict[str, object]]:
    """Codes of all types: running, over, to come, and one that ends before it starts.

    Args:
        start: when the world was made (unix seconds); begin and end come as unix seconds too.
    """
    for code, kind, percentage, amount, begins, ends, require in (
        ("WELCOME10", "percentage", 10, None, -300, 300, "none"),
        ("FRETE0", "free_shipping", 0, 0, -10, 20, "price"),
        ("VIP25", "percentage", "25", "", -30, 30, "none"),
        ("MENOS50", "amount", None, "50.00", -5, 5, "price"),
        ("WINTER5", "amount", 0, 5.05, -120, -30, "qty"),
        ("SOON15", "percentage", 15, None, 10, 40, "none"),
        ("BACKWARDS", "percentage", 5, None, 10, -10, "none"),
        ("ONCE100", "amount", None, 100, -1, 1, "none"),
    ):
        yield {
            "code": code,
            "type": kind,
            "discount_percentage": percentage,
            "discount_amount": amount,
            "start_time": start + begins * DAY,
            "end_time": start + ends * DAY,
            "min_require": require,
            "min_price": "100.00" if require == "price" else None,
            "min_qty": 3 if require == "qty" else 0,
            "has_usage_limit": int(code == "ONCE100"),
            "max_usage_count": 1 if code == "ONCE100" else 0,
            "once_per_order": 1,
            "one_per_customer": int(code == "WELCOME10"),
        }


def orders(seed: int, people: int, variants: int, start: int) -> Iterator[dict[str, object]]:
    """Orders of sixty days, oldest first, several of them from the last hours.

    Args:
        seed: the world's seed.
        people: how many subscribers there are; the order has the buyer's index.
        variants: how many variants there are; an item has the variant's place.
        start: when the world was made (unix seconds).
    """
    if not people:
        return
    total = 260
    for number in range(total):
        dice = Dice(seed, "order", number)
        age = (total - number) * 5 * HOUR if number < 250 else (total - number) * 25 * MINUTE
        is_ana = number % 100 == 55 and people > ANA
        yield {
            "index": ANA if is_ana else dice.below(people),
            "items": [
                {"place": dice.below(variants), "qty": dice.between(1, 3)} for _ in range(dice.between(1, 4))
            ],
            "status": "on_hold_legacy" if number % 90 == 3 else _status(dice, number, total),
            "created": start - age,
            "payment_method": dice.pick(("pix", "card", "cash", "", None)),
            "shipping_method": dice.pick(("pickup", "delivery")),
            "reference_no": f"{10_000 + number}",
            "tracking_no": f"BR{number:09d}XX" if dice.chance(40) else "",
            "address": dice.pick(("Rua das Amostras, 12", "Calle Ficticia 45, ap. 3", "", None)),
            "suburb": dice.pick(("Centro", "Norte", "")),
            "state": dice.pick(("SP", "RJ", "")),
            "postcode": dice.pick(("01000-000", "")),
            "country": dice.pick(("BR", "BR", "CO", None)),
            "note": dice.pick(("", "", "deixar na portaria", "gift wrap, please 🎁")),
        }


def _status(dice: Dice, number: int, total: int) -> str:
    """Old orders are done with, young ones are not."""
    if number < total - 60:
        return dice.pick(("completed", "completed", "completed", "refunded", "cancelled"))
    return dice.pick(("paid", "ordered", "processing", "shipped"))


def cart(seed: int, index: int, variants: int) -> list[tuple[int, int]]:
    """What a subscriber left in the cart: the variants' places, and how many of each."""
    if index == ANA:
        return [(2, 1), (21, 2)]
    dice = Dice(seed, "cart", index)
    if not dice.chance(8):
        return []
    places = {dice.below(variants) for _ in range(dice.between(1, 3))}
    return [(place, dice.between(1, 3)) for place in sorted(places)]
