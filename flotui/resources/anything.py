# SPDX-License-Identifier: MIT
"""Finding anything by what it is called: subscribers, orders by number, variants by SKU or barcode, time zones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.errors import FlochatError, NotFound
from flotui.api.models.shop import Product, Variant
from flotui.resources import everything, people
from flotui.resources.ask import Ask, Choice, Further
from flotui.resources.base import Query
from flotui.resources.reading import copied
from flotui.resources.shop.order_reading import order_number
from flotui.resources.shop.words import money_text
from flotui.resources.zones import set_zone
from flotui.text.fold import fold
from flotui.text.zones import zone_names

if TYPE_CHECKING:
    from flotui.workspace import Workspace

ORDER, VARIANT, ZONE = "order/", "variant/", "zone/"
"""What the ids of such choices begin with: then the order's number, the product's id and its name, the zone's name."""
_ENOUGH = 30
"""How many products are looked through for a code."""
_LONGEST = 9
"""Digits that an order's number has at most: more are a phone."""
_ZONES, _SHORTEST_ZONE = 5, 3
"""How many time zones are found, and by how many letters at least: two begin something in most continents."""


def further(workspace: Workspace) -> Further:
    """Where the palette finds more than it begins with.

    Args:
        workspace: the open bot.
    """
    persons = people.further(workspace, people.PEOPLE, sole=True)

    async def here(text: str) -> list[Choice]:
        text = _called(text)
        named = await everything.named(workspace, text)
        return [*named, *await _variants(workspace, text), *await persons.here(text), *_zones(text)]

    async def look(text: str) -> list[Choice]:
        text = _called(text)
        order = await _order(workspace, text)
        try:
            return [*order, *(await persons.look(text) if persons.look is not None else ())]
        except FlochatError:
            if not order:
                raise
            return order

    return Further(here, look, verb="Look up")


def _called(text: str) -> str:
    """What was typed, without the colon that opens the palette: it may be typed twice."""
    return text.strip().removeprefix(":").lstrip()


def go(ask: Ask, workspace: Workspace | None, choice: Choice) -> bool:
    """Go to what was found, or set the zone that was; whether it was one of these.

    Args:
        ask: what goes there.
        workspace: the open bot.
        choice: what was chosen.

    Raises:
        ConfigError: when the zone can't be remembered.
    """
    if choice.id.startswith(ORDER):
        number = choice.id.removeprefix(ORDER)
        ask.go("orders", Query(arguments={"order_id": number}, summary=f"order {number}"), number)
    elif choice.id.startswith(VARIANT):
        product_id, _, name = choice.id.removeprefix(VARIANT).partition("/")[2].partition("/")
        ask.go("products", Query(arguments={"name": name}, summary=f"product {name}"), product_id, "variants")
    elif choice.id.startswith(ZONE) and workspace is not None:
        set_zone(workspace, ask, choice.id.removeprefix(ZONE))
    else:
        return False
    return True


async def _order(workspace: Workspace, text: str) -> list[Choice]:
    """The order of that number, from the host; none where it has none, or the text is no such number."""
    number = order_number(text)
    if not number or len(number) > _LONGEST:
        return []
    try:
        found, copy = await copied(workspace.shop.order(number, force=True))
    except NotFound:
        return []
    if found is None:
        return []
    about = " · ".join(filter(None, (found.status, money_text(found.amount, found.currency), copy)))
    return [Choice(f"{ORDER}{number}", f"Order {number}", about, "Orders", names=(number, f"#{number}"))]


async def _variants(workspace: Workspace, text: str) -> list[Choice]:
    """The variants here of which a SKU or a barcode has the text."""
    wanted = fold(text.strip())
    products = await workspace.shop.here(text.split(), _ENOUGH) if wanted else []
    return [
        _choice(product, variant)
        for product in products
        for variant in product.variants
        if any(wanted in fold(code) for code in _codes(variant))
    ]


def _zones(text: str) -> list[Choice]:
    """The time zones of whose name a word begins with each of the text's."""
    words = fold(text.replace("/", " ").replace("_", " ")).split()
    if len(text.strip()) < _SHORTEST_ZONE or not words:
        return []
    parts = {name: fold(name.replace("/", " ").replace("_", " ")).split() for name in zone_names()}
    return [
        Choice(
            f"{ZONE}{name}", name, "Set as the workspace's time zone", "Time zone", careful=True, sole=True
        )
        for name, has in parts.items()
        if all(any(part.startswith(word) for part in has) for word in words)
    ][:_ZONES]


def _codes(variant: Variant) -> Sequence[str]:
    return tuple(filter(None, (variant.sku, variant.barcode)))


def _choice(product: Product, variant: Variant) -> Choice:
    label = f"{product.title} · {variant.options}" if variant.options else product.title
    codes = _codes(variant)
    about, also = " · ".join(codes), " ".join(codes)
    key = f"{VARIANT}{variant.row_id}/{product.row_id}/{product.name}"
    return Choice(key, label, about, "Products", also=also, names=tuple(codes), careful=True, sole=True)
