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
import enum
import os
import time
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.exact import dumps, loads_own
from flotui.store.database import Precious
from flotui.store.opening import TIDY, Schema
from flotui.store.striking import strike_entries
from flotui.store.trouble import Damaged, StoreFailed

_SUM = "crc(call, says, kind, subject, inverse, changes)"
"""An entry's checksum: of what would be sent again, or shown as what was."""


def _prepare(db: Connection) -> None:
    # A write must be on the disk before it is on the wire, even if the power goes.
    db.execute("PRAGMA synchronous = FULL")
    db.create_function("crc", -1, _crc, deterministic=True)


def _crc(*values: str | None) -> int:
    return zlib.crc32(repr(values).encode())


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
        lambda db: strike_entries(db, _SUM),
        TIDY,
    ),
    prepare=_prepare,
)

_OTHERWISE = "it is damaged (of an entry, something else was written)"

ENDED = "flotui ended before the answer came."
"""Why the outcome of a write is unknown whose process has ended."""


class Outcome(enum.StrEnum):
    """What came of a write."""

    INTENDED = "intended"
    """It is under way."""
    DONE = "done"
    """The host said that it did it."""
    UNCHANGED = "unchanged"
    """The host had already what it would set, so it was not sent."""
    REFUSED = "refused"
    """The host said that it did not, or it doesn't fit the contract."""
    WAITING = "waiting"
    """Nothing was done, for a reason that isn't its own: no connection, a key, the quota. It can be sent again."""
    UNKNOWN = "unknown"
    """It may or may not have arrived; a person has to look."""
    DROPPED = "dropped"
    """It was unknown, and the person let it be."""


class Change(msgspec.Struct, frozen=True):
    """One value that a write changes."""

    path: str
    """Where it stands in the row: `price`, `tags.f1t2`."""
    name: str
    """What it is called: `price`, `tag vip`."""
    before: Any = None
    """What it was, as JSON."""
    after: Any = None
    """What it becomes, as JSON."""
    secret: bool = False
    """Whether it is a credential: then neither is kept."""


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
    redoes: int | None = None
    """The undone entry that this one did again."""
    redone: bool = False
    """Whether it has been done again after it was undone."""
    changes: tuple[Change, ...] | None = None
    """What it changed; None where nobody noted that: in an entry of an older flotui."""
    answered_at: float | None = None
    status: int | None = None
    """The HTTP status of the answer."""
    ms: int | None = None
    """How long the answer took, in milliseconds."""
    message: str = ""
    """What went wrong, as a sentence."""
    owner: str = ""
    """The process that wrote it: its number and when it began."""
    changed_since: bool = False
    """Whether what it set is known to be something else since; not kept, but found out where it is shown."""

    @property
    def row_id(self) -> str:
        """Its id as text, for tables."""
        return str(self.id)


_COLUMNS = (
    "id, at, call, says, kind, subject, batch, inverse, outcome, undoes, undone, redoes, redone, changes, "
    "answered_at, status, ms, message, owner"
)
_WHOLE = f"sum IS NULL OR sum = {_SUM}"


_CAN_BE_UNDONE = (
    "outcome = 'done' AND inverse IS NOT NULL AND undoes IS NULL AND NOT undone AND NOT EXISTS "
    "(SELECT 1 FROM entry AS tried WHERE tried.undoes = entry.id AND tried.outcome != 'waiting') "
    "AND (batch = '' OR NOT EXISTS (SELECT 1 FROM entry AS part JOIN entry AS tried ON tried.undoes = part.id "
    "WHERE part.batch = entry.batch AND part.profile = entry.profile AND tried.outcome = 'intended'))"
)
"""The condition of an entry that the next undo may set back: no undo of it has left, nor of any part of its act."""

_CAN_BE_REDONE = (
    "undone AND NOT redone AND NOT EXISTS (SELECT 1 FROM entry AS tried WHERE tried.redoes = entry.id "
    "AND tried.outcome IN ('intended', 'done', 'unchanged', 'unknown'))"
)
"""The condition of an entry that may be done again: nothing that does it again has left, or it was refused."""


