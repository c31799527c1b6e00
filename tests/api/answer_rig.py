# SPDX-License-Identifier: MIT
"""Calls, and how an answer to one is judged."""

from __future__ import annotations

import json
from typing import Any

from flotui.api.answer import read_reply
from flotui.api.call import Call
from flotui.api.reply import Reply

TAGS = Call.of("flowTags", query={"limit": 5})


def read(
    call: Call, status: int, body: Any, headers: dict[str, str] | None = None, *, host: str = "the host"
) -> Reply:
    if not isinstance(body, bytes):
        body = (body if isinstance(body, str) else json.dumps(body)).encode()
    return read_reply(call, status, headers or {}, body, 0.25, host=host)


LIMITED = {"message": "Too Many Attempts."}
