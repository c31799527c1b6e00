# SPDX-License-Identifier: MIT
"""What happens in a workspace, as its listeners are told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from flotui.api.errors import NotAuthorised
from flotui.repositories.edit import Edit
from flotui.store.job import Job
from flotui.store.journal import Entry

if TYPE_CHECKING:
    from flotui.api.exchange import Exchange

log = logging.getLogger(__name__)


class Changed(msgspec.Struct, frozen=True):
    """Cached data has changed: rows of these kinds and ids, and what these reading operations returned."""

    rows: frozenset[tuple[str, str]] = frozenset()
    """Kind's name and row id of each row that is different or gone."""
    operations: frozenset[str] = frozenset()
    """Reading operations whose cached answers are stale now."""


class Renewed(msgspec.Struct, frozen=True):
    """What resources show is different, and no row says so: read them again."""

    resources: frozenset[str] = frozenset()
    """Their ids; none for all that are shown."""


class ChatRead(msgspec.Struct, frozen=True):
    """More is known of what a chat says: whether its subscriber waits for an answer, and since when."""

    row_id: str
    """The subscriber's id."""


class Journaled(msgspec.Struct, frozen=True):
    """An entry of the journal is new or has been settled."""

    entry: Entry


class Exchanged(msgspec.Struct, frozen=True):
    """A request was answered, or failed."""

    exchange: Exchange


class QuotaTold(msgspec.Struct, frozen=True):
    """What the header says is different: the quota, the pause of the queue, or which bot it is."""


class Noticed(msgspec.Struct, frozen=True):
    """Something the person should know that no dialog waits for."""

    text: str
    danger: bool = False


class NotSentYet(msgspec.Struct, frozen=True):
    """Something has waited for the journal for a while, or waits no longer: mostly a write that has not left."""

    why: str
    """What it waits for, as a sentence; empty once it waits no longer."""


class Unauthorised(msgspec.Struct, frozen=True):
    """The host does not take the token."""

    error: NotAuthorised


class DryRun(msgspec.Struct, frozen=True):
    """A write that would have been sent."""

    edit: Edit
    curl: str


class Progressed(msgspec.Struct, frozen=True):
    """Of what takes many calls, so many are done; all of them when it is over."""

    done: int
    of: int
    verb: str = "sent"
    """What was done with them: `sent`, `read`."""


class Worked(msgspec.Struct, frozen=True):
    """A job has come further, or is in another state; told once a second at most while it runs."""

    job: Job
    looked_on: bool = False
    """Whether a dialog waits for it, and says what comes of it."""


Event = (
    Worked
    | Changed
    | Renewed
    | ChatRead
    | Journaled
    | Exchanged
    | QuotaTold
    | Noticed
    | NotSentYet
    | DryRun
    | Unauthorised
    | Progressed
)
Listener = Callable[[Event], None]


class Events:
    """Tells every event to all who listen."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have every event told to a listener.

        Returns:
            What ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, event: Event) -> None:
        """Tell an event to those who listen now. One who fails keeps neither the others from it nor what is done from
        going on.
        """
        for listener in tuple(self._listeners):
            try:
                listener(event)
            except Exception:
                log.exception("a listener failed at %s", type(event).__name__)