class Journal:
    """The journal of one profile. While it can't be written, nothing may leave; see `Precious`."""

    def __init__(self, db: Precious, profile: str, owner: str) -> None:
        self.db = db
        """The database that it is in."""
        self._profile = profile
        self._owner = owner
        self._checked: asyncio.Future[None] | None = None
        self._owed: list[Callable[[Connection], None]] = []

    @classmethod
    async def open(cls, path: Path | None, profile: str) -> Journal:
        """Open the journal, and settle what processes that have ended left behind.

        Args:
            path: the database's file; None keeps it in memory (the demo).
            profile: the profile's id.

        Raises:
            Newer: when a newer flotui made it.
        """
        journal = cls(await Precious.open(path, SCHEMA), profile, _owner(os.getpid()))
        with suppress(StoreFailed):
            await journal.settle_ended()
        return journal

    async def close(self) -> None:
        """Close it, once more trying to note what could not be noted before."""
        if owed := tuple(self._owed):
            with suppress(StoreFailed):
                await self.db.change(lambda db: [settle(db) for settle in owed])
        await self.db.close()

    async def check(self) -> None:
        """Look at the whole file for damage, once; no write is noted before that."""
        if self._checked is None:
            self._checked = asyncio.ensure_future(self.db.check(check_sums))
        await asyncio.shield(self._checked)

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
        ended = [owner for owner in owners if not _alive(owner)]
        if not ended:
            return 0
        holes = ", ".join("?" * len(ended))
        return await self.db.change(
            lambda db: (
                db.execute(
                    "UPDATE entry SET outcome = ?, message = ? "
                    f"WHERE profile = ? AND outcome = ? AND owner IN ({holes})",
                    (Outcome.UNKNOWN, ENDED, self._profile, Outcome.INTENDED, *ended),
                ).rowcount
            )
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
        changes: Sequence[Change] = (),
        undoes: int | None = None,
        redoes: int | None = None,
    ) -> Entry:
        """Note a write that is about to leave. It is on disk when this returns.

        Args:
            call: the write.
            says: what it does, as a sentence.
            kind: the kind of the row it is about.
            subject: the id of that row.
            batch: what it belongs to.
            inverse: the write that sets it back.
            changes: what it changes.
            undoes: the entry that it undoes.
            redoes: the undone entry that it does again.

        Raises:
            StoreFailed: when it can't be noted, so that it must not leave.
        """
        await self.check()
        at = time.time()
        values = (
            self._profile,
            self._owner,
            batch,
            at,
            call.key,
            says,
            kind,
            subject,
            inverse.key if inverse else None,
            _packed(changes),
            undoes,
            redoes,
            Outcome.INTENDED,
        )

        owed = tuple(self._owed)

        def intend(db: Connection) -> int:
            for settle in owed:
                settle(db)
            return _add(db, values)

        number = await self.db.change(intend)
        self._owed = [settle for settle in self._owed if settle not in owed]
        return Entry(
            number,
            at,
            call,
            says,
            kind,
            subject,
            batch,
            inverse,
            Outcome.INTENDED,
            undoes,
            redoes=redoes,
            changes=tuple(changes),
            owner=self._owner,
        )

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
        """Note what came of a write, and what that means for the entry that it undid or did again.

        What can't be noted now is noted before the next write; if the program ends before that, nobody knows
        what came of it.

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
            _sum_up(db, entry.id)
            if outcome in (Outcome.DONE, Outcome.UNCHANGED):
                if entry.undoes is not None:
                    db.execute("UPDATE entry SET undone = 1 WHERE id = ?", (entry.undoes,))
                if entry.redoes is not None:
                    db.execute("UPDATE entry SET redone = 1 WHERE id = ?", (entry.redoes,))

        try:
            await self.db.change(settle)
        except StoreFailed as error:
            self._owed.append(settle)
            self.db.notify(
                f"{entry.says}: {outcome}, but that can't be noted. {error.happened.removeprefix('Not sent: ')} "
                "If flotui ends before it can, the outcome counts as unknown."
            )
        return replace(entry, outcome=outcome, answered_at=now, status=status, ms=ms, message=message)

    # -- What there is ----------------------------------------------------------------------------

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

    def is_own(self, entry: Entry) -> bool:
        """Whether an entry was written by this process."""
        return entry.owner == self._owner

    async def newest(self) -> Entry | None:
        """The newest edit of this process that is not undone, whatever came of it; undoing is none."""
        found = await self._entries("undoes IS NULL AND NOT undone AND owner = ?", self._owner, limit=1)
        return found[0] if found else None

    async def undoable(self, *, own: bool = True) -> list[Entry]:
        """The entries that the next undo sets back: the newest batch that was done, newest first.

        What an undo was tried of and refused, or left to be, is passed over: it can still be undone by itself.

        Args:
            own: whether only what this process wrote counts.
        """
        whose = " AND owner = ?" if own else ""
        last = await self._entries(_CAN_BE_UNDONE + whose, *((self._owner,) if own else ()), limit=1)
        return await self._entries(f"{_CAN_BE_UNDONE} AND batch = ?", last[0].batch) if last else []

    async def redoable(self) -> list[Entry]:
        """The entries that the next redo does again: what this process undid last, oldest first.

        A new edit ends that: nothing from before it is done again over it.
        """
        last = await self._entries(
            "undoes IS NOT NULL AND owner = ?1 AND outcome IN ('done', 'unchanged') "
            "AND EXISTS (SELECT 1 FROM entry AS undone WHERE undone.id = entry.undoes "
            "AND undone.undone AND NOT undone.redone) "
            "AND id > (SELECT coalesce(max(id), 0) FROM entry AS edit WHERE edit.profile = entry.profile "
            "AND edit.owner = ?1 AND edit.undoes IS NULL AND edit.redoes IS NULL "
            "AND edit.outcome IN ('done', 'unknown', 'intended'))",
            self._owner,
            limit=1,
        )
        return await self.undone_by(last[0].batch) if last else []

    async def undone_by(self, batch: str) -> list[Entry]:
        """The entries that a batch of undo entries has undone and that were not done again, oldest first."""
        found = await self._entries(
            f"{_CAN_BE_REDONE} AND id IN (SELECT undoes FROM entry AS undo "
            "WHERE undo.batch = ? AND undo.outcome IN ('done', 'unchanged'))",
            batch,
        )
        return found[::-1]

    async def undone_of(self, entry: Entry) -> list[Entry]:
        """The entries of one act that were undone and not done again, oldest first."""
        where, value = ("batch = ?", entry.batch) if entry.batch else ("id = ?", entry.id)
        return (await self._entries(f"{_CAN_BE_REDONE} AND {where}", value))[::-1]

    async def of_batch(self, entry: Entry) -> list[Entry]:
        """The entries that belong to one act, newest first: those of an entry's batch."""
        return await self._entries("batch = ?", entry.batch) if entry.batch else [entry]

    async def _entries(self, where: str, *arguments: Any, limit: int = 1000) -> list[Entry]:
        sql = f"SELECT {_WHOLE}, {_COLUMNS} FROM entry WHERE {where} AND profile = ? ORDER BY id DESC LIMIT ?"
        return await self.db.read(
            lambda db: [_entry(*row) for row in db.execute(sql, (*arguments, self._profile, limit))]
        )


