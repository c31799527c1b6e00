# SPDX-License-Identifier: MIT
"""Who waits while this machine's clock isn't the host's, and who writes in the second of the answer."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from flotui.api.host_clock import HostClock
from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.config.profile import Profile
from flotui.jobs.sends import edit_of, with_content
from flotui.repositories.edit import Edit
from flotui.repositories.inbox import OwnAnswer, Waiter, heard
from flotui.repositories.sending import send_text
from flotui.resources.inbox.replying import begun, words_since
from flotui.resources.reading import last
from flotui.sandbox import DEMO_PREFIX, DEMO_TOKEN
from flotui.text.clock import host_now
from flotui.workspace import Workspace
from tests.repositories.test_inbox import read, said
from tests.support.server import Server

ANA = "f1284u905"
CLOCKS = [0, 72, -72]
"""Seconds by which this machine's clock is ahead of the host's."""


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with Server("--subscribers", "60") as found:
        yield found


@pytest.fixture
def server(running: Server) -> Server:
    running.door("POST", "/reset")
    running.door("POST", "/arrivals", {"status": "done"})
    write(running, "question", ago=600)
    return running


@pytest.fixture(params=CLOCKS)
async def workspace(
    request: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Workspace]:
    real, ahead = time.time, request.param
    monkeypatch.setattr(time, "time", lambda: real() + ahead)
    opened = await Workspace.open(
        Profile("served", server.url, prefix=DEMO_PREFIX),
        token=lambda: DEMO_TOKEN,
        cache=None,
        journal=None,
        transport=None,
    )
    opened.memory.set_timezone("America/Sao_Paulo")
    yield opened
    await opened.close()


def write(server: Server, text: str, **more: Any) -> None:
    server.door("POST", "/arrivals", {"who": ANA, "text": text, **more})


async def listed(workspace: Workspace) -> Waiter:
    """The row of the list, after whatever it doesn't know was looked up."""
    await workspace.inbox.look((await read(workspace)).rows)
    return (await read(workspace)).rows[0]


def content(person: Subscriber) -> Edit:
    return edit_of(
        with_content({"version": "v1", "content": {"messages": [{"type": "text", "text": "hi"}]}}), person
    )


async def test_how_long_somebody_waits_is_counted_by_the_host(workspace: Workspace) -> None:
    waited = (await listed(workspace)).waited()
    assert waited is not None and abs(waited - 600) < 60
    await workspace.close()
    assert abs(host_now() - time.time()) < 1


