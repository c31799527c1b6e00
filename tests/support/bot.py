# SPDX-License-Identifier: MIT
"""The sandbox as a test sees it, and the contract that every request must fit."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from flotui.api.catalogue import catalogue
from flotui.config.profile import demo_profile
from flotui.sandbox import DEMO_PREFIX, DEMO_TOKEN
from flotui.sandbox.app import create_app
from flotui.sandbox.faults import Fault
from flotui.workspace import Switches, Workspace
from tests.support.fields import with_few_fields

PEOPLE = 130
"""How many subscribers a bot has where a test doesn't say: more than a page, so that a list isn't here as a whole."""

MANY = pytest.mark.parametrize("bot", [1300], indirect=True, ids=["1300"])
"""Has a test's `bot`, and its `workspace`, be one of 1,300."""


class Bot:
    """The embedded sandbox, with its back door."""

    profile = demo_profile(DEMO_PREFIX)
    """A profile that opens it."""

    def __init__(self, *, every_field: bool = False, **options: Any) -> None:
        """
        Args:
            every_field: whether it has the sandbox's ninety user fields: it is slower then.
            options: what `create_app` takes.
        """
        self.app = create_app(**{"subscribers": PEOPLE, **options})
        if not every_field:
            with_few_fields(self.app.state.host)

    def transport(self) -> httpx.ASGITransport:
        return httpx.ASGITransport(app=self.app)

    async def door(self, method: str, path: str, body: Any = None) -> Any:
        """A request to the sandbox's own pages below /__sandbox__."""
        async with httpx.AsyncClient(transport=self.transport(), base_url="http://bot") as client:
            reply = await client.request(method, f"/__sandbox__{path}", json=body)
            reply.raise_for_status()
            return reply.json() if reply.content else None

    async def requests(self, *, writes: bool = False) -> list[dict[str, Any]]:
        return list(await self.door("GET", "/requests" + ("?writes=1" if writes else "")))

    async def writes(self) -> list[tuple[str, Any]]:
        """The writes it received: operation and body."""
        return [(each["operation"], each["body"]) for each in await self.requests(writes=True)]

    async def accepted(self) -> dict[str, int]:
        """How often each write was carried out, whatever became of the answer."""
        return dict(await self.door("GET", "/accepted"))

    async def fault(self, **fault: Any) -> None:
        await self.door("POST", "/faults", fault)

    def hold(self, path: str = "*", **fault: Any) -> asyncio.Event:
        """Have no request below a path be answered before an event is set.

        Args:
            path: which requests, as faults name them: all of them.
            fault: what else is the matter with them.
        """
        host, released = self.app.state.host, asyncio.Event()
        wait = host._wait
        held = Fault.of({"path": path, "times": 0, "delay_ms": 0, **fault})
        host.faults.add(held)

        async def waiting(fault: Fault | None) -> None:
            await (released.wait() if fault is held else wait(fault))

        host._wait = waiting
        return released

    async def no_faults(self) -> None:
        await self.door("DELETE", "/faults")

    async def subscriber(self, user_ns: str) -> dict[str, Any]:
        return dict(await self.door("GET", f"/subscriber/{user_ns}"))

    async def ask(self, method: str, path: str, **body: Any) -> None:
        """A request to its API, as somebody else sends it."""
        headers = {"Authorization": f"Bearer {DEMO_TOKEN}"}
        async with httpx.AsyncClient(transport=self.transport(), base_url="http://bot/api") as client:
            (await client.request(method, path, json=body, headers=headers)).raise_for_status()

    async def open(
        self, home: Path | None = None, *, token: str = DEMO_TOKEN, switches: Switches | None = None
    ) -> Workspace:
        """A workspace on it; in memory where no folder is given."""
        return await Workspace.open(
            self.profile,
            token=lambda: token,
            cache=home / "cache.db" if home else None,
            journal=home / "journal.db" if home else None,
            transport=self.transport,
            switches=switches,
        )


def contract_errors(request: dict[str, Any]) -> Iterator[str]:
    """What of a received request does not fit the contract."""
    operation = catalogue()[request["operation"]]
    known = {parameter.name: parameter for parameter in operation.parameters}
    query = request["query"] if isinstance(request["query"], dict) else dict(request["query"])
    for name in query:
        if name not in known:
            yield f"{operation.id}: unknown parameter {name}"
    for parameter in operation.parameters:
        if parameter.required and parameter.place == "query" and parameter.name not in query:
            yield f"{operation.id}: no {parameter.name}"
    if operation.body is not None:
        schema = {**_without_refs(operation.body), "$schema": "https://json-schema.org/draft/2020-12/schema"}
        for error in Draft202012Validator(schema).iter_errors(request["body"]):
            yield f"{operation.id}: {error.json_path}: {error.message}"
        for name in set(request["body"] or {}) - set(schema.get("properties", {})):
            yield f"{operation.id}: unknown key {name}"
    elif request["body"]:
        yield f"{operation.id}: takes no body, but got {json.dumps(request['body'])}"


def _without_refs(schema: Any) -> Any:
    if isinstance(schema, dict):
        if "$ref" in schema:
            return _without_refs(catalogue().resolve(schema))
        if schema.get("type") == "integer" and isinstance(schema.get("example"), float):
            # Prices: the contract calls them integers and gives 12.99 as the example. Hosts send text too.
            return {**schema, "type": ["number", "string"]}
        return {key: _without_refs(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_without_refs(each) for each in schema]
    return schema
