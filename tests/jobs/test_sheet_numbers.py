# SPDX-License-Identifier: MIT
"""Amounts and stock: the decimal sign is what the whole file agrees on, and a doubt refuses the line."""

from __future__ import annotations

import pytest

from flotui.jobs.sheet.cells import Sign, sign_of, value
from tests.jobs.sheet_rig import changes, plan, shop, why
from tests.support.each_of import each_of


def test_one_amount_in_indian_groups_tells_the_decimal_sign_of_the_file() -> None:
    assert sign_of(["1,23,456.00", "12,345"]) is Sign.POINT


@pytest.mark.parametrize(
    ("amounts", "sign"),
    [
        (["139,90", "5"], Sign.COMMA),
        (["1.139,90"], Sign.COMMA),
        (["1.139.900", "7"], Sign.COMMA),
        (["0,125"], Sign.COMMA),
        (["R$ 139,90", "12,5"], Sign.COMMA),
        (["1 139,90"], Sign.COMMA),
        (["139.90", "1139"], Sign.POINT),
        (["1,139.90"], Sign.POINT),
        (["12.5", "1.139"], Sign.POINT),
        (["139,90", "139.90"], Sign.BOTH),
        (["1.139", "2.500"], Sign.NONE),
        (["1,139"], Sign.NONE),
        (["5", "1139", ""], Sign.NONE),
    ],
)
def test_the_decimal_sign_is_what_all_amounts_of_a_file_agree_on(amounts: list[str], sign: Sign) -> None:
    assert sign_of(amounts) is sign


@each_of(
    ("text", "sign", "sent"),
    [
        ("139,90", Sign.COMMA, "139.90"),
        ("1.139,90", Sign.COMMA, "1139.90"),
        ("1.139.900", Sign.COMMA, "1139900"),
        ("1 139,90", Sign.COMMA, "1139.90"),
        ("R$ 1.139,90", Sign.COMMA, "1139.90"),
        ("139,90 €", Sign.COMMA, "139.90"),
        ("1,139.90", Sign.POINT, "1139.90"),
        ("$1,139.90", Sign.POINT, "1139.90"),
        ("1,23,456.00", Sign.NONE, "123456.00"),
        ("₹ 12,34,567.5", Sign.POINT, "1234567.5"),
        ("1,23,456", Sign.NONE, "123456"),
        ("1'139.90", Sign.POINT, "1139.90"),
        ("1'139", Sign.NONE, "1139"),
        ("1 139", Sign.NONE, "1139"),
        ("1.139", Sign.POINT, "1.139"),
        ("12", Sign.COMMA, "12"),
        ("139,-", Sign.COMMA, "139"),
        ("9.-", Sign.NONE, "9"),
        ("CHF 9.--", Sign.NONE, "9"),
        ("₹500/-", Sign.POINT, "500"),
        ("9,– €", Sign.COMMA, "9"),
    ],
)
def test_an_amount_is_read_by_the_files_own_sign(text: str, sign: Sign, sent: str) -> None:
    assert value("price", text, sign) == (sent, "")


@pytest.mark.parametrize(
    ("text", "sign", "said"),
    [
        ("1.139", Sign.NONE, "may mean 1139 or 1.139"),
        ("1.139", Sign.COMMA, "may mean 1139 or 1.139"),
        ("1.139", Sign.BOTH, "may mean 1139 or 1.139"),
        ("1,139", Sign.POINT, "may mean 1139 or 1.139"),
        ("1,139", Sign.COMMA, "may mean 1139 or 1.139"),
        ("139,90", Sign.BOTH, "don't agree on the decimal sign of 139,90"),
        ("2.00E+11", Sign.POINT, "a spreadsheet shortened the number"),
        ("1,13,90", Sign.COMMA, "price can't be 1,13,90"),
        ("139,-5", Sign.COMMA, "price can't be 139,-5"),
        ("-5,5", Sign.COMMA, "It can't be negative"),
        ("12.50 kg", Sign.POINT, "price can't be 12.50 kg"),
        ("€ 12.50 USD", Sign.POINT, "price can't be"),
        ("12k", Sign.POINT, "price can't be"),
        ("12.50 / 13 EUR", Sign.POINT, "price can't be"),
    ],
)
def test_an_amount_that_may_mean_two_things_is_refused(text: str, sign: Sign, said: str) -> None:
    assert said in value("price", text, sign)[1]


