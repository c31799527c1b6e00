# SPDX-License-Identifier: MIT
"""Following what comes in: what it may spend, so that a list that is left open never uses the hour up.

It has a stated share of the hour's calls above the reserve. A part of that can be spent at once, so that a chat is read
every few seconds while something is going on; the rest comes back bit by bit through the hour.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from flotui.api.call import Call
from flotui.api.pacer import Pacer, Purpose
from flotui.repositories.base import Sender
from flotui.text.dates import clock_time_by

if TYPE_CHECKING:
    from flotui.api.reply import Reply

HOUR = 3600.0
USUAL = 1000
"""The hour's calls where no host has said how many there are."""
_AT_ONCE = 0.1
"""The part of the share that can be spent at once."""

_following: ContextVar[bool] = ContextVar("following", default=False)


def is_following() -> bool:
    """Whether the current task reads on behalf of a list that is being followed."""
    return _following.get()


class Following:
    """How many of the hour's calls following lists may spend, in one bot."""

    def __init__(self, pacer: Pacer) -> None:
        """
        Args:
            pacer: knows the hour's calls, and whether they are held back.
        """
        self.share = 30
        """How many of a hundred of the hour's calls above the reserve it may spend."""
        self.unseen = False
        """Whether it goes on while nobody looks at the window."""
        self._pacer = pacer
        self._left: float | None = None
        self._at = 0.0

    @property
    def allowance(self) -> int:
        """How many calls an hour of it takes at the most."""
        limit = self._pacer.limit or USUAL
        return max(1, (limit - self._pacer.reserve) * self.share // 100)

    def an_hour(self, every: float) -> int:
        """How many calls an hour takes at the most where a list is read so often.

        Args:
            every: seconds from one time to the next.
        """
        return min(self.allowance, int(HOUR / every) + 1)

    def refusal(self) -> str:
        """Why nothing is read by following now, as a sentence; empty where something may be."""
        until = self._pacer.paused_until
        if until is not None:
            return f"paused until {clock_time_by(until)}: the host limits requests"
        if self._pacer.at_reserve:
            return f"paused: only the {self._pacer.reserve} reserved calls are left"
        return ""

    def may(self) -> bool:
        """Whether a list may be read now."""
        return not self.refusal() and self._refilled() >= 1.0

    def _refilled(self) -> float:
        """How many calls may be spent now."""
        now, most = time.time(), self.allowance * _AT_ONCE
        if self._left is None:
            self._left = most
        else:
            gained = max(0.0, now - self._at) * (self.allowance - most) / HOUR
            self._left = min(most, self._left + gained)
        self._at = now
        return self._left

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Count the calls made within this block as following's; see `is_following`."""
        token = _following.set(True)
        try:
            yield
        finally:
            _following.reset(token)

    def counted(self, send: Sender) -> Sender:
        """A sender that takes note of what following spends.

        Args:
            send: sends a Call.
        """

        async def sending(call: Call, purpose: Purpose = Purpose.INTERACTIVE) -> Reply:
            if _following.get():
                self._left = self._refilled() - 1.0
            return await send(call, purpose)

        return sending
