# SPDX-License-Identifier: MIT
"""What chats say of who waits: each is read once for each state of its row, and what it said is remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence

from flotui.api.host_clock import HostClock
from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.repositories.base import Reader
from flotui.repositories.closings import Closings
from flotui.repositories.inbox import Heard, Waiter, as_waiter, heard, stamp_of, unread, was_said
from flotui.repositories.kept_by_person import KeptByPerson
from flotui.repositories.own_words import OwnWords
from flotui.repositories.rows import Rows
from flotui.repositories.shown import SHOWN
from flotui.repositories.source import RowSource
from flotui.repositories.subscribers import SUBSCRIBER, Subscribers
from flotui.store.entry import Entry, Outcome
from flotui.store.journal import Journal
from flotui.store.trouble import StoreFailed

_KEPT = "inbox"
"""The key under which the cache keeps what chats said."""
_LOOKED = 100
"""The newest rows of a chat that are looked through."""

Settle = Callable[[Entry, Outcome, str], Awaitable[object]]
"""Notes what became of a write of unknown outcome, and why that is known."""


class HeardChats:
    """What the chats of one bot said, in this window, in those before it and in the others."""

    def __init__(
        self, reader: Reader, journal: Journal, settle: Settle | None = None, clock: HostClock | None = None
    ) -> None:
        """
        Args:
            reader: reads through the cache.
            journal: what this program wrote: its sends are answers.
            settle: notes what became of a send whose outcome was unknown; None where nobody does.
            clock: the host's.
        """
        self._settle = settle
        self._reader = reader
        self.own = OwnWords(journal, clock or HostClock())
        """What this program said to whom."""
        self._subscribers = Subscribers(reader)
        self._closings = Closings(reader.cache)
        self._heard = KeptByPerson(
            reader.cache, _KEPT, Heard, lambda told: (told.at, told.stamp, told.answered)
        )
        self.on_heard: Callable[[str], None] = lambda row_id: None
        """Told the id of somebody of whose chat more is known than before."""

    async def heard_of(self) -> Collection[str]:
        """The ids of those whose chats were read, in this run or before, here or in another window."""
        await self._heard.take_up()
        return (await self._heard.known()).keys()

    async def look(self, people: Sequence[Subscriber], *, anew: bool = False) -> int:
        """Read the chats of those of whom it isn't known whether they wait, a call each.

        Args:
            people: who.
            anew: whether those are read again of whom it is known.

        Returns:
            How many of them were read, now or since their rows were made.

        Raises:
            FlochatError: when none could be read, and why.
        """
        unknown = [each for each in people if anew or not isinstance(each, Waiter) or unread(each)]
        here = frozenset() if anew else await self._heard_meanwhile(unknown)
        asked = [each for each in unknown if each.row_id not in here]
        found = await asyncio.gather(*(self._look(each) for each in asked), return_exceptions=True)
        known = [each for each in found if each is True]
        if known:
            await self._heard.keep()
        if known or here:
            return len(known) + len(here)
        for each in found:
            if isinstance(each, BaseException):
                raise each
        return 0

    async def _heard_meanwhile(self, people: Sequence[Subscriber]) -> Collection[str]:
        """The ids of those whose chats have been read since their rows were made: by a looking that was given up, by
        whoever has the chat open, or in another window.
        """
        await self._heard.take_up()
        known, answered = await self._heard.known(), await self.own.answers()
        waiters = [as_waiter(each, known, answered, ()) for each in people if isinstance(each, Waiter)]
        return frozenset(each.row_id for each in waiters if not unread(each))

    async def _look(self, person: Subscriber) -> bool:
        rows: Rows[ChatMessage] | None = None
        async for found in self._subscribers.chat(person.row_id, force=True):
            if found.error is not None:
                raise found.error
            rows = found.value if found.source == "server" else None
        if rows is None:
            return False
        await self._hear(person, rows)
        await self._keep_row(person)
        return True

    async def _keep_row(self, person: Subscriber) -> None:
        """Have the row of somebody who waits here, where it is only in the copy of everyone: the list is made of it."""
        known = await self._heard.known()
        if (
            known[person.row_id].since
            and await self._reader.cache.row(SUBSCRIBER.name, person.row_id) is None
        ):
            await self._reader.cache.keep_row(SUBSCRIBER.name, *SUBSCRIBER.packed(person.raw))

    async def hear(self, person: Subscriber, rows: RowSource[ChatMessage]) -> None:
        """Take note of what a chat says that was just read; whoever shows that person is told where it is news.

        Args:
            person: whose, as they were before it was read.
            rows: its messages, the newest first.
        """
        if await self._hear(person, rows):
            await self._heard.keep()
            self.on_heard(person.row_id)

    async def _hear(self, person: Subscriber, rows: RowSource[ChatMessage]) -> bool:
        """Take note of what a chat says; whether that was news."""
        known = await self._heard.known()
        messages = await rows.first(_LOOKED)
        await self.settle(person, messages)
        answer = (await self.own.answers(person.row_id)).get(person.row_id)
        settled = await self._closings.until(person.row_id)
        whole = rows.complete and rows.count <= len(messages)
        told = heard(messages, answer=answer, stamp=stamp_of(person), settled=settled, whole=whole)
        if was_said(told, known.get(person.row_id)):
            return False
        known[person.row_id] = told
        return True

    async def settle(self, person: Subscriber, messages: Sequence[ChatMessage]) -> frozenset[int]:
        """Have sends be done whose outcome was unknown and which a chat shows.

        Args:
            person: whose chat it is.
            messages: its newest messages, as the host has them now.

        Returns:
            The ids of the journal's entries that are done now.
        """
        if self._settle is None:
            return frozenset()
        try:
            found = await self.own.arrived(person.row_id, messages)
            for entry in found:
                await self._settle(entry, Outcome.DONE, SHOWN)
        except StoreFailed:  # the start has said so; they stay unknown
            return frozenset()
        return frozenset(entry.id for entry in found)
