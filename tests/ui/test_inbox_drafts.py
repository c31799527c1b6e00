# SPDX-License-Identifier: MIT
"""Drafts of replies: whose they are, whatever comes in between."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from flotui.store.owners import owner_of
from flotui.ui.drafts import Drafts, ReplyDraft
from flotui.ui.panels.replybox import ReplyBox
from tests.support.app import burst, see, text_of, until
from tests.support.inbox import (
    CAMILA,
    OLIVIA,
    SIZE,
    UNA,
    app_of,
    inbox,
    replying,
    running,
    served,
    texts,
)
from tests.support.served import Served

__all__ = ["running", "served"]

GONE = "2147483647-1"
"""A window that has ended, as a draft's file has it."""


@pytest.mark.parametrize("looked", [False, True], ids=["", "whose chat was looked at"])
async def test_the_draft_of_a_window_that_ends_is_marked_in_the_list_at_once(
    served: Served, tmp_path: Path, looked: bool
) -> None:
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        profile: Any = app.workspace.profile
        theirs = Drafts(app.drafts, profile.cache_id, owner_of(os.getppid()))
        assert theirs.of_person(OLIVIA, "Reply to Olívia").keep(ReplyDraft("not yet sent").values)
        (file,) = app.drafts.glob("form-*.json")
        await pilot.press("r")
        await see(pilot, "━ Waiting  4 waiting")
        assert "draft" not in text_of(pilot), "it is theirs while they run"
        if looked:
            await pilot.press("down", "enter")
            await see(pilot, "━ Reply to Olívia", "Another window", "Close that window to go on")
            await pilot.press("escape", "escape", "up")
        file.rename(file.with_name(f"{'-'.join(file.stem.split('-')[:3])}-{GONE}.json"))
        await see(pilot, "draft Olívia")
        await pilot.press("down", "enter")
        await see(pilot, "━ Reply to Olívia", "not yet sent")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "draft" not in text_of(pilot), "no draft")


async def test_what_is_typed_ahead_of_the_answers_goes_to_nobody_else(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three replies in one breath: the host's answers, and the next chats on screen, come later."""
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        monkeypatch.setattr(served.host, "latency_ms", 400)
        ahead = [*"one", "enter", "ctrl+n", *"two", "enter", "ctrl+n", *"three", "enter", "ctrl+n"]
        await burst(pilot, *ahead)
        await see(
            pilot,
            "The host accepted it for Camila Correia Borges.",
            "Not sent to Olívia Correia, Una: enter was typed before",
            "The drafts stay.",
            "━ Reply to Zoë",
        )

        def kept() -> dict[str, str]:
            drafts = (json.loads(file.read_bytes()) for file in app.drafts.glob("form-*.json"))
            return {each["person"]: each["values"]["text"] for each in drafts}

        await until(pilot, lambda: kept() == {OLIVIA: "two", UNA: "three"}, "the drafts of those two")
        assert texts(served) == [(CAMILA, "one")]
        monkeypatch.setattr(served.host, "latency_ms", 0)
        await pilot.press("alt+p")
        await see(pilot, "━ Reply to Una", "three")
        await pilot.press("end", "enter")
        await see(pilot, "The host accepted it for Una.")
        assert "Not sent" not in text_of(pilot), "a key takes away what was told before it"
        app.main.query_one(ReplyBox).post_message(ReplyBox.Dropped("", "Zoë"))
        await see(pilot, "Not sent to Zoë: enter was typed before this was shown. The draft stays.")
    assert texts(served) == [(CAMILA, "one"), (UNA, "three")]
