# SPDX-License-Identifier: MIT
"""What the values are now that entries of the journal have changed, as far as the cache knows it: no request is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.secrets import MASK
from flotui.repositories.things import target_of
from flotui.store.journal import Change, Entry
from flotui.workspace.history import known_changes

if TYPE_CHECKING:
    from flotui.repositories.targets import Target
    from flotui.workspace import Workspace

UNKNOWN = object()
"""What stands for a value that nothing here tells."""

_Place = tuple[str, "str | int", str]
"""A value of a thing: its kind, its id, and the path."""


class CurrentValues:
    """What the values of some entries are now."""

    def __init__(self, known: dict[_Place, object], over: dict[tuple[int, str], object]) -> None:
        """
        Args:
            known: what the cache has.
            over: by entry and path, what another entry of the same act found there in place of that.
        """
        self._known = known
        self._over = over

    def of(self, entry: Entry, change: Change, *, net: bool = False) -> object:
        """What a value is when its entry's turn comes; `UNKNOWN` where nothing here tells.

        Args:
            entry: the entry.
            change: what it changed.
            net: whether it is asked of the act as a whole.
        """
        if not net and (entry.id, change.path) in self._over:
            return self._over[entry.id, change.path]
        return self._known.get(_place(entry, change), UNKNOWN)


async def cached_values(
    workspace: Workspace, entries: Sequence[Entry], *, forwards: bool = False
) -> CurrentValues:
    """What the values are now that an act has changed.

    Args:
        workspace: the open bot.
        entries: the act's.
        forwards: whether it is done again, not undone.
    """
    known: dict[_Place, object] = {}
    over: dict[tuple[int, str], object] = {}
    rows: dict[tuple[str, str], object] = {}
    for entry in sorted(entries, key=lambda each: each.id, reverse=not forwards):
        target = target_of(entry.call.operation_id)
        for change in known_changes(entry) if target is not None else ():
            assert target is not None
            place = _place(entry, change)
            seen = change.before if forwards else change.after
            if place in known:
                over[entry.id, change.path] = seen
                continue
            about = (target.reads(entry.call).key, target.row_id(entry.call))
            if about not in rows:
                rows[about] = await _row(workspace, target, entry)
            known[place] = _value(target, rows[about], change, seen)
    return CurrentValues(known, over)


def _place(entry: Entry, change: Change) -> _Place:
    return entry.kind, entry.subject or entry.id, change.path


async def _row(workspace: Workspace, target: Target, entry: Entry) -> object:
    """What the cache has of the thing that an entry is about; None where it has nothing."""
    if target.kind is None:
        reply = await workspace.cache.reply(target.reads(entry.call).key)
        return reply.value if reply is not None else None
    row_id = target.row_id(entry.call)
    return (await workspace.cache.bodies(target.kind.name, [row_id])).get(row_id)


def _value(target: Target, row: object, change: Change, seen: object) -> object:
    """What a row has of a change's value; `UNKNOWN` where it doesn't tell."""
    if row is None:
        return UNKNOWN
    has = target.has(row, change.path)
    told = not isinstance(row, dict) or change.path.partition(".")[0] in row
    if has == MASK or not (told or target.same(change.path, has, seen)):
        return UNKNOWN
    return target.before(change.path, has, seen)
