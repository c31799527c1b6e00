# SPDX-License-Identifier: MIT
"""Names instead of ids: a tag's name, a product's, a person's phone, wherever a call wants the id.

What finds a person is imported when a call names one: most calls of `flotui api` name none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from flotui.api.arguments import call_of
from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.api.errors import NotFound
from flotui.api.exact import Json
from flotui.api.pacer import Purpose
from flotui.repositories.flows import SEGMENT
from flotui.repositories.shop import VARIANT
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.walking import Walk
from flotui.resources.explorer.meant import MeantThing, NamedList
from flotui.resources.explorer.spots import NAMESPACE, SPLIT, Spot, is_id, other_kind
from flotui.text import mail
from flotui.text.clean import cleaned, compact
from flotui.text.fold import fold
from flotui.text.mail import address_in
from flotui.text.nearest import nearest
from flotui.text.phone_numbers import looks_like_phone, number_in
from flotui.text.plural import listed
from flotui.text.quoting import cut

if TYPE_CHECKING:
    from flotui.api.models.subscriber import Subscriber
    from flotui.workspace import Workspace

_MOST = 8
"""Candidates that a refusal names."""


class Unresolved(Exception):
    """A name that stands for nothing, or for several things; `str()` is the sentence."""


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
    given = {**dict(call.path), **dict(call.query)}
    sentences: list[str] = []
    for spot in found:
        if spot.thing is None:
            given[spot.path] = await _phone(workspace, spot.text, sentences)
        elif spot.path in SPLIT or (spot.thing.kind is SEGMENT and "," in spot.text):
            ids = [
                await _id(workspace, given, spot, spot.thing, each.strip(), sentences)
                for each in spot.text.split(",")
            ]
            given[spot.path] = ",".join(ids)
        else:
            given[spot.path] = await _id(workspace, given, spot, spot.thing, spot.text, sentences)
    return call_of(call.operation, given, call.json), sentences


async def _phone(workspace: Workspace, text: str, sentences: list[str]) -> str:
    """A phone in the form in which the host has it; where nobody has it, as it was given."""
    from flotui.resources.subscribers import phones

    number = number_in(text)
    people = await phones.owners(workspace, number)
    if not people:
        sentences.append((await phones.nobody(workspace, number)).happened)
    numbers = {person.phone for person in people if person.phone}
    if len(numbers) > 1:
        said = f"phone: {phones.several(people, number)} The host lists one form at a time"
        raise Unresolved(f"{said}; --unchecked asks for it as given.")
    for found in numbers:
        if found != text:
            sentences.append(f"phone: {text} is {found}.")
        return found
    return number


async def _id(
    workspace: Workspace,
    given: Mapping[str, str],
    spot: Spot,
    thing: MeantThing,
    name: str,
    sentences: list[str],
) -> str:
    if is_id(thing, "", name):
        name = name.strip()
        return (
            name
            if thing.kind is not VARIANT
            else await _variant(workspace, given, spot, thing, name, sentences)
        )
    lower = compact(name).lower()
    if is_id(thing, "", lower):
        sentences.append(f"{spot.path}: {name} is {lower}.")
        return lower
    name = lower if NAMESPACE.fullmatch(lower) else name
    if thing.kind is SUBSCRIBER:
        name = _bare(name)
        row_id, called = await _person(workspace, spot.path, thing, name)
    else:
        row_id, called = _match(spot.path, thing, name, await _rows(workspace, thing, name, given))
    also = "" if called == name else f" ({called})"
    sentences.append(f"{spot.path}: {name} is {row_id}{also}.")
    return row_id


async def _variant(
    workspace: Workspace,
    given: Mapping[str, str],
    spot: Spot,
    thing: MeantThing,
    number: str,
    sentences: list[str],
) -> str:
    """The id of the variant that a number means: its id, or the SKU or barcode of one where no variant has that id.

    Raises:
        Unresolved: when it is one's id and another's SKU or barcode, or that of several.
    """
    try:
        rows = await _rows(workspace, thing, number, given)
    except NotFound:  # no such product: of that the host says what holds
        return number
    found = {row_id: names[0] for row_id, names in rows if number in (row_id, *names)}
    if not found or found.keys() == {number}:
        return number
    if len(found) > 1:
        how = "--unchecked sends it as the id" if number in found else "give the id of one"
        raise Unresolved(
            f"{spot.path}: {number} is the id, SKU or barcode of {len(found)} variants: {_candidates(found)}; {how}."
        )
    ((row_id, called),) = found.items()
    sentences.append(f"{spot.path}: {number} is {row_id} ({called}).")
    return row_id


Named = tuple[str, tuple[str, ...]]
"""An id, and what the thing may be called; the first is its title."""


def _match(
    path: str,
    thing: MeantThing,
    name: str,
    rows: list[Named],
    labels: Mapping[str, str] = MappingProxyType({}),
) -> tuple[str, str]:
    """The one thing that has a name: letter for letter, else in other case, without accents or with other blanks.

    Raises:
        Unresolved: when it is not one.
    """
    noun = thing.noun
    for same in (lambda text: text == name, lambda text: _plain(text) == _plain(name)):
        found = {row_id: names[0] for row_id, names in rows if any(map(same, (*names, row_id)))}
        if len(found) == 1:
            ((row_id, called),) = found.items()
            return row_id, called
        if found:
            found |= {each: labels[each] for each in found if each in labels}
            raise Unresolved(
                f"{path}: {len(found)} {noun}s are called {cut(name)}: {_candidates(found)}. Give the id of one."
            )
    if kind := other_kind(thing, name):
        raise Unresolved(f"{path}: {name} is the id of a {kind}, and no {noun} has it.")
    if among := {
        row_id: labels.get(row_id, names[0]) for row_id, names in rows if _has_words(names[0], name)
    }:
        have = "1 has it in its name" if len(among) == 1 else f"{len(among):,} have it in their names"
        raise Unresolved(
            f"{path}: no {noun} is called exactly {cut(name)}; {have}: {_candidates(among)}. Give the id of one."
        )
    titles = {text for _, names in rows for text in names if text}
    near = nearest(name, titles)
    parts = sorted(text for text in titles if fold(name) in fold(text))[:_MOST]
    if not near and parts:
        near = f" There are: {', '.join(parts)}."
    raise Unresolved(f"{path}: no {noun} is called {cut(name)}.{near}")


def _candidates(found: Mapping[str, str]) -> str:
    """The first of those that a name may mean, each with its id."""
    return listed([f"{row_id} ({called})" for row_id, called in found.items()], _MOST)


def _has_words(title: str, name: str) -> bool:
    """Whether the words of a name are whole words of a title, in this order: `Ana` in `Ana Souza`, not in `Joana`."""
    return f" {_plain(name)} " in f" {_plain(title)} "


def _plain(name: str) -> str:
    """A name as it is compared where nothing has it letter for letter."""
    return " ".join(fold(name).split())


async def _rows(workspace: Workspace, thing: MeantThing, name: str, given: Mapping[str, str]) -> list[Named]:
    """The things that may have a name: those the host finds by it, else all of the list."""
    source, kind = thing.listed, thing.kind
    keys = (source.label[0], *kind.also)
    if kind.under is not None:
        owner = given.get(kind.under.argument, "")
        if owner:
            alone = NamedList(kind.list, source.id)
            return await _all(workspace, alone, keys, path={kind.under.argument: owner})
        return await _all(workspace, source, keys)
    if keys[0] in catalogue()[source.operation].names("query"):
        rows = await _all(workspace, source, keys, query={keys[0]: name})
        # What the host's filter finds beside it, by case and accents, differs from host to host.
        if any(text == name for _, names in rows for text in names):
            return rows
    return await _all(workspace, source, keys)


async def _all(
    workspace: Workspace,
    source: NamedList,
    keys: tuple[str, ...],
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> list[Named]:
    """Every row of a list."""
    call = Call.of(source.operation, path=path, query=query)
    rows: list[Json] = []
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
    text = cleaned(text)
    if len(text) > 2 and text[0] in '“„«‘"' and text[-1] in '”“»’"':
        text = text[1:-1].strip()
    return number_in(text) or address_in(text) or text


_SOMEBODY = MeantThing(SUBSCRIBER.name, NamedList(SUBSCRIBER.list, "user_ns"), SUBSCRIBER)


async def person_meant(workspace: Workspace, path: str, text: str) -> Subscriber:
    """The one whom an id, a phone, an e-mail address or a name means, as the host has them now.

    Args:
        workspace: the open bot.
        path: what it was given for, for sentences.
        text: what was typed.

    Raises:
        Unresolved: when it is not one.
        FlochatError: when the host can't be asked.
    """
    return (await _meant(workspace, path, _SOMEBODY, _bare(text)))[1]


async def _person(workspace: Workspace, path: str, thing: MeantThing, text: str) -> tuple[str, str]:
    """The id of the one whom a text means, and what they are called."""
    from flotui.resources.subscribers import phones

    row_id, person = await _meant(workspace, path, thing, text)
    return row_id, phones.with_phone(person)


async def _meant(workspace: Workspace, path: str, thing: MeantThing, text: str) -> tuple[str, Subscriber]:
    """The one whom a text means, with the id that is wanted of them.

    Raises:
        Unresolved: when it is not one.
    """
    from flotui.resources.subscribers import phones
    from flotui.resources.subscribers.asked_now import people_now

    people = [each for each in await people_now(workspace, text) if getattr(each, thing.listed.id)]
    ids = {str(getattr(each, thing.listed.id)): each for each in people}
    labels = {row_id: phones.with_phone(each) for row_id, each in ids.items()}
    if address := address_in(text):
        same = {
            row_id: labels[row_id]
            for row_id, each in ids.items()
            if mail.key(address) in (mail.key(each.email), mail.key(each.title))
        }
        if len(same) > 1:
            said = (
                f"{path}: {len(same)} subscribers have the e-mail address {cut(text)}: {_candidates(same)}."
            )
            raise Unresolved(f"{said} Give the id of one.")
        if not same:
            raise Unresolved(f"{path}: no subscriber has the e-mail address {cut(text)}.")
        labels = same
    elif not looks_like_phone(text):
        rows: list[Named] = [(row_id, (each.title, each.email)) for row_id, each in ids.items()]
        row_id, _ = _match(path, thing, text, rows, labels)
        return row_id, ids[row_id]
    elif len(labels) > 1:
        raise Unresolved(f"{path}: {phones.several(people, text)} Give the id of one.")
    for row_id in labels:
        return row_id, ids[row_id]
    raise Unresolved(f"{path}: no subscriber has the phone number {cut(text)}.")
