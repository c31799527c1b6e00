# SPDX-License-Identifier: MIT
"""Logs and chats, whose order and ends nobody documents, are read to their end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flotui.api import exact
from flotui.api.call import Call
from flotui.repositories.base import Reader
from flotui.repositories.log_pages import LogPages
from flotui.repositories.logs import Logs
from flotui.store.cache import Cache
from flotui.text.zones import Zone, follow
from tests.repositories.walking_rig import rows, walked
from tests.support.sender import Sender


async def test_logs_go_on_from_the_last_row() -> None:
    def log(call: Call) -> Any:
        given = dict(call.query)
        start = int(given.get("start_id", 0))
        return {"data": [row for row in rows(*range(1, 6)) if row["id"] >= start][: int(given["limit"])]}

    steps, sender, walk = await walked(Call.of("flowEventsData", query={"event_ns": "e", "limit": 2}), log)
    assert steps == [rows(1, 2), rows(3), rows(4), rows(5), []]
    assert sender.asked("start_id") == [None, "2", "3", "4", "5"]
    assert (walk.place("7"), walk.end) == ({"start_id": "7"}, 0)


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


@pytest.mark.parametrize("tells_total", [True, False])
@pytest.mark.parametrize("count", [100, 2500])
async def test_a_list_by_time_that_begins_with_the_oldest_is_not_complete(
    tells_total: bool, count: int
) -> None:
    host = Log(count, newest_first=False, tells_total=tells_total, with_id=False)
    _, sender, walk = await walked(Call.of("flowBotUserChatMessages", query={"limit": 100}), host)
    assert walk.count == 100 and len(sender.calls) == 1
    assert walk.oldest_first is not (tells_total and count == 100)
