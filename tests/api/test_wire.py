# SPDX-License-Identifier: MIT
"""The client against real sockets: what only they can do."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from flotui.api.call import Call
from flotui.api.client import Client, _Underway
from flotui.api.errors import (
    BrokenReply,
    CutOff,
    Dropped,
    FlochatError,
    InsecureHost,
    Refused,
    TimedOut,
    Unreachable,
)
from flotui.api.exchange import Exchange
from flotui.api.failures import Timeouts
from flotui.jobs.outcomes import outcome_of
from flotui.store.entry import Outcome

READ = Call.of("flowTags")
ONCE = Call.of("flowCreateTag", body={"name": "é"})
DELETE = Call.of("flowBotUserRemoveTag", body={"user_ns": "f1u2", "tag_ns": "f1t3"})
OK = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"status":"ok"}'
SHORT = Timeouts(connect=0.3, read=0.1, write=0.1, total=2)

Play = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


class Host:
    """A loopback host that answers each request as it is told."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.requests: list[bytes] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Python 3.11 logs a failure where a connection is cancelled, as those are that are open when a test ends.
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = 0
                for line in head.lower().split(b"\r\n"):
                    if line.startswith(b"content-length:"):
                        length = int(line.partition(b":")[2])
                self.requests.append(head + await reader.readexactly(length))
                await self.play(self.requests[-1], writer)
                if writer.is_closing():
                    break
        writer.close()


@contextlib.asynccontextmanager
async def host(play: Play, context: ssl.SSLContext | None = None) -> AsyncIterator[Host]:
    served = Host(play)
    server = await asyncio.start_server(served.serve, "127.0.0.1", 0, ssl=context)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()


