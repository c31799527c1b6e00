# SPDX-License-Identifier: MIT
"""What carries one job out asks of the open bot: as work that has time, or as the person's own act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from flotui.api.pacer import Pacer, Purpose

if TYPE_CHECKING:
    from flotui.api.call import Call
    from flotui.api.reply import Reply
    from flotui.store.job import Job, Step


class Bot(Protocol):
    """What the hosts of all jobs of a bot share."""

    @property
    def places(self) -> int:
        """How many calls of a job may be under way at once."""

    async def send(self, step: Step, purpose: Purpose) -> Reply:
        """Send a step's call."""

    async def read(self, call: Call, purpose: Purpose) -> Reply:
        """Read something, to compare what waits with it."""

    async def take_in(self, done: Sequence[tuple[Step, Reply]]) -> None:
        """Have the cache say what the host says now."""

    def progressed(self, job: Job) -> None:
        """Hear how far a job is."""


class JobHost:
    """The open bot as one job needs it (`flotui.jobs.host.Host`)."""

    def __init__(self, bot: Bot, pacer: Pacer) -> None:
        """
        Args:
            bot: what it shares with other jobs.
            pacer: its pacer.
        """
        self._bot = bot
        self._pacer = pacer
        self.own = False
        """Whether it is the person's own act, which may use the reserve as an edit of one row does."""

    @property
    def places(self) -> int:
        """How many calls of it may be under way at once."""
        return self._bot.places

    @property
    def limited_until(self) -> float | None:
        """Until when no call of it may leave, in unix seconds."""
        return self._pacer.paused_until if self.own else self._pacer.limited_until

    @property
    def all_reserved(self) -> str:
        """That no call of it ever leaves, as sentences; empty where some do."""
        return "" if self.own else self._pacer.all_reserved

    async def send(self, step: Step) -> Reply:
        """Send a step's call."""
        return await self._bot.send(step, Purpose.INTERACTIVE if self.own else Purpose.JOB)

    async def read(self, call: Call, purpose: Purpose) -> Reply:
        """Read something, to compare what waits with it."""
        return await self._bot.read(call, Purpose.INTERACTIVE if self.own else purpose)

    async def take_in(self, done: Sequence[tuple[Step, Reply]]) -> None:
        """Have the cache say what the host says now."""
        await self._bot.take_in(done)

    def progressed(self, job: Job) -> None:
        """Hear how far it is."""
        self._bot.progressed(job)
