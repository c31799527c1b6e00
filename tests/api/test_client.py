# SPDX-License-Identifier: MIT
from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import flotui
from flotui.api.address import check_base_url, is_loopback
from flotui.api.call import Call
from flotui.api.client import Client
from flotui.api.errors import (
    BrokenReply,
    CutOff,
    Dropped,
    FlochatError,
    InsecureHost,
    Invalid,
    Malformed,
    NotAuthorised,
    NotSent,
    RateLimited,
    Refused,
    ServerFailed,
    Stopped,
    TimedOut,
    Unknown,
    Unreachable,
)
from flotui.api.exchange import Exchange
from flotui.api.failures import Timeouts
from flotui.api.pacer import Pacer, Purpose

BASE = "https://app.flochat.ai/api"
TOKEN = "8|Zx/secretsecretsecret"
READ = Call.of("flowTags", query={"limit": 5})
REPEATABLE = Call.of("flowBotUserAddTag", body={"user_ns": "f1u2", "tag_ns": "f1t3"})
ONCE = Call.of("flowCreateTag", body={"name": "vip"})
SEND = Call.of("flowBotUserSendSubFlow", body={"user_ns": "f1u2", "sub_flow_ns": "f1s3"})
OK = {"status": "ok", "data": []}

Answer = httpx.Response | Exception
Script = Callable[[httpx.Request], Answer]


class Bench:
    """A client whose host is a script, with what went over the wire."""

    def __init__(self, *answers: Answer | Script, base_url: str = BASE, **options: Any) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.exchanges: list[Exchange] = []
        self.slept: list[float] = []
        options.setdefault("transport", lambda: httpx.MockTransport(self._answer))
        self.client = Client(
            base_url,
            options.pop("token", TOKEN),
            on_exchange=self.exchanges.append,
            sleep=self._sleep,
            jitter=lambda: 1.0,
            **options,
        )

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if not isinstance(answer, httpx.Response | Exception):
            answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=answer.content, request=request
        )

    async def fails(self, call: Call, purpose: Purpose = Purpose.INTERACTIVE) -> FlochatError:
        with pytest.raises(FlochatError) as caught:
            await self.client.send(call, purpose=purpose)
        return caught.value


def ok(**headers: str) -> httpx.Response:
    return httpx.Response(200, json=OK, headers={k.replace("_", "-"): v for k, v in headers.items()})


def limited(after: str | None = None, status: int = 429) -> httpx.Response:
    headers = {"retry-after": after} if after else {}
    return httpx.Response(status, json={"message": "Too Many Attempts."}, headers=headers)


# What is sent


async def test_a_read_as_it_leaves() -> None:
    bench = Bench(ok())
    reply = await bench.client.send(READ)
    assert reply.data == [] and reply.call == READ
    (request,) = bench.requests
    assert (request.method, str(request.url)) == ("GET", READ.url(BASE))
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"] == f"flotui/{flotui.__version__} (+terminal client)"
    assert "content-type" not in request.headers and request.content == b""
    (exchange,) = bench.exchanges
    assert (exchange.call, exchange.status, exchange.error) == (READ, 200, None)
    assert exchange.size == reply.size > 0
    assert abs(exchange.started_at - time.time()) < 5 and 0 <= exchange.seconds < 5


async def test_a_delete_has_its_body() -> None:
    call = Call.of("flowBotUserRemoveTags", body={"user_ns": "f1u2", "data": [{"tag_ns": "f1t3 é"}]})
    assert call.operation.method == "DELETE"
    bench = Bench(ok())
    await bench.client.send(call)
    (request,) = bench.requests
    assert request.method == "DELETE"
    assert request.content == (call.body or "").encode()
    assert request.headers["content-type"] == "application/json"
    assert request.headers["content-length"] == str(len(request.content))


async def test_a_name_of_ones_own() -> None:
    bench = Bench(ok(), user_agent="mine/1")
    await bench.client.send(READ)
    assert bench.requests[0].headers["user-agent"] == "mine/1"


PIECE = st.text(max_size=10) | st.sampled_from(["a b", "+", "%2F", "'", "~", "/", "?", "#", "é", "[]", "&="])


@settings(max_examples=60, deadline=None)
@given(query=st.dictionaries(PIECE, PIECE, max_size=3), argument=PIECE)
def test_the_url_is_exactly_the_calls(query: dict[str, str], argument: str) -> None:
    call = Call.of("teamViewAgentGroup", path={"id": f"x{argument}"}, query=query)
    bench = Bench(httpx.Response(200, json={"id": 1}))
    asyncio.run(bench.client.send(call))
    (request,) = bench.requests
    assert request.url.raw_path.decode() == "/api" + call.target
    assert request.url.host == "app.flochat.ai"


