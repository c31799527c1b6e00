# SPDX-License-Identifier: MIT
"""What the person means as one change and takes several calls: each leaves when the one before it is done.

It stops at the first that isn't. What is done or unknown is never sent again by going on: that only takes what waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from msgspec.structs import replace

from flotui.api.errors import FlochatError
from flotui.jobs.outcomes import Explain, Leftover, LeftRow, outcome_of
from flotui.repositories.edit import Edit
from flotui.store.journal import Entry, Outcome
from flotui.text.plural import listed

_NOTHING_LEFT = (Outcome.DONE, Outcome.UNCHANGED, Outcome.KEPT, Outcome.RESENT)
"""Outcomes after which nothing is left of a call: the host has it, had it already, or keeps somebody else's; or
another window has sent it."""
_SAID = (Outcome.DONE, Outcome.REFUSED, Outcome.UNKNOWN, Outcome.WAITING)
"""Outcomes that are told where it stopped, in this order."""

SendEdit = Callable[[Edit], Awaitable[Entry]]
"""Sends one call, and gives its entry in the journal.

Raises:
    FlochatError: when it was not carried out.
"""

Renew = Callable[[Entry, Edit], Edit]
"""Makes of a call that follows one that is done what it is to be after that."""


class ChainedCall:
    """One call of a chain."""

    def __init__(self, edit: Edit) -> None:
        """
        Args:
            edit: the call, and what it does.
        """
        self.edit = edit
        self.outcome = Outcome.WAITING
        self.why: FlochatError | None = None
        """What went wrong."""
        self.entry: Entry | None = None
        """Its entry in the journal, once nothing is left of it."""


class Chain:
    """Calls in an order that matters."""

    def __init__(
        self,
        edits: Iterable[Edit],
        *,
        batch: str = "",
        compares: bool = True,
        explain: Explain | None = None,
        renew: Renew | None = None,
    ) -> None:
        """
        Args:
            edits: what is done.
            batch: what its entries in the journal share.
            compares: whether what the host has is read before it is overwritten.
            explain: finds out what a refusal was for.
            renew: looks at what follows a call that is done.
        """
        self.links = tuple(map(ChainedCall, edits))
        self.batch = batch
        self.compares = compares
        self.planned = False
        """Whether the journal has what waits of it because it was noted before the first call left."""
        self.replaces: set[str] = set()
        """The batches of earlier tries of the same: what waits of them is no longer left once this one is planned."""
        self.left = Leftover()
        self._explain, self._renew = explain, renew

    @property
    def calls(self) -> int:
        """How many calls may still leave."""
        return len(self.edits())

    @property
    def entries(self) -> list[Entry]:
        """What the journal has of the calls that nothing is left of."""
        return [link.entry for link in self.links if link.entry is not None]

    @property
    def complete(self) -> bool:
        """Whether nothing is left of it."""
        return all(link.outcome in _NOTHING_LEFT for link in self.links)

    @property
    def begun(self) -> bool:
        """Whether some of its calls are done, though not all of them."""
        return not self.complete and any(link.outcome is Outcome.DONE for link in self.links)

    @property
    def trouble(self) -> FlochatError | None:
        """What went wrong with the first call that has gone wrong."""
        return next((link.why for link in self.links if link.why is not None), None)

    def edits(self) -> list[Edit]:
        """What may still leave."""
        return [link.edit for link in self.links if link.outcome is Outcome.WAITING]

    def reopen(self) -> None:
        """Have what was refused wait again, because the person wants to try it once more."""
        for link in self.links:
            if link.outcome is Outcome.REFUSED:
                link.outcome, link.why = Outcome.WAITING, None

    async def run(self, send: SendEdit, told: Callable[[int, int], None]) -> None:
        """Send what waits, call by call. Afterwards the outcomes say how far it came.

        Args:
            send: sends one call.
            told: told how many of the calls had their turn, of how many.
        """
        of = len(self.links)
        try:
            for index, link in enumerate(self.links):
                if link.outcome in _NOTHING_LEFT:
                    continue
                if link.outcome is not Outcome.WAITING:
                    return
                told(index, of)
                if not await self._sent(link, send):
                    return
                self._renew_after(index)
                following = self.links[index + 1] if index + 1 < of else None
                if link.edit.pause and following and following.edit.call.operation.risk != "write":
                    await asyncio.sleep(link.edit.pause)
        finally:
            told(of, of)
            self._follow()

    async def _sent(self, link: ChainedCall, send: SendEdit) -> bool:
        """Send a call; whether the next one may follow."""
        try:
            link.entry = await send(link.edit)
        except FlochatError as error:
            link.why, link.outcome = error, outcome_of(error)
            if error.entry is not None:  # if it is tried again, it takes that entry's place
                link.edit = replace(link.edit, resends=error.entry)
            if link.outcome is Outcome.REFUSED and self._explain is not None:
                link.why = await self._explain(error)
            return link.outcome is Outcome.RESENT
        except asyncio.CancelledError as error:
            link.outcome = outcome_of(error)
            raise
        link.outcome, link.why = link.entry.outcome, None
        return True

    def _renew_after(self, index: int) -> None:
        """Have what follows a call be about what that has created."""
        entry = self.links[index].entry
        if self._renew is not None and entry is not None:
            for link in self.links[index + 1 :]:
                link.edit = self._renew(entry, link.edit)

    def _follow(self) -> None:
        """Have what is left of it say what is."""
        found = {link.outcome for link in self.links}
        rows = [LeftRow(link.edit.summary, link.edit.subject) for link in self.links[:1]]
        self.left.complete = self.complete
        self.left.refused = rows if Outcome.REFUSED in found else ()
        open_ones = found & {Outcome.REFUSED, Outcome.UNKNOWN}
        self.left.waiting = rows if Outcome.WAITING in found and not open_ones else ()

    def summary(self) -> str:
        """What came of each call, as sentences."""
        found = []
        for outcome in _SAID:
            links = [link for link in self.links if link.outcome is outcome]
            if not links:
                continue
            why = next((link.why.happened for link in links if link.why is not None), "")
            word = "Left" if outcome is Outcome.WAITING else outcome.capitalize()
            found.append(
                f"{word}: {listed([link.edit.summary for link in links], between='; ')}. {why}".strip()
            )
        return " ".join(found)
