# SPDX-License-Identifier: MIT
"""A product in the cache, as it is after one of its variants was changed; an order's total."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.repositories.shop import ORDER
from flotui.repositories.targets_shop import in_product
from flotui.store.journal import Change

PRODUCT = {
    "id": 1,
    "total_qty": 12,
    "variants": [{"id": 7, "qty": 10, "price": "3"}, {"id": 8, "qty": 2}, "odd"],
}


@pytest.mark.parametrize(
    ("before", "after", "total"),
    [(10, 15, 17), (10, 4, 6), (None, 3, 15), ("10", "11.0", 13), ("plenty", 5, 12), (10, None, 2)],
)
def test_its_stock_is_that_of_its_variants(before: Any, after: Any, total: int) -> None:
    changed = in_product("7", [Change("qty", "Stock", before, after)])(PRODUCT)
    assert changed["total_qty"] == total
    assert changed["variants"] == [{"id": 7, "qty": after, "price": "3"}, {"id": 8, "qty": 2}, "odd"]


def test_a_price_changes_no_stock_and_no_other_variant() -> None:
    changed = in_product("8", [Change("price", "Price", None, "5"), Change("qty", "Stock", 2, 2)])(PRODUCT)
    assert changed == PRODUCT, "nothing is shown that the host did not list"
    assert in_product("7", [Change("price", "Price", "3", "5")])(PRODUCT)["variants"][0]["price"] == "5"


def test_a_product_that_was_listed_without_variants_or_stock_stays_so() -> None:
    assert in_product("7", [Change("qty", "Stock", 1, 2)])({"id": 1}) == {"id": 1}
    assert in_product("7", [Change("qty", "Stock", 1, 2)])({"id": 1, "total_qty": None}) == {
        "id": 1,
        "total_qty": None,
    }


@pytest.mark.parametrize(
    ("listed", "alone", "total"),
    [
        ({"total": "0.00"}, {"total_price": 0}, "0.00"),
        ({"total": "9.50"}, {"total_price": "12.00"}, "12.00"),
        ({}, {"total_price": "12.00"}, "12.00"),
        ({"total": "9.50"}, {"total": "7.00", "total_price": "12.00"}, "7.00"),
        ({"total": "9.50"}, {}, None),
    ],
)
def test_an_order_that_is_read_alone_has_its_total(
    listed: dict[str, Any], alone: dict[str, Any], total: Any
) -> None:
    assert ORDER.joined is not None
    assert ORDER.joined(listed, alone).get("total") == total
