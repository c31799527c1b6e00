# SPDX-License-Identifier: MIT
"""Going back leads to exactly where one was: the list, its filter, its row on its line, the detail and its tab."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot

from flotui.app import FlotuiApp
from flotui.resources import registry
from flotui.ui import presses
from flotui.ui.presses import Presses, Verdict
from flotui.ui.trail import Place
from flotui.ui.widgets.lines import Heading
from tests.support.app import app_on, see, seen_text, text_of, until
from tests.support.bot import Bot

SIZE = (120, 30)


def app_of(pilot: Pilot[Any]) -> FlotuiApp:
    """The app of a pilot."""
    assert isinstance(pilot.app, FlotuiApp)
    return pilot.app


def area(name: str) -> str:
    """The key of an area."""
    return next(each.key for each in registry.AREAS if each.id == name)


def place(pilot: Pilot[Any]) -> Place:
    """Where the person is."""
    found = app_of(pilot).main.panel.place
    assert found is not None
    return found


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until what was asked for is shown, and the cursor is where it was told to go."""
    app = app_of(pilot)
    browser = app.main.browser
    await pilot.pause()
    await until(pilot, lambda: not app.keys.holds)
    if app.main.panel is browser:
        await until(pilot, lambda: browser._wanting.detail is None, "the detail")
        for listing in browser.listings:
            await until(
                pilot, lambda here=listing: here.snapshot is not None and here._current.is_set(), "its rows"
            )
            await listing.table.arrived()
    await app.main.panel.entered()
    await app.main.panel.caught_up()
    await pilot.pause()


def seen(pilot: Pilot[Any]) -> dict[str, Any]:
    """What a person sees of where they are."""
    app = app_of(pilot)
    browser = app.main.browser
    if app.main.panel is not browser:
        return {"resource": app.main.resource.id if app.main.resource else ""}
    listing, detail = browser.listing, browser.detail
    found: dict[str, Any] = {
        "resource": listing.resource.id if listing.resource else "",
        "filter": (listing.asked.summary, listing.typed),
        "row": listing.row_id(listing.table.row),
        # Every move makes calls, which come on top of those that are listed; the area's key puts who waits in order.
        "line": 0 if listing.resource and listing.resource.id in ("calls", "waiting") else listing.table.line,
        "open": browser.is_open,
    }
    if browser.is_open:
        found |= {
            "opened": detail.resource.row_id(detail.row) if detail.resource and detail.row else "",
            "tab": detail.tab.id if detail.tab else "",
            "inside": detail.has_focus_within,
            "tab row": detail.listing.row_id(detail.listing.table.row),
        }
    return found


