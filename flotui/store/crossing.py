# SPDX-License-Identifier: MIT
"""Sends of two windows to one subscriber that cross: seen in the transaction that notes one's own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from sqlite3 import Connection

import msgspec

from flotui.api.call import Call
from flotui.api.catalogue import Risk
from flotui.api.errors import NotSent
from flotui.store.entry import Entry, Outcome
from flotui.store.few import number_of
from flotui.store.job import BEGUN_IN
from flotui.store.owners import is_alive

CROSSING = (Outcome.INTENDED, Outcome.DONE, Outcome.UNKNOWN)
"""Outcomes of a send that may reach its subscriber, or has."""


class Crossed(NotSent):
    """Another window has sent something to the same subscriber since the person looked."""

    advice = "Look in the chat first."

    def __init__(self, happened: str, steps: Collection[int] = ()) -> None:
        """
        Args:
            happened: what happened, as a sentence.
            steps: the numbers of the jobs' calls among what was sent; who is told of it has seen them.
        """
        super().__init__(happened)
        self.steps = steps


class SeenSends(msgspec.Struct, frozen=True):
    """What the person has seen of what other windows sent to a subscriber."""

    since: float
    """From when on it matters, in unix seconds."""
    newest: int = 0
    """The id of the newest entry that they have seen; entries are numbered as they are noted."""
    windows: Collection[str] = ()
    """The windows that are no others, as the journal names them, beside one's own."""
    steps: Collection[int] = ()
    """The numbers of the calls of jobs that they have seen; see `number_of`."""


def by_others(entries: Sequence[Entry], since: float, own: Collection[str]) -> list[Entry]:
    """The sends that their subscriber may get, or has, and that none of one's own windows made.

    Args:
        entries: of the journal.
        since: from when on, in unix seconds.
        own: one's own windows, as the journal names them.
    """
    return [
        each
        for each in entries
        if each.outcome in CROSSING
        and each.call.operation.risk is Risk.SEND
        and each.at >= since
        and each.owner not in own
    ]


def lately(entries: Sequence[Entry], since: float, own: Collection[str]) -> list[Entry]:
    """As `by_others`, where one's own windows of before aren't known: what a window that has ended is known to have sent
    counts as one's own.

    Args:
        entries: of the journal.
        since: from when on, in unix seconds.
        own: one's own windows that are open, as the journal names them.
    """
    found = by_others(entries, since, own)
    return [each for each in found if each.outcome is not Outcome.DONE or is_alive(each.owner)]


def see_crossed(
    db: Connection, profile: str, owner: str, subject: str, look: SeenSends, name: str = ""
) -> None:
    """See that nothing has been sent to a subscriber by another window since the person looked.

    Args:
        db: the journal's database, in a transaction.
        profile: the profile's id.
        owner: this process, as entries name it.
        subject: the subscriber's id.
        look: what the person has seen.
        name: what the subscriber is called, where several are sent something.

    Raises:
        Crossed: when something was.
    """
    holes = ", ".join("?" * len(CROSSING))
    found = db.execute(
        "SELECT owner, call FROM entry WHERE profile = ? AND subject = ? AND at >= ? AND id > ? "
        f"AND outcome IN ({holes})",
        (profile, subject, look.since, look.newest, *CROSSING),
    )
    own = {owner, *look.windows}
    unseen = [call for by, call in found if by not in own]
    steps = steps_sent(db, profile, subject, look.since, own) - {*look.steps}
    if steps or any(Call.from_key(call).operation.risk is Risk.SEND for call in unseen):
        to = f" to {name}" if name else ""
        raise Crossed(f"Not sent{to}: another window has just sent this subscriber something.", steps)


def steps_sent(
    db: Connection, profile: str, subject: str, since: float, own: Collection[str]
) -> frozenset[int]:
    """The numbers of the sends of jobs that a subscriber may get, or has, and that none of one's own windows made.

    A job of many rows belongs to the window that runs it; while none does, nobody is taken for having sent it.

    Args:
        db: the journal's database.
        profile: the profile's id.
        subject: the subscriber's id.
        since: from when on, in unix seconds.
        own: one's own windows, as the journal names them.
    """
    holes = ", ".join("?" * len(CROSSING))
    found = db.execute(
        f"SELECT step.job, step.n, step.call, coalesce({BEGUN_IN}, job.owner) "
        "FROM step CROSS JOIN job ON job.id = step.job "
        f"WHERE step.subject = ? AND job.profile = ? AND step.at >= ? AND step.outcome IN ({holes})",
        (subject, profile, since, *CROSSING),
    )
    return frozenset(
        number_of(job, n)
        for job, n, call, by in found
        if by and by not in own and Call.from_key(call).operation.risk is Risk.SEND
    )
