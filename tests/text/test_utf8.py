# SPDX-License-Identifier: MIT
"""Texts whose UTF-8 another program has read as Windows-1252."""

from __future__ import annotations

import pytest

from flotui.text.utf8 import read_once


@pytest.mark.parametrize(
    "text",
    [
        "São Paulo",
        "Évora, à vista",
        "José Ñuñez",
        "5 € – “já” … Don’t",
        "20°",
        "Łódź",
        "Мария",
        "Γεια",
        "日本語",
        "👍🏽 ok",
    ],
)
def test_what_was_read_wrongly_is_known(text: str) -> None:
    data = text.encode()
    wrong = "".join(
        chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")
        for byte in data
    )
    assert wrong != text and read_once(wrong) == text


@pytest.mark.parametrize(
    "text",
    [
        "São Paulo",
        "«CAFÉ»",
        "«IRMû",
        "PÃO® CORAÇÃO”",
        "Olé…”",
        "À – B",
        "LÍNGUA’S",
        "20 Å",
        "Ã",
        "Мария",
        "日本語",
        "İstanbul Ş",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert read_once(text) == text
