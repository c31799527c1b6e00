# SPDX-License-Identifier: MIT
"""What a fault does to an answer, down to the socket."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from flotui.sandbox.faults import ConnectionDropped, Fault

RAW_SEND = "flotui.sandbox.send"
"""The key in the ASGI scope under which the server's own `send` is kept."""


def answer_of(fault: Fault) -> Response:
    """The answer that a fault has in the host's place."""
    status = fault.status or 200
    if fault.text is not None:
        content = fault.text.encode(fault.encoding)
        return Response(content, status, media_type=fault.content_type or "text/html")
    body = {"message": "Server Error"} if fault.body is None and status >= 400 else fault.body
    return JSONResponse(body, status)


async def spoiled(request: Request, response: Response, fault: Fault) -> Response:
    """The answer with what the fault does to it.

    Args:
        request: what is answered.
        response: the answer, whole.
        fault: what goes wrong.

    Raises:
        ConnectionDropped: where the connection is to break, and there is none because the app is called in
            process.
    """
    if fault.content_type:
        response.headers["content-type"] = fault.content_type
    response.headers.update(fault.headers)
    if fault.hang:
        await _gone(request)
    elif fault.drop:
        await _break(request, b"", reset=fault.drop == "reset")
    elif fault.truncate == "body":
        return _half(response)
    elif fault.truncate:
        await _break(request, _broken_off(response, chunks=fault.truncate == "chunks"))
    elif fault.drip_ms:
        return StreamingResponse(
            _dripping(bytes(response.body), fault.drip_ms / 1000), response.status_code, response.headers
        )
    return response


def _half(response: Response) -> Response:
    content = bytes(response.body)
    headers = dict(response.headers)
    headers.pop("content-length", None)
    return Response(content[: len(content) // 2], response.status_code, headers)


def _broken_off(response: Response, *, chunks: bool) -> bytes:
    """The answer on the wire, up to the middle of its body."""
    content = bytes(response.body)
    half = content[: len(content) // 2]
    headers = dict(response.headers)
    if chunks:
        headers.pop("content-length", None)
        headers["transfer-encoding"] = "chunked"
        half = f"{len(half):x}\r\n".encode() + half + b"\r\n"
    lines = [f"HTTP/1.1 {response.status_code} ", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + half


async def _dripping(content: bytes, apart: float) -> AsyncIterator[bytes]:
    for place in range(len(content)):
        yield content[place : place + 1]
        await asyncio.sleep(apart)


async def _break(request: Request, sent: bytes, *, reset: bool = False) -> None:
    """Send some bytes past the server, and end the connection.

    uvicorn's `send` is a method of the object that holds the socket; ASGI has no word for this.

    Raises:
        ConnectionDropped: where there is no socket, because the app is called in process.
    """
    send = request.scope.get(RAW_SEND)
    transport: Any = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionDropped("the sandbox broke the connection, as a fault asked it to")
    if sent:
        transport.write(sent)
    if reset:
        # Without lingering, the other side is told of a reset and not of an end.
        transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    else:
        transport.close()
    await _gone(request)


async def _gone(request: Request) -> None:
    """Wait until the connection is over."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
