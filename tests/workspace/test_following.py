# SPDX-License-Identifier: MIT
"""Following stays in its share of the hour, and stands still while the host limits requests."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest

from flotui.api.pacer import Purpose, on_behalf
from flotui.workspace import Workspace
from tests.support.bot import Bot

ANA = "f1284u903"


class Clock:
    """The time, as a test moves it."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(time, "time", moved)
    return moved


@pytest.fixture
async def workspace(bot: Bot, clock: Clock) -> AsyncIterator[Workspace]:
    opened = await bot.open()
    opened.pacer._clock = clock
    yield opened
    await opened.close()


async def poll(workspace: Workspace) -> None:
    """Read a chat as a list that is followed does."""
    if not workspace.following.may():
        return
    with on_behalf(Purpose.BACKGROUND), workspace.following.reading():
        async for _ in workspace.subscribers.chat(ANA, force=True):
            pass


@pytest.mark.parametrize("share", [30, 5])
async def test_an_hour_of_a_chat_stays_in_its_share(
    bot: Bot, workspace: Workspace, clock: Clock, share: int
) -> None:
    workspace.following.share = share
    await workspace.subscribers.count({})  # the host says how many calls an hour has
    before = len(await bot.requests())
    said = workspace.following.an_hour(5.0)
    assert said == workspace.following.allowance == 950 * share // 100
    gaps, last = [], clock.now
    for _ in range(720):
        asked = len(await bot.requests()) if share == 5 else None
        await poll(workspace)
        if asked is not None and len(await bot.requests()) > asked:
            gaps.append(clock.now - last)
            last = clock.now
        clock.now += 5.0
    spent = len(await bot.requests()) - before
    assert 0.9 * said <= spent <= said
    assert not gaps or max(gaps) < 120, "what is left is spread over the hour"


async def test_what_the_person_asks_counts_for_nothing(bot: Bot, workspace: Workspace, clock: Clock) -> None:
    for _ in range(100):
        async for _ in workspace.subscribers.chat(ANA, force=True):
            pass
    assert workspace.following.may()


async def test_a_429_pauses_it_and_says_until_when(bot: Bot, workspace: Workspace, clock: Clock) -> None:
    await workspace.subscribers.count({})
    await bot.door("POST", "/quota", {"remaining": 0, "retry_after": 120})
    await poll(workspace)
    assert "the host limits requests" in workspace.following.refusal()
    asked = len(await bot.requests())
    for _ in range(20):
        await poll(workspace)
        clock.now += 5.0
    assert len(await bot.requests()) == asked
    await bot.door("POST", "/quota", {"remaining": 900})
    clock.now += 200.0
    workspace.pacer._tick()  # the loop's own clock stands still meanwhile
    assert workspace.following.refusal() == ""
    await poll(workspace)
    assert len(await bot.requests()) == asked + 1


async def test_the_reserve_is_left_alone(bot: Bot, workspace: Workspace, clock: Clock) -> None:
    await bot.door("POST", "/quota", {"remaining": 50})
    await workspace.subscribers.count({})
    assert "only the 50 reserved calls are left" in workspace.following.refusal()
    asked = len(await bot.requests())
    await poll(workspace)
    assert len(await bot.requests()) == asked
