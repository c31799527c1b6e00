# SPDX-License-Identifier: MIT
"""What takes several calls: what came of each, what is left when it stops, and how it goes on.

An act does something to rows: the same to many, or several things to one. It goes on past a row that the host
refuses, and stops where what went wrong concerns the others too, or where an outcome isn't known. What is done
or unknown is never sent again by going on: that only takes what waits.

| What goes wrong | Outcome of the call | The other rows |
| --- | --- | --- |
| 400, 404, 422: the host refuses this row, or it doesn't fit the contract | refused | go on |
| the same refusal for three rows in a row, or of what all rows name (a deleted tag) | refused | wait |
| no connection, 401, 403, a firewall, no such section, the quota, ctrl+c | waiting | wait |
| no answer, a broken one, 5xx | unknown | wait |
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence

from msgspec.structs import replace

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
)
from flotui.jobs.alike import Streak
from flotui.repositories.edit import Edit
from flotui.store.journal import Entry, Outcome
from flotui.store.left import SettledElsewhere

FEW = 5
"""Calls up to which nothing is said of what they cost."""
_NAMED = 3
"""Rows that a sentence names."""

_ALL = (NotAuthorised, ScopeMissing, Blocked, NotOffered, RateLimited)
"""Refusals that every further call would get too."""


_NOTHING_LEFT = (Outcome.DONE, Outcome.UNCHANGED, Outcome.KEPT, Outcome.RESENT)
"""Outcomes after which nothing is left of a call: the host has it, had it already, or keeps somebody else's; or
another window has sent it."""


class CalledOff(Stopped):
    """The person called it off when they were asked, before the call left."""

    def __init__(self, why: Exception) -> None:
        """
        Args:
            why: how it was called off.
        """
        super().__init__("You cancelled it.")
        self.why = why


class ActStep:
    """One call of an act."""

    def __init__(self, edit: Edit) -> None:
        """
        Args:
            edit: the call, and what it does.
        """
        self.edit = self._meant = edit
        self.outcome = Outcome.WAITING
        self.why: FlochatError | None = None
        """What went wrong."""
        self.entry: Entry | None = None
        """Its entry in the journal, once nothing is left of it."""

    def renew(self) -> None:
        """Have it wait as at first, unless nothing is left of it: the person means the whole act once more."""
        if self.outcome not in _NOTHING_LEFT:
            self.edit, self.outcome, self.why = self._meant, Outcome.WAITING, None


class ActRow:
    """What is done to one thing: calls in an order that matters."""

    def __init__(self, title: str, edits: Iterable[Edit]) -> None:
        """
        Args:
            title: what the thing is called.
            edits: what is done to it, in this order; none where nothing has to be done.
        """
        self.title = title
        self.steps = tuple(ActStep(edit) for edit in edits)

    @property
    def outcome(self) -> Outcome:
        """What came of it as a whole."""
        found = {step.outcome for step in self.steps}
        for outcome in (Outcome.UNKNOWN, Outcome.REFUSED, Outcome.WAITING, Outcome.DONE, Outcome.RESENT):
            if outcome in found:
                return outcome
        return Outcome.UNCHANGED

    @property
    def begun(self) -> bool:
        """Whether some of its calls are done, though not all of them."""
        found = [step.outcome for step in self.steps]
        return Outcome.DONE in found and not set(found) <= set(_NOTHING_LEFT)

    def next(self) -> ActStep | None:
        """The call that may leave now: the first that waits, if all those before it are done."""
        for step in self.steps:
            if step.outcome not in _NOTHING_LEFT:
                return step if step.outcome is Outcome.WAITING else None
        return None


Send = Callable[[Edit], Awaitable[Entry]]
"""Sends one call, and gives its entry in the journal.

Raises:
    FlochatError: when it was not carried out.
