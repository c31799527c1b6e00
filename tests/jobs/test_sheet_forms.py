# SPDX-License-Identifier: MIT
"""Files as spreadsheets and other shops write them: every form is read, every doubt about meaning is refused."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from flotui.api.errors import Malformed
from flotui.api.models.flow import UserField
from flotui.api.models.shop import Product, Variant
from flotui.jobs import sheet
from flotui.jobs.sheet import result_file, results
from flotui.jobs.sheet.cells import Sign, sign_of, value
from flotui.jobs.sheet.people_values import CellReading, cell_value


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


# -- Which variant is meant -----------------------------------------------------------------------


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


# -- The file -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"sku,price,\nSKU-1,9.50,\n",
        b"sku,price\nSKU-1,9.50,,,\n",
        b"sku,note,note,price\nSKU-1,a,b,9.50\n",
        b"sku,price,price\nSKU-1,9.50,\n",
        b"sku,price,price\nSKU-1,9.50,9.50\n",
        b"id,variant id,price\n7,1001,9.50\n",
        b"sep=;\r\nsku;price\r\nSKU-1;9.50\r\n",
        b'"sep=;"\nsku;price\nSKU-1;9.50\n',
        b"sep=,\nsku,price\nSKU-1,9.50\n",
        b'"sku", "price"\n"SKU-1", "9.50"\n',
        b"sku|price\nSKU-1|9.50\n",
        b'sku;"Weight, Length, Height";price\nSKU-1;1;9.50\n',
        b"sku\tprice\r\nSKU-1\t9.50\r\n",
        b"sku,price\rSKU-1,9.50\r",
        b"SKU , Price*\nSKU-1,9.50\n",
        b"sku,price (BRL)\nSKU-1,R$ 9.50\n",
        "sku,price\nSKU-1,9.50\n".encode("utf-16"),
        "sku,price\nSKU-1,9.50\n".encode("utf-16-le"),
        "sku\tprice\nSKU-1\t9.50\n".encode("utf-16-be"),
        "sku,price,nome\nSKU-1,9.50,台灯 Ateliê\n".encode("utf-16-le"),
        "\ufeffsku,price\nSKU-1,9.50\n".encode(),
        b"sku,price\nSKU-1,\xc2\xa09.50\xc2\xa0\n",
        b"sku,price\nSKU-1,9.50\n\x1a",
        b"Prices of May\n\nsku,price\nSKU-1,9.50\n",
        b"Prices of May;;\nAcme, 2026;;\nsku;price;stock\nSKU-1;9.50;7\n",
    ],
)
def test_a_file_as_spreadsheets_write_it(data: bytes) -> None:
    assert changes(data) == {"1001": {"price": "9.50"}}


def test_a_cyrillic_file_is_read_and_says_as_what() -> None:
    known = shop(sku="Платье-1")
    text = "sku;price;название\nПлатье-1;9.50;Платье летнее\n"
    assert changes(text.encode("cp1251"), known) == {"1001": {"price": "9.50"}}
    assert "The file isn't UTF-8; it was read as Windows-1251." in plan(text.encode("cp1251"), known).notes
    assert changes(text.encode("utf-32"), known) == {"1001": {"price": "9.50"}}


@pytest.mark.parametrize("encoding", ["shift_jis", "gbk", "cp1253"])
def test_a_file_in_an_encoding_that_is_not_sure_is_refused_and_says_how_to_save_it(encoding: str) -> None:
    text = {"cp1253": "Ελλάδα", "gbk": "连衣裙红色"}.get(encoding, "日本語の商品")
    with pytest.raises(Malformed, match=r"its encoding isn't sure\. Save it as UTF-8 \(in Excel: CSV UTF-8"):
        sheet.read(f"sku,price,name\nSKU-1,9.50,{text}\n".encode(encoding))


GOOD = "1,São João\n2,Conceição\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (GOOD.encode() + b"3,S\xc3", "Line 4 isn't UTF-8, but the rest of the file is"),
        (b"1,S\xc3\xa3o Jo\xc3", "Line 2 isn't UTF-8"),
        (GOOD.encode() + "3,São\n".encode("cp1252") + GOOD.encode(), "Line 4 isn't"),
        (GOOD.encode() + b"\r\n3,S\xe3o\r\n4,\xff", "Lines 5, 6 aren't UTF-8"),
        (b"3,S\xe3o\n" * 8 + GOOD.encode() * 9, "Lines 2, 3, 4, 5, 6 and 3 more aren't"),
        (GOOD.encode("cp1252") * 2 + b"3,S\xc3\xa3o\n", "Line 6 is UTF-8, but the rest of the file isn't"),
        ("1,Платье летнее красное\n".encode("cp1251") + b"3,S\xc3\xa3o\n", "Line 3 is UTF-8"),
        ("1,Платье летнее\n".encode() + "2,Летнее\n".encode("cp1251"), "Line 3 isn't UTF-8"),
    ],
)
def test_a_file_that_is_utf8_but_for_some_lines_is_refused_and_names_them(data: bytes, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        sheet.read(b"sku,name\n" + data)


def test_a_file_that_says_it_is_utf8_is_read_as_nothing_else() -> None:
    with pytest.raises(Malformed, match=r"Line 2 isn't UTF-8"):
        sheet.read("\ufeffsku,name\n".encode() + GOOD.encode("cp1252")[:10])


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8_u"])
def test_a_short_word_that_could_be_utf8_by_chance_leaves_a_cyrillic_file_what_it_is(encoding: str) -> None:
    text = "sku,name\n1,рад\n2,Её\n3,её\n4,хозяйство летнее красное\n"
    assert sheet.read(text.encode(encoding)).lines[1][1][1] == "Её"


def test_one_amount_in_indian_groups_tells_the_decimal_sign_of_the_file() -> None:
    assert sign_of(["1,23,456.00", "12,345"]) is Sign.POINT


def test_the_lines_number_is_the_files_own() -> None:
    assert [each.line for each in plan("sep=;\nsku;price\n\nSKU-1;9.50\nNONE;1\n").wrong] == [5]


def test_a_heading_above_the_names_is_passed_over_and_said() -> None:
    found = plan("Prices\n\nMay 2026\nsku,price\nSKU-1,9.50\nNONE,1\n")
    assert found.notes == ("2 lines above the column names skipped.",)
    assert [each.line for each in found.changes] == [5]
    assert [each.line for each in found.wrong] == [6]


@pytest.mark.parametrize("yes", ["1", "TRUE", "sim", "Sí", "VERDADEIRO", "WAHR", "VRAI", "continue"])
@pytest.mark.parametrize("no", ["0", "False", "não", "FALSO", "FALSCH", "FAUX", "deny"])
def test_yes_and_no_in_the_usual_languages(yes: str, no: str) -> None:
    assert value("track_stock", yes, Sign.NONE) == ("1", "")
    assert value("track_stock", no, Sign.NONE) == ("0", "")
    assert "must be 1 or 0" in value("track_stock", "maybe", Sign.NONE)[1]


@pytest.mark.parametrize(
    "name", ["Price old", "Price min", "Cost per item", "Price / International", "Sale price"]
)
def test_another_price_is_not_the_price(name: str) -> None:
    assert dict(sheet.guess(sheet.read(f"sku,{name}\nSKU-1,9.50\n".encode())).columns) == {"sku": 0}


def test_two_columns_that_disagree_are_a_doubt_and_neither_is_taken() -> None:
    guess = sheet.guess(sheet.read(b"sku,price,price\nSKU-1,9.50,8\n"))
    assert dict(guess.columns) == {"sku": 0}
    assert [each.message for each in guess.doubts] == [
        "Price: 2 columns could be it (price (column B), price (column C)). Choose one."
    ]
    medusa = sheet.guess(sheet.read(b"Variant SKU,Price EUR,Price USD\nSKU-1,9.50,8\n"))
    assert dict(medusa.columns) == {"sku": 0}
    assert "Price EUR, Price USD" in medusa.doubts[0].message


# -- Numbers --------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
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


def test_amounts_in_two_currencies_are_refused_and_one_currency_is_named() -> None:
    found = plan("sku,price,qty\nSKU-1,$5.50,1\nSKU-2,€5.50,1\nSKU-3,5.50,6\n")
    assert [each.line for each in found.wrong] == [2, 3]
    assert plan("sku,price\nSKU-1,$5.50\n").notes == ("$ next to the amounts is ignored.",)


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


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f", "\u2009"])
@pytest.mark.parametrize("name", ["price", "compare_price", "qty"])
@pytest.mark.parametrize("text", ["19 90", "3 4", "1 2.50", "10 12", "1 000 00", "12 1", "0 500", "1000 000"])
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


@pytest.mark.parametrize(
    "form",
    [
        *(
            "EUR {}",
            "{} EUR",
            "{} USD",
            "{} CHF",
            "{} zł",
            "{} kr",
            "{} kr.",
            "₹{}",
            "S/ {}",
            "S/.{}",
            "COP {}",
        ),
        *(
            "MX${}",
            "{}円",
            "{} ₽",
            "{}\u00a0Kč",
            "Rs. {}",
            "Rp{}",
            "US$ {}",
            "eur {}",
            "{} руб.",
            "R {}",
            "￥{}",
        ),
        *(
            "A${}",
            "د.إ {}",
            "₺{}",
            "{} Ft",
            "Bs. {}",
            "Q{}",
            "$U {}",
            "${} MXN",
            "R$ {}",
            "{}€",
            "{} NIO",
            "₲ {}",
        ),
    ],
)
def test_a_currency_beside_an_amount_is_left_out(form: str) -> None:
    assert value("price", form.format("12.50"), Sign.POINT) == ("12.50", "")
    found = plan(f"sku;price\nSKU-1;{form.format('1.212,50')}\nSKU-2;{form.format('7,5')}\n")
    assert [each.values["price"] for each in found.changes] == ["1212.50", "7.5"]
    assert found.wrong == []
    assert found.notes[-1].endswith(" next to the amounts is ignored.")


@pytest.mark.parametrize(
    "text",
    [
        "l9,90",
        "l0",
        "L0",
        "5q",
        "r5",
        "5L",
        "5R",
        "R5",
        "Q150",
        "5pen",
        "PEN5",
        "All5",
        "CUP5",
        "5top",
        "5try",
        "5km",
        "5KM",
        "5ft",
        "5Ft",
        "5 pen",
        "try 5",
        "all 5",
        "5 l",
        "5 km",
        "300 ft",
        "q 150.00",
        "r 1.299,90",
    ],
)
def test_a_letter_or_a_word_beside_an_amount_is_no_currency_unless_written_as_one(text: str) -> None:
    found = plan(f"sku;price\nSKU-1;{text}\nSKU-2;7,5\n")
    assert [each.line for each in found.wrong] == [2] and "next to" not in " ".join(found.notes)


@pytest.mark.parametrize(
    "text",
    ["10,5 R", "R 10,5", "Q10,50", "R10.50", "10,50 L", "10,50 PEN", "TRY 10,50", "10,50 KM", "COP10,50"],
)
def test_one_in_capitals_with_a_blank_or_before_cents_is_a_currency(text: str) -> None:
    found = plan(f"sku;price\nSKU-1;{text}\n")
    assert [float(each.values["price"]) for each in found.changes] == [10.5] and not found.wrong


def test_one_currency_may_be_written_in_two_ways_and_another_is_refused() -> None:
    assert plan("sku,price\nSKU-1,EUR 5.50\nSKU-2,€5.50\n").wrong == []
    for one, other in (("$5.50", "5.50 MXN"), ("5.50 SEK", "5.50 NOK"), ("₹5.50", "S/ 5.50")):
        found = plan(f"sku,price,compare_price\nSKU-1,{one},\nSKU-2,5.50,{other}\n")
        assert [each.line for each in found.wrong] == [2, 3]
        assert "several currencies" in found.wrong[0].why


@pytest.mark.parametrize(
    "name", ["Price (PLN)", "Price zł", "Preço R$", "Price ₹", "Price, USD", "Цена, руб."]
)
def test_a_price_is_known_with_its_currency_in_its_name(name: str) -> None:
    assert sheet.guess(sheet.read(f"sku;{name}\nSKU-1;9.50\n".encode())).columns["price"] == 1


@pytest.mark.parametrize("price", ["R$ 49", "1,5", "1e3", "007", "n/a"])
def test_what_the_host_has_is_no_error_whatever_it_looks_like(price: str) -> None:
    found = plan(f'variant_id,price\n1001,"{price}"\n', shop(price=price))
    assert (found.wrong, found.same) == ([], 1)


# -- Other shops and languages --------------------------------------------------------------------

SHOPIFY = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,"
    "Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Fulfillment Service,"
    "Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,"
    "Image Position,Status"
)
WOO = (
    'ID,Type,SKU,Name,Published,"Is featured?","Visibility in catalog","Date sale price starts","Tax status",'
    '"In stock?",Stock,"Backorders allowed?","Weight (lbs)","Sale price","Regular price",Categories,Images,Parent'
)
MEDUSA = (
    "Product Id,Product Handle,Product Title,Variant Id,Variant Title,Variant SKU,Variant Barcode,"
    "Variant Inventory Quantity,Variant Allow Backorder,Variant Manage Inventory,Price EUR,Option 1 Name"
)


def test_a_shopify_file(tmp_path: Path) -> None:
    text = (
        f"{SHOPIFY}\n"
        "shoe,Shoe,<p>New</p>,Acme,Shoes,,TRUE,Size,36,SKU-1,500,shopify,12,continue,manual,150.25,199.90,TRUE,"
        "TRUE,'200000000001,https://x.example/1.jpg,1,active\n"
        "shoe,,,,,,,,,,,,,,,,,,,,https://x.example/2.jpg,2,\n"
        "bag,Bag,,Acme,Bags,,TRUE,Title,Default Title,SKU-3,0,,5,deny,manual,,,TRUE,TRUE,,,,active\n"
    )
    found = plan(text)
    assert {each.variant.row_id: each.values for each in found.changes} == {
        "1001": {"price": "150.25", "compare_price": "199.90", "qty": "12", "allow_no_stock_sell": "1"}
    }
    assert (found.wrong, found.same, found.empty) == ([], 1, [3])
    nothing_left = found._replace(changes=[])
    results.write(tmp_path / "r.csv", 1, nothing_left, [], result_file.VARIANTS)
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["line"], row["outcome"]) for row in csv.DictReader(file)] == [
            ("3", "passed over"),
            ("4", "unchanged"),
        ]


@pytest.mark.parametrize(
    ("header", "line", "tracked", "values"),
    [
        ("Variant SKU,Variant Inventory Tracker,Variant Inventory Qty", "SKU-1,,0", 1, {}),
        ("SKU,Inventory tracker,Inventory quantity,Price", "SKU-1,,0,9.50", 1, {"price": "9.50"}),
        ("SKU,Inventory tracker,Inventory quantity", "SKU-1,shopify,0", 1, {"qty": "0"}),
        ("SKU,Inventory tracker,Inventory quantity", "SKU-1,shopify,0", 0, {"qty": "0", "track_stock": "1"}),
        ("sku,track_stock,qty", "SKU-1,0,3", 1, {"track_stock": "0"}),
        ("sku,track_stock,qty", "SKU-1,,3", 1, {"qty": "3"}),
        ("sku,track_stock,qty", "SKU-1,,3", 0, {}),
        ("sku,qty", "SKU-1,3", 0, {}),
        ("sku,qty", "SKU-1,3", 1, {"qty": "3"}),
        ("Variant SKU,Variant Manage Inventory,Variant Inventory Quantity", "SKU-1,FALSE,0", 0, {}),
    ],
)
def test_the_stock_of_what_is_not_tracked_is_left_alone(
    tmp_path: Path, header: str, line: str, tracked: int, values: dict[str, str]
) -> None:
    """Nothing counts it, as the file or the host says: a zero there is no number of pieces."""
    found = plan(f"{header}\n{line}\n", shop(track_stock=tracked))
    assert ({each.variant.row_id: each.values for each in found.changes}, found.wrong) == (
        {"1001": values} if values else {},
        [],
    )
    assert dict(found.left) == ({} if "qty" in values else {2: "its stock isn't tracked"})
    if not values:
        results.write(tmp_path / "r.csv", 1, found, [], result_file.VARIANTS)
        assert "unchanged,,left alone: its stock isn't tracked," in (tmp_path / "r.csv").read_text(
            "utf-8-sig"
        )


@pytest.mark.parametrize(
    ("numbers", "said"),
    [([3], "line 3"), ([3, 4], "lines 3 to 4"), ([3, 5, 6, 7, 9], "lines 3, 5 to 7 and 9")],
)
def test_lines_are_named_by_their_numbers(numbers: list[int], said: str) -> None:
    assert sheet.numbered(numbers) == said


def test_a_woocommerce_file_whose_ids_are_not_ours() -> None:
    text = (
        f"{WOO}\n"
        '1002,variable,SKU-1,Shoe,1,0,visible,,taxable,1,,0,.5,,,"Shoes, Sale",https://x.example/a.jpg,\n'
        "1001,variation,SKU-2,Shoe - Red,1,0,visible,,taxable,1,3,0,.5,,20.50,,,SKU-1\n"
    )
    found = plan(text)
    assert {each.variant.row_id: each.values for each in found.changes} == {
        "1002": {"price": "20.50", "qty": "3"}
    }
    assert found.wrong == []
    table = sheet.read(text.encode())
    assert "ID" in sheet.passed_over(table, sheet.guess(table).columns)


def test_the_columns_of_woocommerces_sample_products() -> None:
    read = ["SKU", "Stock", "Backorders allowed?", "Sale price", "Regular price"]
    over = [
        *("ID", "Type", "Name", "Published", "Is featured?", "Visibility in catalog", "Short description"),
        *("Description", "Tax status", "Tax class", "In stock?", "Low stock amount", "Sold individually?"),
        *("Weight (lbs)", "Length (in)", "Allow customer reviews?", "Categories", "Images", "Download limit"),
        *("Parent", "Grouped products", "External URL", "Button text", "Position", "Attribute 1 name"),
        *("Attribute 1 value(s)", "Attribute 1 visible", "Attribute 1 global", "Meta: _wpcom_is_markdown"),
        *("Download 1 name", "Download 1 URL"),
    ]
    parent = dict.fromkeys((*read, *over), "") | dict.fromkeys(over, "x")
    parent |= {"ID": "1001", "Type": "variable", "SKU": "SKU-2", "Backorders allowed?": "0"}
    own = parent | {"ID": "1003", "Type": "variation", "SKU": "SKU-1", "Stock": "9", "Regular price": "20"}
    lines = [",".join(f'"{cell}"' for cell in each) for each in (own, own.values(), parent.values())]
    table = sheet.read("\n".join(lines).encode())
    columns = sheet.guess(table).columns
    assert {name: table.header[at] for name, at in columns.items()} == {
        "sku": "SKU",
        "price": "Regular price",
        "qty": "Stock",
        "allow_no_stock_sell": "Backorders allowed?",
    }
    assert sheet.passed_over(table, columns) == over
    found = sheet.planned(table, shop())
    assert {each.variant.row_id: each.values for each in found.changes} == {
        "1001": {"price": "20", "qty": "9"}
    }
    assert (found.wrong, found.same) == ([], 1)


@pytest.mark.parametrize(
    "name", ["special_price", "Promotional price", "Preço de oferta", "Discounted Price"]
)
def test_the_price_while_something_is_on_sale_is_one_by_any_name(name: str) -> None:
    found = sheet.guess(sheet.read(f"sku,price,{name},qty\nSKU-1,20,18,3\n".encode()))
    assert "price" not in found.columns and [each.target for each in found.doubts] == ["price"]


def test_a_bigcommerce_file_is_known_by_its_skus() -> None:
    found = plan(
        "Product ID,Product Code/SKU,Price,Sale Price,Current Stock Level\n102,SKU-1,9.5,,3\n7,SKU-2,8,,4\n"
    )
    assert [(each.variant.row_id, each.values) for each in found.changes] == [
        ("1001", {"price": "9.5", "qty": "3"}),
        ("1002", {"price": "8", "qty": "4"}),
    ]
    assert found.wrong == [], "its product ids are not ours"


def test_of_a_price_and_a_sale_price_neither_is_taken() -> None:
    table = sheet.read(b"SKU,Sale price,Regular price\nSKU-1,18,20\n")
    assert "price" not in sheet.guess(table).columns
    assert [each.message for each in sheet.guess(table).doubts] == [
        "Price: 2 columns could be it (Sale price, Regular price). Choose one."
    ]
    nothing_on_sale = sheet.read(b"SKU,Sale price,Regular price\nSKU-1,,20\n")
    assert sheet.guess(nothing_on_sale).columns == {"sku": 0, "price": 2}


@pytest.mark.parametrize(
    "header", ["Price EUR,Price USD [US]", "Price BRL,Price USD [US]", "Price EUR [EU],Price USD"]
)
def test_of_prices_in_two_currencies_neither_is_taken(header: str) -> None:
    found = sheet.guess(sheet.read(f"Variant SKU,{header}\nSKU-1,9.50,8\n".encode()))
    assert "price" not in found.columns and "2 columns could be it" in found.doubts[0].message


def test_a_number_as_a_spreadsheet_keeps_text_is_that_number() -> None:
    assert changes('sku,price,qty\nSKU-1,"=""15.20""","=""12"""\n') == {
        "1001": {"price": "15.20", "qty": "12"}
    }
    assert changes("sku,price,qty\nSKU-1,'15.20,'12\n") == {"1001": {"price": "15.20", "qty": "12"}}


