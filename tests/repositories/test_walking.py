# SPDX-License-Identifier: MIT
"""Walking any list to its end: every row once, and no page too many."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flotui.api import exact
from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.api.errors import BrokenReply, Stopped
from flotui.api.pacer import Purpose
from flotui.repositories.base import Reader
from flotui.repositories.log_pages import LogPages
from flotui.repositories.logs import Logs
from flotui.repositories.paging import Numbered
from flotui.repositories.seen import Seen
from flotui.repositories.walking import Walk, pager_of
from flotui.store.cache import Cache
from flotui.text.zones import Zone, follow
from tests.support.sender import Sender, pages, reply


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
    with pytest.raises(BrokenReply, match="isn't a list"):
        await walked(Call.of("flowTags"), lambda _: {"data": {"a": 1}})


async def test_logs_go_on_from_the_last_row() -> None:
    def log(call: Call) -> Any:
        given = dict(call.query)
        start = int(given.get("start_id", 0))
        return {"data": [row for row in rows(*range(1, 6)) if row["id"] >= start][: int(given["limit"])]}

    steps, sender, walk = await walked(Call.of("flowEventsData", query={"event_ns": "e", "limit": 2}), log)
    assert steps == [rows(1, 2), rows(3), rows(4), rows(5), []]
    assert sender.asked("start_id") == [None, "2", "3", "4", "5"]
    assert (walk.place("7"), walk.end) == ({"start_id": "7"}, 0)


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


# -- Logs and chats -------------------------------------------------------------------------------


def test_logs_by_id() -> None:
    pager, call = LogPages(2, by_id=True), Call.of("flowEventsData", query={"event_ns": "e"})
    assert dict(pager.first(call).query) == {"event_ns": "e", "limit": "2"}
    assert dict(pager.after(call, "7").query) == {"event_ns": "e", "limit": "2", "start_id": "7"}
    assert pager.next(None, rows(1, 2), False) == "2"
    assert pager.next("2", rows(1, 2), False) is None, "it would be asked for ever"
    assert pager.next(None, rows(1, 2), True) is None
    assert pager.next(None, rows(1), False) is None
    assert pager.next(None, [1, 2], False) is None
    assert pager.next(None, [{}, {"id": "x"}], False) is None
    assert LogPages().limit == 100


def test_chats_go_on_by_time() -> None:
    pager, call = LogPages(2), Call.of("flowBotUserChatMessages", query={"user_ns": "u"})
    assert dict(pager.first(call).query) == {"user_ns": "u", "limit": "2"}
    assert dict(pager.after(call, "90").query) == {"user_ns": "u", "limit": "2", "end_time": "90"}
    assert pager.next(None, [{"ts": 120}, {"ts": "90"}], False) == "90/90"
    assert pager.next("90", [{"ts": 80}, {"ts": 85}, {}], False) == "80/80"
    assert pager.next(None, [{"ts": 120}], False) is None
    assert pager.next(None, [{"ts": None}, {"ts": "soon"}], False) is None
    assert pager.next(None, [{"ts": 1}, "odd"], False) == "1/1"


# -- Logs whose order and `start_id` nobody documents ----------------------------------------------


ZONED = "2026-05-01 12:{0:02}:{1:02}"


def log_row(number: int) -> dict[str, Any]:
    return {"id": number, "created_at": ZONED.format(number // 60, number % 60), "ts": 1_700_000_000 + number}


class Log:
    """A log of so many rows, as some host may serve it."""

    def __init__(self, count: int, **host: Any) -> None:
        self.rows = [log_row(number) for number in range(1, count + 1)]
        self.newest_first = host.get("newest_first", True)
        self.start_id = host.get("start_id", "down")
        self.most = host.get("most", 1000)
        self.counts_rest = host.get("counts_rest", False)
        self.tells_total = host.get("tells_total", True)
        self.with_id = host.get("with_id", True)
        self.by_time = host.get("by_time", True)

    def __call__(self, call: Call) -> Any:
        given = dict(call.query)
        start, until = given.get("start_id"), int(given.get("end_time", 1 << 40))
        rows = [row for row in self.rows if row["ts"] <= until or not self.by_time]
        if start is not None and self.start_id != "ignored":
            rows = [
                row
                for row in rows
                if (row["id"] <= int(start) if self.start_id == "down" else row["id"] >= int(start))
            ]
        if self.newest_first:
            rows = rows[::-1]
        total = len(rows) if self.counts_rest else len(self.rows)
        page = rows[: min(int(given["limit"]), self.most)]
        if not self.with_id:
            page = [{key: value for key, value in row.items() if key != "id"} for row in page]
        return {"data": page, **({"meta": {"total": total}} if self.tells_total else {})}


LOGS = ["flowConversationsData", "flowEventsData"]
TIMED = ["flowBotUserChatMessages", "flowAgentActivityLogData", "teamTicketListLogData"]


@pytest.mark.parametrize("operation", LOGS)
@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("start_id", ["down", "up", "ignored"])
@pytest.mark.parametrize("most", [50, 1000])
@pytest.mark.parametrize("counts_rest", [False, True])
@pytest.mark.parametrize("tells_total", [True, False])
async def test_a_log_is_read_to_its_true_end(
    operation: str, newest_first: bool, start_id: str, most: int, counts_rest: bool, tells_total: bool
) -> None:
    host = Log(
        120,
        newest_first=newest_first,
        start_id=start_id,
        most=most,
        counts_rest=counts_rest,
        tells_total=tells_total,
    )
    steps, sender, walk = await walked(Call.of(operation, query={"event_ns": "e", "limit": 100}), host)
    found = [row["id"] for step in steps for row in step]
    assert len(found) == len(set(found)) and len(sender.calls) < 12
    impossible = not newest_first and start_id != "up"
    if impossible:  # such a host has no way on; that is not taken for the end
        assert walk.repeated or walk.missing
    else:
        assert sorted(found) == list(range(1, 121)) and not walk.repeated and not walk.missing


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("start_id", ["down", "up", "ignored"])
@pytest.mark.parametrize("counts_rest", [False, True])
async def test_the_same_walk_serves_the_lists_on_screen(
    newest_first: bool, start_id: str, counts_rest: bool
) -> None:
    sender = Sender(Log(120, newest_first=newest_first, start_id=start_id, counts_rest=counts_rest, most=50))
    cache = await Cache.open(None, "bot")
    try:
        (rows_,) = [each.value async for each in Logs(Reader(cache, sender)).conversations((None, None))]
        for _ in range(8):
            if not await rows_.more():
                break
        assert rows_.total == 120, "a later page counts only what is left"
        possible = newest_first or start_id == "up"
        assert (rows_.count, rows_.more_to_come) == (120 if possible else 50, False)
        assert len(sender.calls) < 8
    finally:
        await cache.close()


@pytest.mark.parametrize("operation", TIMED)
@pytest.mark.parametrize("most", [50, 100])
@pytest.mark.parametrize("tells_total", [True, False])
async def test_a_list_without_ids_goes_on_by_time(operation: str, most: int, tells_total: bool) -> None:
    host = Log(120, most=most, tells_total=tells_total, with_id=False)
    for row in host.rows:
        row["ts"] = 1_700_000_000 + row["id"] // 7  # several of a second, on both sides of a page's end
        row["text"] = f"{row['id'] % 7}"
    steps, _, walk = await walked(Call.of(operation, path={"listId": "1"}, query={"limit": 100}), host)
    assert sum(map(len, steps)) == 120 and not walk.missing and not walk.repeated


async def test_rows_without_an_id_that_say_the_same_are_counted() -> None:
    host = Log(30, with_id=False)
    for row in host.rows:
        row["ts"] = 1_700_000_000 + row["id"] // 10
        row["created_at"] = ""
    steps, _, _ = await walked(Call.of("flowAgentActivityLogData", query={"limit": 12}), host)
    assert sum(map(len, steps)) == 30


async def test_a_host_that_knows_no_time_is_not_taken_at_its_word() -> None:
    host = Log(120, with_id=False, by_time=False, most=50)
    steps, sender, walk = await walked(Call.of("flowBotUserChatMessages"), host)
    assert sum(map(len, steps)) == 50 and walk.repeated and walk.missing == 70 and len(sender.calls) <= 4


def test_a_time_beyond_all_numbers_is_none() -> None:
    found = [{"ts": exact.number("9" * 5000)}, {"ts": "9" * 5000, "created_at": 90}, {"ts": 120}]
    assert LogPages(3).next(None, found, False) == "90/90"


@pytest.mark.parametrize("hours", [-12, -3, 0, 1, 5.5, 14])
@pytest.mark.parametrize("gap", [1, 977, 90_000])
@pytest.mark.parametrize("inclusive", [True, False])
async def test_a_zone_that_nobody_said_skips_no_row(hours: float, gap: int, inclusive: bool) -> None:
    """Rows say their time in a zone of the host's; a page is asked for by unix time."""
    begin = datetime(2026, 5, 1, tzinfo=UTC)
    rows_ = [
        (int(at.timestamp()), f"{at + timedelta(hours=hours):%Y-%m-%d %H:%M:%S}")
        for at in (begin - timedelta(seconds=gap * number) for number in range(95))
    ]

    def host(call: Call) -> Any:
        given = dict(call.query)
        until = int(given.get("end_time", 1 << 40))
        found = [(at, said) for at, said in rows_ if at < until or (inclusive and at == until)]
        return {"data": [{"created_at": said} for _, said in found[: int(given["limit"])]]}

    end = follow(lambda: Zone(UTC, "UTC"))
    try:
        steps, sender, walk = await walked(Call.of("flowAgentActivityLogData", query={"limit": 10}), host)
    finally:
        end()
    found = [row["created_at"] for step in steps for row in step]
    assert found == [said for _, said in rows_] and not walk.repeated, len(found)
    assert len(sender.calls) <= 30


async def test_times_without_a_zone_are_the_workspaces() -> None:
    end = follow(lambda: Zone(ZoneInfo("America/Sao_Paulo"), "America/Sao_Paulo"))
    try:
        pager = LogPages(2)
        rows_ = [{"created_at": "2026-05-01 12:00:00"}, {"created_at": "2026-05-01 11:00:00"}]
        assert pager.next(None, rows_, False) == "1777644000/1777644000"
    finally:
        end()


# -- Asking ahead ----------------------------------------------------------------------------------


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


@pytest.mark.parametrize("tells_total", [True, False])
@pytest.mark.parametrize("count", [100, 2500])
async def test_a_list_by_time_that_begins_with_the_oldest_is_not_complete(
    tells_total: bool, count: int
) -> None:
    host = Log(count, newest_first=False, tells_total=tells_total, with_id=False)
    _, sender, walk = await walked(Call.of("flowBotUserChatMessages", query={"limit": 100}), host)
    assert walk.count == 100 and len(sender.calls) == 1
    assert walk.oldest_first is not (tells_total and count == 100)


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
