"""The journal: every write, noted before it leaves and again when it is answered.

An entry begins as *intended*. The answer makes it *done* or *refused*; when nothing left this machine it
becomes *not sent*; when the answer is lost it is *unknown* until the person resolves it. An entry still
*intended* whose process has ended is unknown too: nobody can tell whether it arrived.
"""

from __future__ import annotations

import asyncio
import enum
import os
import time
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.store.database import MEMORY, Opened, Schema, open_database

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
    ),
)


class Outcome(enum.StrEnum):
    """What came of a write."""

    INTENDED = "intended"
    """It is under way."""
    DONE = "done"
    """The host said that it did it."""
    REFUSED = "refused"
    """The host said that it did not."""
    NOT_SENT = "not sent"
    """It never left this machine."""
    UNKNOWN = "unknown"
    """It may or may not have arrived; a person has to look."""
    DROPPED = "dropped"
    """It was unknown, and the person let it be."""


class Entry(msgspec.Struct, frozen=True):
    """One write in the journal."""

    id: int
    at: float
    """When it was intended, in unix seconds."""
    call: Call
    says: str
    """What it does, as a sentence for the person."""
    kind: str
    """The kind of the row it is about: `subscriber`; or empty."""
    subject: str
    """The id of the row it is about, or empty."""
    batch: str
    """What it belongs to: one dialog's writes share it, and are undone together."""
    inverse: Call | None
    """The write that sets it back, where there is one."""
    outcome: Outcome
    undoes: int | None = None
    """The entry that this one undid."""
    undone: bool = False
    """Whether it has been undone."""
    answered_at: float | None = None
    status: int | None = None
    """The HTTP status of the answer."""
    ms: int | None = None
    """How long the answer took, in milliseconds."""
    message: str = ""
    """What went wrong, as a sentence."""

    @property
    def row_id(self) -> str:
        """Its id as text, for tables."""
        return str(self.id)


_COLUMNS = "id, at, call, says, kind, subject, batch, inverse, outcome, undoes, undone, answered_at, status, ms, message"


