# SPDX-License-Identifier: MIT
"""`:count`: how many have each tag, channel, value, week; from what is loaded and from the copy of everyone."""

from __future__ import annotations

from collections import Counter

import pytest

from flotui.audience.keeping import people_of
from flotui.audience.query import AudienceQuery, parse, print_query
from flotui.audience.reading import Reading
from flotui.resources.base import Query
from flotui.resources.reading import last
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


async def test_the_numbers_are_chosen_from_and_narrow_the_list(workspace: Workspace) -> None:
    rows = await rows_of(workspace, SUBSCRIBERS, Query())
    most, number = Counter(row.channel for row in rows).most_common(1)[0]
    ask = await act(workspace, actions.count_by, [], "channel", "0")
    (line, *_) = ask.asked[1].choices
    assert (line.label, line.note.split()[-1]) == (most, str(number))
    assert "100 loaded" in ask.asked[1].title
    went = ask.went[0][1]
    assert went is not None and went.audience == f"channel:{most}"
