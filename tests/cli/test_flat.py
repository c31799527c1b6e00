# SPDX-License-Identifier: MIT
"""Rows as CSV, columns and tables, and what `--jq` makes of them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flotui.cli import output as written_as
from flotui.cli.ends import Failure
from flotui.cli.flat import flat, text_of
from flotui.config.exits import Exit
from flotui.text.delimited import guarded, line, unguarded
from tests.cli.conftest import Run


@given(
    st.lists(
        st.text(alphabet=st.sampled_from("a,'=+-@\t\r\n \"|\x85\u2028\x0b"), max_size=6),
        min_size=1,
        max_size=4,
    )
)
def test_csv_comes_back_unchanged(cells: list[str]) -> None:
    for guard in (False, True):
        text = line(cells, guard=guard)
        (read,) = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert [unguarded(cell) if guard else cell for cell in read] == cells
        if guard:
            assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in read if cell)


def test_a_lone_cr_is_quoted_and_formulas_are_kept_apart_on_demand() -> None:
    assert line(["a\rb", "c"]) == '"a\rb",c'
    assert line(["=1+1", "+55", "-5", "@x", "it's"], guard=True) == "'=1+1,'+55,'-5,'@x,it's"
    assert guarded("'=x") == "''=x" and unguarded("''=x") == "'=x"
    for begins in ("\t=", "\r=", "\n=", "＝", "＋", "－", "＠"):
        assert guarded(f"{begins}1") == f"'{begins}1" and unguarded(f"'{begins}1") == f"{begins}1"


ROW: dict[str, Any] = {
    "user_ns": "f1u1",
    "name": "Ana",
    "subscribed": True,
    "tags": [{"name": "vip", "tag_ns": "f1t1"}, {"name": "a|b", "tag_ns": "f1t2"}],
    "labels": ["new", "hot"],
    "user_fields": [
        {"name": "city", "var_ns": "f1v1", "var_type": "text", "value": "Lima"},
        {"name": "city", "var_ns": "f1v2", "var_type": "text", "value": None},
    ],
    "meta": {"seen": {"at": 3}},
    "lines": [{"sku": "x", "qty": 1}],
    "none": [],
    "empty": {},
}


def test_rows_become_flat() -> None:
    found = flat(ROW)
    assert found == {
        "user_ns": "f1u1",
        "name": "Ana",
        "subscribed": True,
        "tags": "vip|a\\|b",
        "labels": "new|hot",
        "user_fields.city": "Lima",
        "user_fields.city (2)": None,
        "meta.seen.at": 3,
        "lines": '[{"sku":"x","qty":1}]',
        "none": None,
        "empty": None,
    }
    assert [text_of(each) for each in (True, None, 3, "x")] == ["true", "", "3", "x"]
    assert flat(7) == {"value": 7}


@pytest.mark.parametrize("parts", [[], [[]], [[{"n": 1, "a": ["x\ny", {}]}], [], [{"n": 2}, {"n": 3.10}]]])
def test_rows_that_come_in_parts_are_the_same_object(
    capsys: pytest.CaptureFixture[str], parts: list[list[object]]
) -> None:
    rows = written_as.in_object({"compared": 3, "untold": 0}, "different", {"planned": None})
    for some in parts:
        rows.add(some)
    rows.end()
    found = {
        "compared": 3,
        "untold": 0,
        "different": [row for some in parts for row in some],
        "planned": None,
    }
    assert capsys.readouterr().out == f"{written_as.as_json(found)}\n"


def test_two_fields_of_one_name_are_both_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Failure, match=r"user_fields.city and user_fields.city \(2\) are both there"):
        written_as.write([ROW], "csv", columns=["city"])
    written_as.write([ROW], "csv", columns=["user_fields.city", "user_fields.city (2)"])
    assert capsys.readouterr().out == "user_fields.city,user_fields.city (2)\nLima,\n"


def test_columns_choose(run: Run, environ: dict[str, str]) -> None:
    first = run("api", "/subscribers", "-f", "limit=2", "--csv").stdout.splitlines()[0].split(",")
    fields = [name for name in first if name.startswith("user_fields.")]
    assert len(fields) > 3 and "tags" in first
    shown = run("api", "/subscribers", "-f", "limit=2", "--csv", "--columns", "phone, user_ns,tags").stdout
    assert shown.splitlines()[0] == "phone,user_ns,tags"
    wrong = run("api", "/subscribers", "-f", "limit=2", "--table", "--columns", "phnoe")
    assert (wrong.exit_code, wrong.stdout) == (Exit.USAGE, "") and "Did you mean phone?" in wrong.stderr
    for words in (("--json", "--columns", "phone"), ("--jsonl", "--no-formulas")):
        assert run("api", "/subscribers", *words).exit_code == Exit.USAGE


def test_what_jq_can_not_do_here_is_said(run: Run, environ: dict[str, str]) -> None:
    pytest.importorskip("jq")
    more = run("api", "flowTags", "--jq", "input")
    assert more.exit_code == Exit.FAILED and "there is no further input" in more.stderr, more.output
    for expression in (".data | debug | length", ".data | stderr | length", "(.data|length)|debug(.)"):
        heard = run("api", "flowTags", "-f", "limit=2", "--jq", expression)
        assert heard.stdout == "2\n" and heard.stderr.count("writes nothing here") == 1, heard.output
    for expression in ('"debug"', "{debug: 1}", ".debug", '"\\"stderr"'):
        assert run("api", "flowTags", "--jq", expression).stderr == "", expression


def test_jq(run: Run, environ: dict[str, str]) -> None:
    pytest.importorskip("jq")
    assert run("api", "flowTags", "-f", "limit=2", "--jq", ".data | length").stdout == "2\n"
    names = run("api", "flowTags", "--paginate", "--jsonl", "--jq", ".tag_ns").stdout.splitlines()
    assert names and all(name.startswith("f1284t") for name in names)
    table = run("api", "flowTags", "-f", "limit=2", "--csv", "--jq", "[.data[] | {n: .tag_ns}]").stdout
    assert table.splitlines()[0] == "n" and len(table.splitlines()) == 3
    for wrong in (".[", ".data | nonsense"):
        result = run("api", "flowTags", "--jq", wrong)
        assert result.exit_code == Exit.USAGE and "--jq" in result.stderr and result.stdout == ""
    failed = run("api", "flowTags", "--jq", ".data.x")
    assert failed.exit_code == Exit.FAILED and "Cannot index" in failed.stderr
    halted = run("api", "flowTags", "--jq", '"bad" | halt_error')
    assert (halted.exit_code, halted.stdout) == (Exit.FAILED, "") and "halt_error ended it" in halted.stderr
    assert run("api", "flowTags", "--jq", "halt").exit_code == Exit.OK
    commented = run("api", "flowTags", "-f", "limit=2", "--jq", "def n: length; .data | n # how many")
    assert (commented.exit_code, commented.stdout) == (Exit.OK, "2\n"), commented.stderr
