# SPDX-License-Identifier: MIT
"""Which right names are offered in the place of a wrong one."""

from __future__ import annotations

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
