# SPDX-License-Identifier: MIT
"""No test of a query goes through a table from end to end: each is a range of an index, or of the index of words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from flotui.audience.indexing import index
from flotui.audience.meaning import (
    Contains,
    FieldContains,
    FieldIs,
    FieldNumber,
    FieldPresent,
    FieldTrue,
    FieldWhen,
    Flag,
    Holds,
    Is,
    Leaf,
    Present,
    When,
)
from flotui.audience.people import People
from flotui.store.people import Copy

LEAVES: tuple[Leaf, ...] = (
    Holds("tag", ("t1",), ("vip",)),
    Holds("label", ("1",), ("big",)),
    Is("channel", ("web",)),
    Is("agent", ("",)),
    Is("id", ("f1u1", "573001")),
    Flag("paused"),
    Present("phone"),
    Present("gender"),
    When("seen", 1.0, 2e9),
    When("joined", None, 2e9),
    Contains("any", ("souza",)),
    Contains("name", ("so",)),
    Contains("email", ("x",)),
    FieldPresent("f1v1"),
    FieldIs("f1v1", ("lima", "7")),
    FieldTrue("f1v1", True),
    FieldContains("f1v1", ("li",)),
    FieldNumber("f1v1", 3.0),
    FieldNumber("f1v1", None, 9.0, False, True),
    FieldWhen("f1v1", 1.0, 2e9),
)
SCANS_WORDS: tuple[Leaf, ...] = (Contains("any", ("so",)),)
"""What is shorter than the index of words knows: it goes through the words, which are a tenth of the file."""

ROW = {
    "user_ns": "f1u1",
    "user_id": "573001",
    "name": "Ana Souza",
    "phone": "573001",
    "email": "x@y.z",
    "channel": "web",
    "gender": "female",
    "is_bot_paused": 1,
    "last_interaction": "2026-03-01 10:00:00",
    "subscribed": "2026-03-01T10:00:00+02:00",
    "tags": [{"tag_ns": "t1", "name": "vip"}],
    "labels": [{"id": 1, "name": "big"}],
    "user_fields": [
        {
            "var_ns": "f1v1",
            "name": "city",
            "var_type": "text",
            "value": ["Lima", "7.5", "2026-01-01", "x" * 200],
        },
        {"var_ns": "f1v2", "name": "born", "var_type": "date", "value": "2026-01-01"},
    ],
}


async def plans(leaf: Leaf) -> Sequence[str]:
    """How SQLite goes about each statement that a test asks."""
    copy = await Copy.open(None, index)
    try:
        people = [{**ROW, "user_ns": f"f1u{number}"} for number in range(30)]
        people.append(
            {**ROW, "user_ns": "f1u99", "user_fields": [{**ROW["user_fields"][0], "value": "Lima"}]}
        )  # type: ignore[index]
        await copy.change(
            lambda db, things: copy.take(db, things, [(row["user_ns"], row) for row in people], 1)
        )  # type: ignore[misc]
        asked: list[str] = []
        await copy.db.read(lambda db: db.set_trace_callback(asked.append))
        await People(copy).count(leaf)
        await copy.db.read(lambda db: db.set_trace_callback(None))
        found = []
        for sql in asked:
            if (
                sql.startswith("SELECT")
                and "pragma" not in sql
                and " thing WHERE number >" not in sql
                and "unlined" not in sql
            ):
                plan = await copy.db.read(
                    lambda db, sql=sql: db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
                )  # type: ignore[misc]
                found += [f"{row[3]} ({sql})" for row in plan]
        return found
    finally:
        await copy.close()


@pytest.mark.parametrize("leaf", LEAVES, ids=repr)
async def test_every_test_is_a_range_of_an_index(leaf: Leaf) -> None:
    found = await plans(leaf)
    assert found
    for step in found:
        of_met = step.startswith(("SEARCH met", "SCAN met"))  # everyone's numbers: a hundredth of the file
        of_words = ("VIRTUAL TABLE INDEX" in step and ":M" in step) or "VIRTUAL TABLE INDEX 0:=" in step
        assert step.startswith("SEARCH") or of_met or of_words, step


@pytest.mark.parametrize("leaf", SCANS_WORDS, ids=repr)
async def test_short_words_go_through_the_words_and_nothing_else(leaf: Leaf) -> None:
    for step in await plans(leaf):
        assert step.startswith(("SEARCH met", "SCAN met", "SCAN words")), step
