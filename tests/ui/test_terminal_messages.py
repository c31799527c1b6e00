# SPDX-License-Identifier: MIT
"""What the app says of its terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from flotui.ui.terminal.decoder import UNANSWERED
from flotui.ui.terminal.reader import patience
from flotui.ui.terminal.translator import PastedTooMuch
from tests.support.app import app_on, text_of, until
from tests.support.bot import Bot


@pytest.mark.parametrize("dialog", [False, True])
async def test_a_paste_that_is_too_long_is_told(bot: Bot, tmp_path: Path, dialog: bool) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "130" in text_of(pilot))
        if dialog:
            await pilot.press("colon")
            await until(pilot, lambda: app.screen is not app.main)
        app.post_message(PastedTooMuch())
        await until(pilot, lambda: "Not pasted: the text is longer than 1 MB." in text_of(pilot))


async def test_ctrl_z_without_a_shell_is_told_and_is_text_in_a_box(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "130" in text_of(pilot))
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "Can't suspend: no shell started flotui." in text_of(pilot))
        await pilot.press("m")
        await until(pilot, lambda: "ctrl+e editor" in text_of(pilot))
        await pilot.press("x", "y", "z", "ctrl+z")
        await until(pilot, lambda: "xyz" not in text_of(pilot))
        assert "Can't suspend" not in text_of(pilot)


def test_escdelay_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ESCDELAY", raising=False)
    assert patience() == UNANSWERED
    monkeypatch.setenv("ESCDELAY", "25")
    assert patience().key == 0.025 and patience().paste == UNANSWERED.paste
    monkeypatch.setenv("ESCDELAY", "soon")
    assert patience() == UNANSWERED
