# SPDX-License-Identifier: MIT
"""Older encodings: known by the words they make, in doubt where several make some, or not at all."""

from __future__ import annotations

import pytest

from flotui.text.encodings import KNOWN, guess, named, sample, word_of
from tests.support.each_of import each_of

RUSSIAN = "sku;цена;название\nА-1;150;Ателье Оливия\nА-2;20;Платье летнее красное\n"
SURE = [
    (RUSSIAN, "cp1251"),
    (RUSSIAN.upper(), "cp1251"),
    (RUSSIAN.lower(), "cp1251"),
    (RUSSIAN, "koi8_u"),
    (RUSSIAN, "cp866"),
    ("Ціна;Назва\nСукня літня з їжаком;5", "cp1251"),
    ("Ateliê São João, Preço 5 €, nº 7, «Olá», 20 °C ½ ³", "cp1252"),
    ("Größe; Preis £5; Straße; MÜTZE; ¿Qué? l’été çà et là", "cp1252"),
    ("São Paulo, João, Conceição", "cp1252"),
    ("São Paulo, João, Conceição", "cp850"),
    ("Núñez, São João, Müller", "cp1252"),
    ("Antônio, Irmã, Você, Renê", "cp1252"),
    ("Ordóñez, Peña", "cp1252"),
    ("José", "cp1252"),
    ("Ève, Åsa", "cp1252"),
    ("L'Haÿ-les-Roses", "cp1252"),
    ("Þór Sigurðsson", "cp1252"),
    ("5 €, nº 7", "cp1252"),
    ("½", "cp1252"),
    ("9,50 €, 2º, M², 25 °C, “x” – y", "cp1252"),
    ("Olá, bom é 5", "cp1252"),
    ("Платье и пояс; 10 м", "cp1251"),
    ("Příliš žluťoučký kůň úpěl ďábelské ódy", "cp1250"),
    ("Koszula męska długi rękaw, żółta, bawełna", "cp1250"),
    ("Łódź, Wałęsa", "cp1250"),
    ("Şişli Beşiktaş İzmir Doğan Yılmaz", "cp1254"),
    ("Šiauliai Panevėžys Kęstutis", "cp1257"),
]
DOUBTFUL = [
    ("Şişli, Beşiktaş", "iso8859_9"),
    ("İstanbul", "cp1254"),
    ("SÃO PAULO, JOÃO", "cp850"),
    ("BRASÍLIA", "cp850"),
    ("São Paulo, João", "cp850"),
    ("Köln, Düren", "cp850"),
    ("Köln, Düren", "cp437"),
    ("Straße", "cp850"),
    ("São, João", "cp860"),
    ("Şişli, Beşiktaş", "cp857"),
    ("Győr, Kőszeg", "cp852"),
    ("Þór Sigurðsson", "cp861"),
    ("São Paulo, João, Conceição", "mac_roman"),
    ("José", "mac_roman"),
    ("Győr", "cp1250"),
    ("Dvořák", "cp1250"),
    ("Čakovec", "cp1250"),
    ("Đakovo", "cp1250"),
    ("Rīga, Jūrmala", "cp1257"),
    ("Šiauliai", "cp1257"),
    ("Molière", "cp1252"),
    ("Håkan", "cp1252"),
    ("и", "cp1251"),
    ("10 м", "cp1251"),
    ("и, в", "koi8_u"),
    ("я", "cp866"),
    ("№5", "cp1251"),
    ("і", "cp1251"),
    ("í", "cp1250"),
    ("à", "cp1252"),
    ("Ø 10", "cp1252"),
    ("£5", "cp850"),
]


@each_of(("text", "encoding"), SURE)
def test_these_are_known(text: str, encoding: str) -> None:
    found = guess(text.encode(encoding))
    assert found.sure and text.encode(encoding).decode(found.readings[0].encoding) == text


@each_of(("text", "encoding"), DOUBTFUL)
def test_of_these_it_is_said_that_they_are_in_doubt(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    found = guess(data)
    assert not found.sure
    read = [data.decode(each.encoding, "replace") for each in found.readings]
    assert len(set(read)) == len(read), "each says something else"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Ελλάδα τιμή προϊόν", "cp1253"),
        ("Ελλάδα τιμή", "cp737"),
        ("שלום עולם, מחיר המוצר, כמות במלאי, שם ותיאור", "cp1255"),
        ("日本語の商品", "shift_jis"),
        ("价格 名称 连衣裙", "gbk"),
        ("價格 名稱 連衣裙", "big5"),
        ("가격 이름 상품", "euc_kr"),
        ("ราคา สินค้า", "cp874"),
        ("السعر المنتج", "cp1256"),
        ("Мария Иванова", "iso8859_5"),
        ("Мария Иванова", "mac_cyrillic"),
        ("Łódź, Śląsk", "cp1257"),
    ],
)
def test_of_these_nothing_is_guessed(text: str, encoding: str) -> None:
    assert not guess(text.encode(encoding)).readings


def test_utf8_that_was_cut_is_not_taken_for_something_else() -> None:
    assert not guess("Ateliê São João, Preço".encode()[:-2] + b"\xff").sure


def test_a_foreign_name_among_others_changes_nothing() -> None:
    names = [
        "São Paulo",
        "Conceição",
        "Irmã",
        "Você",
        "Mônica",
        "Araújo",
        "Goiânia",
        "Maranhão",
        "Luís",
        "Inês",
    ]
    found = guess(", ".join([*names, "Söderström"]).encode("cp1252"))
    assert found.sure and found.readings[0].encoding == "cp1252"


def test_samples_are_the_words_that_the_encoding_decides() -> None:
    found = guess("5 €, José, Molière".encode("cp1252"))
    assert dict(found.samples()) == {"cp1252": "Molière", "cp1250": "Moličre"}
    assert sample("a 5 € São, São João") == "São, João, €"


@pytest.mark.parametrize(
    ("text", "encoding", "samples"),
    [
        ("и", "cp1251", [("cp1252", "è"), ("cp1251", "и"), ("cp1250", "č")]),
        ("à", "cp1252", [("cp1252", "à"), ("cp1251", "а"), ("cp1257", "ą")]),
    ],
)
def test_a_letter_by_itself_is_shown_in_the_likeliest_of_all_encodings(
    text: str, encoding: str, samples: list[tuple[str, str]]
) -> None:
    assert guess(text.encode(encoding)).samples()[:3] == samples


@each_of("encoding", KNOWN)
def test_an_encoding_is_named_as_commands_write_it_and_as_it_is_called(encoding: str) -> None:
    assert named(word_of(encoding)) == named(KNOWN[encoding]) == encoding


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("latin1", "iso8859-1"),
        ("UTF8", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("base64", ""),
        ("rot13", ""),
        ("punycode", ""),
        ("idna", ""),
        ("unicode_escape", ""),
        ("undefined", ""),
        ("nonsense", ""),
        ("", ""),
        ("a\0b", ""),
    ],
)
def test_other_names_are_those_of_encodings_of_text(text: str, name: str) -> None:
    assert named(text) == name