FORMULAS = (
    "=1.500", "=B2*1.1", "=-5", "=СУММ(A1:A3)", '="1"&"2"', "= $B$2", "=rate*2", "=$Sheet2.A2", "=T[Price]*2", "=@A1",
    "=RC[-1]*2", "=_xlfn.CONCAT(A1)", "=D", "=)", "==> see",
)  # fmt: skip


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_is_no_value(cell: str) -> None:
    quoted = cell.replace('"', '""')
    for column in ("price", "qty", "track_stock"):
        assert f"{cell} is a formula to a spreadsheet, not a value" in why(
            f'sku,{column}\nSKU-1,"{quoted}"\n'
        )
    for var_type in ("text", "longtext", "number", "date", "array"):
        field = UserField.read({"var_ns": "f1v1", "name": "note", "var_type": var_type})
        assert "is a formula" in cell_value(field, cell, CellReading())[1]
    note = UserField.read({"var_ns": "f1v1", "name": "note", "var_type": "text"})
    assert cell_value(note, cell, CellReading(), cell) == (cell, ""), "what the host has comes back unchanged"
    assert cell_value(note, f"'{cell}", CellReading()) == (cell, ""), "and a text may be one"


@pytest.mark.parametrize(
    ("cell", "text"),
    [('="0012"', "0012"), ('="Ana ""B"""', 'Ana "B"'), ("'=)", "=)"), ("'==> see", "==> see")],
)
def test_a_text_that_a_spreadsheet_spells_or_that_is_kept_from_being_a_formula(cell: str, text: str) -> None:
    field = UserField.read({"var_ns": "f1v1", "name": "note", "var_type": "text"})
    assert cell_value(field, cell, CellReading()) == (text, "")
    assert cell_value(field, cell, CellReading(), cell) == (cell, "")


