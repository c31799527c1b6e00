# SPDX-License-Identifier: MIT
"""What chats said is known in every window on a bot, whichever has read them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from flotui.repositories.closings import Closings
from flotui.repositories.inbox import Heard
from flotui.repositories.kept_by_person import KeptByPerson
from flotui.workspace import Workspace
from tests.repositories.test_inbox import ANA, BEA, CAIO, bot, chats, read, write
from tests.support.bot import Bot

__all__ = ["bot"]

Windows = tuple[Workspace, Workspace]


@pytest.fixture
async def windows(bot: Bot, tmp_path: Path) -> AsyncIterator[Windows]:
    """Two on one bot in which two wait; each has listed them, and read no chat."""
    await bot.door("POST", "/arrivals", {"status": "done"})
    await write(bot, (ANA, 600), (BEA, 300))
    opened = await bot.open(tmp_path), await bot.open(tmp_path)
    for each in opened:
        each.memory.set_timezone("America/Sao_Paulo")
        assert [row.waits for row in (await read(each)).rows] == [None, None]
        await each.inbox.heard_of()
    yield opened
    for each in opened:
        await each.close()


async def test_a_chat_that_another_window_has_read_is_not_read_again(bot: Bot, windows: Windows) -> None:
    first, second = windows
    rows = (await second.inbox.here()).rows
    assert await first.inbox.look((await first.inbox.here()).rows) == 2
    assert {*await second.inbox.heard_of()} == {ANA, BEA}, "none is said to be left to read"
    assert await second.inbox.look(rows) == 2 and await chats(bot) == 2
    assert [row.waits for row in (await second.inbox.here()).rows] == [True, True]


async def test_neither_window_loses_what_the_other_has_read(
    bot: Bot, windows: Windows, tmp_path: Path
) -> None:
    for window, who in zip(windows, (ANA, BEA), strict=True):
        await window.inbox.look([row for row in (await window.inbox.here()).rows if row.row_id == who])
    later = await bot.open(tmp_path)
    assert {*await later.inbox.heard_of()} == {ANA, BEA}
    await later.close()


async def test_a_chat_that_was_opened_counts_as_read(windows: Windows) -> None:
    first, second = windows
    person = (await first.inbox.here()).rows[0]
    async for found in first.subscribers.chat(person.row_id, force=True):
        await first.inbox.hear(person, found.value)
    assert {*await second.inbox.heard_of()} == {person.row_id}


async def test_what_others_have_kept_meanwhile_stays_and_what_one_has_forgotten_stays_so(
    windows: Windows,
) -> None:
    one, other, later = (KeptByPerson(each.cache, "kept", Heard, _age) for each in (*windows, windows[0]))
    (await one.known())[ANA] = Heard(at=1)
    await one.keep()
    (await other.known())[BEA] = Heard(at=2)
    (await one.known()).pop(ANA)
    await other.keep()
    (await one.known())[CAIO] = Heard(at=3)
    await one.keep()
    assert await later.known() == {BEA: Heard(at=2), CAIO: Heard(at=3)}


async def test_the_newer_of_what_two_windows_know_holds(windows: Windows) -> None:
    one, other = (KeptByPerson(each.cache, "kept", Heard, _age) for each in windows)
    for each, known in ((one, {ANA: 1, BEA: 2}), (other, {ANA: 2, BEA: 1})):
        (await each.known()).update({who: Heard(at=at) for who, at in known.items()})
    await one.keep()
    await other.keep()
    await one.take_up()
    for each in (one, other):
        assert {told.at for told in (await each.known()).values()} == {2}


def _age(told: Heard) -> tuple[float | str, ...]:
    return (told.at,)


async def test_that_a_conversation_was_closed_is_known_from_each_window(bot: Bot, windows: Windows) -> None:
    first, second = windows
    for window, who in ((first, ANA), (second, BEA)):
        await bot.door("POST", "/arrivals", {"who": who, "status": "done"})
        (row,) = [
            row
            async for found in window.subscribers.one(who, force=True)
            if found.source == "server" and (row := found.value) is not None
        ]
        await window.inbox._closings.see([row], {})
    for cache in (first.cache, second.cache):
        assert {ANA, BEA} <= {*await Closings(cache).kept.known()}
