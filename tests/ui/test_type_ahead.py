"""Keys that come faster than what they are meant for."""

from __future__ import annotations

from pathlib import Path

from tests.support.app import app_on, burst, see
from tests.support.bot import Bot


async def test_what_follows_enter_is_for_the_detail(bot: Bot, tmp_path: Path) -> None:
    """For the list, the same keys would be other commands."""
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await burst(pilot, "down", "down", "enter", "right_square_bracket", "right_square_bracket")
        await see(pilot, "━ Ana Souza", "[Fields]")