@pytest.mark.parametrize("ahead", [3 * 3600, -30 * 3600])
async def test_the_next_start_counts_by_the_host_before_it_has_answered(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    real = time.time

    async def started() -> Workspace:
        profile = Profile("served", server.url, prefix=DEMO_PREFIX)
        opened = await Workspace.open(
            profile, token=lambda: DEMO_TOKEN, cache=tmp_path / "cache.db", journal=tmp_path / "journal.db"
        )
        opened.memory.set_timezone("America/Sao_Paulo")
        return opened

    monkeypatch.setattr(time, "time", lambda: real() + ahead)
    first = await started()
    await listed(first)
    await first.close()
    second = await started()
    waited = (await second.inbox.here()).rows[0].waited()
    assert waited is not None and abs(waited - 600) < 60, "from what is here alone"
    await second.close()
    monkeypatch.setattr(time, "time", real)  # somebody sets the clock
    third = await started()
    assert abs(host_now() - real() + ahead) < 5, "what was learned last"
    await read(third)
    assert abs(host_now() - real()) < 5
    await third.close()
    fourth = await started()
    assert abs(host_now() - real()) < 5
    await fourth.close()


@pytest.mark.parametrize("looked", [True, False])
async def test_who_writes_right_after_an_answer_waits(
    workspace: Workspace, server: Server, looked: bool
) -> None:
    """Whether their chat was read before, or their row alone is known."""
    person = await listed(workspace) if looked else (await read(workspace)).rows[0]
    await workspace.apply(send_text(person, "an answer"))
    write(server, "thanks")
    told = await listed(workspace)
    assert told.waits and told.heard is not None and told.heard.words == "thanks"


async def test_who_writes_right_after_a_content_waits(workspace: Workspace, server: Server) -> None:
    """The chat doesn't show it word for word: the host's clock decides."""
    await workspace.apply(content(await listed(workspace)))
    write(server, "thanks")
    assert (await listed(workspace)).waits


@pytest.mark.parametrize("edit", [lambda person: send_text(person, "an answer"), content])
async def test_who_was_answered_is_told_so_before_the_chat_is_read_again(
    workspace: Workspace, edit: Any
) -> None:
    person = await listed(workspace)
    assert person.waits
    await workspace.apply(edit(person))
    assert (await read(workspace)).rows == []
    await workspace.inbox.look([person], anew=True)
    assert (await read(workspace)).rows == []


async def test_a_colleagues_word_in_a_chat_that_was_empty_is_seen(
    workspace: Workspace, server: Server
) -> None:
    person = (await read(workspace)).rows[0]
    before = begun(workspace, person, None)
    write(server, "I have it", kind="agent", username="Lívia", agent_id=21)
    rows = await last(workspace.subscribers.chat(ANA, force=True))
    since = await words_since(workspace, person, rows, before)
    assert [each.body for each in since][:1] == ["I have it"]


def test_the_order_of_the_rows_decides_where_they_hold_the_answer() -> None:
    answer = OwnAnswer(at=300.0, host_at=45, text="x")  # the machine's clock is far ahead
    assert heard(said(("in", 40), ("out", 40), ("in", 40)), answer=answer).number == 1
    assert heard(said(("out", 40), ("in", 40), ("in", 40)), answer=answer).since == 0
    assert heard(said(("in", 40)), answer=answer).since == 0, "the chat doesn't show it yet"
    failed = ChatMessage(type="out", ts=40, content="WhatsApp Error 131047: Re-engagement message")
    assert heard([failed, *said(("in", 45))], answer=answer).since == 45


def test_an_old_text_of_the_same_words_is_not_the_answer() -> None:
    answer = OwnAnswer(at=90_000.0, host_at=90_000, text="x")
    assert heard(said(("in", 80_000), ("out", 40)), answer=answer).since == 0


def test_the_hosts_clock_is_learned_from_dates_and_is_never_said_to_be_later_than_it_is() -> None:
    clock = HostClock()
    clock.note({}, 0.0)
    clock.note({"Date": "yesterday"}, 0.0)
    clock.note({"Date": "Sun, 99 Nov 1994 08:49:37 GMT"}, 0.0)
    assert clock.ahead == 0
    at = 784_111_777.0
    clock.note({"Date": "Sun, 06 Nov 1994 08:49:37 GMT"}, at + 72.9)
    assert clock.ahead == pytest.approx(-72.9)
    clock.note({"date": "Sun, 06 Nov 1994 08:49:37 GMT"}, at + 72.1)
    assert clock.ahead == pytest.approx(-72.1)
    clock.note({"date": "Sun, 06 Nov 1994 08:49:37 GMT"}, at + 72.7)
    assert clock.ahead == pytest.approx(-72.1), "a slower answer says less"
    clock.note({"date": "Sun, 06 Nov 1994 08:49:37 GMT"}, at + 3672.0)
    assert clock.ahead == pytest.approx(-3672.0), "this machine's clock was set"


def test_what_an_earlier_run_has_learned_says_nothing_against_an_answer() -> None:
    clock, at = HostClock(), 784_111_777.0
    clock.recall(1.0)
    clock.note({"Date": "Sun, 06 Nov 1994 08:49:37 GMT"}, at + 0.5)
    assert clock.ahead == pytest.approx(-0.5)
    clock.recall(1.0)
    assert clock.ahead == pytest.approx(-0.5), "it has answered"


@pytest.mark.parametrize(("late", "off"), [(0.75, 0.0), (-1.0, 0.0), (72.0, -72.0), (-72.0, 72.0)])
def test_clocks_that_agree_to_the_second_are_the_same(late: float, off: float) -> None:
    clock = HostClock()
    clock.note({"Date": "Thu, 15 Jan 2026 12:00:00 GMT"}, at=1_768_478_400.0 + late)
    assert (clock.ahead, clock.off) == (-late, off)
