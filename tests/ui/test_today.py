# SPDX-License-Identifier: MIT
"""Today: painted from what is here, six calls on request and none by itself, each group leading to its list."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from flotui.api.errors import Dropped
from flotui.app import FlotuiApp
from flotui.config.paths import Paths
from flotui.config.preferences import TODAY
from flotui.repositories.flows import create_tag
from flotui.resources.today import errors
from flotui.store.entry import Outcome
from flotui.ui import curtain
from flotui.ui.panels.today import Today
from flotui.ui.terminal import notice
from tests.support.app import app_on, see, seen_text, text_of, until
from tests.support.bot import Bot
from tests.support.jobs import planned
from tests.support.places import DIGIT

SIZE = (120, 40)
ASKS = {
    "flowBotUsers",
    "AnalyticsFlowSummary",
    "Orders",
    "flowErrorLogData",
    "flowBotUserBroadcasts",
    "flowAgents",
}
TITLES = ("Waiting for an answer", "Errors, 24 h", "Orders", "Messages, 14 days", "Yours", "Stock",
          "Broadcasts", "Agents", "Calls")  # fmt: skip


def today_on(bot: Bot, home: Path, config: str = "", **options: Any) -> FlotuiApp:
    """The app that begins with Today, as it does unless somebody says otherwise."""
    if config:
        file = Paths.find({"FLOTUI_HOME": str(home)}).make().preferences_file
        file.write_text(config)
    return app_on(bot, home, **{"start": "", **options})


async def asked(bot: Bot) -> list[str]:
    """The operations that Today asks for, as the host counted them."""
    return [each["operation"] for each in await bot.requests() if each["operation"] in ASKS]


async def read(pilot: Pilot[Any]) -> str:
    """Wait until every group that asks the host has its answer."""
    panel = pilot.app.main.panel  # type: ignore[attr-defined]
    assert isinstance(panel, Today)
    await until(
        pilot,
        lambda: panel._found and not any(panel._is_old(name) for name in panel._lists if panel._asks(name)),
        "all groups",
    )
    await until(pilot, lambda: not panel._due, "what happened meanwhile")
    return text_of(pilot)


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until all is there, the bot's name too, and the last call is counted."""
    await until(pilot, lambda: pilot.app.workspace.pacer.remaining == 993)  # type: ignore[attr-defined]
    await read(pilot)
    await pilot.pause(0.6)
    await read(pilot)


def title(pilot: Pilot[Any]) -> str:
    """The heading of the group that has the keys."""
    return next(line for line in text_of(pilot).splitlines() if "━ " in line)


async def test_it_is_the_first_screen_and_asks_once_for_each_group(bot: Bot, tmp_path: Path) -> None:
    app = today_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        shown = await read(pilot)
        assert "[1 Today]" in shown and all(f" {each} " in shown for each in TITLES), shown
        assert sorted(await asked(bot)) == sorted(ASKS)
        await pilot.press("tab", "j", "j", "k", "G", "g")
        await pilot.pause(0.5)
        assert len(await asked(bot)) == 6, "nothing is asked by itself"
        await pilot.press("r")
        await see(pilot, "987 of 1,000")  # one was for the bot's name
        await pilot.pause(0.5)
    assert sorted(await asked(bot)) == sorted([*ASKS, *ASKS])


async def test_it_is_painted_from_the_cache_and_says_how_old_it_is(
    frozen: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = Bot(subscribers=1300, now=frozen)  # at some hours the host has no error of the past day
    kept = {"profile": replace(bot.profile, demo=False), "no_cache": False}
    app = today_on(bot, tmp_path, **kept)
    async with app.run_test(size=SIZE) as pilot:
        await read(pilot)
    now, before = time.time, len(await asked(bot))
    monkeypatch.setattr(time, "time", lambda: now() + 1000)
    await bot.fault(path="*", times=0, status=503, text="down")
    app = today_on(bot, tmp_path, **kept)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: text_of(pilot).count("! not refreshed · 16 min old") >= 4)
        assert "WhatsApp Error" in text_of(pilot) and "a day" in text_of(pilot)
    assert len(await asked(bot)) > before


