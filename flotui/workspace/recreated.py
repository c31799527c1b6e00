# SPDX-License-Identifier: MIT
"""What a redo creates again: it has another id than before, and what follows has to be about the new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.exact import Json
from flotui.repositories.created import created_by
from flotui.repositories.kinds import AnyKind
from flotui.repositories.things import owner_of
from flotui.store.journal import Change, Entry
from flotui.store.noted import DoneAgain


class Recreated(msgspec.Struct, frozen=True):
    """Rows of one kind that were created, deleted and created again."""

    kind: AnyKind
    ids: Mapping[str, str]
    """The ids that they have now by those that they had, without their owner's."""

    @property
    def numbered(self) -> bool:
        """Whether the ids are mere numbers, and so may be anything else's; others name bot and kind."""
        return any(map(str.isdigit, self.ids))


def about_recreated(entry: Entry, done_again: Sequence[DoneAgain]) -> Entry:
    """An entry as it is to be done again, or set back: about the rows that there are now.

    Args:
        entry: of the journal.
        done_again: what was done again since, the earliest first.
    """
    for each in _recreated(entry, done_again):
        call, inverse = _call(entry.call, each), entry.inverse and _call(entry.inverse, each)
        subject = _subject(entry, each)
        named = (call, inverse) != (entry.call, entry.inverse) and subject == entry.subject
        changes = entry.changes and tuple(_change(change, each, named=named) for change in entry.changes)
        entry = replace(entry, call=call, inverse=inverse, subject=subject, changes=changes)
    return entry


def _recreated(entry: Entry, done_again: Sequence[DoneAgain]) -> list[Recreated]:
    """What an entry may be about that was created again.

    A host may give the id of what was deleted to something else: only what was written while a row had its old id is
    about it.
    """
    now: dict[int, str] = {}
    for each in reversed(done_again):
        now[each.first] = now.get(each.entry, each.new.rpartition("/")[2])
    found: dict[str, Recreated] = {}
    for each in done_again:
        kind, old, new = created_by(each.call), each.old.rpartition("/")[2], now[each.first]
        if kind is None or not old or not new or not each.first <= entry.id < each.undone:
            continue
        before = found.get(kind.name)
        found[kind.name] = Recreated(kind, {**(before.ids if before else {}), old: new})
    return list(found.values())


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
    if not recreated.numbered:
        return None
    names, owned = set(recreated.kind.arguments), owner_of(call.operation_id)
    if owned is not None and owned.kind is recreated.kind:
        names.add(recreated.kind.by)
    if owned is not None and owned.kind.under is not None and owned.kind.under.kind is recreated.kind:
        names.add(owned.kind.under.argument)
    return names


def _id(value: Json, recreated: Recreated) -> Json:
    """A row's new id in place of its old one; anything else as it is."""
    new = (
        None
        if isinstance(value, bool) or not isinstance(value, (str, int))
        else recreated.ids.get(str(value))
    )
    if new is None:
        return value
    return int(new) if isinstance(value, int) and new.isdigit() else new


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
    is_id = not recreated.numbered
    first, *parts = change.path.split(".")
    if is_id or named:
        parts = [str(_id(part, recreated)) for part in parts]
    if is_id:
        first = str(_id(first, recreated))
    change = replace(change, path=".".join((first, *parts)))
    if not is_id and change.path not in recreated.kind.arguments:
        return change
    return replace(change, before=_id(change.before, recreated), after=_id(change.after, recreated))
