# SPDX-License-Identifier: MIT
"""Sends of two windows to one subscriber that cross: seen in the transaction that notes one's own."""

from __future__ import annotations

from collections.abc import Collection
from sqlite3 import Connection
from typing import NamedTuple

from flotui.api.call import Call
from flotui.api.catalogue import Risk
from flotui.api.errors import NotSent
from flotui.store.entry import Outcome

CROSSING = (Outcome.INTENDED, Outcome.DONE, Outcome.UNKNOWN)
"""Outcomes of a send that its subscriber may get, or has."""


class Crossed(NotSent):
    """Another window has sent something to the same subscriber since the person looked."""

    advice = "Look in the chat first."


class SeenSends(NamedTuple):
    """What the person has seen of what other windows sent to a subscriber."""

    since: float
    """From when on it matters, in unix seconds."""
    newest: int = 0
    """The id of the newest entry that they have seen; entries are numbered as they are noted."""
    windows: Collection[str] = ()
    """The windows that are no others, as the journal names them, beside one's own."""


def see_crossed(db: Connection, profile: str, owner: str, subject: str, look: SeenSends) -> None:
    """See that nothing has been sent to a subscriber by another window since the person looked.

    Args:
        db: the journal's database, in a transaction.
        profile: the profile's id.
        owner: this process, as entries name it.
        subject: the subscriber's id.
        look: what the person has seen.

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
    if any(Call.from_key(call).operation.risk is Risk.SEND for call in unseen):
        raise Crossed("Not sent: another window has just sent this subscriber something.")