async def test_what_is_here_is_in_the_first_picture(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {"profile": replace(bot.profile, demo=False), "no_cache": False}
    app = today_on(bot, tmp_path, **kept)
    async with app.run_test(size=SIZE) as pilot:
        await read(pilot)
    pictures: list[bool] = []
    display = FlotuiApp._display

    def noting(self: FlotuiApp, screen: Any, renderable: Any) -> None:
        if renderable is not None and screen is self.main and not self._batch_count:
            panel = self.main.panel
            pictures.append(isinstance(panel, Today) and panel._here.is_set())
        display(self, screen, renderable)

    monkeypatch.setattr(FlotuiApp, "_display", noting)
    monkeypatch.setattr(curtain, "OPENING", 30.0)  # however slow the machine is
    monkeypatch.setattr(curtain, "MOST", 0.0)
    app = today_on(bot, tmp_path, **kept)
    async with app.run_test(size=SIZE) as pilot:
        await read(pilot)
    assert pictures and all(pictures), pictures


async def test_coming_back_asks_only_for_what_is_too_old(bot: Bot, tmp_path: Path) -> None:
    app = today_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await read(pilot)
        await pilot.press(DIGIT["activity"])
        await see(pilot, "━ Journal")
        before = len(await asked(bot))
        await pilot.press(DIGIT["today"])
        await see(pilot, "[1 Today]", "Waiting for an answer")
        await pilot.pause(0.2)
        assert len(await asked(bot)) == before


async def test_tab_goes_through_the_groups_and_enter_to_their_lists(bot: Bot, tmp_path: Path) -> None:
    app = today_on(bot, tmp_path)
    leads = {
        "waiting": "waiting", "errors": "errors", "orders": "orders", "messages": "summary", "yours": "journal",
        "stock": "products", "broadcasts": "broadcasts", "agents": "agents", "calls": "calls",
    }  # fmt: skip
    async with app.run_test(size=SIZE) as pilot:
        await read(pilot)
        for at, group in enumerate(TODAY):
            await pilot.press(DIGIT["today"])
            await until(pilot, lambda: isinstance(app.main.panel, Today))
            panel = app.main.panel
            assert isinstance(panel, Today)
            await pilot.press(*["shift+tab"] * 9, *["tab"] * (1 if at else 0))
            await until(pilot, lambda p=panel, g=group: p._board.here and p._board.here.group.id == g)
            assert TITLES[at] in title(pilot)
            await pilot.press("enter")
            await until(
                pilot,
                lambda g=group: app.main.resource is not None and app.main.resource.id == leads[g],
                f"{group} leads to {leads[group]}",
            )
            if group == "waiting":  # the chat is open, and the keys are for the reply
                await see(pilot, "[Chat]", "━ Reply to")
                await pilot.press("escape")


async def test_a_person_who_may_wait_is_acted_on_where_they_stand(bot: Bot, tmp_path: Path) -> None:
    app = today_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await read(pilot)
        row = app.main.panel._row  # type: ignore[attr-defined]
        await see(pilot, "t tags")
        await pilot.press("t")
        await see(pilot, f"Tags of {row.title}")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.main)
        await pilot.press("enter")
        await see(pilot, "› Waiting  ")
        await until(pilot, lambda: getattr(app.main.browser.listing.table.row, "user_ns", "") == row.user_ns)


async def test_an_edit_stands_among_yours_and_u_undoes_it_there(bot: Bot, tmp_path: Path) -> None:
    app = today_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await read(pilot)
        assert app.workspace is not None
        await app.workspace.apply(create_tag("a new tag"))
        before = len(await asked(bot))
        await see(pilot, "✓ done", "a new tag", "1 edit in 24 h", "u undoes")
        await pilot.press("tab", "tab", "tab", "tab", "u")
        await until(pilot, lambda: "Delete" in text_of(pilot) or "↺ undone" in text_of(pilot))
        if app.screen is not app.main:
            await pilot.press("y")
        await see(pilot, "↺ undone")
        assert len(await asked(bot)) == before, "what was done here costs Today no call"
    assert len(await bot.writes()) == 2


