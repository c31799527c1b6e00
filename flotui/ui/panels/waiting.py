# SPDX-License-Identifier: MIT
"""Saying what the host is being asked for, since when, and, now and then, that it, or the keyring, has not answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from flotui.resources.keys import key_of
from flotui.resources.text import Span, Text
from flotui.text.dates import clock_time

if TYPE_CHECKING:
    from flotui.workspace import Workspace

STEPS = (3, 10, 30, 60, 180, 600)
"""Seconds after which it is said how long there has been no answer. In between nothing moves."""


class Waiting:
    """Waits for the host's answer, until it is ended."""

    def __init__(self, what: str, workspace: Workspace, told: Callable[[], None]) -> None:
        """
        Args:
            what: what is read, as a sentence has it: `orders`.
            workspace: the open bot, whose host or keyring the answer is to come from.
            told: is called when there is something else to say.
        """
        self._what, self._workspace, self._told = what, workspace, told
        self._since = time.time()
        self._left = list(STEPS)
        self.silent = 0
        """For how many seconds there has been no answer, as it was said last; 0 at first."""
        self._timer = self._next(0)

    def _next(self, passed: float) -> asyncio.TimerHandle | None:
        if not self._left:
            return None
        return asyncio.get_running_loop().call_later(self._left[0] - passed, self._say)

    def _say(self) -> None:
        self.silent = self._left.pop(0)
        self._timer = self._next(self.silent)
        self._told()

    def end(self) -> None:
        """There is an answer, or nobody waits for it any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    @property
    def lines(self) -> tuple[Text, ...]:
        """The lines shown in the rows' place while the host is asked."""
        asked = f"Reading {self._what} since {clock_time(self._since)}…"
        if not self.silent:
            return (asked,)
        return (asked, f"{self._no_answer}")

    @property
    def line(self) -> Text:
        """The same in one line, below rows that are here already; empty at first."""
        if not self.silent:
            return ""
        asked = f"Reading {self._what} since {clock_time(self._since)}. "
        return (Span(f"{asked}{self._no_answer}", "warn"),)

    @property
    def _no_answer(self) -> str:
        seconds = self.silent
        passed = f"{seconds} s" if seconds < 60 else f"{seconds // 60} min"
        if self._workspace.at_keyring:
            return f"The keyring hasn't answered for {passed}. Unlock it."
        host = self._workspace.profile.host
        return f"{host} hasn't answered for {passed}. {key_of('app.refresh')} asks again."


def in_a_sentence(title: str) -> str:
    """A list's title as a sentence has it: `orders`, `AI agents`, `the error log`."""
    found = title[:1].lower() + title[1:] if title[1:2].islower() else title
    return found if found.endswith("s") else f"the {found}"
