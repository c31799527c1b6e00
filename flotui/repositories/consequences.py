# SPDX-License-Identifier: MIT
"""What follows from a write: which cached reads and rows are out of date.

All of it is derived from the kind that the write belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.repositories.edit import Patch, Touch
from flotui.repositories.kinds import NOWHERE, AnyKind
from flotui.repositories.people_by_name import patch_by_name
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.things import Effect, kinds, owner_of, target_of
from flotui.store.journal import Change


def stale_after(operation_id: str) -> tuple[str, ...]:
    """The ids of the reading operations whose cached answers a write has made stale.

    What changes rows that are there isn't among them: those rows are changed one by one in the cache.
    """
    owned = owner_of(operation_id)
    found: list[str] = []
    if owned is not None and (owned.does is not Effect.CHANGES or _unnamed(owned.kind, operation_id)):
        found += (*_list(owned.kind), *owned.kind.counted_by, *_above(owned.kind))
    for kind in (*_showing(operation_id), *_told(operation_id)):
        found += _list(kind)
    return tuple(dict.fromkeys(found))


def kinds_after(operation_id: str) -> tuple[str, ...]:
    """The kinds of rows that show what a write has renamed or deleted: each is read again before it is trusted."""
    return tuple(kind.name for kind in _showing(operation_id))


def stale_when_missing(call: Call) -> tuple[str, ...]:
    """The ids of the reading operations that are out of date when the host doesn't know what a write names.

    Args:
        call: the write.
    """
    named = (kind.list for kind in kinds().values() if kind.whole and kind.list and _names(call, kind))
    return tuple(dict.fromkeys((*stale_after(call.operation_id), *named)))


def touched_by(call: Call) -> tuple[Touch, ...]:
    """The cached rows that a call changes, as far as the call itself tells; nothing is read again for it."""
    target, owned = target_of(call.operation_id), owner_of(call.operation_id)
    body = call.json if isinstance(call.json, dict) else {}
    given = {**dict(call.path), **dict(call.query), **body}
    if owned is not None and owned.does is Effect.DELETES and given.get(owned.kind.by):
        return (Touch(owned.kind, str(given[owned.kind.by]), gone=True),)
    if target is None:
        person = body.get("user_ns")
        named = isinstance(person, str) and bool(person)
        return (Touch(SUBSCRIBER, str(person), _by_name(call)),) if named else ()
    try:
        changes = [Change(path, target.name(path), None, value) for path, value in target.sets(call).items()]
        return tuple(replace(each, reread=None) for each in target.touches(call, changes))
    except (AttributeError, KeyError, TypeError, ValueError):
        return ()  # a body that the contract allows and nobody can make sense of


def _by_name(call: Call) -> Patch | None:
    try:
        return patch_by_name(call)
    except (AttributeError, TypeError):
        return None  # as above


def touches_of(kind: str, row_id: str, call: Call) -> tuple[Touch, ...]:
    """The rows that a journaled write is about: gone afterwards, or to be read again.

    It is for writes whose operation's target doesn't tell.

    Args:
        kind: the row's kind.
        row_id: its id, behind its owner's where it has one.
        call: the write that is about to be sent.
    """
    owned = owner_of(call.operation_id)
    above, _, last = row_id.rpartition("/")
    if owned is not None and owned.does is Effect.DELETES:
        again = owned.kind.owner_again(above) if above else ()
        return (Touch(owned.kind, last, gone=True), *again)
    if kind == SUBSCRIBER.name and row_id:
        return (Touch(SUBSCRIBER, row_id, reread=SUBSCRIBER.one_call(row_id)),)
    return ()


def _unnamed(kind: AnyKind, operation_id: str) -> bool:
    """Whether a write changes a row that it doesn't name by its id, or that nothing reads alone."""
    if operation_id not in kind.uncompared:
        return False
    operation = catalogue()[operation_id]
    properties = catalogue().resolve(operation.body or {}).get("properties", {})
    return not kind.one or kind.by not in (*operation.names("path"), *operation.names("query"), *properties)


def _showing(operation_id: str) -> Iterator[AnyKind]:
    """The kinds whose rows show what a write changes or deletes."""
    owned = owner_of(operation_id)
    if owned is None or owned.does is Effect.CREATES:
        return
    shown = owned.kind.shown_in or NOWHERE
    for name in (*shown.named, *(shown.held if owned.does is Effect.DELETES else ())):
        yield kinds()[name]


def _told(operation_id: str) -> Iterable[AnyKind]:
    """The kinds that say of themselves that they are out of date after a write."""
    return (kind for kind in kinds().values() if operation_id in kind.stale_after)


def _list(kind: AnyKind) -> tuple[str, ...]:
    return tuple(filter(None, (kind.list or kind.one,)))


def _above(kind: AnyKind) -> tuple[str, ...]:
    """The list of the things under which a kind stands, where no operation reads one of those alone."""
    return _list(kind.under.kind) if kind.under is not None and not kind.under.kind.one else ()


def _names(call: Call, kind: AnyKind) -> bool:
    """Whether a call says which of a kind is meant."""
    owned = owner_of(call.operation_id)
    own = owned is not None and owned.kind is kind
    names = (*kind.arguments, *((kind.by,) if kind.by and (own or kind.by != "id") else ()))
    given = {name for name, _ in (*call.path, *call.query)}
    return any(name in given or f'"{name}":' in (call.body or "") for name in names)
