# SPDX-License-Identifier: MIT
"""Faults that tests ask for: what a host does on a bad day."""

from __future__ import annotations

import asyncio
import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from flotui.sandbox.kinds import KINDS

CUTS = ("body", "length", "chunks")
"""How an answer can break off; see `Fault.truncate`."""

DROPS = ("reset", "close")
"""How a connection can end without an answer; see `Fault.drop`."""


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
    kind: str = ""
    """A name from `flotui.sandbox.kinds`, which sets what follows; what is given beside it wins."""
    accepted: bool | None = None
    """Whether the request is carried out. None: only where the fault has no answer of its own."""
    status: int | None = None
    """Answer this status."""
    body: Any = None
    """Answer this JSON."""
    text: str | None = None
    """Answer this text."""
    encoding: str = "utf-8"
    """How the text is encoded."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers to add to the answer, or to replace in it."""
    content_type: str | None = None
    """The answer's content type."""
    delay_ms: int = 0
    """Wait that long first, at most until it is released."""
    drop: bool | str = False
    """Break the connection without an answer: `reset` (or true) it, or `close` it in order."""
    truncate: bool | str = False
    """Send only the first half of the answer. `body` (or true): its length is that of the half, so that only
    the JSON is broken; `length`: its length is that of the whole; `chunks`: it comes in chunks, and the last
    one never does."""
    drip_ms: int = 0
    """Send the answer a byte at a time, that long apart."""
    hang: bool = False
    """Never answer: the connection stays open until the other side gives up."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Fault:
        """The fault that a JSON object asks for.

        Raises:
            ValueError: when a key is not one of a fault's, or a kind is none.
        """
        known = {each.name for each in fields(cls)}
        if unknown := sorted(set(given) - known):
            raise ValueError(f"a fault has no {', '.join(unknown)}; it has {', '.join(sorted(known))}")
        kind = given.get("kind", "")
        if kind and kind not in KINDS:
            raise ValueError(f"there is no fault {kind}; there are {', '.join(KINDS)}")
        made = cls(**{**(KINDS[kind] if kind else {}), **given})
        made.drop = _one_of("drop", made.drop, DROPS)
        made.truncate = _one_of("truncate", made.truncate, CUTS)
        return made

    @property
    def answers(self) -> bool:
        """Whether it has an answer of its own."""
        return self.status is not None or self.body is not None or self.text is not None

    @property
    def accepts(self) -> bool:
        """Whether the request is carried out."""
        return not self.answers if self.accepted is None else self.accepted

    @property
    def silent(self) -> bool:
        """Whether no answer is sent at all."""
        return self.hang or bool(self.drop)

    def matches(self, method: str, path: str) -> bool:
        """Whether it is about this request."""
        return (self.method in (None, method)) and fnmatch.fnmatchcase(path, self.path)


def _one_of(name: str, given: bool | str, known: tuple[str, ...]) -> str:
    """The way that is asked for: the first where it is only said that there is one; empty for none."""
    way = known[0] if given is True else given or ""
    if way and way not in known:
        raise ValueError(f"{name} is one of {', '.join(known)}")
    return way


class Faults:
    """The faults that are waiting, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._delayed: set[asyncio.Event] = set()

    def add(self, fault: Fault) -> None:
        """Spoil requests with this one from now on."""
        self._waiting.append(fault)

    def clear(self) -> None:
        """Let everything pass again that comes from now on."""
        self._waiting.clear()

    def release(self) -> None:
        """Let pass at once what a fault has wait."""
        for each in self._delayed:
            each.set()

    async def delay(self, fault: Fault) -> None:
        """Wait as long as a fault has a request wait, or until it is released."""
        released = asyncio.Event()
        self._delayed.add(released)
        try:
            async with asyncio.timeout(fault.delay_ms / 1000):
                await released.wait()
        except TimeoutError:
            pass
        finally:
            self._delayed.remove(released)

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