def test_a_long_formula_is_cut_where_that_is_seen() -> None:
    said = why(f"sku,price\nSKU-1,=SUM({'A1+' * 40}A1)\n")
    assert (
        "=SUM(A1+A1+A1+A1+A1+A1+A1+A1+A1+A1+A1+A… is" in said.replace("  ", " ") and said.count("A1+A1") < 8
    )


def test_a_prestashop_file_whose_product_ids_are_not_ours() -> None:
    header = "Product ID;Image;Name;Reference;Category;Price (tax excl.);Price (tax incl.);Quantity;Status;Position"
    assert changes(f"{header}\n102;a.jpg;Shoe;SKU-1;Shoes;9,50;11,40;12;1;0\n") == {"1001": {"qty": "12"}}
    ours = sheet.guess(sheet.read("product_id,sku,Preço\n101,SKU-1,5\n".encode()))
    assert ours.columns["product_id"] == 0, "in a file of ours only the price was renamed"


def test_a_medusa_file() -> None:
    text = (
        f"{MEDUSA}\n"
        "prod_01H,shoe,Shoe,variant_01H,36,SKU-1,,12,false,true,15.50,Size\n"
        "prod_01J,bag,Bag,variant_01J,,SKU-3,,5,FALSE,TRUE,,Size\n"
    )
    assert changes(text) == {"1001": {"price": "15.50", "qty": "12"}}