"""
Explain = Callable[[FlochatError], Awaitable[FlochatError]]
"""Finds out what a refusal was for; returns the same error where it is about that row alone."""


class Act:
    """Something done to rows, call by call."""

    def __init__(
        self,
        rows: Iterable[ActRow],
        *,
        explain: Explain | None = None,
        many: bool | None = None,
    ) -> None:
        """
        Args:
            rows: what is done to each.
            explain: finds out whether a refusal concerns all rows.
            many: whether it is done to many rows, so that nothing is read to compare; as they are by default.
        """
        self.rows = tuple(rows)
        self.many = len(self.rows) > 1 if many is None else many
        """Whether nothing is read to compare before a call leaves."""
        self.batch = ""
        """What its entries in the journal share."""
        self.planned = False
        """Whether the journal has what waits of it because it was noted before the first call left."""
        self.replaces: set[str] = set()
        """The batches of earlier tries of the same: what waits of them is no longer left once this one is planned."""
        self.stopped: FlochatError | None = None
        """Why it ended before all rows had their turn."""
        self._explain = explain

    @classmethod
    def of(cls, edits: Sequence[Edit], *, many: bool = False) -> Act:
        """Edits as an act: those about one thing in their order, each only when the one before it is done.

        Args:
            edits: what is done.
            many: whether they are part of what is done to many.
        """
        groups: dict[tuple[str, str], list[Edit]] = {}
        for edit in edits:
            groups.setdefault((edit.kind, edit.subject or edit.summary), []).append(edit)
        rows = [ActRow(found[0].summary, found) for found in groups.values()]
        return cls(rows, many=many or len(rows) > 1)

    @property
    def counts(self) -> Counter[Outcome]:
        """How many rows have each outcome."""
        return Counter(row.outcome for row in self.rows)

    @property
    def calls(self) -> int:
        """How many calls may still leave."""
        return sum(step.outcome is Outcome.WAITING for row in self.rows for step in row.steps)

    @property
    def entries(self) -> list[Entry]:
        """What the journal has of the calls that nothing is left of."""
        return [step.entry for row in self.rows for step in row.steps if step.entry is not None]

    @property
    def complete(self) -> bool:
        """Whether every row is done, or had nothing to be done."""
        return all(row.outcome in _NOTHING_LEFT for row in self.rows)

    def edits(self) -> list[Edit]:
        """What may still leave."""
        return [step.edit for row in self.rows for step in row.steps if step.outcome is Outcome.WAITING]

    def having(self, outcome: Outcome) -> list[ActRow]:
        """The rows with an outcome."""
        return [row for row in self.rows if row.outcome is outcome]

    def reopen(self, rows: Iterable[ActRow]) -> None:
        """Have what was refused of some rows wait again, because the person wants to try it once more."""
        for row in rows:
            for step in row.steps:
                if step.outcome is Outcome.REFUSED:
                    step.outcome, step.why = Outcome.WAITING, None

    async def run(
        self, send: Send, told: Callable[[int, int], None], rows: Sequence[ActRow] | None = None
    ) -> None:
        """Send what waits, row by row. Afterwards the outcomes say how far it came.

        Args:
            send: sends one call.
            told: told how many of the rows had their turn, of how many.
            rows: which rows; all by default.
        """
        self.stopped = None
        streak = Streak()
        of = len(self.rows)
        turn = [row for row in (self.rows if rows is None else rows) if row.next() is not None]
        try:
            for index, row in enumerate(turn):
                told(of - len(turn) + index, of)
                await self._row(row, send)
                if self.stopped is not None:
                    return
                refused = next((step.why for step in row.steps if step.outcome is Outcome.REFUSED), None)
                if refused is None:
                    streak.end()
                elif (why := streak.add(Outcome.REFUSED, str(refused))) and index + 1 < len(turn):
                    self.stopped = Stopped(why)
                    return
        finally:
            told(of, of)

    async def _row(self, row: ActRow, send: Send) -> None:
        """Send what waits of one row; set `stopped` where what goes wrong concerns the others too."""
        while (step := row.next()) is not None:
            try:
                step.entry = await send(step.edit)
            except FlochatError as error:
                step.why = error
                step.outcome = outcome_of(error)
                if error.entry is not None:  # if it is tried again, it takes that entry's place
                    step.edit = replace(step.edit, resends=error.entry)
                if step.outcome is Outcome.RESENT:
                    return
                if step.outcome is not Outcome.REFUSED:
                    self.stopped = error
                elif self._explain is not None and (explained := await self._explain(error)) is not error:
                    step.why = self.stopped = explained
                return
            except asyncio.CancelledError:
                step.outcome = Outcome.UNKNOWN
                raise
            step.outcome, step.why = step.entry.outcome, None
            following = row.next()
            if step.edit.pause and following is not None and following.edit.call.operation.risk != "write":
                await asyncio.sleep(step.edit.pause)

    def trouble(self) -> FlochatError | None:
        """What kept it from being done, where it wasn't; see `Unfinished`.

        Where nothing was done and nothing is unknown, it is simply what went wrong.
        """
        if self.complete:
            steps = (step for row in self.rows for step in row.steps)
            return next((step.why for step in steps if step.outcome is Outcome.RESENT), None)
        counts = self.counts
        if len(self.rows) == 1 and not self.rows[0].begun:
            return next(step.why for step in self.rows[0].steps if step.why is not None)
        untouched = counts[Outcome.WAITING] + counts[Outcome.UNCHANGED] == len(self.rows)
        if self.stopped is not None and untouched and not any(row.begun for row in self.rows):
            return self._counted(self.stopped)
        return Unfinished(self)

    def _counted(self, error: FlochatError) -> FlochatError:
        """Why nothing of it left, with how many that are, where that was not the host's word."""
        if type(error) is not Stopped or len(self.rows) == 1:
            return error
        counted = Stopped(f"{tally(self)} {error.happened}", advice=error.advice)
        counted.entry = error.entry
        return counted


