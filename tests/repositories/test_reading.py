# SPDX-License-Identifier: MIT
"""Reading through the cache: what is known first, then what the host says, and no question too many."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import BrokenReply, Stopped
from flotui.api.pacer import Purpose
from flotui.api.reply import Reply
from flotui.repositories.base import Reader
from flotui.repositories.flows import TAG
from flotui.repositories.paging import Numbered
from flotui.store.cache import Cache
from tests.support.sender import Sender, pages

CALL = Call.of("flowTags")
INFO = Call.of("workspaceInfo")
LATE = "The host sleeps."


@pytest.fixture
async def cache() -> AsyncIterator[Cache]:
    opened = await Cache.open(None, "bot")
    yield opened
    await opened.close()


def reading(cache: Cache, answer: Any) -> tuple[Reader, Sender]:
    sender = Sender(answer if callable(answer) else lambda _: answer)
    return Reader(cache, sender), sender


async def all_of(snapshots: AsyncIterator[Any]) -> list[Any]:
    return [each async for each in snapshots]


def tags(*names: str) -> list[dict[str, str]]:
    return [{"tag_ns": f"t-{name}", "name": name} for name in names]


# -- Objects --------------------------------------------------------------------------------------


async def test_an_object_is_asked_for_once_and_then_known(cache: Cache) -> None:
    reader, sender = reading(cache, {"data": {"name": "Brasa"}, "status": "ok"})
    began = time.time()
    (first,) = await all_of(reader.object(INFO, dict))
    assert (first.value, first.source, first.stale, first.error) == ({"name": "Brasa"}, "server", False, None)
    assert began <= first.fetched_at <= time.time()
    (known,) = await all_of(reader.object(INFO, dict))
    assert (known.value, known.source, known.stale) == ({"name": "Brasa"}, "cache", False)
    assert sender.calls == [INFO] and sender.purposes == [Purpose.INTERACTIVE]


@pytest.mark.parametrize("why", ["old", "forced", "changed"])
async def test_an_old_object_is_shown_and_asked_for_again(cache: Cache, why: str) -> None:
    reader, sender = reading(cache, {"data": "new"})
    at = time.time() - (301 if why == "old" else 299)
    await cache.keep_reply(INFO.key, INFO.operation_id, "kept", at=at)
    if why == "changed":
        await cache.make_stale([INFO.operation_id])
    kept, new = await all_of(reader.object(INFO, str, force=why == "forced", purpose=Purpose.BACKGROUND))
    assert (kept.value, kept.fetched_at, kept.source, kept.stale) == ("kept", at, "cache", True)
    assert (new.value, new.source, new.stale) == ("new", "server", False)
    assert sender.purposes == [Purpose.BACKGROUND]
    known = await cache.reply(INFO.key)
    assert known is not None and known.value == "new"


async def test_how_long_an_object_is_fresh_can_be_said(cache: Cache) -> None:
    reader, sender = reading(cache, {"data": "new"})
    await cache.keep_reply(INFO.key, INFO.operation_id, "kept", at=time.time() - 50)
    assert len(await all_of(reader.object(INFO, str, ttl=60))) == 1
    assert sender.calls == []
    assert len(await all_of(reader.object(INFO, str, ttl=40))) == 2


async def test_where_the_host_fails_what_is_known_stays_with_the_reason(cache: Cache) -> None:
    reader, _ = reading(cache, Stopped(LATE))
    (nothing,) = await all_of(reader.object(INFO, str))
    assert (nothing.value, nothing.fetched_at, nothing.source, nothing.stale) == (None, None, "cache", True)
    assert str(nothing.error) == LATE
    await cache.keep_reply(INFO.key, INFO.operation_id, "kept", at=5.0)
    known, failed = await all_of(reader.object(INFO, str))
    assert (known.value, known.error) == ("kept", None)
    assert (failed.value, failed.fetched_at, str(failed.error)) == ("kept", 5.0, LATE)


async def test_a_whole_answer_is_kept_where_it_is_asked_for(cache: Cache) -> None:
    reader, _ = reading(cache, {"data": [1], "total": 7})
    (found,) = await all_of(reader.object(INFO, dict, whole=True))
    assert found.value == {"data": [1], "total": 7}
    (known,) = await all_of(reader.object(INFO, dict, whole=True))
    assert known.value == {"data": [1], "total": 7}


# -- Lists ----------------------------------------------------------------------------------------


async def names(rows: Any) -> list[str]:
    await rows.load(0, rows.count)
    return [rows.peek(index).name for index in range(rows.count)]


async def test_a_short_list_is_read_through_and_then_known(cache: Cache) -> None:
    reader, sender = reading(cache, pages(tags(*(f"n{index}" for index in range(250)))))
    (read,) = await all_of(reader.rows(TAG, CALL))
    assert (read.source, read.stale, read.error) == ("server", False, None)
    assert (read.value.count, read.value.total, read.value.more_to_come) == (250, 250, False)
    assert read.fetched_at == read.value.fetched_at
    assert sender.asked("page") == ["1", "2", "3"]
    (known,) = await all_of(reader.rows(TAG, CALL))
    assert (known.source, known.stale, known.value.count) == ("cache", False, 250)
    assert len(sender.calls) == 3


async def test_a_list_that_is_not_short_is_read_through_only_so_far(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flotui.repositories.base.WHOLE", 5)
    reader, sender = reading(cache, pages(tags(*(f"n{index}" for index in range(9)))))
    (read,) = await all_of(reader.rows(TAG, CALL, pager=Numbered(limit=1)))
    assert sender.asked("page") == ["1", "2", "3", "4", "5"]
    assert read.value.count == 5 and read.value.more_to_come


async def test_a_long_list_is_read_page_by_page(cache: Cache) -> None:
    reader, sender = reading(cache, pages(tags("a", "b", "c", "d", "e")))
    snapshots = reader.rows(TAG, CALL, pager=Numbered(limit=2), whole=False, purpose=Purpose.BACKGROUND)
    (read,) = await all_of(snapshots)
    rows = read.value
    assert await names(rows) == ["a", "b"] and rows.more_to_come
    assert await rows.more() and await names(rows) == ["a", "b", "c", "d"]
    assert await rows.more() and await names(rows) == ["a", "b", "c", "d", "e"]
    assert await rows.more() is False
    assert sender.asked("page") == ["1", "2", "3"]
    assert set(sender.purposes) == {Purpose.BACKGROUND}
    assert rows.state.complete


async def test_an_answer_is_let_go_before_its_rows_are_kept(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, _ = reading(cache, pages(tags("vip")))
    held: list[Reply] = []
    keep_page = cache.keep_page

    async def keep(*page: Any) -> None:
        held.extend(
            each for each in gc.get_objects() if type(each) is Reply and each.call.operation_id == "flowTags"
        )
        await keep_page(*page)

    monkeypatch.setattr(cache, "keep_page", keep)
    found = (await all_of(reader.rows(TAG, CALL)))[-1]
    assert (await names(found.value), held) == (["vip"], [])


@pytest.mark.parametrize("why", ["old", "forced", "changed"])
async def test_an_old_list_is_shown_and_read_again(
    cache: Cache, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, sender = reading(cache, pages(tags("a")))
    await all_of(reader.rows(TAG, CALL))
    if why == "changed":
        await cache.make_stale([CALL.operation_id])
    now = time.time() + (TAG.ttl + 1 if why == "old" else 0)
    monkeypatch.setattr(time, "time", lambda: now)
    sender.answer = pages(tags("b", "a"))
    reads = reader.rows(TAG, CALL, force=why == "forced")
    kept = await anext(reads)
    assert (kept.source, kept.stale, await names(kept.value)) == ("cache", True, ["a"])
    read = await anext(reads)
    assert (read.source, await names(read.value)) == ("server", ["b", "a"])


async def test_a_list_that_can_not_be_read_is_shown_as_it_is_known(cache: Cache) -> None:
    reader, sender = reading(cache, Stopped(LATE))
    (nothing,) = await all_of(reader.rows(TAG, CALL))
    assert (nothing.value.known, nothing.fetched_at, str(nothing.error)) == (False, None, LATE)
    sender.answer = pages(tags("a"))
    await all_of(reader.rows(TAG, CALL))
    sender.answer = lambda _: Stopped(LATE)
    _, failed = await all_of(reader.rows(TAG, CALL, force=True))
    assert (await names(failed.value), failed.source, failed.stale) == (["a"], "cache", True)
    assert str(failed.error) == LATE and failed.fetched_at is not None


async def test_who_joins_a_reading_sees_its_rows_too(cache: Cache) -> None:
    reader, sender = reading(cache, pages(tags("a", "b", "c")))
    found = await asyncio.gather(*(all_of(reader.rows(TAG, CALL)) for _ in range(3)))
    assert len(sender.calls) == 1
    for snapshots in found:
        rows = snapshots[-1].value
        assert (rows.count, [tag.name for tag in await rows.all()]) == (3, ["a", "b", "c"])


@pytest.mark.parametrize("data", [{"name": "one"}, None, "rows"])
async def test_an_answer_that_is_no_list_is_told(cache: Cache, data: Any) -> None:
    reader, _ = reading(cache, {"data": data})
    (failed,) = await all_of(reader.rows(TAG, CALL))
    assert isinstance(failed.error, BrokenReply)


async def test_rows_of_no_known_shape_are_rows_all_the_same(cache: Cache) -> None:
    reader, _ = reading(cache, {"data": ["odd", {"tag_ns": "t1", "name": "vip"}, {"name": "no id"}]})
    (read,) = await all_of(reader.rows(TAG, CALL))
    assert await names(read.value) == ["", "vip", "no id"]


async def test_a_host_that_repeats_its_page_is_not_asked_for_ever(cache: Cache) -> None:
    reader, sender = reading(cache, {"data": tags("a", "b"), "meta": {"total": 9}})
    (read,) = await all_of(reader.rows(TAG, CALL))
    assert len(sender.calls) == 2 and not read.value.more_to_come
    assert read.value.count == 2 and not read.value.state.complete


# -- Rows -----------------------------------------------------------------------------------------

ONE = Call.of("flowBotUserInfo", query={"user_ns": "t1"})


async def test_a_row_is_known_from_its_list_and_read_again_when_it_is_old(cache: Cache) -> None:
    reader, sender = reading(cache, {"data": {"tag_ns": "t1", "name": "renamed"}})
    await cache.keep_row(TAG.name, "t1", {"tag_ns": "t1", "name": "vip"}, "vip")
    (young,) = await all_of(reader.row(TAG, ONE, "t1", fresh=60))
    assert (young.value.name, young.source, young.stale, sender.calls) == ("vip", "cache", False, [])
    kept, read = await all_of(reader.row(TAG, ONE, "t1", fresh=60, force=True))
    assert (kept.value.name, kept.stale) == ("vip", True)
    assert (read.value.name, read.source) == ("renamed", "server")
    cached = await cache.row(TAG.name, "t1")
    assert cached is not None and cached.value["name"] == "renamed"
    assert len(await all_of(reader.row(TAG, ONE, "t1"))) == 2, "without a word every copy is old"
    assert len(sender.calls) == 2


async def test_a_row_that_is_not_known_is_asked_for(cache: Cache) -> None:
    reader, sender = reading(cache, {"data": [{"tag_ns": "t1", "name": "vip"}]})
    (read,) = await all_of(reader.row(TAG, ONE, "t1", fresh=60))
    assert (read.value.name, read.source) == ("vip", "server"), "some operations answer with a list of one"
    sender.answer = lambda _: {"data": [1, 2]}
    _, failed = await all_of(reader.row(TAG, ONE, "t1", force=True))
    assert isinstance(failed.error, BrokenReply) and failed.value.name == "vip"
    assert (failed.source, failed.stale) == ("cache", True)


@pytest.mark.parametrize("data", [[], "text", 7, None, [[]]])
async def test_an_answer_that_is_no_row_is_told_and_not_kept(cache: Cache, data: Any) -> None:
    reader, _ = reading(cache, {"data": data})
    (failed,) = await all_of(reader.row(TAG, ONE, "t1"))
    assert failed.value is None and isinstance(failed.error, BrokenReply)
    assert await cache.row(TAG.name, "t1") is None


async def test_closing_stops_what_is_under_way(cache: Cache) -> None:
    begun = asyncio.Event()

    async def hang(call: Call, purpose: Purpose) -> Any:
        begun.set()
        await asyncio.Event().wait()

    reader = Reader(cache, hang)
    waiting = asyncio.ensure_future(all_of(reader.row(TAG, ONE, "t1")))
    listed = asyncio.ensure_future(all_of(reader.rows(TAG, CALL)))
    await begun.wait()  # by one of them: the other may still be reading the copy
    await reader.close()
    for task in (waiting, listed):
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 1)
