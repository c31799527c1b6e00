# SPDX-License-Identifier: MIT
"""A shop of three variants, and what a file of prices and stock does to it."""

from __future__ import annotations

from typing import Any

from flotui.api.models.shop import Product, Variant
from flotui.jobs import sheet


def shop(**first: Any) -> dict[str, tuple[Product, Variant]]:
    """Three variants of two products; the first as told."""
    rows = [
        {
            "id": 1001,
            "product_id": 101,
            "sku": "SKU-1",
            "barcode": "200000000001",
            "price": "142.800",
            "qty": 7,
        },
        {"id": 1002, "product_id": 101, "sku": "SKU-2", "barcode": "0012", "price": "50", "qty": 0},
        {"id": 1003, "product_id": 102, "sku": " SKU-3 ", "barcode": "", "price": None, "qty": 5},
    ]
    rows[0].update(first)
    products = {101: Product.read({"id": 101, "name": "Shoe"}), 102: Product.read({"id": 102, "name": "Bag"})}
    return {
        str(each["id"]): (
            products[each["product_id"]],
            Variant.read({"track_stock": 1, "allow_no_stock_sell": 0, **each}),
        )
        for each in rows
    }


def plan(text: str | bytes, known: Any = None) -> sheet.SheetPlan:
    return sheet.planned(sheet.read(text.encode() if isinstance(text, str) else text), known or shop())


def changes(text: str | bytes, known: Any = None) -> dict[str, dict[str, str]]:
    """What a file changes, by variant; nothing of it may be wrong."""
    found = plan(text, known)
    assert found.wrong == []
    return {each.variant.row_id: each.values for each in found.changes}


def why(text: str) -> str:
    """The reason for which the only line of a file is refused."""
    found = plan(text)
    assert found.changes == []
    ((_, said),) = found.wrong
    return said
