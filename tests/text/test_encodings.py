# SPDX-License-Identifier: MIT
"""Older encodings: known by the words they make, or not at all."""

from __future__ import annotations

import pytest

from flotui.text.encodings import encoding_of

RUSSIAN = "sku;цена;название\nА-1;150;Ателье Оливия\nА-2;20;Платье летнее красное\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN.upper(), "cp1251"),
        (RUSSIAN.lower(), "cp1251"),
        (RUSSIAN, "koi8_u"),
        (RUSSIAN, "cp866"),
        ("Ціна;Назва\nСукня літня з їжаком;5", "cp1251"),
        ("Ateliê São João, Preço 5 €, nº 7, «Olá», 20 °C ½ ³", "cp1252"),
        ("Größe; Preis £5; Straße; MÜTZE; ¿Qué? l’été çà et là", "cp1252"),
        ("Ateliê São João", "mac_roman"),
        ("Ateliê São João", "cp850"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy", "cp1250"),
        ("Koszula męska długi rękaw, żółta, bawełna", "cp1250"),
    ],
)
def test_these_are_known(text: str, encoding: str) -> None:
    found = encoding_of(text.encode(encoding))
    assert found and text.encode(encoding).decode(found) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Ελλάδα τιμή προϊόν", "cp1253"),
        ("שלום עולם, מחיר המוצר, כמות במלאי, שם ותיאור", "cp1255"),
        ("日本語の商品", "shift_jis"),
        ("价格 名称 连衣裙", "gbk"),
        ("價格 名稱 連衣裙", "big5"),
        ("가격 이름 상품", "euc_kr"),
        ("ราคา สินค้า", "cp874"),
        ("السعر المنتج", "cp1256"),
    ],
)
def test_of_these_nothing_is_guessed(text: str, encoding: str) -> None:
    assert encoding_of(text.encode(encoding)) == ""


def test_utf8_that_was_cut_is_not_taken_for_something_else() -> None:
    assert encoding_of("Ateliê São João, Preço".encode()[:-2] + b"\xff") == ""
