# SPDX-License-Identifier: MIT
"""Areas and lists: a key leads at once to what it names, whatever the host does, and rows stand under their title."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.app import FlotuiApp
from flotui.repositories import flights
from flotui.resources import registry
from flotui.ui.panels import showing, waiting
from flotui.ui.panels.listing import Listing
from tests.support.app import app_on, burst, see, text_of, until
from tests.support.bot import Bot
from tests.support.places import API, FLOWS, SHOP, SUBSCRIBERS

SIZE = (120, 40)

AREAS = tuple(area.key for area in registry.AREAS)
STEPS = ("left_square_bracket", "right_square_bracket")


def title(pilot: Pilot[Any]) -> str:
    """What stands in the line above the list."""
    return text_of(pilot).splitlines()[2].strip(" ━─")


def fits(listing: Listing) -> None:
    """The rows on screen are of what the title says: every column can say something of each."""
    source = listing._shown
    if source is None or listing.resource is None:
        assert listing.table.row is None and listing.table.count == 0
        return
    assert listing.table._source is source
    kind = getattr(source, "kind", None)
    for index in range(min(source.count, 40)):
        row = source.peek(index)
        assert row is None or kind is None or isinstance(row, kind.model), (listing.resource.id, row)


def sane(pilot: Pilot[Any]) -> None:
    """Nothing failed, and every list shows its own rows under its own title."""
    app = pilot.app
    assert isinstance(app, FlotuiApp)
    shown = text_of(pilot)
    assert "failed inside" not in shown, shown
    main = app.main
    assert main.resource is not None
    if main.panel is main.browser:
        assert main.browser.listing.resource is main.resource
        fits(main.browser.listing)
        if main.browser.has_class("open") and main.browser.detail.is_attached:
            fits(main.browser.detail.listing)
        if app.screen is main and not main.browser.has_class("narrow"):
            # Where one has come from may stand before it.
            assert re.match(rf"(.* › )?{re.escape(main.resource.title)}", title(pilot)), shown


@pytest.mark.parametrize(
    ("keys", "leads_to"),
    [
        ((SHOP, "right_square_bracket"), "Products"),
        ((SHOP, "right_square_bracket", "right_square_bracket"), "Orders"),
        ((SUBSCRIBERS, "right_square_bracket", "right_square_bracket", FLOWS), "Sub-flows"),
        ((*AREAS, FLOWS, "right_square_bracket"), "Tags"),
        (("left_square_bracket",), "Waiting"),
        (("left_square_bracket",) * 2, "Broadcasts"),
        ((API, SHOP, "left_square_bracket"), "Hours"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
async def test_keys_that_go_elsewhere_do_so_at_once_on_a_cold_cache(
    tmp_path: Path, keys: Sequence[str], leads_to: str
) -> None:
    bot = Bot()
    answers = bot.hold()
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.main.resource is not None)
        await burst(pilot, *keys)
        sane(pilot)
        assert app.main.resource is not None
        first = registry.in_area(registry.area_of(app.main.resource).id)
        wanted = {each.title for each in first}
        assert app.main.resource.title == leads_to or leads_to not in wanted
        assert title(pilot).startswith(app.main.resource.title)
        answers.set()
        await until(pilot, lambda: app.main.panel.age or app.main.browser.listing.table.row is not None)
        sane(pilot)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time passes fast where somebody waits."""
    monkeypatch.setattr(waiting, "STEPS", (0.05, 0.1))
    monkeypatch.setattr(flights, "JUST_ASKED", -1.0)


async def test_with_a_host_that_hangs_every_area_and_list_can_be_reached(bot: Bot, tmp_path: Path) -> None:
    await bot.fault(path="*", times=0, hang=True)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Reading subscribers since")
        for area in registry.AREAS:
            await pilot.press(area.key)
            lists = registry.in_area(area.id)
            first = (
                lists.index(app.main.resource) if lists else 0
            )  # those who wait come first where anybody does
            for resource in (*lists[first:], *lists[:first]):
                assert app.main.resource is resource
                sane(pilot)
                if resource.panel == "" and app.main.browser.listing.snapshot is None:
                    assert "Reading " in text_of(pilot) and " since " in text_of(pilot)
                await pilot.press("right_square_bracket")


async def test_what_is_waited_for_is_said_now_and_then_and_not_all_the_time(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "STEPS", (0.1, 0.2))
    await bot.fault(path="*", times=0, hang=True)
    said: list[Any] = []
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        table = app.main.browser.listing.table
        say = table.say
        monkeypatch.setattr(table, "say", lambda *lines: (said.append(lines), say(*lines)))
        await see(pilot, "demo hasn't answered for 0.2 s. r asks again.")
        await pilot.pause(0.3)
    assert len(said) <= 3


async def test_r_lets_a_dead_read_go_and_asks_anew(bot: Bot, tmp_path: Path, hasty: None) -> None:
    await bot.fault(path="/subscribers", times=1, hang=True)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Reading subscribers since", "r asks again.")
        await pilot.press("r")
        await see(pilot, "Ana Souza")


async def test_r_in_a_detail_asks_anew_however_young_it_is(bot: Bot, tmp_path: Path, hasty: None) -> None:
    def asked(requests: list[dict[str, Any]]) -> int:
        return sum(each["operation"] == "flowBotUserInfo" for each in requests)

    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("enter")
        await see(pilot, "[Card]", "+55 21 90000 0000")
        before = asked(await bot.requests())
        await pilot.press("r")
        await pilot.press("r")
        await pilot.pause()
        assert asked(await bot.requests()) == before + 2
        await bot.fault(path="/subscriber/get-info", times=1, hang=True)
        await pilot.press("r")
        await pilot.press("r")
        await pilot.pause()
        assert asked(await bot.requests()) == before + 4


