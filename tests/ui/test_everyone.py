# SPDX-License-Identifier: MIT
"""`:everyone`: says what it costs, reads in the background, stops, goes on, and learns what is written from here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.app import FlotuiApp
from flotui.audience.binding import bind
from flotui.audience.keeping import people_of
from flotui.audience.names import Names
from flotui.audience.query import parse
from flotui.audience.sense import Sense
from flotui.audience.times import Moment
from flotui.repositories.subscribers import add_tags
from flotui.resources.reading import last, read_all
from flotui.ui.everyone import read_everyone
from flotui.ui.modals.lists import Search
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot


@pytest.fixture
def bot() -> Bot:
    return Bot(subscribers=1250, latency_ms=100)


async def begin(pilot: Pilot[int]) -> None:
    """Type `:everyone` as a person does."""
    await pilot.press("colon")
    await until(pilot, lambda: pilot.app.screen.query(Search))
    await pilot.press(*"everyone", "enter")


async def asked(bot: Bot) -> int:
    pages = [each["query"] for each in await bot.requests() if each["operation"] == "flowBotUsers"]
    return sum(query.get("limit") == "100" for query in pages)


async def test_an_asterisk_marks_everyone_who_is_here_without_a_call(tmp_path: Path) -> None:
    bot = Bot(subscribers=350)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await begin(pilot)
        await see(pilot, "y Read")
        await pilot.press("y")
        await see(pilot, "350 subscribers read in ")
        before = await asked(bot)
        await pilot.press("asterisk")
        await see(pilot, "350 marked")
        assert "Press it again" not in text_of(pilot) and await asked(bot) == before
        await pilot.press("escape")
        await see(pilot, "350 unmarked")


async def test_everyone_is_read_in_the_background_stopped_and_gone_on_with(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        before = await asked(bot)
        await begin(pilot)
        await see(pilot, "The host has 1,250 subscribers")
        assert "13 calls" in text_of(pilot)
        assert await asked(bot) == before, "nothing is read before the yes"
        await pilot.press("y")
        await until(pilot, lambda: app.workspace is not None and "everyone" in app.workspace.background)
        people = await people_of(_workspace(app))
        while (await people.state()).walk.calls < 3:
            await pilot.pause(0.01)
        app.stop()
        await until(pilot, lambda: "everyone" not in _workspace(app).background)
        so_far = (await people.state()).walk
        assert 0 < so_far.met < 1250
        await begin(pilot)
        await see(pilot, "Reading continues")
        await pilot.press("y")
        await see(pilot, "1,250 subscribers read in 1")
        state = await people.state()
        assert state.complete
        assert state.here == 1250
        assert await asked(bot) - before <= 14, (
            "one a page, and the one that was under way when it was stopped"
        )


async def test_what_is_written_from_here_is_in_the_copy(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await begin(pilot)
        await see(pilot, "The host has")
        await pilot.press("y")
        await see(pilot, "1,250 subscribers read")
        workspace = _workspace(app)
        people = await people_of(workspace)
        tags = await read_all(workspace.flows.tags())
        meaning = bind(parse(f"tag:{tags[-1].tag_ns}"), Sense(Names(), Moment(0.0, workspace.zone)))
        before = await people.ids(meaning)
        ana = await last(workspace.subscribers.one("f1284u903"))
        assert ana is not None and ana.user_ns not in before
        await workspace.apply(*add_tags(ana, tags[-1:]))
        assert sorted(await people.ids(meaning)) == sorted([*before, ana.user_ns])
        await workspace.undo()
        assert await people.ids(meaning) == before


def _workspace(app: FlotuiApp) -> Any:
    assert app.workspace is not None
    return app.workspace


def test_it_is_a_command() -> None:
    from flotui.resources.loading import load

    assert load("flotui.ui.everyone:read_everyone") is read_everyone


async def test_a_share_that_is_used_up_says_in_the_header_until_when_it_waits(tmp_path: Path) -> None:
    app = app_on(Bot(subscribers=3000, quota=70), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await begin(pilot)
        await see(pilot, "The host has 3,000 subscribers")
        await pilot.press("y")
        await see(pilot, "/3,000 read, waits until ")
        await pilot.press("down", "down")  # the sentence goes with the next key; this stays
        header = text_of(pilot).splitlines()[0]
        assert "read, waits until " in header
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "waits until" not in text_of(pilot).splitlines()[0])
