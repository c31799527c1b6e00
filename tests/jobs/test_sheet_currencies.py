# SPDX-License-Identifier: MIT
"""Currencies beside amounts: left out where they are written as such, and told apart."""

from __future__ import annotations

import pytest

from flotui.jobs import sheet
from flotui.jobs.sheet.cells import Sign, value
from tests.jobs.sheet_rig import plan
from tests.support.each_of import each_of


def test_amounts_in_two_currencies_are_refused_and_one_currency_is_named() -> None:
    found = plan("sku,price,qty\nSKU-1,$5.50,1\nSKU-2,€5.50,1\nSKU-3,5.50,6\n")
    assert [each.line for each in found.wrong] == [2, 3]
    assert plan("sku,price\nSKU-1,$5.50\n").notes == ("$ next to the amounts is ignored.",)


@each_of(
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


@each_of(
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
        "5¹",
        "R$ 5²",
        "⑤",
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
