# SPDX-License-Identifier: MIT
"""The host: takes a request apart, holds it against the contract, lets the world answer it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from flotui.api import exact
from flotui.api.catalogue import Operation
from flotui.sandbox.arrivals import Arrivals
from flotui.sandbox.clock import Clock
from flotui.sandbox.faults import Fault, Faults
from flotui.sandbox.habits import Habits
from flotui.sandbox.handlers import HANDLERS
from flotui.sandbox.log import Entry, RequestLog
from flotui.sandbox.quota import Quota
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Refusal
from flotui.sandbox.routing import Route, router
from flotui.sandbox.shapes import documented, shaped
from flotui.sandbox.spoiling import answer_of, spoiled
from flotui.sandbox.strict import check_types
from flotui.sandbox.tokens import Tokens
from flotui.sandbox.validation import check
from flotui.sandbox.world import World

MOUNT = "/api"
"""Where the API's routes begin."""

_NOT_FOUND = """<!DOCTYPE html>
<html lang="en"><head><title>Not Found</title></head>
<body><h1>404</h1><p>The page you are looking for could not be found.</p></body></html>
"""


class ExactResponse(JSONResponse):
    """JSON whose numbers are written with the digits that they came with."""

    def render(self, content: object) -> bytes:
        """The body."""
        return exact.dumps(content, compact=True).encode()


class Host:
    """One running sandbox."""

    def __init__(
        self,
        *,
        subscribers: int,
        latency_ms: int,
        quota: int,
        seed: int,
        token: str,
        now: datetime | None,
        shop_window: bool = False,
        talkative: bool = False,
    ) -> None:
        """Start a host; see `flotui.sandbox.app.create_app` for the arguments."""
        self.latency_ms = latency_ms
        self.log = RequestLog()
        self.faults = Faults()
        self.habits = Habits()
        self.tokens = Tokens(token)
        self._made_of = (subscribers, quota, seed, now, shop_window, talkative)
        self.reset()

    def reset(self) -> None:
        """Make the world again from its seed, with a fresh quota; log, faults and habits stay."""
        subscribers, quota, seed, now, shop_window, talkative = self._made_of
        self.world = World(
            subscribers=subscribers,
            seed=seed,
            clock=Clock(now),
            shop_window=shop_window,
            talkative=talkative,
        )
        self.quota = Quota(quota, self.world.clock)
        self.arrivals = Arrivals(self.world, self.world.clock)

    async def answer(self, request: Request) -> Response:
        """Answer one request under `/api`."""
        path = _path(request)
        text = await request.body()
        entry = self.log.add(
            time=self.world.clock.now().isoformat(timespec="milliseconds"),
            method=request.method,
            path=path,
            query=dict(request.query_params),
            body=_logged(text),
        )
        found = router().find(path)
        if found:
            entry.operation = found[0].operations.get(request.method)
        self.arrivals.come()
        fault = self.faults.take(request.method, path)
        await self._wait(fault)
        carried_out = fault is None or fault.accepts
        response = self._handle(request, entry, found, text) if carried_out else None
        if fault is not None and (response is None or (fault.answers and entry.accepted)):
            response = answer_of(fault)
        assert response is not None
        response.headers.update(self.quota.headers())
        if fault is not None:
            response = await spoiled(request, response, fault)
        if fault is None or not fault.silent:
            entry.status = response.status_code
        return response

    async def _wait(self, fault: Fault | None) -> None:
        if self.latency_ms:
            await asyncio.sleep(self.latency_ms / 1000)
        if fault is not None and fault.delay_ms:
            await self.faults.delay(fault)

    def _handle(
        self,
        request: Request,
        entry: Entry,
        found: tuple[Route, Mapping[str, str]] | None,
        text: bytes,
    ) -> Response:
        if found is None:
            return HTMLResponse(_NOT_FOUND, 404)
        route, arguments = found
        if entry.operation is None:
            return _wrong_verb(request.method, route)
        try:
            self.tokens.check(request.headers.get("authorization", ""), entry.operation)
            if not self.quota.spend():
                return self._exhausted()
            body = check(entry.operation, arguments, request.query_params, _json(text))
            if self.habits.strict_types:
                check_types(entry.operation, body)
            received = Received(
                operation=entry.operation,
                url=str(request.url.replace(query="")),
                path=entry.path,
                arguments=arguments,
                query=request.query_params,
                body=body,
                habits=self.habits,
            )
            answer = self.habits.told(self._answered(entry.operation, received))
            self.log.accept(entry)
            return ExactResponse(answer, documented(entry.operation)[0])
        except Refusal as refusal:
            return JSONResponse(refusal.body(), refusal.status)

    def _answered(self, operation: Operation, received: Received) -> Any:
        handler = HANDLERS.get(operation.id)
        return handler(self.world, received) if handler else shaped(operation, received, self.world.clock)

    def _exhausted(self) -> Response:
        response = JSONResponse({"message": "Too Many Attempts."}, self.quota.dress)
        if self.quota.retry_after is not None:
            response.headers["retry-after"] = str(self.quota.retry_after)
        return response


def _path(request: Request) -> str:
    """The path below the base URL as it was sent, not decoded."""
    raw = request.scope.get("raw_path") or request.url.path.encode()
    return str(raw.split(b"?")[0].decode("latin-1")).removeprefix(MOUNT)


def _json(text: bytes) -> Any:
    try:
        return _parsed(text)
    except ValueError:
        raise Refusal(400, "The request body is not valid JSON.") from None


def _logged(text: bytes) -> Any:
    """The body as the log shows it: its JSON, or its text where it is none."""
    try:
        return _parsed(text)
    except ValueError:
        return text.decode(errors="replace")


def _parsed(text: bytes) -> Any:
    if not text:
        return None
    body = exact.loads(text.decode())
    if b"\\u" in text:
        # Half a surrogate pair is valid JSON, but nothing that could be answered in UTF-8.
        json.dumps(body, ensure_ascii=False).encode()
    return body


def _wrong_verb(method: str, route: Route) -> Response:
    """The answer to a verb that the route does not have. It comes with 200, and nothing is done."""
    supported = ", ".join(sorted(route.operations))
    message = f"The {method} method is not supported for this route. Supported methods: {supported}."
    return JSONResponse({"message": message})