async def test_groups_are_left_out_and_in_another_order_as_the_settings_say(bot: Bot, tmp_path: Path) -> None:
    app = today_on(bot, tmp_path, '[today]\ngroups = ["agents", "errors"]')
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await read(pilot)
        found = [each for each in TITLES if f" {each} " in "\n".join(shown.splitlines()[2:])]
        assert sorted(found) == ["Agents", "Errors, 24 h"]
        assert shown.index(" Agents ") < shown.index(" Errors, 24 h ")
    assert sorted(await asked(bot)) == ["flowAgents", "flowErrorLogData"]


async def test_what_the_key_may_not_see_leaves_no_hole(bot: Bot, tmp_path: Path) -> None:
    refusal = {"message": "This token misses the scope: Manage Team"}
    await bot.fault(path="/flow-summary", times=0, status=403, body=refusal)
    app = today_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "Agents" in text_of(pilot) and "Messages, 14 days" not in text_of(pilot))
        await see(pilot, "online")
        assert "Manage Team" not in text_of(pilot) and "not refreshed" not in text_of(pilot)


async def test_on_80_columns_the_groups_are_below_one_another_and_scroll(bot: Bot, tmp_path: Path) -> None:
    app = today_on(bot, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await read(pilot)
        assert "Waiting for an answer" in shown and "Calls" not in "\n".join(shown.splitlines()[2:])
        await pilot.press("shift+tab")
        shown = await seen_text(pilot, "━ Calls ")
        assert "of 1,000" in shown and "Waiting for an answer" not in shown
        await pilot.press("g")
        await see(pilot, "━ Waiting for an answer ")
        for _ in range(60):  # down through the rows that are not shown at first, on into the next group
            await pilot.press("j")
        assert "━ Waiting" not in text_of(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["below the first screen", "in sight"])
async def test_what_is_of_unknown_outcome_or_goes_on_is_on_the_first_screen(
    bot: Bot, tmp_path: Path, size: tuple[int, int]
) -> None:
    app = today_on(bot, tmp_path)
    async with app.run_test(size=size) as pilot:
        assert "Yours: " not in await read(pilot), "nothing must be told"
        workspace = app.workspace
        assert workspace is not None
        job = await planned(workspace, 5)
        await pilot.pause()
        assert "Yours: " not in text_of(pilot), "a plan waits for nobody"
        await bot.fault(kind="drop", path="/flow/create-tag", times=0)
        with pytest.raises(Dropped):
            await workspace.apply(create_tag("winter"))
        held = bot.hold("/subscriber/add-tag")
        running = workspace.working.start(job.id)
        told = "Yours: job 1 running · unknown outcome: Create tag winter"
        await see(pilot, *([told] if size[0] < 100 else ["◐ running", "? unknown"]))
        assert (told in text_of(pilot)) is (size[0] < 100)
        held.set()
        await running
        (entry,) = await workspace.journal.unknown()
        await workspace.settle(entry, Outcome.DONE, "")
        await until(pilot, lambda: "Yours: " not in text_of(pilot), "all of it is known")


async def test_as_time_goes_by_a_key_has_every_group_say_how_old_it_is(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with today_on(bot, tmp_path).run_test(size=SIZE) as pilot:
        await read(pilot)
        panel: Any = pilot.app.main.panel  # type: ignore[attr-defined]
        assert " now" in str(panel._blocks["orders"].note)
        calls, clock = len(await asked(bot)), time.time
        monkeypatch.setattr(time, "time", lambda: clock() + 120)
        panel.keep_up()  # as each key does
        assert "2 min" in str(panel._blocks["orders"].note)
        assert len(await asked(bot)) == calls, "nothing is asked for it"


async def test_slash_finds_a_subscriber(bot: Bot, tmp_path: Path) -> None:
    app = today_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await read(pilot)
        await pilot.press("slash", *"zzyzx")
        await see(pilot, "Subscribers  0 of ", "\n/ zzyzx ")


async def test_a_click_chooses_a_row_and_two_open_it(bot: Bot, tmp_path: Path) -> None:
    app = today_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        shown = (await read(pilot)).splitlines()
        y = next(at for at, line in enumerate(shown) if "WhatsApp Error" in line)
        await pilot.click(offset=(10, y))
        await see(pilot, "━ Errors, 24 h ")
        await pilot.click(offset=(10, y), times=2)
        await until(pilot, lambda: app.main.resource is not None and app.main.resource.id == "errors")
        await until(pilot, lambda: app.main.browser.listing.table.has_focus, "the keys in the list")


async def test_the_panel_of_lists_is_made_by_what_first_needs_it(bot: Bot, tmp_path: Path) -> None:
    app = today_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)  # what greets has ended
        assert [type(panel) for panel in app.main._panels.values()] == [Today]
        line = next(line for line in text_of(pilot).splitlines() if "2 Subscribers" in line)
        await pilot.click(offset=(line.index("2 Subscribers") + 3, 1))
        await until(pilot, lambda: app.main.panel is app.main.browser and app.main.browser.is_mounted)
        await until(pilot, lambda: app.main.browser.listing.table.has_focus, "the keys in the list")


@pytest.mark.parametrize("start", ["orders", "bc"])
async def test_another_list_is_the_first_one(bot: Bot, tmp_path: Path, start: str) -> None:
    wanted = {"orders": "orders", "bc": "broadcasts"}[start]
    for options in ({"config": f'start = "{start}"'}, {"start": start}):
        app = today_on(bot, tmp_path / str(len(options)) / next(iter(options)), **options)
        async with app.run_test(size=SIZE) as pilot:
            await until(pilot, lambda main=app.main: main.resource is not None)
            assert app.main.resource is not None and app.main.resource.id == wanted
            await pilot.pause()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
def test_how_it_looks(snap_compare: Any, frozen: datetime, tmp_path: Path, size: tuple[int, int]) -> None:
    app = today_on(Bot(subscribers=1300, now=frozen), tmp_path)
    assert snap_compare(app, terminal_size=size, run_before=settle)


async def test_a_group_is_followed_and_what_comes_in_is_marked_and_told(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(notice, "give", lambda app, kind, text: told.append(text))
    await bot.door("POST", "/arrivals", {"status": "done"})
    app = today_on(bot, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await read(pilot)
        await pilot.press("p")
        await see(
            pilot,
            "Following every 30 s while you look at it: up to 121 of the 285 calls an hour",
            "p stops it.",
        )
        assert "following, every 30 s" in title(pilot)
        follower = app.main.panel._followers["waiting"]
        before = len(await asked(bot))
        await bot.door("POST", "/arrivals", {"who": "f1284u905", "text": "hello"})
        follower.poll()
        await until(pilot, lambda: told == ["1 new: person who waits"], "the bell")
        assert (await asked(bot))[before:] == ["flowBotUsers"], "one group's call"
        await until(
            pilot, lambda: "+" in next(each for each in text_of(pilot).splitlines() if "Zoë" in each)[:3]
        )
        await pilot.press("k")
        await until(
            pilot, lambda: "+" not in next(each for each in text_of(pilot).splitlines() if "Zoë" in each)[:3]
        )
        await pilot.press("p")
        await see(pilot, "No longer following.")
        assert not app.main.panel._followers
        app.main.panel._board.go("stock")
        await pilot.press("p")
        await see(pilot, "Stock is always up to date: it isn't read from the host.")


async def test_a_group_that_cannot_be_read_says_so_until_it_can(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = today_on(bot, tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(errors, "kinds", lambda *_: {}["kind"])  # as by an answer that nobody foresaw
        async with app.run_test(size=SIZE) as pilot:
            await see(pilot, "A bug in flotui: see the log. r tries again.", " a day ")
            broken.undo()
            await pilot.press("r")
            await see(pilot, "WhatsApp Error")
            assert "A bug in flotui" not in text_of(pilot)
    assert "reading today-errors failed" in caplog.text


@pytest.mark.parametrize("size", [SIZE, (80, 24)])
async def test_why_nothing_could_be_read_is_said_once_and_whole(
    bot: Bot, tmp_path: Path, size: tuple[int, int]
) -> None:
    await bot.fault(path="*", status=503, times=0)
    async with today_on(bot, tmp_path).run_test(size=size) as pilot:
        await see(pilot, "503", "r tries again.", "for the same reason")
        await until(pilot, lambda: "reading…" not in text_of(pilot), "all groups")
        said = text_of(pilot)
        assert said.count("503") == 1 and said.count("for the same reason") >= 3
