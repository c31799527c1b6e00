# SPDX-License-Identifier: MIT
from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from flotui.sandbox.app import create_app

NOW = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
ANA = "f1284u903"
BEARER = {"Authorization": "Bearer demo"}


@dataclass
class Box:
    """A sandbox and a client that speaks to it, both ways."""

    http: httpx.AsyncClient

    async def call(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        return await self.http.request(method, f"http://box/api{path}", params=query or None, json=body)

    async def get(self, path: str, **query: Any) -> Any:
        response = await self.call("GET", path, **query)
        assert response.status_code == 200, response.text
        return response.json()

    async def write(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        response = await self.call(method, path, body, **query)
        assert response.status_code == 200, response.text
        return response.json()

    async def refused(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, Any]:
        response = await self.call(method, path, body, **query)
        assert response.status_code >= 400, response.text
        return response.status_code, response.json()

    async def control(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        response = await self.http.request(
            method, f"http://box/__sandbox__{path}", params=query or None, json=body
        )
        assert response.status_code == 200, response.text
        return response.json()

    async def subscriber(self, user_ns: str = ANA) -> Any:
        return await self.control("GET", f"/subscriber/{user_ns}")


def client(bearer: str = "demo", **options: Any) -> httpx.AsyncClient:
    options.setdefault("subscribers", 60)
    app = create_app(now=NOW, **options)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), headers={"Authorization": f"Bearer {bearer}"}
    )


@pytest.fixture
async def box() -> AsyncIterator[Box]:
    async with client() as http:
        yield Box(http)


@pytest.fixture
async def crowd() -> AsyncIterator[Box]:
    """The sandbox with as many subscribers as it has by default."""
    async with client(subscribers=1300) as http:
        yield Box(http)


@pytest.fixture(scope="module")
def still() -> Any:
    """A sandbox that is only read from, so that all tests of a file may share it."""
    return create_app(now=NOW, subscribers=250)


@pytest.fixture
async def readers(still: Any) -> AsyncIterator[Box]:
    """A client of the shared sandbox, which must not write."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(still), headers=BEARER) as http:
        still.state.host.quota.leave(1000)
        yield Box(http)


@pytest.fixture
def opened() -> Any:
    """Opens a sandbox with options of one's own."""

    def make(bearer: str = "demo", **options: Any) -> Box:
        return Box(client(bearer, **options))

    return make