def test_one_doubtful_amount_refuses_its_line_and_no_other() -> None:
    found = plan("sku;price\nSKU-1;139,90\nSKU-2;1.139\nSKU-3;1.250,00\n")
    assert {each.variant.row_id: each.values["price"] for each in found.changes} == {
        "1001": "139.90",
        "1003": "1250.00",
    }
    assert [each.line for each in found.wrong] == [3]
    assert found.notes == ("The comma is the decimal sign of all amounts in the file.",)


MIXED = {
    "one comma": (
        ("1,234.50", "99.90", "1.234,50"),
        {"1001", "1002"},
        "a comma for a decimal point, unlike most",
    ),
    "one point": (
        ("1.234,50", "99,90", "1,234.50"),
        {"1001", "1002"},
        "a point for a decimal comma, unlike most",
    ),
    "one plain point": (("1.234,50", "99,90", "12.5"), {"1001", "1002"}, "unlike most numbers of the file"),
    "one of India": (
        ("1.234,50", "99,90", "1,00,000"),
        {"1001", "1002"},
        "keeps thousands apart by a comma, unlike",
    ),
    "one of millions": (
        ("1,234.50", "99.90", "1.234.567"),
        {"1001", "1002"},
        "keeps thousands apart by a point, unlike",
    ),
    "doubt beside it": (("1,234.50", "99.90", "1.234"), {"1001", "1002", "1003"}, ""),
    "as many of each": (("1.234,50", "1,234.50", "7"), {"1003"}, "don't agree on the decimal sign of"),
}


@pytest.mark.parametrize("name", MIXED)
def test_an_amount_in_another_style_than_most_refuses_its_line_and_no_other(name: str) -> None:
    cells, sent, said = MIXED[name]
    lines = "".join(f"SKU-{at};{text}\n" for at, text in enumerate(cells, 1))
    found = plan(f"sku;price\n{lines}")
    assert {each.variant.row_id for each in found.changes} == sent
    assert all(said in each.why for each in found.wrong) and len(found.wrong) == 3 - len(sent)
    assert any("of most amounts in the file" in each for each in found.notes) is name.startswith("one")


@pytest.mark.parametrize("text", ["1.500", "1,500"])
def test_beside_amounts_of_both_styles_three_digits_tell_nothing(text: str) -> None:
    found = plan(f"sku;price\nSKU-1;{text}\nSKU-2;99.90\nSKU-3;1.234,50\n")
    assert f"{text} may mean 1500 or 1.5: write one of these" in found.wrong[0].why
    three = plan(f"sku;price;compare_price\nSKU-1;{text};8.50\nSKU-2;99.90;\nSKU-3;1.234,50;\n")
    assert "may mean" in three.wrong[0].why


def test_three_decimals_are_taken_where_the_host_has_them_too() -> None:
    assert changes("sku,price\nSKU-1,150.250\n") == {"1001": {"price": "150.250"}}
    assert "may mean 150250 or 150.25: write" in why("sku,price\nSKU-2,150.250\n")
    assert changes("sku;price\nSKU-1;150,250\nSKU-2;139,90\n")["1001"] == {"price": "150.250"}
    assert "may mean 150250 or 150.25: write" in plan("sku;price\nSKU-2;150,250\nSKU-1;139,90\n").wrong[0].why
    assert "may mean 150250 or 150.25: write" in why("sku;price\nSKU-1;150,250\n")


