# SPDX-License-Identifier: MIT
"""Which right names are offered in the place of a wrong one."""

from __future__ import annotations

import difflib

import pytest

from flotui.text.nearest import near, nearest

NAMES = ("WeChat", "Web", "webchat", "vip", "vap", "silver", "São Paulo", "sao paolo", "orders", "older")


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ("Webcat", ["webchat"]),
        ("wechta", ["WeChat"]),
        ("vpi", ["vip"]),
        ("vp", ["vip", "vap"]),
        ("VÏP", ["vip"]),
        ("sliver", ["silver"]),
        ("sao paulo", ["São Paulo"]),
        ("oders", ["orders"]),
        ("xyz", []),
        ("", []),
    ],
)
def test_the_names_of_the_fewest_other_letters_are_nearest(wrong: str, found: list[str]) -> None:
    assert near(wrong, NAMES) == found


def test_three_are_offered_at_most() -> None:
    names = [f"tag{letter}" for letter in "abcdef"]
    assert nearest("tagx", names) == " Did you mean taga, tagb or tagc?"
    assert nearest("zzz", names) == ""


def test_of_thousands_that_are_alike_few_are_compared_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = []
    closely = difflib.get_close_matches
    monkeypatch.setattr(
        difflib,
        "get_close_matches",
        lambda word, names, *how: looked_at.append(len(names)) or closely(word, names, *how),
    )
    assert near("feild_1207", [f"field_{number}" for number in range(5000)]) == ["field_1207"]
    assert looked_at[0] <= 300
