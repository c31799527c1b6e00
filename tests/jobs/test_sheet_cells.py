# SPDX-License-Identifier: MIT
"""What cells say: formulas, yes and no, nothing, and what is warned of."""

from __future__ import annotations

import pytest

from flotui.api.models.flow import UserField
from flotui.jobs.sheet.cells import Sign, value, yes
from flotui.jobs.sheet.people_values import CellReading, cell_value, profile_values
from tests.jobs.sheet_rig import changes, plan, why
from tests.support.each_of import each_of


@each_of("true", ["1", "TRUE", "sim", "Sí", "VERDADEIRO", "WAHR", "VRAI", "continue"])
@each_of("no", ["0", "False", "não", "FALSO", "FALSCH", "FAUX", "deny"])
def test_yes_and_no_in_the_usual_languages(true: str, no: str) -> None:
    assert value("track_stock", true, Sign.NONE) == ("1", "")
    assert value("track_stock", no, Sign.NONE) == ("0", "")
    assert "must be 1 or 0" in value("track_stock", "maybe", Sign.NONE)[1]


@pytest.mark.parametrize(
    "word",
    [
        "1.0",
        "1,0",
        "t",
        "checked",
        "是",
        "TAK",
        "ИСТИНА",
        "да",
        "DOĞRU",
        "Evet",
        "IGAZ",
        "Ano",
        "TOSI",
        "SANT",
    ],
)
def test_yes_in_other_languages_and_as_a_number(word: str) -> None:
    assert yes(word) is True


@pytest.mark.parametrize(
    "word",
    [
        "0.0",
        "0,0",
        "f",
        "unchecked",
        "いいえ",
        "nie",
        "ЛОЖЬ",
        "нет",
        "YANLIŞ",
        "Hayır",
        "HAMIS",
        "Ne",
        "EPÄTOSI",
        "nej",
    ],
)
def test_no_in_other_languages_and_as_a_number(word: str) -> None:
    assert yes(word) is False


@pytest.mark.parametrize("word", ["", "2.0", "1.5", "1.00.0", "¹", "nu", "maybe"])
def test_other_words_are_neither_yes_nor_no(word: str) -> None:
    assert yes(word) is None


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


@pytest.mark.parametrize(
    ("var_type", "text"), [("number", "12.5"), ("date", "2026-03-04"), ("boolean", "true"), ("text", "'12")]
)
def test_a_value_that_a_spreadsheet_keeps_as_text_is_that_value(var_type: str, text: str) -> None:
    field = UserField.read({"var_ns": "f1v1", "name": "note", "var_type": var_type})
    cell = text if var_type == "text" else f"'{text}"
    assert cell_value(field, cell, CellReading()) == (text, "")


@pytest.mark.parametrize(
    ("cell", "old", "expected"),
    [
        ("Male", "", {"gender": "male"}),
        ("FÉMININ", "male", {"gender": "female"}),
        ("mulher", "female", {}),
        ("f", "f", {}),
        ("other", "other", {}),
    ],
)
def test_a_gender_is_written_as_the_host_does(cell: str, old: str, expected: dict[str, str]) -> None:
    assert profile_values({"gender": cell}, {"gender": old}, CellReading()) == (expected, [])


@pytest.mark.parametrize("cell", ["M", "f", "maybe"])
@pytest.mark.parametrize("old", [{"gender": "female"}, {"gender": ""}, {}])
def test_a_gender_that_the_host_does_not_know_is_refused(cell: str, old: dict[str, str]) -> None:
    wrong = [f"gender: {cell} is neither male nor female"]
    assert profile_values({"gender": cell}, old, CellReading()) == ({}, wrong)


def test_a_moment_takes_the_place_of_what_is_none_and_is_left_where_it_is_the_same() -> None:
    field = UserField(var_type="datetime")
    found, why = cell_value(field, "2026-03-18 10:00", CellReading())
    assert not why
    assert cell_value(field, "2026-03-18 10:00", CellReading(), "soon") == (found, "")
    same = found.replace("T", " ")
    assert cell_value(field, "2026-03-18 10:00", CellReading(), same) == (same, "")
