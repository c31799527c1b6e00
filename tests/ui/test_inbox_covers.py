# SPDX-License-Identifier: MIT
"""What Waiting says of itself: whom it covers and what brings the others, and that the time zone isn't set."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.audience.keeping import people_of
from flotui.audience.reading import Reading
from flotui.resources.inbox import covering
from flotui.sandbox.arrivals import Arrival
from flotui.workspace import Workspace
from tests.support.app import app_on, see, text_of, until
from tests.support.served import Served

UNA, OLD = "f1284u916", "f1284u906"
SIZE = (120, 24)
UNSET = "Time zone not set: the host's times may be hours off. :time zone sets it."


@pytest.fixture(scope="module")
def running() -> Iterator[Served]:
    with Served(subscribers=60) as served:
        yield served


@pytest.fixture
def served(running: Served) -> Served:
    running.fresh()
    for line in (
        {"status": "done"},
        {"who": UNA, "text": "where is it?", "ago": 1200},
        {"who": OLD, "text": "still nothing", "ago": 60 * 3600},
    ):
        running.host.arrivals.add(Arrival.of(line))
    return running


def flat(pilot: Pilot[Any]) -> str:
    """The screen without its line breaks."""
    return " ".join(text_of(pilot).split())


async def test_whom_it_covers_and_who_is_found_in_the_copy_of_everyone(
    served: Served, tmp_path: Path
) -> None:
    app = app_on(served, tmp_path, start="waiting")
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "━ Waiting")
        app.workspace.memory.set_timezone("America/Sao_Paulo")
        app.workspace.renew()
        await see(pilot, "Covers the last 24 h and chats read before. Older: :everyone, 100 a call.")
        await see(pilot, "where is it?")
        assert "still nothing" not in text_of(pilot)
        await pilot.press("colon", *"everyone", "enter")
        await see(pilot, "─ Read everyone ─", "y Read")
        await pilot.press("y")
        await until(
            pilot, lambda: "1 older open chat not read: c reads it, a call each." in flat(pilot), "it"
        )
        released = served.hold("/subscriber/chat-messages", times=1)
        await pilot.press("c")
        await see(pilot, "Reading 1 chat…")
        assert not app.keys.holds, "no key waits for what asks nothing any more"
        released.set()
        await see(pilot, "still nothing", "━ Waiting  2 waiting", "1 chat read.")
        await until(
            pilot,
            lambda: "No older open chats are left to read in your copy of everyone." in flat(pilot),
            "none left",
        )
        first = served.host.log.rows()
        app.main.go("today")
        await see(pilot, "Waiting for an answer")
        app.main.go("waiting")
        await see(pilot, "still nothing")
        chats = [row for row in served.host.log.rows() if row["operation"] == "flowBotUserChatMessages"]
        assert len(chats) == len([row for row in first if row["operation"] == "flowBotUserChatMessages"])


async def test_waiting_today_and_the_card_say_that_the_zone_is_not_set(
    served: Served, tmp_path: Path
) -> None:
    app = app_on(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "━ Subscribers")
        app.main.go("today")
        await see(pilot, UNSET)
        app.main.go("waiting")
        await until(pilot, lambda: UNSET in flat(pilot), "the sentence")
        app.main.go("subscribers")
        await see(pilot, "━ Subscribers", "Ana Souza")
        await pilot.press("enter")
        await see(pilot, "[Card]", UNSET[:60])
        app.main.go("waiting")
        await until(pilot, lambda: UNSET in flat(pilot), "the sentence")
        await pilot.press(":", *"time", "space", *"zone", "enter")
        await see(pilot, "Workspace time zone")
        await pilot.press(*"Etc/UTC", "enter")
        await see(pilot, "The workspace's time zone is Etc/UTC.")
        await until(pilot, lambda: "Time zone not set" not in text_of(pilot), "nothing said")
        app.main.go("today")
        await see(pilot, "Waiting for an answer")
        assert "Time zone not set" not in text_of(pilot)


async def test_the_rows_are_here_before_the_copy_of_everyone_is_open(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what the host has is asked for meanwhile."""
    opened, shut = asyncio.Event(), people_of

    async def late(workspace: Workspace) -> Any:
        await opened.wait()
        return await shut(workspace)

    app = app_on(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "━ Subscribers")
        app.workspace.memory.set_timezone("America/Sao_Paulo")
        reading = Reading(app.workspace, await people_of(app.workspace))
        await reading.carry_out(await reading.plan())
        monkeypatch.setattr(covering, "people_of", late)
        app.main.go("waiting")
        await see(pilot, "where is it?", "Covers the last 24 h and chats read before.")
        assert "older open chat" not in text_of(pilot)
        opened.set()
        await until(pilot, lambda: "1 older open chat not read" in flat(pilot), "who else there is")


async def test_on_80_columns_it_takes_one_line(served: Served, tmp_path: Path) -> None:
    def below(pilot: Pilot[Any]) -> list[str]:
        """What stands between the last row and the keys."""
        return [line for line in text_of(pilot).splitlines()[-4:-1] if line.strip()]

    app = app_on(served, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "━ Subscribers")
        app.main.go("waiting")
        briefly = " Covers 24 h and chats read before. Time zone not set. Older: :everyone."
        await until(pilot, lambda: [each.rstrip() for each in below(pilot)] == [briefly], briefly)
        reading = Reading(app.workspace, await people_of(app.workspace))
        await reading.carry_out(await reading.plan())
        app.workspace.renew()
        briefly = " Covers 24 h and chats read before. Time zone not set. 1 older not read: c."
        await until(pilot, lambda: [each.rstrip() for each in below(pilot)] == [briefly], briefly)


def test_of_more_than_were_read_it_says_how_many_wrote() -> None:
    rows: Any = SimpleNamespace(listed=1102, left_over=198)
    covering._say(rows, "")
    assert rows.covers.startswith("Covers 1,102 of the 1,300 who wrote in the last 24 h and chats read")
    assert rows.covers_briefly.startswith("Covers 1,102 of the 1,300 who wrote in 24 h and chats read")
    assert len(rows.covers_briefly) < 79
