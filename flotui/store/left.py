# SPDX-License-Identifier: MIT
"""What is left of an act, and what sends it again: the journal's work within a transaction.

An act of several calls is noted as a whole before the first of them leaves: each call as an entry that waits and
was never tried. A call that leaves takes its entry's place, in the transaction that notes the intent. So after any
end the journal has what is left, and no two windows send the same call.

What never reached the host (the quota, no connection) waits as if it hadn't been tried: sending it replaces its
entry. Only what the host has answered, or what may have arrived, stays in the journal as sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection

import msgspec

from flotui.api.errors import NotSent
from flotui.store.entry import Outcome, Write, insert

LEFT = (
    "outcome = 'waiting' AND NOT EXISTS (SELECT 1 FROM entry AS before WHERE before.part = entry.part "
    "AND before.outcome IN ('intended', 'refused', 'unknown') "
    "AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.resends = before.id))"
)
"""The condition of an entry that may still leave: it waits, and not behind one that was refused or is unknown."""

HELD = (
    "outcome = 'waiting' AND status IS NULL AND EXISTS (SELECT 1 FROM entry AS before "
    "WHERE before.part = entry.part AND before.outcome = 'unknown' "
    "AND NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.resends = before.id))"
)
"""The condition of an entry that waits until it is known what came of the call before it."""

_AGAIN = "Sent again."
_ARRIVED = "It had arrived: the host has it already."


class SettledElsewhere(NotSent):
    """What was to be sent again was sent or closed meanwhile, in another window."""

    advice = "See Activity for its outcome."
    command_advice = "Activity in flotui shows its outcome."


def plan(
    db: Connection, profile: str, owner: str, batch: str, at: float, writes: Sequence[Write]
) -> list[int]:
    """Note calls as entries that wait, each behind the one before it; their numbers.

    Args:
        db: the journal's database, in a transaction.
        profile: the profile's id.
        owner: the process that writes it.
        batch: what they belong to.
        at: when, in unix seconds.
        writes: the calls.
    """
    found = [insert(db, profile, owner, batch, at, write, Outcome.WAITING) for write in writes]
    db.executemany(
        "UPDATE entry SET part = ?, place = ? WHERE id = ?", [(found[0], each, each) for each in found]
    )
    return found


class CallPlace(msgspec.Struct, frozen=True):
    """Where a call stands that takes an entry's place."""

    part: int | None
    """Its part of its act."""
    place: int | None
    """Its place in its act."""
    resends: int | None
    """The entry that it sends again; None where there is none that the host may know of."""


def take_place(db: Connection, number: int) -> CallPlace:
    """Have an entry sent again by one that is being noted.

    Returns:
        Where that one stands.

    Raises:
        SettledElsewhere: when it isn't waiting, refused or unknown any more.
    """
    found = db.execute(
        "SELECT outcome, status, part, place, resends FROM entry WHERE id = ?", (number,)
    ).fetchone()
    if found is None or found[0] not in (Outcome.WAITING, Outcome.REFUSED, Outcome.UNKNOWN):
        raise SettledElsewhere("Not sent: it was sent or closed in another window.")
    outcome, status, part, place, older = found
    if outcome == Outcome.WAITING and status is None:
        db.execute("DELETE FROM entry WHERE id = ?", (number,))
        return CallPlace(part, place, older)
    if outcome == Outcome.WAITING:
        _close(db, number, Outcome.RESENT, _AGAIN)
    return CallPlace(part, place, number)


def see_not_taken_back(db: Connection, write: Write) -> None:
    """See that what a write undoes or does again isn't just undone, or done again, in another window.

    Args:
        db: the journal's database, in the transaction that notes the write.
        write: the write.

    Raises:
        SettledElsewhere: when it is, or was.
    """
    taken = ("undoes", write.undoes, "undone"), ("redoes", write.redoes, "redone")
    for column, number, word in taken:
        if number is None:
            continue
        if db.execute(f"SELECT 1 FROM entry WHERE id = ? AND {word} = 1", (number,)).fetchone():
            raise SettledElsewhere(f"Not sent: it was {word} in another window.")
        tried = "'intended'" if write.resends is not None else "'intended', 'unknown'"
        if db.execute(
            f"SELECT 1 FROM entry WHERE {column} = ? AND outcome IN ({tried})", (number,)
        ).fetchone():
            raise SettledElsewhere(f"Not sent: it is just being {word} in another window.")


