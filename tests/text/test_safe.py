# SPDX-License-Identifier: MIT
"""Text that could steer the terminal or push columns aside."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from flotui.text import safe
from flotui.text.width import widest

anything = st.text(alphabet=st.characters(), max_size=60)
nasty = st.text(
    alphabet=st.sampled_from(
        "ab [/]\x00\x1b\x07\r\n\t\x9b\x85\u200d\u200c\u200b\ufe0f\u202e\u2066\u0301\u0489\ud800\ue000"
        "日本ｱ한ᄒ\u1161नि\u094dฟู้א\u05b0م\u064e👩🚀🏽🇧🇷❤☕\U000e0041\u00ad\u3000\uffff"
    ),
    max_size=40,
)
texts = st.one_of(anything, nasty)


@given(texts)
@example("\u200d\ufe0f\u0301")
@example("\u0e38\u200c\u094d")
def test_visible_text_neither_steers_nor_misleads(text: str) -> None:
    shown = safe.sanitize(text)
    shown.encode()  # no lone surrogates
    for character in shown:
        assert unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
        assert unicodedata.bidirectional(character) not in {"LRE", "RLE", "LRO", "RLO", "PDF"}
        assert character not in "\u200e\u200f\u2066\u2067\u2068\u2069\u200b\u200d\ufe0e\ufe0f\ufeff"
    assert safe.sanitize(shown) == shown
    assert cell_len(shown) == safe.width(text)


@given(texts, texts)
def test_widths_add_up(first: str, second: str) -> None:
    first, second = safe.sanitize(first), safe.sanitize(second)
    assert cell_len(first + second) == cell_len(first) + cell_len(second)


@given(texts, st.integers(0, 30))
@example("日本語", 4)
@example("a" * 400, 5)
@example("e" + "\u0489" * 500 + "x" * 50, 6)
def test_cut_and_pad_keep_to_the_cells(text: str, cells: int) -> None:
    cut = safe.cut(text, cells)
    assert cell_len(cut) <= widest(cut) <= cells
    for align in ("left", "right"):
        assert cell_len(safe.pad(text, cells, align)) == cells
    if cells and widest(safe.sanitize(text)) <= cells:
        assert cut == safe.sanitize(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("[/b] [red]", "[/b] [red]"),
        ("\x1b[31mred\x00", "␛[31mred␀"),
        ("\x9b31m", "␛[31m"),
        ("a\r\nb\nc\td", "a⏎b⏎c  d"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u200bx\ufeff", "x"),
        ("bad\udc80", "bad\ufffd"),
        ("👨\u200d👩\u200d👧", "👨👩👧"),
        ("👍🏽 ❤\ufe0f", "👍 ❤"),
        ("e\u0301", "é"),
        ("\u0301x", "◌\u0301x"),
        ("z" + "\u0335" * 30, "z" + "\u0335" * 4),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert safe.sanitize(text) == shown


@pytest.mark.parametrize(
    ("text", "cells", "cut"),
    [
        ("Subscriber", 10, "Subscriber"),
        ("Subscriber", 5, "Subs…"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("🇧🇷🇵🇹", 8, "🇧🇷🇵🇹"),  # in some terminals a flag is two letters of two cells
        ("🇧🇷🇵🇹x", 8, "🇧🇷…"),
        ("नेहा पटेल", 8, "नेहा पटेल"),
        ("cafe\u0301s", 4, "caf…"),
        ("long", 1, "…"),
        ("long", 0, ""),
    ],
)
def test_where_it_is_cut(text: str, cells: int, cut: str) -> None:
    assert safe.cut(text, cells) == cut


def test_a_very_long_text_is_not_read_to_its_end() -> None:
    class Counting(str):
        pass

    assert safe.cut("x\n" * 1_000_000, 10) == "x⏎x⏎x⏎x⏎x…"
