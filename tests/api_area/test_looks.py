# SPDX-License-Identifier: MIT
"""How the API area looks."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.api.call import Call
from flotui.resources.explorer.session import session
from flotui.workspace.calling import Answer
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot
from tests.support.places import API

SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])

TAGS = """{"data": [{"name": "newsletter", "tag_ns": "f1284t3001"}, {"name": "müde [b]", "tag_ns": "f2"}],
"meta": {"current_page": 1, "per_page": 2, "total": 40}, "flags": [true, null, 1.50], "status": "ok"}"""


async def listed(pilot: Pilot[Any]) -> None:
    await see(pilot, "1,300")
    await pilot.press(API)
    await see(pilot, "Operations  249", "List the agents")


async def form(pilot: Pilot[Any]) -> None:
    await listed(pilot)
    pilot.app.main.go("operations", row_id="flowBotUserAddTags")  # type: ignore[attr-defined]
    await see(pilot, "Put tags on a")
    await until(pilot, lambda: on(pilot, "flowBotUserAddTags"))
    await pilot.press("x")
    await see(pilot, "POST /subscriber/add-tags", "request URL")


async def response(pilot: Pilot[Any]) -> None:
    await listed(pilot)
    main: Any = pilot.app.main  # type: ignore[attr-defined]
    headers = {"x-ratelimit-remaining": "996", "x-ratelimit-limit": "1000"}
    call = Call.of("flowTags", query={"limit": 2})
    session(main.workspace).keep(Answer(call, time.time(), 200, 0.042, 248, headers, TAGS, None))
    await pilot.pause()
    main.go("operations", row_id="flowTags", tab="response")
    await see(pilot, "[Response]", "newsletter", "200, done")


def on(pilot: Pilot[Any], operation_id: str) -> bool:
    row = pilot.app.main.browser.listing.table.row  # type: ignore[attr-defined]
    return row is not None and row.operation.id == operation_id


@SIZES
def test_the_list(snap_compare: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(app_on(Bot(subscribers=1300), tmp_path), terminal_size=size, run_before=listed)


@SIZES
def test_a_form(snap_compare: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(app_on(Bot(subscribers=1300), tmp_path), terminal_size=size, run_before=form)


@SIZES
def test_a_response(snap_compare: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(app_on(Bot(subscribers=1300), tmp_path), terminal_size=size, run_before=response)


async def test_beside_a_detail_operations_are_told_apart_by_their_names(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Marina")
        app.main.go("operations", row_id="flowBotUserSendText")
        await see(pilot, "Deliver a text message to", "Group", "Sending")
        await pilot.press("tab")
        await see(pilot, "━ Deliver a text message to a subscriber  flowBotUserSendText")
        listed = [line.split("▏")[0] for line in text_of(pilot).splitlines()[2:]]
        assert any("Deliver a text message to a" in line for line in listed)
        assert not any("Group" in line for line in listed), "it gives way, and can be scrolled to"
