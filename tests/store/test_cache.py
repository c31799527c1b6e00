# SPDX-License-Identifier: MIT
"""The cache on disk: what is kept comes back, in its order, with its age; what is gone is gone everywhere."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from flotui.store.cache import Cache
from flotui.store.kept import CachedReply, Page

KIND = "tag"
LIST = ("key", "listTags")


@pytest.fixture
async def cache(tmp_path: Path) -> AsyncIterator[Cache]:
    opened = await Cache.open(tmp_path / "cache.db", "bot")
    yield opened
    await opened.close()


@pytest.fixture
async def others(tmp_path: Path, cache: Cache) -> AsyncIterator[Cache]:
    """The same file, opened for another bot."""
    opened = await Cache.open(tmp_path / "cache.db", "other bot")
    yield opened
    await opened.close()


def page(
    *ids: str, first: bool = True, total: int | None = None, following: str | None = None, version: int = 1
) -> Page:
    rows = [(each, {"id": each, "version": version}, f"{each} text") for each in ids]
    return Page(rows, total, following, first)


async def listing(cache: Cache, *pages: Page, key: str = "key", operation: str = "listTags") -> int:
    """A list with these pages; its number."""
    for each in pages:
        await cache.keep_page(key, operation, KIND, each)
    return (await cache.listing(key, operation)).number


async def ids(cache: Cache, number: int) -> list[str]:
    return [row["id"] for row, _ in await cache.window(number, KIND, 0, 100)]


# -- Objects --------------------------------------------------------------------------------------


async def test_an_object_comes_back_with_its_age(cache: Cache) -> None:
    assert await cache.reply("key") is None
    await cache.keep_reply("key", "readIt", {"a": [1, "é", None]}, at=1000.5)
    assert await cache.reply("key") == CachedReply({"a": [1, "é", None]}, 1000.5, False)
    before = time.time()
    await cache.keep_reply("key", "readIt", [2])
    found = await cache.reply("key")
    assert found is not None and found.value == [2] and before <= found.fetched_at <= time.time()


async def test_an_object_keeps_the_digits_of_its_numbers(cache: Cache) -> None:
    from flotui.api.exact import loads

    await cache.keep_reply("key", "readIt", loads('{"price": 142.800}'))
    found = await cache.reply("key")
    assert found is not None and str(found.value["price"]) == "142.800"


async def test_bots_do_not_see_each_others_data(cache: Cache, others: Cache) -> None:
    await cache.keep_reply("key", "readIt", 1)
    number = await listing(cache, page("a"))
    assert await others.reply("key") is None
    assert await others.row(KIND, "a") is None
    assert await others.number_of(KIND, "a") is None
    assert await others.bodies(KIND, ["a"]) == {}
    assert (await others.listing("key", "listTags")).number != number
    assert (await others.listing("key", "listTags")).count == 0
    await others.make_stale(["readIt", "listTags"])
    await others.drop_row(KIND, "a")
    kept = await cache.reply("key")
    assert kept is not None and not kept.stale
    assert not (await cache.listing("key", "listTags")).stale
    assert await ids(cache, number) == ["a"]


async def test_what_a_write_changed_is_stale_until_it_is_read_again(cache: Cache) -> None:
    await cache.keep_reply("key", "readIt", 1)
    await cache.keep_reply("other", "readThat", 1)
    await listing(cache, page("a"))
    await cache.make_stale(())
    await cache.make_stale(["readIt", "listTags"])
    stale = {key: found.stale for key in ("key", "other") if (found := await cache.reply(key))}
    assert stale == {"key": True, "other": False}
    assert (await cache.listing("key", "listTags")).stale

    await cache.keep_reply("key", "readIt", 2)
    await cache.keep_page(*LIST, KIND, page("b", first=False))
    fresh = await cache.reply("key")
    assert fresh is not None and not fresh.stale
    assert (await cache.listing("key", "listTags")).stale, "only a first page shows that nothing is missing"
    await cache.keep_page(*LIST, KIND, page("b"))
    assert not (await cache.listing("key", "listTags")).stale


# -- Lists ----------------------------------------------------------------------------------------


async def test_a_new_list_is_empty_and_was_never_read(cache: Cache) -> None:
    found = await cache.listing("key", "listTags")
    assert (found.count, found.total, found.fetched_at, found.stale, found.next, found.complete) == (
        0,
        None,
        None,
        False,
        None,
        False,
    )
    assert (await cache.listing("key", "listTags")).number == found.number
    assert (await cache.listing("another", "listTags")).number != found.number


async def test_pages_stand_in_the_hosts_order_and_are_complete_when_all_came(cache: Cache) -> None:
    began = time.time()
    number = await listing(cache, page("b", "a", total=3, following="2"))
    found = await cache.listing("key", "listTags")
    assert (found.count, found.total, found.next, found.complete) == (2, 3, "2", False)
    assert found.fetched_at is not None and began <= found.fetched_at <= time.time()

    await cache.keep_page(*LIST, KIND, page("c", first=False, total=3))
    later = await cache.listing("key", "listTags")
    assert (later.count, later.next, later.complete) == (3, None, True)
    assert later.fetched_at == found.fetched_at, "its age is that of its first page"
    assert await ids(cache, number) == ["b", "a", "c"]
    assert await ids_in(cache, number, 1, 3) == ["a", "c"]
    assert await ids_in(cache, number, 1, 2) == ["a"]
    assert await ids_in(cache, number, 3, 9) == []


async def ids_in(cache: Cache, number: int, start: int, stop: int) -> list[str]:
    return [row["id"] for row, _ in await cache.window(number, KIND, start, stop)]


async def test_a_list_is_complete_only_when_as_many_came_as_the_host_counts(cache: Cache) -> None:
    await listing(cache, page("a", "b", total=5))
    found = await cache.listing("key", "listTags")
    assert (found.next, found.complete) == (None, False)
    await listing(cache, page("a", "b"), key="untold")
    assert (await cache.listing("untold", "listTags")).complete, "where no number is told, the end is the end"


async def test_a_later_walk_puts_what_is_new_at_the_top_and_drops_what_it_did_not_meet(cache: Cache) -> None:
    number = await listing(cache, page("a", "b", "c", total=3))
    await cache.keep_page(*LIST, KIND, page("x", "y", "a", total=4, following="2", version=2))
    assert await ids(cache, number) == ["x", "y", "a", "b", "c"], "nothing leaves before the walk is through"
    await cache.keep_page(*LIST, KIND, page("c", first=False, total=4, version=2))
    assert await ids(cache, number) == ["x", "y", "a", "c"]
    assert [row["version"] for row, _ in await cache.window(number, KIND, 0, 9)] == [2, 2, 2, 2]
    assert await cache.row(KIND, "b") is not None, "it left the list, but may stand in others"


async def test_what_a_later_page_brings_stands_at_the_end(cache: Cache) -> None:
    number = await listing(cache, page("a", following="2"), page("b", "c", first=False, following="3"))
    await cache.keep_page(*LIST, KIND, page("d", first=False))
    assert await ids(cache, number) == ["a", "b", "c", "d"]


async def test_a_page_that_repeats_ends_the_walk(cache: Cache) -> None:
    await listing(cache, page("a", "b", total=9, following="2"))
    await cache.keep_page(*LIST, KIND, page("a", "b", first=False, total=9, following="3"))
    found = await cache.listing("key", "listTags")
    assert (found.next, found.complete, found.count) == (None, False, 2)


async def test_a_first_page_with_nothing_new_goes_on(cache: Cache) -> None:
    await listing(cache, page("a", following="2"))
    await cache.keep_page(*LIST, KIND, page("a", following="2"))
    assert (await cache.listing("key", "listTags")).next == "2"
    await cache.keep_page(*LIST, KIND, page(following="2", total=0))
    assert (await cache.listing("key", "listTags")).next == "2"


async def test_a_row_twice_on_a_page_stands_once(cache: Cache) -> None:
    number = await listing(cache, page("a", "b", "a", total=2))
    assert await ids(cache, number) == ["a", "b"]
    assert (await cache.listing("key", "listTags")).count == 2


async def test_rows_are_found_in_lists_and_by_number(cache: Cache) -> None:
    number = await listing(cache, page("a", "b", "c"))
    assert [await cache.index_of(number, KIND, each) for each in ("a", "b", "c", "x")] == [0, 1, 2, None]
    assert await cache.index_of(number, "other kind", "a") is None
    numbers = [await cache.number_of(KIND, each) or 0 for each in ("a", "b", "c")]
    assert len(set(numbers)) == 3 and 0 not in numbers
    assert await cache.number_of(KIND, "x") is None
    chosen = await cache.chosen(KIND, [numbers[2], 999, numbers[0]])
    assert [row and row["id"] for row, _ in chosen] == ["c", None, "a"]
    assert chosen[1] == (None, 0.0) and chosen[0][1] > 0
    assert await cache.bodies(KIND, ["c", "x"]) == {"c": {"id": "c", "version": 1}}


# -- Rows -----------------------------------------------------------------------------------------


async def test_a_row_that_is_read_anywhere_is_new_everywhere(cache: Cache) -> None:
    number = await listing(cache, page("a", "b"))
    other = await listing(cache, page("b"), key="other")
    before = await cache.row(KIND, "b")
    await cache.keep_row(KIND, "b", {"id": "b", "version": 7}, "renamed")
    after = await cache.row(KIND, "b")
    assert before is not None and after is not None
    assert (after.value["version"], after.stale) == (7, False)
    assert after.fetched_at >= before.fetched_at
    for each in (number, other):
        assert (await cache.window(each, KIND, 0, 9))[-1][0]["version"] == 7
    assert await found(cache, number, "renamed") == ["b"]
    assert await found(cache, number, "b text") == [], "the old text is no longer searched"
    assert (await cache.listing("key", "listTags")).count == 2


async def found(cache: Cache, number: int, *words: str) -> list[str]:
    rows = await cache.finder.search(number, words)
    return [row["id"] for row, _ in await cache.chosen(KIND, rows)]


async def test_an_edit_changes_the_row_and_what_is_searched_but_not_its_age(cache: Cache) -> None:
    number = await listing(cache, page("a", "b"))
    before = await cache.row(KIND, "a")

    def rename(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "name": "Weekend"}

    assert await cache.patch_row(KIND, "a", rename, lambda row: row["name"])
    after = await cache.row(KIND, "a")
    assert before is not None and after is not None
    assert after.value == {"id": "a", "version": 1, "name": "Weekend"}
    assert after.fetched_at == before.fetched_at
    assert await found(cache, number, "weekend") == ["a"]
    assert await found(cache, number, "a text") == []
    assert await cache.patch_row(KIND, "x", rename, str) is False
    assert await cache.patch_row("other kind", "a", rename, str) is False
    assert await cache.row(KIND, "x") is None


async def test_an_edit_that_fails_leaves_everything_as_it_was(cache: Cache) -> None:
    number = await listing(cache, page("a"))

    def explode(row: dict[str, Any]) -> dict[str, Any]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await cache.patch_row(KIND, "a", explode, str)

    def unnameable(row: Any) -> str:
        raise KeyError(row)

    with pytest.raises(KeyError):
        await cache.patch_row(KIND, "a", lambda row: {**row, "name": "half"}, unnameable)
    row = await cache.row(KIND, "a")
    assert row is not None and "name" not in row.value
    await cache.keep_page(*LIST, KIND, page("b", first=False))
    assert await ids(cache, number) == ["a", "b"], "the next transaction begins as if nothing had been"


async def test_a_row_that_is_gone_leaves_every_list_and_no_trace(cache: Cache, tmp_path: Path) -> None:
    number = await listing(cache, page("a", "b", "c", total=3))
    other = await listing(cache, page("b", total=1), key="other")
    without = await listing(cache, page("a", total=7), key="without")
    await cache.drop_row(KIND, "b")
    assert (await ids(cache, number), await ids(cache, other)) == (["a", "c"], [])
    assert await cache.row(KIND, "b") is None
    totals = [(await cache.listing(key, "listTags")).total for key in ("key", "other", "without")]
    assert totals == [2, 0, 7]
    assert (await cache.listing("key", "listTags")).count == 2
    assert await ids(cache, without) == ["a"]
    await cache.drop_row(KIND, "b")
    await cache.drop_row("other kind", "a")
    assert await ids(cache, number) == ["a", "c"]
    with sqlite3.connect(tmp_path / "cache.db") as db:
        assert db.execute("SELECT text FROM search ORDER BY text").fetchall() == [("a text",), ("c text",)]


async def test_a_total_that_is_not_known_or_nothing_stays_so(cache: Cache) -> None:
    await listing(cache, page("a"))
    await listing(cache, page("a", total=0), key="other")
    await cache.drop_row(KIND, "a")
    assert [(await cache.listing(key, "listTags")).total for key in ("key", "other")] == [None, 0]


async def test_what_was_kept_is_there_at_the_next_start(tmp_path: Path) -> None:
    first = await Cache.open(tmp_path / "cache.db", "bot")
    await listing(first, page("a", "b", total=2))
    await first.keep_reply("key", "readIt", "kept", at=5.0)
    await first.close()
    with pytest.raises(asyncio.CancelledError):
        await first.reply("key")
    second = await Cache.open(tmp_path / "cache.db", "bot")
    assert await ids(second, (await second.listing(*LIST)).number) == ["a", "b"]
    assert await second.reply("key") == CachedReply("kept", 5.0, False)
    await second.close()


async def test_in_memory_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cache = await Cache.open(None, "bot")
    number = await listing(cache, page("a"))
    assert await ids(cache, number) == ["a"]
    await cache.close()
    assert list(tmp_path.iterdir()) == []
