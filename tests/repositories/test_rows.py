# SPDX-License-Identifier: MIT
"""Rows as a table sees them: windows of the cache, views that are narrowed and sorted, and lists in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.models.flow import Tag
from flotui.api.models.shop import Order
from flotui.repositories import rows as module
from flotui.repositories.flows import TAG
from flotui.repositories.paging import Numbered
from flotui.repositories.row_views import Reversed, Single
from flotui.repositories.rows import ListRows, NotRead, Rows, call_by_name
from flotui.repositories.shop import ORDER
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.store.cache import Cache
from flotui.store.finding import Sort
from flotui.store.kept import Page

CALL = Call.of("flowTags")


@pytest.fixture
async def cache() -> AsyncIterator[Cache]:
    opened = await Cache.open(None, "bot")
    yield opened
    await opened.close()


async def never(rows: Rows[Any], first: bool) -> None:
    raise AssertionError("the host was asked")


async def tags(
    cache: Cache, *names: str, total: int | None = None, following: str | None = None
) -> Rows[Tag]:
    """A list of tags of these names; the first has the id t0."""
    rows = [TAG.packed({"tag_ns": f"t{index}", "name": name}) for index, name in enumerate(names)]
    await cache.keep_page(CALL.key, CALL.operation_id, TAG.name, Page(rows, total, following, True))
    found = Rows(cache, TAG, CALL, never)
    await found.reopen()
    return found


def shown(rows: Any) -> list[str | None]:
    return [row and row.name for row in (rows.peek(index) for index in range(rows.count))]


async def test_what_was_never_read_is_not_known_to_be_empty(cache: Cache) -> None:
    rows = Rows(cache, TAG, CALL, never)
    assert (rows.count, rows.total, rows.fetched_at, rows.known, rows.more_to_come) == (
        0,
        None,
        None,
        False,
        False,
    )
    await rows.reopen()
    assert not rows.known
    empty = await tags(cache)
    assert empty.known and empty.count == 0 and empty.fetched_at is not None


async def test_rows_are_seen_once_they_are_loaded(cache: Cache) -> None:
    rows = await tags(cache, "vip", "cold", "new", total=9, following="2")
    assert (rows.count, rows.total, rows.known, rows.more_to_come) == (3, 9, True, True)
    assert rows.peek(0) is None
    await rows.load(0, 3)
    assert shown(rows) == ["vip", "cold", "new"]
    assert rows.peek(3) is None
    assert await rows.index_of("t2") == 2 and await rows.index_of("nobody") is None
    assert [tag.name for tag in await rows.all()] == ["vip", "cold", "new"]


@pytest.mark.parametrize(
    ("total", "following", "more"),
    [(3, "2", False), (4, "2", True), (4, None, False), (None, "2", True), (None, None, False)],
)
async def test_more_is_to_come_where_the_walk_goes_on_and_the_host_has_more(
    cache: Cache, total: int | None, following: str | None, more: bool
) -> None:
    assert (await tags(cache, "a", "b", "c", total=total, following=following)).more_to_come is more


async def test_the_next_page_is_read_only_where_there_is_one(cache: Cache) -> None:
    walked: list[bool] = []

    async def walk(rows: Rows[Any], first: bool) -> None:
        walked.append(first)

    rows = await tags(cache, "a")
    rows._walk = walk
    assert await rows.more() is False and walked == []
    more = await tags(cache, "a", total=2, following="2")
    more._walk = walk
    assert await more.more() is True and walked == [False]
    await more.refresh()
    assert walked == [False, True]


async def test_far_rows_are_brought_in_block_by_block_and_the_oldest_go(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BLOCKS", 2)
    rows = await tags(cache, *(f"n{index}" for index in range(200)))
    await rows.load(60, 70)
    assert [rows.peek(index) is not None for index in (0, 63, 64, 127, 128)] == [
        True,
        True,
        True,
        True,
        False,
    ]
    row = rows.peek(64)
    assert row is not None and row.name == "n64"
    await rows.load(0, 1)
    await rows.load(199, 200)
    assert [rows.peek(index) is not None for index in (0, 64, 128, 192)] == [True, False, False, True]
    await rows.load(190, 5000)
    last = rows.peek(199)
    assert last is not None and last.name == "n199" and rows.peek(200) is None
    await rows.load(-5, 1)
    assert rows.peek(0) is not None
    assert [row.name for row in await rows.first(70)] == [f"n{index}" for index in range(70)]
    assert len(await (await tags(cache, "a", "b")).first(70)) == 2


async def test_a_row_is_loaded_once(cache: Cache) -> None:
    rows = await tags(cache, "a", "b")
    await rows.load(0, 2)
    before = rows.peek(0)
    await rows.load(0, 2)
    assert rows.peek(0) is before
    await rows.reopen()
    assert rows.peek(0) is None, "after a change it is read from the cache again"


async def test_a_view_holds_the_rows_with_every_word(cache: Cache) -> None:
    rows = await tags(cache, "vip old", "cold", "old new", "VIP", total=9, following="2")
    view = await rows.narrow(["vip"])
    await view.load(0, 9)
    assert shown(view) == ["vip old", "VIP"]
    assert (view.count, view.total, view.words) == (2, 9, ("vip",))
    assert [await view.index_of(each) for each in ("t3", "t1", "nobody")] == [1, None, None]
    both = await rows.narrow(["old", "vip"])
    await both.load(0, 9)
    assert shown(both) == ["vip old"]
    everything = await both.narrow([])
    assert everything.count == 4
    assert rows.count == 4, "the list itself stays"


async def test_a_view_is_sorted_and_stays_sorted_when_narrowed(cache: Cache) -> None:
    rows = await tags(cache, "b old", "c", "a old")
    up = await rows.ordered(Sort("name"))
    await up.load(0, 9)
    assert shown(up) == ["a old", "b old", "c"]
    assert await up.index_of("t2") == 0
    down = await up.ordered(Sort("name", down=True))
    await down.load(0, 9)
    assert shown(down) == ["c", "b old", "a old"]
    narrowed = await down.narrow(["old"])
    await narrowed.load(0, 9)
    assert shown(narrowed) == ["b old", "a old"]
    again = await narrowed.ordered(Sort("name"))
    await again.load(0, 9)
    assert shown(again) == ["a old", "b old"], "what it is narrowed to stays"


async def test_a_view_sees_what_was_changed_when_it_is_opened_again(cache: Cache) -> None:
    rows = await tags(cache, "vip", "cold")
    view = await rows.narrow(["vip"])
    await cache.patch_row(TAG.name, "t1", lambda row: {**row, "name": "vip too"}, TAG.text_of)
    await view.reopen()
    await view.load(0, 9)
    assert shown(view) == ["vip", "vip too"]


async def order(cache: Cache) -> Rows[Order]:
    call = Call.of("Orders")
    packed = [ORDER.packed({"id": 1, "user_ns": "u1"}), ORDER.packed({"id": 2, "user_ns": "u2"})]
    await cache.keep_page(call.key, call.operation_id, ORDER.name, Page(packed, None, None, True))
    rows = Rows(cache, ORDER, call, never)
    await rows.reopen()
    return rows


async def test_rows_say_what_those_are_called_whose_ids_they_hold(cache: Cache) -> None:
    await cache.keep_row(*SUBSCRIBER_ROW)
    rows = await order(cache)
    await rows.load(0, 2)
    first, second = rows.peek(0), rows.peek(1)
    assert first is not None and second is not None
    assert (first.who(), second.who()) == ("Ana Souza", "u2")
    assert [each.who() for each in await rows.all()] == ["Ana Souza", "u2"]
    view = await rows.narrow(["souza"])
    await view.load(0, 9)
    assert view.count == 1 and (found := view.peek(0)) is not None and found.row_id == "1"
    await call_by_name(cache, ORDER, [])
    one = Single(cache, ORDER, Call.of("OrderGetInfo"), "1")
    await one.reopen()
    assert (row := one.peek(0)) is not None and row.who() == "Ana Souza"


SUBSCRIBER_ROW = (SUBSCRIBER.name, *SUBSCRIBER.packed({"user_ns": "u1", "name": "Ana Souza"}))


async def test_one_row_is_a_list_of_one(cache: Cache) -> None:
    one = Single(cache, TAG, CALL, "t1")
    await one.reopen()
    assert (one.count, one.total, one.known, one.fetched_at, one.peek(0)) == (0, 0, False, None, None)
    assert await one.index_of("t1") is None and (await one.narrow([])).count == 0
    one.asked = True
    assert one.known, "the host said that there is none"
    await tags(cache, "vip", "cold")
    await one.reopen()
    assert (one.count, one.total, one.known, one.more_to_come) == (1, 1, True, False)
    assert one.fetched_at is not None and one.fetched_at > 0
    assert shown(one) == ["cold"] and one.peek(1) is None
    assert [await one.index_of(each) for each in ("t1", "t0")] == [0, None]
    named = await one.narrow(["COLD"], lambda tag: tag.name)
    assert named.count == 1 and await named.index_of("t1") == 0
    assert (await one.narrow(["vip"], lambda tag: tag.name)).count == 0
    assert await one.more() is False


async def test_a_chat_stands_upside_down(cache: Cache) -> None:
    rows = await tags(cache, "newest", "middle", "oldest", total=5, following="2")
    chat = Reversed(rows)
    await chat.load(0, 3)
    assert shown(chat) == ["oldest", "middle", "newest"]
    assert (chat.count, chat.total, chat.known, chat.more_to_come) == (3, 5, True, True)
    assert chat.fetched_at == rows.fetched_at is not None
    assert (chat.kind, chat.operation) == (TAG, CALL.operation_id)
    assert [await chat.index_of(each) for each in ("t0", "t2", "nobody")] == [2, 0, None]
    view = await chat.narrow(["middle"])
    await view.load(0, 1)
    assert shown(view) == ["middle"]

    walked: list[bool] = []

    async def walk(rows: Rows[Any], first: bool) -> None:
        walked.append(first)

    rows._walk = walk
    assert await chat.more() is True
    await chat.refresh()
    assert walked == [False, True]
    await cache.drop_row(TAG.name, "t0")
    await chat.reopen()
    assert chat.count == 2


async def test_only_the_rows_that_are_seen_of_a_chat_are_loaded(cache: Cache) -> None:
    rows = await tags(cache, *(f"n{index}" for index in range(200)))
    chat = Reversed(rows)
    await chat.load(0, 10)
    last = chat.peek(0)
    assert last is not None and last.name == "n199"
    assert chat.peek(199) is None


class Numbers(ListRows[str]):
    def __init__(self, *rows: str) -> None:
        super().__init__(rows, lambda row: row, 5.0)


async def test_rows_in_memory() -> None:
    rows = Numbers("a", "b")
    assert (rows.count, rows.total, rows.known, rows.more_to_come, rows.fetched_at) == (
        2,
        2,
        True,
        False,
        5.0,
    )
    assert [rows.peek(index) for index in (-1, 0, 1, 2)] == [None, "a", "b", None]
    assert list(rows.rows) == ["a", "b"]
    assert [await rows.index_of(each) for each in ("a", "b", "c")] == [0, 1, None]
    assert await rows.more() is False
    for nothing in (rows.load(0, 1), rows.reopen(), rows.refresh()):
        await nothing
    assert (ListRows((), str).fetched_at, ListRows((), str).known) == (None, True)


async def test_rows_in_memory_are_narrowed_and_sorted() -> None:
    rows = Numbers("João 2", "joao 10", "ana", "")
    view = await rows.narrow(["JOAO"])
    assert list(view.rows) == ["João 2", "joao 10"] and view.fetched_at == 5.0
    assert list((await rows.narrow(["joao", "10"])).rows) == ["joao 10"]
    assert list((await rows.narrow([])).rows) == list(rows.rows)
    numbers = Numbers("10", "9", "", "1,000", "Zoé", "zoa")
    up = await numbers.sorted_by(None, str)
    assert list(up.rows) == ["9", "10", "1,000", "zoa", "Zoé", ""] and up.fetched_at == 5.0
    assert await up.index_of("9") == 0
    assert list((await numbers.sorted_by(None, str, down=True)).rows) == [
        "Zoé",
        "zoa",
        "1,000",
        "10",
        "9",
        "",
    ]


async def test_a_view_of_rows_in_memory_shows_what_they_have_by_then_once_it_is_reopened() -> None:
    class Growing(Numbers):
        async def reopen(self) -> None:
            self._rows, self.fetched_at = ["b 3", "a 2", "b 1", "c"], 9.0

    rows = Growing("b 1", "c")
    narrowed = await rows.narrow(["b"])
    both = await (await rows.sorted_by(None, str)).narrow(["b"])
    assert (list(narrowed.rows), list(both.rows)) == (["b 1"], ["b 1"])
    for view in (narrowed, both):
        await view.reopen()
    assert (list(narrowed.rows), list(both.rows)) == (["b 3", "b 1"], ["b 1", "b 3"])
    assert narrowed.fetched_at == both.fetched_at == 9.0


def test_what_could_not_be_read_is_not_known() -> None:
    rows = NotRead()
    assert (rows.count, rows.known, rows.more_to_come) == (0, False, False)


# -- Pages ----------------------------------------------------------------------------------------


def test_numbered_pages() -> None:
    pager = Numbered(limit=50, pages=3)
    call = Call.of("flowTags", query={"name": "x", "page": 7})
    assert dict(pager.first(call).query) == {"name": "x", "limit": "50", "page": "1"}
    assert dict(pager.after(call, "3").query) == {"name": "x", "limit": "50", "page": "3"}
    assert pager.after(call, "3").query == tuple(sorted(pager.after(call, "3").query))
    assert pager.next(None, [1], False) == "2"
    assert pager.next("2", [1], False) == "3"
    assert pager.next("3", [1], False) is None, "the host serves no more"
    assert pager.next(None, [1], True) is None
    assert pager.next(None, [], False) is None
    assert (Numbered().limit, Numbered().pages) == (100, 100)
