# SPDX-License-Identifier: MIT
"""A file of results that a spreadsheet has saved in its own form is read and written in that form."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from flotui.jobs.sheet import results
from tests.jobs.test_sheet_results import HEAD, JOB, NAMES, SAID, STEPS

FORMS = {
    "ours": ("utf-8-sig", ",", ""),
    "semicolons": ("utf-8-sig", ";", ""),
    "named": ("utf-8", ";", "sep=;\r\n"),
    "tabs in UTF-16": ("utf-16", "\t", ""),
    "UTF-16 without a mark": ("utf-16-le", ";", ""),
    "UTF-32": ("utf-32", ",", ""),
    "Windows-1252": ("cp1252", ";", ""),
    "Windows-1251": ("cp1251", ";", ""),
    "Mac Roman": ("mac_roman", ",", ""),
    "bars": ("utf-8", "|", ""),
}
NOTES = {"cp1251": "Позвонить завтра", "utf-8": "明天"}


def _saved(path: Path, form: str, cells: Callable[[list[str]], list[str]] = list, above: str = "") -> None:
    """Write the plan of three lines as a spreadsheet saves it, with a column that somebody added."""
    encoding, mark, first = FORMS[form]
    note = NOTES.get(encoding, "amanhã às três, não já")
    rows = [
        [str(line), "+55", f"f1u{line}", who, "waiting", f"Phone{mark} set", "", str(JOB), str(line), note]
        for line, who in enumerate(NAMES, 1)
    ]
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows([[*HEAD, "note"], *map(cells, rows)])
    path.write_bytes(f"{first}{above}{text.getvalue()}".encode(encoding))


def _read(path: Path, form: str) -> list[dict[str, str]]:
    encoding, mark, first = FORMS[form]
    data = path.read_bytes()
    text = data.decode(
        "utf-16" if encoding.startswith("utf-16") else "utf-32" if encoding == "utf-32" else "utf-8-sig"
    )
    assert text.startswith(first)
    return list(csv.DictReader(io.StringIO(text.removeprefix(first), newline=""), delimiter=mark))


@pytest.mark.parametrize("form", FORMS)
def test_what_came_of_each_line_is_said_in_the_form_of_the_file(tmp_path: Path, form: str) -> None:
    path = tmp_path / "p.result.csv"
    _saved(path, form)
    before = NOTES.get(FORMS[form][0], "amanhã às três, não já")
    for _ in range(2):
        assert results.settle(path, JOB, [*map(results.said, STEPS)], {}) == ""
        found = _read(path, form)
        assert {row["who"]: row["outcome"] for row in found} == SAID
        assert {row["note"] for row in found} == {before}
        assert [row["id"] for row in found] == ["f1u1", "f1u2", "f1u3"]


@pytest.mark.parametrize(
    "cells",
    [
        lambda row: [*row[:7], f"{row[7]}.0", f"{row[8]},0", row[9]],
        lambda row: [*row[:7], f'="{row[7]}"', f" {row[8]} ", row[9]],
        lambda row: [*row, "", ""],
    ],
    ids=["decimals", "texts", "empty cells behind"],
)
def test_numbers_that_a_spreadsheet_wrote_in_another_way_are_the_same(
    tmp_path: Path, cells: Callable[[list[str]], list[str]]
) -> None:
    path = tmp_path / "p.result.csv"
    _saved(path, "semicolons", cells)
    assert results.settle(path, JOB, [*map(results.said, STEPS)], {}) == ""
    assert {row["who"]: row["outcome"] for row in _read(path, "semicolons")} == SAID


def test_a_heading_above_the_names_of_the_columns_stays(tmp_path: Path) -> None:
    path = tmp_path / "p.result.csv"
    _saved(path, "semicolons", above="Import of May;;;;;;;;;\r\n\r\n")
    assert results.settle(path, JOB, [*map(results.said, STEPS)], {}) == ""
    text = path.read_text(encoding="utf-8-sig")
    assert text.startswith("Import of May;") and text.count("waiting") == 0


@pytest.mark.parametrize(
    ("text", "known", "same"),
    [
        ("1001.0", "1001", True),
        ("1.00235E+11", "100234567890", True),
        ("1,00235E+11", "100234567890", True),
        ("1.00236E+11", "100234567890", False),
        ("1.00E+11", "f1u7", False),
        ("1002", "1001", False),
    ],
)
def test_an_id_that_a_spreadsheet_shortened_is_known_and_written_in_full(
    tmp_path: Path, text: str, known: str, same: bool
) -> None:
    path = tmp_path / "p.result.csv"
    _saved(path, "semicolons", lambda row: [*row[:2], text, *row[3:]] if row[0] == "1" else row)
    first = replace(STEPS[0], subject=f"77/{known}")
    said = results.settle(path, JOB, [*map(results.said, (first, *STEPS[1:]))], {})
    row = _read(path, "semicolons")[0]
    assert (row["id"], row["outcome"]) == ((known, "done") if same else (text, "waiting"))
    assert said == "" if same else said.startswith("p.result.csv: no outcome written for 1 line, because")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (
            b"line;id;outcome;change;message\r\n1;f1u1;waiting;;\r\n",
            "It needs exactly one column each of: job.",
        ),
        (b"line;id;id;outcome;change;message;job\r\n", "It needs exactly one column each of: id"),
        (
            f'line,id,outcome,change,message,job\n1,f1u1,waiting,,"x,{JOB}\n'.encode(),
            "a quote that isn't closed",
        ),
        (
            b"line,id,outcome,change,message,job\n1,f1u1,waiting,\x81\x8d\xff\xfe,,7\n",
            "its encoding isn't sure",
        ),
        (b"PK\x03\x04\0\0\0\0", "is a spreadsheet or an archive"),
        (b"", "It needs exactly one column each of: line"),
        (b"line,id,outcome,change,message,job\n1,f1u1,waiting,,,8\n", f"no lines of job {JOB}"),
    ],
)
def test_a_file_that_cannot_be_told_apart_is_named_and_stays(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "p.result.csv"
    path.write_bytes(data)
    said = results.settle(path, JOB, [*map(results.said, STEPS)], {})
    assert why in said and "p.result.csv" in said
    assert path.read_bytes() == data
    assert results.free(tmp_path / "p.csv").name == "p.result-2.csv" or "job 7" in said


def test_a_file_that_is_gone_is_nothing_to_tell(tmp_path: Path) -> None:
    assert results.settle(tmp_path / "p.result.csv", JOB, [*map(results.said, STEPS)], {}) == ""
    assert not list(tmp_path.iterdir())