@pytest.mark.parametrize("argument", ["", ".", "..", " ", None])
async def test_a_path_argument_that_would_ask_something_else(argument: str | None) -> None:
    bench = Bench(ok())
    error = await bench.fails(Call.of("teamViewAgentGroup", path={"id": argument}))
    assert isinstance(error, Malformed) and "id" in str(error)
    assert bench.requests == []


async def test_what_cannot_be_sent() -> None:
    bench = Bench(ok())
    assert isinstance(await bench.fails(Call.of("noSuchThing")), Malformed)
    assert isinstance(await bench.fails(Call.of("flowTags", query={"name": "\ud800"})), Malformed)
    assert isinstance(await bench.fails(Call.of("flowCreateTag", body={"name": "\ud800"})), Malformed)
    assert bench.requests == [] and bench.exchanges == []


@pytest.mark.parametrize("token", ["", "  ", "two words", "tökén", "a\nb"])
async def test_a_token_that_is_none(token: str) -> None:
    bench = Bench(ok(), token=token)
    error = await bench.fails(READ)
    assert isinstance(error, NotAuthorised)
    assert not token.strip() or token not in str(error)
    assert bench.requests == []


async def test_a_pasted_token_is_trimmed() -> None:
    bench = Bench(ok(), token=f"  {TOKEN}\n")
    await bench.client.send(READ)
    assert bench.requests[0].headers["authorization"] == f"Bearer {TOKEN}"


# Where it is sent


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (" https://app.flochat.ai/api/ ", BASE),
        ("https://bot.example:8443", "https://bot.example:8443"),
        ("http://127.0.0.1:8600/api", "http://127.0.0.1:8600/api"),
        ("http://localhost:1/", "http://localhost:1"),
        ("http://[::1]:8600/api", "http://[::1]:8600/api"),
    ],
)
def test_base_urls(given: str, used: str) -> None:
    assert check_base_url(given) == used
    assert Client(given, TOKEN).base_url == used


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("", Malformed),
        ("app.flochat.ai/api", Malformed),
        ("ftp://app.flochat.ai", Malformed),
        ("https://", Malformed),
        ("https://[x", Malformed),
        ("https://host:port/", Malformed),
        ("https://me:pw@app.flochat.ai/api", Malformed),
        ("https://app.flochat.ai/api?x=1", Malformed),
        ("https://app.flochat.ai/api#x", Malformed),
        ("https://app.flochat.ai/a b", Malformed),
        ("https://app.flochat.ai\\@evil.example", Malformed),
        ("https://app.flochat.ai/../x", Malformed),
        ("http://app.flochat.ai/api", InsecureHost),
        ("http://localhost.evil.example/api", InsecureHost),
        ("http://127.0.0.1.evil.example/api", InsecureHost),
        ("http://10.0.0.1/api", InsecureHost),
    ],
)
def test_base_urls_that_are_refused(given: str, kind: type[FlochatError]) -> None:
    with pytest.raises(kind) as caught:
        Client(given, TOKEN)
    assert TOKEN not in str(caught.value) and "pw" not in str(caught.value)


def test_plain_http_where_the_person_insists() -> None:
    assert Client("http://10.0.0.1/api", TOKEN, allow_insecure=True).host == "10.0.0.1"


def test_loopback() -> None:
    assert is_loopback("LOCALHOST") and is_loopback("a.localhost") and is_loopback("127.9.9.9")
    assert not is_loopback("example.com") and not is_loopback("0.0.0.0") and not is_loopback("")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    bench = Bench(httpx.Response(status, headers={"location": "https://evil.example/api/flow/tags?t=1"}))
    error = await bench.fails(READ)
    assert type(error) is Refused and "https://evil.example/api/flow/tags" in str(error)
    assert [request.url.host for request in bench.requests] == ["app.flochat.ai"]


async def test_cookies_are_not_kept() -> None:
    bench = Bench(ok(set_cookie="session=abc; Path=/"))
    await bench.client.send(READ)
    reply = await bench.client.send(READ)
    assert "cookie" not in bench.requests[1].headers
    assert "set-cookie" not in reply.headers


async def test_no_other_host_gets_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(ok())
    monkeypatch.setattr(Call, "url", lambda self, base_url: "https://app.flochat.ai.evil.example/api/me")
    assert isinstance(await bench.fails(READ), Malformed)
    assert bench.requests == []


