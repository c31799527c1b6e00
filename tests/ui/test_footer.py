"""The keys in the footer: whole ones only, and the way to all of them at any width."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.app import app_on, see, text_of
from tests.support.bot import Bot


@pytest.mark.parametrize("width", [120, 80, 46])
async def test_help_is_offered_at_any_width(bot: Bot, tmp_path: Path, width: int) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(width, 24)) as pilot:
        await see(pilot, "Marina")
        footer = text_of(pilot).splitlines()[-1]
        assert footer.rstrip().endswith("/ filter  ? help  : commands")
        assert footer.startswith(" t tags  ")
        # No key without what it does, and a sign that there are more.
        own = footer.partition("/ filter")[0].split("  ")
        assert all(" " in each.strip() or each.strip() in ("", "…") for each in own)
        await pilot.resize_terminal(70, 24)
        await pilot.pause()
        assert text_of(pilot).splitlines()[-1].rstrip().endswith("…  / filter  ? help  : commands")
