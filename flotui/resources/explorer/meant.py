# SPDX-License-Identifier: MIT
"""What an argument of an operation names: one of a kind, by its id or its name. Derived from the kinds."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flotui.api.catalogue import Operation, catalogue
from flotui.repositories.flows import USER_FIELD
from flotui.repositories.kinds import AnyKind
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.things import kinds, owner_of


class NamedList(NamedTuple):
    """A list in which the things are that an argument may name."""

    operation: str
    """The id of the operation that lists them."""
    id: str
    """The key of a row that is sent."""
    label: tuple[str, ...] = ("name",)
    """The keys of a row that are shown, to tell it from others."""
    inside: str = ""
    """The key of a row's own list that holds what is meant: the variants of a product."""


class MeantThing(NamedTuple):
    """The thing that an argument of an operation names: `tag_ns` names a tag."""

    noun: str
    """What one is called in a sentence."""
    listed: NamedList
    """The list that they can be picked from."""
    kind: AnyKind
    """Their kind."""
    by_name: bool = False
    """Whether the name is sent, and not an id."""


USER_ID = MeantThing(SUBSCRIBER.name, NamedList(SUBSCRIBER.list, "user_id"), SUBSCRIBER)
"""A subscriber, by what the channel calls them: a key of the row beside its id."""

SHARED: Mapping[str, tuple[str, ...]] = {
    "var_ns": ("user field", "bot field"),
    "content.name": ("WhatsApp template", "Facebook template"),
}
"""Arguments that may name things of several kinds, and which: the operation's group tells, or what it is called.
Where neither does, the first is meant. Any other argument belongs to one kind."""

_FIELD_NAMES = frozenset({"flowBotUserSetUserFieldsByName", "flowBotUserClearUserFieldsByName"})
"""Operations on a subscriber in whose bodies a bare `name` is a user field's."""


def thing_of(operation: Operation, path: str) -> MeantThing | None:
    """What an argument names; None where it names nothing that is listed.

    Args:
        operation: whose argument.
        path: the argument's flat path.
    """
    words = [part for part in path.split(".") if not part.isdecimal()]
    found = _named(operation, ".".join(words[-2:])) if len(words) > 1 else None
    return found or _named(operation, words[-1])


def _named(operation: Operation, name: str) -> MeantThing | None:
    if name == "tags" and operation.group == "Ecommerce":
        return None  # the shop's are named as one likes
    if name == "name":
        return _bare_name(operation)
    if name == "id":
        return _bare_id(operation)
    if name == "user_id":
        return USER_ID
    found = claims().get(name, ())
    return _likeliest(found, operation) if found else None


@functools.cache
def claims() -> Mapping[str, tuple[MeantThing, ...]]:
    """By argument, the things that it may name: one, except where `SHARED` says otherwise.

    Raises:
        ValueError: when two kinds claim an argument for themselves.
    """
    found: dict[str, dict[str, MeantThing]] = {}
    for kind in kinds().values():
        if not kind.list:
            continue  # nothing can be picked: a cart is named by whose it is
        ids = {name: by_id(kind) for name in (kind.by, *kind.arguments) if name not in ("", "id")}
        for name, thing in {**ids, **{each: _by_name(kind) for each in kind.called_by}}.items():
            found.setdefault(name, {})[kind.name] = thing
    for name, things in found.items():
        if len(things) > 1 and things.keys() != set(SHARED.get(name, ())):
            raise ValueError(f"{name} can't name {' and '.join(things)}: give one of them another argument.")
    return {name: tuple(things[each] for each in SHARED.get(name, things)) for name, things in found.items()}


def _bare_id(operation: Operation) -> MeantThing | None:
    """What an `id` is of: of the kind whose operation it is, else of the only one of the operation's group."""
    of_id = [kind for kind in kinds().values() if kind.list and kind.by == "id"]
    own = [kind for kind in of_id if operation.id in (*kind.reads, *kind.writes)]
    found = own or [kind for kind in of_id if _group(kind) == operation.group]
    return by_id(found[0]) if len(found) == 1 else None


def _bare_name(operation: Operation) -> MeantThing | None:
    """What a `name` is of: it names something there is only where an operation changes or deletes by it."""
    owned = owner_of(operation.id)
    if operation.id in _FIELD_NAMES:
        return _by_name(USER_FIELD)
    if owned is None or operation.id not in (*owned.kind.deletes, *owned.kind.uncompared):
        return None
    return _by_name(owned.kind)


def by_id(kind: AnyKind) -> MeantThing:
    """What an argument names that takes a thing's id.

    Args:
        kind: the thing's kind.
    """
    if kind.under is not None and kind.under.inside:
        above = kind.under
        return MeantThing(
            kind.name, NamedList(above.kind.list, kind.model.ID, kind.labels, above.inside), kind
        )
    return MeantThing(kind.name, NamedList(kind.list, kind.model.ID, kind.labels), kind)


def _by_name(kind: AnyKind) -> MeantThing:
    return MeantThing(kind.name, NamedList(kind.list, kind.labels[0], kind.labels), kind, by_name=True)


def _likeliest(found: Sequence[MeantThing], operation: Operation) -> MeantThing:
    """Of several things that an argument may name: that of the operation's group, or that it is called after."""
    same = (each for each in found if _group(each.kind) == operation.group)
    called = (each for each in found if each.noun.split()[0].lower() in operation.id.lower())
    return next(same, None) or next(called, None) or found[0]


def _group(kind: AnyKind) -> str:
    return catalogue()[kind.list].group if kind.list else ""
