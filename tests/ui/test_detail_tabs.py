# SPDX-License-Identifier: MIT
"""The tabs above a detail are those of what it shows."""

from __future__ import annotations

from pathlib import Path

from tests.support.app import app_on, see
from tests.support.bot import Bot


async def test_on_a_small_terminal_each_detail_has_its_own_tabs(tmp_path: Path) -> None:
    """There the list hides the detail, whose tabs change meanwhile."""
    app = app_on(Bot(), tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("j", "j", "enter")
        await see(pilot, "━ Ana Souza", "[Card]", " Chat ")
        app.main.go("products")
        await see(pilot, "━ Products", "Canvas sneaker")
        await pilot.press("enter")
        await see(pilot, "━ Canvas sneaker", "[Product]", " Variants")
        await pilot.press("escape", "2")
        await see(pilot, "━ Ana Souza", "[Card]", " Chat ")
