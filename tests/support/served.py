# SPDX-License-Identifier: MIT
"""The sandbox over loopback HTTP from a thread of this process: real sockets, and its insides at hand."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections import Counter
from typing import Any

import uvicorn

from flotui.config.profile import Profile
from flotui.sandbox import DEMO_PREFIX, DEMO_TOKEN
from flotui.sandbox.app import create_app
from flotui.sandbox.faults import Fault
from tests.support import clock
from tests.support.fields import with_few_fields


class Served:
    """A sandbox on a free port. What it is asked through here is done in this thread, between requests."""

    transport = None
    """What the app takes for it: the network."""

    def __init__(self, *, every_field: bool = False, **options: Any) -> None:
        """
        Args:
            every_field: whether it has the sandbox's ninety user fields: it is slower then.
            options: what `create_app` takes.
        """
        app = create_app(**{"subscribers": 60, **options})
        self.host = app.state.host
        """The host itself."""
        if not every_field:
            with_few_fields(self.host)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as `flotui sandbox` does
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/api"
        """The API's base URL."""
        config = uvicorn.Config(
            app, log_level="critical", access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        clock.outside.add(self)
        self._thread.start()

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        clock.outside.discard(self)
        self._socket.close()

    @property
    def profile(self) -> Profile:
        """A profile that opens it."""
        return Profile("served", self.url, prefix=DEMO_PREFIX)

    @staticmethod
    def token() -> str:
        return DEMO_TOKEN

    def fault(self, kind: str, path: str = "*", **more: Any) -> None:
        """Have something go wrong from now on."""
        self.host.faults.add(Fault.of({"kind": kind, "path": path, **more}))

    def hold(self, path: str = "*", **more: Any) -> threading.Event:
        """Have no request below a path be answered before an event is set.

        Args:
            path: which requests, as faults name them: all of them.
            more: what else of a fault becomes of them: how many they are, and what they are answered.
        """
        held = Fault.of({"path": path, "times": 0, **more})
        released, wait = threading.Event(), self.host._wait

        async def waiting(fault: Fault | None) -> None:
            while fault is held and not released.is_set():
                await asyncio.sleep(0.005)
            await wait(None if fault is held else fault)

        self.host.faults.add(held)
        self.host._wait = waiting  # type: ignore[method-assign]
        return released

    def fresh(self) -> None:
        """Make the bot again, and forget what was asked of it, and what was to go wrong."""
        self.host.reset()
        self.host.log.clear()
        self.host.faults.clear()

    def accepted(self) -> dict[str, int]:
        """How often each write was carried out."""
        return dict(self.host.log.accepted())

    def accepted_for(self, key: str) -> Counter[str]:
        """How often a write was carried out for each value of a key of its body, such as `user_ns`."""
        return Counter(
            str(row["body"][key]) for row in self.host.log.rows(writes_only=True) if row["accepted"]
        )

    def at_rest(self) -> None:
        """Wait until every request that came was answered, or its connection given up."""
        before = -1
        while before != (now := len(self.host.log.rows())) or any(
            row["status"] is None for row in self.host.log.rows()[-20:]
        ):
            before = now
            time.sleep(0.1)

    def received(self) -> list[dict[str, Any]]:
        """The writes that came, whether carried out or not."""
        return list(self.host.log.rows(writes_only=True))
