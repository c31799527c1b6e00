# SPDX-License-Identifier: MIT
"""A job of many calls is told to the screen at most ten times a second, and nothing of it gets lost."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from pathlib import Path

import pytest

from flotui.repositories.edit import Edit
from flotui.repositories.subscribers import add_tags
from flotui.ui.gathering import EVERY, Gathering
from flotui.ui.screen import MainScreen
from flotui.workspace import Changed, Event, Noticed, Progressed, Renewed
from tests.support import settle
from tests.support.app import app_on, see, until
from tests.support.bot import Bot
from tests.support.edit_rows import tags


async def test_many_events_are_told_seldom_and_whole() -> None:
    told: list[Event] = []
    gathering = Gathering(told.append)
    started = time.monotonic()
    for number in range(60):
        gathering.take(Progressed(number, 60))
        gathering.take(Changed(frozenset({("subscriber", str(number))}), frozenset({f"read{number}"})))
        await asyncio.sleep(0.005)
    took = time.monotonic() - started
    gathering.take(Noticed("Something to say"))
    assert told[-1] == Noticed("Something to say"), "what is to be read waits for nothing"
    gathering.take(Progressed(60, 60))
    assert told[-1] == Progressed(60, 60), "the end waits for nothing"
    counted = Counter(type(event) for event in told)
    most = took / EVERY + 3
    assert counted[Changed] <= most and counted[Progressed] <= most, counted
    changed = [event for event in told if isinstance(event, Changed)]
    assert {row for event in changed for row in event.rows} == {("subscriber", str(n)) for n in range(60)}
    assert {name for event in changed for name in event.operations} == {f"read{n}" for n in range(60)}


async def test_what_was_gathered_of_a_bot_that_was_left_is_not_told_of_another() -> None:
    told: list[Event] = []
    gathering = Gathering(told.append)
    gathering.take(Progressed(0, 9))
    gathering.take(Progressed(1, 9))
    gathering.forget()
    before = list(told)
    await asyncio.sleep(EVERY * 1.5)
    assert told == before == [Progressed(0, 9)]
    gathering.take(Progressed(0, 2))
    assert told[-1] == Progressed(0, 2), "nothing is held back for what went on before"


async def test_what_is_gathered_comes_even_if_nothing_follows() -> None:
    told: list[Event] = []
    gathering = Gathering(told.append)
    gathering.take(Progressed(0, 9))
    gathering.take(Progressed(1, 9))
    gathering.take(Progressed(2, 9))
    assert told == [Progressed(0, 9)]
    await settle.until(lambda: told[-1] == Progressed(2, 9), lambda: f"{told}")
    await asyncio.sleep(EVERY * 1.5)
    gathering.take(Progressed(3, 9))
    assert told[-1] == Progressed(3, 9), "after a while without any the next is told at once"
    gathering.take(Progressed(9, 9))


@pytest.mark.parametrize(
    ("first", "second", "both"), [(("a",), ("b",), {"a", "b"}), ((), ("b",), set()), (("a",), (), set())]
)
async def test_all_resources_are_all(first: tuple[str, ...], second: tuple[str, ...], both: set[str]) -> None:
    told: list[Event] = []
    gathering = Gathering(told.append)
    gathering.take(Progressed(0, 9))
    gathering.take(Renewed(frozenset(first)))
    gathering.take(Renewed(frozenset(second)))
    gathering.take(Progressed(9, 9))
    assert told[-2:] == [Renewed(frozenset(both)), Progressed(9, 9)]


async def test_one_event_is_told_at_once() -> None:
    told: list[Event] = []
    gathering = Gathering(told.append)
    for number in range(5):
        gathering.take(Changed(frozenset({("subscriber", str(number))})))
    assert len(told) == 5


async def test_a_job_paints_seldom_and_the_list_is_right_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    received: list[Event] = []
    hear = MainScreen.received
    monkeypatch.setattr(
        MainScreen, "received", lambda self, event: (received.append(event), hear(self, event))
    )
    app = app_on(Bot(latency_ms=8), tmp_path)
    async with app.run_test(size=(160, 40)) as pilot:
        await see(pilot, "Ana Souza")
        workspace = app.workspace
        assert workspace is not None
        snapshot = app.main.browser.listing.snapshot
        assert snapshot is not None
        rows = snapshot.value
        people = [rows.peek(index) for index in range(30)]
        tag = await tags(workspace, "wholesale")
        edits: list[Edit] = [edit for person in people for edit in add_tags(person, tag)]
        received.clear()
        started = time.monotonic()
        await workspace.apply(*edits)
        took = time.monotonic() - started
        assert len(edits) > 20
        counted = Counter(type(event).__name__ for event in received)
        assert max(counted.values()) <= took / EVERY + 4, (counted, took)
        table = app.main.browser.listing.table
        await until(
            pilot,
            lambda: all(
                "wholesale" in str(getattr(table._source.peek(index), "tags", "")) for index in range(30)
            ),
            "every row to have the tag",
        )
