# SPDX-License-Identifier: MIT
"""Sends of two windows to one subscriber: the second to be noted is held where its person didn't see the first."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.store.crossing import Crossed, SeenSends
from flotui.store.job import JobOptions, Planned
from flotui.store.jobs import JobDraft, Jobs
from flotui.store.journal import Journal, Outcome
from flotui.store.owners import owner_of

ANA = "f1284u905"


def text(to: str = ANA) -> Call:
    return Call.of("flowBotUserSendText", body={"user_ns": to, "content": "hello"})


async def windows(path: Path) -> tuple[Journal, Journal]:
    """Two windows on one bot, each with a process of its own."""
    one, other = await Journal.open(path, "bot"), await Journal.open(path, "bot")
    other._owner = owner_of(os.getppid())
    return one, other


@pytest.mark.parametrize("outcome", [None, Outcome.DONE, Outcome.UNKNOWN])
async def test_what_another_window_has_sent_unseen_holds_a_send(
    tmp_path: Path, outcome: Outcome | None
) -> None:
    one, other = await windows(tmp_path / "journal.db")
    at = time.time()
    sent = await one.intend(text(), "hello", kind="subscriber", subject=ANA)
    if outcome is not None:
        await one.settle(sent, outcome)
    with pytest.raises(Crossed):
        await other.intend(text(), "hello", kind="subscriber", subject=ANA, look=SeenSends(at))
    assert len(await other.single_edits()) == 1, "nothing is noted of what is held"
    await other.intend(text(), "hello", kind="subscriber", subject=ANA, look=SeenSends(at, sent.id))
    await one.close()
    await other.close()


async def test_what_is_seen_refused_another_kind_or_ones_own_holds_nothing(tmp_path: Path) -> None:
    one, other = await windows(tmp_path / "journal.db")
    at = time.time()
    refused = await one.intend(text(), "hello", kind="subscriber", subject=ANA)
    await one.settle(refused, Outcome.REFUSED)
    tag = Call.of("flowBotUserAddTagByName", body={"user_ns": ANA, "tag_name": "vip"})
    await one.intend(tag, "tag", kind="subscriber", subject=ANA)
    await one.intend(text("f1284u916"), "hello", kind="subscriber", subject="f1284u916")
    look = SeenSends(at)
    await other.intend(text(), "hello", kind="subscriber", subject=ANA, look=look)
    await other.intend(text(), "hello", kind="subscriber", subject=ANA, look=look)
    with pytest.raises(Crossed):
        await one.intend(text(), "hello", kind="subscriber", subject=ANA, look=look)
    await one.intend(text(), "hello", kind="subscriber", subject=ANA, look=SeenSends(at, 0, (other.owner,)))
    await one.close()
    await other.close()


async def step_leaves(window: Journal, call: Call, *, few: bool) -> Jobs:
    """Have a step of a job leave, whose answer isn't there yet."""
    jobs = Jobs(window.db, "bot", window.owner)
    options = JobOptions(sends=True, dialog=window.owner if few else "")
    job = await jobs.begin(JobDraft("Send", options=options))
    await jobs.add(job, [Planned(True, "subscriber", ANA, "Ana", "hello", call.key, None, "[]")], 0)
    await jobs.seal(job, "Send", 0, options)
    await jobs.take(job)
    assert len((await jobs.turn(job, [], 1)).steps) == 1
    return jobs


@pytest.mark.parametrize("few", [True, False])
async def test_a_step_of_another_windows_job_holds_a_send_until_it_is_seen(tmp_path: Path, few: bool) -> None:
    one, other = await windows(tmp_path / "journal.db")
    look = SeenSends(time.time())
    await step_leaves(one, text(), few=few)
    with pytest.raises(Crossed) as crossed:
        await other.intend(text(), "hello", kind="subscriber", subject=ANA, look=look)
    assert await other.steps_sent(ANA, look.since) == frozenset(crossed.value.steps)
    seen = replace(look, steps=crossed.value.steps)
    await other.intend(text(), "hello", kind="subscriber", subject=ANA, look=seen)
    await one.close()
    await other.close()


async def test_a_step_of_ones_own_job_or_one_that_is_no_send_holds_nothing(tmp_path: Path) -> None:
    one, other = await windows(tmp_path / "journal.db")
    look = SeenSends(time.time())
    await step_leaves(one, text(), few=True)
    await one.intend(text(), "hello", kind="subscriber", subject=ANA, look=look)
    tag = Call.of("flowBotUserAddTagByName", body={"user_ns": ANA, "tag_name": "vip"})
    await step_leaves(other, tag, few=True)
    await one.intend(text(), "hello", kind="subscriber", subject=ANA, look=look)
    await one.close()
    await other.close()
