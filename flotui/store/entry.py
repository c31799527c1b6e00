# SPDX-License-Identifier: MIT
"""One write in the journal: what it is, what came of it, and how it is in the database."""

from __future__ import annotations

import enum
import zlib
from collections.abc import Sequence
from sqlite3 import Connection
from typing import Any

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.exact import Json, dumps, loads_own
from flotui.store.trouble import Damaged

SUM = "crc(call, says, kind, subject, inverse, changes)"
"""An entry's checksum: of what would be sent again, or shown as what was."""


_OTHERWISE = "it is damaged (an entry isn't as it was written)"


def crc(*values: str | None) -> int:
    """The checksum of an entry's values, as the database computes it."""
    return zlib.crc32(repr(values).encode())


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
    """It was unknown or waiting, and the person let it be."""
    RESENT = "resent"
    """It was unknown or waiting, and another entry sent it again."""
    KEPT = "kept"
    """Somebody else had changed what it would set, and the person keeps that: it was not sent."""


LEFT_ALONE = "Left alone."
"""What is said of a write of unknown outcome that the person let be."""
MAY_HAVE_ARRIVED = (Outcome.UNKNOWN, Outcome.INTENDED, Outcome.DROPPED)
"""Outcomes of a write that may have arrived, or is on its way from another window."""

OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.INTENDED: "under way",
    Outcome.DONE: "done",
    Outcome.UNCHANGED: "unchanged",
    Outcome.KEPT: "unchanged",
    Outcome.REFUSED: "refused",
    Outcome.WAITING: "waiting",
    Outcome.UNKNOWN: "unknown",
    Outcome.DROPPED: "left alone",
    Outcome.RESENT: "sent again",
}
"""What an outcome is called, wherever a person reads it: five words for what came of a write, and what became of
one that was unknown or waiting."""


class Change(msgspec.Struct, frozen=True):
    """One value that a write changes."""

    path: str
    """Where it is in the row: `price`, `tags.f1t2`."""
    name: str
    """What it is called: `price`, `tag vip`."""
    before: Json = None
    """What it was, as JSON."""
    after: Json = None
    """What it becomes, as JSON."""
    secret: bool = False
    """Whether it is a credential: then neither is kept."""


class Write(msgspec.Struct, frozen=True):
    """A write as it is noted before it leaves."""

    call: Call
    """The write."""
    summary: str
    """What it does, as a sentence."""
    kind: str = ""
    """The kind of the row it is about."""
    subject: str = ""
    """The id of that row."""
    inverse: Call | None = None
    """The write that undoes it."""
    changes: tuple[Change, ...] = ()
    """What it changes."""
    undoes: int | None = None
    """The entry that it undoes."""
    redoes: int | None = None
    """The undone entry that it does again."""
    resends: int | None = None
    """The entry that it sends again."""


class Entry(msgspec.Struct, frozen=True):
    """One write in the journal."""

    id: int
    at: float
    """When it was intended, in unix seconds."""
    call: Call
    summary: str
    """What it does, as a sentence for the person."""
    kind: str
    """The kind of the row it is about: `subscriber`; or empty."""
    subject: str
    """The id of the row it is about, or empty."""
    batch: str
    """What it belongs to: one dialog's writes share it, and are undone together."""
    inverse: Call | None
    """The write that undoes it, where there is one."""
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
    resends: int | None = None
    """The entry that this one sent again: its outcome was unknown, or it was not done."""
    part: int | None = None
    """Which of its act's rows it belongs to: the rows of an act of several calls have a number each."""
    place: int | None = None
    """Where it comes among the calls of its act."""
    left: int = 0
    """Of a waiting one: how many calls of its act are left, itself included; not kept."""
    changed_since: bool = False
    """Whether what it set is known to be something else since; not kept, but found out where it is shown."""
    called: tuple[tuple[str, str, str], ...] = ()
    """What the rows are called whose ids it changed: path, id and name of each; not kept, but found out where it is
    shown."""
    job: int | None = None
    """The job of a few rows whose call it is, where it is one; not kept."""
    unsettled: Outcome | None = None
    """What came of the write that undoes it, or does it again, where that is under way or unknown; not kept, but found
    out where it is shown."""

    @property
    def row_id(self) -> str:
        """Its id as text, for tables."""
        return str(self.id)


COLUMNS = (
    "id, at, call, says, kind, subject, batch, inverse, outcome, undoes, undone, redoes, redone, changes, "
    "answered_at, status, ms, message, owner, resends, part, place"
)
_CHANGES = COLUMNS.split(", ").index("changes")
WHOLE = f"sum IS NULL OR sum = {SUM}"


def insert(
    db: Connection, profile: str, owner: str, batch: str, at: float, write: Write, outcome: Outcome
) -> int:
    """Note a write in a new entry; its number.

    Args:
        db: the journal's database, in a transaction.
        profile: the profile's id.
        owner: the process that writes it; see `owner_of`.
        batch: what it belongs to.
        at: when, in unix seconds.
        write: the write.
        outcome: what has come of it by now.
    """
    added = db.execute(
        "INSERT INTO entry (profile, owner, batch, at, call, says, kind, subject, inverse, changes, undoes, "
        "redoes, resends, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            profile,
            owner,
            batch,
            at,
            write.call.key,
            write.summary,
            write.kind,
            write.subject,
            write.inverse.key if write.inverse else None,
            packed(write.changes),
            write.undoes,
            write.redoes,
            write.resends,
            outcome,
        ),
    )
    assert added.lastrowid is not None
    sum_up(db, added.lastrowid)
    return added.lastrowid


def sum_up(db: Connection, number: int) -> None:
    """Keep the checksum of an entry that was written."""
    db.execute(f"UPDATE entry SET sum = {SUM} WHERE id = ?", (number,))


def check_sums(db: Connection) -> None:
    """See that all entries are what was written.

    Raises:
        Damaged: when one isn't.
    """
    if db.execute(f"SELECT 1 FROM entry WHERE NOT ({WHOLE}) LIMIT 1").fetchone():
        raise Damaged(_OTHERWISE)


def entry_of(whole: int, *row: Any) -> Entry:
    """The entry of a row that holds `COLUMNS`, which are in the order of the fields.

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
            changes=_unpacked(row[_CHANGES]),
        )
    except (ValueError, TypeError) as error:
        raise Damaged(_OTHERWISE) from error


def packed(changes: Sequence[Change]) -> str:
    """Changes as JSON text; the values of a credential are left out."""
    return dumps(
        [
            [each.path, each.name] if each.secret else [each.path, each.name, each.before, each.after]
            for each in changes
        ]
    )


def _unpacked(text: str | None) -> tuple[Change, ...] | None:
    if text is None:
        return None
    return tuple(
        Change(each[0], each[1], secret=True) if len(each) == 2 else Change(*each) for each in loads_own(text)
    )
