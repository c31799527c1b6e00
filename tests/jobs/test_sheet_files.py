# SPDX-License-Identifier: MIT
"""Files as spreadsheets write them: separators, headings, quotes, and lines that can't be read."""

from __future__ import annotations

import re

import pytest

from flotui.api.errors import Malformed
from flotui.jobs import sheet
from tests.jobs.sheet_rig import changes, plan
from tests.support.each_of import each_of


@each_of(
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


def test_the_lines_number_is_the_files_own() -> None:
    assert [each.line for each in plan("sep=;\nsku;price\n\nSKU-1;9.50\nNONE;1\n").wrong] == [5]


def test_what_the_first_line_says_of_separators_is_no_heading_and_counts() -> None:
    assert plan("sep=;\nsku;price\nSKU-1;9.50\n").notes == ()
    odd = plan("sep=|\nsku|price|a, b, c\nSKU-1|9.50|sku, price, qty\n")
    assert (odd.notes, [each.values for each in odd.changes]) == ((), [{"price": "9.50"}])


def test_a_heading_above_the_names_is_passed_over_and_said() -> None:
    found = plan("Prices\n\nMay 2026\nsku,price\nSKU-1,9.50\nNONE,1\n")
    assert found.notes == ("Above the column names 2 lines are skipped.",)
    assert plan("Prices\n\nsku,price\nSKU-1,9.50\n").notes == ("Above the column names 1 line is skipped.",)
    assert [each.line for each in found.changes] == [5]
    assert [each.line for each in found.wrong] == [6]


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


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([3], "line 3"),
        ([3, 4], "lines 3 to 4"),
        ([3, 5, 6, 7, 9], "lines 3, 5 to 7 and 9"),
        ([*range(1, 99, 2), 200, 300, 301], f"lines {', '.join(map(str, range(1, 99, 2)))}, 200 and 2 more"),
    ],
)
def test_lines_are_named_by_their_numbers(numbers: list[int], said: str) -> None:
    assert sheet.numbered(numbers) == said


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
    ("text", "lines", "wrong"),
    [
        ('A,"A"x\nB,c\nC,"d"\n', ["B", "C"], "text follows the closing quote of a cell: write"),
        ('A,"A"x\nB,"c\nd"\n', [], "this and all later lines are skipped"),
        ('A,"one "x\ntwo",5\nB,3\n', [], "this and all later lines are skipped"),
        ('A,"open\nB,c\n', [], "this and all later lines are skipped"),
    ],
)
def test_a_text_behind_a_quote_spoils_its_own_line_where_the_others_are_sure(
    text: str, lines: list[str], wrong: str
) -> None:
    found = sheet.read(f"sku,name\n{text}".encode())
    assert [cells[0] for _, cells in found.lines] == lines
    assert [each.line for each in found.wrong] == [2] and wrong in found.wrong[0].why


def test_a_control_sign_in_a_cell_is_part_of_a_text_and_one_in_the_first_line_of_none() -> None:
    assert sheet.read(b"sku,name\nA,x\0y\n").lines == [(2, ("A", "x\0y"))]
    for data in (b"A\0\0sku,name\nA,b\n", b"sku,name\nA,\0\xff\xfe\n"):
        with pytest.raises(Malformed, match="isn't text"):
            sheet.read(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04\x14\0\x06\0\x08\0", "a spreadsheet or an archive (.xlsx, .ods"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a spreadsheet of an older kind (.xls)"),
        (b"\x1f\x8b\x08\0", "packed (.gz)"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html>\n", "a web page"),
        (b"<html><table><tr><td>sku", "a web page"),
        (b"{\\rtf1\\ansi sku,price}", "a document (.rtf)"),
        (b'[{"sku": "A"}]', "JSON"),
        (b'[\n  {\n    "sku": "A"\n  }\n]\n', "JSON"),
        (b'{\r\n "data": []}', "JSON"),
        (b"\xef\xbb\xbfBEGIN:VCARD\r\nVERSION:3.0\r\n", "contacts"),
        (b'<?xml version="1.0"?>', "XML"),
    ],
)
def test_a_file_that_is_no_csv_is_called_what_it_is(data: bytes, said: str) -> None:
    for encoding in ("", "cp1252"):
        with pytest.raises(Malformed, match=re.escape(f"The file is {said}")) as refused:
            sheet.read(data, encoding=encoding)
        assert refused.value.advice == "Save it as CSV in UTF-8."
