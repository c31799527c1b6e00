# SPDX-License-Identifier: MIT
"""What is said and done while something is on its way from a chat, and where two things fail at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flotui.ui import running as ui_running
from flotui.ui.panels.replybox import ReplyBox
from tests.support.app import see, text_of, until
from tests.support.inbox import replying, running, script, served, texts, typed, under_way
from tests.support.served import Served

__all__ = ["running", "script", "served"]


async def test_ctrl_c_clears_what_is_typed_below_a_reply_on_its_way_and_stops_that_only_in_an_empty_line(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        box = pilot.app.query_one(ReplyBox)
        released = await under_way(pilot, served, "first")
        await typed(pilot, "oops")
        await pilot.press("ctrl+c")
        await see(pilot, "Cleared. ctrl+c stops the reply that is being sent")
        assert not box.value and "Stopping" not in text_of(pilot)
        await pilot.press("ctrl+c")
        await see(pilot, "Stopping: requests already sent will finish")
        released.set()
        await until(pilot, lambda: "sending…" not in text_of(pilot), "the answer")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: box.value == "oops", "what was cleared")
    assert [text for _, text in texts(served)] == ["first"]


async def test_a_change_that_the_host_is_slow_to_answer_is_told_until_it_does(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ui_running, "_SLOW", 0.05)
    async with replying(served, tmp_path) as pilot:
        said = "Assign to me: sent, waiting for the answer. You can go on."
        released = served.hold("/subscriber/assign-agent", times=1)
        await pilot.press("alt+t")
        await see(pilot, said)
        await typed(pilot, "on")
        assert pilot.app.query_one(ReplyBox).value == "on"
        released.set()
        await see(pilot, "assigned to you")
        assert said not in text_of(pilot)
        released = await under_way(pilot, served, "")  # the rule above the line says so
        await pilot.pause(0.2)
        assert "waiting for the answer" not in text_of(pilot)
        released.set()
        await see(pilot, "The host accepted it")


async def test_of_two_replies_that_fail_at_once_both_are_named(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        first = await under_way(pilot, served, "one", kind="422")
        await pilot.press("ctrl+n")
        await see(pilot, "━ Reply to Olívia")
        second = await under_way(pilot, served, "two", kind="422")
        await pilot.press("ctrl+n")
        await see(pilot, "━ Reply to Una")
        first.set()
        second.set()

        def told() -> str:
            return app.main.notice.shown[0] if app.main.notice.shown is not None else ""

        await until(pilot, lambda: "Camila" in told() and "Olívia" in told(), "both")
    assert not texts(served)
