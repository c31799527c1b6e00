# SPDX-License-Identifier: MIT
"""A call that is cancelled: whether anything of it can have reached the host is known, and noted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from flotui.api.call import Call
from flotui.api.client import Client
from flotui.api.errors import never_left
from flotui.api.pacer import Pacer, Purpose
from flotui.config.profile import Profile
from flotui.repositories.edit import Edit, RowEdits
from flotui.resources.acting import carry_out
from flotui.resources.base import Context
from flotui.store.journal import Journal, Outcome
from flotui.workspace import Workspace
from tests.support.ask import Answers

TAG = Call.of("flowBotUserAddTag", body={"user_ns": "f1u2", "tag_ns": "f1t3"})
"""May be tried again."""
TOKEN = "8|Zx/secretsecretsecret"


class Silent:
    """A port that takes connections, and never says a word."""

    def __init__(self) -> None:
        self.heard = asyncio.Event()
        """Something was said to it."""
        self.port = 0

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        self.heard.set()
        await reader.read()
        writer.close()


@asynccontextmanager
async def silent() -> AsyncIterator[Silent]:
    port = Silent()
    server = await asyncio.start_server(port.take, "127.0.0.1", 0)
    port.port = server.sockets[0].getsockname()[1]
    yield port
    server.close()


async def cancelled(task: asyncio.Task[object]) -> BaseException:
    """Cancel a task; what that ended it with."""
    task.cancel()
    try:
        await task
    except BaseException as error:
        return error
    raise AssertionError("it wasn't cancelled")


@pytest.mark.parametrize(("scheme", "unsent"), [("https", True), ("http", False)])
async def test_what_was_still_connecting_has_not_left(scheme: str, unsent: bool) -> None:
    """With TLS a host that is silent after the connection has been asked for it only."""
    async with silent() as port:
        client = Client(f"{scheme}://127.0.0.1:{port.port}/api", TOKEN)
        task: asyncio.Task[object] = asyncio.ensure_future(client.send(TAG))
        await asyncio.wait_for(port.heard.wait(), 10)
        assert never_left(await cancelled(task)) is unsent
        await client.aclose()


@pytest.mark.parametrize("lost", [True, False])
async def test_an_earlier_attempt_counts_that_may_have_arrived(lost: bool) -> None:
    """It isn't so with one that the host refused, as it took no calls then."""
    waits = asyncio.Event()

    def answer(_: httpx.Request) -> httpx.Response:
        if lost:
            raise httpx.ReadError("gone")
        return httpx.Response(429, json={"message": "Too Many Attempts."}, headers={"retry-after": "600"})

    async def sleep(_: float) -> None:
        pacer.pause(600)  # the next attempt waits for its turn

    pacer = Pacer()
    pacer.on_change.append(lambda: waits.set() if pacer.paused_until is not None else None)
    transport = httpx.MockTransport(answer)
    client = Client("https://a.example/api", TOKEN, transport=lambda: transport, sleep=sleep, pacer=pacer)
    task: asyncio.Task[object] = asyncio.ensure_future(client.send(TAG, purpose=Purpose.JOB))
    await asyncio.wait_for(waits.wait(), 10)
    await asyncio.sleep(0)
    assert never_left(await cancelled(task)) is not lost


async def test_what_waited_for_its_turn_has_not_left() -> None:
    pacer = Pacer(max_at_once=1)
    client = Client("https://a.example/api", TOKEN, pacer=pacer)
    async with pacer.turn():
        task: asyncio.Task[object] = asyncio.ensure_future(client.send(TAG))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert never_left(await cancelled(task))


@pytest.mark.parametrize("people", [1, 2])
async def test_a_bot_that_is_closed_while_it_connects_leaves_nothing_unknown(
    tmp_path: Path, people: int
) -> None:
    """An edit of one row, and a job."""
    async with silent() as port:
        profile = Profile("slow", f"https://127.0.0.1:{port.port}/api", "f1")
        workspace = await Workspace.open(
            profile, token=lambda: TOKEN, cache=None, journal=tmp_path / "journal.db"
        )
        edits = [
            Edit(
                Call.of("flowBotUserAddTag", body={"user_ns": f"f1u{n}", "tag_ns": "f1t3"}),
                "Add tag",
                f"f1u{n}",
            )
            for n in range(people)
        ]
        rows = [RowEdits(each.subject, [each]) for each in edits]
        act = carry_out(Context(workspace, None, (), Answers()), rows, "Done.")
        task = asyncio.ensure_future(act)
        await asyncio.wait_for(port.heard.wait(), 10)
        await workspace.close(0)
        await asyncio.gather(task, return_exceptions=True)
        journal = await Journal.open(tmp_path / "journal.db", profile.cache_id)
        jobs = await journal.jobs.recent()
        steps = [each.outcome for job in jobs for each in await journal.jobs.every(job.id)]
        entries = [each.outcome for each in await journal.single_edits()]
        assert [*steps, *entries] == [Outcome.WAITING] * people
        await journal.close()
