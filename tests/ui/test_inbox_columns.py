# SPDX-License-Identifier: MIT
"""What is needed to answer fits where the inbox is narrow: who, since when, the last words, the window and the agent."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from flotui.api.models.sending import Broadcast
from flotui.repositories.inbox import Heard, Waiter
from flotui.resources.inbox import WAITING
from flotui.resources.subscribers.broadcasts import BROADCASTS
from flotui.resources.text import plain
from flotui.resources.today.waiting import WAITING as TODAYS
from flotui.ui.panels.shares import Shares
from flotui.ui.widgets.layout import lay_out_measured
from flotui.ui.widgets.measuring import measure
from flotui.ui.widgets.painter import Painter
from tests.support.app import see
from tests.support.inbox import SIZE, app_of, inbox, running, served
from tests.support.served import Served

__all__ = ["running", "served"]

NEEDED = {"waits", "name", "words", "window", "agent"}
BESIDE_A_CHAT = 54
"""The cells of the list where a chat is open on 120 columns."""
LEFT_OF_TODAY = 72
"""Those of the left half of Today then."""


def waiters() -> list[Waiter]:
    """People with long names, long last words, every state of the window, and agents with long names."""
    now = int(time.time())
    found = []
    for number, ago in enumerate((300, 22 * 3600 + 60, 23 * 3600, 30 * 3600)):
        heard = Heard(
            since=now - ago, at=now - ago, words="where is my order, I have waited " * 3, longer=True
        )
        row = {
            "user_ns": f"f1u{number}",
            "name": "Maria Aparecida da Conceição de Albuquerque",
            "status": "open",
            "channel": "whatsapp_cloud",
            "agent_id": "7" if number % 2 else "",
        }
        person = Waiter.read(row)
        person.called = {"agent_id": "Bartholomew Featherstonehaugh"}
        found.append(replace(person, heard=heard))
    return found


@pytest.mark.parametrize(
    ("width", "needed"), [(80, NEEDED), (BESIDE_A_CHAT, NEEDED - {"agent"})], ids=["alone", "beside a chat"]
)
def test_on_a_narrow_screen_what_is_needed_to_answer_is_there(width: int, needed: set[str]) -> None:
    columns = (*WAITING.columns, *WAITING.more_columns)
    layout = lay_out_measured(WAITING.columns, width, 0, measure(columns, waiters()), WAITING.more_columns)
    shown = {place.column.id: place.width for place in layout.placed}
    assert needed <= shown.keys()
    assert shown["words"] >= 20 and shown["name"] >= 14
    window = next(column for column in WAITING.columns if column.id == "window")
    assert max(len(plain(window.text(each))) for each in waiters()) <= shown["window"], "it isn't cut"


def test_at_80_columns_the_channel_yields_to_the_last_words() -> None:
    people = [replace(each, name="Marina Figueiredo") for each in waiters()]
    people = [replace(each, called={"agent_id": "Noam Golan"}) for each in people]
    wants = measure((*WAITING.columns, *WAITING.more_columns), people)
    layout = lay_out_measured(WAITING.columns, 80, 0, wants, WAITING.more_columns)
    shown = {place.column.id: place.width for place in layout.placed}
    assert shown.keys() == NEEDED and shown["words"] >= 28 and shown["name"] >= 17
    scrolled = lay_out_measured(WAITING.columns, 80, 1, wants)
    assert "channel" in {place.column.id for place in scrolled.placed}


def test_on_a_large_screen_names_are_whole_beside_card_and_chat() -> None:
    width = Shares.of(200, WAITING)._list_of_three
    people = [replace(each, name="Clara Ramírez Pereira") for each in waiters()]
    asks = [replace(each.heard, words="where is my order?") for each in people if each.heard is not None]
    people = [replace(each, heard=heard) for each, heard in zip(people, asks, strict=True)]
    people = [replace(each, called={"agent_id": "Tomás Peñalosa"}) for each in people]
    layout = lay_out_measured(WAITING.columns, width, 0, measure(WAITING.columns, people))
    shown = {place.column.id: place.width for place in layout.placed}
    assert width == 90 and shown.keys() >= NEEDED
    assert shown["name"] >= 21 and shown["agent"] >= 14 and shown["words"] >= 18


@pytest.mark.parametrize("width", [80, LEFT_OF_TODAY])
def test_today_says_the_last_words_and_the_window(width: int) -> None:
    layout = lay_out_measured(TODAYS.columns, width, 0, measure(TODAYS.columns, waiters()))
    shown = {place.column.id: place.width for place in layout.placed}
    assert {"name", "waits", "window", "words"} <= shown.keys() and shown["words"] >= 18


@pytest.mark.parametrize("width", [120, 200])
def test_where_there_is_room_the_channel_is_there_too(width: int) -> None:
    layout = lay_out_measured(WAITING.columns, width, 0, measure(WAITING.columns, waiters()))
    assert {*NEEDED, "channel"} == {place.column.id for place in layout.placed}


def test_a_gauge_of_what_was_sent_yields_to_names_and_is_not_cut() -> None:
    rows = [
        Broadcast.read({"name": name, "status": "Completed", "total": 13_000, "sent": 12_610})
        for name in ("Back in stock: tote bag", "Black Friday teaser")
    ]
    wants = measure(BROADCASTS.columns, rows)
    for width, shown in ((80, False), (120, True)):
        given = {
            each.column.id: each.width
            for each in lay_out_measured(BROADCASTS.columns, width, 0, wants).placed
        }
        assert given["name"] >= 23 and ("bar" in given) == shown, given
        assert all(given[name] >= wants[name].whole for name in given if name != "name"), given


@pytest.mark.parametrize("resource", [WAITING, TODAYS])
def test_where_the_last_words_are_cut_it_is_seen_how_many_more_there_are(resource: Any) -> None:
    person = waiters()[0]
    assert person.heard is not None
    person = replace(person, heard=replace(person.heard, number=3))
    painter: Painter[Waiter] = Painter(tuple(resource.columns), None, None, {}, ())
    for width in (80, 100, 120):
        painter.fit(None, width, 0)
        assert "…  +2 " in painter.row(person, "", "plain", False, None).text


async def test_as_time_goes_by_the_rows_say_the_same_as_their_title(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await inbox(pilot)
        clock = time.time
        monkeypatch.setattr(time, "time", lambda: clock() + 600)
        await pilot.press("down")
        await see(pilot, "longest 50 min")
        app: Any = pilot.app
        rows = [app.main.browser.listing.table.render_line(y).text.strip("▌ ") for y in (1, 2, 3, 4)]
        assert [row[:6] for row in rows] == ["50 min", "40 min", "30 min", "20 min"]