async def test_r_in_a_detail_that_has_no_read_of_its_own_reads_its_list(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press(FLOWS, "right_square_bracket")
        await see(pilot, "Tags  ")
        await pilot.press("enter")
        await until(pilot, lambda: app.main.browser.detail.has_focus_within)
        before = len(await bot.requests())
        await pilot.press("r")
        await until(pilot, lambda: not app.main.browser.listing.workspace.reader.walks._by_key)  # type: ignore[union-attr]
        assert len(await bot.requests()) > before


async def test_an_order_opened_while_its_status_is_read_back(tmp_path: Path) -> None:
    bot = Bot(latency_ms=100)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.main.resource is not None)
        await burst(pilot, SHOP, "right_square_bracket", "right_square_bracket")
        await until(pilot, lambda: app.main.browser.listing.table.row is not None)
        await pilot.press("s")
        await see(pilot, "to which status?")
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.screen is app.main)
        await pilot.press("enter")
        await see(pilot, "[Order]", "total")
        sane(pilot)
    assert len(await bot.writes()) == 1


async def test_the_keys_after_one_that_leaves_a_detail_are_for_the_new_place(
    bot: Bot, tmp_path: Path
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("enter")
        await see(pilot, "[Card]")
        await burst(pilot, SHOP, "right_square_bracket")
        assert title(pilot).startswith("Products")


async def test_a_place_left_before_its_rows_came_keeps_its_row(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("down", "down")
        name = app.main.browser.listing.table.row.title
        await burst(pilot, FLOWS, SUBSCRIBERS, FLOWS, SUBSCRIBERS)
        await until(pilot, lambda: app.main.browser.listing.table.row is not None)
        assert app.main.browser.listing.table.row.title == name


# -- Any key after any ----------------------------------------------------------------------------

LONG = bool(os.environ.get("FLOTUI_LONG"))
"""Whether every pair is tried, and not some of them."""

OTHER = (
    *"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    *"12345",
    *("enter", "escape", "tab", "space", "asterisk", "slash", "colon", "question_mark", "f1", "f5", "minus"),
    *(
        "up",
        "down",
        "left",
        "right",
        "home",
        "end",
        "pageup",
        "pagedown",
        "ctrl+d",
        "ctrl+u",
        "ctrl+p",
        "ctrl+c",
    ),
    *STEPS,
)
LEAVES = {"q", "ctrl+q"}


async def forget_all(app: FlotuiApp) -> None:
    """Make the cache cold, and begin where the program begins."""
    assert app.workspace is not None
    await app.workspace.reader.close()

    def empty(db: Connection) -> None:
        for table in ("reply", "row", "search", "list", "member"):
            db.execute(f"DELETE FROM {table}")

    await app.workspace.cache.db.change(empty)
    app.main.forget()
    app.main.browser.listing.close_filter(clear=False)
    app.main.go("subscribers")


async def leave_dialogs(pilot: Pilot[Any]) -> None:
    app = pilot.app
    assert isinstance(app, FlotuiApp)
    for _ in range(6):
        await until(
            pilot, lambda: not app.keys.holds and not app.keys._waiting and not app.keys._turn.is_set()
        )
        if app.screen is app.main:
            return
        await burst(pilot, "escape")
    raise AssertionError(f"a dialog stays:\n{text_of(pilot)}")


def pairs(pick: Callable[[list[tuple[str, str]]], list[tuple[str, str]]]) -> list[tuple[str, str]]:
    return pick([(first, then) for first in (*AREAS, *STEPS) for then in OTHER if then not in LEAVES])


async def test_an_area_or_list_and_then_any_key_on_a_cold_cache(tmp_path: Path) -> None:
    seed = int(os.environ.get("FLOTUI_SEED", "12"))
    chosen = pairs(lambda all_: all_ if LONG else random.Random(seed).sample(all_, 12))
    bot = Bot(latency_ms=400)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.main.resource is not None)
        for first, then in chosen:
            await forget_all(app)
            await burst(pilot, first, then)
            sane(pilot)
            await leave_dialogs(pilot)
            sane(pilot)
    log = app.options.paths.log_file
    if log.exists():
        assert not re.search(r"Traceback|failed", log.read_text()), log.read_text()


@pytest.mark.parametrize(("keys", "at"), [("jj", 2), ("jjkj", 2), ("G", -1), ("Gk", -2), ("kj", 1)])
async def test_moves_in_a_list_that_is_still_being_read_wait_for_its_rows(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: str, at: int
) -> None:
    monkeypatch.setattr(showing, "LOOKING", 0.02)  # nobody waits with the keys
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        answers = bot.hold("/flow/tags")
        await burst(pilot, FLOWS, "right_square_bracket", *keys)
        table = app.main.browser.listing.table
        assert title(pilot).startswith("Tags") and table.row is None
        answers.set()
        await until(pilot, lambda: table.row is not None and app.main.browser.listing.fetched_at)
        assert table.cursor == at % table.count
        sane(pilot)


async def test_moves_in_a_list_that_is_left_are_not_made_in_the_next(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "LOOKING", 0.02)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "Ana Souza")
        await bot.fault(path="/flow/tags", times=1, delay_ms=300)
        await burst(pilot, FLOWS, "right_square_bracket", "j", "j", "right_square_bracket")
        listing = app.main.browser.listing
        await until(pilot, lambda: listing.table.row is not None and listing.fetched_at)
        assert not title(pilot).startswith("Tags") and listing.table.cursor == 0