# The token stays secret


async def test_the_token_is_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = httpx.Response(
        422,
        json={"message": f"The token {TOKEN} field is required", "errors": {TOKEN: [TOKEN]}},
        headers={"x-echo": TOKEN},
    )
    bench = Bench(echo, httpx.Response(200, json={"data": [TOKEN]}, headers={"x-echo": TOKEN}))
    error = await bench.fails(ONCE)
    reply = await bench.client.send(READ)
    broken = Bench(RuntimeError("odd"))
    odd = await broken.fails(ONCE)
    assert isinstance(odd, Dropped)
    await bench.client.aclose()
    seen = [
        repr(error),
        str(error),
        repr(error.__dict__),
        repr(reply),
        repr(bench.client),
        repr(vars(bench.client)),
    ]
    seen += [repr(bench.exchanges), repr(broken.exchanges), repr(odd.__context__), caplog.text]
    for text in seen:
        assert TOKEN not in text and json.dumps(TOKEN)[1:-1] not in text and "secretsecret" not in text
    assert "f1u2" not in caplog.text and "HTTP Request" not in caplog.text
    assert error.__cause__ is None
    assert repr(bench.client) == f"<Client {BASE}>"


# What comes back


@pytest.mark.parametrize(
    ("call", "answer", "kind"),
    [
        (READ, httpx.Response(401, json={"message": "Unauthenticated."}), NotAuthorised),
        (ONCE, httpx.Response(422, json={"message": "The name field is required."}), Invalid),
        (ONCE, httpx.Response(500, text="<html>"), ServerFailed),
        (READ, httpx.Response(200, text="<html>"), BrokenReply),
        (ONCE, httpx.Response(200, content=b'{"status":'), CutOff),
        (READ, httpx.ConnectTimeout("x"), Unreachable),
        (READ, httpx.PoolTimeout("x"), Unreachable),
        (READ, httpx.ConnectError("x"), Unreachable),
        (READ, httpx.ProxyError("x"), Unreachable),
        (READ, httpx.UnsupportedProtocol("x"), Malformed),
        (READ, httpx.LocalProtocolError("x"), Malformed),
        (READ, httpx.ReadTimeout("x"), TimedOut),
        (ONCE, httpx.ReadTimeout("x"), TimedOut),
        (ONCE, httpx.WriteTimeout("x"), TimedOut),
        (ONCE, httpx.WriteError("x"), Dropped),
        (ONCE, httpx.ReadError("x"), Dropped),
        (ONCE, httpx.RemoteProtocolError("x"), Dropped),
        (ONCE, httpx.CloseError("x"), Dropped),
        (ONCE, httpx.DecodingError("x"), CutOff),
        (ONCE, ValueError("a bug of a transport"), Dropped),
    ],
)
async def test_failures(call: Call, answer: Answer, kind: type[FlochatError]) -> None:
    bench = Bench(answer)
    error = await bench.fails(call)
    assert type(error) is kind
    assert "app.flochat.ai" in str(error)
    if isinstance(error, Unreachable):
        assert "Not sent: " in str(error) or "Nothing was sent." in str(error)
    if isinstance(error, Unknown):
        assert ("outcome is unknown" in str(error)) == (call is not READ)
    assert bench.exchanges[-1].error == error.happened
    assert bench.client.pacer.running == 0


async def test_a_timeout_of_a_read_is_calm() -> None:
    error = await Bench(httpx.ReadTimeout("x")).fails(READ)
    assert str(error) == ("No answer from app.flochat.ai within 30 s. Nothing was changed. Try again.")


class Stream(httpx.AsyncByteStream):
    """A body that a test makes up, with an exception at its end."""

    def __init__(self, parts: list[bytes], error: Exception | None = None) -> None:
        self.parts = parts
        self.error = error

    async def __aiter__(self) -> Any:
        for part in self.parts:
            yield part
        if self.error:
            raise self.error


