# SPDX-License-Identifier: MIT
"""The copy of everyone answers as a plain evaluation over the rows does, whatever the people and whatever the query."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from sqlite3 import Connection
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flotui.api.models.subscriber import Subscriber, without_empty_fields
from flotui.audience.evaluate import holds
from flotui.audience.indexing import index
from flotui.audience.meaning import FieldWhen, Meaning, When
from flotui.audience.people import People
from flotui.audience.times import Moment, span
from flotui.store.people import Copy
from flotui.store.people_rows import ThingNumbers
from flotui.text.zones import Zone
from tests.audience.crowds import meanings, people
from tests.support.judging import examples

T = TypeVar("T")
ZONES = [Zone(ZoneInfo(name), name) for name in ("Europe/Madrid", "America/Bogota", "UTC")]


async def _take(copy: Copy, rows: Sequence[dict[str, Any]], *, together: bool = False) -> None:
    people = [(row["user_ns"], row) for row in rows]
    await copy.change(lambda db, things: copy.take(db, things, people, 1, later=together))


def _plainly(rows: Sequence[dict[str, Any]], meaning: Meaning, zone: Zone) -> list[str]:
    return [
        row["user_ns"] for row in rows if holds(meaning, Subscriber.read(without_empty_fields(row)), zone)
    ]


class Kept:
    """A copy that one example after another uses: opening one takes longer than a hundred queries."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self.copy = self.run(Copy.open(None, index))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def empty(self) -> None:
        def delete(db: Connection, things: ThingNumbers) -> None:
            for table in ("person", "met", "mark", "value", "words", "unlined"):
                db.execute(f"DELETE FROM {table}")

        self.run(self.copy.change(delete))

    def lines(self) -> int:
        """How many lines of people there are."""
        tables = ("person", "met", "mark", "value", "words", "unlined")

        def count(db: Connection, things: ThingNumbers) -> int:
            return sum(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)

        return self.run(self.copy.read(count))

    def close(self) -> None:
        self.run(self.copy.close())
        self._runner.close()


@pytest.fixture(scope="module")
def kept() -> Iterator[Kept]:
    made = Kept()
    yield made
    made.close()


_HEALTH = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=examples(120), deadline=None, derandomize=True, suppress_health_check=_HEALTH)
@given(people(), people(), st.lists(meanings(), min_size=12, max_size=24), st.sampled_from(ZONES))
def test_the_copy_answers_as_the_rows_do(
    kept: Kept, rows: list[dict[str, Any]], later: list[dict[str, Any]], asked: list[Meaning], zone: Zone
) -> None:
    async def check() -> None:
        copy, here = kept.copy, People(kept.copy, lambda: zone)
        await _take(copy, rows)
        for meaning in asked:
            assert await here.ids(meaning) == _plainly(rows, meaning, zone), meaning
        # Changed rows answer as if they had never been others; then all but one are forgotten.
        await _take(copy, later, together=True)
        now = [*later, *rows[len(later) :]]
        for meaning in asked:
            assert sorted(await here.ids(meaning)) == sorted(_plainly(now, meaning, zone)), meaning
        for row in now[1:]:
            assert await copy.change(lambda db, things, row=row: copy.drop(db, things, row["user_ns"]))
        for meaning in asked:
            assert await here.count(meaning) == len(_plainly(now[:1], meaning, zone))
        for row in now[:1]:
            await copy.change(lambda db, things, row=row: copy.drop(db, things, row["user_ns"]))

    kept.empty()
    kept.run(check())
    assert kept.lines() == 0, "nothing is left of people who are forgotten"


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=_HEALTH)
@given(people())
def test_a_row_comes_back_as_it_was_less_what_is_empty(kept: Kept, rows: list[dict[str, Any]]) -> None:
    def known(row: Mapping[str, Any]) -> list[object]:
        kept = without_empty_fields(row)
        fields = kept.get("user_fields")
        if isinstance(fields, list):
            kept["user_fields"] = [
                {key: each for key, each in field.items() if each is not None}
                if isinstance(field, dict)
                else field
                for field in fields
            ]
        model = Subscriber.read(kept)
        return [getattr(model, name) for name in Subscriber.__struct_fields__ if name not in ("raw", "odd")]

    async def check() -> None:
        await _take(kept.copy, rows)
        numbers = await kept.copy.read(lambda db, _: [n for (n,) in db.execute("SELECT number FROM person")])
        back = {each["user_ns"]: each for each in await kept.copy.rows(numbers)}
        assert len(back) == len(rows)
        for row in rows:
            assert known(back[row["user_ns"]]) == known(row)

    kept.empty()
    kept.run(check())


@pytest.mark.parametrize(
    ("zone", "day", "next_day"),
    [
        ("America/Sao_Paulo", "1990-10-21", "1990-10-22"),
        ("America/Havana", "2026-03-08", "2026-03-09"),
        ("Pacific/Apia", "2011-12-29", "2011-12-31"),
        ("Europe/Madrid", "2026-03-29", "2026-03-30"),
        ("America/Havana", "2026-11-01", "2026-11-02"),
    ],
)
def test_a_day_on_which_the_clocks_are_changed_has_its_people(
    kept: Kept, zone: str, day: str, next_day: str
) -> None:
    times = ("", " 00:00:00", " 00:30:00", " 01:00:00", " 01:30:00", " 02:30:00", " 23:59:59")
    stamps = [f"{each}{time}" for each in ("1990-10-20", day, next_day) for time in times]
    rows = [
        {
            "user_ns": f"f1u{number}",
            "last_interaction": stamp,
            "user_fields": [{"var_ns": "f1v1", "name": "birthday", "var_type": "date", "value": stamp}],
        }
        for number, stamp in enumerate(stamps)
    ]
    there = [row["user_ns"] for row, stamp in zip(rows, stamps, strict=True) if stamp.startswith(day)]
    its = Zone(ZoneInfo(zone), zone)
    since, until = span(day, Moment(0.0, its))

    async def check() -> None:
        await _take(kept.copy, rows)
        here = People(kept.copy, lambda: its)
        for meaning in (When("seen", since, until), FieldWhen("f1v1", since, until)):
            assert await here.ids(meaning) == _plainly(rows, meaning, its) == there

    kept.empty()
    kept.run(check())
