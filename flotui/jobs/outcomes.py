# SPDX-License-Identifier: MIT
"""What comes of several calls: how many are few, what a failure means for a call, and what is left when it stops.

What is done or unknown is never sent again by going on: that only takes what waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from flotui.api.errors import (
    Blocked,
    FlochatError,
    Malformed,
    NotAuthorised,
    NotOffered,
    NotSent,
    RateLimited,
    Refused,
    ScopeMissing,
    Stopped,
    Unknown,
    never_left,
)
from flotui.store.entry import Outcome
from flotui.store.left import SettledElsewhere

FEW = 5
"""Calls up to which nothing is said of what they cost."""
SMALL = 20
"""Rows up to which a job runs as soon as it is confirmed, without a trial."""
_ALL = (NotAuthorised, ScopeMissing, Blocked, NotOffered, RateLimited)
"""Refusals that every further call would get too."""

Explain = Callable[[FlochatError], Awaitable[FlochatError]]
"""Finds out what a refusal was for; returns the same error where it is about that row alone."""


def outcome_of(error: BaseException) -> Outcome:
    """What a failure means for a call, in the journal too; unknown where it is no FlochatError."""
    if isinstance(error, SettledElsewhere):
        return Outcome.RESENT
    if isinstance(error, Malformed):
        return Outcome.REFUSED
    if isinstance(error, (NotSent, *_ALL)) or never_left(error):
        return Outcome.WAITING
    return Outcome.REFUSED if isinstance(error, Refused) else Outcome.UNKNOWN


def error_of(task: asyncio.Future[Any]) -> BaseException | None:
    """What a call that is over failed with; what it was cancelled with, where it was."""
    try:
        return task.exception()
    except asyncio.CancelledError as error:
        return error


class Unread(NotSent):
    """What would be overwritten can't be read, so it isn't known whether somebody else has changed it."""

    @classmethod
    def of(cls, error: Unknown) -> Unread:
        """What is said of it.

        Args:
            error: what came of the read.
        """
        return cls(f"{error.happened} Nothing was sent: it could not be compared with what the host has.")


class CalledOff(Stopped):
    """The person called it off when they were asked, before the call left."""

    def __init__(self, why: Exception) -> None:
        """
        Args:
            why: how it was called off.
        """
        super().__init__("You cancelled it.")
        self.why = why


class LeftRow(msgspec.Struct, frozen=True):
    """A row of which something is left."""

    title: str
    subject: str
    """Its id."""


class Leftover:
    """What is left of something that takes several calls; it follows as that goes on."""

    def __init__(self) -> None:
        """Nothing is left."""
        self.waiting: Sequence[LeftRow] = ()
        """What going on would send."""
        self.refused: Sequence[LeftRow] = ()
        """What could be tried once more."""
        self.complete = False
        """Whether every row is done, or had nothing to be done."""


class Unfinished(FlochatError):
    """Something of several calls of which some is done, refused or unknown, and some is not."""

    advice = ""

    def __init__(
        self,
        happened: str,
        left: Leftover,
        resume: Callable[[bool], Awaitable[None]],
        *,
        unsettled: bool,
        where: str,
        why: FlochatError | None = None,
    ) -> None:
        """
        Args:
            happened: how far it came, as sentences.
            left: what is left of it.
            resume: sends what waits; what was refused instead, where it is told so.
            unsettled: whether some of it is unknown.
            where: where what waits is found, as a sentence.
            why: what stopped it.
        """
        self.left, self.why = left, why
        self.shown = False
        """Whether a dialog has offered the person to go on."""
        self.unsettled = unsettled
        self._resume = resume
        super().__init__(happened, advice=where if left.waiting else "")

    def resumed(self, along: Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]) -> None:
        """Have something done beside whatever goes on with it.

        Args:
            along: given what goes on, does that and what is beside it.
        """
        resume = self._resume
        self._resume = lambda refused: along(lambda: resume(refused))

    @property
    def waiting(self) -> Sequence[LeftRow]:
        """What going on would send."""
        return self.left.waiting

    @property
    def refused(self) -> Sequence[LeftRow]:
        """What could be tried once more."""
        return self.left.refused

    async def go_on(self) -> None:
        """Send what waits: nothing that is done, refused or unknown.

        Raises:
            FlochatError: as the first time.
        """
        await self._resume(False)

    async def retry(self) -> None:
        """Send what was refused once more, and nothing else.

        Raises:
            FlochatError: as the first time.
        """
        await self._resume(True)
