"""Names instead of ids: a tag's name, a product's, a person's phone, wherever a call wants the id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.catalogue import Operation
from flotui.api.errors import Malformed, NotFound
from flotui.resources.explorer.pickers import LISTS, PEOPLE, Listed, thing_of
from flotui.text.clean import cleaned, compact
from flotui.text.fold import fold
from flotui.text.nearest import nearest

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_MOST = 8
"""Candidates that a refusal names."""
_NAMESPACE = re.compile(r"f\d+([a-z]{1,2})\d+", re.ASCII)
_KINDS = {"u": "subscriber", "t": "tag", "v": "field", "s": "sub-flow", "sg": "segment"}
"""What an id is of, by its letters, where hosts agree on them."""
_SPLIT = frozenset({"user_ns_list", "user_id_list"})
"""Arguments that hold several, apart by commas."""

_FURTHER = {
    "tag_ns": Listed("flowTags", "tag_ns"),
    "var_ns": Listed("flowUserFields", "var_ns"),
    "bot field": Listed("flowBotFields", "var_ns"),
    "sub_flow_ns": Listed("flowSubFlows", "sub_flow_ns"),
    "segment_ns": Listed("flowSegment", "segment_ns"),
}
_ALSO = {"agent_id": ("email",), "variantId": ("barcode", "id"), "variant_id": ("barcode", "id")}
"""Further keys by which a thing may be called."""
_NOUNS = {
    "tag_ns": "tag",
    "var_ns": "user field",
    "bot field": "bot field",
    "sub_flow_ns": "sub-flow",
    "segment_ns": "segment",
    "agent_id": "agent",
    "assignee": "agent",
    "members.user_id": "agent",
    "agent_group_id": "agent group",
    "label_id": "label",
    "event_ns": "custom event",
    "productId": "product",
    "product_id": "product",
    "variantId": "variant",
    "variant_id": "variant",
    "vendorId": "vendor",
    "vendor_id": "vendor",
    "typeId": "product type",
    "product_type_id": "product type",
    "tagId": "product tag",
    "codeId": "discount code",
    "locationId": "location",
    "listId": "ticket list",
    "ai_agent_ns": "AI agent",
    "ai_task_ns": "AI task",
    "user_ns": "subscriber",
    "user_id": "subscriber",
}


class Unresolved(Exception):
    """A name that stands for nothing, or for several things; `str()` is the sentence."""


class Spot(NamedTuple):
    """An argument that holds a name where the contract wants an id."""

    path: str
    """Its flat path."""
    thing: str
    """What it names, as the pickers call it."""
    text: str
    """What it holds."""


def spots(call: Call) -> list[Spot]:
    """The arguments of a call that hold names.

    Args:
        call: the call.
    """
    from flotui.api.arguments import texts_of
    from flotui.resources.subscribers.phones import number_in

    found = []
    for path, text in texts_of(call).items():
        thing = _thing(call.operation, path)
        if _is_filter(call.operation, path) and path == "phone" and number_in(text):
            found.append(Spot(path, path, text))
        elif thing in _NOUNS and text not in ("", '""', "null") and not _is_id(thing, path, text):
            found.append(Spot(path, thing, text))
    return found


def _is_filter(operation: Operation, path: str) -> bool:
    """Whether an argument says by what subscribers are listed."""
    return {"phone", "email"} <= set(operation.names("query")) and path in ("phone", "email", "name")


def plain(call: Call) -> Call:
    """A call whose filters by e-mail address and name are without what a document or a mail program puts around them.

    Args:
        call: the call.
    """
    from flotui.resources.subscribers.finding import address_in

    def one(name: str, text: str) -> str:
        if not _is_filter(call.operation, name):
            return text
        return (address_in(text) or compact(text)) if name == "email" else cleaned(text)

    return replace(call, query=tuple((name, one(name, text)) for name, text in call.query))


def names_a_thing(operation: Operation, path: str) -> bool:
    """Whether an argument says which thing or person is meant.

    Args:
        operation: whose argument.
        path: its flat path.
    """
    return _thing(operation, path) in _NOUNS


def _thing(operation: Operation, path: str) -> str:
    name = path.rsplit(".", 1)[-1]
    # The entries of a list are what the list is called: `tags.0`.
    whole = path.rsplit(".", 1)[0] if name.isdecimal() else path
    return {"user_ns_list": "user_ns", "user_id_list": "user_id"}.get(whole, thing_of(operation, whole))


def _is_id(thing: str, path: str, text: str) -> bool:
    def one(each: str) -> bool:
        each = each.strip()
        if thing == "user_id":
            return each.isascii() and each.replace("+", "", 1).isdecimal()
        if not _listed(thing).id.endswith("_ns"):
            return each.isascii() and each.isdecimal()
        return bool(_NAMESPACE.fullmatch(each)) and not _other_kind(thing, each)

    several = path in _SPLIT or thing == "segment_ns"
    return all(map(one, text.split(","))) if several else one(text)


def _other_kind(thing: str, text: str) -> str:
    """What a text is the id of, where that is another kind of thing than is wanted; empty else."""
    found = _NAMESPACE.fullmatch(text)
    kind = _KINDS.get(found[1], "") if found else ""
    return kind if kind and kind != _NOUNS[thing].removeprefix("bot ").removeprefix("user ") else ""


def _listed(thing: str) -> Listed:
    return _FURTHER.get(thing) or LISTS.get(thing) or Listed("flowBotUsers", "user_ns")


async def resolved(workspace: Workspace, call: Call, found: Iterable[Spot]) -> tuple[Call, list[str]]:
    """A call with ids in place of names.

    Args:
        workspace: the open bot, which is asked for its lists.
        call: the call.
        found: what of it holds names.

    Returns:
        The call, and a sentence for each name that was replaced.

    Raises:
        Unresolved: when a name stands for nothing, or for several things.
        FlochatError: when the host can't be asked.
    """
    from flotui.api.arguments import call_of

    given = {**dict(call.path), **dict(call.query)}
    said: list[str] = []
    for spot in found:
        if spot.thing == "phone":
            given[spot.path] = await _phone(workspace, spot.text, said)
        elif spot.path in _SPLIT or (spot.thing == "segment_ns" and "," in spot.text):
            ids = [await _id(workspace, given, spot, each.strip(), said) for each in spot.text.split(",")]
            given[spot.path] = ",".join(ids)
        else:
            given[spot.path] = await _id(workspace, given, spot, spot.text, said)
    return call_of(call.operation, given, call.json), said


async def _phone(workspace: Workspace, text: str, said: list[str]) -> str:
    """A phone in the form in which the host has it; where nobody has it, as it was given."""
    from flotui.resources.people import looked_up
    from flotui.resources.subscribers.phones import number_in

    number = number_in(text)
    try:
        people = await looked_up(workspace, number)
    except (NotFound, Malformed):
        return number
    phones = {person.phone for person in people if person.phone}
    if len(phones) != 1:
        return number
    (found,) = phones
    if found != text:
        said.append(f"phone: {text} is {found}.")
    return found


async def _id(workspace: Workspace, given: Mapping[str, str], spot: Spot, name: str, said: list[str]) -> str:
    if _is_id(spot.thing, "", name):
        return name
    if spot.thing in PEOPLE:
        name = _bare(name)
        rows = await _people(workspace, name, PEOPLE[spot.thing])
    else:
        rows = await _rows(workspace, spot.thing, name, given.get("productId", ""))
    row_id, called = _match(spot, name, rows)
    said.append(f"{spot.path}: {called} is {row_id}.")
    return row_id


Named = tuple[str, tuple[str, ...]]
"""An id, and what the thing may be called; the first is its title."""


def _match(spot: Spot, name: str, rows: list[Named]) -> tuple[str, str]:
    """The one thing that has a name: letter for letter, else in other case or without accents.

    Raises:
        Unresolved: when it is not one.
    """
    noun = _NOUNS[spot.thing]
    for same in (lambda text: text == name, lambda text: fold(text.strip()) == fold(name.strip())):
        found = {row_id: names[0] for row_id, names in rows if any(map(same, (*names, row_id)))}
        if len(found) == 1:
            ((row_id, called),) = found.items()
            return row_id, called
        if found:
            several = ", ".join(f"{row_id} ({called})" for row_id, called in list(found.items())[:_MOST])
            raise Unresolved(
                f"{spot.path}: {len(found)} {noun}s are called {name}: {several}. Give the id of one."
            )
    if kind := _other_kind(spot.thing, name):
        raise Unresolved(f"{spot.path}: {name} is the id of a {kind}, and no {noun} has it.")
    titles = {text for _, names in rows for text in names if text}
    near = nearest(name, titles)
    parts = sorted(text for text in titles if fold(name) in fold(text))[:_MOST]
    if not near and parts:
        near = f" There are: {', '.join(parts)}."
    raise Unresolved(f"{spot.path}: no {noun} is called {name}.{near}")


async def _rows(workspace: Workspace, thing: str, name: str, product: str) -> list[Named]:
    """The things that may have a name: those the host finds by it, else all of the list."""
    from flotui.api.catalogue import catalogue

    source = _listed(thing)
    keys: tuple[str, ...] = ("code",) if thing == "codeId" else ("name",)
    if source.inside:
        keys = (*keys, "sku", *_ALSO[thing])
        if product:
            return await _all(workspace, Listed("ProductVariants", "id"), keys, path={"productId": product})
        return await _all(workspace, source, keys)
    keys = (*keys, *_ALSO.get(thing, ()))
    if keys[0] in catalogue()[source.operation].names("query"):
        rows = await _all(workspace, source, keys, query={keys[0]: name})
        if any(fold(text) == fold(name) for _, names in rows for text in names):
            return rows
    return await _all(workspace, source, keys)


async def _all(
    workspace: Workspace,
    source: Listed,
    keys: tuple[str, ...],
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> list[Named]:
    """Every row of a list."""
    from flotui.api.pacer import Purpose
    from flotui.repositories.walking import Walk

    call = Call.of(source.operation, path=path, query=query)
    rows: list[Any] = []
    try:
        walk = Walk(call, Purpose.INTERACTIVE)
    except ValueError:  # it has no pages
        data = (await workspace.reader.send(call, Purpose.INTERACTIVE)).data
        rows = data if isinstance(data, list) else []
    else:
        async for step in walk.steps(workspace.reader.send):
            rows += step.rows
    found: list[Named] = []
    for row in rows:
        for each in (
            (row.get(source.inside) or [] if source.inside else [row]) if isinstance(row, dict) else ()
        ):
            if isinstance(each, dict) and each.get(source.id) not in (None, ""):
                found.append((str(each[source.id]), _names(row, each, keys)))
    return found


def _names(row: Mapping[str, object], each: Mapping[str, object], keys: tuple[str, ...]) -> tuple[str, ...]:
    own = [str(each[key]) for key in keys if each.get(key) not in (None, "")]
    if row is not each and (whose := row.get("name")):
        own += [f"{whose} {own[0]}"] if own else [str(whose)]
    return tuple(own) or (str(each.get("id", "")),)


def _bare(text: str) -> str:
    """What a person is looked up by, without the quotes, the link or the name around it."""
    from flotui.resources.subscribers.finding import address_in
    from flotui.resources.subscribers.phones import number_in

    text = cleaned(text)
    if len(text) > 2 and text[0] in '“„«‘"' and text[-1] in '”“»’"':
        text = text[1:-1].strip()
    return address_in(text) or number_in(text) or text


async def _people(workspace: Workspace, text: str, key: Any) -> list[Named]:
    """Whom a phone, an e-mail address or a name may mean."""
    from flotui.resources.people import looked_up
    from flotui.resources.subscribers import phones

    try:
        people = await looked_up(workspace, text)
    except (NotFound, Malformed):
        people = []
    # The host's own match decides for a phone: it may be kept in another form.
    phone = phones.looks_like_phone(text)
    return [
        (key(each), (each.title, each.phone, each.email, *((text,) if phone else ())))
        for each in people
        if key(each)
    ]
