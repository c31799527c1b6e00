"""Faults that tests ask for: what a host does on a bad day."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


class ConnectionDropped(ConnectionResetError):
    """The connection was broken instead of answered.

    Over real HTTP the socket is closed. In process there is none, so this is raised through the
    ASGI transport.
    """


@dataclass(slots=True)
class Fault:
    """What shall go wrong, where, and how often."""

    path: str = "*"
    """The path below the base URL; `*` stands for anything."""
    method: str | None = None
    """The verb; None for any."""
    times: int = 1
    """How many requests it spoils; 0 for all until it is cleared."""
    skip: int = 0
    """How many matching requests pass unharmed first."""
    status: int | None = None
    """Answer this status, and do nothing."""
    body: Any = None
    """Answer this JSON, and do nothing."""
    text: str | None = None
    """Answer this text, and do nothing."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers to add to the answer, or to replace in it."""
    content_type: str | None = None
    """The answer's content type."""
    delay_ms: int = 0
    """Wait that long first."""
    drop: bool = False
    """Apply the request, then break the connection without an answer. With a `status`, `body` or `text`
    the request is not applied: the connection broke on the way there."""
    truncate: bool = False
    """Apply the request, then send only the first half of the answer."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Fault:
        """The fault that a JSON object asks for.

        Raises:
            ValueError: when a key is not one of a fault's.
        """
        known = {each.name for each in fields(cls)}
        if unknown := sorted(set(given) - known):
            raise ValueError(f"a fault has no {', '.join(unknown)}; it has {', '.join(sorted(known))}")
        return cls(**given)

    @property
    def answers(self) -> bool:
        """Whether it answers in the handler's place."""
        return self.status is not None or self.body is not None or self.text is not None

    def matches(self, method: str, path: str) -> bool:
        """Whether it is about this request."""
        return (self.method in (None, method)) and fnmatch.fnmatchcase(path, self.path)


class Faults:
    """The faults that are waiting, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Spoil requests with this one from now on."""
        self._waiting.append(fault)

    def clear(self) -> None:
        """Let everything pass again."""
        self._waiting.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this request, which is used up by it; None for none."""
        fault = next((each for each in self._waiting if each.matches(method, path)), None)
        if fault is None:
            return None
        if fault.skip:
            fault.skip -= 1
            return None
        if fault.times:
            fault.times -= 1
            if not fault.times:
                self._waiting.remove(fault)
        return fault
