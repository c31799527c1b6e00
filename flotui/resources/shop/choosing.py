# SPDX-License-Identifier: MIT
"""Choosing a variant or a subscriber, and going from one thing of the shop to another."""

from __future__ import annotations

from collections.abc import Sequence

from flotui.api.errors import Malformed
from flotui.api.models.shop import Product, Variant
from flotui.api.models.subscriber import Subscriber
from flotui.resources.ask import Choice, Further, Picker
from flotui.resources.base import Context, Query
from flotui.resources.keys import key_of
from flotui.resources.people import person_called
from flotui.resources.reading import last

_ENOUGH = 50
"""How many products are found among those that are here for what was typed."""


async def choose_variant(
    context: Context[object], title: str, *, done: str = "", loses: str = ""
) -> tuple[Product, Variant] | None:
    """Have a variant chosen by typing; of a large shop, by the host's search too.

    Args:
        context: how to ask, and the open bot.
        title: what it is for.
        done: a first choice that means none more: `That is all`.
        loses: what was chosen before and is lost with a cancel; empty for nothing.

    Returns:
        The product and its variant; None for the choice `done`.

    Raises:
        Cancelled: when none was chosen.
    """
    shop = context.workspace.shop
    found: dict[str, tuple[Product, Variant]] = {}

    def offered(products: Sequence[Product]) -> list[Choice]:
        pairs = {
            f"{product.row_id}/{variant.row_id}": (product, variant)
            for product in products
            for variant in product.variants
        }
        found.update(pairs)
        return [
            _choice(key, product, variant, careful=rows.more_to_come)
            for key, (product, variant) in pairs.items()
        ]

    async def here(text: str) -> list[Choice]:
        return offered(await shop.here(text.split(), _ENOUGH))

    async def look(text: str) -> list[Choice]:
        return offered(await (await last(shop.products({"name": text}))).all())

    rows = await last(shop.products())
    choices = offered(await rows.all())
    if not choices:
        raise Malformed("The shop has no products.", advice="Create one first, under Products.")
    question = Picker(
        title,
        [*([Choice("", done)] if done else []), *choices],
        placeholder="Name, option, SKU or barcode",
        further=Further(here, look) if rows.more_to_come else None,
        loses=loses,
    )
    return found.get((await context.ask.pick(question)).id)


def _choice(key: str, product: Product, variant: Variant, *, careful: bool) -> Choice:
    label = f"{product.title} · {variant.options}" if variant.options else product.title
    codes = tuple(filter(None, (variant.sku, variant.barcode)))
    return Choice(key, label, told_apart(variant), also=" ".join(codes), names=codes, careful=careful)


def told_apart(variant: Variant) -> str:
    """What tells a variant from others that are called alike."""
    return " · ".join(filter(None, (variant.price or "no price", variant.sku, variant.barcode)))


async def person_of(context: Context[object]) -> Subscriber:
    """Whose cart or orders are shown: the owner of the detail, or who the table was asked for.

    Raises:
        Malformed: when nobody was chosen.
    """
    if isinstance(context.owner, Subscriber):
        return context.owner
    user_ns = context.query.arguments.get("user_ns", "") if context.query is not None else ""
    if not user_ns:
        raise Malformed(
            "No subscriber chosen yet.", advice=f"Press {key_of('carts.whose')} to choose whose cart it is."
        )
    return await person_called(context.workspace, user_ns)


def to_product(context: Context[object], product_id: str, name: str) -> None:
    """Go to a product.

    Raises:
        Malformed: when it no longer exists.
    """
    if not product_id:
        raise Malformed("Its product no longer exists.", advice="Nothing can be opened.")
    asked = Query(arguments={"name": name}, summary=f"product {name}") if name else None
    context.ask.go("products", asked, product_id)


def to_cart(context: Context[object], person: Subscriber) -> None:
    """Go to a subscriber's cart."""
    context.ask.go("carts", Query(arguments={"user_ns": person.user_ns}, summary=person.title))


def to_orders(context: Context[object], person: Subscriber) -> None:
    """Go to a subscriber's orders."""
    context.ask.go("orders", Query(arguments={"user_ns": person.user_ns}, summary=person.title))
