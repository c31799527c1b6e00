# SPDX-License-Identifier: MIT
"""One price or stock for several variants at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from flotui.api.models.shop import Product, Variant, decimal
from flotui.repositories.edit import RowEdits
from flotui.repositories.shop_edits import update_variant
from flotui.resources.acting import carry_out, confirmed
from flotui.resources.ask import Field, Form, bound
from flotui.resources.base import Context
from flotui.resources.keys import undo_key
from flotui.resources.shop.words import flag_text, money_text
from flotui.resources.text import Text
from flotui.text.plural import counted, listed

_NAMED = 5
"""How many variants the form names."""
_PRICES = ("price", "compare_price")
_FLAGS = ("track_stock", "allow_no_stock_sell")


async def set_values(context: Context[Variant]) -> None:
    """Give marked variants the same price, stock or rule. What is left empty stays as it is in each."""
    product = context.owned_by(Product)
    variants: Sequence[Variant] = context.rows
    for each in variants:
        each.product_id = each.product_id or product.row_id

    async def submit(answer: dict[str, str]) -> None:
        rows = [_row(each, product, answer) for each in variants]
        changing = sum(bool(row.edits) for row in rows)
        if not changing:
            context.ask.say("No change: nothing was sent.")
            return
        sentence = f"{counted(changing, 'variant')} of {product.title} changed. Press {undo_key()} to undo."
        title = f"Change {counted(changing, 'variant')} of {product.title}"
        await confirmed(context, title, rows, partial(carry_out, context, rows, sentence), verb="Change")

    await context.ask.form(_form(product, variants), submit)


def _form(product: Product, variants: Sequence[Variant]) -> Form:
    fields = [
        Field("price", "Price", "number", help=_now(variants, "price")),
        Field("compare_price", "Compare-at price", "number", help=_now(variants, "compare_price")),
        Field("qty", "Stock", "integer", help=_stock(variants)),
        Field("track_stock", "Track stock", "boolean", help=_now(variants, "track_stock")),
        Field(
            "allow_no_stock_sell",
            "Sell when out of stock",
            "boolean",
            help=_now(variants, "allow_no_stock_sell"),
        ),
    ]
    intro: tuple[Text, ...] = (
        listed([each.title for each in variants], _NAMED),
        "Empty fields stay unchanged.",
    )
    return Form(
        f"{product.title}: {counted(len(variants), 'variant')}",
        bound("UpdateProductVariant", fields),
        intro=intro,
    )


def _now(variants: Sequence[Variant], name: str) -> str:
    """What they have now, in words."""
    texts = [_text(each, name) for each in variants]
    said = (money_text(text, "") if name in _PRICES else text for text in texts)
    values = [word if text else "none" for word, text in zip(said, texts, strict=True)]
    found = list(dict.fromkeys({"true": "yes", "false": "no"}.get(value, value) for value in values))
    return f"Now {' or '.join(found[:3])}{' or others' if len(found) > 3 else ''}."


def _stock(variants: Sequence[Variant]) -> str:
    """The same of their stock, and for how many it doesn't count."""
    untracked = sum(each.track_stock is False for each in variants)
    return f"{_now(variants, 'qty')}{f' Not tracked: {untracked:,}.' if untracked else ''}"


def _text(variant: Variant, name: str) -> str:
    value = getattr(variant, name)
    return flag_text(value) if name in _FLAGS else str(value)


def _row(variant: Variant, product: Product, answer: Mapping[str, str]) -> RowEdits:
    new = {name: text for name, text in answer.items() if not _same(_text(variant, name), text)}
    title = f"{product.title} ({variant.options})" if variant.options else product.title
    return RowEdits(title, [update_variant(variant, product.title, new)] if new else [])


def _same(old: str, new: str) -> bool:
    return old == new or (decimal(old) is not None and decimal(old) == decimal(new))
