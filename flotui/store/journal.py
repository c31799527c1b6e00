# SPDX-License-Identifier: MIT
"""The journal: every write, noted before it leaves and again when it is answered.

An entry begins as *intended*. The answer makes it *done* or *refused*; when nothing left this machine, or
the host would answer every other call the same (401, 403, 429), it is *waiting*; when the host has already
what it would set it is *unchanged*; when the answer is lost it is *unknown* until the person resolves it. An
entry still *intended* whose process has ended is unknown too.

What came of a write, the way back, and whether it undid or did again another one are noted in one
transaction: after a crash they are all there, or none of them is.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path
from sqlite3 import Connection

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.catalogue import Risk
from flotui.store.crossing import SeenSends, see_crossed
from flotui.store.database import Precious
from flotui.store.entry import (
    SUM,
    Change,
    Entry,
    Outcome,
    Write,
    check_sums,
    crc,
    insert,
    sum_up,
)
from flotui.store.job import NEVER_AGAIN, STEPS, UNDONE, UNSEEN_FROM, WHAT
from flotui.store.job_tallies import TALLIES
from flotui.store.jobs import Jobs
from flotui.store.left import (
    LEFT,
    CallPlace,
    close_older,
    note_effects,
    plan,
    retire,
    see_not_taken_back,
    take_place,
)
from flotui.store.noted import Noted
from flotui.store.opening import TIDY, Schema
from flotui.store.owners import is_alive, owner_of
from flotui.store.repeating import see_set_back
from flotui.store.striking import strike_entries
from flotui.store.superseded import SetBy, as_noted
from flotui.store.trouble import StoreFailed

__all__ = ["ENDED", "SCHEMA", "Change", "Entry", "Journal", "Outcome", "Write"]


def _prepare(db: Connection) -> None:
    # A write must be on the disk before it is on the wire, even if the power goes.
    db.execute("PRAGMA synchronous = FULL")
    db.create_function("crc", -1, crc, deterministic=True)


SCHEMA = Schema(
    "journal",
    (
        """
        CREATE TABLE entry (
            id INTEGER PRIMARY KEY,
            profile TEXT NOT NULL, owner TEXT NOT NULL, batch TEXT NOT NULL,
            at REAL NOT NULL, call TEXT NOT NULL, says TEXT NOT NULL,
            kind TEXT NOT NULL, subject TEXT NOT NULL,
            inverse TEXT, undoes INTEGER, undone INTEGER NOT NULL DEFAULT 0,
            outcome TEXT NOT NULL, answered_at REAL, status INTEGER, ms INTEGER,
            message TEXT NOT NULL DEFAULT ''
        );
        CREATE INDEX entry_at ON entry (profile, at);
        CREATE INDEX entry_outcome ON entry (profile, outcome);
        CREATE INDEX entry_subject ON entry (profile, subject);
        """,
        """
        ALTER TABLE entry ADD COLUMN changes TEXT;
        ALTER TABLE entry ADD COLUMN redoes INTEGER;
        ALTER TABLE entry ADD COLUMN redone INTEGER NOT NULL DEFAULT 0;
        UPDATE entry SET outcome = 'waiting' WHERE outcome = 'not sent';
        CREATE INDEX entry_undoes ON entry (undoes) WHERE undoes IS NOT NULL;
        """,
        "ALTER TABLE entry ADD COLUMN sum INTEGER;",
        lambda db: strike_entries(db, SUM),
        TIDY,
        """
        ALTER TABLE entry ADD COLUMN resends INTEGER;
        ALTER TABLE entry ADD COLUMN part INTEGER;
        ALTER TABLE entry ADD COLUMN place INTEGER;
        CREATE INDEX entry_batch ON entry (profile, batch);
        CREATE INDEX entry_resends ON entry (resends) WHERE resends IS NOT NULL;
        CREATE INDEX entry_part ON entry (part) WHERE part IS NOT NULL;
        """,
        STEPS,
        NEVER_AGAIN,
        TALLIES,
        WHAT,
        UNSEEN_FROM,
        UNDONE,
    ),
    prepare=_prepare,
    holds="""
        entry id profile owner batch at call says kind subject inverse undoes undone outcome answered_at status ms message
        entry changes redoes redone sum resends part place
        job id profile title state message created begun ended starts_at not_after held_until query options undoes owner
        job beat skipped waiting intended done unchanged refused unknown dropped unseen_from
        step job n part kind subject title says call inverse changes pause outcome at answered_at status ms message undone
        step undoes sum
        called job quarter outcome call number last
    """,
)

ENDED = "flotui ended before the answer came."
"""Why the outcome of a write is unknown whose process has ended."""


class Journal(Noted):
    """The journal of one profile. While it can't be written, nothing may leave; see `Precious`."""

    def __init__(self, db: Precious, profile: str, owner: str, set_by: SetBy = as_noted) -> None:
        super().__init__(db, profile, owner)
        self._checked: asyncio.Future[None] | None = None
        self._owed: list[Callable[[Connection], None]] = []
        self.jobs = Jobs(db, profile, owner, set_by)
        """What goes to many rows."""

    @classmethod
    async def open(
        cls, path: Path | None, profile: str, set_by: SetBy = as_noted, formerly: str = ""
    ) -> Journal:
        """Open the journal, and settle what processes that have ended left behind.

        Args:
            path: the database's file; None keeps it in memory (the demo).
            profile: the profile's id.
            set_by: tells what a write has set; by default only what is noted with it.
            formerly: another id under which writes and jobs of the same bot may stand, which become this profile's; empty
                for none.

        Raises:
            Newer: when a newer flotui made it.
        """
        journal = cls(await Precious.open(path, SCHEMA), profile, owner_of(os.getpid()), set_by)
        with suppress(StoreFailed):
            if formerly:
                await journal.take_over(formerly)
            await journal.settle_ended()
        return journal

    async def close(self) -> None:
        """Close it, once more trying to note what could not be noted before."""
        if owed := tuple(self._owed):
            with suppress(StoreFailed):
                await self.db.change(lambda db: [settle(db) for settle in owed])
        await self.jobs.note_left()
        await self.db.close()

    async def check(self) -> None:
        """Look at the whole file for damage, once; no write is noted before that."""
        if self._checked is None:
            self._checked = asyncio.ensure_future(self.db.check(check_sums))
        await asyncio.shield(self._checked)

    async def take_over(self, formerly: str) -> None:
        """Have the writes and jobs of another id be this profile's, unless a process that noted one of them still runs:
        it would no longer find what it has done.

        Args:
            formerly: the other id, of the same bot.
        """
        owners = await self.db.read(
            lambda db: db.execute(
                "SELECT owner FROM entry WHERE profile = ?1 UNION SELECT owner FROM job WHERE profile = ?1",
                (formerly,),
            ).fetchall()
        )
        if not owners or any(is_alive(str(owner)) for (owner,) in owners):
            return

        def move(db: Connection) -> None:
            for table in ("entry", "job"):
                db.execute(f"UPDATE {table} SET profile = ? WHERE profile = ?", (self._profile, formerly))

        await self.db.change(move)

    async def settle_ended(self) -> int:
        """Have writes of processes that have ended without settling them count as unknown.

        Returns:
            How many turned unknown.
        """
        owners = await self.db.read(
            lambda db: [
                str(owner)
                for (owner,) in db.execute(
                    "SELECT DISTINCT owner FROM entry WHERE profile = ? AND outcome = ? AND owner != ?",
                    (self._profile, Outcome.INTENDED, self._owner),
                )
            ]
        )
        ended = [owner for owner in owners if not is_alive(owner)]
        if not ended:
            return 0
        holes = ", ".join("?" * len(ended))
        with suppress(StoreFailed):  # what there is can be read all the same
            return await self.db.change(
                lambda db: (
                    db.execute(
                        "UPDATE entry SET outcome = ?, message = ? "
                        f"WHERE profile = ? AND outcome = ? AND owner IN ({holes})",
                        (Outcome.UNKNOWN, ENDED, self._profile, Outcome.INTENDED, *ended),
                    ).rowcount
                )
            )
        return 0

    async def intend(
        self,
        call: Call,
        summary: str,
        *,
        kind: str = "",
        subject: str = "",
        batch: str = "",
        inverse: Call | None = None,
        changes: Sequence[Change] = (),
        undoes: int | None = None,
        redoes: int | None = None,
        resends: int | None = None,
        look: SeenSends | None = None,
    ) -> Entry:
        """Note a write that is about to leave. It is on disk when this returns.

        What it sends again is no longer waiting from then on; what is unknown is closed when this one is settled.

        Args:
            call: the write.
            summary: what it does, as a sentence.
            kind: the kind of the row it is about.
            subject: the id of that row.
            batch: what it belongs to.
            inverse: the write that undoes it.
            changes: what it changes.
            undoes: the entry that it undoes.
            redoes: the undone entry that it does again.
            resends: the entry that it sends again.
            look: what the person has seen of other windows' sends to the row; None where that doesn't matter.

        Raises:
            StoreFailed: when it can't be noted, so that it must not leave.
            Crossed: when another window has sent something since they looked, so that it must not leave.
            SettledElsewhere: when somebody else has sent or closed what it sends again, or undone or done again what it
                undoes or does again, so that it must not leave.
        """
        await self.check()
        at = time.time()
        write = Write(call, summary, kind, subject, inverse, tuple(changes), undoes, redoes, resends)
        owed = tuple(self._owed)

        def intend(db: Connection) -> tuple[int, int | None]:
            for settle in owed:
                settle(db)
            if look is not None:
                see_crossed(db, self._profile, self._owner, subject, look)
            see_not_taken_back(db, write)
            taken = take_place(db, resends) if resends is not None else CallPlace(None, None, None)
            if call.operation.risk is Risk.SEND:
                see_set_back(db, self._profile, at)
            noted = replace(write, resends=taken.resends)
            number = insert(db, self._profile, self._owner, batch, at, noted, Outcome.INTENDED)
            db.execute("UPDATE entry SET part = ?, place = ? WHERE id = ?", (taken.part, taken.place, number))
            return number, taken.resends

        number, older = await self.db.change(intend, before_write=True)
        self._owed = [settle for settle in self._owed if settle not in owed]
        return Entry(
            number,
            at,
            call,
            summary,
            kind,
            subject,
            batch,
            inverse,
            Outcome.INTENDED,
            undoes,
            redoes=redoes,
            changes=write.changes,
            owner=self._owner,
            resends=older,
        )

    async def recall(self, writes: Sequence[Write], at: float, outcome: Outcome) -> None:
        """Note an act of the past.

        Args:
            writes: its calls.
            at: when it was, in unix seconds.
            outcome: what came of each.
        """
        batch = os.urandom(16).hex() if len(writes) > 1 else ""

        def change(db: Connection) -> None:
            for each in writes:
                number = insert(db, self._profile, self._owner, batch, at, each, outcome)
                db.execute("UPDATE entry SET answered_at = ?, ms = 48 WHERE id = ?", (at, number))

        await self.db.change(change)

    async def plan(
        self,
        writes: Sequence[Write],
        batch: str,
        *,
        instead_of: Entry | None = None,
        resent: bool = False,
        replaces: Collection[str] = (),
    ) -> list[int]:
        """Note what is about to be done, so that after any end it is known what is left of it.

        Args:
            writes: the calls that are to leave, each behind the one before it.
            batch: what they belong to.
            instead_of: an entry of an earlier act that this one tries again. Nothing of that is left then.
            resent: whether a call of this one takes that entry's place when it leaves, so that it waits on.
            replaces: the batches of other acts of which nothing is left then.

        Returns:
            The numbers that `intend` is given as `resends`.

        Raises:
            StoreFailed: when it can't be noted, so that none must leave.
        """
        await self.check()
        at = time.time()

        def change(db: Connection) -> list[int]:
            older = {*replaces, *((instead_of.batch,) if instead_of is not None else ())} - {batch}
            for each in sorted(older):
                retire(
                    db, self._profile, each, but=instead_of.id if instead_of is not None and resent else None
                )
            return plan(db, self._profile, self._owner, batch, at, writes)

        return await self.db.change(change, before_write=True)

    async def retire(self, batch: str, outcome: Outcome = Outcome.RESENT) -> None:
        """Have nothing be left of an act any more.

        Args:
            batch: the act's.
            outcome: what its calls come to that were tried.
        """
        await self.db.change(lambda db: retire(db, self._profile, batch, outcome))

    async def left_of(self, entry: Entry) -> list[Entry]:
        """What is left of the act that a waiting entry belongs to, in the order in which it is to leave.

        What waits behind a call that was refused, or whose outcome is unknown, is not among it.
        """
        if not entry.batch:
            return [entry] if entry.outcome is Outcome.WAITING else []
        found = await self._entries(f"{LEFT} AND batch = ?", entry.batch, limit=-1)
        return sorted(found, key=lambda each: (each.place or each.id, each.id))

    async def settle(
        self,
        entry: Entry,
        outcome: Outcome,
        *,
        status: int | None = None,
        ms: int | None = None,
        message: str = "",
        created: tuple[str, str, Call | None] | None = None,
    ) -> Entry:
        """Note what came of a write, and what that means for the entry that it undid, did again or sent again.

        What can't be noted now is noted before the next write; if the program ends before that, nobody knows
        what came of it.

        Args:
            entry: the write's entry.
            outcome: what came of it.
            status: the HTTP status of the answer.
            ms: how long it took.
            message: what went wrong.
            created: what the write has created, or was there instead: its kind, its id, and the write that takes it
                away again, where that is for us to do.
        """
        now = time.time()
        if created is not None:
            entry = _with_created(entry, created)

        def settle(db: Connection) -> None:
            db.execute(
                "UPDATE entry SET outcome = ?, answered_at = ?, status = ?, ms = ?, message = ?, "
                "kind = ?, subject = ?, inverse = ? WHERE id = ?",
                (
                    outcome,
                    now,
                    status,
                    ms,
                    message,
                    entry.kind,
                    entry.subject,
                    entry.inverse.key if entry.inverse else None,
                    entry.id,
                ),
            )
            sum_up(db, entry.id)
            note_effects(db, entry.id, outcome)
            close_older(db, entry.id, outcome)

        try:
            await self.db.change(settle)
        except StoreFailed as error:
            self._owed.append(settle)
            why = error.happened.removeprefix("Not sent: ")
            self.db.notify(
                f"{entry.summary}: {outcome}, but that couldn't be recorded. {why[:1].upper()}{why[1:]} "
                "If flotui ends before it can, the outcome counts as unknown."
            )
        return replace(entry, outcome=outcome, answered_at=now, status=status, ms=ms, message=message)

    async def note_created(self, entry: Entry, created: tuple[str, str, Call]) -> Entry:
        """Note what a write that is done has created, so that it can be undone.

        Args:
            entry: the write's entry.
            created: as for `settle`.
        """
        entry = _with_created(entry, created)

        def note(db: Connection) -> None:
            db.execute(
                "UPDATE entry SET kind = ?, subject = ?, inverse = ? WHERE id = ?",
                (entry.kind, entry.subject, created[2].key, entry.id),
            )
            sum_up(db, entry.id)

        await self.db.change(note)
        return entry


def _with_created(entry: Entry, created: tuple[str, str, Call | None]) -> Entry:
    """An entry that knows what its write has created: its kind, its id, and what takes it away again."""
    return replace(entry, kind=created[0], subject=created[1], inverse=created[2])


def rehearse(db: Connection) -> None:
    """Note an entry as a write does: for the doctor, who takes it back."""
    number = insert(db, "", "", "", 0.0, Write(Call(""), ""), Outcome.INTENDED)
    db.execute("UPDATE entry SET outcome = ? WHERE id = ?", (Outcome.DONE, number))
