# SPDX-License-Identifier: MIT
"""What goes on in the background: one of a name, and how it ends is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from flotui.workspace.background import Background
from tests.support.bot import Bot


async def test_work_that_fails_is_told_and_its_name_is_free(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    background = Background(told.append)

    async def fails() -> None:
        raise ZeroDivisionError

    background.start("reading", fails())
    assert "reading" in background
    await asyncio.sleep(0.01)
    assert "reading" not in background
    assert told == ["What was done in the background failed because of a bug in flotui. See the log."]
    assert "ZeroDivisionError" in caplog.text


async def test_work_of_the_same_name_takes_the_place_of_what_went_on() -> None:
    told: list[str] = []
    background = Background(told.append)
    ended: list[int] = []

    async def goes_on(number: int) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(number)

    background.start("reading", goes_on(1))
    await asyncio.sleep(0)
    background.start("reading", goes_on(2))
    await asyncio.sleep(0.01)
    assert ended == [1] and "reading" in background, "the end of the first isn't the second's"
    await background.close()
    assert ended == [1, 2] and "reading" not in background and told == []


async def test_it_has_ended_before_the_bots_files_are_closed(bot: Bot, tmp_path: Path) -> None:
    workspace = await bot.open(tmp_path)
    seen: list[bool] = []

    async def goes_on() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            seen.append((await workspace.cache.listing("none", "none")).count == 0)

    workspace.background.start("reading", goes_on())
    await asyncio.sleep(0)
    await workspace.close()
    assert seen == [True]