@pytest.mark.parametrize(
    ("header", "price", "stock"),
    [
        ("SKU;Preço;Estoque", "139,90", "12"),
        ("sku;Preço de venda (R$);Quantidade em estoque", "R$ 139,90", "12"),
        ("SKU;Precio;Existencias", "139,90", "12"),
        ("SKU;PRECIO NORMAL;Inventario", "139,90", "12"),
        ("UGS;Tarif régulier;Stock", "139,90", "12"),
        ("Referencia;Prix;Quantité", "139,90", "12"),
        ("Artikelnummer;Regulärer Preis;Lagerbestand", "139,90", "12"),
        ("SKU;Prezzo di listino;Giacenza", "139,90", "12"),
        ("SKU;Reguliere prijs;Voorraad", "139,90", "12"),
        ("SKU;Cena;Stan magazynowy", "139,90", "12"),
        ("Variant SKU;Variant Price;Variant Inventory Qty", "139.90", "12"),
        ("Артикул;Цена;Остаток", "139,90", "12"),
        ("Артикул;Ціна, грн.;Кількість", "139,90 грн", "12"),
        ("sku;Price / unit;Available", "139.90", "12"),
    ],
)
def test_columns_in_the_usual_languages(header: str, price: str, stock: str) -> None:
    found = changes(f"{header}\nSKU-1;{price};{stock}\n")
    wanted = {"qty": stock} if "unit" in header else {"price": "139.90", "qty": stock}
    assert found == {"1001": wanted}


