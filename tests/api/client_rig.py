# SPDX-License-Identifier: MIT
"""A client whose host is a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from flotui.api.call import Call
from flotui.api.client import Client
from flotui.api.errors import FlochatError
from flotui.api.exchange import Exchange
from flotui.api.pacer import Purpose

BASE = "https://app.flochat.ai/api"
TOKEN = "8|Zx/secretsecretsecret"
READ = Call.of("flowTags", query={"limit": 5})
ONCE = Call.of("flowCreateTag", body={"name": "vip"})
SEND = Call.of("flowBotUserSendSubFlow", body={"user_ns": "f1u2", "sub_flow_ns": "f1s3"})
OK = {"status": "ok", "data": []}
Answer = httpx.Response | Exception
Script = Callable[[httpx.Request], Answer]


class Bench:
    """A client whose host is a script, with what went over the wire."""

    def __init__(self, *answers: Answer | Script, base_url: str = BASE, **options: Any) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.exchanges: list[Exchange] = []
        self.slept: list[float] = []
        options.setdefault("transport", lambda: httpx.MockTransport(self._answer))
        self.client = Client(
            base_url,
            options.pop("token", TOKEN),
            on_exchange=self.exchanges.append,
            sleep=self._sleep,
            jitter=lambda: 1.0,
            **options,
        )

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if not isinstance(answer, httpx.Response | Exception):
            answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=answer.content, request=request
        )

    async def fails(self, call: Call, purpose: Purpose = Purpose.INTERACTIVE) -> FlochatError:
        with pytest.raises(FlochatError) as caught:
            await self.client.send(call, purpose=purpose)
        return caught.value


def ok(**headers: str) -> httpx.Response:
    return httpx.Response(200, json=OK, headers={k.replace("_", "-"): v for k, v in headers.items()})


def limited(after: str | None = None, status: int = 429) -> httpx.Response:
    headers = {"retry-after": after} if after else {}
    return httpx.Response(status, json={"message": "Too Many Attempts."}, headers=headers)
