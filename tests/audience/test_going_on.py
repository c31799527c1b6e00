# SPDX-License-Identifier: MIT
"""Values with blanks that stand in no quotes: what somebody has, or a thing is called, as a whole is never halved."""

from __future__ import annotations

import pytest

from flotui.audience import comparing
from flotui.audience.binding import bind
from flotui.audience.complete import Option, complete
from flotui.audience.doubting import doubted
from flotui.audience.expanding import expanded
from flotui.audience.going_on import instead
from flotui.audience.keeping import has_copy, people_of
from flotui.audience.knowing import sense_of
from flotui.audience.names import Named, Names
from flotui.audience.query import parse, print_query
from flotui.audience.reading import Reading
from flotui.audience.scanning import QueryRefused
from flotui.audience.selecting import count_message, number_of, select
from flotui.audience.sense import Sense
from flotui.resources.reading import last
from flotui.resources.subscribers.line import PeopleLine
from flotui.workspace import Workspace
from tests.audience.test_meaning import SENSE

NAMES = Names(
    tags=(Named("0", "vip"), Named("1", "big"), Named("2", "big spender"), Named("3", "big spender of May")),
    labels=(Named("4", "very"), Named("5", "Very Urgent")),
    agents=(Named("6", "Rosa"), Named("7", "Rosa Prado")),
    segments=(Named("8", "old"), Named("9", "old ones")),
    events=(Named("10", "cart"), Named("11", "cart left")),
    fields=(
        Named("v1", "city", "text"),
        Named("v2", "lead"),
        Named("v3", "lead source"),
        Named("v4", "orders", "number"),
    ),
    saved={"mine": "tag:big", "mine too": "tag:big"},
    values=frozenset({("city", "rio de janeiro"), ("city", "lima norte")}),
)
DOUBTFUL = [
    ("tag:big spender", 'tag:"big spender"'),
    ("tag:big spender of May ana", 'tag:"big spender of May"'),
    ("-tag:big spender", 'tag:"big spender"'),
    ("(tag:vip or (label:very urgent))", 'label:"very urgent"'),
    ("ana tag:vip,big spender", 'tag:vip,"big spender"'),
    ("agent:rosa prado has:phone", 'agent:"rosa prado"'),
    ("segment:old ones", 'segment:"old ones"'),
    ("event:cart left", 'event:"cart left"'),
    ("has:lead source", 'has:"lead source"'),
    ("saved:mine too", 'saved:"mine too"'),
    ("field.city=Rio de Janeiro", 'field.city="Rio de Janeiro"'),
    ("field.city=Rio de Janeiro souza", 'field.city="Rio de Janeiro"'),
    ("field.city!=Rio  de Janeiro", 'field.city!="Rio de Janeiro"'),
    ("field.city~lima norte", 'field.city~"lima norte"'),
]


def refused(text: str) -> QueryRefused:
    with pytest.raises(QueryRefused) as found:
        bind(expanded(parse(text), NAMES), Sense(NAMES, SENSE.now))
    return found.value


@pytest.mark.parametrize(("text", "right"), DOUBTFUL)
def test_what_goes_on_after_a_blank_is_refused_where_there_is_such_a_thing(text: str, right: str) -> None:
    found = refused(text)
    assert found.rights == (right,)
    assert f"Did you mean {right}?" in str(found)
    assert text[found.at :].startswith(right[:4])


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("field.orders>1 500", "field.orders>1500"),
        ("ana field.orders!=-1 234 567.5 souza", "field.orders!=-1234567.5"),
        ("field.orders=1\u00a0500", "field.orders=1500"),
        ("field.orders=7,9 500", "field.orders=7,9500"),
        ("field.orders:5..1 500", "field.orders:5..1500"),
        ("field.orders:1 000..1 500", "field.orders:1000..1500"),
        ("-field.city<1 500", "field.city<1500"),
    ],
)
def test_a_number_whose_thousands_stand_apart_is_refused(text: str, right: str) -> None:
    found = refused(text)
    assert found.rights == (right,)
    assert "may go on after the blank." in str(found)
    assert f"Did you mean {right}?" in str(found)


@pytest.mark.parametrize(
    "text",
    [
        'field.orders>1 "500"',
        "field.orders>1 50",
        "field.orders>1000 500",
        "500 field.orders>1",
        "field.city=1 500",
        'tag:"big" spender',
        'tag:big "spender"',
        "spender tag:big",
        "tag:big souza",
        "tag:big has:phone spender",
        "field.city=Rio souza",
        "field.city=Rio de",
        'field.city="Rio" de Janeiro',
        "agent:rosa souza",
    ],
)
def test_other_words_may_stand_behind_a_condition(text: str) -> None:
    bind(parse(text), Sense(NAMES, SENSE.now))
    assert parse(print_query(parse(text))) == parse(text)


def test_a_number_and_a_quoted_one_are_printed_so_that_they_stay_two() -> None:
    text = 'field.orders>1 "500"'
    assert print_query(parse(text)) == text


