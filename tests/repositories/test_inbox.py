# SPDX-License-Identifier: MIT
"""Who waits for an answer, and since when: what counts as one, in which order they are, and what that costs."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from flotui.api.models.subscriber import ChatMessage
from flotui.api.pacer import Purpose, on_behalf
from flotui.repositories import waiting
from flotui.repositories.inbox import Heard, OwnAnswer, Waiter, heard, longest_wait
from flotui.repositories.sending import send_text
from flotui.repositories.waiting import WaitingRows
from flotui.resources.inbox import WAITING, summed
from flotui.text import zones
from flotui.text.zones import Zone
from flotui.workspace import ChatRead, Workspace
from tests.support.bot import Bot

ANA, BEA, CAIO, DORA = "f1284u905", "f1284u916", "f1284u920", "f1284u922"
"""On WhatsApp, assigned to nobody, and nothing was said to them yet."""


@pytest.fixture
def bot() -> Bot:
    return Bot(subscribers=60)


@pytest.fixture
async def workspace(bot: Bot) -> AsyncIterator[Workspace]:
    await bot.door("POST", "/arrivals", {"status": "done"})
    opened = await bot.open()
    opened.memory.set_timezone("America/Sao_Paulo")
    yield opened
    await opened.close()


def said(*rows: tuple[str, int] | tuple[str, int, str]) -> list[ChatMessage]:
    """Messages, the newest first: type, seconds, and whose word an outgoing one is."""
    return [ChatMessage(type=row[0], ts=row[1], content="x", agent_id=(*row, "")[2]) for row in rows]


@pytest.mark.parametrize(
    ("rows", "since", "number"),
    [
        (said(("in", 30), ("in", 20), ("agent", 10), ("in", 5)), 20, 2),
        (said(("out", 40), ("in", 30), ("in", 20), ("agent", 10)), 20, 2),
        (said(("note", 40), ("system", 35), ("in", 30), ("agent", 10)), 30, 1),
        (said(("agent", 40), ("in", 30)), 0, 0),
        (said(("out", 40, "21"), ("in", 30)), 0, 0),
        (said(("out", 40, "0"), ("in", 30)), 30, 1),
        (said(("out", 40)), 0, 0),
        ([], 0, 0),
    ],
)
def test_waiting_begins_with_the_first_message_after_the_last_human_word(
    rows: list[ChatMessage], since: int, number: int
) -> None:
    told = heard(rows)
    assert (told.since, told.number) == (since, number)


def test_an_answer_of_ours_counts_although_the_chat_shows_it_as_the_bots() -> None:
    rows = said(("out", 40), ("in", 30))
    assert heard(rows).since == 30
    answer = OwnAnswer(at=40.5, host_at=40)
    assert heard(rows, answer=answer).since == 0
    assert heard(said(("in", 50), ("out", 40), ("in", 30)), answer=answer).since == 50


@pytest.mark.parametrize(
    ("text", "since", "number"),
    [
        ("Conversation closed by Lívia", 30, 1),
        ("Conversation moved to done", 30, 1),
        ("A conversa foi Encerrada", 30, 1),
        ("Conversation assigned to Lívia", 10, 2),
        ("Conversation moved to open", 10, 2),
    ],
)
def test_who_writes_again_after_a_closing_that_only_the_chat_tells_waits_since_then(
    text: str, since: int, number: int
) -> None:
    closed = ChatMessage(type="system", ts=20, content=text)
    told = heard([*said(("out", 31), ("in", 30)), closed, *said(("out", 11), ("in", 10))])
    assert (told.since, told.number) == (since, number)
    # What nobody has written after never takes a wait away: it may have been opened again.
    assert heard([closed, *said(("in", 10))]).since == 10


def test_an_undelivered_message_is_no_answer() -> None:
    failed = ChatMessage(type="agent", ts=40, content="WhatsApp Error 131047: Re-engagement message")
    assert heard([failed, *said(("in", 30))]).since == 30


def test_a_chat_of_which_only_their_part_was_read_says_that_it_may_be_longer() -> None:
    assert heard(said(("in", 30), ("in", 20))).longer
    assert not heard(said(("in", 30), ("agent", 10))).longer
    assert not heard(said(("in", 30), ("in", 20)), whole=True).longer, "there is nothing before them"


async def read(workspace: Workspace, *, by_itself: bool = False, force: bool = True) -> WaitingRows:
    found: Any = None
    with on_behalf(Purpose.BACKGROUND if by_itself else Purpose.INTERACTIVE):
        async for snapshot in workspace.inbox.read(force=force):
            found = snapshot.value
    assert isinstance(found, WaitingRows)
    return found


def names(rows: WaitingRows) -> list[str]:
    return [each.row_id for each in rows.rows]


async def chats(bot: Bot) -> int:
    return sum(row["operation"] == "flowBotUserChatMessages" for row in await bot.requests())


async def write(bot: Bot, *lines: tuple[str, int], **more: Any) -> None:
    script = [{"who": who, "text": f"message of {who}", "ago": ago, **more} for who, ago in lines]
    await bot.door("POST", "/arrivals", script)


async def test_mine_and_nobodys_come_first_and_the_longest_wait_first(bot: Bot, workspace: Workspace) -> None:
    await write(bot, (ANA, 600), (BEA, 7200))
    await write(bot, (CAIO, 12000), agent_id=21)
    await write(bot, (DORA, 300), agent_id=20)  # the token's own
    rows = await read(workspace)
    assert {each.waits for each in rows.rows} == {None}
    assert await workspace.inbox.look(rows.rows) == 4
    rows = await read(workspace)
    assert names(rows) == [BEA, ANA, DORA, CAIO]
    assert [each.mine for each in rows.rows] == [False, False, True, False]
    first = rows.rows[0]
    assert first.heard is not None and first.heard.words == f"message of {BEA}"
    assert first.waited() == pytest.approx(7200, abs=20)
    assert "4 waiting · longest 2 h · 1 of other agents, below" in summed(rows.rows), (
        "of the first, as in the list"
    )
    assert longest_wait([rows.rows[-1]]) == pytest.approx(12000, abs=20)


async def test_only_where_there_are_older_messages_may_a_wait_be_longer(
    bot: Bot, workspace: Workspace
) -> None:
    await write(bot, (ANA, 600), *((BEA, 1000 - number) for number in range(101)))
    await workspace.inbox.look((await read(workspace)).rows)
    told = {
        each.row_id: each.heard is not None and each.heard.longer for each in (await read(workspace)).rows
    }
    assert told == {ANA: False, BEA: True}


async def test_a_chat_is_read_once_for_each_state_of_its_row(bot: Bot, workspace: Workspace) -> None:
    await write(bot, (ANA, 600), (BEA, 300))
    rows = await read(workspace)
    await workspace.inbox.look(rows.rows)
    before = await chats(bot)
    assert before == 2
    rows = await read(workspace)
    assert await workspace.inbox.look(rows.rows) == 0 and await chats(bot) == 2
    await write(bot, (ANA, 10))
    rows = await read(workspace)
    assert [each.row_id for each in rows.rows if each.waits is None] == [ANA]
    await workspace.inbox.look(rows.rows)
    assert await chats(bot) == 3
    ana = next(each for each in (await read(workspace)).rows if each.row_id == ANA)
    assert ana.waited() == pytest.approx(600, abs=20), "a second message doesn't move it"
    assert ana.heard is not None and ana.heard.number == 2


async def test_the_order_holds_until_a_person_asks(bot: Bot, workspace: Workspace) -> None:
    await write(bot, (ANA, 600), (BEA, 300))
    await workspace.inbox.look((await read(workspace)).rows)
    assert names(await read(workspace)) == [ANA, BEA]
    await write(bot, (CAIO, 4000))
    rows = await read(workspace, by_itself=True)
    assert names(rows) == [ANA, BEA, CAIO] and [each.arrived for each in rows.rows] == [False, False, True]
    await workspace.inbox.look(rows.rows)
    assert names(await read(workspace, by_itself=True)) == [ANA, BEA, CAIO]
    rows = await read(workspace)
    assert names(rows) == [CAIO, ANA, BEA] and not any(each.arrived for each in rows.rows)


async def test_who_was_answered_stays_in_place_until_a_person_asks(bot: Bot, workspace: Workspace) -> None:
    await write(bot, (ANA, 600), (BEA, 300))
    await workspace.inbox.look((await read(workspace)).rows)
    rows = await read(workspace)
    await workspace.apply(send_text(rows.rows[0], "hello"))
    asked = await chats(bot)
    rows = await read(workspace, by_itself=True)
    assert [(each.row_id, each.waits) for each in rows.rows] == [(ANA, False), (BEA, True)]
    assert workspace.inbox.waiting == 1
    assert names(await read(workspace)) == [BEA]
    assert await chats(bot) == asked, "what we sent ourselves needs no call"


async def test_a_bots_answer_has_the_chat_read_again_and_is_none(bot: Bot, workspace: Workspace) -> None:
    await write(bot, (ANA, 600))
    await workspace.inbox.look((await read(workspace)).rows)
    await bot.door("POST", "/arrivals", {"who": ANA, "text": "I am a bot", "kind": "out", "ago": 5})
    rows = await read(workspace)
    assert rows.rows[0].waits is None
    assert (workspace.waiting, workspace.may_wait) == (0, 1)
    await workspace.inbox.look(rows.rows)
    assert (await read(workspace)).rows[0].waited() == pytest.approx(600, abs=20)
    assert (workspace.waiting, workspace.may_wait) == (1, 0)


async def test_a_colleagues_answer_ends_it_and_done_ends_it(bot: Bot, workspace: Workspace) -> None:
    await write(bot, (ANA, 600), (BEA, 500))
    await workspace.inbox.look((await read(workspace)).rows)
    await bot.door("POST", "/arrivals", {"who": ANA, "text": "Lívia here", "kind": "agent", "ago": 5})
    await bot.door("POST", "/arrivals", {"who": BEA, "status": "done"})
    await workspace.inbox.look((await read(workspace)).rows)
    assert names(await read(workspace)) == []


async def test_what_chats_said_is_here_at_the_next_start_without_a_call(bot: Bot, tmp_path: Any) -> None:
    await bot.door("POST", "/arrivals", {"status": "done"})
    first = await bot.open(tmp_path)
    await write(bot, (ANA, 600), (BEA, 300))
    await first.inbox.look((await read(first)).rows)
    await first.close()
    asked = len(await bot.requests())
    second = await bot.open(tmp_path)
    rows = await second.inbox.here()
    assert names(rows) == [ANA, BEA] and all(each.waits for each in rows.rows)
    assert second.inbox.waiting == 2
    assert len(await bot.requests()) == asked
    await second.close()


async def test_which_conversations_are_mine_is_known_at_the_next_start_without_a_call(
    bot: Bot, tmp_path: Any
) -> None:
    await bot.door("POST", "/arrivals", {"status": "done"})
    await write(bot, (CAIO, 9000), agent_id=21)
    await write(bot, (DORA, 300), agent_id=20)  # the token's own
    first = await bot.open(tmp_path)
    await read(first)
    await first.close()
    asked = len(await bot.requests())
    second = await bot.open(tmp_path)
    for rows in (await second.inbox.here(), await read(second, force=False)):
        assert [(each.row_id, each.mine) for each in rows.rows] == [(DORA, True), (CAIO, False)]
    async for found in second.inbox.glance():
        assert next(each.mine for each in found.value.rows if each.row_id == DORA)
    assert len(await bot.requests()) == asked
    await second.close()


async def test_who_waits_for_more_than_a_day_stays(
    bot: Bot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(bot, (ANA, 600))
    await workspace.inbox.look((await read(workspace)).rows)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 2 * 86_400)
    rows = await workspace.inbox.here()
    assert names(rows) == [ANA] and rows.rows[0].waited() == pytest.approx(2 * 86_400 + 600, abs=30)


async def test_who_waits_for_more_than_a_day_no_longer_does_once_the_conversation_is_closed(
    bot: Bot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(bot, (ANA, 600))
    await workspace.inbox.look((await read(workspace)).rows)
    await bot.door("POST", "/arrivals", {"who": ANA, "status": "done"})
    now, asked = time.time(), len(await bot.requests())
    monkeypatch.setattr(waiting, "RECENT", {"is_interacted_in_last_24h": "no", "name": "nobody of this name"})
    rows = await read(workspace)
    assert [each.waits for each in rows.rows] == [True], "nobody has looked"
    assert not await workspace.inbox.recheck(rows.rows), "their row is young"
    monkeypatch.setattr(time, "time", lambda: now + 1000)
    assert WAITING.look_closer is not None and await WAITING.look_closer(workspace, rows.rows)
    assert names(await read(workspace)) == [] and workspace.inbox.waiting == 0
    assert sum(each["operation"] == "flowBotUserInfo" for each in (await bot.requests())[asked:]) == 1


async def test_of_many_who_wait_for_more_than_a_day_some_are_read_at_a_time(
    bot: Bot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(bot, (ANA, 7200), (BEA, 600), (CAIO, 60))
    await workspace.inbox.look((await read(workspace)).rows)
    now, asked = time.time(), len(await bot.requests())
    monkeypatch.setattr(waiting, "RECENT", {"is_interacted_in_last_24h": "no", "name": "nobody of this name"})
    rows = await read(workspace)
    monkeypatch.setattr(time, "time", lambda: now + 1000)
    await workspace.inbox.recheck(rows.rows, most=2)
    assert sum(each["operation"] == "flowBotUserInfo" for each in (await bot.requests())[asked:]) == 2


async def test_a_chat_that_was_read_for_a_newer_row_is_not_unread_by_whoever_has_the_older_one(
    bot: Bot, workspace: Workspace
) -> None:
    await write(bot, (ANA, 600))
    older = (await read(workspace)).rows[0]
    await write(bot, (ANA, 60))
    newer = (await read(workspace)).rows[0]
    chat = [each async for each in workspace.subscribers.chat(ANA, force=True)][-1]
    assert [await workspace.inbox._hear(each, chat.value) for each in (newer, older)] == [True, False]
    assert [each.waits for each in (await workspace.inbox.here()).rows] == [True]


@pytest.mark.parametrize("here", [True, False], ids=["their row is here", "only in the copy"])
async def test_who_was_deleted_keeps_nobody_from_being_looked_at(
    bot: Bot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, here: bool
) -> None:
    await write(bot, (ANA, 7200), (BEA, 600))
    await workspace.inbox.look((await read(workspace)).rows)
    assert bot.app.state.host.world.people.remove(ANA) is None
    await bot.door("POST", "/arrivals", {"who": BEA, "status": "done"})
    now = time.time()
    monkeypatch.setattr(waiting, "RECENT", {"is_interacted_in_last_24h": "no", "name": "nobody of this name"})
    rows = await read(workspace)
    assert names(rows) == [ANA, BEA]
    monkeypatch.setattr(time, "time", lambda: now + 1000)
    if not here:
        await workspace.cache.drop_row("subscriber", ANA)
    assert await workspace.inbox.recheck(rows.rows)
    assert names(await read(workspace)) == [] and workspace.inbox.waiting == 0
    assert ANA not in await workspace.inbox.heard_of()


def test_a_waiter_is_a_subscriber_with_nothing_known() -> None:
    row = {"user_ns": ANA, "name": "Ana", "status": "open", "last_interaction": "2026-01-15 08:53:00"}
    waiter = Waiter.read(row)
    assert (waiter.title, waiter.waits, waiter.heard) == ("Ana", None, None)


async def test_an_empty_or_unreadable_chat_is_no_answer(bot: Bot, workspace: Workspace) -> None:
    await write(bot, (ANA, 600), (BEA, 300))
    await workspace.inbox.look((await read(workspace)).rows)
    await read(workspace)
    assert workspace.inbox.waiting == 2
    await write(bot, (ANA, 5))
    await bot.fault(path="/subscriber/chat-messages", body={"data": []})
    rows = await read(workspace)
    await workspace.inbox.look(rows.rows)
    rows = await read(workspace)
    ana = next(each for each in rows.rows if each.row_id == ANA)
    assert (ana.waits, ana.heard is not None and ana.heard.nothing) == (None, True)
    assert heard([ChatMessage(type="weird", ts=5)]).nothing and not heard(said(("out", 40))).nothing
    asked = await chats(bot)
    await workspace.inbox.look(rows.rows)
    assert await chats(bot) == asked, "once for each state of the row"


async def test_somebody_with_a_draft_is_listed_whether_they_wait_or_not(
    bot: Bot, workspace: Workspace
) -> None:
    await write(bot, (ANA, 600), (BEA, 300))
    await workspace.inbox.look((await read(workspace)).rows)
    await bot.door("POST", "/arrivals", {"who": ANA, "text": "Lívia here", "kind": "agent", "ago": 5})
    workspace.inbox.note_draft(ANA, True)
    await workspace.inbox.look((await read(workspace)).rows)
    rows = await read(workspace)
    assert [(each.row_id, each.waits, each.drafted) for each in rows.rows] == [
        (BEA, True, False),
        (ANA, False, True),
    ]
    workspace.inbox.note_draft(ANA, False)
    assert names(await read(workspace)) == [BEA]


def test_a_wait_that_only_a_time_without_a_zone_tells_of_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = datetime(2026, 1, 15, 12, 0, tzinfo=UTC).timestamp()
    rows = [
        {"user_ns": "f1u1", "status": "open", "last_interaction": "2026-01-15 11:00:00"},
        {"user_ns": "f1u1", "status": "open", "last_interaction": "2026-01-15T11:00:00+00:00"},
    ]
    monkeypatch.setattr(zones, "_followed", [lambda: Zone(UTC, "UTC", assumed=True)])
    assert [Waiter.read(row).waited(now) for row in rows] == [None, 3600.0]
    heard = replace(Waiter.read(rows[0]), heard=Heard(since=int(now) - 60, at=int(now) - 60))
    assert heard.waited(now) == 60.0, "the chat says it exactly"
    monkeypatch.setattr(zones, "_followed", [lambda: Zone(UTC, "UTC")])
    assert [Waiter.read(row).waited(now) for row in rows] == [3600.0, 3600.0]


async def test_whose_conversations_are_mine_is_looked_up_once_for_each_answer(
    bot: Bot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(bot, (ANA, 600), agent_id=20)  # the token's own
    assert [each.mine for each in (await read(workspace)).rows] == [True]
    asked: list[int] = []
    known = workspace.inbox._agents_here

    async def counted() -> Any:
        asked.append(1)
        return await known()

    monkeypatch.setattr(workspace.inbox, "_agents_here", counted)
    assert [each.mine for each in (await workspace.inbox.here()).rows] == [True] and not asked
    assert [each.mine for each in (await read(workspace)).rows] == [True] and asked


async def test_a_chat_that_was_read_since_the_row_was_made_counts_and_is_not_asked_for_again(
    bot: Bot, workspace: Workspace
) -> None:
    await write(bot, (ANA, 600))
    rows = (await read(workspace)).rows
    assert await workspace.inbox.look(rows) == 1
    assert await workspace.inbox.look(rows) == 1, "the rows still say that it was not read"
    assert await chats(bot) == 1


async def test_whoever_shows_somebody_is_told_once_of_what_their_chat_says(
    bot: Bot, workspace: Workspace
) -> None:
    await write(bot, (ANA, 600))
    (ana,) = (await read(workspace)).rows
    told: list[object] = []
    workspace.listen(told.append)
    for news in (True, False):
        async for found in workspace.subscribers.chat(ANA, force=True):
            chat = found.value
        told.clear()
        await workspace.inbox.hear(ana, chat)
        assert (ChatRead(ANA) in told) is news
