# SPDX-License-Identifier: MIT
"""A request as the handlers see it: routed, validated, its arguments at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flotui.api.catalogue import Operation
from flotui.sandbox.habits import Habits


@dataclass(slots=True)
class Received:
    """One call of an operation."""

    operation: Operation
    """What is called."""
    url: str = ""
    """The whole address without the query, as links give it."""
    path: str = ""
    """The path below the base URL."""
    arguments: Mapping[str, str] = field(default_factory=dict)
    """Path arguments, decoded."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Query arguments; the last one where a name is repeated."""
    body: Mapping[str, Any] = field(default_factory=dict)
    """The JSON body; empty where the operation takes none."""
    habits: Habits = field(default_factory=Habits)
    """What the host does all the time."""

    def number(self, name: str, default: int) -> int:
        """A whole number of the query."""
        value = self.query.get(name, "")
        return int(value) if value else default

    def text(self, name: str) -> str:
        """A value of the body as text; empty where it is absent or null."""
        value = self.body.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str) -> int:
        """A whole number of the body, which may have come as text."""
        return int(self.body[name])

    def argument(self, name: str) -> int:
        """A whole number of the path."""
        return int(self.arguments[name])
