# SPDX-License-Identifier: MIT
"""The sandbox over real HTTP."""

from __future__ import annotations

import socket
from typing import Any

import uvicorn

from flotui.sandbox.app import create_app


class _Server(uvicorn.Server):
    """Says where it listens, once it does."""

    def __init__(self, config: uvicorn.Config, greeting: str) -> None:
        super().__init__(config)
        self._greeting = greeting

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if self.started:
            print(self._greeting, flush=True)


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8600,
    subscribers: int,
    latency_ms: int,
    quota: int,
    seed: int,
    token: str,
    **more: Any,
) -> None:
    """Serve a sandbox until it is interrupted.

    Prints one line with address and token as soon as it listens.

    Args:
        host: the address to listen at.
        port: the port; 0 for a free one.
        subscribers: how many people the bot has.
        latency_ms: how long every answer takes at least.
        quota: requests an hour.
        seed: makes other people with other lives.
        token: the token that opens everything.
        more: habits and faults, as `flotui.sandbox.app.create_app` takes them.

    Raises:
        ValueError: when there is no such habit or fault.
        OSError: when the address or the port is not to be had.
    """
    app = create_app(
        subscribers=subscribers, latency_ms=latency_ms, quota=quota, seed=seed, token=token, **more
    )
    # The socket is bound here, not by uvicorn: the port is known before, and a taken one is an OSError.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, reuse_port=False) as listener:
        # asyncio takes the delay off only where a socket's protocol is named, and this one's isn't: head and body of an
        # answer leave apart, and on a connection that is kept the body would wait 40 ms for the other side's word.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listening = listener.getsockname()[1]
        config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off")
        shown = f"[{host}]" if ":" in host else host
        server = _Server(config, f"Sandbox on http://{shown}:{listening}/api, token {token}")
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            return