class Streaming(httpx.AsyncBaseTransport):
    def __init__(self, status: int, stream: Stream, headers: dict[str, str] | None = None) -> None:
        self.answer = (status, stream, headers)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        status, stream, headers = self.answer
        return httpx.Response(status, headers=headers, stream=stream)


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (200, httpx.RemoteProtocolError("x"), CutOff),
        (200, httpx.ReadError("x"), CutOff),
        (200, httpx.ReadTimeout("x"), TimedOut),
        (422, httpx.ReadError("x"), Invalid),  # the status tells enough
        (401, httpx.ReadTimeout("x"), NotAuthorised),
        (503, httpx.ReadError("x"), ServerFailed),
    ],
)
async def test_a_body_that_fails(status: int, error: Exception, kind: type[FlochatError]) -> None:
    whole = json.dumps(OK).encode()  # even if what came would parse
    bench = Bench(transport=Streaming(status, Stream([whole], error)))
    assert type(await bench.fails(ONCE)) is kind
    assert bench.exchanges[0].status == status
    assert bench.exchanges[0].size == len(whole)


async def test_an_answer_that_is_too_large() -> None:
    bench = Bench(transport=Streaming(200, Stream([b"[" * 600] * 2000)), most_bytes=100_000)
    error = await bench.fails(READ)
    assert type(error) is BrokenReply and "larger than" in str(error)
    assert bench.exchanges[0].size < 102_000
    assert len(bench.exchanges) == 1


async def test_compressed_answers() -> None:
    import gzip

    packed = gzip.compress(json.dumps(OK).encode())
    headers = {"content-encoding": "gzip"}
    bench = Bench(transport=Streaming(200, Stream([packed]), headers))
    assert (await bench.client.send(READ)).value == OK
    for spoiled in (packed[:20], b"no gzip at all"):
        bench = Bench(transport=Streaming(200, Stream([spoiled]), headers))
        assert isinstance(await bench.fails(ONCE), BrokenReply)


# Retries

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


# Quota and pauses


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
    assert time.strftime("%H:%M", time.localtime(until)) in str(error)
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


# Life and death


def test_importing_it_loads_no_httpx() -> None:
    code = (
        "import sys, flotui.api.client as c; c.Client('https://x.example/api', 't');"
        "sys.exit('httpx' in sys.modules or 'anyio' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_httpx_is_loaded_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib
    import threading

    threads = []
    real = importlib.import_module

    def slow(name: str) -> Any:
        threads.append(threading.current_thread())
        time.sleep(0.05)
        return real(name)

    monkeypatch.setattr(importlib, "import_module", slow)
    made = []

    def transport() -> httpx.MockTransport:
        made.append(1)
        return httpx.MockTransport(lambda request: ok())

    client = Client(BASE, TOKEN, transport=transport)
    assert not made
    first = asyncio.create_task(client._http())
    second = asyncio.create_task(client.send(READ))
    await asyncio.sleep(0.01)
    first.cancel()  # who gives up doesn't take the others' client along
    await second
    assert len(threads) == len(made) == 1
    assert threads[0] is not threading.main_thread()


async def test_a_transport_that_cannot_be_made_may_be_made_later() -> None:
    attempts = []

    def transport() -> httpx.MockTransport:
        attempts.append(1)
        if len(attempts) == 1:
            raise OSError("not yet")
        return httpx.MockTransport(lambda request: ok())

    client = Client(BASE, TOKEN, transport=transport)
    with pytest.raises(Unreachable, match="can be prepared"):
        await client._http()
    await client.send(READ)
    assert client.pacer.running == 0


async def test_after_the_end() -> None:
    bench = Bench(ok())
    await bench.client._http()
    await bench.client.aclose()
    await bench.client.aclose()
    assert isinstance(await bench.fails(READ), Stopped)
    with pytest.raises(Stopped):
        await bench.client._http()
    await Client(BASE, TOKEN).aclose()


async def test_cancelled_while_under_way() -> None:
    started = asyncio.Event()

    async def never(request: httpx.Request) -> httpx.Response:
        started.set()
        await asyncio.sleep(60)
        raise AssertionError

    bench = Bench(transport=httpx.MockTransport(never), pacer=Pacer(max_at_once=1))
    work = asyncio.create_task(bench.client.send(ONCE))
    await started.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert bench.client.pacer.running == 0
    (exchange,) = bench.exchanges
    assert exchange.status is None and exchange.error


async def test_a_host_that_trickles() -> None:
    async def slow(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        raise AssertionError

    bench = Bench(transport=httpx.MockTransport(slow), timeouts=Timeouts(total=0.05))
    error = await bench.fails(ONCE)
    assert isinstance(error, TimedOut) and "0.05 s" in str(error)


async def test_a_listener_that_fails_harms_nobody() -> None:
    def listener(exchange: Exchange) -> None:
        raise ZeroDivisionError

    client = Client(BASE, TOKEN, transport=httpx.MockTransport(lambda request: ok()), on_exchange=listener)
    await client.send(READ)


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
