# SPDX-License-Identifier: MIT
"""u and U typed faster than the host answers: each is carried out in its turn, and nothing is undone twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from textual.events import Key

from flotui.app import FlotuiApp
from flotui.repositories.profile import update
from flotui.repositories.subscribers import add_tags, remove_tags
from flotui.store.journal import Outcome
from flotui.workspace import Journaled, Workspace
from tests.support.app import app_on, burst, see, seen_text, until
from tests.support.bot import Bot
from tests.support.edit_rows import ana, tags
from tests.support.edits import NEW_TAGS
from tests.support.people import ANA

SIZE = (140, 40)
ADD, REMOVE = "flowBotUserAddTag", "flowBotUserRemoveTag"


@pytest.fixture
def slow() -> Bot:
    """A host that takes its time, from `slows_down` on."""
    return Bot()


def slows_down(bot: Bot) -> None:
    """Every answer takes longer than keys that come all at once."""
    bot.app.state.host.latency_ms = 60


async def swap_tags(workspace: Workspace) -> None:
    """Add one tag and remove another in one act."""
    person = await ana(workspace)
    new, gone = await tags(workspace, NEW_TAGS[0]), await tags(workspace, "vip")
    await workspace.apply(*add_tags(person, new), *remove_tags(person, gone))


async def held(bot: Bot) -> set[str]:
    return {tag["name"] for tag in (await bot.subscriber(ANA))["tags"]}


async def carried_out(app: FlotuiApp, entries: int) -> None:
    """Wait until the journal has as many entries, and nothing is under way or waits."""
    workspace = app.workspace
    assert workspace is not None
    async with asyncio.timeout(30):
        while (
            len(await workspace.journal.single_edits()) < entries or app.running.workers or app.keys.waiting
        ):
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("typed", ["u", "uU", "uUu", "uUuU", "uUuUu"])
async def test_an_act_of_two_parts_goes_back_and_forth_as_a_whole(
    slow: Bot, tmp_path: Path, typed: str
) -> None:
    app = app_on(slow, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        workspace = app.workspace
        assert workspace is not None
        before = await held(slow)
        await swap_tags(workspace)
        after = await held(slow)
        slows_down(slow)
        await burst(pilot, *typed)
        steps = len(typed) + 1
        await carried_out(app, 2 * steps)
        assert Counter(await slow.accepted()) == {ADD: steps, REMOVE: steps}
        assert await held(slow) == (before if typed[-1] == "u" else after)
        entries = await workspace.journal.single_edits()
        assert len(entries) == 2 * steps
        assert all(each.outcome is Outcome.DONE for each in entries), "and nothing was tried in vain"
        undone = Counter(each.undoes for each in entries if each.undoes is not None)
        redone = Counter(each.redoes for each in entries if each.redoes is not None)
        assert set(undone.values()) == {1} and set(redone.values()) <= {1}


@pytest.mark.parametrize(
    ("typed", "steps", "name"),
    [("uU", 2, "Sousa"), ("uuU", 3, "Souza"), ("uuUU", 4, "Sousa"), ("uUU", 2, "Sousa")],
)
async def test_edits_of_one_part_are_undone_and_redone_in_the_order_typed(
    slow: Bot, tmp_path: Path, typed: str, steps: int, name: str
) -> None:
    app = app_on(slow, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        workspace = app.workspace
        assert workspace is not None
        for names in ({"first_name": "Anna"}, {"last_name": "Sousa"}):
            await workspace.apply(*update(await ana(workspace), names))
        slows_down(slow)
        await burst(pilot, *typed)
        await carried_out(app, 2 + steps)
        person = await slow.subscriber(ANA)
        assert (person["first_name"], person["last_name"]) == ("Anna", name)


async def test_undo_waits_for_the_edit_that_is_being_saved(slow: Bot, tmp_path: Path) -> None:
    app = app_on(slow, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        workspace = app.workspace
        assert workspace is not None
        before = await held(slow)
        left = asyncio.Event()
        ends = workspace.listen(lambda event: left.set() if isinstance(event, Journaled) else None)
        slows_down(slow)
        saving = asyncio.ensure_future(swap_tags(workspace))
        await left.wait()  # the first of its two calls is leaving
        ends()
        app.post_message(Key("u", "u"))
        await saving
        await carried_out(app, 4)
        assert await slow.accepted() == {ADD: 2, REMOVE: 2}
        assert await held(slow) == before


async def test_what_is_stopped_takes_what_waits_behind_it_along(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        workspace = app.workspace
        assert workspace is not None
        await workspace.apply(*update(await ana(workspace), {"first_name": "Anna"}))
        await swap_tags(workspace)
        before = await bot.writes()
        answers = bot.hold("/subscriber/add-tag")
        for key in "uU":
            app.post_message(Key(key, key))
        async with asyncio.timeout(30):  # the first of the undo's two calls has come, and isn't answered yet
            while len(app.running.workers) < 2 or len(await bot.writes()) == len(before):
                await asyncio.sleep(0.005)
        workspace.stop()
        answers.set()
        await see(pilot, "Left: Undo: ", "You stopped it.")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.main and not app.running.workers, "the end of both")
        assert len(await bot.writes()) == sum((await bot.accepted()).values()) == len(before) + 1
        assert not [each for each in await workspace.journal.single_edits() if each.redoes is not None]


async def test_nothing_waits_behind_an_undo_of_many(slow: Bot, tmp_path: Path) -> None:
    from flotui.api.errors import Stopped
    from tests.support.edit_rows import listed

    workspace = await slow.open(tmp_path)
    people = (await listed(workspace.subscribers.list()))[:8]
    (tag,) = await tags(workspace, NEW_TAGS[0])
    await workspace.apply(*update(await ana(workspace), {"first_name": "Anna"}))
    entries = await workspace.apply(*(edit for each in people for edit in add_tags(each, [tag])))

    async def undo_all() -> None:
        async with workspace.turn():
            await workspace.undo(entries[::-1])

    slows_down(slow)
    undoing = asyncio.ensure_future(undo_all())
    async with asyncio.timeout(10):
        while not (await slow.accepted()).get(REMOVE):
            await asyncio.sleep(0.01)
        with pytest.raises(Stopped, match="many calls is under way"):
            async with workspace.turn():
                raise AssertionError("it would be about another edit by then")
        await undoing
        async with workspace.turn():
            pass
    assert (await slow.subscriber(ANA))["first_name"] == "Anna"
    await workspace.close()


async def test_an_undo_of_several_that_stops_says_how_far_it_came_and_goes_on(
    bot: Bot, tmp_path: Path
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        workspace = app.workspace
        assert workspace is not None
        await pilot.press("g", *["space"] * 8, "t")
        await see(pilot, "Tags of 8 subscribers")
        await pilot.press(*NEW_TAGS[0], "enter")
        await see(pilot, f"+ {NEW_TAGS[0]}")
        await pilot.press("ctrl+s")
        await see(pilot, "8 calls")
        await pilot.press("y")
        await see(pilot, f"8 subscribers: + {NEW_TAGS[0]}. u undoes it.")
        workspace.pacer.max_at_once = 2  # so that one leaves after the other
        await bot.fault(kind="403-page", path="/subscriber/remove-tag", skip=3, times=1)
        await pilot.press("u")
        await see(pilot, "Undo job 1", "8 calls")
        await pilot.press("y")
        await see(pilot, "3 of 8 done, 5 left.", "ctrl+t go on with the 5 left", "The rest is in")
        assert (await bot.accepted())[REMOVE] == 3
        await pilot.press("ctrl+t")
        await until(pilot, lambda: app.screen is app.main, "the end of the undo")
        assert (await bot.accepted())[REMOVE] == 8
        assert await workspace.working.newest() is None
        assert not [each for each in await workspace.journal.written() if each.left]


async def test_an_open_entry_says_what_became_of_it(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        assert app.workspace is not None
        await app.workspace.apply(*update(await ana(app.workspace), {"first_name": "Anna"}))
        app.main.go("journal")
        await until(pilot, lambda: app.main.browser.listing.table.row is not None)
        await pilot.press("enter")
        screen = await seen_text(pilot, "undo sends", "outcome")
        assert "undone by" not in screen, "nothing is undone yet"
        assert app.main.browser.detail.has_focus_within
        await pilot.press("u")
        await see(pilot, "undone by", "Already undone")
        assert app.main.browser.detail.row.undone
