# SPDX-License-Identifier: MIT
"""Until when conversations were over, as the rows of subscribers show: what was said before is no longer waited for.

A chat doesn't say when its conversation was closed, and the rows only that it is. What somebody had said by then is
settled with it, whoever spoke last; if they write again, they wait since that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from flotui.api.models.subscriber import Subscriber
from flotui.repositories.inbox import OPEN, Heard, acted_at, dated
from flotui.repositories.kept_by_person import KeptByPerson
from flotui.store.cache import Cache

_KEPT = "inbox-closed"
"""The key under which the cache keeps it."""


class Closing(msgspec.Struct, frozen=True, array_like=True):
    """A conversation that was over."""

    did: str
    """When they had done something last, as their row said it."""
    until: int
    """The moment up to which what they said is settled, in unix seconds."""


class Closings:
    """Which conversations were seen to be over. One that is open again without a word of theirs is as it was before."""

    def __init__(self, cache: Cache) -> None:
        """
        Args:
            cache: keeps it from one start to the next.
        """
        self.kept = KeptByPerson(cache, _KEPT, Closing, lambda each: (each.until, each.did))
        """When what they said was settled, by the subscriber's id."""

    async def see(self, people: Iterable[Subscriber], heard: Mapping[str, Heard]) -> None:
        """Take note of what rows say of conversations.

        Args:
            people: the rows.
            heard: what chats said when they were read, by the subscriber's id.
        """
        await self.kept.take_up()
        known, news = await self.kept.known(), False
        for person in people:
            before = known.get(person.row_id)
            same = before is not None and before.did == person.last_interaction
            if person.status in OPEN:
                if same:  # opened again, and they said nothing since
                    del known[person.row_id]
                    news = True
            elif not same and (until := _until(person, heard.get(person.row_id))):
                known[person.row_id] = Closing(person.last_interaction, until)
                news = True
        if news:
            await self.kept.keep()

    async def until(self, row_id: str) -> int:
        """The moment up to which what somebody said is settled, in unix seconds; 0 where nobody has seen that.

        Args:
            row_id: the subscriber's id.
        """
        found = (await self.kept.known()).get(row_id)
        return found.until if found is not None else 0


def _until(person: Subscriber, told: Heard | None) -> int:
    """Up to when what somebody said is settled: their newest message, where their chat was read as their row is now,
    else what they did last, where it is known when that was.
    """
    if told is not None and told.stamp.partition("|")[0] == person.last_interaction:
        return told.at
    at = acted_at(person) if dated(person) else None
    return int(at) if at is not None else 0