def test_tab_takes_the_whole_value() -> None:
    text = "ana field.city=Rio de Janeiro"
    found = doubted(complete(text, len(text), NAMES), text, len(text), NAMES, SENSE.now)
    assert (found.start, found.options) == (4, (Option(*['field.city="Rio de Janeiro"'] * 2),))
    assert "may go on after the blank: there is Rio de Janeiro" in found.doubt


@pytest.mark.parametrize("whole", [False, True], ids=["loaded", "everyone"])
async def test_a_value_that_somebody_here_has_is_known(workspace: Workspace, whole: bool) -> None:
    if whole:
        reading = Reading(workspace, await people_of(workspace))
        await reading.carry_out(await reading.plan())
    else:
        await last(workspace.subscribers.list())
    await last(workspace.flows.user_fields())
    for text in ("field.city=rio de janeiro", "field.city=Sao Paulo", "field.city~de jan"):
        with pytest.raises(QueryRefused, match="may go on after the blank"):
            bind(*await sense_of(workspace, parse(text)))
    bind(*await sense_of(workspace, parse("field.city=Recife ana souza")))


async def test_where_nobody_is_meant_the_whole_value_is_asked_about(workspace: Workspace) -> None:
    assert instead(parse("field.city=Nova Lima has:phone")) == 'Did you mean field.city="Nova Lima"?'
    assert instead(parse("field.city=Lima has:phone")) == ""
    selection, rows = await select(workspace, parse("field.city=Nova Lima"))
    number = await number_of(workspace, selection, rows)
    assert number == 0
    assert 'Did you mean field.city="Nova Lima"?' in count_message(selection, number)


def test_all_that_is_in_doubt_is_told_at_once() -> None:
    found = refused("tag:nobody (label:none or ana) field.city=Rio has:phone")
    assert "There is no tag nobody (column 1)." in str(found)
    assert "There is no label none (column 13)." in str(found)
    assert found.at == 0


async def test_a_value_that_goes_on_after_a_blank_is_in_doubt_while_it_is_typed(workspace: Workspace) -> None:
    rows = await (await last(workspace.subscribers.list())).all()
    fields = [each for row in rows for each in row.user_fields if isinstance(each.value, str)]
    field = next(each for each in fields if each.name == "city" and " " in str(each.value))
    typed = f"field.city={field.value}"
    found = await PeopleLine().complete(workspace, typed, len(typed))
    assert f'Did you mean field.city="{field.value}"?' in found.doubt


async def test_whether_everyone_was_read_elsewhere_makes_no_copy(workspace: Workspace) -> None:
    assert await PeopleLine().read_since(workspace, None, 0.0) == 0.0
    assert not has_copy(workspace)


def test_what_was_in_quotes_is_printed_so_that_the_word_behind_it_is_none_of_it() -> None:
    for text in ('tag:"big" spender', '-tag:"big" spender vip', 'tag:vip,"big" spender'):
        query = parse(text)
        assert parse(print_query(query)) == query
        bind(parse(print_query(query)), Sense(NAMES, SENSE.now))
    assert print_query(parse("tag:vip souza")) == "tag:vip souza"


def test_a_word_for_no_value_that_nobody_has_is_told() -> None:
    assert instead(parse('field.city="null"')) == "Did you mean -has:field.city?"
    assert instead(parse("field.city=Lima")) == ""
    assert instead(parse("last:>30d has:phone")) == ""


def test_words_that_nobody_has_are_told_as_such() -> None:
    assert instead(parse("vip")) == (
        "vip is searched in names, e-mail addresses and ids; a tag is asked for by tag:NAME."
    )
    assert instead(parse("ana vip")).startswith("ana and vip are searched in names")
    assert instead(parse('"tag:vip -tag:paid"')) == "Did you mean tag:vip -tag:paid?"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("tag:vip or big", "tag:vip,big"),
        ("agent:rosa or vip OR Rosa", "agent:rosa,Rosa"),
        ("(field.city=Recife or lima) tag:vip", ""),
    ],
)
def test_a_word_that_or_joins_to_a_condition_is_refused_where_it_is_another_of_its_kind(
    text: str, right: str
) -> None:
    if right:
        assert f"Did you mean {right}?" in str(refused(text))
    else:
        bind(parse(text), Sense(NAMES, SENSE.now))


def test_the_same_condition_is_not_said_twice() -> None:
    assert print_query(parse("tag:vip -tag:lead") & parse("tag:vip")) == "tag:vip -tag:lead"


async def test_a_saved_audience_whose_query_cant_be_read_says_which_it_is(workspace: Workspace) -> None:
    reading = Reading(workspace, await people_of(workspace))
    await reading.carry_out(await reading.plan())
    audiences = await comparing.audiences_of(workspace)
    await audiences.save("silent", "tag:vip no phone", [])
    (saved,) = await audiences.all()
    with pytest.raises(QueryRefused) as caught:
        await comparing.compare(workspace, saved)
    assert str(caught.value).startswith(
        "silent was saved for tag:vip no phone, which can't be read: no (column 9)"
    )
    assert "Did you mean -has:phone?" in str(caught.value)
