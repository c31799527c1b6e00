# SPDX-License-Identifier: MIT
"""What the client sends, where to, and what it makes of what comes back."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import time
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
    Refused,
    ServerFailed,
    Stopped,
    TimedOut,
    Unknown,
    Unreachable,
)
from flotui.api.exchange import Exchange
from flotui.api.failures import Timeouts
from flotui.api.pacer import Pacer
from tests.api.client_rig import BASE, OK, ONCE, READ, TOKEN, Answer, Bench, ok


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
