# SPDX-License-Identifier: MIT
"""How the shop's values are said: money as it came, stock in words, hours as a day."""

from __future__ import annotations

from flotui.api.models.shop import Order, Product, Variant, decimal
from flotui.resources.keys import key_of
from flotui.resources.text import Figure, Span, Text, Tone, dim, spans, state_text
from flotui.text import amounts
from flotui.text.glyphs import glyph, state_of
from flotui.text.pictures import steps

LOW = 5
"""A stock of so many or fewer is low."""


def money(amount: str, currency: str = "") -> Text:
    """An amount on its point, with its currency; a dash for none. Digits beyond the currency's places are dim.

    Args:
        amount: as the host wrote it.
        currency: its code; empty where nobody says it.
    """
    found = amounts.money(amount, currency)
    if found.head == amounts.UNKNOWN:
        return dim(found.head)
    name = f" {found.currency}" if found.currency else ""
    return Figure(
        (Span(found.head), Span(f"{found.tail}{name}", "dim")) if found.tail or name else (Span(found.head),)
    )


def money_text(amount: str, currency: str) -> str:
    """An amount of money for a sentence."""
    return amounts.money(amount, currency).text


def stock(variant: Variant) -> Text:
    """How many there are, and what none means: `track_stock` and `allow_no_stock_sell` decide."""
    if variant.track_stock is False:
        return dim("not tracked")
    count, number = variant.count, amounts.count(variant.qty)
    if count is None:
        return dim("not known")
    if count > LOW:
        return number
    if count > 0:
        return (Span(number, "warn"),)
    if variant.allow_no_stock_sell:
        return (Span("backorder ", "dim"), Span(number, "warn"))
    return (Span(f"sold out {number}", "danger"),)


def stock_meaning(variant: Variant) -> str:
    """What a variant's stock settings mean, as a sentence."""
    if variant.track_stock is False:
        return "Not tracked: always for sale."
    if variant.allow_no_stock_sell:
        return "Tracked; still for sale at zero."
    return "Tracked; sold out at zero."


def untracked(thing: Product | Variant) -> str | None:
    """Why a stock can't be typed, as a sentence; None where it is tracked, or the host doesn't say."""
    if thing.track_stock is not False:
        return None
    key = key_of("product-variants.edit")
    where = f"enter opens its variants, and {key} there" if isinstance(thing, Product) else key
    return f"Stock of {thing.title} isn't tracked, so it has no number: {where} turns tracking on."


def product_stock(product: Product) -> Text:
    """How many of a product there are, all variants together."""
    if product.track_stock is False:
        return dim("not tracked")
    if product.total_qty is None:
        return dim("not known")
    if product.total_qty <= 0:
        # What that means, only the variants say.
        return (Span(amounts.count(product.total_qty), "danger"),)
    return (Span(amounts.count(product.total_qty), "warn" if product.total_qty <= LOW else "plain"),)


def price_range(product: Product) -> Text:
    """A product's price, or the lowest of its variants, as the host wrote it."""
    prices = [each.price for each in product.variants if each.price]
    if not prices:
        return dim("–")
    ordered = sorted(prices, key=lambda text: decimal(text) or 0)
    if decimal(ordered[0]) == decimal(ordered[-1]):
        return money(ordered[0])
    least = money(ordered[0])
    return Figure((Span("from ", "dim"), *spans(least)))


def flag(value: bool | None) -> Text:
    """A yes or a no; a dash where the host does not say."""
    return dim("–") if value is None else "yes" if value else dim("no")


def flag_text(value: bool | None) -> str:
    """A flag as the text of a form's field."""
    return "" if value is None else "true" if value else "false"


def order_status(order: Order) -> Text:
    """An order's status with its sign. Those that nobody foresaw are shown as they came, with `!`."""
    if not order.status:
        return dim("–")
    return (
        state_text(order.status)
        if state_of(order.status)
        else (Span(f"{glyph('attention')} {order.status}", "warn"),)
    )


PATH = ("ordered", "paid", "processing", "shipped", "completed")
"""The statuses that an order usually goes through."""
VOID = ("cancelled", "refunded")
"""The statuses of orders that nobody pays."""


def way(order: Order) -> Text:
    """How far an order has come, and its status: `●──●──○──○──○ paid`."""
    path = path_of(order)
    return (*path, Span(f" {order.status}")) if path else order_status(order)


def path_of(order: Order) -> tuple[Span, ...]:
    """How far an order has come, as a line of steps; empty where its status isn't on the usual path."""
    status = order.status
    if status not in PATH:
        return ()
    tone: Tone = "good" if status in ("shipped", "completed") else "data"
    return (Span(steps(PATH.index(status) + 1, len(PATH)), tone),)


def status_sign(status: str) -> str:
    """The sign of an order's status, one cell."""
    return glyph(state_of(status) or "unknown")
