# SPDX-License-Identifier: MIT
"""The footer of a reply: the keys that are needed as the line is, also where there is little room."""

from __future__ import annotations

from pathlib import Path

import pytest

from flotui.text.clock import follow_clock
from flotui.ui import notices
from flotui.ui.panels.replybox import ReplyBox
from tests.support.app import see, text_of, until
from tests.support.inbox import SIZE, app_of, failed, inbox, opened, running, served, texts, typed
from tests.support.served import Served

__all__ = ["running", "served"]

SMALL = (80, 24)
LATER = 84_300.0
"""Seconds after which the 24 hours of Camila are over."""
OPEN = "alt+o done  alt+t assign to me  alt+s sub-flow"


async def test_what_is_done_with_a_chat_is_told_at_80_columns(served: Served, tmp_path: Path) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.resize_terminal(*SMALL)
        await pilot.press("enter")
        await see(pilot, "━ Reply to Camila", f" / canned  ctrl+n next  {OPEN}")
        await typed(pilot, "x")
        await see(pilot, f" enter send  ctrl+n next  {OPEN}")
        await pilot.press("backspace")
        await see(pilot, f" / canned  ctrl+n next  {OPEN}")
        await pilot.resize_terminal(130, 24)
        await see(pilot, f"{OPEN}  alt+w template  alt+p previous  alt+l follow")
        await pilot.resize_terminal(*SMALL)
        await pilot.press("shift+tab")
        await see(pilot, " m reply  ctrl+n next  v full message  y copy ")


async def test_after_the_24_hours_the_template_comes_first(served: Served, tmp_path: Path) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.resize_terminal(*SMALL)
        end = follow_clock(lambda: LATER)
        try:
            await pilot.press("enter")
            await see(pilot, "━ Reply to Camila", "24 h are over", f" alt+w template  ctrl+n next  {OPEN}")
            await typed(pilot, "x")
            await until(pilot, lambda: "draft kept" in text_of(pilot), "a draft")
            await see(pilot, f" alt+w template  ctrl+n next  {OPEN}")
        finally:
            end()


async def test_a_reply_of_blanks_says_why_it_is_not_sent(served: Served, tmp_path: Path) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("space", "alt+enter", "enter")
        await see(pilot, "Not sent: the text is empty.")
    assert texts(served) == []


@pytest.mark.parametrize("size", [(40, 12), (40, 7), (20, 5)])
async def test_what_is_typed_is_on_screen_however_low_that_is(
    served: Served, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.resize_terminal(*size)
        await typed(pilot, "first")
        await see(pilot, "first")
        await pilot.press(*["alt+enter"] * 9)
        await typed(pilot, "last")
        await see(pilot, "last")
        box = pilot.app.query_one(ReplyBox)
        assert box.region.height == (3 if size[1] == 12 else 1)


@pytest.mark.parametrize("size", [SIZE, SMALL], ids=["beside", "covering"])
async def test_from_the_line_the_messages_and_the_other_tabs_can_be_reached(
    served: Served, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.resize_terminal(*size)
        await pilot.press("enter")
        await see(pilot, "━ Reply to Camila")
        await typed(pilot, "half")
        await pilot.press("shift+tab", "v")
        await see(pilot, "where is it, 2400?", "esc close")
        await pilot.press("escape", "m")
        await typed(pilot, "way")
        await see(pilot, "━ Reply to Camila", "halfway")
        await pilot.press("shift+tab", "right_square_bracket")
        await see(pilot, "━ Camila", "[Card]", "free text")
        await pilot.press("shift+tab")
        await see(pilot, "━ Waiting", "draft Camila")
    assert texts(served) == []


@pytest.mark.parametrize(("fault", "told"), [("422", "ctrl+t tries again"), ("500", "enter asks")])
async def test_of_what_failed_it_isnt_said_that_enter_sends_it(
    served: Served, tmp_path: Path, fault: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "UNREAD", 0)
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await opened(pilot)
        await failed(pilot, served, "soon", fault)
        await see(pilot, told)
        await pilot.press("end")  # what was told goes
        await see(pilot, f" ctrl+n next  {OPEN}", told)
        assert "enter send " not in text_of(pilot)
        await typed(pilot, "x")
        if fault == "422":
            await see(pilot, f" enter send  ctrl+n next  {OPEN}")
