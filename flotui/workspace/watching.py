# SPDX-License-Identifier: MIT
"""Watching without a screen: what is new in the inbox, the error log, the orders or a chat since the last look."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec

from flotui.api.models.base import Model
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.inbox import unread, words_of
from flotui.repositories.naming import rows_named
from flotui.repositories.own_words import SENDER
from flotui.repositories.snapshot import Snapshot
from flotui.text.amounts import money
from flotui.text.dates import host_moment
from flotui.workspace.in_sight import name_in_sight

if TYPE_CHECKING:
    from flotui.repositories.rows import Rows
    from flotui.workspace import Workspace

T = TypeVar("T")
M = TypeVar("M", bound=Model)

EVERY = {"waiting": 30.0, "errors": 60.0, "orders": 60.0, "chat": 5.0}
"""What can be watched, and every how many seconds it is looked at."""
_NEWEST = 100
"""The newest rows that are looked through."""
_RECHECKED = 5
"""The most rows that are read in one look of those who wait for more than a day."""
_NAMED = 20
"""The most people that are read in one look for their names."""


class News(msgspec.Struct, frozen=True):
    """Something new. Its fields are what a script is given, as JSON."""

    kind: str
    """`waiting`, `error`, `order` or `message`."""
    id: str
    """Its id."""
    user_ns: str
    """The id of the subscriber it is about."""
    name: str
    """What they are called; empty where that isn't known."""
    text: str
    """What it says, on one line."""
    at: int | None
    """When, in unix seconds, whatever the host writes; None where nobody says."""
    v: int = 1
    """The version of this form."""

    @property
    def line(self) -> str:
        """The piece of news as one line of text."""
        return "  ".join(filter(None, (self.kind, self.name or self.user_ns, self.text)))


class Watching:
    """Looks again and again, and says what is new."""

    def __init__(self, workspace: Workspace, what: str, person: Subscriber | None = None) -> None:
        """
        Args:
            workspace: the open bot.
            what: one of `EVERY`.
            person: whose chat, where that is watched.
        """
        self._workspace = workspace
        self._what = what
        self._person = person
        self.partly = False
        """Whether the last look did not see all: some of its calls failed, or were held back."""
        self._seen: set[str] | None = None
        self._asked_for: set[str] = set()
        """The ids of rows of which it was asked whom they are about."""
        self._looks = {
            "waiting": self._waiting,
            "errors": self._errors,
            "orders": self._orders,
            "chat": self._chat,
        }

    async def look(self) -> list[News]:
        """What is new since the last look, the oldest first; the first time all that is there.

        Raises:
            FlochatError: when the host did not answer.
        """
        self.partly = False
        found = await self._looks[self._what]()
        self.partly = self.partly or self._workspace.pacer.paused_until is not None
        seen = self._seen or set()
        new = [each for each in found if _key(each) not in seen]
        self._seen = seen | {_key(each) for each in found}
        return new

    async def _waiting(self) -> list[News]:
        inbox = self._workspace.inbox
        rows = await _last(inbox.read(force=True))
        await inbox.look(rows.rows)
        await inbox.recheck(rows.rows, most=_RECHECKED)
        await rows.reopen()
        self.partly = any(unread(each) for each in rows.rows)
        return [
            News(
                "waiting",
                each.row_id,
                each.row_id,
                each.title,
                each.heard.words,
                self._at(str(each.heard.since)),
            )
            for each in rows.rows
            if each.waits and each.heard is not None
        ]

    async def _errors(self) -> list[News]:
        rows = await self._named(self._workspace.logs.errors(force=True))
        return [
            News(
                "error",
                each.row_id,
                each.user_ns,
                each.called.get("user_ns", ""),
                _flat(each.description),
                self._at(each.created_at),
            )
            for each in reversed(rows)
        ]

    async def _orders(self) -> list[News]:
        rows = await self._named(self._workspace.shop.orders(force=True))
        return [
            News(
                "order",
                each.row_id,
                each.user_ns,
                each.called.get("user_ns", ""),
                " ".join(filter(None, (each.status, each.amount and money(each.amount, each.currency).text))),
                self._at(str(each.raw.get("created_at") or "")),
            )
            for each in reversed(rows)
        ]

    async def _chat(self) -> list[News]:
        person = self._person
        assert person is not None
        rows = await _newest(self._workspace.subscribers.chat(person.row_id, force=True))
        await self._workspace.inbox.own.mark(person.row_id, rows)
        return [
            News(
                "message",
                each.row_id,
                person.row_id,
                each.called.get(SENDER) or each.username or _WHO.get(each.type, person.title),
                words_of(each),
                self._at(str(each.ts)),
            )
            for each in reversed(rows)
        ]

    async def _named(self, reading: AsyncIterator[Snapshot[Rows[M]]]) -> Sequence[M]:
        """The newest rows of a list, with the names of those whom they are about: as the cache and the newest page of
        subscribers have them, and of some who are new and in neither by a read each.
        """
        rows = await _last(rows_named(self._workspace.reader, reading))
        newest = await rows.first(_NEWEST)
        new = [each for each in newest if each.row_id not in self._asked_for]
        self._asked_for.update(each.row_id for each in new)
        if await name_in_sight(self._workspace, rows, new, most=_NAMED):
            await rows.reopen()
            newest = await rows.first(_NEWEST)
        return newest

    def _at(self, text: str) -> int | None:
        """A time of the host's in unix seconds; None where it is none."""
        zone = self._workspace.zone
        moment = host_moment(text, zone)
        if moment is None:
            return None
        if moment.tzinfo is None:  # nobody said the workspace's zone: this machine's is taken, as on screen
            moment = moment.replace(tzinfo=zone.tz)
        return int(moment.timestamp())


_WHO = {"out": "bot", "agent": "agent", "note": "note", "system": "system"}


def _key(found: News) -> str:
    """What tells something new from what was there: who waits anew is new."""
    return f"{found.id} {found.at}"


def _flat(text: str) -> str:
    return " ".join(text.split())


async def _last(reading: AsyncIterator[Snapshot[T]]) -> T:
    found = [snapshot async for snapshot in reading][-1]
    if found.error is not None:
        raise found.error
    return found.value


async def _newest(reading: AsyncIterator[Snapshot[Rows[M]]]) -> Sequence[M]:
    rows = await _last(reading)
    return await rows.first(_NEWEST)
