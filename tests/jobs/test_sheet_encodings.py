# SPDX-License-Identifier: MIT
"""Files in older encodings: read where nothing else can be meant, and said; else refused."""

from __future__ import annotations

import pytest

from flotui.api.errors import Malformed
from flotui.api.models.flow import UserField
from flotui.jobs import sheet
from flotui.jobs.sheet.people_words import BotThings, PeopleColumns
from flotui.resources.reading import named
from tests.jobs.sheet_rig import changes, plan, shop


def test_a_cyrillic_file_is_read_and_says_as_what() -> None:
    known = shop(sku="Платье-1")
    text = "sku;price;название\nПлатье-1;9.50;Платье летнее\n"
    assert changes(text.encode("cp1251"), known) == {"1001": {"price": "9.50"}}
    said = "The file isn't UTF-8; it was read as Windows-1251: название, Платье-1, Платье."
    assert said in plan(text.encode("cp1251"), known).notes
    assert changes(text.encode("utf-32"), known) == {"1001": {"price": "9.50"}}


@pytest.mark.parametrize("encoding", ["shift_jis", "gbk", "cp1253"])
def test_a_file_in_an_encoding_that_is_not_sure_is_refused_and_says_how_to_save_it(encoding: str) -> None:
    text = {"cp1253": "Ελλάδα", "gbk": "连衣裙红色"}.get(encoding, "日本語の商品")
    with pytest.raises(Malformed, match=r"its encoding isn't sure\. Save it as UTF-8 \(in Excel: CSV UTF-8"):
        sheet.read(f"sku,price\n{text},9.50\n".encode(encoding))


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


def test_readings_that_differ_are_refused_with_what_each_says() -> None:
    with pytest.raises(Malformed) as refused:
        sheet.read("sku,price\nJosé,1\nMolière,2\n".encode("cp1252"))
    assert refused.value.happened.endswith("may be Windows-1252 (Molière) or Windows-1250 (Moličre).")
    said = refused.value.at_command_line
    assert "Add --encoding windows-1252 or --encoding windows-1250, or save it as UTF-8." in said
    assert refused.value.fields == {"encoding": ("Windows-1252 (Molière) or Windows-1250 (Moličre)?",)}


@pytest.mark.parametrize(
    ("name", "encoding", "shown"),
    [("Molière", "cp1252", "Molière"), ("日本語の商品", "shift_jis", ""), ("Ελλάδα", "cp1253", "")],
)
def test_an_encoding_that_is_not_sure_is_none_of_the_columns_that_are_read(
    name: str, encoding: str, shown: str
) -> None:
    data = f"sku,{name},price\nSKU-1,{name},9.50\nSKU-2,,12\n".encode(encoding)
    assert changes(data) == {"1001": {"price": "9.50"}, "1002": {"price": "12"}}
    table = sheet.read(data)
    assert table.notes[0].startswith(
        "The file isn't UTF-8. Its encoding isn't sure, which matters only to columns that aren't used: "
    )
    assert not shown or table.header[1] == table.lines[0][1][1] == shown
    assert "its encoding isn't sure" in sheet.problem(table, {"sku": 1, "price": 2})
    assert not sheet.problem(table, {"sku": 0, "price": 2})


@pytest.mark.parametrize("text", ["sku,price\nSKU-1,9.50\nMolière,1\n", "Molière,x\n1,2\n"])
def test_an_encoding_that_is_not_sure_is_refused_where_it_matters(text: str) -> None:
    with pytest.raises(Malformed, match="its encoding isn't sure"):
        sheet.read(text.encode("cp1252"))


@pytest.mark.parametrize("name", ["Molière", "Moličre"])
def test_a_column_whose_name_in_one_of_the_encodings_is_known_is_in_doubt(name: str) -> None:
    field = UserField.read({"var_ns": "f1v1", "name": name, "var_type": "text"})
    words = PeopleColumns(BotThings((field,), (), (), named))
    data = "id,Molière,first name\nf1u1,x,Ana\n".encode("cp1252")
    with pytest.raises(Malformed, match="its encoding isn't sure"):
        sheet.read(data, words)
    assert sheet.read(data, PeopleColumns(BotThings((), (), (), named))).in_doubt == {1}


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp1252", "Molière"), ("cp1250", "Moličre"), ("cp1251", "Moliиre")]
)
def test_an_encoding_that_somebody_says_is_taken_and_said(encoding: str, name: str) -> None:
    table = sheet.read("sku,name\n2,Molière\n".encode("cp1252"), encoding=encoding)
    assert table.lines == [(2, ("2", name))]
    assert table.notes == (f"Read as Windows-{encoding[2:]}, as you chose: {name}.",)


@pytest.mark.parametrize(
    ("data", "encoding", "said"),
    [
        ("\ufeffsku,name\n1,São\n".encode(), "cp1252", "begins as UTF-8, so it isn't Windows-1252"),
        ("sku,name\n1,São\n".encode("utf-16"), "cp1252", "begins as UTF-16, so it isn't"),
        ("sku,name\n1,São\n2,Irmã\n".encode("cp1252"), "utf-8-sig", "isn't UTF-8: line 2 can't be read so"),
        (b"sku,name\n1,S\x8do\n", "cp1252", "isn't Windows-1252: line 2 can't be read so"),
        ("sku,name\n1,São\n".encode("utf-16-le"), "cp1252", "isn't text in Windows-1252"),
    ],
)
def test_an_encoding_that_the_file_is_not_in_is_refused(data: bytes, encoding: str, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        sheet.read(data, encoding=encoding)
