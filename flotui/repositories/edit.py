# SPDX-License-Identifier: MIT
"""An Edit: a write as the person means it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from flotui.api.call import Call
from flotui.api.exact import Json
from flotui.api.models.base import Model
from flotui.repositories.row_kinds import RowKind
from flotui.store.journal import Change

if TYPE_CHECKING:
    from flotui.api.reply import Reply

Patch = Callable[[Json], Json]
"""Makes of a cached row what it is after the write."""


class Touch(msgspec.Struct, frozen=True):
    """A row that an edit changes."""

    kind: RowKind[Model]
    """Its kind."""
    row_id: str
    """Its id."""
    patch: Patch | None = None
    """What the cached row becomes; None where it only has to be read again."""
    gone: bool = False
    """Whether the row no longer exists afterwards."""
    seen: Mapping[str, object] | None = None
    """Of one that is deleted: the row as the person saw it, as JSON; None where only the cache tells."""
    reread: Call | None = None
    """What reads the host's copy, which then replaces the cached one."""
    replied: bool = False
    """Whether the answer to the write holds the host's copy of it."""
    check: Callable[[object], str | None] | None = None
    """Compares the host's copy with what was sent; a sentence where they differ."""


class Edit(msgspec.Struct, frozen=True):
    """A Call that changes something, and all that the program needs to know about it."""

    call: Call
    """The write."""
    summary: str
    """What it does, as a sentence without a full stop: `Add tag vip to Ana Souza`."""
    subject: str = ""
    """The id of the row it is about; empty for something that has none yet."""
    changes: tuple[Change, ...] = ()
    """What it changes, each with what the person saw there. It is compared with the host's before it is
    overwritten; empty where nothing was seen."""
    inverse: Call | None = None
    """The write that undoes it; None where there is none."""
    lost: tuple[str, ...] = ()
    """What the inverse does not set back, because the API has no form for what it was."""
    touches: tuple[Touch, ...] = ()
    """The rows it changes."""
    answers: tuple[tuple[Call, Patch], ...] = ()
    """The cached answers that it changes, by what reads them."""
    undoes: int | None = None
    """The journal's entry that it undoes."""
    redoes: int | None = None
    """The journal's entry that it does again."""
    resends: int | None = None
    """The journal's entry that it sends again: its outcome is unknown, or it was not done."""
    typed: bool = True
    """Whether the person gave what it sends, and can correct it; not where the journal did, such as for an undo."""
    first_of: Edit | None = None
    """The edit of the same values that follows it in the same act, where this one only makes room for that: it is
    what the person means, and is asked about."""
    settled: bool = False
    """Whether the cached answers say all that is to be known after it, so that none is read again for it."""
    pause: float = 0.0
    """Seconds to let pass afterwards, before the next write of the same batch."""
    answered: Callable[[Reply], None] | None = None
    """Told the host's answer, by whoever wants to show it."""
    unlooked: bool = False
    """Whether nobody has looked whether there is one of its name already: then what it answers with isn't deleted by an
    undo."""

    @property
    def kind(self) -> str:
        """The kind of the row it is about; empty where it names none."""
        return self.touches[0].kind.name if self.touches else ""


class RowEdits(msgspec.Struct, frozen=True):
    """What is done to one row."""

    title: str
    """What the row is called."""
    edits: Sequence[Edit]
    """What is done to it, in an order that matters; empty where nothing has to be done."""
