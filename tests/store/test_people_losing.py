# SPDX-License-Identifier: MIT
"""What nobody has any more is taken out of the copy of everyone as if all rows had been told without it."""

from __future__ import annotations

from collections.abc import Mapping
from sqlite3 import Connection

import pytest

from flotui.api.exact import loads_own
from flotui.audience.indexing import index
from flotui.store.people import Copy, Indexed, ThingNumbers

TAGS = [{"tag_ns": "t1", "name": "vip"}, {"tag_ns": "t2", "name": "cart"}]
LABELS = [{"id": 7, "name": "Beta"}, "Gamma"]
CITY = {"var_ns": "f1", "name": "city", "var_type": "text", "value": "Curitiba"}
NOT_JSON = "what isn't JSON"
ROWS: dict[str, Mapping[str, object]] = {
    "plain": {"tags": TAGS, "labels": LABELS, "user_fields": [CITY]},
    "the only one": {"tags": TAGS[:1], "labels": LABELS[:1]},
    "others": {"tags": TAGS[1:], "labels": LABELS[1:], "user_fields": [{**CITY, "var_ns": "f2"}]},
    "none": {},
    "twice": {"tags": [*TAGS, TAGS[0]], "user_fields": [CITY, {**CITY, "value": "Lima"}]},
    "without a name": {"tags": [{"tag_ns": "t1", "name": None}, "odd"], "user_fields": ["odd", CITY]},
    "odd values": {
        "tags": TAGS,
        "user_fields": [{**CITY, "value": loads_own("[1.0, 12345678901234567890.25]")}],
    },
    NOT_JSON: {"tags": TAGS, "labels": LABELS, "user_fields": [{**CITY, "value": float("nan")}]},
}


def kept(db: Connection, things: ThingNumbers) -> list[object]:
    """All that the copy has of people, but for when the host told of them."""
    called = {row[0]: row[1:] for row in db.execute("SELECT number, kind, id, name, body FROM thing")}
    return [
        db.execute("SELECT number, id, body, sum FROM person ORDER BY number").fetchall(),
        sorted((called[thing], person) for thing, person in db.execute("SELECT thing, person FROM mark")),
        sorted((called[thing], str(key), person) for thing, key, person in db.execute("SELECT * FROM value")),
        db.execute("SELECT rowid, text FROM words ORDER BY rowid").fetchall(),
    ]


def named(row: Mapping[str, object], number: int) -> dict[str, object]:
    return {"user_ns": f"u{number}", "name": f"Ana {number}", "subscribed": "2026-01-02", **row}


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize(
    ("listed", "key", "thing"),
    [("tags", "tag_ns", "t1"), ("labels", "id", "7"), ("user_fields", "var_ns", "f1")],
)
async def test_it_is_as_if_all_had_been_told_without_it(
    listed: str, key: str, thing: str, later: bool
) -> None:
    rows = [row for name, row in ROWS.items() if not later or name != NOT_JSON]  # a NaN isn't itself
    people = {f"u{number}": named(row, number) for number, row in enumerate(rows)}
    left = {
        row_id: {**row, listed: [each for each in row.get(listed, ()) if not is_it(each, key, thing)]}
        for row_id, row in people.items()
    }
    lost, never = await Copy.open(None, index), await Copy.open(None, index)
    for copy in (lost, never):
        await copy.change(
            lambda db, things, copy=copy: copy.take(db, things, people.items(), 0, 5.0, later=later)
        )
    await lost.lose(people, listed, thing)
    await never.change(lambda db, things: never.take(db, things, left.items(), 0, 5.0))
    assert await lost.read(kept) == await never.read(kept)
    assert await lost.read(lambda db, _: db.execute("SELECT DISTINCT at FROM met").fetchall()) == [(5.0,)]
    for copy in (lost, never):
        await copy.close()


def is_it(each: object, key: str, thing: str) -> bool:
    return isinstance(each, Mapping) and str(each.get(key)) == thing


async def test_of_each_who_has_it_the_list_alone_is_looked_at() -> None:
    looked: list[set[str]] = []

    def seen(row: Mapping[str, object]) -> Indexed:
        looked.append(set(row))
        return index(row)

    people = {f"u{number}": named(row, number) for number, row in enumerate(ROWS.values())}
    copy = await Copy.open(None, seen)
    await copy.change(lambda db, things: copy.take(db, things, people.items(), 0))
    looked.clear()
    await copy.lose(people, "tags", "t1")
    assert len(looked) == 2 * sum("t1" in str(row) for row in people.values())
    assert all(keys == {"tags"} for keys in looked)
    await copy.close()