def test_what_is_mapped_and_what_is_passed_over_is_said() -> None:
    table = sheet.read(f"{WOO}\n1,simple,SKU-1,Shoe,1,,,,,,3,,,,9.5,,,\n".encode())
    columns = sheet.guess(table).columns
    assert sheet.mapped(table, columns) == ["Price from Regular price.", "By their names: SKU, Stock."]
    ours = sheet.read(b"sku,price\nSKU-1,5\n")
    assert sheet.mapped(ours, sheet.guess(ours).columns) == [], (
        "where nothing is called otherwise, nothing is to tell"
    )
    assert sheet.passed_over(table, columns) == ["ID", "Type", "Name", "Published"]
    assert not sheet.guess(table).sure
    assert sheet.guess(sheet.read(b"variant_id,price,whatever\n1,2,3\n")).sure


def test_blanks_between_a_quote_and_what_follows_are_no_part_of_a_cell() -> None:
    text = '"sku" , "price" \n"SKU-1" ,"139.90"\n"SKU-2" , "5 ""x"" , y"\nSKU-3,"7"  \n'
    table = sheet.read(text.encode())
    assert table.header == ("sku", "price") and not table.wrong
    assert [cells for _, cells in table.lines] == [
        ("SKU-1", "139.90"),
        ("SKU-2", '5 "x" , y'),
        ("SKU-3", "7"),
    ]


