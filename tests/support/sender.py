# SPDX-License-Identifier: MIT
"""A host of a few lines, for tests of what reads and writes through a `Sender`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flotui.api.call import Call
from flotui.api.pacer import Purpose
from flotui.api.reply import Reply


def reply(call: Call, value: Any) -> Reply:
    """The Reply that holds a value."""
    text = json.dumps(value)
    return Reply(call, 200, value, {}, 0.01, len(text), text.encode())


class Sender:
    """Answers every Call by a function, and remembers who asked what."""

    def __init__(self, answer: Callable[[Call], Any]) -> None:
        """
        Args:
            answer: gives the JSON value for a Call; an exception in its place is raised.
        """
        self.answer = answer
        self.calls: list[Call] = []
        self.purposes: list[Purpose] = []

    async def __call__(self, call: Call, purpose: Purpose = Purpose.INTERACTIVE) -> Reply:
        self.calls.append(call)
        self.purposes.append(purpose)
        value = self.answer(call)
        if isinstance(value, Exception):
            raise value
        return reply(call, value)

    def asked(self, name: str) -> list[str | None]:
        """The query argument of that name in each Call, None where it was left out."""
        return [dict(call.query).get(name) for call in self.calls]


def pages(rows: list[Any], limit: int = 100, **meta: Any) -> Callable[[Call], Any]:
    """A host that pages a list by `page` and `limit`, and tells its total and last page."""

    def answer(call: Call) -> Any:
        given = dict(call.query)
        number, size = int(given.get("page", "1")), int(given.get("limit", limit))
        return {
            "data": rows[(number - 1) * size : number * size],
            "meta": {"total": len(rows), "current_page": number, "last_page": -(-len(rows) // size), **meta},
            "status": "ok",
        }

    return answer