def rehearse(db: Connection) -> None:
    """Note an entry as a write does: for the doctor, who takes it back."""
    entry = _add(db, ("", "", "", 0.0, "", "", "", "", None, None, None, None, Outcome.INTENDED))
    db.execute("UPDATE entry SET outcome = ? WHERE id = ?", (Outcome.DONE, entry))


def _add(db: Connection, values: Sequence[Any]) -> int:
    """Add an entry; its number."""
    added = db.execute(
        "INSERT INTO entry (profile, owner, batch, at, call, says, kind, subject, inverse, changes, "
        "undoes, redoes, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    )
    assert added.lastrowid is not None
    _sum_up(db, added.lastrowid)
    return added.lastrowid


def _sum_up(db: Connection, number: int) -> None:
    """Keep the checksum of an entry that was written."""
    db.execute(f"UPDATE entry SET sum = {_SUM} WHERE id = ?", (number,))


def check_sums(db: Connection) -> None:
    """See that all entries are what was written.

    Raises:
        Damaged: when one isn't.
    """
    if db.execute(f"SELECT 1 FROM entry WHERE NOT ({_WHOLE}) LIMIT 1").fetchone():
        raise Damaged(_OTHERWISE)


def _entry(whole: int, *row: Any) -> Entry:
    """The entry of a row that holds `_COLUMNS`, which stand in the order of the fields.

    Raises:
        Damaged: when it isn't what was written.
    """
    if not whole:
        raise Damaged(_OTHERWISE)
    found = Entry(*row)
    try:
        return replace(
            found,
            call=Call.from_key(row[2]),
            inverse=Call.from_key(row[7]) if row[7] else None,
            outcome=Outcome(found.outcome),
            undone=bool(found.undone),
            redone=bool(found.redone),
            changes=_unpacked(found.changes),
        )
    except (ValueError, TypeError) as error:
        raise Damaged(_OTHERWISE) from error


def _packed(changes: Sequence[Change]) -> str:
    """Changes as JSON text; the values of a credential are left out."""
    return dumps(
        [
            [each.path, each.name] if each.secret else [each.path, each.name, each.before, each.after]
            for each in changes
        ]
    )


def _unpacked(text: Any) -> tuple[Change, ...] | None:
    if text is None:
        return None
    return tuple(
        Change(each[0], each[1], secret=True) if len(each) == 2 else Change(*each) for each in loads_own(text)
    )


def _owner(pid: int) -> str:
    """A process, told apart from a later one with the same number by when it began; no start once it ended."""
    try:
        # Fields 3 and 22 of proc(5) stat; the command's name before them may hold spaces, so count from its end.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        state, began = fields[0], fields[19]
    except (OSError, IndexError):
        return f"{pid}:"
    # One that has ended and whose parent has not asked yet still has its number.
    return f"{pid}:" if state in "ZX" else f"{pid}:{began}"


def _alive(owner: str) -> bool:
    pid = int(owner.partition(":")[0])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _owner(pid) == owner
