# SPDX-License-Identifier: MIT
"""What the journal has: entries of acts, those that are left, and those that can be undone or done again."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.store import few
from flotui.store.crossing import steps_sent
from flotui.store.database import Precious
from flotui.store.entry import COLUMNS, WHOLE, Entry, Outcome, entry_of
from flotui.store.left import HELD, LEFT, held, left_of_acts

_CAN_BE_UNDONE = (
    "outcome = 'done' AND inverse IS NOT NULL AND undoes IS NULL AND NOT undone AND NOT EXISTS "
    "(SELECT 1 FROM entry AS tried WHERE tried.undoes = entry.id "
    "AND tried.outcome NOT IN ('waiting', 'resent')) "
    "AND (batch = '' OR NOT EXISTS (SELECT 1 FROM entry AS part JOIN entry AS tried ON tried.undoes = part.id "
    "WHERE part.batch = entry.batch AND part.profile = entry.profile AND tried.outcome = 'intended')) "
    "AND NOT EXISTS (SELECT 1 FROM entry AS since WHERE since.id > entry.id AND since.profile = entry.profile "
    "AND since.call = entry.inverse AND since.inverse IS NULL AND since.undoes IS NULL AND since.outcome = 'done')"
)
"""The condition of an entry that the next undo may set back: no undo of it has left, nor of any part of its act; and the
call that would undo it wasn't made by hand since, such as a deletion.
"""

_CAN_BE_REDONE = (
    "undone AND NOT redone AND NOT EXISTS (SELECT 1 FROM entry AS tried WHERE tried.redoes = entry.id "
    "AND tried.outcome IN ('intended', 'done', 'unchanged', 'unknown'))"
)
"""The condition of an entry that may be done again: nothing that does it again has left, or it was refused."""

_IS_EDIT = "undoes IS NULL AND redoes IS NULL AND outcome IN ('done', 'unknown', 'intended')"
"""The condition of an entry that may have changed something, and neither undoes nor does anything again."""


class DoneAgain(msgspec.Struct, frozen=True):
    """A write that was undone and done again: one that creates something is about another row then."""

    call: Call
    """The write."""
    old: str
    """The id of its row at first."""
    new: str
    """That of its row now."""
    first: int
    """The entry that did it at first."""
    entry: int
    """The entry that did it again."""
    undone: int
    """The entry that undid it in between."""


class Noted:
    """The entries of one profile."""

    def __init__(self, db: Precious, profile: str, owner: str) -> None:
        """
        Args:
            db: the database that they are in.
            profile: the profile's id.
            owner: this process, as entries name it.
        """
        self.db = db
        """The database that they are in."""
        self._profile = profile
        self._owner = owner
        self._seen_version: int | None = None

    async def entry(self, entry_id: int) -> Entry | None:
        """The entry of that id, or None; also a call of a job of a few rows."""
        if entry_id < 0:
            return await self.db.read(lambda db: few.entry(db, self._profile, entry_id))
        found = await self._entries("id = ?", entry_id, limit=1)
        return found[0] if found else None

    async def single_edits(self, limit: int = 1000, subject: str | None = None) -> list[Entry]:
        """The newest writes that no job made, newest first; `written` has the calls of jobs of a few rows too.

        Args:
            limit: how many at most.
            subject: the id of the row that they are about; None for all.

        Of an act of which calls are left that never reached the host, the next of them comes before everything.
        Those that wait behind one of unknown outcome are beside that one.
        """
        tried = f"(NOT (outcome = 'waiting' AND status IS NULL) OR ({HELD}))"
        if subject is not None:
            found = await self._entries(f"subject = ? AND ({tried} OR {LEFT})", subject, limit=limit)
            return await self._counted(found)
        return [*await self.left(), *await self._counted(await self._entries(tried, limit=limit))]

    async def written(self, limit: int = 1000, subject: str | None = None) -> list[Entry]:
        """What was written by hand: the newest entries, and the calls of jobs of a few rows among them.

        Args:
            limit: how many at most.
            subject: the id of the row that they are about; None for all.
        """
        entries = await self.single_edits(limit, subject)
        steps = await self.db.read(lambda db: few.tried(db, self._profile, limit, subject))
        if subject is not None:
            return few.among(entries, steps, limit)
        waiting = await self.left_of_few()
        first = len(await self.left())
        return [*waiting, *entries[:first], *few.among(entries[first:], steps, limit)]

    async def newest_of(self, operations: Collection[str], since: float) -> list[Entry]:
        """The newest write of some operations that is done, of each row, also by jobs of a few rows; in no order.

        Args:
            operations: their ids.
            since: from when on, in unix seconds.
        """
        names = tuple(operations)
        is_one = f"IN ({', '.join('?' * len(names))})"
        found = await self._entries(
            "id IN (SELECT id FROM (SELECT id, max(at) FROM entry WHERE profile = ?1 AND at > ?2 "
            f"AND outcome = 'done' AND {few.operation('call')} {is_one} GROUP BY subject))",
            self._profile,
            since,
            *names,
            limit=-1,
        )
        steps = await self.db.read(lambda db: few.done_since(db, self._profile, names, since))
        return [*found, *steps]

    async def steps_sent(self, subject: str, since: float) -> frozenset[int]:
        """The numbers of the calls of other windows' jobs that have sent a subscriber something, or may have.

        Args:
            subject: the subscriber's id.
            since: from when on, in unix seconds.
        """
        own = (self._owner,)
        return await self.db.read(lambda db: steps_sent(db, self._profile, subject, since, own))

    async def left(self) -> list[Entry]:
        """Of each act with calls that are left and never reached the host, the next of these; newest act first."""
        found = await self._entries(
            "id IN (SELECT id FROM (SELECT id, min(coalesce(place, id)) FROM entry WHERE profile = ?1 "
            f"AND status IS NULL AND {LEFT} GROUP BY CASE batch WHEN '' THEN id ELSE batch END))",
            self._profile,
        )
        return await self._counted(found)

    async def left_of_few(self) -> list[Entry]:
        """Of each job of a few rows with calls that are left, the next of these; newest job first."""
        return await self.db.read(lambda db: few.left(db, self._profile))

    async def version(self) -> int:
        """Another number whenever another connection to the file has changed it."""
        return await self._version()

    async def _version(self) -> int:
        return await self.db.read(lambda db: int(db.execute("PRAGMA data_version").fetchone()[0]))

    async def changed_elsewhere(self) -> bool:
        """Whether another connection to the file has changed it since this was asked last; not so the first time."""
        before, self._seen_version = self._seen_version, await self._version()
        return before is not None and before != self._seen_version

    async def _counted(self, entries: list[Entry]) -> list[Entry]:
        """Entries of which those that wait know how many calls of their act are left."""
        if not any(each.outcome is Outcome.WAITING for each in entries):
            return entries
        counts, behind = await self.db.read(
            lambda db: (left_of_acts(db, self._profile), held(db, self._profile))
        )
        return [
            replace(each, left=counts.get(each.batch, 0))
            if each.outcome is Outcome.WAITING and each.id not in behind
            else each
            for each in entries
        ]

    async def unknown(self) -> list[Entry]:
        """Writes of unknown outcome, oldest first; also those of jobs of a few rows."""
        entries = await self._entries("outcome = ?", Outcome.UNKNOWN)
        steps = await self.db.read(lambda db: few.of_outcome(db, self._profile, Outcome.UNKNOWN))
        return few.among(entries, steps, len(entries) + len(steps))[::-1]

    async def unsettled(self) -> dict[int, Outcome]:
        """By the number of an entry, what came of the write that undoes it, or does it again, where that is under way
        or unknown.
        """
        sql = (
            "SELECT coalesce(undoes, redoes), outcome FROM entry WHERE profile = ? AND outcome IN (?, ?) "
            "AND coalesce(undoes, redoes) IS NOT NULL ORDER BY id"
        )
        asked = (self._profile, Outcome.INTENDED, Outcome.UNKNOWN)
        return await self.db.read(
            lambda db: {number: Outcome(outcome) for number, outcome in db.execute(sql, asked)}
        )

    async def of_attempt(self, name: str) -> list[Entry]:
        """What a draft was tried with, newest first; asked before it is tried again.

        Args:
            name: the draft's name for it: the acts' names begin with it.
        """
        return await self._entries(
            "batch > ? AND batch < ?", f"{name}-", f"{name}.", limit=-1, before_write=True
        )

    async def may_have_arrived(self, call: Call, subject: str) -> Entry | None:
        """The newest entry with the same call and an unknown outcome, or None; else that of a job of a few rows.

        Args:
            call: the call, as the journal keeps it.
            subject: the id of the row it is about.
        """
        found = await self._entries(
            "subject = ? AND call = ? AND (outcome = 'unknown' OR (outcome = 'intended' AND owner != ?))",
            subject,
            call.key,
            self._owner,
            limit=1,
            before_write=True,
        )
        if found:
            return found[0]
        return await self.db.read(lambda db: few.may_have_arrived(db, self._profile, call.key, subject))

    @property
    def owner(self) -> str:
        """This process, as entries name it."""
        return self._owner

    def is_own(self, entry: Entry) -> bool:
        """Whether an entry was written by this process."""
        return entry.owner == self._owner

    async def newest(self) -> Entry | None:
        """The newest edit of this process that is not undone, whatever came of it; undoing is none."""
        found = await self._entries(
            "undoes IS NULL AND NOT undone AND owner = ? AND NOT (outcome = 'waiting' AND answered_at IS NULL)",
            self._owner,
            limit=1,
        )
        return found[0] if found else None

    async def last_edit(self) -> Entry | None:
        """The newest edit of this process that may have been carried out, undone or not; undoing and redoing are none."""
        found = await self._entries(f"owner = ? AND {_IS_EDIT}", self._owner, limit=1)
        return found[0] if found else None

    async def undoable(self, *, own: bool = True) -> list[Entry]:
        """The entries that the next undo sets back: the newest batch that was done, newest first.

        What an undo was tried of and refused, or left to be, is passed over: it can still be undone by itself.

        Args:
            own: whether only what this process wrote counts.
        """
        whose = " AND owner = ?" if own else ""
        last = await self._entries(_CAN_BE_UNDONE + whose, *((self._owner,) if own else ()), limit=1)
        if not last:
            return []
        return await self._entries(f"{_CAN_BE_UNDONE} AND batch = ?", last[0].batch, limit=-1)

    async def last_undo(self) -> Entry | None:
        """What this process undid last and may do again; of an act of several, the undo of one of its parts.

        A new edit ends that: nothing from before it is done again over it.
        """
        found = await self._entries(
            "undoes IS NOT NULL AND owner = ?1 AND outcome IN ('done', 'unchanged') "
            "AND EXISTS (SELECT 1 FROM entry AS undone WHERE undone.id = entry.undoes "
            "AND undone.undone AND NOT undone.redone) "
            "AND id > (SELECT coalesce(max(id), 0) FROM entry AS edit WHERE edit.profile = entry.profile "
            f"AND edit.owner = ?1 AND {_IS_EDIT})",
            self._owner,
            limit=1,
        )
        return found[0] if found else None

    async def redoable(self) -> list[Entry]:
        """The entries that the next redo does again: those of the act that this process undid last, oldest first."""
        last = await self.last_undo()
        return await self.undone_by(last.batch) if last is not None else []

    async def done_again(self) -> list[DoneAgain]:
        """What was done again, oldest first."""
        sql = (
            "SELECT again.call, first.subject, again.subject, first.id, again.id, "
            "(SELECT coalesce(max(undo.id), again.id) FROM entry AS undo "
            "WHERE undo.undoes = first.id AND undo.id < again.id AND undo.outcome IN ('done', 'unchanged')) "
            "FROM entry AS again JOIN entry AS first ON first.id = again.redoes "
            "WHERE again.profile = ? AND again.outcome = ? ORDER BY again.id"
        )
        asked = (self._profile, Outcome.DONE)
        return await self.db.read(
            lambda db: [DoneAgain(Call.from_key(key), *rest) for key, *rest in db.execute(sql, asked)]
        )

    async def undone_by(self, batch: str) -> list[Entry]:
        """The entries that a batch of undo entries has undone and that were not done again, oldest first."""
        found = await self._entries(
            f"{_CAN_BE_REDONE} AND id IN (SELECT undoes FROM entry AS undo "
            "WHERE undo.batch = ? AND undo.outcome IN ('done', 'unchanged'))",
            batch,
            limit=-1,
        )
        return found[::-1]

    async def undone_of(self, entry: Entry) -> list[Entry]:
        """The entries of one act that were undone and not done again, oldest first."""
        where, value = ("batch = ?", entry.batch) if entry.batch else ("id = ?", entry.id)
        return (await self._entries(f"{_CAN_BE_REDONE} AND {where}", value, limit=-1))[::-1]

    async def left_to_take_back(self, entries: Collection[int]) -> set[str]:
        """The batches of earlier tries to undo entries, or to do them again, of which nothing else is left.

        Args:
            entries: the numbers of what is undone or done again.
        """
        same = "coalesce({0}.undoes, {0}.redoes) IN (SELECT value FROM json_each(?1))"
        sql = (
            f"SELECT DISTINCT batch FROM entry WHERE profile = ?2 AND outcome = 'waiting' AND {same.format('entry')} "
            "AND NOT EXISTS (SELECT 1 FROM entry AS other WHERE other.profile = ?2 AND other.batch = entry.batch "
            f"AND other.outcome = 'waiting' AND {same.format('other')} IS NOT TRUE)"
        )
        asked = (msgspec.json.encode(list(entries)).decode(), self._profile)
        return await self.db.read(
            lambda db: {str(batch) for (batch,) in db.execute(sql, asked)}, before_write=True
        )

    async def of_batch(self, entry: Entry) -> list[Entry]:
        """The entries that belong to one act, newest first: those of an entry's batch."""
        return await self._entries("batch = ?", entry.batch, limit=-1) if entry.batch else [entry]

    async def _entries(
        self, where: str, *arguments: object, limit: int = 1000, before_write: bool = False
    ) -> list[Entry]:
        sql = f"SELECT {WHOLE}, {COLUMNS} FROM entry WHERE {where} AND profile = ? ORDER BY id DESC LIMIT ?"
        return await self.db.read(
            lambda db: [entry_of(*row) for row in db.execute(sql, (*arguments, self._profile, limit))],
            before_write=before_write,
        )
