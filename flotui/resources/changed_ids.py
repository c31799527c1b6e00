# SPDX-License-Identifier: MIT
"""Names for the ids that edits changed: whose a chat became is an agent, and not a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.repositories.linked import LinkedId, linked_ids, linked_names
from flotui.repositories.things import target_of
from flotui.resources.text import Span, Text
from flotui.store.journal import Change, Entry
from flotui.text import safe
from flotui.workspace.comparing import shown_value
from flotui.workspace.history import known_changes

if TYPE_CHECKING:
    from flotui.workspace import Workspace

Names = Mapping[tuple[str, str], str]
"""What rows are called, by the path under which their id was changed, and by that id."""


async def with_names(workspace: Workspace, entries: Sequence[Entry]) -> list[Entry]:
    """Entries that know what the rows are called whose ids they changed, as far as the cache does.

    Args:
        workspace: the open bot.
        entries: which.
    """
    ids = [ids_in(entry.call.operation_id, known_changes(entry)) for entry in entries]
    names = await linked_names(workspace.cache, chain.from_iterable(ids))
    named = [
        tuple((each.path, each.id, name) for each in some if (name := names.get(each.key))) for some in ids
    ]
    return [replace(entry, called=own) if own else entry for entry, own in zip(entries, named, strict=True)]


def ids_in(operation: str, changes: Sequence[Change]) -> list[LinkedId]:
    """The ids that a call changed.

    Args:
        operation: the call's.
        changes: what it changed.
    """
    values = ((change.path, value) for change in changes for value in (change.before, change.after))
    return linked_ids(target_of(operation), values)


def names_of(entries: Iterable[Entry]) -> Names:
    """What the rows are called whose ids entries changed, as far as the entries know."""
    return {(path, row_id): name for entry in entries for path, row_id, name in entry.called}


def value_text(path: str, value: object, names: Names, most: int = 60) -> str:
    """A value in a sentence; of an id, what its row is called.

    Args:
        path: where the value is in the row.
        value: the value, as JSON.
        names: what rows are called.
        most: how many characters may be shown.
    """
    name = names.get((path, str(value)))
    return safe.cut(name, most) if name else shown_value(value, most)


def change_text(change: Change, names: Names) -> Text:
    """What a change did to a value: before → after."""
    if change.secret:
        return (Span("hidden → hidden", "dim"),)
    before, after = (value_text(change.path, each, names) for each in (change.before, change.after))
    return (Span(before), Span(" → ", "dim"), Span(after))