@pytest.mark.parametrize(
    ("text", "sent"), [("5.0", "5"), ("5,0", "5"), ("12.00", "12"), ("5", "5"), ("1.139.000", "")]
)
def test_a_whole_number_may_be_written_with_decimals(text: str, sent: str) -> None:
    found, said = value("qty", text, Sign.NONE)
    assert (found, said) == (sent, "") if sent else said


@pytest.mark.parametrize("text", ["1.000", "1.200", "5.5", "x", "$5", "5 L"])
def test_a_doubtful_stock_is_refused(text: str) -> None:
    assert value("qty", text, Sign.POINT)[1]


@pytest.mark.parametrize(
    ("text", "sign", "sent"),
    [
        ("1,000", Sign.POINT, "1000"),
        ("1,200.0", Sign.POINT, "1200"),
        ("1.200", Sign.COMMA, "1200"),
        ("1.200,00", Sign.COMMA, "1200"),
        ("1 200", Sign.NONE, "1200"),
        ("1,200", Sign.NONE, ""),
        ("1.200", Sign.NONE, ""),
        ("1,200", Sign.COMMA, ""),
        ("1.200", Sign.BOTH, ""),
        ("1.200,50", Sign.COMMA, ""),
    ],
)
def test_a_stock_in_thousands_is_read_where_the_amounts_tell_the_sign(
    text: str, sign: Sign, sent: str
) -> None:
    found, said = value("qty", text, sign)
    assert (found, said) == (sent, "") if sent else said


def test_the_prices_of_a_file_tell_how_its_stock_is_written() -> None:
    assert changes('sku,price,qty\nSKU-1,"$1,150.00","1,200"\n')["1001"] == {
        "price": "1150.00",
        "qty": "1200",
    }
    assert changes("sku;price;qty\nSKU-1;12,50;1.200\n")["1001"] == {"price": "12.50", "qty": "1200"}
    assert "1.200 isn't a plain whole number: write 1200" in why("sku;qty\nSKU-1;1.200\n")


@each_of("blank", [" ", "\u00a0", "\u202f", "\u2009"])
@each_of("name", ["price", "compare_price", "qty"])
@each_of("text", ["19 90", "3 4", "1 2.50", "10 12", "1 000 00", "12 1", "0 500", "1000 000"])
def test_a_blank_that_keeps_no_thousands_apart_is_refused(text: str, name: str, blank: str) -> None:
    for sign in Sign:
        assert value(name, text.replace(" ", blank), sign)[1]
    assert "may be two numbers" in why(f"sku,{name}\nSKU-1,{text}\n")


@pytest.mark.parametrize(
    "text",
    ["1  000", "1 000'000", "R$ 19 90", "19 90 EUR", "12. 50", "1 ,5", "10\n200", "10\t200", "10\u2028200"],
)
def test_a_blank_joins_nothing_in_any_other_form(text: str) -> None:
    for sign in Sign:
        assert value("price", text, sign)[1]


@pytest.mark.parametrize("price", ["R$ 49", "1,5", "1e3", "007", "n/a"])
def test_what_the_host_has_is_no_error_whatever_it_looks_like(price: str) -> None:
    found = plan(f'variant_id,price\n1001,"{price}"\n', shop(price=price))
    assert (found.wrong, found.same) == ([], 1)


def test_the_signs_of_arabic_figures_are_decimals_and_thousands() -> None:
    assert changes("sku,price\nSKU-1,\u0663\u066b\u0665\n") == {"1001": {"price": "3.5"}}
    assert changes("sku,price\nSKU-1,\u06f1\u066c\u06f2\u06f3\u06f4\u066b\u06f5\u06f0\n") == {
        "1001": {"price": "1234.50"}
    }
    assert "may mean" in why("sku,price\nSKU-1,\u06f1\u066c\u06f2\u06f3\u06f4\n")
