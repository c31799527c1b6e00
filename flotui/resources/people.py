# SPDX-License-Identifier: MIT
"""Choosing subscribers: by name among those that are here, and by anything the host finds them by.

What finds a phone number among everyone is imported when one is typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from flotui.api.models.subscriber import Subscriber
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources.ask import Ask, Choice, Further, Picker
from flotui.resources.base import Context, Query, QueryForm
from flotui.resources.choosing import told_apart
from flotui.resources.reading import last
from flotui.resources.searching import by_name
from flotui.text.channels import channel
from flotui.text.clean import cleaned, compact
from flotui.text.fold import fold
from flotui.text.mail import address_in
from flotui.text.phone_numbers import looks_like_phone, narrowing
from flotui.text.phones import shown

if TYPE_CHECKING:
    from flotui.workspace import Workspace

PEOPLE = "Subscribers"
"""The heading that subscribers are under, where other things can be chosen too."""

_FIRST_TAB = "card"
"""The tab that a subscriber is opened with."""
_FIRST = 300
"""How many are offered before anything is typed."""
_ENOUGH = 50
"""How many are found among those that are here for what was typed."""
_NAMESPACE = re.compile(r"f\d+u\d+")


async def choose_person(context: Context[object], title: str) -> Subscriber:
    """Have a subscriber chosen.

    Args:
        context: how to ask, and the open bot.
        title: what for.

    Raises:
        FlochatError: when nobody is here yet and the host can't be had.
        Cancelled: when nobody was chosen.
    """
    workspace = context.workspace
    choices = await first_offered(workspace)
    question = Picker(title, choices, placeholder=PLACEHOLDER, further=further(workspace))
    chosen = await context.ask.pick(question)
    return await person_called(workspace, chosen.id)


PLACEHOLDER = "Name, phone, e-mail or id"
"""By what a subscriber can be looked up."""


def _namespace(person: Subscriber) -> str:
    return person.user_ns


def offered(
    people: Sequence[Subscriber],
    group: str = "",
    key: Callable[[Subscriber], str] = _namespace,
    *,
    sole: bool = False,
) -> list[Choice]:
    """Subscribers as a list offers them.

    Args:
        people: who.
        group: the heading they are under.
        key: by what they are told apart; who has nothing there is left out.
        sole: whether the only one whose name begins so is meant, whoever else the host may have.
    """
    return told_apart(
        Choice(
            key(each),
            each.title,
            shown(each.phone) if each.phone else each.email or channel(each.channel),
            group,
            also=f"{each.phone} {each.email} {each.user_ns}",
            careful=True,
            sole=sole,
        )
        for each in people
        if key(each)
    )


def further(
    workspace: Workspace,
    group: str = "",
    key: Callable[[Subscriber], str] = _namespace,
    *,
    sole: bool = False,
) -> Further:
    """Where more subscribers are found than a list begins with.

    Args:
        workspace: the open bot.
        group: the heading they are under.
        key: as in `offered`.
        sole: as in `offered`.
    """

    async def here(text: str) -> list[Choice]:
        number = narrowing(text)
        words = [number] if number else cleaned(text).split()
        return offered(await workspace.subscribers.here(words, _ENOUGH), group, key, sole=sole)

    async def look(text: str) -> list[Choice]:
        return offered(await looked_up(workspace, text), group, key, sole=sole)

    return Further(here, look, verb="Look up")


async def first_offered(
    workspace: Workspace,
    group: str = "",
    key: Callable[[Subscriber], str] = _namespace,
    *,
    sole: bool = False,
) -> list[Choice]:
    """The subscribers to begin with, as a list offers them: those that are here, else the host's first page.

    Args:
        workspace: the open bot.
        group: as in `offered`.
        key: as in `offered`.
        sole: as in `offered`; it is so where all that the host has are here.

    Raises:
        FlochatError: when nobody is here yet and the host can't be had.
    """
    async for snapshot in workspace.subscribers.list():
        rows = snapshot.value
        if rows.count:
            people = await rows.first(_FIRST)
            everybody = len(people) == rows.count and not rows.more_to_come and not snapshot.stale
            return offered(people, group, key, sole=sole or everybody)
        if snapshot.error is not None:
            raise snapshot.error
    return []


async def looked_up(workspace: Workspace, text: str) -> list[Subscriber]:
    """Whom the host finds by a name, a phone in any form, an e-mail address or an id.

    Args:
        workspace: the open bot.
        text: as it was typed: a name with a quote or a colon in it is a name, and no filter.

    Raises:
        FlochatError: when the host can't be had, or has nobody with that phone or id.
    """
    from flotui.resources.subscribers import phones

    arguments: Mapping[str, str] = {}
    text = cleaned(text)
    if _NAMESPACE.fullmatch(compact(text).lower()):
        arguments = {"user_ns": compact(text).lower()}
    elif looks_like_phone(text):
        if not (found := await phones.owners(workspace, text)):
            raise await phones.nobody(workspace, text)
        return found
    elif "@" in text:
        arguments = {"email": address_in(text) or text}
    if user_ns := arguments.get("user_ns"):
        one = await last(workspace.subscribers.one(user_ns))
        return [] if one is None else [one]
    return await _first(workspace, arguments) if arguments else await _called(workspace, text)


async def _first(workspace: Workspace, arguments: Mapping[str, str]) -> list[Subscriber]:
    """The first that the host has of what is asked."""
    return await (await last(workspace.subscribers.list(arguments))).first(_ENOUGH)


async def _called(workspace: Workspace, name: str) -> list[Subscriber]:
    """Whom the host finds by a name, in the spellings it may hold it in: a few calls at most."""
    query = await by_name(workspace, SUBSCRIBER.name, name.split(), "name", name)
    found: dict[str, Subscriber] = {}
    for form in (QueryForm(query.arguments), *query.forms):
        if form.in_vain and found:
            continue
        for person in await _first(workspace, form.arguments):
            has = fold(person.title)
            if not form.loose or all(fold(word) in has for word in query.words):
                found.setdefault(person.user_ns, person)
    return list(found.values())


async def show(ask: Ask, workspace: Workspace, user_ns: str, name: str = "", tab: str = _FIRST_TAB) -> None:
    """Open a subscriber: beside the list of all where they are in it, else alone.

    Args:
        ask: what goes there.
        workspace: the open bot.
        user_ns: whom.
        name: what to call them.
        tab: the id of the tab that is opened.
    """
    async for cached in workspace.subscribers.cached():
        if await cached.value.index_of(user_ns) is not None:
            ask.go("subscribers", Query(), user_ns, tab)
            return
    ask.go("subscribers", Query(arguments={"user_ns": user_ns}, summary=name or user_ns), user_ns, tab)


async def person_called(workspace: Workspace, user_ns: str) -> Subscriber:
    """The subscriber of an id: the cached row, else the host's, else one who has only the id."""
    cached = await workspace.cache.row(SUBSCRIBER.name, user_ns)
    if cached is not None:
        return SUBSCRIBER.model.read(cached.value)
    found = await last(workspace.subscribers.one(user_ns))
    return found or Subscriber.read({"user_ns": user_ns})
