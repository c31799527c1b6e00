# SPDX-License-Identifier: MIT
"""Where a text is broken into lines."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from flotui.text.safe import sanitize, width
from flotui.text.wrap import lines


def wrapped(text: str, cells: int, most: int = 0) -> list[str]:
    return [text[start:end] for start, end in lines(text, cells, most)]


@given(st.text(alphabet="ab 客é-·🇧🇷", max_size=80).map(sanitize), st.integers(1, 20), st.integers(0, 4))
def test_wrapping_loses_nothing_and_fits(text: str, cells: int, most: int) -> None:
    found = wrapped(text, cells, most)
    assert "".join(found) == text
    assert not most or len(found) <= most
    fitting = found[:-1] if len(found) == most else found
    assert all(width(line.rstrip()) <= max(cells, 3) for line in fitting)
    assert all(line.strip() for line in found[1:]), "no line is blank but the first"


def test_words_stay_whole_where_they_fit() -> None:
    assert wrapped("one two three", 7) == ["one two ", "three"]
    assert wrapped("abcd efgh", 4) == ["abcd ", "efgh"]
    assert wrapped("a longword b", 4) == ["a ", "long", "word ", "b"]
    assert wrapped("  indented text", 10) == ["  indented ", "text"]
    assert wrapped("one two three", 0) == ["one two three"]


def test_a_dot_between_parts_goes_with_what_follows() -> None:
    assert wrapped("10 h left · until Thu 18:31", 12) == ["10 h left ", "· until Thu ", "18:31"]
    assert wrapped("a · b", 3) == ["a ", "· b"]


def test_a_dot_that_is_parted_from_what_follows_takes_the_blank_along() -> None:
    assert wrapped("· a", 1) == ["· ", "a"]
    assert wrapped("b · aa", 2) == ["b ", "· ", "aa"]


def test_blanks_at_the_beginning_that_fill_lines_stand_on_one() -> None:
    assert wrapped("     a", 2) == ["     ", "a"]


def test_the_last_line_has_all_the_rest() -> None:
    assert wrapped("one two three four", 5, 2) == ["one ", "two three four"]
    assert wrapped("x" * 12, 5, 2) == ["xxxxx", "xxxxxxx"]


def test_a_flag_is_not_halved() -> None:
    assert wrapped("🇧🇷🇵🇹", 3) == ["🇧🇷", "🇵🇹"]


def test_an_endless_word_takes_no_longer_than_its_length() -> None:
    def taken(length: int) -> float:
        begun = time.process_time()
        lines("客" * length, 2)
        return time.process_time() - begun

    assert taken(40_000) < 40 * max(taken(4_000), 0.001)


def test_a_phone_and_a_number_with_its_unit_stay_together() -> None:
    assert wrapped("call +55 21 90000 0000 now", 18) == ["call ", "+55 21 90000 0000 ", "now"]
    assert wrapped("takes about 3 / s, 12 min", 13) == ["takes about ", "3 / s, 12 min"]
    assert wrapped("takes about 3 / s", 14) == ["takes about ", "3 / s"]
    assert wrapped("sent 5 days ago", 6) == ["sent 5 ", "days ", "ago"]
    assert "".join(wrapped("+55 21 90000", 4)) == "+55 21 90000"


def test_the_backslash_at_the_end_of_a_commands_line_is_not_left_alone() -> None:
    text = "curl -X POST http://host/api/flow/tags \\"
    for cells in range(4, len(text)):
        assert all(text[start:end].strip() != "\\" for start, end in lines(text, cells)), cells
