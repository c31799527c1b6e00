# SPDX-License-Identifier: MIT
"""Names for the ids that edits changed: whose a chat became is an agent, and not a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


class _Id(NamedTuple):
    path: str
    kind: RowKind[Model]
    id: str


async def with_names(workspace: Workspace, entries: Sequence[Entry]) -> list[Entry]:
    """Entries that know what the rows are called whose ids they changed, as far as the cache does.

    Args:
        workspace: the open bot.
        entries: which.
    """
    ids = [list(_ids(entry)) for entry in entries]
    kinds = {each.kind.name: each.kind for some in ids for each in some}
    names: dict[tuple[str, str], str] = {}
    for name, kind in kinds.items():
        wanted = {each.id for some in ids for each in some if each.kind.name == name}
        bodies = await workspace.cache.bodies(name, wanted)
        names |= {(name, row_id): kind.title_of(body) for row_id, body in bodies.items()}
    named = [
        tuple(
            (each.path, each.id, called) for each in some if (called := names.get((each.kind.name, each.id)))
        )
        for some in ids
    ]
    return [
        replace(entry, called=called) if called else entry
        for entry, called in zip(entries, named, strict=True)
    ]


def _ids(entry: Entry) -> Iterator[_Id]:
    """The ids that an entry changed, with the kinds of the rows whose they are."""
    target = target_of(entry.call.operation_id)
    links = {link.key: link.kind for link in target.kind.links} if target is not None and target.kind else {}
    for change in known_changes(entry) if links else ():
        kind = links.get(change.path)
        if kind is not None:
            yield from (_Id(change.path, kind, str(each)) for each in (change.before, change.after) if each)


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
