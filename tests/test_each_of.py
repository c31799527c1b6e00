# SPDX-License-Identifier: MIT
"""A table that one test goes over: each case is tried, and all that fail are told by their names."""

from __future__ import annotations

import pytest

from tests.support.each_of import each_of


def test_all_cases_that_fail_are_told_each_with_what_it_was() -> None:
    @each_of("number", [1, 2, 3])
    def odd(number: int) -> None:
        assert number % 2, "even"

    @each_of("one, other", [("a", "a"), ("b", "c"), ("d", "e")], ids=["first", "second", "third"])
    def alike(one: str, other: str) -> None:
        assert one == other

    @each_of(("word",), [(["x"],), (["y"],)], ids=str)
    def listed(word: list[str]) -> None:
        raise ValueError(word)

    for test, head, names in (
        (odd, "1 of 3 cases fail", ["number=2"]),
        (alike, "2 of 3 cases fail", ["second", "third"]),
        (listed, "2 of 2 cases fail", ["['x']", "['y']"]),
    ):
        with pytest.raises(ExceptionGroup, match=head) as told:
            test()
        assert [each.__notes__[-1] for each in told.value.exceptions] == [
            f"in the case {name}" for name in names
        ]


def test_a_table_that_tries_nothing_or_not_what_the_test_takes_is_no_test() -> None:
    with pytest.raises(AssertionError, match="tries nothing"):
        each_of("number", [])
    with pytest.raises(AssertionError, match="takes all"):
        each_of("number, other", [(1, 2)])(lambda number: None)
    with pytest.raises(ValueError, match="zip"):
        each_of("number, other", [(1, 2, 3)])


@pytest.fixture
def word() -> str:
    return "given"


@each_of("number", [1, 2])
def test_what_is_no_column_is_a_fixture(word: str, number: int) -> None:
    assert (word, number) in (("given", 1), ("given", 2))


def test_two_tables_are_all_of_their_pairs() -> None:
    tried = []

    @each_of("one", [1, 2])
    @each_of("other", [3, 4])
    def pair(one: int, other: int) -> None:
        tried.append((one, other))

    pair()
    assert tried == [(1, 3), (1, 4), (2, 3), (2, 4)]
