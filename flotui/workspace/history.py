# SPDX-License-Identifier: MIT
"""Undo and redo: what the journal's entries are set back with, and done again with."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from flotui.api.errors import Stopped
from flotui.api.secrets import is_redacted
from flotui.repositories.consequences import touches_of
from flotui.repositories.created import created_by
from flotui.repositories.edit import Edit
from flotui.repositories.journaled import changes_between
from flotui.repositories.things import target_of
from flotui.store.journal import Change, Entry


def undoing(entry: Entry) -> Edit:
    """The edit that sets a journaled write back."""
    assert entry.inverse is not None
    back = tuple(replace(each, before=each.after, after=each.before) for each in known_changes(entry))
    return _edit(
        entry,
        Edit(entry.inverse, f"Undo: {original(entry)}", entry.subject, back, entry.call, undoes=entry.id),
    )


def redoing(entry: Entry) -> Edit:
    """The edit that does an undone write again.

    Raises:
        Stopped: when its credentials were not stored.
    """
    if is_redacted(entry.call):
        raise Stopped(f"{entry.summary}: credentials aren't stored; enter them again.")
    summary = f"Redo: {original(entry)}"
    changes = known_changes(entry)
    # What takes away something new is known by the answer: it has another id than at first.
    inverse = entry.inverse if created_by(entry.call) is None else None
    return _edit(entry, Edit(entry.call, summary, entry.subject, changes, inverse, redoes=entry.id))


def again(entry: Entry) -> Edit:
    """The edit that sends a journaled write once more, as it was; it takes the place of the entry."""
    changes = known_changes(entry)
    edit = Edit(entry.call, entry.summary, entry.subject, changes, entry.inverse)
    return _edit(entry, replace(edit, undoes=entry.undoes, redoes=entry.redoes, resends=entry.id))


def known_changes(entry: Entry) -> tuple[Change, ...]:
    """What an entry changed; where it was noted without that, what its call and its inverse tell."""
    if entry.changes or entry.inverse is None:
        return entry.changes or ()
    return changes_between(entry.call, entry.inverse)


def net_changes(entries: Iterable[Entry]) -> list[Change]:
    """What entries changed together: where several changed one value of a thing, from what the first to leave
    found to what the last of them made of it.

    Args:
        entries: of one act, in any order; its values are named in that order.
    """
    found: dict[tuple[str, str | int, str], list[tuple[int, Change]]] = {}
    for entry in entries:
        for change in known_changes(entry):
            path = (entry.kind, entry.subject or entry.id, change.path)
            found.setdefault(path, []).append((entry.id, change))
    together = [sorted(each, key=lambda one: one[0]) for each in found.values()]
    return [replace(each[-1][1], before=each[0][1].before) for each in together]


def _edit(entry: Entry, edit: Edit) -> Edit:
    """The edit with the cached rows and answers that it changes: of values that the journal has, and nobody types."""
    edit = replace(edit, typed=False)
    target = target_of(edit.call.operation_id)
    if target is None or not edit.changes:
        return replace(edit, touches=touches_of(entry.kind, entry.subject, edit.call))
    return replace(
        edit,
        touches=target.touches(edit.call, edit.changes),
        answers=target.answers(edit.call, edit.changes),
    )


def original(entry: Entry) -> str:
    """What the edit was at first that an entry did, or did again: `change last name of Ana Souza`."""
    summary = entry.summary
    while entry.redoes is not None and summary[:6].lower() == "redo: ":
        summary = summary[6:]
    return f"{summary[:1].lower()}{summary[1:]}"
