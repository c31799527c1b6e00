# SPDX-License-Identifier: MIT
"""Sentences in lines: each begins one where they don't fit, and long ones are broken evenly."""

from __future__ import annotations

from time import process_time

from hypothesis import example, given
from hypothesis import strategies as st

from flotui.resources.text import Span, plain
from flotui.resources.wrapping import bounded_lines, by_sentences, wrapped_lines
from flotui.text import safe

REFUSED = "127.0.0.1:8600 refused the connection: nothing listens there."
UNSENT = "Nothing was sent."


def lines(text: str, width: int) -> list[str]:
    return [plain(line) for line in by_sentences((Span(text, "danger"),), width)]


def test_sentences_that_do_not_fit_on_a_line_begin_one_each() -> None:
    assert lines(f"{REFUSED} {UNSENT}", 100) == [f"{REFUSED} {UNSENT}"]
    assert lines(f"{REFUSED} {UNSENT}", 76) == [REFUSED, UNSENT]


def test_a_long_sentence_leaves_no_word_alone_on_its_last_line() -> None:
    first, second = lines("Nothing is low in stock of all that is here; the host has more.", 60)
    assert abs(len(first) - len(second)) < 12 and not first.endswith(" ")


@given(st.text(alphabet="ab. !?…日é", max_size=60), st.integers(0, 30))
def test_nothing_is_lost_but_blanks_and_no_line_is_too_long(text: str, width: int) -> None:
    found = lines(text, width)
    assert "".join(found).replace(" ", "") == safe.sanitize(text).replace(" ", "")
    assert width < 2 or all(safe.width(line.rstrip()) <= width for line in found)


@example("a \u0301aaa日日", 7, 2)
@given(st.text(alphabet="ab. \n日é\u0301", max_size=200), st.integers(1, 12), st.integers(1, 4))
def test_a_text_takes_so_many_lines_at_most_and_says_that_there_is_more(
    text: str, width: int, most: int
) -> None:
    found = [plain(line) for line in bounded_lines(text, width, most)]
    whole = [plain(line) for line in wrapped_lines(text, width)]
    assert len(found) == min(most, len(whole)) and all(
        safe.width(line.rstrip()) <= max(2, width) for line in found
    )
    assert found == whole if len(whole) <= most else found[:-1] == whole[: most - 1] and "…" in found[-1]


def test_neighbours_of_one_tone_are_one_span() -> None:
    parts = (Span("one "), Span("two"), Span(" three", "dim"))
    assert by_sentences(parts, 40) == [(Span("one two"), Span(" three", "dim"))]


def test_of_a_huge_text_only_what_may_be_shown_is_broken() -> None:
    huge_text, text = "word " * 2_000_000, "word " * 200_000
    begun = process_time()
    bounded_lines(huge_text, 40, 8)
    huge = process_time() - begun
    begun = process_time()
    wrapped_lines(text, 40)
    assert huge < process_time() - begun
