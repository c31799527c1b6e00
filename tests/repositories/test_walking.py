# SPDX-License-Identifier: MIT
"""A walk through pages: each row once, to the true end, ahead of who reads."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.api.errors import BrokenReply, Stopped
from flotui.api.pacer import Purpose
from flotui.repositories.log_pages import LogPages
from flotui.repositories.paging import Numbered
from flotui.repositories.seen import Seen
from flotui.repositories.walking import Walk, pager_of
from tests.repositories.walking_rig import rows, walked
from tests.support.sender import Sender, pages, reply


async def test_every_page_is_read_on_the_programs_own_behalf() -> None:
    steps, sender, walk = await walked(Call.of("flowTags", query={"name": "x"}), pages(rows(*range(250))))
    assert [len(step) for step in steps] == [100, 100, 50]
    assert sender.asked("page") == ["1", "2", "3"] and set(sender.asked("limit")) == {"100"}
    assert set(sender.asked("name")) == {"x"}
    assert set(sender.purposes) == {Purpose.BACKGROUND}
    assert walk.end == 100 and walk.place("3") == {"page": "3"}


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


async def peak(numbers: int) -> int:
    """The most bytes that a walk over so many pages of a hundred subscribers takes."""

    async def send(call: Call, purpose: Purpose) -> Any:
        page = int(dict(call.query)["page"])
        people = [{"user_ns": f"f1284u{page:06}{at:02}", "name": "x" * 40} for at in range(100)]
        return reply(call, {"data": people if page <= numbers else [], "meta": {"total": numbers * 100}})

    walk = Walk(Call.of("flowBotUsers"), ahead=8)
    tracemalloc.start()
    try:
        async for step in walk.steps(send):
            del step
        assert walk.count == numbers * 100 and not walk.repeated
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


async def test_a_long_walk_takes_hardly_more_memory_than_a_short_one() -> None:
    await peak(1)
    assert await peak(150) < await peak(10) + 800_000


def test_what_was_seen_is_known_however_much_it_is() -> None:
    seen = Seen()
    texts = [f"1 f1284u{number}" for number in range(20_000)] + ["\ud83d", ""]
    assert all(seen.add(text) for text in texts)
    assert not any(seen.add(text) for text in texts)
    assert len(seen) == len(texts)


async def test_an_answer_that_is_no_list_ends_it_with_a_sentence() -> None:
    with pytest.raises(
        BrokenReply, match=r"^The host's answer isn't a list\. Nothing was changed\. Try again\.$"
    ):
        await walked(Call.of("flowTags"), lambda _: {"data": {"a": 1}})


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
        ("flowEventsData", "20", LogPages(20, by_id=True)),
        ("flowAgentActivityLogData", None, LogPages(1000)),
        ("flowAgentActivityLogData", "5000", LogPages(1000)),
    ],
)
def test_how_a_list_is_paged(operation: str, limit: str | None, pager: Any) -> None:
    assert pager_of(catalogue()[operation], limit) == pager


class Slow:
    """A host that answers the later pages first, and knows how many are asked at once."""

    def __init__(self, answer: Callable[[Call], Any]) -> None:
        self.sender, self.running, self.most = Sender(answer), 0, 0

    async def __call__(self, call: Call, purpose: Purpose) -> Any:
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            for _ in range(20 - int(dict(call.query)["page"]) % 20):
                await asyncio.sleep(0)
            return await self.sender(call, purpose)
        finally:
            self.running -= 1


async def test_pages_are_asked_for_ahead_and_given_in_order() -> None:
    slow = Slow(pages(rows(*range(1000))))
    walk = Walk(Call.of("flowTags"), ahead=4)
    found = [row["id"] async for step in walk.steps(slow) for row in step.rows]
    assert found == list(range(1000)) and slow.most == 4
    assert sorted(map(int, filter(None, slow.sender.asked("page")))) == list(range(1, 11)), "no page too many"


async def test_a_page_that_fails_ends_it_where_it_stands() -> None:
    def answer(call: Call) -> Any:
        return Stopped("x") if dict(call.query)["page"] == "4" else pages(rows(*range(1000)))(call)

    slow = Slow(answer)
    walk = Walk(Call.of("flowTags"), ahead=4)
    found = []
    with pytest.raises(Stopped):
        async for step in walk.steps(slow):
            found += [row["id"] for row in step.rows]
    assert found == list(range(300)) and walk.position == "4" and slow.running == 0
    assert walk.place() == {"page": "4"}


async def test_a_walk_that_goes_on_knows_what_was_read_before() -> None:
    _, _, walk = await walked(Call.of("flowTags", query={"page": 2}), pages(rows(*range(250))))
    assert (walk.rows_before, walk.count, walk.promised, walk.missing) == (100, 150, 250, 0)
    _, _, short = await walked(Call.of("flowTags"), pages(rows(*range(250)), total=300))
    assert short.missing == 50


@pytest.mark.parametrize(
    "says",
    [
        {"total": 0, "last_page": 0, "current_page": 1},
        {"total": 250, "last_page": 1, "current_page": 1},
        {"last_page": 1, "current_page": 1},
        {"total": 3, "last_page": 1, "current_page": 1},
    ],
)
async def test_a_full_page_is_no_end_whatever_stands_beside_it(says: dict[str, int]) -> None:
    def host(call: Call) -> Any:
        page = int(dict(call.query)["page"])
        return {
            "data": rows(*range(250))[(page - 1) * 100 : page * 100],
            "meta": says | {"current_page": page},
        }

    steps, sender, walk = await walked(Call.of("flowTags"), host)
    assert sum(map(len, steps)) == 250 and not walk.repeated and len(sender.calls) <= 4


async def test_a_full_last_page_that_adds_up_costs_no_further_call() -> None:
    def host(call: Call) -> Any:
        return {"data": rows(*range(100)), "meta": {"total": 100, "last_page": 1, "current_page": 1}}

    steps, sender, _ = await walked(Call.of("flowTags"), host)
    assert [len(step) for step in steps] == [100] and len(sender.calls) == 1


async def test_a_short_page_that_comes_again_is_no_end() -> None:
    _, sender, walk = await walked(Call.of("flowTags"), lambda _: {"data": rows(*range(50))})
    assert walk.count == 50 and walk.repeated and len(sender.calls) == 2


async def test_a_last_page_that_comes_again_is_the_end() -> None:
    def host(call: Call) -> Any:
        page = min(int(dict(call.query)["page"]), 2)
        return {"data": rows(*range(150))[(page - 1) * 100 : page * 100]}

    _, _, walk = await walked(Call.of("flowTags"), host)
    assert walk.count == 150 and not walk.repeated


async def test_a_row_with_the_id_0_is_a_row_like_any_other() -> None:
    def sliding(call: Call) -> Any:
        first = 99 * (int(dict(call.query)["page"]) - 1)
        return {
            "data": [{"id": n, "seen": dict(call.query)["page"]} for n in range(250)][first : first + 100]
        }

    steps, _, _ = await walked(Call.of("flowTags"), sliding)
    assert [row["id"] for step in steps for row in step] == list(range(250))


@pytest.mark.parametrize("at", [0, 1, 2, 3, 4, 5])
async def test_a_row_that_came_empty_is_left_out_and_hides_no_other(at: int) -> None:
    there: list[Any] = rows(*range(6))
    there[at] = None
    walk, sender = Walk(Call.of("flowTags", query={"limit": 2})), Sender(pages(there))
    found = [row for step in [step async for step in walk.steps(sender)] for row in step.rows]
    assert found == [row for row in there if row is not None]
    assert (walk.empty, walk.missing, walk.repeated) == (1, 0, False)
    assert not walk.complete, "who it was nobody knows"


@pytest.mark.parametrize("total", [True, False])
async def test_pages_of_empty_rows_come_to_an_end(total: bool) -> None:
    steps, sender, walk = await walked(
        Call.of("flowTags", query={"limit": 2}),
        lambda call: {"data": [None, None], **({"meta": {"total": 6}} if total else {})},
    )
    assert len(sender.calls) == (3 if total else 1) and sum(map(len, steps)) == 0
    assert walk.repeated is not total


async def test_what_comes_twice_is_told_beside_an_empty_row() -> None:
    given = [[{"id": 1, "n": 1}, None], [{"id": 1, "n": 2}, {"id": 2}]]
    steps, _, _ = await walked(
        Call.of("flowTags"), lambda _: {"data": given.pop(0), "meta": {"total": 4}} if given else {"data": []}
    )
    assert [row for step in steps for row in step] == [{"id": 1, "n": 1}, {"id": 2}]
