# SPDX-License-Identifier: MIT
"""Counts, money, phones, channels and names as lists show them, whatever the host sends."""

from __future__ import annotations

import pytest

from flotui.api.exact import number
from flotui.text import amounts, phones, safe
from flotui.text.channels import channel
from flotui.text.names import line_of, whole_names
from tests.support.each_of import each_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1296, "1,296"),
        (-1296, "-1,296"),
        ("9388", "9,388"),
        ("1200.50", "1,200.50"),
        (1234567.5, "1,234,567.5"),
        (None, "–"),
        ("", "–"),
        (float("nan"), "–"),
        (float("inf"), "–"),
        (True, "–"),
        ([1], "–"),
        (10**4000, "–"),
        ("many", "many"),
        ("1" * 50, "1" * 50),
        ("1,5", "1,5"),
    ],
)
def test_counts(value: object, text: str) -> None:
    assert amounts.count(value) == text


@each_of(
    ("value", "head", "tail"),
    [
        (number("142.800"), "142.80", "0"),
        (number("74900.00"), "74,900.00", ""),
        (number("199.9"), "199.90", ""),
        (number("8.50"), "8.50", ""),
        (49, "49", ""),
        (0, "0", ""),
        ("161277.97", "161,277.97", ""),
        (-5, "-5", ""),
        ("12.", "12", ""),
        (" 7.5 ", "7.50", ""),
        (None, "–", ""),
        ("", "–", ""),
        (float("nan"), "–", ""),
        (True, "–", ""),
        (10**4000, "–", ""),
        ("free shipping", "free shipping", ""),
        ("1e9", "1e9", ""),
        ("٣٤", "٣٤", ""),
        ("1.2.3", "1.2.3", ""),
        ("\x1b[31m9", "\x1b[31m9", ""),
    ],
)
def test_money(value: object, head: str, tail: str) -> None:
    found = amounts.money(value)
    assert (found.head, found.tail) == (head, tail)


@pytest.mark.parametrize(
    ("currency", "text"),
    [
        ("brl", "142.800 BRL"),
        ("BRL", "142.800 BRL"),
        ("", "142.800"),
        (None, "142.800"),
        ("R$", "142.800 R$"),
    ],
)
def test_the_currency_is_behind_in_capitals(currency: object, text: str) -> None:
    assert amounts.money(number("142.800"), currency).text == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        ("49", "jpy", "49 JPY"),
        (number("49.50"), "JPY", "49.50 JPY"),
        (1250, "clp", "1,250 CLP"),
        ("1.5", "kwd", "1.500 KWD"),
        ("51.0", "BRL", "51.00 BRL"),
        ("many", "brl", "many BRL"),
        (None, "brl", "–"),
    ],
)
def test_money_has_the_places_of_its_currency(value: object, currency: str, text: str) -> None:
    assert amounts.money(value, currency).text == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.24, "0.2"), (7.0, "7"), (8.46, "8.5"), (9.96, "10"), (26.4, "26"), (1296.2, "1,296")],
)
def test_a_measured_figure_has_no_needless_places(value: float, text: str) -> None:
    assert amounts.measured(value) == text


def test_shares() -> None:
    assert amounts.percent(110, 1296) == "8.5 %"
    assert amounts.percent(1, 1) == "100 %"
    assert amounts.percent(0, 5) == "0 %"
    assert amounts.percent(390, 1300) == "30 %"
    assert amounts.percent(5, 100) == "5 %"
    assert amounts.percent(1, 100_000) == "<0.1 %", "somebody is not nobody"
    assert amounts.percent(999, 1000) == ">99 %", "and not everybody"
    for part, whole in ((1, 0), (1, -1), (float("nan"), 2), (1, float("nan"))):
        assert amounts.percent(part, whole) == "–"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("+5521900000012", "+55 21 90000 0012"),
        ("5521900000012", "+55 21 90000 0012"),
        ("+552190000012", "+55 21 9000 0012"),
        ("570000000012", "+57 000 000 0012"),
        ("+573000000012", "+57 300 000 0012"),
        ("+15550100199", "+1 555 010 0199"),
        ("+351910000012", "+351 910 000 012"),
        ("+358401234567", "+358 401 234 567"),
        ("+55 (21) 90000-0012", "+55 21 90000 0012"),
        ("21900000012", "21900000012"),  # without the country's code nobody knows where it is
        ("0000000033", "0000000033 !"),
        ("123", "123 !"),
        ("+5521900000012345", "+5521900000012345 !"),
        ("call me", "call me !"),
        ("\x1b[31m", "\x1b[31m !"),
        ("\u202e5521900000012", "\u202e5521900000012 !"),
        ("", "–"),
        ("  ", "–"),
    ],
)
def test_phones(text: str, shown: str) -> None:
    assert phones.shown(text) == shown


@pytest.mark.parametrize("text", [None, 5521900000012, [], True])
def test_what_is_no_text_is_no_phone(text: object) -> None:
    assert phones.shown(text) == "–"


def test_no_digit_of_a_phone_is_lost() -> None:
    for digits in (
        "15550100199",
        "44700900",
        "5511987654321",
        "9989012345678",
        "35191000",
        "390612345678901",
    ):
        assert "".join(filter(str.isdigit, phones.phone(f"+{digits}"))) == digits


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("whatsapp_cloud", "WhatsApp"),
        ("facebook", "Facebook"),
        ("messenger", "Facebook"),
        ("Instagram", "Instagram"),
        ("line", "LINE"),
        ("carrier pigeon", "carrier pigeon"),
        ("", "–"),
        (None, "–"),
        (3, "–"),
    ],
)
def test_channels(name: object, word: str) -> None:
    assert channel(name) == word


@pytest.mark.parametrize(
    ("names", "cells", "line"),
    [
        (("vip", "cart", "newsletter"), 40, "vip  cart  newsletter"),
        (("vip", "cart", "newsletter"), 21, "vip  cart  newsletter"),
        (("vip", "cart", "newsletter"), 20, "vip  cart  +1"),
        (("vip", "cart", "newsletter"), 12, "vip  +2"),
        (("newsletter", "vip"), 10, "vip  +1"),
        (("newsletter", "vip", "cart"), 8, "vip  +2"),
        (("newsletter", "customer"), 10, "+2"),
        (("newsletter",), 6, "newsl…"),
        (("newsletter", "vip"), 2, "+2"),
        (("日本語", "vip"), 11, "日本語  vip"),
        (("日本語", "vip"), 10, "日本語  +1"),
        (("a\x1bb", "\u202evip"), 20, "a␛b  vip"),
        ((), 10, ""),
        (("vip",), 0, "+1"),
    ],
)
def test_names_are_shown_whole(names: tuple[str, ...], cells: int, line: str) -> None:
    assert line_of(names, cells) == line
    if cells:
        assert safe.width(line) <= cells


def test_the_names_that_are_left_out_are_counted() -> None:
    names = [f"tag-{index}" for index in range(30)]
    for cells in range(4, 200):
        shown, more = whole_names(names, cells)
        assert len(shown) + more == 30
        assert safe.width(line_of(names, cells)) <= cells
