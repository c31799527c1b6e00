# SPDX-License-Identifier: MIT
"""When the client sends a request again, and when never."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from flotui.api.call import Call
from flotui.api.errors import Dropped, FlochatError, RateLimited, Unknown, Unreachable
from flotui.api.pacer import Pacer, Purpose
from tests.api.client_rig import READ, SEND, Answer, Bench, limited, ok

REPEATABLE = Call.of("flowBotUserAddTag", body={"user_ns": "f1u2", "tag_ns": "f1t3"})
DOWN = httpx.Response(503, text="<html>")


@pytest.mark.parametrize("call", [READ, REPEATABLE], ids=["read", "repeatable"])
@pytest.mark.parametrize(
    "answer",
    [
        httpx.ReadTimeout("x"),
        httpx.ReadError("x"),
        httpx.RemoteProtocolError("x"),
        httpx.Response(502),
        DOWN,
        httpx.Response(504),
        httpx.Response(200, content=b'{"data": ['),
    ],
)
async def test_tried_three_times(call: Call, answer: Answer) -> None:
    bench = Bench(answer)
    await bench.fails(call)
    assert len(bench.requests) == 3
    assert len(bench.exchanges) == 3
    assert bench.slept == [0.5, 1.0]
    again = Bench(answer, answer, ok())
    await again.client.send(call)
    assert [each.error is None for each in again.exchanges] == [False, False, True]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, json={"message": "Server Error"}),
        httpx.Response(401),
        httpx.Response(404),
        httpx.Response(422),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"message": "?"}),
        httpx.LocalProtocolError("x"),
        limited(),
        limited(status=200),
        limited("1"),
    ],
)
async def test_tried_once(answer: Answer) -> None:
    bench = Bench(answer)
    error = await bench.fails(READ)
    assert "app.flochat.ai" in str(error)
    assert len(bench.requests) == 1 and bench.slept == []


def everything_not_repeatable() -> Iterator[Call]:
    from flotui.api.catalogue import Risk, catalogue

    for operation in catalogue().operations:
        if operation.risk is Risk.READ or (operation.risk is Risk.WRITE and operation.repeatable):
            continue
        yield Call.of(operation.id, path=dict.fromkeys(operation.names("path"), "7"), body={"a": 1})


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("x"),
        httpx.ReadTimeout("x"),
        httpx.ReadError("x"),
        DOWN,
        httpx.Response(200, content=b'{"da'),
        limited(),
    ],
)
@pytest.mark.parametrize("purpose", [Purpose.INTERACTIVE, Purpose.JOB])
async def test_nothing_else_is_ever_sent_twice(answer: Answer, purpose: Purpose) -> None:
    calls = list(everything_not_repeatable())
    assert len(calls) > 80 and SEND in [Call.of(call.operation_id, body=SEND.json) for call in calls]
    bench = Bench(answer)
    for number, call in enumerate(calls, 1):
        bench.client.pacer.resume()
        await bench.fails(call, purpose)
        assert len(bench.requests) == number
    assert bench.slept == []


async def test_offline_is_told_fast() -> None:
    bench = Bench(httpx.ConnectError("x"))
    assert isinstance(await bench.fails(READ), Unreachable)
    assert len(bench.requests) == 2 and bench.slept == [0.5]
    late = Bench(httpx.ReadError("x"), httpx.ConnectError("x"))
    await late.fails(READ)
    assert len(late.requests) == 2


@pytest.mark.parametrize("failure", [httpx.ConnectError("x"), httpx.ConnectTimeout("x")])
async def test_a_slow_failure_to_connect_is_not_tried_again(
    failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flotui.api.retrying.QUICK", 0.0)
    bench = Bench(failure)
    await bench.fails(READ)
    assert len(bench.requests) == 1


async def test_no_attempt_begins_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flotui.api.retrying.PATIENCE", 0.0)
    bench = Bench(httpx.ReadTimeout("x"))
    await bench.fails(READ)
    assert len(bench.requests) == 1


@pytest.mark.parametrize(
    ("asked", "slept", "requests"), [("7", [7.0, 7.0], 3), ("31", [], 1), ("0", [0.5, 1.0], 3)]
)
async def test_a_wait_that_the_host_asks_for(asked: str, slept: list[float], requests: int) -> None:
    bench = Bench(httpx.Response(503, headers={"retry-after": asked}))
    await bench.fails(READ)
    assert (bench.slept, len(bench.requests)) == (slept, requests)


async def test_backoff_has_a_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flotui.api.retrying.MOST_ATTEMPTS", 8)
    bench = Bench(DOWN)
    await bench.fails(READ)
    assert bench.slept == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


async def test_every_attempt_takes_its_own_turn() -> None:
    turns = 0

    class Counting(Pacer):
        def turn(self, purpose: Purpose = Purpose.INTERACTIVE) -> Any:
            nonlocal turns
            turns += 1
            return super().turn(purpose)

    bench = Bench(DOWN, pacer=Counting())
    sleeping: list[int] = []

    async def sleep(seconds: float) -> None:
        sleeping.append(bench.client.pacer.running)

    bench.client._sleep = sleep
    await bench.fails(READ)
    assert turns == 3
    assert sleeping == [0, 0]  # nobody holds a place while he waits


LATER: list[tuple[str, Answer]] = [
    ("refused", httpx.Response(422, json={"message": "The value is invalid."})),
    ("limited", httpx.Response(429, json={"message": "Too Many Attempts."})),
    ("unauthenticated", httpx.Response(401, json={"message": "Unauthenticated."})),
    ("unreachable", httpx.ConnectError("refused")),
]


@pytest.mark.parametrize("later", [each[1] for each in LATER], ids=[each[0] for each in LATER])
async def test_a_later_refusal_says_nothing_of_an_attempt_that_may_have_arrived(later: Answer) -> None:
    bench = Bench(httpx.ReadError("reset"), later)
    with pytest.raises(Dropped, match="The outcome is unknown"):
        await bench.client.send(REPEATABLE)
    assert len(bench.requests) == 2
    reading = Bench(httpx.ReadError("reset"), later)
    with pytest.raises(FlochatError) as caught:
        await reading.client.send(READ)
    assert not isinstance(caught.value, Unknown), "of a read, the last word counts"


async def test_no_turn_for_the_next_attempt_says_nothing_of_the_first_either() -> None:
    bench = Bench(httpx.ReadError("reset"))

    async def held_back(seconds: float) -> None:
        bench.client.pacer.pause(60)

    bench.client._sleep = held_back  # type: ignore[assignment]
    with pytest.raises(Dropped):
        await bench.client.send(REPEATABLE)
    bench.client.pacer.resume()
    with pytest.raises(RateLimited):
        await bench.client.send(READ)
