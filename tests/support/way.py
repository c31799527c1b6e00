# SPDX-License-Identifier: MIT
"""What stands between flotui and a host: proxies of several minds, and a host with a certificate nobody knows."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

NOBODY = "http://127.0.0.1:9"
"""A proxy that isn't there."""


@asynccontextmanager
async def listening(serve: Serve, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Something that listens on a port of its own while one is inside."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.wait_for(serve(reader, writer), 20)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


class HttpProxy:
    """A proxy that answers each CONNECT with a line of its own, or connects."""

    def __init__(self, answer: bytes = b"") -> None:
        """
        Args:
            answer: its answer in place of a connection; empty to connect.
        """
        self.answer = answer
        self.asked: list[str] = []
        """The heads of what it was asked."""

    def listening(self) -> AbstractAsyncContextManager[int]:
        """Have it listen; gives its port."""
        return listening(self._serve)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head)
        if self.answer:
            writer.write(self.answer)
            await writer.drain()
            return
        host, _, port = head.split()[1].rpartition(":")
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await relay(reader, writer, host, int(port))


async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int) -> None:
    """Pass everything on in both directions."""
    far_reader, far_writer = await asyncio.open_connection(host, port)

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
        sink.close()

    await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer), return_exceptions=True)


async def socks5(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A SOCKS proxy that asks for no password."""
    _, count = await reader.readexactly(2)
    await reader.readexactly(count)
    writer.write(b"\x05\x00")
    _, _, _, kind = await reader.readexactly(4)
    length = 4 if kind == 1 else (await reader.readexactly(1))[0]
    address = await reader.readexactly(length)
    host = ".".join(map(str, address)) if kind == 1 else address.decode()
    port = int.from_bytes(await reader.readexactly(2))
    writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
    await relay(reader, writer, host, port)


class Certificate:
    """A certificate for this machine that nobody else has signed."""

    def __init__(self, folder: Path) -> None:
        """
        Args:
            folder: where it is written.
        """
        if shutil.which("openssl") is None:
            pytest.skip("there is no openssl here")
        self.file, key = folder / "certificate.pem", folder / "key.pem"
        subprocess.run(
            [
                *(
                    "openssl",
                    "req",
                    "-x509",
                    "-nodes",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:prime256v1",
                ),
                *("-keyout", str(key), "-out", str(self.file), "-days", "2", "-subj", "/CN=flotui"),
                *("-addext", "subjectAltName=IP:127.0.0.1"),
            ],
            check=True,
            capture_output=True,
            timeout=30,
        )
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        """What a server shows it with."""
        self.context.load_cert_chain(self.file, key)


class Host:
    """A host that answers every request alike, over TLS where it has a certificate."""

    def __init__(self, certificate: Certificate | None = None) -> None:
        self.certificate = certificate
        self.requests: list[str] = []
        """The heads of the requests that came."""

    def listening(self) -> AbstractAsyncContextManager[int]:
        """Have it listen; gives its port."""
        return listening(self._serve, self.certificate.context if self.certificate else None)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.requests.append((await reader.readuntil(b"\r\n\r\n")).decode())
        body = b'{"data": []}'
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n"
            + f"content-length: {len(body)}\r\n\r\n".encode()
            + body
        )
        await writer.drain()
