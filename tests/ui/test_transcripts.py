# SPDX-License-Identifier: MIT
"""Transcripts from the palette: whose, of which day and where to are asked, and a file each is written."""

from __future__ import annotations

from pathlib import Path

from flotui.ui.modals.form import FormDialog
from tests.support.app import see, until
from tests.support.inbox import CAMILA, SIZE, ZOE, app_of, inbox, running, served, typed
from tests.support.served import Served

__all__ = ["running", "served"]


async def test_a_querys_chats_are_written(served: Served, tmp_path: Path) -> None:
    app, to = app_of(served, tmp_path), tmp_path / "chats"
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("colon")
        await see(pilot, "Commands")
        await typed(pilot, "transcripts")
        await pilot.press("enter")
        await see(pilot, "Write transcripts", "everyone without one", "today or yesterday")
        await until(pilot, lambda: isinstance(app.screen, FormDialog), "the form")
        await typed(pilot, f"id:{ZOE} or id:{CAMILA}")
        await pilot.press("tab")
        await typed(pilot, "someday")
        await pilot.press("tab", "end", "ctrl+u")
        await typed(pilot, str(to))
        await pilot.press("ctrl+s")
        await see(pilot, "someday isn't a date")
        assert not to.exists()
        await pilot.press("end", "ctrl+u", "ctrl+s")
        await see(pilot, "2 chats written.")
    assert sorted(file.name for file in to.glob("f*")) == [f"{ZOE}.txt", f"{CAMILA}.txt"]
    assert "where is it, 600?" in (to / f"{ZOE}.txt").read_text()
