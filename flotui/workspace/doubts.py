# SPDX-License-Identifier: MIT
"""What the person is asked before something leaves: whether it may have arrived already, and whether another window has
just sent the same subscriber something.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from msgspec.structs import replace

from flotui.api.catalogue import Risk
from flotui.jobs.outcomes import FEW, SMALL
from flotui.repositories.created import created_by
from flotui.repositories.edit import Edit
from flotui.repositories.journaled import noted
from flotui.store.crossing import SeenSends, lately
from flotui.store.entry import MAY_HAVE_ARRIVED, Entry, Outcome
from flotui.store.journal import Journal
from flotui.workspace.chain import Chain, ChainedCall
from flotui.workspace.crossing import ENTRIES, SOON, seen, unless_crossed
from flotui.workspace.resending import attempt, being_resent, matched

Told = Callable[[Sequence[Entry]], Awaitable[None]]
"""Asks the person about what the journal has; what it raises keeps everything from leaving."""


class Doubts:
    """Asks before something leaves."""

    def __init__(self, journal: Journal) -> None:
        """
        Args:
            journal: what was written before.
        """
        self._journal = journal
        self.again: Told | None = None
        """Asks before what may have arrived already is sent again."""
        self.crossing: Told | None = None
        """Asks before a subscriber is sent something to whom another window has just sent something."""

    async def see_tried(self, chain: Chain) -> None:
        """Have the person asked about what may have arrived already; what they send again takes the place of that.

        What sets a value is sent again without harm, so it is asked about only where a draft brings it back, which
        says so. Who says that they send something again knows it.

        Args:
            chain: what is about to leave.
        """
        if self.again is None or being_resent() is not None:
            return
        found = await self._tried_before(chain)
        if chain.calls <= FEW:
            for step in (link for link in chain.links if _would_double(link.edit)):
                write = noted(step.edit)
                older = await self._journal.may_have_arrived(write.call, write.subject)
                if older is not None and all(step is not each for each, _ in found):
                    found.append((step, older))
        # Another value in its place is nothing that is sent again.
        unsure = [older for step, older in found if noted(step.edit).call == older.call]
        if unsure := [older for older in unsure if older.outcome in MAY_HAVE_ARRIVED]:
            await self.again(unsure)
        for step, older in found:
            if older.outcome is not Outcome.DROPPED and older.job is None:
                step.edit = replace(step.edit, resends=older.id)

    async def see_crossing(self, edits: Sequence[Edit]) -> SeenSends | None:
        """Have the person asked about what another window has just sent to those whom edits reach.

        What reaches many is not looked at, nor what its own question has shown already.

        Args:
            edits: what is about to leave.

        Returns:
            What the person has seen; None where that doesn't matter.
        """
        shown = seen()
        sends = [edit for edit in edits if edit.call.operation.risk is Risk.SEND and edit.subject]
        people = dict.fromkeys(edit.subject for edit in sends)
        if shown is not None or self.crossing is None or not 0 < len(people) <= SMALL:
            return shown
        since, own = time.time() - SOON, (self._journal.owner,)
        # Read first: what leaves in between is asked about or holds what is about to leave, and is never passed over.
        steps = [step for person in people for step in await self._journal.steps_sent(person, since)]
        entries = [each for person in people for each in await self._journal.written(ENTRIES, person)]
        known = {edit.resends for edit in sends}
        if others := [each for each in lately(entries, since, own) if each.id not in known]:
            await self.crossing(others)
        return SeenSends(since, max((each.id for each in entries), default=0), steps=steps)

    @asynccontextmanager
    async def unless_crossed(self, edits: Sequence[Edit]) -> AsyncIterator[None]:
        """Have the person asked as `see_crossing` does; what is started within is held by what comes after that.

        Args:
            edits: what is about to leave.
        """
        with unless_crossed(await self.see_crossing(edits)):
            yield

    async def _tried_before(self, chain: Chain) -> list[tuple[ChainedCall, Entry]]:
        """What the draft that a chain comes from was tried with before, by the call that is the same; what waits of it
        is replaced by the chain.
        """
        if not (name := attempt().name):
            return []
        before = [each for each in await self._journal.of_attempt(name) if each.batch != chain.batch]
        chain.replaces = {each.batch for each in before if each.outcome is Outcome.WAITING}
        mine = [
            each for each in before if not (self._journal.is_own(each) and each.outcome is Outcome.INTENDED)
        ]
        return matched(chain, [each for each in mine if each.outcome in (*MAY_HAVE_ARRIVED, Outcome.REFUSED)])


def _would_double(edit: Edit) -> bool:
    """Whether an edit would do something twice if it had arrived before: it reaches people, or makes something."""
    if (edit.resends, edit.undoes, edit.redoes) != (None, None, None):
        return False
    return edit.call.operation.risk in (Risk.SEND, Risk.BROADCAST) or created_by(edit.call) is not None
