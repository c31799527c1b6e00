# SPDX-License-Identifier: MIT
"""What a redo creates again: it has another id than before, and what follows has to be about the new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.exact import Json
from flotui.repositories.created import created_by
from flotui.repositories.kinds import AnyKind
from flotui.repositories.things import owner_of
from flotui.store.journal import Change, Entry
from flotui.store.noted import DoneAgain


class Recreated(NamedTuple):
    """A row that was created, deleted and created again."""

    kind: AnyKind
    old: str
    """The id that it had, without its owner's."""
    new: str
    """The id that it has."""
    again: DoneAgain | None = None
    """The redo that has created it again; None for one in the same act."""


def recreated_by(call: Call, old: str, new: str, again: DoneAgain | None = None) -> Recreated | None:
    """What a redone write has created again.

    Args:
        call: the write.
        old: the id of what it created at first, behind its owner's where it has one.
        new: the id of what it has created now, likewise.
        again: the redo, where it is one that the journal has; None for one in the same act.

    Returns:
        The row; None where the write creates nothing, or the host gave it its old id.
    """
    kind, was, is_now = created_by(call), old.rpartition("/")[2], new.rpartition("/")[2]
    if kind is None or not was or not is_now or was == is_now:
        return None
    return Recreated(kind, was, is_now, again)


def recreated_since(done_again: Iterable[DoneAgain]) -> list[Recreated]:
    """What redone writes have created again, in their order.

    Args:
        done_again: what the journal has of them.
    """
    rows = (recreated_by(each.call, each.old, each.new, each) for each in done_again)
    return [row for row in rows if row is not None]


def about_recreated(entry: Entry, recreated: Iterable[Recreated]) -> Entry:
    """An entry as it is to be done again, or set back: about the rows that there are now.

    A host may give the id of what was deleted to something else: only what was written while the row had its old id is
    about it.

    Args:
        entry: of the journal.
        recreated: what was created again since, the earliest first.
    """
    followed = set()
    for each in recreated:
        if each.again is not None:
            if not (each.again.first <= entry.id < each.again.undone or each.again.first in followed):
                continue
            followed.add(each.again.entry)
        call, inverse = _call(entry.call, each), entry.inverse and _call(entry.inverse, each)
        subject = _subject(entry, each)
        named = (call, inverse) != (entry.call, entry.inverse) and subject == entry.subject
        changes = entry.changes and tuple(_change(change, each, named=named) for change in entry.changes)
        entry = replace(entry, call=call, inverse=inverse, subject=subject, changes=changes)
    return entry


def _call(call: Call, recreated: Recreated) -> Call:
    takes = _arguments(call, recreated)

    def argument(name: str, value: Json) -> Json:
        known = takes is None or name in takes or name.rpartition(".")[2] in recreated.kind.arguments
        return _id(value, recreated) if known else value

    def inside(value: Json, path: str = "") -> Json:
        if isinstance(value, Mapping):
            return {key: inside(each, f"{path}.{key}" if path else key) for key, each in value.items()}
        if isinstance(value, list):
            return [inside(each, path) for each in value]
        return argument(path, value)

    return Call.of(
        call.operation_id,
        path={name: argument(name, value) for name, value in call.path},
        query={name: argument(name, value) for name, value in call.query},
        body=inside(call.json),
    )


def _arguments(call: Call, recreated: Recreated) -> set[str] | None:
    """The arguments of a call that take the id of the row; None where any may, as nothing else is called like it."""
    if not recreated.old.isdigit():  # ids that name bot and kind
        return None
    names, owned = set(recreated.kind.arguments), owner_of(call.operation_id)
    if owned is not None and owned.kind is recreated.kind:
        names.add(recreated.kind.by)
    if owned is not None and owned.kind.under is not None and owned.kind.under.kind is recreated.kind:
        names.add(owned.kind.under.argument)
    return names


def _id(value: Json, recreated: Recreated) -> Json:
    """The row's new id in place of its old one; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, (str, int)) or str(value) != recreated.old:
        return value
    return int(recreated.new) if isinstance(value, int) and recreated.new.isdigit() else recreated.new


def _subject(entry: Entry, recreated: Recreated) -> str:
    above, slash, last = entry.subject.rpartition("/")
    owned = owner_of(entry.call.operation_id)
    if owned is None:
        return entry.subject
    if owned.kind is recreated.kind:
        return f"{above}{slash}{_id(last, recreated)}"
    under = owned.kind.under
    return (
        f"{_id(above, recreated)}{slash}{last}" if under and under.kind is recreated.kind else entry.subject
    )


def _change(change: Change, recreated: Recreated, *, named: bool) -> Change:
    """A change as it is of the new row.

    Args:
        change: of an entry.
        recreated: the row.
        named: whether the entry names it, and isn't about it; then a part of the path may, as `items.1001` does.
    """
    is_id = not recreated.old.isdigit()
    first, *parts = change.path.split(".")
    if is_id or named:
        parts = [str(_id(part, recreated)) for part in parts]
    if is_id:
        first = str(_id(first, recreated))
    change = replace(change, path=".".join((first, *parts)))
    if not is_id and change.path not in recreated.kind.arguments:
        return change
    return replace(change, before=_id(change.before, recreated), after=_id(change.after, recreated))
