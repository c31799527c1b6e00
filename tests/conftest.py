"""Fixtures that every room's tests share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from flotui.workspace import Workspace
from tests.support.bot import Bot


@pytest.fixture
def bot() -> Bot:
    """A sandbox of its own."""
    return Bot()


@pytest.fixture
async def workspace(bot: Bot, tmp_path: Path) -> AsyncIterator[Workspace]:
    """The sandbox's bot, opened with cache and journal on disk."""
    opened = await bot.open(tmp_path)
    yield opened
    await opened.close()
