# SPDX-License-Identifier: MIT
"""What config.toml and the command line say is what the program on screen does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flotui.api.models.flow import SubFlow
from flotui.api.models.subscriber import Subscriber
from flotui.app import FlotuiApp
from flotui.config.profile import demo_profile
from flotui.jobs.outcomes import Unfinished
from flotui.repositories.edit import RowEdits
from flotui.repositories.flows import create_tag
from flotui.repositories.sending import send_sub_flow
from flotui.resources.acting import held
from flotui.resources.text import plain
from flotui.sandbox import DEMO_PREFIX, DEMO_TOKEN
from flotui.workspace import Workspace
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot
from tests.support.places import FLOWS

ANA = "f1284u903"


def configured(bot: Bot, home: Path, config: str, **options: Any) -> FlotuiApp:
    """The app of a person whose config.toml says something."""
    file = home / "config" / "config.toml"
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_text(config)
    return app_on(bot, home, **options)


async def test_theme_of_the_settings_and_of_the_command_line(bot: Bot, tmp_path: Path) -> None:
    app = configured(bot, tmp_path, 'theme = "flotui-light"')
    async with app.run_test() as pilot:
        await see(pilot, "━ Subscribers")
        assert app.theme == "flotui-light"
    app = configured(bot, tmp_path, 'theme = "flotui-light"', theme="terminal-16")
    async with app.run_test() as pilot:
        await see(pilot, "━ Subscribers")
        assert app.theme == "terminal-16"


async def test_page_size(bot: Bot, tmp_path: Path) -> None:
    app = configured(bot, tmp_path, "page_size = 25")
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Subscribers  50 of 130")  # a page is less than the screen
        await pilot.press(FLOWS, "right_square_bracket")
        await see(pilot, "━ Tags  40")
    asked = [dict(each["query"]) for each in await bot.requests() if "page" in each["query"]]
    assert {each["limit"] for each in asked} == {"25"}
    assert [each["page"] for each in asked][:2] == ["1", "2"]


async def test_a_walk_goes_on_where_it_was_with_pages_of_another_size(bot: Bot, tmp_path: Path) -> None:
    for size, asked in ((50, "1"), (25, "3"), (100, "1"), (20, "6")):
        workspace = await Workspace.open(
            demo_profile(DEMO_PREFIX),
            token=lambda: DEMO_TOKEN,
            cache=tmp_path / "cache.db",
            journal=tmp_path / "journal.db",
            transport=bot.transport,
            page_size=size,
        )
        rows: Any = None
        async for snapshot in workspace.subscribers.list({}):
            rows = snapshot.value
        if asked != "1" or size == 100:
            assert await rows.more()
        pages = [each["query"] for each in await bot.requests() if each["operation"] == "flowBotUsers"]
        assert (dict(pages[-1])["page"], dict(pages[-1])["limit"]) == (asked, str(size))
        await workspace.close()
    assert rows.count == 120


async def test_columns(bot: Bot, tmp_path: Path) -> None:
    app = configured(bot, tmp_path, '[columns]\nsubscribers = ["phone", "name"]')
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        heading = next(line for line in text_of(pilot).splitlines() if "Phone" in line)
        assert heading.split() == ["Phone", "Name"]


async def test_saved_filters(bot: Bot, tmp_path: Path) -> None:
    app = configured(bot, tmp_path, '[filters.subscribers]\nmine = "id:f1284u903"')
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Subscribers", "of 130")
        await pilot.press("slash", *"saved:mine", "enter")
        await see(pilot, "Ana Souza")
        await until(pilot, lambda: app.main.browser.listing.table.row.row_id == ANA)


async def tag(pilot: Any) -> None:
    """Give the first subscriber a tag, and save it in the dialog."""
    await see(pilot, "━ Subscribers", "Ana Souza")
    await pilot.press("t")
    await see(pilot, "Tags of", "newsletter")
    await pilot.press("space")
    await see(pilot, "+ ")
    await pilot.press("ctrl+s")


@pytest.mark.parametrize("write", [False, True])
async def test_confirm_write(bot: Bot, tmp_path: Path, write: bool) -> None:
    app = configured(bot, tmp_path, f"[confirm]\nwrite = {str(write).lower()}")
    async with app.run_test(size=(120, 40)) as pilot:
        await tag(pilot)
        if write:
            await see(pilot, "Save this change", "Add tag")
            assert not await bot.accepted()
            await pilot.press("escape")
            await until(pilot, lambda: "Save this change" not in text_of(pilot))
            assert not await bot.accepted(), "the answer was no"
            await pilot.press("ctrl+s")
            await see(pilot, "Save this change")
            await pilot.press("y")
        await until(pilot, lambda: "Tags of" not in text_of(pilot), "the dialog to go")
    assert sum((await bot.accepted()).values()) == 1


@pytest.mark.parametrize("send", [True, False])
async def test_confirm_send(bot: Bot, tmp_path: Path, send: bool) -> None:
    app = configured(bot, tmp_path, f"[confirm]\nsend = {str(send).lower()}")
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        table = app.main.browser.listing.table
        table.select(ANA)
        await until(pilot, lambda: table.row.row_id == ANA)
        await pilot.press("s")
        await see(pilot, "Send which sub-flow")
        await pilot.press("enter")
        if send:
            await see(pilot, "Send sub-flow", "to Ana Souza")
            assert not await bot.accepted()
            await pilot.press("y")
        await see(pilot, "The host accepted")
    assert await bot.accepted() == {"flowBotUserSendSubFlow": 1}


async def test_what_reaches_many_is_asked_in_any_case(bot: Bot, tmp_path: Path) -> None:
    app = configured(bot, tmp_path, "[confirm]\nsend = false")
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        await pilot.press("space", "space", "s")
        await see(pilot, "Send which sub-flow")
        await pilot.press("enter")
        await see(pilot, "Send sub-flow", "Type 2")
        assert not await bot.accepted()


async def test_quiet_hours(bot: Bot, tmp_path: Path) -> None:
    app = configured(bot, tmp_path, '[jobs]\nquiet_hours = "13:30-14:15"')
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        workspace = app.workspace
        assert workspace is not None
        people = [Subscriber(user_ns=f"f1284u{number}", name=str(number)) for number in range(901, 931)]
        sub_flow = SubFlow(sub_flow_ns="f1284s2001", name="Main menu")
        rows = [RowEdits(each.title, [send_sub_flow(each, sub_flow)]) for each in people]
        found = held(workspace, rows)
        assert found is not None and "14:15" in plain(found), "until then, or between half past one and then"
        workspace.working.quiet = None
        assert held(workspace, rows) is None


async def test_reserve_is_left_by_a_job_and_by_what_refreshes_itself(bot: Bot, tmp_path: Path) -> None:
    app = configured(bot, tmp_path, "reserve = 980")
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        workspace = app.workspace
        assert workspace is not None
        with pytest.raises(Unfinished, match="980"):
            await workspace.apply(*(create_tag(f"tag {number}") for number in range(40)))
        assert workspace.quota is not None and workspace.quota.remaining == 980
        sent = sum((await bot.accepted()).values())
        assert 5 < sent < 20
        await workspace.apply(create_tag("by the person"))
        assert sum((await bot.accepted()).values()) == sent + 1, (
            "a single act of the person's own may have it"
        )
        before = len(await bot.requests())
        await workspace.cache.make_stale(["flowBotUsers"])
        workspace.renew()
        await see(pilot, "Not refreshed", "980 calls")
        assert len(await bot.requests()) == before
        await pilot.press("r")
        await until(pilot, lambda: "Not refreshed" not in text_of(pilot))
        assert len(await bot.requests()) > before
