# SPDX-License-Identifier: MIT
"""Reading everyone, as a person asks for it: what it will cost, how far it is, and what came of it, in sentences."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from flotui.api.call import Call
from flotui.api.pacer import Purpose
from flotui.audience.allowance import HALF, Allowance
from flotui.audience.everyone import LIST, Everyone, Fresh, Lately, Phase, Progress
from flotui.audience.walk import MOST, PAGE, PeopleWalk
from flotui.text.dates import clock_time, duration
from flotui.text.moments import ago
from flotui.text.plural import count, counted

if TYPE_CHECKING:
    from flotui.audience.people import People
    from flotui.workspace import Workspace

_FEW = 10
"""Calls up to which nobody is asked first."""
_A_CALL = 0.4
"""Seconds that a call takes, where nothing else is known."""
_HOUR = 3600.0


class ReadingPlan(msgspec.Struct, frozen=True):
    """What reading would do."""

    sentence: str
    """What it does, what it costs, and how long that takes."""
    asks: bool
    """Whether the person should agree to it first."""
    full: bool
    """Whether everyone is read; else only those who changed."""
    anew: bool = False
    """Whether from the beginning, though a reading is under way."""
    lately: Lately | None = None
    """How far those are read who changed lately."""
    spent: int = 0
    """Calls that were spent on knowing what it costs: what it costs is without them."""


class Reading:
    """Reads everyone of one bot."""

    def __init__(
        self,
        workspace: Workspace,
        people: People,
        share: float = HALF,
        tell: Callable[[Progress], None] = lambda _: None,
        *,
        anew: str = "Type :everyone to read everyone again.",
    ) -> None:
        """
        Args:
            workspace: the open bot.
            people: those who are here.
            share: of what is left of the quota above the reserve, over 0 to 1.
            tell: told how far it has come.
            anew: how everyone is read again, as a sentence.
        """
        self._anew = anew
        self._workspace = workspace
        self._people = people
        self._share = share
        self._allowance = Allowance(workspace.pacer, share)
        self._everyone = Everyone(people.copy, workspace.reader.send, self._allowance, tell)

    async def plan(self, *, full: bool = False) -> ReadingPlan:
        """What is to be done, and what it costs. The host is asked how many people there are where that isn't known.

        Args:
            full: read everyone though they are here.

        Raises:
            FlochatError: when the host can't be had.
        """
        state = await self._people.state()
        walk = state.walk
        if state.complete and not full:
            lately = await self._everyone.look()
            return ReadingPlan(
                f"{counted(state.here, 'subscriber is', 'subscribers are')} in the copy, read {ago(walk.begun_at)}. "
                "Reading those who wrote or were written to in the last 24 hours takes "
                f"{self._costs(lately.calls_left)}.",
                asks=lately.calls_left > _FEW,
                full=False,
                lately=lately,
                spent=lately.calls,
            )
        resumes = walk.under_way and not full and walk.total is not None  # else not even its first page came
        total = walk.total if resumes else await self._total()
        if resumes:
            calls = walk.pages_left
            what = f"Reading continues: {count(walk.met)} of {count(total)} subscribers are loaded."
        else:
            calls = max(1, -(-min(total or 0, MOST) // PAGE))
            what = f"The host has {counted(total or 0, 'subscriber')}."
        beyond = (
            f" It serves only the first {count(MOST)}: {count(total - MOST)} can't be read."
            if total is not None and total > MOST
            else ""
        )
        sentence = f"{what}{beyond} Reading {'the rest' if resumes else 'all'} takes {self._costs(calls)}."
        return ReadingPlan(sentence, asks=calls > _FEW, full=True, anew=full and walk.under_way)

    async def carry_out(self, plan: ReadingPlan) -> str:
        """Do it.

        Returns:
            What came of it, in a sentence or more.

        Raises:
            FlochatError: when the host can't be had any longer; what came is kept.
        """
        if not plan.full:
            fresh = await self._everyone.freshen(plan.lately)
            calls = counted(fresh.calls - plan.spent, "call")
            sentence = f"{counted(fresh.new, 'new subscriber')}, {count(fresh.changed)} changed, {calls}."
            return f"{sentence} {self._doubt(fresh)}".rstrip()
        walk = await self._everyone.read(anew=plan.anew)
        return ended(walk, len(await self._people.gone()), (await self._people.state()).here)

    async def freshen(self) -> str:
        """Read those who wrote or were written to in the last 24 hours, where that takes few calls.

        Returns:
            Why others may still be missing, in sentences; empty where there is no such reason.

        Raises:
            FlochatError: when the host can't be had.
        """
        if self._allowance.left is not None and self._allowance.left < _FEW:
            return "This hour's calls are nearly used up, so the host wasn't asked who has changed."
        lately = await self._everyone.look()
        if lately.calls_left > _FEW:
            return (
                "Of those who wrote or were written to in the last 24 hours, the first are read. Type :everyone for "
                f"the others: {counted(lately.calls_left, 'call')}."
            )
        return self._doubt(await self._everyone.freshen(lately))

    async def left(self, again: str = "Run it again") -> str:
        """How far it has come, and how it goes on, in a sentence; empty where it hasn't begun.

        Args:
            again: what the person does for that, as the beginning of a sentence.
        """
        walk = (await self._people.state()).walk
        if not walk.under_way:
            return ""
        return f"{count(walk.met)} of {count(walk.total or 0)} were read. {again} to go on."

    async def _total(self) -> int | None:
        return (
            await self._workspace.reader.send(
                Call.of(LIST, query={"limit": 1, "page": 1}), Purpose.INTERACTIVE
            )
        ).total

    def _costs(self, calls: int) -> str:
        """How many calls, of how many, and how long that takes."""
        allowed = self._allowance.left
        cost = counted(calls, "call")
        if allowed is None:
            return f"{cost}, about {duration(max(1.0, calls * _A_CALL))}"
        pacer = self._workspace.pacer
        if pacer.all_reserved:
            return f"{cost}. {pacer.all_reserved}".removesuffix(".")
        hours = 0 if calls <= allowed else -(-(calls - allowed) // max(1, self._an_hour()))
        seconds = hours * _HOUR or max(1.0, calls * _A_CALL)
        of = f"{100 * self._share:.0f} % of what is left above the reserve"
        then = f", and {count(self._an_hour())} in each one after" if hours else ""
        may = counted(allowed, "call")
        return f"{cost}, about {duration(seconds)}. It may use {may} this hour ({of}){then}"

    def _an_hour(self) -> int:
        pacer = self._workspace.pacer
        return int(self._share * max(0, (pacer.limit or 0) - pacer.reserve))

    def _doubt(self, fresh: Fresh) -> str:
        sentences = []
        if fresh.gap > 0:
            gap = f"for {duration(fresh.gap)} before the last 24 hours"
            sentences.append(f"Nobody asked {gap}, so changes of that time may be missing.")
        if fresh.total is not None and fresh.total != fresh.here:
            sentences.append(
                f"The host counts {counted(fresh.total, 'subscriber')}; {count(fresh.here)} are in the copy."
            )
        return " ".join((*sentences, self._anew)) if sentences else ""


def ended(walk: PeopleWalk, gone: int, here: int = 0) -> str:
    """What came of reading everyone, in sentences.

    Args:
        walk: how it ended.
        gone: how many of those who were here it didn't find.
        here: how many are here now.
    """
    sentence = f"{counted(walk.met, 'subscriber')} read in {counted(walk.calls, 'call')}."
    if gone:
        sentence += f" {count(gone)} of those in the copy are no longer on the host."
    if walk.twice:
        sentence += (
            f" {count(walk.twice)} came twice, because they moved while they were read; each is here once."
        )
    if not walk.whole and walk.total is not None:
        if walk.total > MOST:
            sentence += f" The host serves only {count(MOST)} of its {count(walk.total)}."
        elif walk.missing:
            sentence += f" {count(walk.missing)} of the {count(walk.total)} that the host counts didn't come."
    elif walk.total is not None and here > walk.total:
        many = here - walk.total
        have = "has" if many == 1 else "have"
        sentence += f" {count(many)} {have} left since they were read; the next full reading says who."
    return sentence


def progress_message(progress: Progress) -> str:
    """How far a reading is, in a sentence; empty when it is over."""
    walk = progress.walk
    # Those who left after they were read are among those who were met, and the host doesn't count them any more.
    so_far = f"{count(walk.met)} of {count(max(walk.total or 0, walk.met))} read"
    if progress.phase is Phase.DONE:
        return ""
    if progress.phase is Phase.READING:
        return f"{so_far}."
    until = (
        f" until {clock_time(progress.until)}" if progress.until and progress.until > time.time() + 60 else ""
    )
    if progress.phase is Phase.WAITING:
        return f"{so_far}. Its share of this hour's calls is used up: it waits{until}."
    return f"{so_far}. The host can't be reached: it tries again."
