# SPDX-License-Identifier: MIT
"""Prices and stock out to a CSV file, and what reading and writing such files have in common."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TypeVar

from flotui.api.errors import Malformed
from flotui.api.models.base import Model
from flotui.api.models.shop import Product, Variant
from flotui.config.paths import unused
from flotui.jobs import sheet
from flotui.resources.ask import Field, Form
from flotui.resources.base import Context
from flotui.resources.reading import fresh, last, whole
from flotui.resources.sheet_files import GUARD, chosen_path
from flotui.resources.telling import read_each
from flotui.text.plural import counted
from flotui.text.whole_path import whole_path

M = TypeVar("M", bound=Model)

PAGE = 100
"""Products that one call lists."""

Shop = dict[str, tuple[Product, Variant]]
"""Variants by id, each with its product."""


def variants_of(products: list[Product]) -> Shop:
    """The variants that products hold, in the short form: without their stock."""
    found: Shop = {}
    for product in products:
        for variant in product.variants:
            variant.product_id = variant.product_id or product.row_id
            found[variant.row_id] = (product, variant)
    return found


async def products_listed(context: Context[Product]) -> list[Product]:
    """The products as the host has them now.

    Raises:
        FlochatError: when the host can't be had.
    """
    return await whole(await fresh(context.workspace.shop.products(force=True)))


async def with_stock(context: Context[Product], products: list[Product]) -> Shop:
    """The variants of products with their stock: a call a product.

    Args:
        context: the open bot.
        products: which.

    Raises:
        FlochatError: when the host can't be had.
    """
    variants: dict[str, list[Variant]] = {}

    async def read(product: Product) -> None:
        variants[product.row_id] = await whole(
            await fresh(context.workspace.shop.variants(product.row_id, force=True))
        )

    if products:
        await read_each(context, products, read)
    found: Shop = {}
    for product in products:
        for variant in variants[product.row_id]:
            variant.product_id = variant.product_id or product.row_id
            found[variant.row_id] = (product, variant)
    return found


async def export_csv(context: Context[Product]) -> None:
    """Write prices and stock to a file."""
    rows = await last(context.workspace.shop.products())
    held: dict[bool, Shop] = {}

    async def submit(answer: dict[str, str]) -> None:
        path = chosen_path(answer["path"])
        stock = answer.get("stock") == "true"
        await asyncio.to_thread(_write_new, path, "", keep=False)
        if stock not in held:  # kept for another name, where this one fails after all
            products = await products_listed(context)
            held[stock] = await with_stock(context, products) if stock else variants_of(products)
        text = sheet.write(held[stock].values(), stock=stock, guard=answer.get(GUARD.name) == "true")
        await asyncio.to_thread(_write_new, path, text)
        context.ask.say(f"{counted(len(held[stock]), 'variant')} written to {whole_path(path)}.", "good")

    products = rows.total or rows.count
    pages = counted(pages_of(products), "call")
    name = unused(f"products-{context.workspace.zone.today()}.csv")
    fields = (
        Field("path", "File", "path", name, required=True),
        Field(
            "stock",
            "With the stock",
            "boolean",
            "true",
            required=True,
            help=f"{pages} for the list, and one for each of {counted(products, 'product')} for the stock.",
        ),
        GUARD,
    )
    await context.ask.form(Form("Write prices and stock to a CSV file", fields, verb="Write"), submit)


def pages_of(products: int) -> int:
    """How many calls the list of so many products takes."""
    return max(-(-products // PAGE), 1)


def _write_new(path: Path, text: str, *, keep: bool = True) -> None:
    """Write a file that isn't there yet; the BOM tells spreadsheets that it is UTF-8.

    Args:
        path: where.
        text: what.
        keep: whether it stays: otherwise only whether it can be written is found out.

    Raises:
        Malformed: when it is there, or can't be written.
    """
    made = False
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            made = True
            file.write(text)
    except FileExistsError:
        says = f"{path} exists; it was left alone."
        raise Malformed(says, advice="Choose another name.", fields={"path": (says,)}) from None
    except (OSError, ValueError) as error:
        if made:
            path.unlink(missing_ok=True)
        why = error.strerror if isinstance(error, OSError) else str(error)
        says = f"{path} can't be written: {why}."
        raise Malformed(says, advice="Choose another place.", fields={"path": (says,)}) from None
    if not keep:
        path.unlink(missing_ok=True)
