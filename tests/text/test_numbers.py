# SPDX-License-Identifier: MIT
"""What is said of a number as it was typed."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flotui.api import exact
from flotui.text.numbers import doubt, outside, problem, readings
from tests.support.each_of import each_of

POINT = "Use a decimal point and no thousands separator"


@pytest.mark.parametrize("typed", ["0", "7", "-3", "142.800", "150.500", "0.50", "-0.5", " 49 ", "1" * 15])
def test_what_json_has_a_form_for_is_sent_as_it_was_typed(typed: str) -> None:
    assert problem(typed) == ""
    assert exact.dumps(exact.as_number(typed.strip())) == typed.strip()


@each_of(
    ("typed", "says"),
    [
        ("007.50", "Write it without leading zeros: 7.50."),
        ("00", "Write it without leading zeros: 0."),
        ("-01", "Write it without leading zeros: -1."),
        ("1,234.50", f"{POINT}: 1234.50."),
        ("1.234,50", f"{POINT}: 1234.50."),
        ("1.234.567", f"{POINT}: 1234567."),
        ("1 234.50", f"{POINT}: 1234.50."),
        ("1,23,456.00", f"{POINT}: 123456.00."),
        ("1\u00a0234,5", f"{POINT}: 1234.5."),
        ("1'234", f"{POINT}: 1234."),
        ("1_000", f"{POINT}: 1000."),
        ("12,5", f"{POINT}: 12.5."),
        ("1,234", "1,234 may mean 1234 or 1.2340. Type one of these."),
        ("-12,500", "-12,500 may mean -12500 or -12.5. Type one of these."),
        ("1,2,3", f"{POINT}."),
        ("12 50", f"{POINT}."),
        ("1e3", "Write it without an exponent: 1000."),
        ("1E-2", "Write it without an exponent: 0.01."),
        ("1e400", "Write it without an exponent."),
        ("NaN", "NaN and infinity can't be sent. Type a number."),
        ("-Infinity", "NaN and infinity can't be sent. Type a number."),
        ("+3", "Write it without the plus sign: 3."),
        (".5", "Write a digit before the point: 0.5."),
        ("5.", "Write a digit after the point, or no point: 5."),
        ("- 5", "Write the minus and the number without a space: -5."),
        ("−5", "Type the minus as the hyphen on the keyboard."),
        ("-0", "Write it without the minus: 0."),
        ("٣", "Use the digits 0 to 9."),
        ("12３", "Use the digits 0 to 9."),
        ("1" * 16, "It has 16 digits, and more than 15 can't be sent exactly."),
        ("R$ 12", "A number is needed, such as 142.80."),
        ("abc", "A number is needed, such as 142.80."),
        ("", "A number is needed, such as 142.80."),
    ],
)
def test_everything_else_gets_a_sentence(typed: str, says: str) -> None:
    assert problem(typed) == says


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("12", ""),
        ("1,234", "Use no thousands separator: 1234."),
        ("1.234", "Use no thousands separator: 1234."),
        ("12.000", "12.000 may mean 12000 or 12. Type one of these."),
        ("12.0", "A whole number is needed, such as 12."),
        ("12.5", "A whole number is needed, such as 12."),
        ("12,5", "A whole number is needed, such as 12."),
        ("1e3", "Write it without an exponent: 1000."),
    ],
)
def test_whole_numbers(typed: str, says: str) -> None:
    assert problem(typed, whole=True) == says


@pytest.mark.parametrize(
    ("typed", "low", "high", "says"),
    [
        ("-5", 1, None, "It must be at least 1."),
        ("-0.01", 0, None, "It can't be negative."),
        ("101", 0, 100, "It goes from 0 to 100."),
        ("-1", 0, 100, "It goes from 0 to 100."),
        ("1001", None, 1000, "It must be at most 1,000."),
        ("100", 0, 100, ""),
        ("-7", None, None, ""),
    ],
)
def test_bounds(typed: str, low: int | None, high: int | None, says: str) -> None:
    assert outside(typed, low, high) == says


@pytest.mark.parametrize(
    ("typed", "like", "said"),
    [
        ("1.500", "", "1.500 may mean 1500 or 1.5"),
        ("1.500", "43", "1.500 may mean 1500 or 1.5"),
        ("-1.125", "43.5", "-1.125 may mean -1125 or -1.1250"),
        ("150.500", "142.800", ""),
        ("150,500", "142.800", "150,500 may mean 150500 or 150.5"),
        ("1.5", "", ""),
        ("1.50", "", ""),
        ("1.5000", "", ""),
        ("0.125", "", ""),
        ("1500.125", "", ""),
        ("1500", "", ""),
    ],
)
def test_what_may_be_two_numbers_is_said_with_both(typed: str, like: str, said: str) -> None:
    assert doubt(typed, like) == said
    assert not doubt(typed, like, fits=lambda each: abs(Decimal(each)) < 100), (
        "a number out of bounds isn't meant"
    )
    for form in readings(typed):
        assert not problem(form) and not doubt(form), "what is offered is in no doubt"


@example("-00")
@given(st.text(alphabet="0123456789.,+-eE_ '\u00a0\u2212٣aN", max_size=12))
def test_what_passes_is_a_json_number_and_the_rest_is_told(typed: str) -> None:
    said = problem(typed)
    if said:
        assert said.endswith(".")
        form = said.removesuffix(".").rpartition(": ")[2]
        if form != said.removesuffix("."):
            assert problem(form) == "", "what is suggested is right itself"
    else:
        assert Decimal(json.loads(typed.strip(), parse_float=str, parse_int=str)) == Decimal(typed.strip())
