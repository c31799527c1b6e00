# SPDX-License-Identifier: MIT
"""`:count`: how many have each tag, channel, value, week; from what is loaded and from the copy of everyone."""

from __future__ import annotations

from collections import Counter

import pytest

from flotui.api.call import Call
from flotui.api.models.subscriber import Subscriber
from flotui.api.pacer import Purpose
from flotui.audience.keeping import people_of
from flotui.audience.query import AudienceQuery, parse, print_query
from flotui.audience.reading import Reading
from flotui.resources.base import Query
from flotui.resources.reading import last, read_all
from flotui.resources.subscribers import SUBSCRIBERS, actions, tallying
from flotui.workspace import Workspace
from tests.support.ask import act, rows_of


@pytest.mark.parametrize("everyone", [False, True])
async def test_each_line_counts_whom_it_narrows_to(workspace: Workspace, everyone: bool) -> None:
    people = await last(workspace.subscribers.list())
    query = parse("has:phone")
    if everyone:
        reading = Reading(workspace, await people_of(workspace))
        await reading.carry_out(await reading.plan())
    else:
        await last(workspace.flows.tags())
    for of, label in (("tag", "Tag"), ("channel", "Channel"), ("joined", "Joined")):
        lines, among = await tallying.counted_by(workspace, query, of, label)
        assert lines and ("loaded" in among) is not everyone
        line = max(lines, key=lambda each: each.number)
        narrowed = query & AudienceQuery(line.term)
        from flotui.audience.answering import loaded

        if everyone:
            found = await SUBSCRIBERS.search(workspace, print_query(narrowed))  # type: ignore[misc]
            assert (await last(SUBSCRIBERS.read(workspace, found))).count == line.number
        else:
            assert (await loaded(workspace, people, narrowed)).count == line.number


@pytest.mark.parametrize("everyone", [False, True])
async def test_values_are_as_they_are_written_and_the_lines_of_a_field_add_up(
    workspace: Workspace, everyone: bool
) -> None:
    rows = (await rows_of(workspace, SUBSCRIBERS, Query()))[:100]
    city = next(each for row in rows for each in row.user_fields if each.name == "city")
    if everyone:
        reading = Reading(workspace, await people_of(workspace))
        await reading.carry_out(await reading.plan())
    number = (await people_of(workspace)).count() if everyone else None
    whole = await number if number is not None else len(rows)
    lines, _ = await tallying.counted_by(workspace, parse(""), f"field:{city.var_ns}", "city")
    names = [each.name for each in lines]
    assert "Bogotá" in names and "bogota" not in names
    assert lines[-1].name == "not set" and sum(each.number for each in lines) == whole
    for line in (lines[0], lines[-1]):
        query = print_query(AudienceQuery(line.term))
        assert parse(query).root == line.term
        again, _ = await tallying.counted_by(workspace, AudienceQuery(line.term), "channel", "Channel")
        assert sum(each.number for each in again) == line.number, query


async def test_a_line_of_a_tag_narrows_by_its_name_unless_two_are_called_so(workspace: Workspace) -> None:
    await last(workspace.flows.tags())
    await last(workspace.subscribers.list())
    lines, _ = await tallying.counted_by(workspace, parse(""), "tag", "Tag")
    assert "tag:vip" in [print_query(AudienceQuery(each.term)) for each in lines]
    assert print_query(AudienceQuery(lines[-1].term)) == "-has:profile.tag"
    found = Counter({("f1t1", "Vip"): 2, ("f1t2", "vip"): 1})
    twins = await tallying._lines(workspace, found, "tag", "Tag")
    assert [print_query(AudienceQuery(each.term)) for each in twins] == ["tag:f1t1", "tag:f1t2"]


async def test_nobody_is_counted_with_a_tag_that_was_made_again(workspace: Workspace) -> None:
    reading = Reading(workspace, await people_of(workspace))
    await reading.carry_out(await reading.plan())
    lines, _ = await tallying.counted_by(workspace, parse(""), "tag", "Tag")
    assert "vip" in [each.name for each in lines]
    gone = next(each.tag_ns for each in await read_all(workspace.flows.tags()) if each.name == "vip")
    for call in (
        Call.of("flowDeleteTag", body={"tag_ns": gone}),
        Call.of("flowCreateTag", body={"name": "vip"}),
    ):
        await workspace.reader.send(call, Purpose.INTERACTIVE)
    await last(workspace.flows.tags(force=True))
    lines, _ = await tallying.counted_by(workspace, parse(""), "tag", "Tag")
    assert "vip" not in [each.name for each in lines]


async def test_the_numbers_are_chosen_from_and_narrow_the_list(workspace: Workspace) -> None:
    rows = await rows_of(workspace, SUBSCRIBERS, Query())
    most, number = Counter(row.channel for row in rows).most_common(1)[0]
    ask = await act(workspace, actions.count_by, [], "channel", "0")
    (line, *_) = ask.asked[1].choices
    assert (line.label, line.note.split()[-1]) == (most, str(number))
    assert "100 loaded" in ask.asked[1].title
    went = ask.went[0][1]
    assert went is not None and went.audience == f"channel:{most}"


async def test_a_number_with_three_decimals_narrows_to_whom_it_counts(workspace: Workspace) -> None:
    """The query language takes no number that may be two, so the condition has it in a form of its own."""
    from flotui.audience.answering import planned
    from flotui.resources.reading import read_all

    fields = await read_all(workspace.flows.user_fields())
    number = next(each for each in fields if each.var_type == "number")
    text = next(each for each in fields if each.var_type == "text")
    found = Counter({("1.500", "1.500"): 2, ("2.125", "2.125"): 1, ("7", "7"): 1})
    of_number = await tallying._lines(workspace, found, f"field:{number.var_ns}", number.name)
    asked = [print_query(AudienceQuery(each.term)).rpartition("=")[2] for each in of_number]
    assert asked == ["1.5", "2.1250", "7"] and [each.name for each in of_number] == ["1.500", "2.125", "7"]
    for each in of_number:
        await planned(workspace, parse(print_query(AudienceQuery(each.term))))
    of_text = await tallying._lines(workspace, found, f"field:{text.var_ns}", text.name)
    assert print_query(AudienceQuery(of_text[0].term)).endswith("=1.500")


def test_somebody_has_every_form_of_their_language_and_a_value_as_it_is_compared() -> None:
    row = Subscriber.read(
        {
            "user_ns": "f1u1",
            "language": "pt",
            "locale": "pt_BR",
            "user_fields": [{"var_ns": "f1v1", "name": "city", "value": " Bogotá "}],
        }
    )
    assert tallying._having(row, "lang") == [("pt", "pt"), ("pt_br", "pt_br")]
    assert tallying._having(row, "field:f1v1") == [("bogota", "Bogotá")]
    assert tallying._having(row, "field:f1v2") == [] == tallying._having(row, "gender")
