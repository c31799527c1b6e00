# SPDX-License-Identifier: MIT
"""Text as it is compared: whatever its case and accents, and however its letters are composed."""

from __future__ import annotations

import unicodedata

import pytest

from flotui.text.fold import fold, without_accents


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("João", "joao"),
        ("Jo\u0061\u0303o", "joao"),
        ("SØREN", "soren"),
        ("Łukasz", "lukasz"),
        ("Straße", "strasse"),
        ("İpek", "ipek"),
        ("Þór Ægir", "thor aegir"),
        ("美玲", "美玲"),
        ("\u202aAna\u202c\u200b", "ana"),
        ("ﬁna", "fina"),
        ("Ana ❤\ufe0f", "ana ❤"),
        ("👩\u200d🍳 Ana", "👩🍳 ana"),
        ("مـتجر", "متجر"),
    ],
)
def test_it_is_the_same_however_it_is_written(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == folded
    assert fold(fold(text)) == folded


def test_what_is_no_digit_is_made_none() -> None:
    assert fold("m²") != fold("m2") and fold("５ ٣") == "5 ٣"
    for first in (0, 0x2000, 0x2100, 0x2400, 0x3200, 0x3300, 0x1F100):
        page = [chr(code) for code in range(first, first + 0x100)]
        digits = [one for one in page if any(map(str.isdecimal, fold(one))) and not one.isdecimal()]
        assert digits == []


def test_without_accents_keeps_the_case() -> None:
    assert without_accents("João ÁÇÃO") == "Joao ACAO"


def test_there_is_no_other_way() -> None:
    import flotui.store.finding
    import flotui.text.fuzzy

    assert flotui.store.finding.fold is fold is flotui.text.fuzzy.fold  # type: ignore[attr-defined]
