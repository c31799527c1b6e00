# SPDX-License-Identifier: MIT
from __future__ import annotations

import pytest

from flotui.text.phone_numbers import international, other_form, same
from flotui.text.phones import is_whole


@pytest.mark.parametrize(
    ("whole", "other"),
    [
        ("5511987654321", "551187654321"),
        ("551187654321", "5511987654321"),
        ("551143456789", ""),
        ("5511943456789", ""),
        ("551123456789", ""),
        ("5215512345678", "525512345678"),
    ],
)
def test_a_landline_in_brazil_has_no_ninth_digit(whole: str, other: str) -> None:
    assert other_form(whole) == other
    if other:
        assert same(f"+{whole}", f"+{other}")
    assert not same("+551143456789", "+5511943456789") and not same("1143456789", "11943456789")
    assert same("1187654321", "11987654321")


@pytest.mark.parametrize(
    ("dialled", "whole"),
    [
        ("011 1 212 555 0100", "12125550100"),
        ("011 44 20 7946 0958", "442079460958"),
        ("011 93234-5678", ""),
        ("011 4345-6789", ""),
        ("011 15 1234-5678", ""),
    ],
)
def test_011_dials_abroad_where_a_whole_number_follows(dialled: str, whole: str) -> None:
    assert international(dialled) == whole


def test_which_numbers_are_whole() -> None:
    assert all(map(is_whole, ("+1 212 555 0100", "(11) 98765-4321", "5511987654321", "0044 20 7946 0958")))
    for text in ("987654321", "+999999999999999999", "+21212", "011987654321", "+1 111 555 0100", "9" * 22):
        assert not is_whole(text), text
