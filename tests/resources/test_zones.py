"""The workspace's time: chosen by the person, remembered, and beside every time that is UTC."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from flotui.api.models.shop import DiscountCode
from flotui.config.habits import Habits, Memory
from flotui.config.paths import Paths
from flotui.config.zones import zone_called, zone_names
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context
from flotui.resources.shop.discounts import DISCOUNT_CODES
from flotui.resources.text import plain
from flotui.resources.zones import beside_utc, choose_zone, moment, today
from flotui.workspace import Workspace
from tests.resources.shop_rig import action
from tests.support.ask import NO, Answers


@pytest.mark.parametrize(
    ("text", "zone", "said"),
    [
        (
            "2026-12-25 00:00:00",
            "America/Sao_Paulo",
            "2026-12-25 00:00 UTC = 2026-12-24 21:00 -03:00 in the workspace",
        ),
        (
            "2026-07-01 12:00",
            "Asia/Kolkata",
            "2026-07-01 12:00 UTC = 2026-07-01 17:30 +05:30 in the workspace",
        ),
        (
            "2026-07-01 12:00",
            "Europe/Lisbon",
            "2026-07-01 12:00 UTC = 2026-07-01 13:00 +01:00 in the workspace",
        ),
        ("2026-12-01 12:00", "Europe/Lisbon", "2026-12-01 12:00 UTC as in the workspace"),
        (
            "2026-12-25 00:00 -03:00",
            "America/Sao_Paulo",
            "2026-12-25 03:00 UTC = 2026-12-25 00:00 -03:00 in the workspace",
        ),
        ("soon", "America/Sao_Paulo", "soon"),
        ("", "America/Sao_Paulo", ""),
    ],
)
def test_the_workspaces_time_stands_beside_utc(text: str, zone: str, said: str) -> None:
    assert beside_utc(text, zone_called(zone)) == said


def test_where_nobody_said_the_zone_it_is_this_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    assert beside_utc("2026-12-25 00:00", None) == "2026-12-25 00:00 UTC = 2026-12-25 09:00 +09:00 here"


def test_zones_that_are_none() -> None:
    assert zone_called("") is None and zone_called("Mars/Olympus") is None and zone_called("../etc") is None
    assert {"America/Bogota", "UTC"} <= set(zone_names())
    assert moment("2026-13-45") is None


async def test_a_zone_is_chosen_and_remembered(workspace: Workspace, tmp_path: Path) -> None:
    paths = Paths.find({"FLOTUI_HOME": str(tmp_path)}).make()
    workspace.memory = Memory(Habits(paths), "bot")
    assert workspace.zone is None
    ask = Answers("America/Bogota")
    await choose_zone(workspace, ask)
    assert workspace.zone is zone_called("America/Bogota") and "America/Bogota" in ask.said[0]
    assert Memory(Habits(paths), "bot").timezone == "America/Bogota"
    await choose_zone(workspace, ask := Answers("none"))
    assert ask.asked[0].choices[0].id == "America/Bogota", "the present one stands first"
    assert workspace.zone is None and Memory(Habits(paths), "bot").timezone == ""


async def test_today_is_the_workspaces(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_798_167_600.0)  # 2026-12-25 03:00 UTC
    workspace.memory = Memory(timezone="America/Bogota")
    assert str(today(workspace)) == "2026-12-24"
    workspace.memory = Memory(timezone="Asia/Tokyo")
    assert str(today(workspace)) == "2026-12-25"


async def test_a_code_says_both_times_and_its_form_too(workspace: Workspace) -> None:
    workspace.memory = Memory(timezone="America/Sao_Paulo")
    row = DiscountCode(code="X", start_time="2026-12-25 00:00:00", end_time="2026-12-26 00:00:00")
    lines = DISCOUNT_CODES.tabs[0].lines
    assert lines is not None
    shown = [(line.name, plain(line.value)) for line in lines(workspace, row)]
    start = shown.index(("starts", "2026-12-25 00:00 UTC"))
    assert shown[start + 1 : start + 4] == [
        ("", "= 2026-12-24 21:00 -03:00 in the workspace"),
        ("ends", "2026-12-26 00:00 UTC"),
        ("", "= 2026-12-25 21:00 -03:00 in the workspace"),
    ]
    ask = Answers(NO)
    with pytest.raises(Cancelled):
        await action(DISCOUNT_CODES, "discount-codes.new").run(Context(workspace, None, (), ask))
    preview = ask.asked[0].preview({"start_time": "2026-12-25 00:00"})
    assert plain(preview[0]) == "starts 2026-12-25 00:00 UTC = 2026-12-24 21:00 -03:00 in the workspace"
