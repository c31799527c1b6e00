# SPDX-License-Identifier: MIT
"""A conversation that was closed ends a wait: whoever writes again waits since that, in each place that counts them."""

from __future__ import annotations

import time
from typing import Any

import pytest

from flotui.repositories import closings, kept_by_person, waiting
from flotui.repositories.waiting import Inbox, WaitingRows
from flotui.resources.today.waiting import WAITING as TODAYS
from flotui.text.zones import Zone
from flotui.workspace import Workspace
from flotui.workspace.watching import Watching
from tests.repositories.test_inbox import ANA, BEA, bot, names, read, workspace, write
from tests.support.bot import Bot

__all__ = ["bot", "workspace"]


async def waits(workspace: Workspace, inbox: Inbox | None = None) -> dict[str, int]:
    """For how many seconds who waits, by their chats, to a minute."""
    found: Any = None
    async for snapshot in (inbox or workspace.inbox).read(force=True):
        found = snapshot.value
    assert isinstance(found, WaitingRows)
    await (inbox or workspace.inbox).look(found.rows)
    await found.reopen()
    now = time.time()
    return {
        each.row_id: round((now - each.heard.since) / 60) * 60
        for each in found.rows
        if each.waits and each.heard is not None
    }


@pytest.mark.parametrize("was_read", [True, False], ids=["their chat was read", "never"])
@pytest.mark.parametrize("status", ["done", "spam"])
async def test_who_writes_again_after_it_was_closed_waits_since_that(
    bot: Bot, workspace: Workspace, was_read: bool, status: str
) -> None:
    await write(bot, (ANA, 9000))
    if was_read:
        assert await waits(workspace) == {ANA: 9000}
    await bot.door("POST", "/arrivals", {"who": ANA, "status": status})
    assert await waits(workspace) == {}
    assert workspace.inbox.waiting == 0
    await write(bot, (ANA, 600), (ANA, 300))
    assert await waits(workspace) == {ANA: 600}
    await write(bot, (ANA, 60))
    assert await waits(workspace) == {ANA: 600}, "not moved by a further one"
    later = Inbox(workspace.reader, workspace.journal)
    assert await waits(workspace, later) == {ANA: 600}, "at the next start"


async def test_one_that_is_opened_again_without_a_word_is_as_it_was_before(
    bot: Bot, workspace: Workspace
) -> None:
    await write(bot, (ANA, 9000))
    await waits(workspace)
    await bot.door("POST", "/arrivals", {"who": ANA, "status": "done"})
    assert await waits(workspace) == {}
    await bot.door("POST", "/arrivals", {"who": ANA, "status": "pending"})
    assert await waits(workspace) == {ANA: 9000}
    person = (await read(workspace)).rows[0]
    await workspace.inbox.look([person], anew=True)
    assert await waits(workspace) == {ANA: 9000}, "the chat was read again"


async def test_of_many_those_that_were_closed_last_are_kept(
    bot: Bot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_by_person, "_MOST", 1)
    await write(bot, (ANA, 9000), (BEA, 600))
    await waits(workspace)
    for who in (BEA, ANA):
        await bot.door("POST", "/arrivals", {"who": who, "status": "done"})
    await waits(workspace)
    known = await workspace.inbox._closings.kept.known()
    last = max(known, key=lambda each: known[each].until)
    assert len(known) > 1 and [*await closings.Closings(workspace.cache).kept.known()] == [last]


async def test_without_a_zone_it_is_seen_where_the_chat_was_read(bot: Bot, workspace: Workspace) -> None:
    await write(bot, (ANA, 9000))
    await waits(workspace)
    workspace.memory.set_timezone("")
    assert isinstance(workspace.zone, Zone) and workspace.zone.assumed
    await bot.door("POST", "/arrivals", {"who": ANA, "status": "done"})
    await waits(workspace)
    await write(bot, (ANA, 600))
    assert await waits(workspace) == {ANA: 600}
    await write(bot, (ANA, 60))
    assert await waits(workspace) == {ANA: 600}


async def test_today_lists_nobody_whose_conversation_is_closed_for_a_draft(
    bot: Bot, workspace: Workspace
) -> None:
    await write(bot, (ANA, 9000), (BEA, 600))
    await waits(workspace)
    workspace.inbox.note_draft(ANA, True)
    await bot.door("POST", "/arrivals", {"who": ANA, "status": "done"})
    assert names(await read(workspace)) == [BEA, ANA], "a draft is listed"
    found: Any = None
    async for snapshot in workspace.inbox.glance(force=True):
        found = snapshot.value
    assert names(found) == [BEA]
    assert TODAYS.sums is not None and TODAYS.sums(found.rows).startswith("1 waits · longest 10 min")


async def test_watch_names_nobody_whose_conversation_was_closed_since_they_are_on_no_page(
    bot: Bot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(bot, (ANA, 9000), (BEA, 600))
    watching = Watching(workspace, "waiting")
    assert [each.id for each in await watching.look()] == [ANA, BEA]
    await bot.door("POST", "/arrivals", {"who": ANA, "status": "done"})
    now = time.time()
    monkeypatch.setattr(waiting, "RECENT", {"is_interacted_in_last_24h": "no", "name": "nobody of this name"})
    monkeypatch.setattr(time, "time", lambda: now + 1000)
    assert [each.id for each in await Watching(workspace, "waiting").look()] == [BEA]
    assert workspace.inbox.waiting == 1
