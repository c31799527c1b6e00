# SPDX-License-Identifier: MIT
"""The shop as a file that is read back without a change."""

from __future__ import annotations

from collections.abc import Iterable

from flotui.api.models.shop import Product, Variant
from flotui.jobs.sheet.names import STOCK
from flotui.text import delimited

COLUMNS = (
    "product_id",
    "variant_id",
    "product",
    "variant",
    "sku",
    "barcode",
    "price",
    "compare_price",
    "qty",
    "track_stock",
    "allow_no_stock_sell",
)
"""The columns of a file that is written."""


def write(known: Iterable[tuple[Product, Variant]], *, stock: bool, guard: bool = False) -> str:
    """The shop as a file that `read` takes back.

    Args:
        known: the variants.
        stock: whether their stock is known.
        guard: whether cells that a spreadsheet would take for a formula are kept from that.
    """
    columns = COLUMNS if stock else tuple(name for name in COLUMNS if name not in STOCK)
    lines = [delimited.line(columns)]
    for product, variant in known:
        cells: dict[str, object] = {
            "product_id": product.row_id,
            "variant_id": variant.row_id,
            "product": product.name,
            "variant": variant.options,
        }
        for name in columns:
            if name not in cells:
                value = getattr(variant, name)
                cells[name] = "" if value is None else int(value) if isinstance(value, bool) else value
        lines.append(delimited.line((str(cells[name]) for name in columns), guard=guard))
    return "".join(f"{line}\r\n" for line in lines)
