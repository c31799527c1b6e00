# SPDX-License-Identifier: MIT
"""The bot of `flotui demo`: what an inbox to look at needs."""

from __future__ import annotations

import httpx
import pytest

from flotui.sandbox import DEMO_TOKEN
from flotui.sandbox.embedded import embedded
from flotui.sandbox.seed import talk

TOKEN = {"Authorization": f"Bearer {DEMO_TOKEN}"}


async def test_everybody_who_wrote_in_the_past_day_has_said_something() -> None:
    transport = embedded(200)()
    async with httpx.AsyncClient(transport=transport, base_url="http://demo/api", headers=TOKEN) as http:  # type: ignore[arg-type]
        query = {"is_interacted_in_last_24h": "yes", "limit": "100"}
        people = (await http.get("/subscribers", params=query)).json()["data"]
        assert len(people) > 10
        for each in people:
            query = {"user_ns": each["user_ns"], "include_bot": "1"}
            rows = (await http.get("/subscriber/chat-messages", params=query)).json()["data"]
            assert any(row["type"] == "in" and row["content"] for row in rows), each["user_ns"]


@pytest.mark.parametrize("seed", [1, 2])
def test_who_had_said_something_has_said_the_same(seed: int) -> None:
    for index in range(100):
        before = talk.chat(seed, index)
        assert not before or talk.talkative(seed, index) == before
