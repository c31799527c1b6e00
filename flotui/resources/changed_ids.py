# SPDX-License-Identifier: MIT
"""Names for the ids that edits changed: whose a chat became is an agent, and not a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from flotui.repositories.row_kinds import RowKind
from flotui.repositories.things import target_of
from flotui.resources.text import Span, Text
from flotui.store.journal import Change, Entry
from flotui.text import safe
from flotui.workspace.comparing import shown_value
from flotui.workspace.history import known_changes

if TYPE_CHECKING:
    from flotui.api.models.base import Model
    from flotui.workspace import Workspace

Names = Mapping[tuple[str, str], str]
"""What rows are called, by the path under which their id was changed, and by that id."""


class ChangedId(NamedTuple):
    """An id that a call changed."""

    path: str
    """Where it is in the row."""
    kind: RowKind[Model]
    """The kind of the row whose it is."""
    id: str


async def with_names(workspace: Workspace, entries: Sequence[Entry]) -> list[Entry]:
    """Entries that know what the rows are called whose ids they changed, as far as the cache does.

    Args:
        workspace: the open bot.
        entries: which.
    """
    ids = [ids_in(entry.call.operation_id, known_changes(entry)) for entry in entries]
    names = await called(workspace, ids)
    named = [
        tuple((each.path, each.id, name) for each in some if (name := names.get((each.kind.name, each.id))))
        for some in ids
    ]
    return [replace(entry, called=own) if own else entry for entry, own in zip(entries, named, strict=True)]


async def called(workspace: Workspace, ids: Iterable[Sequence[ChangedId]]) -> Mapping[tuple[str, str], str]:
    """What rows are called, by the name of their kind and by their id, as far as the cache knows.

    Args:
        workspace: the bot.
        ids: theirs, of several calls.
    """
    wanted: dict[str, tuple[RowKind[Model], set[str]]] = {}
    for each in (each for some in ids for each in some):
        wanted.setdefault(each.kind.name, (each.kind, set()))[1].add(each.id)
    names: dict[tuple[str, str], str] = {}
    for kind, of_kind in wanted.values():
        bodies = await workspace.cache.bodies(kind.name, of_kind)
        names |= {(kind.name, row_id): kind.title_of(body) for row_id, body in bodies.items()}
    return names


def ids_in(operation: str, changes: Sequence[Change]) -> list[ChangedId]:
    """The ids that a call changed, with the kinds of the rows whose they are.

    Args:
        operation: the call's.
        changes: what it changed.
    """
    target = target_of(operation)
    links = {link.key: link.kind for link in target.kind.links} if target is not None and target.kind else {}
    return [
        ChangedId(change.path, kind, str(each))
        for change in changes
        if (kind := links.get(change.path)) is not None
        for each in (change.before, change.after)
        if each
    ]


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
