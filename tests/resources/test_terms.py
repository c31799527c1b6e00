# SPDX-License-Identifier: MIT
"""The language of filter lines: what is in doubt is refused and named, and what is written can be read again."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from flotui.api.errors import Malformed
from flotui.resources.shop.filtering import LANGUAGE as PRODUCTS
from flotui.resources.terms import FilterTerm, Language, asked_of, written
from tests.support.each_of import each_of

LANGUAGE = Language(
    ("tag", "segment", "field", "saved"),
    rest=("saved",),
    example={"tag": "vip", "segment": "x", "field": "city=Lima", "saved": "old"},
)


@each_of(
    ("line", "terms"),
    [
        ("ana souza", [("", "ana"), ("", "souza")]),
        ("tag:vip ana", [("tag", "vip"), ("", "ana")]),
        ('segment:"Big spenders" x', [("segment", "Big spenders"), ("", "x")]),
        ("segment:'Big spenders'", [("segment", "Big spenders")]),
        ("TAG:vip", [("tag", "vip")]),
        ("O'Brien d'Ávila", [("", "O'Brien"), ("", "d'Ávila")]),
        ('"tag:vip"', [("", "tag:vip")]),
        ("10:30", [("", "10:30")]),
        ("field:city='New York'", [("field", "city=New York")]),
        ("saved:old ones", [("saved", "old ones")]),
        ("tag:vip saved:old  ones ", [("tag", "vip"), ("saved", "old  ones")]),
        ('saved:"old ones" tag:vip', [("saved", "old ones"), ("tag", "vip")]),
        ("“Ana Souza”", [("", "Ana Souza")]),
        ("segment:„Big spenders“ x", [("segment", "Big spenders"), ("", "x")]),
        ("tag:«big one» ‘Ana Souza’", [("tag", "big one"), ("", "Ana Souza")]),
        ("“ana souza", [("", "“ana"), ("", "souza")]),
        ("O’Brien", [("", "O’Brien")]),
        ("  ", []),
    ],
)
def test_a_line_is_read(line: str, terms: list[tuple[str, str]]) -> None:
    assert [(term.key, term.value) for term in LANGUAGE.read(line)] == terms


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("tagg:vip", r"no key tagg\. Did you mean tag:vip\?"),
        ("nonsense:x", r"no key nonsense\. It takes tag, segment"),
        ("https://example.com", "no key https.*quotes around https://example.com make it a word"),
        ("tag:", r"tag: needs a value right after it\. Write tag:vip\."),
        ("tag: vip", "tag: needs a value right after it"),
        ('tag:""', "tag: needs a value"),
        ('segment:"Big spend', r"The quote before Big spend isn't closed\."),
        ("'ana", "The quote before ana isn't closed"),
        ("saved:", "saved: needs a value"),
    ],
)
def test_what_is_in_doubt_is_refused_and_named(line: str, says: str) -> None:
    with pytest.raises(Malformed, match=says) as raised:
        LANGUAGE.read(line)
    assert "The list stays as it is." in str(raised.value)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ana tag:vip souza", ["ana", "souza"]),
        ("tag:", []),
        ('segment:"Big sp', []),
        ('ana "maria lu', ["ana", "maria", "lu"]),
        ("saved:old ones", []),
    ],
)
def test_while_it_is_typed_its_words_narrow_and_its_keys_do_not(line: str, words: list[str]) -> None:
    assert LANGUAGE.words(line) == words


HOSTILE = [
    "vip",
    "Big spenders",
    'a "b" c',
    "it's",
    "'x'",
    "tag:x",
    "a=b",
    "x='y z'",
    " edge ",
    "é",
    "-x",
    "a,b",
    "\\",
]


@each_of("value", HOSTILE)
@each_of("key", ["", "tag", "field"])
def test_what_is_written_reads_the_same(key: str, value: str) -> None:
    (term,) = Language(("tag", "field")).read(written(value, key))
    assert (term.key, term.value) == (key, value)


async def test_the_host_takes_one_value_of_a_filter() -> None:
    async def ask(term: FilterTerm) -> Mapping[str, str]:
        return {term.key: term.value}

    terms = PRODUCTS.read("type:Shoes vendor:Acme")
    assert await asked_of(terms, ask) == {"type": "Shoes", "vendor": "Acme"}
    assert await asked_of(PRODUCTS.read("type:Shoes type:Shoes"), ask) == {"type": "Shoes"}
    with pytest.raises(Malformed, match=r"one type at a time.*type:Shoes and type:Hats"):
        await asked_of(PRODUCTS.read("type:Shoes type:Hats"), ask)


def test_every_key_has_an_example_that_can_be_read() -> None:
    assert set(LANGUAGE.example) == set(LANGUAGE.keys)
    for language in (LANGUAGE, PRODUCTS):
        for key, example in language.example.items():
            (term,) = language.read(f"{key}:{example}")
            assert term.key == key
