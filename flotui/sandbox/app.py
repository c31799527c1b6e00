# SPDX-License-Identifier: MIT
"""The sandbox as an ASGI app, to be called in process or served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from flotui.sandbox import DEMO_TOKEN
from flotui.sandbox.control import routes
from flotui.sandbox.faults import Fault
from flotui.sandbox.host import MOUNT, Host
from flotui.sandbox.spoiling import RAW_SEND

_VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


class Sandbox(Starlette):
    """A Starlette that remembers the server's own `send`, so that a fault can hang up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        scope[RAW_SEND] = send
        await super().__call__(scope, receive, send)


def create_app(
    *,
    subscribers: int = 1300,
    latency_ms: int = 0,
    quota: int = 1000,
    seed: int = 1,
    token: str = DEMO_TOKEN,
    now: datetime | None = None,
    habits: Mapping[str, bool] | None = None,
    faults: Sequence[Mapping[str, object]] = (),
    shop_window: bool = False,
    talkative: bool = False,
) -> Starlette:
    """Make a sandbox. The API is under `/api`, what tests need under `/__sandbox__`.

    Args:
        subscribers: how many people the bot has.
        latency_ms: how long every answer of the API takes at least.
        quota: requests an hour.
        seed: makes other people with other lives; the same one always makes the same.
        token: the token that opens everything. Three more hold one scope each: this one with `-flow`,
            `-team` or `-send` at its end.
        now: a moment to hold the clock at, for tests; None for real time. Without a zone it is UTC.
        habits: what it does all the time, by the names in `flotui.sandbox.habits`.
        faults: what goes wrong from the start, as `flotui.sandbox.faults.Fault.of` takes it.
        shop_window: for pictures: plain names and real prices.
        talkative: for the demo: everybody has said something.

    Returns:
        The app; its `Host` is under `app.state.host`.

    Raises:
        ValueError: when there is no such habit or fault.
    """
    host = Host(
        subscribers=subscribers,
        latency_ms=latency_ms,
        quota=quota,
        seed=seed,
        token=token,
        now=now,
        shop_window=shop_window,
        talkative=talkative,
    )
    host.habits.set(habits or {})
    for each in faults:
        host.faults.add(Fault.of(each))

    async def api(request: Request) -> Response:
        return await host.answer(request)

    every: list[Any] = [Route(MOUNT + "/{path:path}", api, methods=_VERBS), *routes(host)]
    app = Sandbox(routes=every)
    app.state.host = host
    return app
