# SPDX-License-Identifier: MIT
"""What the client does when the hour's calls run out, or the host asks it to wait."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest

from flotui.api.errors import NotSent, RateLimited, Stopped
from flotui.api.pacer import Purpose
from flotui.text.dates import clock_time_by
from tests.api.client_rig import ONCE, READ, SEND, Bench, limited, ok


async def test_the_quota_is_noted() -> None:
    bench = Bench(
        ok(x_ratelimit_limit="1000", x_ratelimit_remaining="874"),
        httpx.Response(422, headers={"x-ratelimit-remaining": "873"}),
    )
    await bench.client.send(READ)
    assert bench.client.pacer.remaining == 874 and bench.client.pacer.limit == 1000
    await bench.fails(ONCE)
    assert bench.client.pacer.remaining == 873


@pytest.mark.parametrize("status", [200, 429])
async def test_a_rate_limit_pauses_everything(status: int) -> None:
    bench = Bench(limited("120", status), ok())
    error = await bench.fails(SEND)
    assert isinstance(error, RateLimited) and error.retry_after
    until = bench.client.pacer.paused_until
    assert until and abs(until - time.time() - 120) < 5
    assert f"Calls resume at {clock_time_by(until)}." in str(error)
    assert abs(error.retry_after - 120) < 5
    for purpose in (Purpose.INTERACTIVE, Purpose.BACKGROUND):
        assert isinstance(await bench.fails(READ, purpose), RateLimited)
    assert len(bench.requests) == len(bench.exchanges) == 1
    bench.client.pacer.resume()
    await bench.client.send(READ)
    assert len(bench.requests) == 2


async def test_a_success_makes_the_next_pause_small_again() -> None:
    bench = Bench(limited(), limited(), ok(), limited())
    lengths = []
    for _ in range(4):
        bench.client.pacer.resume()
        try:
            await bench.client.send(READ)
        except RateLimited as error:
            lengths.append(round(error.retry_after or 0))
    assert lengths == [60, 120, 60]


async def test_a_jobs_read_waits_for_the_pause_to_end() -> None:
    bench = Bench(limited(), limited(), ok())
    work = asyncio.create_task(bench.client.send(READ, purpose=Purpose.JOB))
    for expected in (1, 2):
        async with asyncio.timeout(5):
            while len(bench.exchanges) < expected or not bench.client.pacer.paused_until:
                await asyncio.sleep(0.001)
        await asyncio.sleep(0.01)
        assert len(bench.requests) == expected and not work.done()
        bench.client.pacer.resume()
    assert (await work).data == []
    assert len(bench.requests) == 3


async def test_a_jobs_read_gives_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flotui.api.retrying.MOST_PAUSES", 3)
    bench = Bench(limited())
    bench.client.pacer.on_change.append(bench.client.pacer.resume)
    assert isinstance(await bench.fails(READ, Purpose.JOB), RateLimited)
    assert len(bench.requests) == 4


@pytest.mark.parametrize("purpose", [Purpose.BACKGROUND, Purpose.JOB])
async def test_the_reserve(purpose: Purpose) -> None:
    bench = Bench(ok(x_ratelimit_remaining="50"))
    await bench.client.send(READ)
    error = await bench.fails(READ, purpose)
    assert isinstance(error, Stopped) and isinstance(error, NotSent)
    assert len(bench.requests) == len(bench.exchanges) == 1
    await bench.client.send(READ)
