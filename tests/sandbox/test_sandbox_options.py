# SPDX-License-Identifier: MIT
"""What `flotui sandbox` is asked for is what it does."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.support.server import Server


def people(server: Server, token: str = "demo", **query: Any) -> httpx.Response:
    return httpx.get(
        f"{server.url}/subscribers",
        params=query,
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
    )


def test_it_is_as_asked() -> None:
    words = ("--subscribers", "7", "--quota", "33", "--latency-ms", "150", "--token", "mine-mine-mine")
    with Server(*words, "--host", "127.0.0.1", afresh=True) as server:
        began = time.monotonic()
        answer = people(server, "mine-mine-mine")
        assert time.monotonic() - began >= 0.15
        assert answer.json()["meta"]["total"] == 7
        assert answer.headers["X-RateLimit-Limit"] == "33"
        assert server.url.startswith("http://127.0.0.1:")
        assert people(server, "another").status_code == 401


def test_another_seed_makes_other_people() -> None:
    with Server("--subscribers", "5") as one, Server("--subscribers", "5", "--seed", "2") as other:
        assert people(one).json()["data"] != people(other).json()["data"]
        assert people(one).json()["meta"]["total"] == people(other).json()["meta"]["total"] == 5


def test_a_sandbox_of_the_tests_has_a_world_of_its_own_and_ends_with_them() -> None:
    with Server("--subscribers", "5") as one, Server("--subscribers", "5") as other:
        one.make("/flow/create-tag", name="only here")
        assert (len(one.writes()), len(other.writes())) == (1, 0)
        assert people(other).json()["meta"]["total"] == 5
    with pytest.raises(httpx.ConnectError):
        people(one)
