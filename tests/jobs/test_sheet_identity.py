# SPDX-License-Identifier: MIT
"""Which variant a line means: all its identifying cells agree, or it is refused."""

from __future__ import annotations

import pytest

from flotui.jobs.sheet import plan as sheet_plan
from tests.jobs.sheet_rig import changes, plan, shop, why


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("variant_id,sku,price\n1002,SKU-1,9.5\n", "variant_id 1002 and sku SKU-1 are different variants"),
        ("sku,barcode,price\nSKU-1,0012,9.5\n", "sku SKU-1 and barcode 0012 are different variants"),
        ("variant_id,barcode,price\n1001,0012,9.5\n", "are different variants (the first is Shoe)"),
        ("product_id,variant_id,price\n102,1001,9.5\n", "variant of product 101 (Shoe), not of 102"),
        ("product_id,sku,price\n102,SKU-1,9.5\n", "variant of product 101 (Shoe), not of 102"),
        ("variant_id,sku,price\n1001,NONE,9.5\n", "no variant has the sku NONE"),
        (
            "variant_id,sku,price\n999,SKU-1,9.5\n",
            "there is no variant 999, but sku SKU-1 is variant 1001: is the id another shop's?",
        ),
        ("variant_id,sku,price\n999,NONE,9.5\n", "there is no variant 999"),
        ("sku,barcode,price\nSKU-3,123,9.5\n", "no variant has the barcode 123"),
        ("product_id,price\n101,9.5\n", "it doesn't say which variant is meant"),
        ("barcode,price\n2.00E+11,9.5\n", "a spreadsheet shortened the number to 2.00E+11"),
        ("sku,barcode,price\nSKU-1,2.00E+11,9.5\n", "export it again, or choose the columns without barcode"),
        ('barcode;price\n"2,00E+11";9.5\n', "a spreadsheet shortened the number to 2,00E+11"),
        ("barcode,price\n12,9.5\n", "no variant has the barcode 12; there is 0012"),
        ("sku,price\nsku-1,9.5\n", "no variant has the sku sku-1; there is SKU-1"),
    ],
)
def test_a_line_whose_cells_do_not_agree_is_refused(text: str, said: str) -> None:
    assert said in why(text)


@pytest.mark.parametrize(
    "line",
    [
        "1001,SKU-1,200000000001",
        "1001.0,SKU-1,",
        "1001,,200000000001.0",
        ',"=""SKU-1""",',
        ',="SKU-1",',
        ",'SKU-1,",
        ",\u200bSKU-1\ufeff,",
        ",,'200000000001",
    ],
)
def test_an_identifier_is_found_however_a_spreadsheet_spells_it(line: str) -> None:
    assert changes(f"variant_id,sku,barcode,price\n{line},9.50\n") == {"1001": {"price": "9.50"}}


def test_blanks_at_the_ends_of_the_hosts_own_sku_do_not_matter() -> None:
    assert changes("sku,price\nSKU-3,9.50\n") == {"1003": {"price": "9.50"}}
    assert changes('sku;barcode;price\n;="0012";9.50\n') == {"1002": {"price": "9.50"}}


def test_two_that_differ_only_in_blanks_are_told_apart_or_refused() -> None:
    known = shop(sku="SKU-3")
    assert changes('sku,price\n"SKU-3",9\n', known) == {"1001": {"price": "9"}}, "spelled exactly so"
    known["1002"][1].sku = "SKU-3 "
    known["1001"][1].sku = " SKU-3"
    assert "3 variants have the sku SKU-3" in plan("sku,price\nSKU-3,9\n", known).wrong[0].why


def test_a_second_identifier_tells_variants_of_one_sku_apart() -> None:
    known = shop(sku="SKU-2")
    assert changes("sku,barcode,price\nSKU-2,0012,9\n", known) == {"1002": {"price": "9"}}


def test_what_is_nearly_an_unknown_sku_is_found_without_going_through_the_shop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[str] = []
    roughly = sheet_plan._roughly
    monkeypatch.setattr(sheet_plan, "_roughly", lambda key: looked.append(key) or roughly(key))
    found = plan("sku,price\n" + "".join(f"sku-{at},1\n" for at in range(1, 41)))
    assert found.wrong[0].why == "no variant has the sku sku-1; there is SKU-1" and len(found.wrong) == 40
    assert len(looked) <= 40 + 2 * 3
