# SPDX-License-Identifier: MIT
"""What carries a job out needs of an open bot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from flotui.api.call import Call
    from flotui.api.pacer import Purpose
    from flotui.api.reply import Reply
    from flotui.store.job import Job, Step


class Host(Protocol):
    """What a runner needs of an open bot."""

    @property
    def places(self) -> int:
        """How many calls of a job may be under way at once."""

    @property
    def limited_until(self) -> float | None:
        """Until when no call of a job may leave, in unix seconds: the host limits, or only the reserve is left."""

    @property
    def all_reserved(self) -> str:
        """That the reserve takes all calls of an hour, so that none of a job ever leaves, as sentences; else empty."""

    async def send(self, step: Step) -> Reply:
        """Send a step's call.

        Raises:
            FlochatError: when it was not carried out.
        """

    async def read(self, call: Call, purpose: Purpose) -> Reply:
        """Read something, to compare what waits with it.

        Raises:
            FlochatError: when it can't be had.
        """

    async def take_in(self, done: Sequence[tuple[Step, Reply]]) -> None:
        """Have the cache say what the host says now."""

    def progressed(self, job: Job) -> None:
        """Hear how far a job is."""
