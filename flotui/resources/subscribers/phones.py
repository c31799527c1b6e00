# SPDX-License-Identifier: MIT
"""Finding someone by a phone number, in whatever form it is typed.

The host matches a phone exactly while it stores several forms (behaviour.md, Filters): `5511…`, `+5511…`, and
without the country's code. So the rows that are here are looked at first, and then the likely forms are
asked for, one request each, until one finds somebody. A number may come as a link (`wa.me/…`, `tel:…`), with signs
that can't be seen around it, and with or without the digit that some countries have put into mobile numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from flotui.api.models.subscriber import Subscriber
from flotui.audience.answering import Ended, walked
from flotui.audience.query import AudienceQuery
from flotui.resources.base import Query
from flotui.resources.reading import last
from flotui.resources.searching import NothingFound
from flotui.text.phone_numbers import LEAST, country_of, digits_of, forms, number_in, other_form, same

if TYPE_CHECKING:
    from flotui.workspace import Workspace

MOST = 8
"""Requests that one search may cost."""
_IDS = 2
"""Those of them that look among the channel's ids."""
_SAMPLE = 200
"""Rows looked at for the country codes that this bot's people have."""


async def find(workspace: Workspace, typed: str) -> Query:
    """Whom the host has under a phone number.

    Args:
        workspace: the open bot.
        typed: the number in any form.

    Raises:
        NothingFound: when nobody has it in any of the forms that were tried.
        FlochatError: when the host can't be had.
    """
    typed = number_in(typed) or typed.strip()
    here = await matching(workspace, typed)
    if len(here) == 1:
        return _just(here[0], typed)
    if here and len({person.phone for person in here}) == 1:
        return Query(arguments={"phone": here[0].phone}, summary=f"phone:{here[0].phone}")
    codes = await _codes(workspace)
    if not (codes or typed.lstrip("(").startswith(("+", "00"))):
        await last(workspace.subscribers.list())  # nobody is here yet to see the country by
        codes = await _codes(workspace)
    tried = forms(typed, codes)[: MOST - _IDS]
    also = tuple(person.user_ns for person in here)
    for form in tried:
        rows = await last(workspace.subscribers.list({"phone": form}))
        if rows.count:
            return Query(arguments={"phone": form}, summary=f"phone:{form}", ids=also)
    # On WhatsApp the channel's id is the phone's digits, whatever form the phone itself has.
    whole = max((digits_of(form).lstrip("0") for form in tried), key=len)
    for digits in filter(None, (whole, other_form(whole))):
        person = await workspace.subscribers.by_user_id(digits)
        if person is not None:
            return _just(person, typed)
    partly = await _containing(workspace, typed)
    raise NothingFound(
        f"No subscriber has exactly the number {typed}, though some have it in theirs."
        if partly
        else f"No subscriber has the phone number {typed}.",
        advice=f"These forms were tried: {', '.join(tried)}.",
    )


async def everyone(
    workspace: Workspace, typed: str, ended: Ended = lambda walk: None
) -> list[Mapping[str, object]]:
    """The rows of all whom the host has under a phone number, in any of the forms that are tried.

    Args:
        workspace: the open bot.
        typed: the number in any form.
        ended: given each walk when it is through.

    Raises:
        FlochatError: when the host can't be had.
    """
    found: list[Mapping[str, object]] = []
    tried = forms(typed, await _codes(workspace))[: MOST - _IDS]
    for form in tried:
        async for rows in walked(workspace, AudienceQuery(), {"phone": form}, ended=ended):
            found += rows
    whole = max((digits_of(form).lstrip("0") for form in tried), key=len, default="")
    for digits in filter(None, (whole, other_form(whole))):
        person = await workspace.subscribers.by_user_id(digits)
        found += [] if person is None else [person.raw]
    return found


def _just(person: Subscriber, typed: str) -> Query:
    return Query(arguments={"user_ns": person.user_ns}, summary=typed)


async def matching(workspace: Workspace, typed: str) -> list[Subscriber]:
    """Who of the cached subscribers has this number. The host is not asked.

    Args:
        workspace: the open bot.
        typed: the number in any form.
    """
    ending = digits_of(typed).lstrip("0")[-LEAST - 1 :]
    if len(ending) < LEAST:
        return []
    async for snapshot in workspace.subscribers.cached():
        view = await snapshot.value.narrow([ending])
        return [
            person
            for person in await view.first(_SAMPLE)
            if same(person.phone, typed) or same(_number(person), typed)
        ]
    return []


async def _containing(workspace: Workspace, typed: str) -> bool:
    """Whether somebody who is here has these digits in their number."""
    digits = digits_of(typed).lstrip("0")
    async for snapshot in workspace.subscribers.cached():
        view = await snapshot.value.narrow([digits])
        return any(digits in digits_of(each.phone) for each in await view.first(_SAMPLE))
    return False


def _number(person: Subscriber) -> str:
    """The phone's digits that a WhatsApp id is; other channels' ids are no numbers to ring."""
    return person.user_id if person.channel.startswith("whatsapp") else ""


async def _codes(workspace: Workspace) -> list[str]:
    """The country codes of this bot's people, the commonest first, from the rows that are here."""
    async for snapshot in workspace.subscribers.cached():
        counted: Counter[str] = Counter()
        for person in await snapshot.value.first(_SAMPLE):
            whole = person.phone[1:] if person.phone.startswith("+") else _number(person)
            if len(whole) > 9:
                counted[country_of(whole)] += 1
        return [code for code, _ in counted.most_common(3)]
    return []
