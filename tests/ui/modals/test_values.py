# SPDX-License-Identifier: MIT
from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flotui.ui.modals.values import WrongValue, parse, pretty, ready


@pytest.fixture(autouse=True)
def in_lisbon(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "Europe/Lisbon")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("typed", ["142.800", "74900.00", "-3", "0.5", "1" * 47, "0"])
def test_a_number_stays_as_it_was_typed(typed: str) -> None:
    assert ready("number", f" {typed} ") == typed


def test_what_came_along_with_a_copied_value_is_not_sent() -> None:
    assert ready("number", "\u202a142.800\u202c\xa0") == "142.800"
    assert ready("date", "\ufeff2026-12-24\u200b") == "2026-12-24"
    assert ready("json", '\ufeff{\xa0"a": "b\xa0c"}') == '{ "a": "b\xa0c"}'
    assert ready("text", "a\xa0b") == "a\xa0b", "a text is sent as it is"


@pytest.mark.parametrize(
    "typed",
    [
        "1,5",
        "1.000,5",
        "+.5",
        "1e3",
        "00042.10",
        "abc",
        "NaN",
        "Infinity",
        "1 000",
        "٣",
        "--1",
        "1e",
        "0x10",
        ".",
    ],
)
def test_what_is_no_number(typed: str) -> None:
    with pytest.raises(WrongValue):
        ready("number", typed)


@pytest.mark.parametrize(
    ("typed", "right"), [("42", True), ("-7", True), ("1.0", False), ("1e3", False), ("", True)]
)
def test_integers(typed: str, right: bool) -> None:
    if right:
        assert ready("integer", typed) == typed
    else:
        with pytest.raises(WrongValue):
            ready("integer", typed)


@pytest.mark.parametrize(
    ("typed", "sent"), [("2026-11-22", "2026-11-22"), ("2026/3/1", "2026-03-01"), ("", "")]
)
def test_dates(typed: str, sent: str) -> None:
    assert ready("date", typed) == sent


@pytest.mark.parametrize("typed", ["2026-02-30", "22.11.2026", "11/22/2026", "soon", "2026-11"])
def test_what_is_no_date(typed: str) -> None:
    with pytest.raises(WrongValue):
        ready("date", typed)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("2026-11-22 14:30", "2026-11-22T14:30:00+00:00"),
        ("2026-07-22 14:30", "2026-07-22T14:30:00+01:00"),
        ("2026-11-22", "2026-11-22T00:00:00+00:00"),
        ("2026-11-22T14:30:05Z", "2026-11-22T14:30:05+00:00"),
        ("2026-11-22T14:30:00-03:00", "2026-11-22T14:30:00-03:00"),
        ("2026-11-22 14:30 +0530", "2026-11-22T14:30:00+05:30"),
        ("2026-11-22 14:30:01.250", "2026-11-22T14:30:01.250000+00:00"),
        ("2026-11-22 9h05", "2026-11-22T09:05:00+00:00"),
    ],
)
def test_moments_get_an_offset(typed: str, sent: str) -> None:
    assert ready("datetime", typed) == sent


@pytest.mark.parametrize(
    "typed",
    ["2026-11-22 25:00", "2026-11-22 10:61", "14:30", "2026-13-01 10:00", "2026-11-22 10:00+99:00", "x"],
)
def test_what_is_no_moment(typed: str) -> None:
    with pytest.raises(WrongValue):
        ready("datetime", typed)


def test_text_is_left_alone() -> None:
    assert ready("text", "  a\tb ") == "  a\tb "


def test_json_says_where_it_is_wrong() -> None:
    with pytest.raises(WrongValue, match="line 2, column 1"):
        ready("json", '{"a":\n}')
    with pytest.raises(WrongValue):
        ready("json", "[NaN]")
    with pytest.raises(WrongValue, match="nested deeper"):
        parse("[" * 100_000)


def test_layout_keeps_numbers_and_repeated_keys_as_they_are() -> None:
    laid_out = pretty('{"a":1.50,"a":1e3,"s":"x, {y}: \\"z\\"","e":[],"o":{}}')
    assert laid_out == '{\n  "a": 1.50,\n  "a": 1e3,\n  "s": "x, {y}: \\"z\\"",\n  "e": [],\n  "o": {}\n}'


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(_JSON)
def test_layout_changes_nothing_but_blanks(value: object) -> None:
    for text in (json.dumps(value), json.dumps(value, indent=1, ensure_ascii=False)):
        assert json.loads(pretty(text)) == value


@given(st.text(max_size=40), st.sampled_from(["number", "integer", "date", "datetime", "json"]))
def test_whatever_is_typed_is_taken_or_refused_with_a_sentence(typed: str, kind) -> None:
    try:
        ready(kind, typed)
    except WrongValue as wrong:
        assert str(wrong)


def test_a_number_of_any_length_is_laid_out_as_it_is() -> None:
    assert pretty(f"[{'9' * 5000}]") == f"[\n  {'9' * 5000}\n]"
    with pytest.raises(WrongValue, match="nested deeper than"):
        ready("json", "[" * 5000 + "]" * 5000)


def test_a_key_that_is_given_twice_is_not_sent() -> None:
    with pytest.raises(WrongValue, match='"user_ns" is given twice'):
        ready("json", '{"user_ns": "f1u1", "user_ns": "f1u2"}')
