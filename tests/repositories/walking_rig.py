# SPDX-License-Identifier: MIT
"""What the tests of walks share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flotui.api.call import Call
from flotui.repositories.walking import Walk
from tests.support.sender import Sender


async def walked(call: Call, answer: Callable[[Call], Any]) -> tuple[list[list[Any]], Sender, Walk]:
    sender, walk = Sender(answer), Walk(call)
    steps = [list(step.rows) async for step in walk.steps(sender)]
    return steps, sender, walk


def rows(*numbers: int) -> list[dict[str, int]]:
    return [{"id": number} for number in numbers]
