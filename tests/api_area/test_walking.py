# SPDX-License-Identifier: MIT
"""Reading a list to its end: each row once, and an end in every case."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import BrokenReply
from flotui.api.pacer import Purpose
from flotui.api.reply import Reply
from flotui.repositories.walking import Walk


class Pages:
    """A host that answers one page after the other, and then the last one for ever."""

    def __init__(self, *pages: Any) -> None:
        self.pages, self.asked = list(pages), list[dict[str, str]]()

    async def __call__(self, call: Call, purpose: Purpose) -> Reply:
        assert purpose is Purpose.BACKGROUND, "the reserve is the person's"
        self.asked.append(dict(call.query))
        page = self.pages[min(len(self.asked), len(self.pages)) - 1]
        return Reply(call, 200, {"data": page}, {}, 0.0, 0, b"")


async def rows(walk: Walk, pages: Pages) -> list[Any]:
    return [row for step in [step async for step in walk.steps(pages)] for row in step.rows]


def people(*numbers: int) -> list[dict[str, Any]]:
    return [{"user_ns": f"f1u{number}", "name": "same", "seen": number} for number in numbers]


async def test_rows_that_moved_to_the_next_page_come_once() -> None:
    pages = Pages(people(1, 2, 3), [*people(3), {**people(2)[0], "seen": "other now"}, *people(4)], [])
    found = await rows(Walk(Call.of("flowBotUsers")), pages)
    assert [row["user_ns"] for row in found] == ["f1u1", "f1u2", "f1u3", "f1u4"]
    assert [each["page"] for each in pages.asked] == ["1", "2", "3"]


async def test_a_page_that_repeats_ends_it() -> None:
    pages = Pages(people(1, 2))
    assert len(await rows(Walk(Call.of("flowBotUsers")), pages)) == 2
    assert len(pages.asked) == 2


async def test_it_begins_where_it_is_told() -> None:
    pages = Pages(people(1), [])
    await rows(Walk(Call.of("flowBotUsers", query={"page": 7, "limit": 20})), pages)
    assert pages.asked[0] == {"page": "7", "limit": "20"} and pages.asked[1]["page"] == "8"


async def test_figures_of_the_same_flow_are_different_rows() -> None:
    days = [{"flow_ns": "f1", "summary_date": f"2026-01-0{day}", "total": 5} for day in (1, 2, 3)]
    found = await rows(Walk(Call.of("flowErrorLogData")), Pages(days, []))
    assert found == days


async def test_what_is_no_list_is_an_error() -> None:
    with pytest.raises(BrokenReply, match="isn't a list"):
        await rows(Walk(Call.of("flowBotUsers")), Pages({"a": 1}))
    with pytest.raises(ValueError, match="has no pages"):
        Walk(Call.of("UserInfo"))