class Unfinished(FlochatError):
    """An act of which some is done, refused or unknown, and some is not."""

    advice = ""

    def __init__(self, act: Act) -> None:
        """
        Args:
            act: the act.
        """
        self.act = act
        self.resume: Callable[[Sequence[ActRow]], Awaitable[None]] | None = None
        """Sends what waits of some rows; given by whoever carried it out."""
        self.shown = False
        """Whether a dialog has offered the person to go on."""
        self.unsettled = bool(act.having(Outcome.UNKNOWN))
        super().__init__(summary(act), advice="The rest is in Activity." if self.waiting else "")

    @property
    def waiting(self) -> list[ActRow]:
        """What going on would send."""
        return self.act.having(Outcome.WAITING)

    @property
    def refused(self) -> list[ActRow]:
        """What could be tried once more."""
        return self.act.having(Outcome.REFUSED)

    async def go_on(self) -> None:
        """Send what waits: nothing that is done, refused or unknown.

        Raises:
            FlochatError: as the first time.
        """
        assert self.resume is not None
        await self.resume(self.waiting)

    async def retry(self) -> None:
        """Send what was refused once more, and nothing else.

        Raises:
            FlochatError: as the first time.
        """
        assert self.resume is not None
        rows = self.refused
        self.act.reopen(rows)
        await self.resume(rows)


def outcome_of(error: BaseException) -> Outcome:
    """What a failure means for a call, in the journal too; unknown where it is no FlochatError."""
    if isinstance(error, SettledElsewhere):
        return Outcome.RESENT
    if isinstance(error, Malformed):
        return Outcome.REFUSED
    if isinstance(error, (NotSent, *_ALL)):
        return Outcome.WAITING
    return Outcome.REFUSED if isinstance(error, Refused) else Outcome.UNKNOWN


def summary(act: Act) -> str:
    """How far an act came, as sentences: how many, which, and why it stopped."""
    parts = [_steps(act.rows[0])] if len(act.rows) == 1 else [tally(act), *_names(act)]
    if act.stopped is not None and act.stopped.happened not in " ".join(parts):
        parts.append(act.stopped.happened)
    return " ".join(parts)


def tally(act: Act) -> str:
    """How many rows have each outcome, as a sentence: `54 of 128 done, 1 refused, 73 left`."""
    counts = act.counts
    words = [f"{counts[Outcome.DONE]:,} of {len(act.rows):,} done"]
    for outcome in (Outcome.UNCHANGED, Outcome.REFUSED, Outcome.UNKNOWN):
        if counts[outcome]:
            words.append(f"{counts[outcome]:,} {outcome}")
    if counts[Outcome.RESENT]:
        words.append(f"{counts[Outcome.RESENT]:,} sent from another window")
    if counts[Outcome.WAITING]:
        words.append(f"{counts[Outcome.WAITING]:,} left")
    return f"{', '.join(words)}."


def _names(act: Act) -> list[str]:
    """Which rows were refused and why, which are unknown, which are done in part."""
    found = []
    for outcome in (Outcome.REFUSED, Outcome.UNKNOWN):
        if rows := act.having(outcome):
            why = next((step.why.happened for step in rows[0].steps if step.why is not None), "")
            found.append(f"{outcome.capitalize()}: {_some([row.title for row in rows])}. {why}".strip())
    if begun := [row for row in act.rows if row.begun]:
        found.append(f"Done in part: {_some([row.title for row in begun])}.")
    return found


def _some(titles: Sequence[str]) -> str:
    more = f" and {len(titles) - _NAMED:,} more" if len(titles) > _NAMED else ""
    return ", ".join(titles[:_NAMED]) + more


def _steps(row: ActRow) -> str:
    """What came of each call about one thing."""
    found = []
    for outcome in (Outcome.DONE, Outcome.REFUSED, Outcome.UNKNOWN, Outcome.WAITING):
        steps = [step for step in row.steps if step.outcome is outcome]
        if not steps:
            continue
        why = next((step.why.happened for step in steps if step.why is not None), "")
        word = "Left" if outcome is Outcome.WAITING else outcome.capitalize()
        found.append(f"{word}: {'; '.join(step.edit.summary for step in steps)}. {why}".strip())
    return " ".join(found)
