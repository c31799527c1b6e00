# SPDX-License-Identifier: MIT
"""How many of something there are, in words."""

from __future__ import annotations

import pytest

from flotui.text.plural import counted


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 lines"), (1, "1 line"), (2, "2 lines"), (12_345, "12,345 lines"), (None, "? lines")],
)
def test_the_noun_follows_the_number(number: int | None, said: str) -> None:
    assert counted(number, "line") == said


def test_a_noun_may_have_another_plural() -> None:
    assert [counted(number, "person", "people") for number in (1, 2)] == ["1 person", "2 people"]
