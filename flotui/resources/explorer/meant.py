# SPDX-License-Identifier: MIT
"""What an argument of an operation names: one of a kind, by its id or its name. Derived from the kinds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flotui.api.catalogue import Operation, catalogue
from flotui.repositories.flows import USER_FIELD
from flotui.repositories.kinds import Kind
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
    kind: Kind[Any] | None = None
    """Their kind; None where no panel has them."""
    by_name: bool = False
    """Whether the name is sent, and not an id."""


TICKET = MeantThing("ticket", NamedList("teamTicketListItems", "id", ("title",)))
TICKET_LIST = MeantThing("ticket list", NamedList("teamTicketLists", "id"))
USER_ID = MeantThing(SUBSCRIBER.name, NamedList(SUBSCRIBER.list, "user_id"), SUBSCRIBER)

_ELSEWHERE = {
    "user_id": USER_ID,
    "listId": TICKET_LIST,
    "listItemId": TICKET,
    "list_item_id": TICKET,
    "templateNs": MeantThing("template", NamedList("Templates", "template_ns")),
    "app_id": MeantThing("mini app", NamedList("listInstalledMiniApps", "id", ("title",))),
}
"""By argument: what is of no kind, or is named by what a kind's rows have beside their id."""

_EMBEDDING = MeantThing("embedding", NamedList("OpenAiEmbeddingList", "id", ("heading",)))
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
        found = [kind for kind in kinds().values() if kind.by == name and _group(kind) == operation.group]
        return _by_id(found[0]) if found else _EMBEDDING if operation.group == "OpenAI" else None
    listed = [kind for kind in kinds().values() if kind.list]
    if by_id := [kind for kind in listed if name in (kind.by, *kind.arguments)]:
        return _by_id(_likeliest(by_id, operation))
    if by_name := [kind for kind in listed if name in kind.called_by]:
        return _by_name(_likeliest(by_name, operation))
    return _ELSEWHERE.get(name)


def _bare_name(operation: Operation) -> MeantThing | None:
    """What a `name` is of: it names something there is only where an operation changes or deletes by it."""
    owned = owner_of(operation.id)
    if operation.id in _FIELD_NAMES:
        return _by_name(USER_FIELD)
    if owned is None or operation.id not in (*owned.kind.deletes, *owned.kind.uncompared):
        return None
    return _by_name(owned.kind)


def _by_id(kind: Kind[Any]) -> MeantThing:
    if kind.under is not None:
        above = kind.under
        return MeantThing(
            kind.name, NamedList(above.kind.list, kind.model.ID, kind.labels, above.inside), kind
        )
    return MeantThing(kind.name, NamedList(kind.list, kind.model.ID, kind.labels), kind)


def _by_name(kind: Kind[Any]) -> MeantThing:
    return MeantThing(kind.name, NamedList(kind.list, kind.labels[0], kind.labels), kind, by_name=True)


def _likeliest(found: Sequence[Kind[Any]], operation: Operation) -> Kind[Any]:
    """Of several kinds that an argument may name: that of the operation's group, or that it is called after."""
    same = (kind for kind in found if _group(kind) == operation.group)
    called = (kind for kind in found if kind.name.split()[0].lower() in operation.id.lower())
    return next(same, None) or next(called, None) or found[0]


def _group(kind: Kind[Any]) -> str:
    return catalogue()[kind.list].group if kind.list else ""
