# SPDX-License-Identifier: MIT
"""The key that sends a reply counts only if it was pressed while that text was on screen."""

from __future__ import annotations

from pathlib import Path

from textual import events

from flotui.ui.panels.replybox import ReplyBox
from flotui.ui.presses import Typed, Verdict
from tests.support.app import until
from tests.support.inbox import replying, running, served, typed
from tests.support.served import Served

__all__ = ["running", "served"]


def enter() -> Typed:
    """The key, pressed now and by itself."""
    event = events.Key("enter", None)
    return Typed(event, event.time)


async def test_the_key_of_before_a_text_could_be_read_does_not_send_it(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "mine")
        box = pilot.app.screen.query_one(ReplyBox)
        early = enter()
        assert box.judge(early) is Verdict.TAKE, "the text was on screen"
        box.restage()
        assert box.judge(enter()) is Verdict.DROP, "what stands there now isn't drawn yet"
        await until(pilot, lambda: box.judge(enter()) is Verdict.TAKE, "drawn")
        assert box.judge(early) is Verdict.DROP
