# SPDX-License-Identifier: MIT
"""What is typed while a reply is on its way, or as it comes back: nothing of it is torn, or glued to the reply."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.ui import notices
from flotui.ui.panels import replybox, slip
from flotui.ui.panels.reply import ReplyLine
from flotui.ui.panels.replybox import ReplyBox
from tests.support.app import burst, see, text_of, until
from tests.support.inbox import replying, running, served, typed, under_way
from tests.support.served import Served

__all__ = ["running", "served"]

REFUSED: dict[str, Any] = {"status": 422, "accepted": False, "body": {"message": "no"}}
LOST: dict[str, Any] = {"status": 500, "accepted": False}


async def come_back(pilot: Pilot[Any], served: Served, after: str, **answer: Any) -> ReplyBox:
    """Have a reply come back, while what was typed after it was begun long ago."""
    line = pilot.app.query_one(ReplyLine)
    released = await under_way(pilot, served, "first", **answer)
    await typed(pilot, after)
    await until(pilot, lambda: line._saving is None, "no word is being typed")
    released.set()
    await see(pilot, "may have arrived" if answer == LOST else "✗ not sent")
    return line.box


@pytest.mark.parametrize("answer", [REFUSED, LOST], ids=["refused", "lost"])
@pytest.mark.parametrize(("after", "keys", "line"), [("", "ok", "ok"), ("half", "ok", "halfok")])
async def test_what_is_typed_before_it_was_seen_goes_on_below_it(
    served: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: dict[str, Any],
    after: str,
    keys: str,
    line: str,
) -> None:
    monkeypatch.setattr(replybox, "UNREAD", math.inf)  # however busy the machine is
    async with replying(served, tmp_path) as pilot:
        box = await come_back(pilot, served, after, **answer)
        assert box.value == "first"
        await typed(pilot, keys)
        await until(pilot, lambda: box.value == f"first\n{line}", "both texts")


async def test_a_key_that_edits_is_for_what_was_typed_after_it(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replybox, "UNREAD", math.inf)
    async with replying(served, tmp_path) as pilot:
        box = await come_back(pilot, served, "half", **REFUSED)
        await pilot.press("backspace")
        await until(pilot, lambda: box.value == "first\nhal", "both texts")


async def test_who_has_seen_it_goes_on_in_it_and_an_empty_line_has_nothing_above(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replybox, "UNREAD", -math.inf)
    async with replying(served, tmp_path) as pilot:
        box = await come_back(pilot, served, "", **REFUSED)
        await typed(pilot, "ly")
        assert box.value == "firstly"
        monkeypatch.setattr(replybox, "UNREAD", math.inf)
        served.fault("422", "/subscriber/send-text", times=1)
        await pilot.press("enter")
        await see(pilot, "✗ not sent")
        await pilot.press("ctrl+c", "x")
        assert box.value == "x"


@pytest.mark.parametrize("answer", [{}, REFUSED], ids=["accepted", "refused"])
async def test_the_cursor_stays_where_it_is_in_what_is_typed_on(
    served: Served, tmp_path: Path, answer: dict[str, Any]
) -> None:
    async with replying(served, tmp_path) as pilot:
        box = pilot.app.query_one(ReplyBox)
        released = await under_way(pilot, served, "first", **answer)
        await typed(pilot, "secnd")
        await pilot.press("left", "left")
        released.set()
        await see(pilot, "✗ not sent" if answer else "The host accepted it")
        await pilot.press("o", "up", "end", "!")
        await until(pilot, lambda: box.value.endswith(("second!", "first!\nsecond")), "the letter's place")


async def test_a_canned_answer_that_was_chosen_meanwhile_stands_below_it(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        line = pilot.app.query_one(ReplyLine)
        released = await under_way(pilot, served, "first", **REFUSED)
        await pilot.press("slash")
        await see(pilot, "with which text?")
        released.set()
        await until(pilot, lambda: line.box.value == "first", "it comes back")
        await pilot.press("3")
        await until(pilot, lambda: line.box.value.startswith("first\nMon"), "both texts")


async def test_who_looks_at_another_chat_is_told_whose_reply_it_was(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        released = await under_way(pilot, served, "first", **REFUSED)
        await pilot.press("ctrl+n")
        await see(pilot, "━ Reply to Olívia")
        released.set()
        await see(pilot, "Camila Correia Borges: 127.0.0.1", "refused what was sent")


async def test_who_has_gone_on_to_another_chat_is_told_whom_the_act_was_about(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "UNREAD", 0.0)
    async with replying(served, tmp_path) as pilot:
        served.fault("422", "/subscriber/assign-agent", times=1)
        await burst(pilot, "alt+t", "ctrl+n")
        await see(pilot, "━ Reply to Olívia", "Camila Correia Borges: 127.0.0.1", "refused what was sent")
        served.fault("422", "/subscriber/assign-agent", times=1)
        await pilot.press("alt+t")
        await see(pilot, " 127.0.0.1", "refused what was sent")
        await until(pilot, lambda: "Borges: 127" not in text_of(pilot), "no name where it is plain")


@pytest.mark.parametrize("read", [False, True])
async def test_who_goes_on_as_an_act_fails_is_told_whom_it_was_about(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: bool
) -> None:
    monkeypatch.setattr(notices, "UNREAD", 0.0 if read else math.inf)
    async with replying(served, tmp_path) as pilot:
        served.fault("422", "/subscriber/assign-agent", times=1)
        await pilot.press("alt+t")
        await see(pilot, " 127.0.0.1", "refused what was sent")
        await pilot.press("ctrl+n")
        await see(pilot, "━ Reply to Olívia")
        await until(
            pilot, lambda: ("Camila Correia Borges: 127" in text_of(pilot)) is not read, "as long as needed"
        )
        monkeypatch.setattr(notices, "UNREAD", 0.0)
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "refused" not in text_of(pilot), "no longer than that")


@pytest.mark.parametrize("seen", [False, True])
@pytest.mark.parametrize(("answer", "said"), [(REFUSED, "refused"), (LOST, "may have arrived")])
async def test_who_goes_on_as_a_reply_fails_is_told_whose_it_was(
    served: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: dict[str, Any],
    said: str,
    seen: bool,
) -> None:
    for place in (slip, notices):
        monkeypatch.setattr(place, "UNREAD", 0.0 if seen else math.inf)
    async with replying(served, tmp_path) as pilot:
        released = await under_way(pilot, served, "mine", **answer)
        released.set()
        await see(pilot, "✗ not sent" if answer is REFUSED else "? may have arrived")
        await pilot.press("ctrl+n")
        await see(pilot, "━ Reply to Olívia")
        told = text_of(pilot).partition("━ Reply to Olívia")[2]
        assert ("Camila Correia Borges: " in told and said in " ".join(told.split())) is not seen, told
