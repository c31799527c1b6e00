# SPDX-License-Identifier: MIT
"""How many of something there are, in words."""

from __future__ import annotations

import pytest

from flotui.text.plural import and_more, counted, listed


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 lines"), (1, "1 line"), (2, "2 lines"), (12_345, "12,345 lines"), (None, "? lines")],
)
def test_the_noun_follows_the_number(number: int | None, said: str) -> None:
    assert counted(number, "line") == said


def test_a_noun_may_have_another_plural() -> None:
    assert [counted(number, "person", "people") for number in (1, 2)] == ["1 person", "2 people"]


def test_the_first_are_named_and_the_rest_counted() -> None:
    names = ["Ana", "Rui", "Eva", "Ivo"]
    assert listed(names[:1]) == "Ana"
    assert listed(names[:3]) == "Ana, Rui, Eva"
    assert listed(names, 2, between="; ") == "Ana; Rui and 2 more"
    assert listed(names[:1], 1, of=2_001) == "Ana and 2,000 more"
    assert and_more(0) == and_more(-3) == ""
