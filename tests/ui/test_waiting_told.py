# SPDX-License-Identifier: MIT
"""What an action waits for is told while it waits, and no longer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flotui.ui import running
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot

WAITS = "waiting for the host. Press esc to cancel."


async def test_what_is_waited_for_is_not_told_once_it_is_there(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_SLOW", 0.01)
    app: Any = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        told: list[str] = []
        say = app.main.say
        monkeypatch.setattr(app.main, "say", lambda text, *tone: (told.append(text), say(text, *tone)))
        await bot.fault(path="/flow/tags", times=1, delay_ms=250)
        await pilot.press("t")
        await see(pilot, "Tags of")
        assert [each for each in told if WAITS in each] and WAITS not in text_of(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: "Tags of" not in text_of(pilot), "the end of the dialog")
        assert WAITS not in text_of(pilot)
