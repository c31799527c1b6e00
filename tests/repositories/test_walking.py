"""Walking any list to its end: every row once, and no page too many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.api.errors import BrokenReply
from flotui.api.pacer import Purpose
from flotui.repositories.logs import ById, Once
from flotui.repositories.rows import Numbered
from flotui.repositories.subscribers import ByTime
from flotui.repositories.walking import Walk, pager_of
from tests.support.sender import Sender, pages


async def walked(call: Call, answer: Callable[[Call], Any]) -> tuple[list[list[Any]], Sender, Walk]:
    sender, walk = Sender(answer), Walk(call)
    steps = [list(step.rows) async for step in walk.steps(sender)]
    return steps, sender, walk


def rows(*numbers: int) -> list[dict[str, int]]:
    return [{"id": number} for number in numbers]


async def test_every_page_is_read_on_the_programs_own_behalf() -> None:
    steps, sender, walk = await walked(Call.of("flowTags", query={"name": "x"}), pages(rows(*range(250))))
    assert [len(step) for step in steps] == [100, 100, 50]
    assert sender.asked("page") == ["1", "2", "3"] and set(sender.asked("limit")) == {"100"}
    assert set(sender.asked("name")) == {"x"}
    assert set(sender.purposes) == {Purpose.BACKGROUND}
    assert walk.end == 100 and walk.parameter == "page"


async def test_a_step_tells_the_total_and_where_the_next_page_begins() -> None:
    walk, sender = Walk(Call.of("flowTags", query={"limit": 2})), Sender(pages(rows(1, 2, 3)))
    first, last = [step async for step in walk.steps(sender)]
    assert (first.rows, first.total, first.next) == (tuple(rows(1, 2)), 3, "2")
    assert (last.rows, last.total, last.next) == (tuple(rows(3)), 3, None)


async def test_a_walk_begins_where_it_is_told_and_goes_on_from_where_it_stopped() -> None:
    steps, sender, walk = await walked(
        Call.of("flowTags", query={"limit": 1, "page": 2}), pages(rows(1, 2, 3))
    )
    assert steps == [rows(2), rows(3)] and sender.asked("page") == ["2", "3"]
    assert walk.position == "3"


async def test_rows_that_come_again_are_given_once_and_a_page_of_them_ends_it() -> None:
    def sliding(call: Call) -> Any:
        page = int(dict(call.query)["page"])
        return {"data": {1: rows(1, 2), 2: rows(2, 3), 3: rows(2, 3)}[page]}

    steps, sender, _ = await walked(Call.of("flowTags"), sliding)
    assert steps == [rows(1, 2), rows(3), []]
    assert len(sender.calls) == 3


@pytest.mark.parametrize(
    ("page", "again"),
    [
        ([{"tag_ns": "a", "name": "x"}], [{"tag_ns": "a", "name": "renamed"}]),
        ([{"user_ns": "a", "agent_ns": "b"}], [{"user_ns": "a", "agent_ns": "c"}]),
        ([{"flow_ns": "f", "tag_ns": "t"}], [{"flow_ns": "g", "tag_ns": "t"}]),
        ([{"id": 7, "tag_ns": "t"}], [{"id": 7, "tag_ns": "u"}]),
        ([7], [7]),
        ([{"name": "x"}], [{"name": "x"}]),
    ],
)
async def test_these_are_the_same_row(page: list[Any], again: list[Any]) -> None:
    given = [page, again]
    steps, _, _ = await walked(Call.of("flowTags"), lambda _: {"data": given.pop(0)})
    assert steps == [page, []]


@pytest.mark.parametrize(
    ("page", "other"),
    [
        ([{"flow_ns": "f", "day": 1}], [{"flow_ns": "f", "day": 2}]),
        ([{"tag_ns": "t", "day": 1}, {"tag_ns": "t", "day": 2}], [{"tag_ns": "t", "day": 3}]),
        ([{"a_ns": "x", "b_ns": "y", "n": 1}], [{"a_ns": "x", "b_ns": "y", "n": 2}]),
        ([{"id": "", "name": "x"}], [{"id": "", "name": "y"}]),
        ([{"id": None, "name": "x"}], [{"id": None, "name": "y"}]),
        ([7, {"id": 1}], [{"id": 2}, 7.5]),
    ],
)
async def test_these_are_different_rows(page: list[Any], other: list[Any]) -> None:
    given = [page, other, []]
    steps, _, _ = await walked(Call.of("flowTags"), lambda _: {"data": given.pop(0)})
    assert steps == [page, other, []]


async def test_an_answer_that_is_no_list_ends_it_with_a_sentence() -> None:
    with pytest.raises(BrokenReply, match="no list"):
        await walked(Call.of("flowTags"), lambda _: {"data": {"a": 1}})


async def test_logs_go_on_from_the_last_row() -> None:
    def log(call: Call) -> Any:
        given = dict(call.query)
        start = int(given.get("start_id", 0))
        return {"data": [row for row in rows(*range(1, 6)) if row["id"] >= start][: int(given["limit"])]}

    steps, sender, walk = await walked(Call.of("flowEventsData", query={"event_ns": "e", "limit": 2}), log)
    assert steps == [rows(1, 2), rows(3), rows(4), rows(5), []]
    assert sender.asked("start_id") == [None, "2", "3", "4", "5"]
    assert (walk.parameter, walk.end) == ("start_id", 0)


def test_what_has_no_pages_can_not_be_walked() -> None:
    assert pager_of(catalogue()["UserInfo"]) is None
    with pytest.raises(ValueError, match="UserInfo has no pages"):
        Walk(Call.of("UserInfo"))


@pytest.mark.parametrize(
    ("operation", "limit", "pager"),
    [
        ("flowTags", None, Numbered(limit=100, pages=100)),
        ("flowTags", "7", Numbered(limit=7, pages=100)),
        ("flowTags", "0", Numbered(limit=1, pages=100)),
        ("flowTags", "500", Numbered(limit=100, pages=100)),
        ("flowTags", "many", Numbered(limit=100, pages=100)),
        ("flowBotUsers", None, Numbered(limit=100, pages=1000)),
        ("teamBotUsers", None, Numbered(limit=100, pages=1000)),
        ("flowEventsData", "20", ById(limit=20)),
    ],
)
def test_how_a_list_is_paged(operation: str, limit: str | None, pager: Any) -> None:
    assert pager_of(catalogue()[operation], limit) == pager


# -- Logs and chats -------------------------------------------------------------------------------


def test_logs_by_id() -> None:
    pager, call = ById(limit=2), Call.of("flowEventsData", query={"event_ns": "e"})
    assert dict(pager.first(call).query) == {"event_ns": "e", "limit": "2"}
    assert dict(pager.after(call, "7").query) == {"event_ns": "e", "limit": "2", "start_id": "7"}
    assert pager.next(None, rows(1, 2), False) == "2"
    assert pager.next("2", rows(1, 2), False) is None, "it would be asked for ever"
    assert pager.next(None, rows(1, 2), True) is None
    assert pager.next(None, rows(1), False) is None
    assert pager.next(None, [1, 2], False) is None
    assert pager.next(None, [{}, {"id": "x"}], False) is None
    assert ById().limit == 100


def test_logs_of_one_page() -> None:
    pager, call = Once(), Call.of("flowAgentActivityLogData")
    assert dict(pager.first(call).query) == {"limit": "1000"}
    assert pager.next(None, rows(*range(1000)), False) is None


def test_chats_go_on_by_time() -> None:
    pager, call = ByTime(limit=2), Call.of("flowBotUserChatMessages", query={"user_ns": "u"})
    assert dict(pager.first(call).query) == {"user_ns": "u", "limit": "2"}
    assert dict(pager.after(call, "90").query) == {"user_ns": "u", "limit": "2", "end_time": "90"}
    assert pager.next(None, [{"ts": 120}, {"ts": "90"}], False) == "90"
    assert pager.next("90", [{"ts": 80}, {"ts": 85}, {}], False) == "80"
    assert pager.next(None, [{"ts": 120}], False) is None
    assert pager.next(None, [{"ts": None}, {"ts": "soon"}], False) is None
    assert pager.next(None, [{"ts": 1}, "odd"], False) == "1"
    assert ByTime().limit == 100
