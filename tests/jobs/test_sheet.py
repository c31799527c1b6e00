# SPDX-License-Identifier: MIT
"""Prices and stock from a CSV file: what is read, what is planned, what is sent."""

from __future__ import annotations

import time
from typing import Any

import pytest

from flotui.api.errors import Malformed
from flotui.api.models.shop import Product, Variant
from flotui.jobs import sheet


def shop(number: int = 3, price: str = "142.800", qty: str = "7") -> dict[str, tuple[Product, Variant]]:
    product = Product.read({"id": 101, "name": "Canvas sneaker"})
    rows = [
        {
            "id": 1000 + each,
            "product_id": 101,
            "sku": f"S-{each}",
            "price": price,
            "qty": qty,
            "track_stock": 1,
        }
        for each in range(number)
    ]
    return {str(row["id"]): (product, Variant.read(row)) for row in rows}


def plan(text: str | bytes, known: Any = None) -> sheet.SheetPlan:
    data = text.encode() if isinstance(text, str) else text
    return sheet.planned(sheet.read(data), known or shop())


@pytest.mark.parametrize(
    "data",
    [
        b"variant_id,price\n1000,150.00\n",
        b"\xef\xbb\xbfvariant_id,price\r\n1000,150.00\r\n",
        b"variant_id;price\n1000;150.00\n",
        b"Variant ID\tPrice\n1000\t150.00\n",
        b'"variant_id","price","product"\n"1000","150.00","say ""hi"", you\nthere"\n',
        "variant_id,price\n1000,150.00\n".encode("utf-16"),
        "sku;price;name\nS-0;150.00;Ateliê São João\n".encode("cp1252"),
        b"\n\nsku,price\n\nS-0,150.00\n\n",
    ],
)
def test_files_of_all_sorts_are_read(data: bytes) -> None:
    (change,) = plan(data).changes
    assert (change.variant.row_id, change.values) == ("1000", {"price": "150.00"})
    assert change.summary == "price 142.800 → 150.00"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("9999,,1", "there is no variant 9999"),
        (",S-9,1", "no variant has the sku S-9"),
        (",,1", "doesn't say which variant"),
        ("1000,,-1", "It can't be negative"),
        ("1000,,abc", "A number is needed, such as 142.80"),
        ("1000,,007.50", "without leading zeros: 7.50"),
        ("1000,,1e3", "without an exponent: 1000"),
        ("1000,,1,2,3", "5 cells for 3 columns"),
    ],
)
def test_a_wrong_line_is_named_with_its_number_and_reason(line: str, why: str) -> None:
    found = plan(f"variant_id,sku,price\n1001,,5\n{line}\n")
    assert [change.line for change in found.changes] == [2]
    ((number, said),) = found.wrong
    assert number == 3
    assert why in said


def test_a_wrong_price_takes_no_stock_with_it() -> None:
    found = plan("variant_id,price,qty\n1000,007.50,41\n1001,9.90,x\n1002,1e3,8\n")
    assert [(each.line, each.values) for each in found.changes] == [
        (2, {"qty": "41"}),
        (3, {"price": "9.90"}),
        (4, {"qty": "8"}),
    ]
    assert [(each.line, each.why.split()[0]) for each in found.wrong] == [
        (2, "price"),
        (3, "qty"),
        (4, "price"),
    ]
    assert (found.same, found.lines) == (0, 3)


def test_twice_the_same_variant_and_an_ambiguous_sku_are_wrong() -> None:
    known = shop()
    known["1001"][1].sku = "S-0"
    found = plan("variant_id,sku,price\n1002,,5\n1002,,6\n,S-0,7\n", known)
    assert [each.line for each in found.wrong] == [2, 3, 4], "neither of two that differ is taken"
    assert "same variant as line 3" in found.wrong[0].why
    assert "same variant as line 2" in found.wrong[1].why
    assert "2 variants have the sku S-0" in found.wrong[2].why
    found = plan("variant_id,sku,price\n1002,,5\n1002,S-2,5\n")
    assert [each.line for each in found.changes] == [2]
    assert found.wrong == [(3, "it repeats line 2")]


def test_equal_amounts_in_other_digits_are_no_change() -> None:
    found = plan("variant_id,price,qty,track_stock\n1000,142.80,7,yes\n1001,142.81,7,1\n1002,,8,0\n")
    assert found.same == 1
    assert [each.values for each in found.changes] == [{"price": "142.81"}, {"track_stock": "0"}]


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("price", "No column identifies"),
        ("variant_id,name", "No column to change"),
        ("", "No column identifies"),
    ],
)
def test_a_file_that_says_too_little_is_not_compared(header: str, why: str) -> None:
    table = sheet.read(f"{header or 'x'}\n1,2\n".encode())
    assert why in sheet.problem(table, sheet.guess(table).columns)


@pytest.mark.parametrize("data", [b"", b"\0\1\2\0", b"\xff\xfea"])
def test_what_can_not_be_a_sheet_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        sheet.read(data)
    assert str(refused.value).endswith(".")


def test_an_open_quote_ends_the_reading_and_says_so() -> None:
    found = plan('variant_id,price\n1000,5\n1001,"6\n1002,7\n')
    assert [each.line for each in found.changes] == [2]
    assert "unclosed quote" in found.wrong[0].why


def test_fifty_thousand_lines_are_planned_quickly() -> None:
    known = shop(50_000)
    lines = "".join(f"{1000 + each},{'1.5' if each % 2 else '142.800'}\n" for each in range(50_000))
    began = time.process_time()
    found = plan(f"variant_id,price\n{lines}", known)
    assert (len(found.changes), found.same) == (25_000, 25_000)
    assert time.process_time() - began < 6, "seconds of this process alone"


@pytest.mark.parametrize("guard", [False, True])
def test_what_is_written_is_read_back_as_no_change(guard: bool) -> None:
    known = shop(8)
    skus = ["=1+1", "'=x", "+55", "-9", "@a", 'a "b"', "a, b;\rc", "'a"]
    for (_, variant), sku in zip(known.values(), skus, strict=True):
        variant.sku = sku
    text = sheet.write(known.values(), stock=True, guard=guard)
    found = plan(text.replace("variant_id", "other_id"), known)
    assert (found.changes, found.wrong, found.same) == ([], [], 8)
    assert ("\r\n101,1000,Canvas sneaker,,'=1+1," in text) is guard
