# SPDX-License-Identifier: MIT
"""E-mail addresses whose domain is written in letters or in ASCII."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flotui.text.mail import address_in, is_whole, key, spellings

LETTERS, ASCII = "a@bücher.example", "a@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "typed", [LETTERS, ASCII, "A@BÜCHER.example", "a@bu\u0308cher.EXAMPLE", "Ana <a@XN--BCHER-KVA.example>"]
)
def test_a_domain_in_letters_and_in_ascii_is_one(typed: str) -> None:
    address = address_in(typed)
    assert key(address) == key(LETTERS) and is_whole(address)
    assert {each.lower() for each in spellings(address)} >= {ASCII, LETTERS}


@pytest.mark.parametrize(
    ("one", "other"),
    [(LETTERS, "a@bucher.example"), (LETTERS, "b@bücher.example"), ("a@straße.example", "a@strasse.example")],
)
def test_other_domains_are_others(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize("typed", ["", "ana", "ana@", "a@xn--.example", "a@xn--ü.example", "a@example.com"])
def test_what_has_one_form_stays_as_it_is(typed: str) -> None:
    assert spellings(typed)[0] == typed and key(typed) == typed.casefold()


@given(st.text(st.characters(categories=("L", "N"), include_characters="-."), max_size=20))
def test_all_spellings_of_an_address_are_one(domain: str) -> None:
    assert {key(each) for each in spellings(f"a@{domain}")} == {key(f"a@{domain}")}