def test_what_cant_be_read_says_why() -> None:
    with pytest.raises(Malformed, match="Line 1 of the file can't be read: unclosed quote"):
        sheet.read(b'"sku,price\nSKU-1,2\n')
    (wrong,) = sheet.read(b"sku,name\nSKU-1," + b"x" * 140_000 + b"\nSKU-2,y\n").wrong
    assert wrong.line == 2 and "a cell has more than 131,072 characters" in wrong.why


def test_a_cell_of_signs_that_cant_be_seen_is_empty() -> None:
    table = sheet.read("sku,price\nSKU-1,\u200b\n\ufeffSKU-2\u202c,\u2066 5\u2069\n".encode())
    assert [cells for _, cells in table.lines] == [("SKU-1", ""), ("SKU-2", "5")]


@pytest.mark.parametrize(
    ("text", "warned", "refused"),
    [
        ("sku,price\nSKU-1,0\nSKU-2,0.00\nSKU-3,5\n", ("Lines 2 to 3: the price becomes 0.",), []),
        ("sku,qty\nSKU-1,-3\nSKU-2,4\n", ("Line 2: the stock becomes negative.",), []),
        (
            "sku,price,qty\nSKU-1,0,-3\nSKU-3,-0,-1\n",
            ("Line 2: the price becomes 0.", "Lines 2 to 3: the stock becomes negative."),
            [3],
        ),
        ("sku,price,qty\nSKU-1,-5,0\n", (), [2]),
        ("sku,compare_price,qty\nSKU-1,0,0\n", (), []),
    ],
)
def test_what_is_free_or_below_nothing_is_warned_of(
    text: str, warned: tuple[str, ...], refused: list[int]
) -> None:
    found = plan(text)
    assert (found.warnings, [each.line for each in found.wrong]) == (warned, refused)
