# SPDX-License-Identifier: MIT
"""Completion at the cursor, and the words that a query is said in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from flotui.audience import query as language
from flotui.audience.complete import complete
from flotui.audience.doubting import doubted, example
from flotui.audience.names import Named, Names, the_one
from flotui.audience.query import AudienceQuery, parse
from flotui.audience.scanning import QueryRefused
from flotui.audience.sentence import NEGATED, WORDS, sentence
from tests.audience.test_meaning import SENSE
from tests.audience.test_query import NODES
from tests.support.each_of import each_of
from tests.support.judging import examples
from tests.support.sentences import read_sentence

NAMES = Names(
    tags=(
        Named("1", "vip"),
        Named("2", "Big spender"),
        Named("3", "big fish"),
        Named("4", 'a"b'),
        Named("5", "C:\\"),
    ),
    labels=(Named("7", "urgent"),),
    agents=(Named("501", "Rosa Prado"),),
    fields=(
        Named("v1", "city", "text"),
        Named("v2", "consent", "boolean"),
        Named("v3", "data de nascimento", "date"),
    ),
    channels=("sms", "MyChannel"),
    common={"city": ("São Paulo", "Bogotá", "Santa Cruz, SC")},
)

NOW = SENSE.now


@each_of(
    ("typed", "taken"),
    [
        ("t", "tag:"),
        ("ta", "tag:"),
        ("x -ta", "x -tag:"),
        ("(ta", "(tag:"),
        ("tag:v", "tag:vip"),
        ("tag:", "tag:vip"),
        ("tag:big", 'tag:"Big spender"'),
        ('tag:"big s', 'tag:"Big spender"'),
        ('tag:vip,"big f', 'tag:vip,"big fish"'),
        ('tag:"Big spender",v', 'tag:"Big spender",vip'),
        ("tag:spend", 'tag:"Big spender"'),
        ("tag:a", 'tag:a"b'),
        ("tag:C", "tag:C:\\"),
        ("vi", "tag:vip"),
        ("fie", "field."),
        ("field.ci", "field.city="),
        ("field.city=", 'field.city="São Paulo"'),
        ("field.city=bo", "field.city=Bogotá"),
        ("-field.city!=bo", "-field.city!=Bogotá"),
        ('field.city="sao p', 'field.city="São Paulo"'),
        ("field.city=Lima,sant", 'field.city=Lima,"Santa Cruz, SC"'),
        ("field.city~cr", 'field.city~"Santa Cruz, SC"'),
        ("field.data", 'field."data de nascimento"='),
        ('field."data de', 'field."data de nascimento"='),
        ("field.consent=y", "field.consent=yes"),
        ('field."data de nascimento"<t', 'field."data de nascimento"<today'),
        ("agent:m", "agent:me"),
        ("agent:ro", 'agent:"Rosa Prado"'),
        ("channel:wh", "channel:WhatsApp"),
        ("channel:whatsapp_", "channel:whatsapp_cloud"),
        ("channel:face", "channel:Facebook"),
        ("channel:", "channel:SMS"),
        ("channel:my", "channel:MyChannel"),
        ("channel:sms,w", "channel:sms,WhatsApp"),
        ("gender:f", "gender:female"),
        ("status:p", "status:pending"),
        ("status:open,", "status:open,pending"),
        ("status:open,Pending,", "status:open,Pending,done"),
        ('tag:vip,"Big spender",big', 'tag:vip,"Big spender","big fish"'),
        ("has:data", 'has:"data de nascimento"'),
        ("seen:>", "seen:>30d"),
    ],
)
def test_what_is_typed_goes_on(typed: str, taken: str) -> None:
    found = complete(typed, len(typed), NAMES)
    assert typed[: found.start] + found.options[0].text == taken
    if not taken.endswith((":", ".", "=")):
        parse(taken.lstrip("("))


@pytest.mark.parametrize(
    "typed", ["", "tag:vip", "tag:vip ", "tag:zzz", "nokey:x", '"vi', "field.city=Li", "souza"]
)
def test_nothing_is_offered_where_nothing_goes_on(typed: str) -> None:
    assert complete(typed, len(typed), NAMES).options == ()


def test_completion_is_about_what_is_before_the_cursor() -> None:
    found = complete("tag:vi -tag:paid", 6, NAMES)
    assert (found.start, found.options[0].text) == (4, "vip")


@settings(max_examples=examples(300), deadline=None)
@given(NODES)
def test_the_words_say_the_same_query(node: language.Node) -> None:
    assert read_sentence(sentence(AudienceQuery(node))) == AudienceQuery(node)


def test_words() -> None:
    said = sentence(parse("tag:vip,gold -tag:paid (channel:web or field.orders>=3) souza"))
    assert said == (
        "subscribers tagged “vip” or “gold” and not tagged “paid” and (on “web” or whose field “orders” is at least "
        "“3”) and found by “souza”"
    )
    said = sentence(
        parse("-has:email -status:open,pending -field.city=Lima -lang:pt -agent:me field.orders!=3")
    )
    assert said == (
        "subscribers without a value for “email” and whose chat isn't “open” or “pending” and not those whose field "
        "“city” is “Lima” and who don't speak “pt” and not assigned to “me” and whose field "
        "“orders” isn't set or is anything but “3”"
    )
    assert all(WORDS[key].split()[0] not in ("who", "whose") for key in WORDS.keys() - NEGATED), (
        "“not who” is no sentence"
    )
    assert sentence(parse("")) == "all subscribers"
    for wrong in ("", "people", "subscribers who fly “x”", "subscribers tagged “a” and on “b” or on “c”"):
        with pytest.raises(ValueError):
            read_sentence(wrong)


@each_of(
    ("typed", "says", "taken"),
    [
        ("tag:vpi", "There is no tag vpi (column 1). Did you mean tag:vip?", "tag:vip"),
        ("x -tag:vpi", "no tag vpi (column 4)", "x -tag:vip"),
        ("tag:vpi x", "no tag vpi (column 1)", ""),
        ("tag:vpi tag:", "no tag vpi (column 1)", ""),
        ("tag:vip,vpi", "no tag vpi", ""),
        ("tagg:vip", "no key tagg", "tag:vip"),
        (
            "tag:vip city:Lima",
            "no key city (column 9). Did you mean field.city=Lima?",
            "tag:vip field.city=Lima",
        ),
        ('city:"Old Town" x', 'Did you mean field.city="Old Town"?', ""),
        ("(city:Lima,Rio)", 'field.city=Lima,Rio? In quotes it is text: "city:Lima,Rio".', ""),
        ("age:>30", "no key age (column 1). Did you mean field.age>30?", "field.age>30"),
        ("points:3..10", "Did you mean field.points:3..10?", "field.points:3..10"),
        ("sen:<24h", "Did you mean seen:<24h?", "seen:<24h"),
        ("https://example.com", "Keys are tag, channel", ""),
        ("field.cty=Lima", "no user field cty (column 1). Did you mean field.city?", "field.city=Lima"),
        ("(field.cty=Lima or", "no user field cty (column 2)", ""),
        ("has:cty x", "Did you mean has:city?", ""),
        ("agent:Roza x", "no agent Roza (column 1). There is Rosa Prado.", ""),
        ("channel:wats", "no channel wats", "channel:WhatsApp"),
        ("field.consent=maybe", "Did you mean field.consent=yes?", "field.consent=yes"),
        ("seen:<5 x", "5 isn't a time", ""),
    ],
)
def test_what_is_in_doubt_is_said_while_one_types_and_tab_takes_the_right_form(
    typed: str, says: str, taken: str
) -> None:
    found = doubted(complete(typed, len(typed), NAMES), typed, len(typed), NAMES, NOW)
    assert says in found.doubt
    right = f"{typed[: found.start]}{found.options[0].text}" if found.options and taken else ""
    assert right == taken


@pytest.mark.parametrize(
    ("typed", "rights"),
    [
        ("tag:vp", ["tag:vip", "tag:vap"]),
        ("field.ory>=3", ["field.orb>=3", "field.ord>=3"]),
        ("has:ory", ["has:orb", "has:ord"]),
        ("hast:x", ["has:x", "last:x"]),
    ],
)
def test_all_that_are_equally_near_are_offered(typed: str, rights: list[str]) -> None:
    names = Names(
        tags=(Named("1", "vip"), Named("2", "vap")), fields=(Named("v1", "orb"), Named("v2", "ord"))
    )
    found = doubted(complete(typed, len(typed), names), typed, len(typed), names, NOW)
    assert [each.text for each in found.options] == rights
    assert " or ".join(part.split(">")[0] for part in rights) in found.doubt


@pytest.mark.parametrize(
    "typed",
    [
        "tag:",
        "tag:v",
        "x tag:bi",
        "field.c",
        "field.city",
        "seen:<",
        "seen:<5",
        "-",
        "(",
        "a or",
        "agent:me x",
        "(tag:vip or",
        "a (tag:vip -(x ",
        '"big s',
        "tag:vip -",
    ],
)
def test_what_is_only_not_finished_is_in_no_doubt(typed: str) -> None:
    assert not doubted(complete(typed, len(typed), NAMES), typed, len(typed), NAMES, NOW).doubt
    unknown = Names()
    assert not doubted(complete(typed, len(typed), unknown), "tag:vpi x", 9, unknown, NOW).doubt


def test_the_example_has_names_of_the_bot() -> None:
    assert example(NAMES) == 'tag:vip -tag:"Big spender"  field.city=…  has:phone  seen:<24h'
    assert example(Names(tags=(), fields=())) == "has:phone  seen:<24h"
    parse(example(NAMES).replace("…", "x"))


def test_what_there_is_instead_is_named_in_short() -> None:
    with pytest.raises(QueryRefused) as caught:
        the_one((Named("1", "x" * 3000), Named("2", "vip\n")), "qqq", "tag", "tag:", 0)
    assert str(caught.value).endswith(f"There are {'x' * 39}…, vip.")
