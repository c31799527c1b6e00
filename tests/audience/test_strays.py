# SPDX-License-Identifier: MIT
"""Pieces of conditions and of sentences: each is understood or refused with the right form, never searched as a word."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from flotui.audience.binding import bind
from flotui.audience.complete import complete
from flotui.audience.doubting import doubted
from flotui.audience.query import parse, print_query
from flotui.audience.scanning import QueryRefused
from flotui.audience.sense import Sense
from tests.audience.test_going_on import NAMES
from tests.audience.test_meaning import SENSE

MEANT = {
    # a sign or a blank too many
    "tag = vip": "tag:vip",
    "tag : vip": "tag:vip",
    "status is open": "status:open",
    "status is not open": "-status:open",
    "status != open": "-status:open",
    "tag vip": "tag:vip",
    "has phone": "has:phone",
    "has tag:vip": "tag:vip",
    "last >30d": "last:>30d",
    "last > 30d": "last:>30d",
    "city = Lima": "field.city=Lima",
    "orders > 5": "field.orders>5",
    # words of a sentence
    "no phone": "-has:phone",
    "tag:vip without tag:big": "-tag:big",
    "tag:vip Not tag:big": "-tag:big",
    "tag:vip but not tag:big": "tag:vip not tag:big",
    "where tag:vip": "tag:vip",
    "everyone tag:vip": "tag:vip",
    "tag:vip And tag:big": "and",
    "ana Or rosa": "or",
    "tag:vip plus tag:big": "and",
    # times
    "joined:2026-03-01 10:00": 'joined:"2026-03-01 10:00"',
    "joined:2026-03-01 .. 2026-03-31": "joined:2026-03-01..2026-03-31",
    "joined:2026-03-01.. 2026-03-31": "joined:2026-03-01..2026-03-31",
    "joined:2026-03-01 to 2026-03-31": "joined:2026-03-01..2026-03-31",
    "joined:2026-03 – 2026-04": "joined:2026-03..2026-04",
    # patterns, and words for no value
    "email:*@gmail.com": "email:@gmail.com",
    "name:maria*": "name:maria",
    "maria*": "maria",
    "tag:*": "has:tag",
    "email:*": "has:email",
    "field.city=L*": "field.city~L",
    "field.city!=L*": "-field.city~L",
    "field.city=*": "has:field.city",
    "field.city=null": "-has:field.city",
    "field.city!=none": "has:field.city",
    "phone:none": "-has:phone",
    "name:^ana": "name:ana",
    "name:!ana": "-name:ana",
    "field.city=-Recife": "-field.city=Recife",
    "field.city~%cif%": "field.city~cif",
    # comparisons apart
    "field.orders > 3": "field.orders>3",
    "field.city is not Lima": "field.city!=Lima",
    "field.city !~ cif": "-field.city~cif",
    "field.orders>=3 and <10": "field.orders<10",
    "seen:>=2026-03-01 <2026-04-01": "seen:<2026-04-01",
    # ids
    "f1u1 f1u2": "id:f1u1,f1u2",
    "id:f1u1,f1u2 f1u3": "id:f1u1,f1u2,f1u3",
    # keys
    "e-mail:gmail.com": "email:gmail.com",
    "opt-in:email": "optin:email",
    "unsubscribed:yes": "-subscribed:yes",
    "is:open": "status:open",
    "is:unsubscribed": "subscribed:no",
    "no:phone": "-has:phone",
    "custom.city=Lima": "field.city=Lima",
    "user[city]=Lima": "field.city=Lima",
    "lable:urgent": "label:urgent",
    "subscribd:no": "subscribed:no",
    "age:30": "field.age=30",
    "owner:rosa": "field.owner=rosa",
    "open:yes": "field.open=yes",
    "user:ana": "name:ana",
    # alternatives
    "tag:(vip,big)": "tag:vip,big",
    "tag:(vip or big)": "tag:vip,big",
    "tag:vip, big": "tag:vip,big",
}


def refusal(text: str) -> QueryRefused:
    with pytest.raises(QueryRefused) as found:
        bind(parse(text), Sense(NAMES, SENSE.now))
    return found.value


@pytest.mark.parametrize("text", MEANT)
def test_a_piece_of_a_condition_is_refused_with_the_right_form(text: str) -> None:
    found = refusal(text)
    assert f"Did you mean {MEANT[text]}?" in str(found)
    assert f"column {found.at + 1}" in str(found) or "column" in str(found)
    if MEANT[text] in found.rights and found.end:
        parse(f"{text[: found.at]}{MEANT[text]}{text[found.end :]}")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("tag:vip|big", "tag:vip,big"),
        ("tag:vip;big", "tag:vip,big"),
        ("tag:vip+big", "tag:vip tag:big"),
        ("-tag:none", "-has:tag"),
        ("label:any", "has:label"),
        ("last:> 30d", "last:>30d"),
        ("last:>30 d", "last:>30d"),
        ("last:30d+", "last:>30d"),
        ("last:older than 30 days", "last:>30d"),
        ("last:never", "-has:last"),
        ("joined:last 7 days", "joined:7d"),
        ("joined:since 2026-03-01", "joined:>=2026-03-01"),
        ("joined:before march 2026", "joined:<2026-03"),
        ("joined:1 march 2025", "joined:2025-03-01"),
        ("joined:march 5 2025", "joined:2025-03-05"),
        ("joined:03/2026", "joined:2026-03"),
        ("seen:ayer", "seen:yesterday"),
        ("seen:last hour", "seen:1h"),
        ("seen:since yesterday", "seen:>=yesterday"),
        ("seen:2h ago", "seen:2h"),
        ("joined:previous-month", "joined:last-month"),
        ("field.orders:3-10", "field.orders:3..10"),
        ("field.orders=3..10", "field.orders:3..10"),
        ("status:open or pending", "status:open,pending"),
        ("status:open pending", "status:open,pending"),
        ("has:phone email", "has:phone has:email"),
        ("has:phone and email", "has:phone has:email"),
        ("tag:vip and big", "tag:vip tag:big"),
        ("status:open AND pending", "status:open,pending"),
        ("tag:vip big", "tag:vip tag:big"),
    ],
)
def test_a_name_or_time_that_is_none_is_refused_with_the_right_form(text: str, right: str) -> None:
    assert f"Did you mean {right}?" in str(refusal(text))


@pytest.mark.parametrize(
    "text",
    [
        "+",
        "tag:vip a + b",
        "tag:vip <3",
        "*",
        "=vip",
        "3<field.orders<10",
        "all",
        "--count",
        "ana --count",
        "phone:5.73E+11",
        "tag =",
        "Ana && Rosa",
        "tag:vip & big",
        "Ana | Rosa",
        "'tag vip",
        "tag:'s ana",
    ],
)
def test_what_nobody_searches_for_is_refused(text: str) -> None:
    refusal(text)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("tag：vip", "tag:vip"),
        ("tag：“vip”", "tag:vip"),
        ("（tag:vip or tag:big）", "(tag:vip or tag:big)"),
        ("field．city＝Lima", "field.city=Lima"),
        ("field.orders＞5", "field.orders>5"),
    ],
)
def test_signs_of_east_asian_keyboards_are_the_ones_that_are_meant(typed: str, read: str) -> None:
    assert parse(typed) == parse(read)
    assert print_query(parse(f'"{typed}"')) == f'"{typed}"'


def test_a_quote_within_a_word_opens_nothing() -> None:
    words = [term.values for term in parse('5" "Ana（vip）"').terms()]
    assert words == [('5"',), ("Ana（vip）",)]


@pytest.mark.parametrize("word", ["山田（営業）", "Ｙａｈｏｏ！", "山田＆鈴木", "山田．"])
def test_a_word_is_asked_for_with_the_signs_that_were_typed(word: str) -> None:
    found = parse(f"tag：vip {word},ana {word}")
    assert [term.values for term in found.terms()] == [("vip",), (word, "ana"), (word,)]
    assert parse(print_query(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        *(
            "c++",
            "a.b",
            "O'Brien",
            "Maria-José",
            "50%",
            "@handle",
            "10:30",
            "to",
            "no",
            "ana to",
            "but",
            "name",
            "paused",
        ),
        *(
            "ana paused",
            "tag:vip status",
            "joined:2026-03 ana",
            '"tag" vip',
            'tag:vip "but" tag:big',
            '"all"',
            '"a*"',
        ),
        *(
            'field.city="null"',
            'email:"none"',
            'tag:"*"',
            "agent:none",
            "all souza",
            "Or Cohen",
            "phone:*4410",
        ),
        *('name:"!ana"', 'field.city="-Recife"', "field.orders=-5", "f1u1", "id:f1u1", "tag:vip and rosa"),
        *(
            "a + b",
            "Smith – Jones",
            "Ana — Maria",
            "Ana / Luis",
            "Ana ...",
            "50 % off",
            "Ana ?",
            "Ana ! Luis",
        ),
        *("<3", "Ana <3", "I <3 U", "~Ana~", "<Ana>", "Tag Heuer", "The Phone House", "No Name", "Lang Lang"),
        *(
            "Marks & Spencer",
            "& Sons",
            "Field & Stream",
            "Van 't Hoff",
            "'s-Gravenhage",
            "'N Sync",
            "ana 't hart",
        ),
    ],
)
def test_what_may_be_searched_for_stays_so(text: str) -> None:
    found = parse(text)
    if text != 'tag:"*"' and "agent" not in text:
        bind(found, Sense(NAMES, SENSE.now))
    assert parse(print_query(found)) == found


@pytest.mark.parametrize(
    "text", ["e", "no", "ana e maria", "name", "f1u1", 'tag:vip "e" tag:big', "Van 't Hoff", """ana "'t\""""]
)
def test_a_word_is_in_quotes_only_where_it_would_be_refused_without(text: str) -> None:
    assert print_query(parse(text)) == text