class Journal:
    """The journal of one profile."""

    def __init__(self, opened: Opened, profile: str, owner: str) -> None:
        self._db = opened.connection
        self._profile = profile
        self._owner = owner
        self._writing = asyncio.Lock()
        self.notice = opened.notice
        """A sentence for the person when an older journal was set aside, else empty."""

    @classmethod
    async def open(cls, path: Path | None, profile: str) -> Journal:
        """Open the journal, and settle what processes that have ended left behind.

        Args:
            path: the database's file; None keeps it in memory (the demo).
            profile: the profile's id.

        Raises:
            ConfigError: when the file can be neither used nor replaced.
        """
        journal = cls(await open_database(path or MEMORY, SCHEMA), profile, _owner(os.getpid()))
        # A write must be on the disk before it is on the wire, even if the power goes.
        await journal._db.execute("PRAGMA synchronous = FULL")
        await journal._settle()
        return journal

    async def close(self) -> None:
        """Close it."""
        await self._db.close()

    async def _settle(self) -> None:
        async with self._db.execute(
            "SELECT DISTINCT owner FROM entry WHERE profile = ? AND outcome = ?",
            (self._profile, Outcome.INTENDED),
        ) as cursor:
            owners = [row[0] for row in await cursor.fetchall()]
        for owner in owners:
            if not _alive(owner):
                await self._db.execute(
                    "UPDATE entry SET outcome = ?, message = ? WHERE profile = ? AND outcome = ? AND owner = ?",
                    (
                        Outcome.UNKNOWN,
                        "flotui ended before the answer came.",
                        self._profile,
                        Outcome.INTENDED,
                        owner,
                    ),
                )

    async def intend(
        self,
        call: Call,
        says: str,
        *,
        kind: str = "",
        subject: str = "",
        batch: str = "",
        inverse: Call | None = None,
        undoes: int | None = None,
    ) -> Entry:
        """Note a write that is about to leave. It is on disk when this returns.

        Args:
            call: the write.
            says: what it does, as a sentence.
            kind: the kind of the row it is about.
            subject: the id of that row.
            batch: what it belongs to.
            inverse: the write that sets it back.
            undoes: the entry that it undoes.
        """
        at = time.time()
        async with self._db.execute(
            "INSERT INTO entry (profile, owner, batch, at, call, says, kind, subject, inverse, undoes, outcome) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                self._profile,
                self._owner,
                batch,
                at,
                call.key,
                says,
                kind,
                subject,
                inverse.key if inverse else None,
                undoes,
                Outcome.INTENDED,
            ),
        ) as cursor:
            row = await cursor.fetchone()
        assert row is not None
        return Entry(row[0], at, call, says, kind, subject, batch, inverse, Outcome.INTENDED, undoes)

    async def settle(
        self,
        entry: Entry,
        outcome: Outcome,
        *,
        status: int | None = None,
        ms: int | None = None,
        message: str = "",
        made: tuple[str, str, Call] | None = None,
    ) -> Entry:
        """Note what came of a write.

        Args:
            entry: the write's entry.
            outcome: what came of it.
            status: the HTTP status of the answer.
            ms: how long it took.
            message: what went wrong.
            made: what the write has made: its kind, its id, and the write that takes it away again.
        """
        now = time.time()
        if made is not None:
            entry = replace(entry, kind=made[0], subject=made[1], inverse=made[2])
            await self._db.execute(
                "UPDATE entry SET kind = ?, subject = ?, inverse = ? WHERE id = ?",
                (made[0], made[1], made[2].key, entry.id),
            )
        await self._db.execute(
            "UPDATE entry SET outcome = ?, answered_at = ?, status = ?, ms = ?, message = ? WHERE id = ?",
            (outcome, now, status, ms, message, entry.id),
        )
        if outcome is Outcome.DONE and entry.undoes is not None:
            await self._db.execute("UPDATE entry SET undone = 1 WHERE id = ?", (entry.undoes,))
        return replace(entry, outcome=outcome, answered_at=now, status=status, ms=ms, message=message)

    async def entry(self, entry_id: int) -> Entry | None:
        """The entry of that id, or None."""
        found = await self._entries("id = ?", entry_id, limit=1)
        return found[0] if found else None

    async def recent(self, limit: int = 1000, subject: str | None = None) -> list[Entry]:
        """The newest entries, newest first; those about one row where a subject is given."""
        if subject is None:
            return await self._entries("1", limit=limit)
        return await self._entries("subject = ?", subject, limit=limit)

    async def unknown(self) -> list[Entry]:
        """Writes of which nobody knows whether they arrived, oldest first."""
        return (await self._entries("outcome = ?", Outcome.UNKNOWN))[::-1]

    async def undoable(self) -> list[Entry]:
        """The entries that the next undo sets back: the newest batch that was done, newest first."""
        last = await self._entries(
            "outcome = ? AND inverse IS NOT NULL AND undoes IS NULL AND NOT undone", Outcome.DONE, limit=1
        )
        if not last or not last[0].batch:
            return last
        return await self._entries(
            "outcome = ? AND inverse IS NOT NULL AND undoes IS NULL AND NOT undone AND batch = ?",
            Outcome.DONE,
            last[0].batch,
        )

    async def _entries(self, where: str, *arguments: Any, limit: int = 1000) -> list[Entry]:
        async with self._db.execute(
            f"SELECT {_COLUMNS} FROM entry WHERE profile = ? AND {where} ORDER BY id DESC LIMIT ?",
            (self._profile, *arguments, limit),
        ) as cursor:
            return [_entry(tuple(row)) for row in await cursor.fetchall()]


def _entry(row: tuple[Any, ...]) -> Entry:
    """The entry of a row that holds `_COLUMNS`, which stand in the order of the fields."""
    found = Entry(*row)
    return replace(
        found,
        call=Call.from_key(row[2]),
        inverse=Call.from_key(row[7]) if row[7] else None,
        outcome=Outcome(found.outcome),
        undone=bool(found.undone),
    )


def _owner(pid: int) -> str:
    """A process, told apart from a later one with the same number by when it began."""
    try:
        # Field 22 of proc(5) stat; the command's name before it may hold spaces, so count from its end.
        began = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        began = ""
    return f"{pid}:{began}"


def _alive(owner: str) -> bool:
    pid = int(owner.partition(":")[0])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _owner(pid) == owner