def says(data: bytes, *, then_close: bool = False, reset: bool = False) -> Play:
    async def play(request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        if reset:
            linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        if data:
            await writer.drain()
        if then_close or reset:
            writer.close()

    return play


@contextlib.asynccontextmanager
async def client_of(port: int, scheme: str = "http", **options: object) -> AsyncIterator[Client]:
    async def no_sleep(seconds: float) -> None: ...

    client = Client(
        f"{scheme}://127.0.0.1:{port}/api",
        "secretsecret",
        timeouts=options.pop("timeouts", SHORT),  # type: ignore[arg-type]
        sleep=no_sleep,
        **options,  # type: ignore[arg-type]
    )
    try:
        yield client
    finally:
        await client.aclose()


async def failure(client: Client, call: Call) -> FlochatError:
    with pytest.raises(FlochatError) as caught:
        await client.send(call)
    assert "secretsecret" not in str(caught.value)
    return caught.value


async def test_bytes_on_the_wire() -> None:
    async with host(says(OK)) as served, client_of(served.port) as client:
        await client.send(DELETE)
        await client.send(READ)
    first, second = served.requests
    assert first.startswith(b"DELETE /api/subscriber/remove-tag HTTP/1.1\r\n")
    assert first.endswith(b"\r\n\r\n" + (DELETE.body or "").encode())
    assert second.startswith(b"GET /api/flow/tags HTTP/1.1\r\n")
    assert b"Authorization: Bearer secretsecret\r\n" in first
    assert f"Host: 127.0.0.1:{served.port}\r\n".encode() in first


BROKEN = {
    "closed without a word": (says(b"", then_close=True), Dropped),
    "reset": (says(b"", reset=True), Dropped),
    "half a header": (says(b"HTTP/1.1 200 O", then_close=True), Dropped),
    "no http": (says(b"hello\r\n\r\n", then_close=True), Dropped),
    "half a body": (says(OK[:-5], then_close=True), CutOff),
    "half a body, reset": (says(OK[:-5], reset=True), (CutOff, Dropped)),
    "half a chunked body": (
        says(
            b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nf\r\n{"status":"ok"}\r\n', then_close=True
        ),
        CutOff,
    ),
    "half a body until the end": (says(b'HTTP/1.0 200 OK\r\n\r\n{"data":[', then_close=True), CutOff),
    "no answer": (says(b""), TimedOut),
    "half a body, then nothing": (says(OK[:-5]), TimedOut),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_an_answer_that_breaks(name: str) -> None:
    play, kind = BROKEN[name]
    async with host(play) as served, client_of(served.port) as client:
        error = await failure(client, ONCE)
        assert isinstance(error, kind)
        assert "outcome is unknown" in str(error)
        assert len(served.requests) == 1
        assert isinstance(await failure(client, READ), kind)
        assert len(served.requests) == 4


async def test_an_idle_connection_that_the_host_closed_is_not_reused() -> None:
    async with host(says(OK, then_close=True)) as served, client_of(served.port) as client:
        for _ in range(3):
            await client.send(ONCE)
            await asyncio.sleep(0.02)
        assert len(served.requests) == 3


async def test_many_at_once() -> None:
    most = 0
    now = 0

    async def slow(request: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal most, now
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.005)
        now -= 1
        writer.write(OK)

    async with host(slow) as served, client_of(served.port) as client:
        await asyncio.gather(*(client.send(READ) for _ in range(20)))
        assert len(served.requests) == 20
        assert most == 5


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


async def test_nothing_listens() -> None:
    began = time.monotonic()
    exchanges: list[Exchange] = []
    async with client_of(free_port(), on_exchange=exchanges.append) as client:
        error = await failure(client, READ)
    assert isinstance(error, Unreachable) and "nothing listens there" in str(error)
    assert len(exchanges) == 2 and time.monotonic() - began < 2


async def test_nothing_listens_at_any_of_its_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()

    async def getaddrinfo(*args: object, **kwargs: object) -> object:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in ("127.0.0.1", "127.0.0.2")
        ]

    client = Client(f"http://localhost:{port}/api", "secretsecret", timeouts=SHORT)
    await client._http()
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    error = await failure(client, ONCE)
    assert isinstance(error, Unreachable) and "nothing listens there" in str(error)
    await client.aclose()


async def test_no_such_name(monkeypatch: pytest.MonkeyPatch) -> None:
    async def getaddrinfo(*args: object, **kwargs: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    client = Client("https://no-such-host.invalid/api", "secretsecret")
    error = await failure(client, ONCE)
    assert isinstance(error, Unreachable)
    assert str(error).startswith("The name no-such-host.invalid could not be found")
    await client.aclose()


@pytest.mark.parametrize("number", ["ENETUNREACH", "EHOSTUNREACH"])
async def test_no_route(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    async def create_connection(*args: object, **kwargs: object) -> object:
        raise OSError(getattr(errno, number), "unreachable")

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", create_connection)
    async with client_of(1) as client:
        error = await failure(client, ONCE)
    assert isinstance(error, Unreachable) and "no route" in str(error)


async def test_a_connection_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    async def create_connection(*args: object, **kwargs: object) -> object:
        await asyncio.sleep(60)
        raise AssertionError

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", create_connection)
    async with client_of(1, timeouts=Timeouts(connect=0.05)) as client:
        error = await failure(client, READ)
    assert isinstance(error, Unreachable) and "within 0.05 s" in str(error)


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 abc Y\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02F\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_told_from_a_lost_connection(data: bytes) -> None:
    async with host(says(data, then_close=True)) as served, client_of(served.port) as client:
        for call, says_of in (
            (READ, "Nothing was changed. Check the base URL"),
            (ONCE, "The outcome is unknown."),
        ):
            error = await failure(client, call)
            assert isinstance(error, Dropped)
            assert f"answered with something that isn't HTTP. {says_of}" in str(error)
    async with host(says(b"", then_close=True)) as served, client_of(served.port) as client:
        assert "was lost before an answer came" in str(await failure(client, READ))


async def test_a_host_without_tls() -> None:
    async with host(says(b"HTTP/1.1 400 Bad Request\r\n\r\n", then_close=True)) as served:

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(100)
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with client_of(server.sockets[0].getsockname()[1], "https") as client:
            error = await failure(client, READ)
        server.close()
        assert isinstance(error, InsecureHost) and "No secure connection" in str(error)
        assert served.requests == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
async def test_a_certificate_that_nobody_signed(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ),
            *("-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    async with host(says(OK), context) as served, client_of(served.port, "https") as client:
        error = await failure(client, ONCE)
        assert isinstance(error, InsecureHost)
        assert "self-signed certificate" in str(error)
        assert served.requests == []  # the token did not leave


async def test_closed_while_a_request_is_under_way() -> None:
    async with host(says(b"")) as served, client_of(served.port, timeouts=Timeouts()) as client:
        work = asyncio.create_task(client.send(ONCE))
        async with asyncio.timeout(2):
            while not served.requests:
                await asyncio.sleep(0.005)
            await client.aclose()
            with pytest.raises(FlochatError) as caught:
                await work
    assert isinstance(caught.value, Dropped)


async def test_a_redirect_on_the_wire_goes_nowhere() -> None:
    async with host(says(OK)) as other:
        moved = (
            f"HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:{other.port}/x\r\nContent-Length: 0\r\n\r\n"
        )
        async with host(says(moved.encode())) as served, client_of(served.port) as client:
            error = await failure(client, ONCE)
        assert f"127.0.0.1:{other.port}" in str(error)
        assert other.requests == []


@pytest.mark.parametrize(
    "location", ["javascript:1", "http://[x", "http://a b/", "//", "http://h:99999999/", "\xff"]
)
@pytest.mark.parametrize(("status", "known"), [(302, False), (303, False), (307, True)])
async def test_a_redirect_to_what_is_no_address_is_one_all_the_same(
    status: int, known: bool, location: str
) -> None:
    """The request has left: whether it was carried out depends on the status, not on where it says to go."""
    head = f"HTTP/1.1 {status} X\r\nLocation: {location}\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
    async with host(says(head.encode("latin-1"))) as served, client_of(served.port) as client:
        error = await failure(client, ONCE)
        assert isinstance(error, Refused if known else BrokenReply), error
        assert "redirects the request" in str(error) and "Not sent" not in str(error)
        assert outcome_of(error) is (Outcome.REFUSED if known else Outcome.UNKNOWN)
        await failure(client, READ)
    assert [b"\r\ncookie:" in each.lower() for each in served.requests] == [False, False]


async def test_an_answer_is_gone_when_nobody_holds_it() -> None:
    """A body of a megabyte that waits for the garbage collector is memory that grows with a list."""
    async with host(says(OK)) as served, client_of(served.port) as client:
        await client.send(READ)
        gc.collect()
        held = _answers()  # by what an earlier test has left
        gc.disable()
        try:
            for _ in range(3):
                await client.send(READ)
            assert not [each for each in _answers() if all(each is not other for other in held)]
        finally:
            gc.enable()


def _answers() -> list[_Underway]:
    return [each for each in gc.get_objects() if isinstance(each, _Underway)]