def test_a_query_that_goes_on_is_not_refused_while_it_is_typed() -> None:
    for text in (
        "All Star",
        "+55 11 90000-4410",
        ".NET core",
        "… Ana",
        "<3 ana",
        "not tag:vip",
        "Marks & Spencer",
    ):
        for end in range(1, len(text) + 1):
            typed = text[:end]
            found = doubted(complete(typed, end, NAMES), typed, end, NAMES, SENSE.now)
            assert not found.doubt, typed


def test_a_refusal_fits_two_lines() -> None:
    for text in ("https://a.example", "Mãe: Ana", "re:", "tag:vip & big", "all", "tag vip", "no phone"):
        assert len(str(refusal(text))) <= 2 * 76, text


@pytest.mark.parametrize(
    ("saved", "taken"),
    [
        ("tag:vip no phone", "(tag:vip -has:phone)"),
        ("tag:vip channel web", "(tag:vip channel:web)"),
        ("tag=vip", "tag:vip"),
        ("tag:vip maria*", None),
    ],
)
def test_a_right_form_for_a_saved_filter_leaves_nothing_of_it_out(saved: str, taken: str | None) -> None:
    names = replace(NAMES, saved={"mine": saved})
    for typed in ("saved:mine", "-saved:mine", "ana saved:mine"):
        found = doubted(complete(typed, len(typed), names), typed, len(typed), names, SENSE.now)
        assert "The saved filter mine can't be read" in found.doubt
        assert [each.text for each in found.options] == ([taken] if taken else [])
        if taken:
            parse(f"{typed[: found.start]}{taken}")