def close_older(db: Connection, number: int, outcome: Outcome) -> None:
    """Close what an entry sent again, where it is settled what came of that.

    Args:
        db: the journal's database, in a transaction.
        number: the entry that was settled.
        outcome: what came of it. Where the host had it already, what it sent again had arrived.
    """
    if outcome not in (Outcome.DONE, Outcome.UNCHANGED, Outcome.KEPT, Outcome.DROPPED):
        return
    arrived = outcome is Outcome.UNCHANGED
    for older in _chain(db, number):
        if arrived:
            _close(db, older, Outcome.DONE, _ARRIVED)
            note_effects(db, older, Outcome.DONE)
        else:
            _close(db, older, Outcome.RESENT, _AGAIN)
        arrived = False


def _chain(db: Connection, number: int) -> list[int]:
    """The entries of unknown outcome that an entry sent again, directly or through others; the newest first."""
    rows = db.execute(
        "WITH RECURSIVE older (id) AS (SELECT resends FROM entry WHERE id = ? UNION "
        "SELECT entry.resends FROM entry JOIN older ON entry.id = older.id) "
        "SELECT id FROM entry WHERE id IN (SELECT id FROM older) AND outcome = ? ORDER BY id DESC",
        (number, Outcome.UNKNOWN),
    )
    return [int(row[0]) for row in rows]


def _close(db: Connection, number: int, outcome: Outcome, message: str) -> None:
    db.execute("UPDATE entry SET outcome = ?, message = ? WHERE id = ?", (outcome, message, number))


def note_effects(db: Connection, number: int, outcome: Outcome) -> None:
    """Note what an entry undid or did again, where it is done or the host had it already."""
    if outcome in (Outcome.DONE, Outcome.UNCHANGED):
        db.execute(
            "UPDATE entry SET undone = 1 WHERE id = (SELECT undoes FROM entry WHERE id = ?)", (number,)
        )
        db.execute(
            "UPDATE entry SET redone = 1 WHERE id = (SELECT redoes FROM entry WHERE id = ?)", (number,)
        )


def retire(
    db: Connection, profile: str, batch: str, outcome: Outcome = Outcome.RESENT, *, but: int | None = None
) -> None:
    """Have nothing be left of an act any more.

    Args:
        db: the journal's database, in a transaction.
        profile: the profile's id.
        batch: the act's.
        outcome: what its calls come to that were tried; of those that never were nothing is kept, nor of those
            that never reached the host where they count as sent again.
        but: the entry that waits on, because it is about to be sent again.
    """
    waiting = "profile = ? AND batch = ? AND outcome = 'waiting' AND id IS NOT ?"
    untried = "status IS NULL" if outcome is Outcome.RESENT else "answered_at IS NULL"
    db.execute(f"DELETE FROM entry WHERE {waiting} AND {untried}", (profile, batch, but))
    db.execute(f"UPDATE entry SET outcome = ? WHERE {waiting}", (outcome, profile, batch, but))


def held(db: Connection, profile: str) -> set[int]:
    """The numbers of the entries that wait behind one of unknown outcome."""
    rows = db.execute(f"SELECT id FROM entry WHERE profile = ? AND {HELD}", (profile,))
    return {int(row[0]) for row in rows}


def left_of_acts(db: Connection, profile: str) -> dict[str, int]:
    """How many calls are left, by the batch of their act."""
    return {
        str(batch): int(number)
        for batch, number in db.execute(
            f"SELECT batch, count(*) FROM entry WHERE profile = ? AND {LEFT} GROUP BY batch", (profile,)
        )
    }
