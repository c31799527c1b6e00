# SPDX-License-Identifier: MIT
"""Drafts of replies: whose they are, whatever comes in between."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from flotui.store.owners import owner_of
from flotui.ui.drafts import Drafts, ReplyDraft
from tests.support.app import see, text_of, until
from tests.support.inbox import (
    OLIVIA,
    SIZE,
    app_of,
    inbox,
    running,
    served,
)
from tests.support.served import Served

__all__ = ["running", "served"]

GONE = "2147483647-1"
"""A window that has ended, as a draft's file has it."""


async def test_the_draft_of_a_window_that_ends_is_marked_in_the_list_at_once(
    served: Served, tmp_path: Path
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
        file.rename(file.with_name(f"{'-'.join(file.stem.split('-')[:3])}-{GONE}.json"))
        await see(pilot, "draft Olívia")
        await pilot.press("down", "enter")
        await see(pilot, "━ Reply to Olívia", "not yet sent")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "draft" not in text_of(pilot), "no draft")
