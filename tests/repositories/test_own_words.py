# SPDX-License-Identifier: MIT
"""Whose a message is that the host shows as the bot's: one's own where the journal says so one to one, the bot's else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from flotui.api.call import Call
from flotui.api.errors import FlochatError
from flotui.api.models.flow import SubFlow
from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.jobs.changes import Changes
from flotui.jobs.sends import edit_of, texting, with_content
from flotui.repositories.own_words import OwnText, ours
from flotui.repositories.sending import send_sub_flow, send_text
from flotui.resources.base import Query
from flotui.resources.subscribers.chat import who
from flotui.resources.subscribers.detail import CHAT_TAB
from flotui.resources.subscribers.transcribing import read as transcript
from flotui.resources.subscribers.transcript import written
from flotui.resources.text import plain
from flotui.store.entry import Outcome, Write
from flotui.workspace import Workspace
from tests.support.ask import rows_of
from tests.support.bot import Bot
from tests.support.jobs import people, planned
from tests.support.people import ANA, ana

MANY = 21
NOW = 1_000_000.0


def rows(*said: tuple[str, str, float]) -> list[ChatMessage]:
    return [
        ChatMessage.read({"id": n, "type": kind, "content": text, "ts": int(NOW + at)})
        for n, (kind, text, at) in enumerate(said)
    ]


@pytest.mark.parametrize(
    ("said", "sent", "own"),
    [
        ([("out", "Hi", 2)], [("Hi", 0)], "0"),
        ([("out", " Hi\n\nyou ", 2)], [("Hi you", 0)], "0"),
        ([("out", "Hi", 2), ("out", "Hi", 30)], [("Hi", 0)], ""),  # the bot may have said one of them
        ([("out", "Hi", 2), ("out", "Hi", 9000)], [("Hi", 0)], "0"),
        ([("out", "Hi", 2), ("out", "Hi", 300)], [("Hi", 0), ("Hi", 299)], "01"),
        ([("out", "Hi", 2)], [("Hi", 0), ("Hi", 299)], ""),
        ([("out", "Hi", 4000)], [("Hi", 0)], ""),
        ([("in", "Hi", 2), ("agent", "Hi", 3), ("note", "Hi", 4)], [("Hi", 0)], ""),
        ([("out", "Hi", 2)], [], ""),
    ],
)
def test_a_row_is_ones_own_where_the_counts_match(
    said: list[tuple[str, str, float]], sent: list[tuple[str, float]], own: str
) -> None:
    found = ours(rows(*said), [OwnText(NOW + at, text) for text, at in sent])
    assert "".join(sorted(found)) == own


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[tuple[Bot, Workspace]]:
    bot = Bot(subscribers=60)
    workspace = await bot.open(tmp_path)
    yield bot, workspace
    await workspace.close()


async def chat(workspace: Workspace, person: Subscriber) -> dict[str, str]:
    """Who said what, as the chat shows it; of what was said twice, by whom last."""
    found = await rows_of(workspace, CHAT_TAB, Query(owner=person, force=True))
    return {each.body.strip(): plain(who(each)) for each in found}


async def test_what_was_sent_from_here_is_mine_and_what_the_bot_said_is_the_bots(
    bot: Bot, workspace: Workspace
) -> None:
    person = await ana(workspace)
    await workspace.apply(send_text(person, "On its way.\n"))
    await workspace.apply(
        edit_of(with_content({"messages": [{"type": "text", "text": "With a card"}]}), person)
    )
    await workspace.apply(send_sub_flow(person, SubFlow(sub_flow_ns="f1284s2001", name="Main menu")))
    await bot.door("POST", "/arrivals", {"who": ANA, "text": "Welcome!", "kind": "out"})
    said = await chat(workspace, person)
    assert (said["On its way."], said["With a card"], said["Welcome!"]) == ("me", "me", "bot")
    assert list(said.values()).count("me") == 2, "a sub-flow's texts are the bot's"
    kept = written(person, (await transcript(workspace, person, None, 50)).messages)
    assert "me: On its way." in kept and "bot: Welcome!" in kept
    await bot.door("POST", "/arrivals", {"who": ANA, "text": "On its way.", "kind": "out"})
    assert (await chat(workspace, person))["On its way."] == "bot", "which of the two is whose can't be told"


async def test_the_text_of_a_job_is_mine_and_stands_for_no_reply_of_unknown_outcome(
    crowd: tuple[Bot, Workspace],
) -> None:
    bot, workspace = crowd
    job = await planned(workspace, MANY, Changes(sends=(texting("We open at nine"),)), quiet=None)
    await asyncio.wait_for(workspace.working.start(job.id), 20)
    person = Subscriber.read((await people(workspace, 1))[0])
    assert (await chat(workspace, person))["We open at nine"] == "me"
    await bot.fault(kind="drop-before", path="/subscriber/send-text", times=1)
    with pytest.raises(FlochatError):
        await workspace.apply(send_text(person, "We open at nine"))
    assert len(await workspace.journal.unknown()) == 1
    await chat(workspace, person)
    assert len(await workspace.journal.unknown()) == 1, "the chat shows the job's"


async def test_who_was_answered_hours_ago_was_answered_however_much_was_done_since(
    workspace: Workspace,
) -> None:
    person = await ana(workspace)
    await workspace.apply(send_text(person, "On its way."))
    other = Write(
        Call.of("flowBotUserAddTag", body={"user_ns": "f1u2", "tag_ns": "f1t3"}), "Add tag", subject="f1u2"
    )
    await workspace.journal.recall([other] * 301, time.time(), Outcome.DONE)
    for found in (await workspace.inbox.own.answers(), await workspace.inbox.own.answers(ANA)):
        assert found[ANA].text == "On its way."