async def test_back_from_a_jump_leads_to_the_row_it_was_made_from(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each esc is one of its own, in whatever rhythm a busy machine has.
    monkeypatch.setattr(presses, "FIRST", -1.0)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("down", "down", "down")
        app.main.go("tags")
        await see(pilot, "f1284t3005")
        await pilot.press("down", "down", "down", "down", "o")
        await see(pilot, "Tags › vip › Subscribers · tag vip")
        await pilot.press("down", "enter")
        shown = await seen_text(pilot, "[Card]")
        assert "━ Tags › vip › Ana Souza" in shown or "━ Tags › vip › " in shown
        await pilot.press("escape", "escape", "escape")
        await settled(pilot)
        assert place(pilot).resource == "tags"
        assert app.main.browser.listing.table.row.name == "vip"
        await pilot.press("escape")
        await settled(pilot)
        assert seen(pilot)["line"] == 3 and place(pilot).resource == "subscribers"
        assert "Subscribers  100 of" in text_of(pilot), (
            "the part that the jump showed is not the list's own place"
        )
        await pilot.press("minus")
        await see(pilot, "This is where you began.")
        await pilot.press("underscore", "underscore", "underscore")
        await see(pilot, "[Card]", "Tags › vip › ")


async def test_an_area_is_as_it_was_left_with_its_filter_its_scroll_and_its_detail(
    bot: Bot, tmp_path: Path
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("slash", *"souza", "enter")
        await settled(pilot)
        await pilot.press("down", "enter")
        await see(pilot, "[Card]")
        await pilot.press("right_square_bracket", "right_square_bracket")
        await settled(pilot)
        await pilot.press("down", "down")
        await settled(pilot)
        before = seen(pilot)
        await pilot.press(area("shop"))
        await until(
            pilot, lambda: app.main.resource is not None and registry.area_of(app.main.resource).id == "shop"
        )
        await settled(pilot)
        await pilot.press(area("subscribers"))
        await settled(pilot)
        assert seen(pilot) == before and before["inside"] and before["filter"][1] == "souza"


async def test_after_a_filter_esc_stays_on_whom_it_found_and_minus_leads_back(
    bot: Bot, tmp_path: Path
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("down")
        before = seen(pilot)
        await pilot.press("slash", *"theo", "enter")
        await settled(pilot)
        found = seen(pilot)["row"]
        await pilot.press("escape")
        await settled(pilot)
        assert seen(pilot)["filter"] == ("", "") and seen(pilot)["row"] == found
        await pilot.press("up", "down", "slash", *"theo", "enter")
        await settled(pilot)
        await pilot.press("minus")
        await settled(pilot)
        assert seen(pilot) | {"row": "", "line": 0} == before | {"row": "", "line": 0}
        assert seen(pilot)["row"] == found


WALKS = 60 if os.environ.get("FLOTUI_LONG") else 4
STEPS = 14


async def go_somewhere(pilot: Pilot[Any], dice: random.Random) -> None:
    """Do something that leads to another place, or moves the cursor in this one."""
    app = app_of(pilot)
    browser = app.main.browser
    ways = ["area", "list", "rows", "rows", "filter", "narrow", "enter"]
    if app.main.panel is browser and browser.detail.has_focus_within:
        ways = ["area", "tab", "rows", "jump"]
    way = dice.choice(ways)
    if way == "area":
        await pilot.press(dice.choice([each.key for each in registry.AREAS]))
    elif way in ("list", "tab"):
        await pilot.press("right_square_bracket")
    elif way == "rows":
        await pilot.press(*["down"] * dice.randint(1, 30))
    elif way == "jump":
        app.main.lead("tags", None, None)
    elif app.main.panel is browser and app.main.resource is not None:
        if way == "enter" and app.main.resource.id == "waiting":
            if browser.listing.table.row is not None:
                await pilot.press("enter")
                await settled(pilot)
                await pilot.press("escape")  # out of the reply line, whose keys are text
        elif way == "enter" and app.main.resource.tabs and not app.main.resource.opens:
            await pilot.press("enter")
        elif way in ("filter", "narrow") and registry.area_of(app.main.resource).id not in (
            "api",
            "activity",
        ):
            await pilot.press("slash", dice.choice("ain"), "enter")
    await settled(pilot)


async def test_back_always_restores_place_cursor_and_filter(tmp_path: Path) -> None:
    seed = int(os.environ.get("FLOTUI_SEED", "7"))
    for walk in range(WALKS):
        dice = random.Random(seed * 1000 + walk)
        app = app_on(Bot(), tmp_path / str(walk))
        async with app.run_test(size=dice.choice([(120, 30), (80, 24)])) as pilot:
            await see(pilot, "Ana Souza")
            await settled(pilot)
            left: list[tuple[object, dict[str, Any]]] = []
            for _ in range(STEPS):
                key, before = place(pilot).key, seen(pilot)
                await go_somewhere(pilot, dice)
                if place(pilot).key != key:
                    left.append((key, before))
            while left:
                key, before = left.pop()
                if key == place(pilot).key:
                    continue
                await pilot.press("minus")
                await settled(pilot)
                assert seen(pilot) == before, f"walk {walk}, {len(left)} left\n{text_of(pilot)}"


async def test_a_wide_screen_shows_the_detail_without_enter_and_asks_nothing_for_it(
    bot: Bot, tmp_path: Path
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(170, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await see(pilot, "─ Marina Figueiredo", "[Card]")
        before = len(await bot.requests())
        await pilot.press("down", "down")
        await see(pilot, "─ Ana Souza", "[Card]")
        assert len(await bot.requests()) == before
        assert place(pilot).opened == "", "it is there by itself"
        await pilot.press("enter")
        await see(pilot, "━ Ana Souza")
        await pilot.press("escape")
        await see(pilot, "━ Subscribers", "─ Ana Souza")
        await pilot.press("escape")
        await settled(pilot)
        assert "─ Ana Souza" in text_of(pilot), "there is nothing to close"
    narrow = app_on(bot, tmp_path / "narrow")
    async with narrow.run_test(size=(159, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.pause(0.8)
        assert "[Card]" not in text_of(pilot)


LONG = "OpenAI: rate limit reached, the default reply was sent"


@pytest.mark.parametrize(
    ("led", "width", "drawn"),
    [
        (("Tags", "vip"), 80, "━ Tags › vip › Ana Souza ━"),
        (("Error log", LONG), 60, "━ Error log › OpenAI: rate limit reac… › Ana Souza ━"),
        (("Error log", LONG), 50, "━ … › OpenAI: rate limit reac… › Ana Souza ━"),
        (("Error log", LONG), 30, "━ … › Ana Souza ━"),
        (("A", "B", "C", "D", "E"), 80, "━ … › B › C › D › E › Ana Souza ━"),
    ],
)
async def test_a_title_is_whole_before_what_led_to_it_is(
    led: tuple[str, ...], width: int, drawn: str
) -> None:
    app: App[None] = App()
    async with app.run_test(size=(120, 4)) as pilot:
        heading = Heading()
        heading.styles.width = width
        heading.show("Ana Souza", led=led, focused=True)
        await app.mount(heading)
        await pilot.pause()
        assert heading.render_line(0).text.startswith(drawn)
        heading.styles.width = 120
        await until(
            pilot, lambda: " › E › " in heading.render_line(0).text or led[0] in heading.render_line(0).text
        )


async def test_esc_stays_in_an_area_that_its_key_led_to_and_minus_leaves_it(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("down", area("flows"))
        await see(pilot, "━ Sub-flows")
        await pilot.press("right_square_bracket")
        await see(pilot, "━ Tags")
        await pilot.press("escape")
        await see(pilot, "━ Sub-flows")
        await pilot.press("escape")
        await see(pilot, "━ Sub-flows", "- goes back to Subscribers.")
        await pilot.press("minus")
        await see(pilot, "━ Subscribers")
        await pilot.press("underscore")
        await see(pilot, "━ Sub-flows")
        await pilot.press("escape")
        await see(pilot, "━ Sub-flows", "- goes back to Subscribers.")


async def test_an_esc_that_is_held_down_stops_where_the_area_begins(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        app.main.go("tags")
        await see(pilot, "f1284t3005")
        await pilot.press("o")
        await see(pilot, "Tags › ")
        await settled(pilot)
        presses, verdicts = Presses(), []
        for at in (10.0, 10.4, 10.43, 10.46):
            event = events.Key("escape", None)
            event.time = at
            verdicts.append(app.main.judge(presses.add(event)))
        assert verdicts == [Verdict.TAKE, Verdict.WAIT, Verdict.DROP, Verdict.DROP]
        await see(pilot, "esc is held down: it leaves the area when it is pressed again.")
        await pilot.press("escape")
        await see(pilot, "━ Tags ")
