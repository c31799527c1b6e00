# SPDX-License-Identifier: MIT
"""The copy of everyone answers as a plain evaluation over the rows does, whatever the people and whatever the query."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flotui.api.models.subscriber import Subscriber, without_empty_fields
from flotui.audience.evaluate import holds
from flotui.audience.indexing import index
from flotui.audience.meaning import Meaning
from flotui.audience.people import People
from flotui.store.people import Copy
from flotui.text.zones import Zone
from tests.audience.crowds import meanings, people

ZONES = [Zone(ZoneInfo(name), name) for name in ("Europe/Madrid", "America/Bogota", "UTC")]


async def _take(copy: Copy, rows: Sequence[dict[str, Any]]) -> None:
    await copy.change(lambda db, things: copy.take(db, things, [(row["user_ns"], row) for row in rows], 1))


def _plainly(rows: Sequence[dict[str, Any]], meaning: Meaning, zone: Zone) -> list[str]:
    return [
        row["user_ns"] for row in rows if holds(meaning, Subscriber.read(without_empty_fields(row)), zone)
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(people(), people(), st.lists(meanings(), min_size=1, max_size=8), st.sampled_from(ZONES))
def test_the_copy_answers_as_the_rows_do(
    rows: list[dict[str, Any]], later: list[dict[str, Any]], asked: list[Meaning], zone: Zone
) -> None:
    async def check() -> None:
        copy = await Copy.open(None, index)
        here = People(copy, lambda: zone)
        try:
            await _take(copy, rows)
            for meaning in asked:
                assert await here.ids(meaning) == _plainly(rows, meaning, zone), meaning
            # Changed rows, as if never there before; then somebody is forgotten.
            await _take(copy, later)
            now = [*later, *rows[len(later) :]]
            if now:
                await copy.change(lambda db, things: copy.drop(db, things, now.pop(len(now) // 2)["user_ns"]))
            for meaning in asked:
                assert sorted(await here.ids(meaning)) == sorted(_plainly(now, meaning, zone)), meaning
                assert await here.count(meaning) == len(_plainly(now, meaning, zone))
        finally:
            await copy.close()

    asyncio.run(check())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(people())
def test_a_row_comes_back_as_it_was_less_what_is_empty(rows: list[dict[str, Any]]) -> None:
    def known(row: dict[str, Any]) -> Subscriber:
        return Subscriber.read(without_empty_fields(row))

    async def check() -> None:
        copy = await Copy.open(None, index)
        try:
            await _take(copy, rows)
            for row in rows:
                back = await copy.row(row["user_ns"])
                assert back is not None
                model, wanted = Subscriber.read(back), known(row)
                assert [
                    getattr(model, name) for name in ("name", "phone", "tags", "user_fields", "is_subscribed")
                ] == [
                    getattr(wanted, name)
                    for name in ("name", "phone", "tags", "user_fields", "is_subscribed")
                ]
        finally:
            await copy.close()

    asyncio.run(check())
