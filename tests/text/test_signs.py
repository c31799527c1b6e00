# SPDX-License-Identifier: MIT
"""The signs that a text is not made of, wherever they are looked for."""

from __future__ import annotations

from flotui.text.quoting import quoted
from flotui.text.safe import sanitize
from flotui.text.signs import DIRECTION, ESCAPED, ESCAPED_UTF8, NOTHING, OBEYED
from tests.support.each_of import each_of

_ALL = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))


def test_what_json_escapes_is_the_same_in_utf8() -> None:
    assert ESCAPED_UTF8.findall(_ALL.encode()) == [each.encode() for each in ESCAPED.findall(_ALL)]


@each_of("sign", [*map(chr, range(0x20)), "\x7f", "\x9b", *DIRECTION, "\u2028", "\ud83d"])
def test_what_a_terminal_obeys_stays_away_from_it(sign: str) -> None:
    assert quoted(f"a{sign}b") == "a b"
    assert sign not in sanitize(f"a{sign}b")
    assert f"a{sign}b".translate(OBEYED) == ("ab" if sign not in "\u2028\ud83d" else f"a{sign}b")


@each_of("sign", NOTHING)
def test_what_is_drawn_as_nothing_is_in_no_sentence(sign: str) -> None:
    assert quoted(f"a{sign}b") == "a b"


def test_a_quote_keeps_what_is_one_sign_together() -> None:
    assert quoted("Duda 👩‍🚀 ❤️") == "Duda 👩‍🚀 ❤️"
