# SPDX-License-Identifier: MIT
"""Which function answers which operation."""

from __future__ import annotations

from collections.abc import Callable

from flotui.sandbox.received import Received
from flotui.sandbox.world import World

Handler = Callable[[World, Received], object]
"""Answers a validated call with the JSON of the answer, or raises a Refusal."""

HANDLERS: dict[str, Handler] = {}
"""The handler of each operation that has one, by the contract's operationId."""


def answers(*operation_ids: str) -> Callable[[Handler], Handler]:
    """Make the function the handler of these operations."""

    def register(handler: Handler) -> Handler:
        for operation_id in operation_ids:
            HANDLERS[operation_id] = handler
        return handler

    return register
