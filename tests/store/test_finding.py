# SPDX-License-Identifier: MIT
"""Finding rows by their words, and sorting them by what they hold."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from flotui.api.exact import loads
from flotui.store.cache import Cache
from flotui.store.finding import Sort
from flotui.store.kept import Page
from flotui.text.fold import fold


@pytest.fixture
async def cache() -> AsyncIterator[Cache]:
    opened = await Cache.open(None, "bot")
    yield opened
    await opened.close()


async def keep(
    cache: Cache, rows: dict[str, Any], kind: str = "thing", texts: dict[str, str] | None = None
) -> int:
    """A list of these rows by their ids; its number."""
    packed = [(row_id, row, (texts or {}).get(row_id, row_id)) for row_id, row in rows.items()]
    await cache.keep_page(kind, "list", kind, Page(packed, None, None, True))
    return (await cache.listing(kind, "list")).number


async def ids(cache: Cache, numbers: list[int]) -> str:
    """The ids of the rows with these numbers, in that order."""

    def read(db: sqlite3.Connection) -> dict[int, str]:
        return dict(db.execute("SELECT number, id FROM row"))

    by_number = await cache.db.read(read)
    return " ".join(by_number[number] for number in numbers)


def rows(**values: Any) -> dict[str, Any]:
    return {name: {"id": name, "v": value} for name, value in values.items()}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("VIP-2", "vip-2"),
        ("João", "joao"),
        ("Joa\u0303o", "joao"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Ａｂｃ", "abc"),
        ("Ελλάδα", "ελλαδα"),
        ("", ""),
    ],
)
def test_text_is_searched_without_case_and_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


async def test_every_word_must_be_there_in_any_order_and_in_any_case(cache: Cache) -> None:
    texts = {"a": "Ana Souza", "b": "Ana Lima", "c": "João Souza"}
    number = await keep(cache, rows(a=1, b=1, c=1), texts=texts)

    async def search(*words: str) -> str:
        return await ids(cache, await cache.finder.search(number, words))

    assert await search("ana") == "a b"
    assert await search("souza", "ANA") == "a"
    assert await search("joao") == await search("JOÃO") == "c"
    assert await search("nobody") == ""
    assert await search() == "a b c"
    assert await search("%") == await search("_") == ""


async def test_only_the_lists_own_rows_are_searched(cache: Cache) -> None:
    number = await keep(cache, rows(a=1))
    await keep(cache, rows(b=1), kind="other", texts={"b": "a"})
    assert await ids(cache, await cache.finder.search(number, ["a"])) == "a"


async def test_rows_are_found_by_those_they_are_about(cache: Cache) -> None:
    await keep(cache, rows(p1=0, p2=0), kind="person", texts={"p1": "Ana Souza", "p2": "Bruno Rojas"})
    number = await keep(
        cache,
        {"o1": {"id": "o1", "user": "p1"}, "o2": {"id": "o2", "user": "p2"}, "o3": {"id": "o3"}},
        kind="order",
        texts={"o1": "paid", "o2": "paid", "o3": "ana"},
    )
    links = [("user", "person")]
    search = cache.finder.search
    assert await ids(cache, await search(number, ["ana"], links)) == "o1 o3"
    assert await ids(cache, await search(number, ["paid", "rojas"], links)) == "o2"
    assert await ids(cache, await search(number, ["rojas"])) == ""
    assert await ids(cache, await search(number, ["ana"], [("user", "product")])) == "o3"
    assert (
        await ids(cache, await search(number, ["rojas"], [("agent", "product"), ("user", "person")])) == "o2"
    )


async def test_a_kind_is_found_whatever_list_it_came_with(cache: Cache) -> None:
    await keep(cache, rows(a=1, b=2), texts={"a": "one", "b": "one two"})
    await keep(cache, rows(c=3), kind="other", texts={"c": "one"})
    find = cache.finder.find
    assert [row["id"] for row in await find("thing", ["one"], 9)] == ["a", "b"]
    assert [row["id"] for row in await find("thing", ["one", "two"], 9)] == ["b"]
    assert len(await find("thing", ["one"], 1)) == 1
    assert [row["id"] for row in await find("thing", [], 9)] == ["a", "b"]


async def test_the_least_come_first_and_what_is_no_number_not_at_all(cache: Cache) -> None:
    await keep(cache, rows(a=5, b="2", c=None, d="", e=0, f=6, g=-1))
    await keep(cache, rows(h=1), kind="other")
    found = await cache.finder.at_most("thing", "v", 5)
    assert [row["id"] for row, _ in found] == ["g", "e", "b", "a"]
    assert all(at > 0 for _, at in found)
    assert [row["id"] for row, _ in await cache.finder.at_most("thing", "v", 5, limit=2)] == ["g", "e"]


async def test_numbers_stand_before_texts_and_what_is_empty_last(cache: Cache) -> None:
    values = rows(a="10", b=9, c="", d=None, e="Zoé", f="zoe", g="2026-01-02", h=-3, i="2026-01-01")
    number = await keep(cache, values)
    assert await ids(cache, await cache.finder.sorted(number, Sort("v"))) == "h b a i g e f c d"
    assert await ids(cache, await cache.finder.sorted(number, Sort("v", down=True))) == "e f g i a b h c d"


async def test_what_is_sorted_may_be_narrowed_and_stands_in_the_hosts_order_where_equal(cache: Cache) -> None:
    number = await keep(cache, rows(c=1, a=1, b=0), texts={"c": "x", "a": "x", "b": "y"})
    assert await ids(cache, await cache.finder.sorted(number, Sort("v"))) == "b c a"
    assert await ids(cache, await cache.finder.sorted(number, Sort("v"), ["x"])) == "c a"


async def test_what_is_sorted_may_be_narrowed_by_whom_it_is_about(cache: Cache) -> None:
    await keep(cache, rows(p1=0), kind="person", texts={"p1": "Ana"})
    orders = {
        "o1": {"id": "o1", "v": 2, "user": "p1"},
        "o2": {"id": "o2", "v": 1, "user": "p1"},
        "o3": {"id": "o3"},
    }
    number = await keep(cache, orders, kind="order")
    links = [("user", "person")]
    assert await ids(cache, await cache.finder.sorted(number, Sort("v"), ["ana"], links)) == "o2 o1"


async def test_rows_are_sorted_by_what_lies_deep_and_in_a_list_of_objects(cache: Cache) -> None:
    deep = {name: {"id": name, "in": {"here": value}} for name, value in (("a", 2), ("b", 1))}
    number = await keep(cache, deep)
    assert await ids(cache, await cache.finder.sorted(number, Sort("in.here"))) == "b a"

    fields = {
        "a": {"id": "a", "fields": [{"ns": "x", "value": "9"}, {"ns": "y", "value": "1"}]},
        "b": {"id": "b", "fields": [{"ns": "y", "value": "2"}, {"ns": "x", "value": "10"}]},
        "c": {"id": "c", "fields": "odd"},
        "d": {"id": "d", "fields": ["odd", {"ns": "x", "value": [1]}]},
        "e": {"id": "e", "fields": [{"ns": "x", "value": None}]},
    }
    number = await keep(cache, fields, kind="other")
    by = Sort("fields", ("ns", "x"))
    assert await ids(cache, await cache.finder.sorted(number, by)) == "a b d c e"
    named = Sort("fields", ("ns", "y"), value="ns")
    assert (await ids(cache, await cache.finder.sorted(number, named))).startswith("a b")
    nested = {
        "a": {"id": "a", "in": {"f": [{"ns": "x", "value": 2}]}},
        "b": {"id": "b", "in": {"f": [{"ns": "x", "value": 1}]}},
    }
    number = await keep(cache, nested, kind="nested")
    assert await ids(cache, await cache.finder.sorted(number, Sort("in.f", ("ns", "x")))) == "b a"


@pytest.mark.parametrize("off", [False, 0, "0", "false"])
async def test_what_a_flag_says_is_not_there_counts_as_empty(cache: Cache, off: Any) -> None:
    kept = {"a": {"qty": 3, "track": True}, "b": {"qty": 1, "track": off}, "c": {"qty": 2}, "d": {"qty": "9"}}
    number = await keep(cache, kept)
    assert await ids(cache, await cache.finder.sorted(number, Sort("qty", unless="track"))) == "c a d b"
    down = Sort("qty", unless="track", down=True)
    assert await ids(cache, await cache.finder.sorted(number, down)) == "d a c b"


async def test_rows_are_sorted_by_the_least_of_a_list(cache: Cache) -> None:
    kept = {
        "a": {"v": [{"price": "142.800"}, {"price": 9}]},
        "b": {"v": [{"price": None}, {"price": "8.50"}, "odd"]},
        "c": {"v": []},
        "d": {"v": [{"price": 100}]},
        "e": {"v": "odd"},
    }
    number = await keep(cache, kept)
    by = Sort("v", ("", ""), "price")
    assert await ids(cache, await cache.finder.sorted(number, by)) == "b a d c e"
    assert await ids(cache, await cache.finder.sorted(number, replace(by, down=True))) == "d a b c e"


async def test_a_row_found_is_the_row_that_was_kept(cache: Cache) -> None:
    await keep(cache, {"a": {"id": "a", "price": loads("142.800"), "é": [1]}})
    (row,) = await cache.finder.find("thing", ["a"], 9)
    assert (str(row["price"]), row["é"]) == ("142.800", [1])


async def test_another_bots_rows_are_not_found() -> None:
    ours = await Cache.open(None, "bot")
    await keep(ours, rows(a=1))
    ours.finder._profile = "other"
    assert await ours.finder.find("thing", ["a"], 9) == []
    assert await ours.finder.at_most("thing", "v", 9) == []
    await ours.close()


async def test_any_number_of_words_can_be_looked_for(tmp_path: Path) -> None:
    cache = await Cache.open(tmp_path / "cache.db", "bot")
    words = [f"word{number}" for number in range(3000)]
    await cache.keep_page("k", "flowTags", "tag", Page([("1", {"a": 1}, " ".join(words))], 1, None, True))
    number = (await cache.listing("k", "flowTags")).number
    assert len(await cache.finder.search(number, words)) == 1
    assert await cache.finder.search(number, [*words, "other"]) == []
    assert len(await cache.finder.search(number, ["word1"] * 100_000)) == 1, "the same word counts once"
    assert cache.db.trouble is None and cache.db.renewals == 0
    await cache.close()


async def test_a_question_that_is_too_long_does_not_make_a_file_a_damaged_one(tmp_path: Path) -> None:
    cache = await Cache.open(tmp_path / "cache.db", "bot")
    for sql in (f"SELECT {' + '.join(['1'] * 2000)}", f"SELECT 1 IN ({', '.join(['?'] * 300_000)})"):
        with pytest.raises(sqlite3.OperationalError, match="too"):
            await cache.db.read(lambda db, sql=sql: db.execute(sql, ("x",) * sql.count("?")).fetchone())
    assert cache.db.trouble is None and cache.db.renewals == 0
    await cache.close()
