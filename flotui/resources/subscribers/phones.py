# SPDX-License-Identifier: MIT
"""Finding someone by a phone number, in whatever form it is typed.

The host matches a phone exactly while it stores several forms (behaviour.md, Filters): `5511…`, `+5511…`, and
without the country's code. So it is asked for the likely forms, one request each. A number may come as a link
(`wa.me/…`, `tel:…`), with signs that can't be seen around it, and with or without the digit that some countries have
put into mobile numbers.

Some rows keep the blanks and dashes with which they were made, so a number is also asked for as it was typed, and as
those who are here have it. A number with its country's code means whoever has exactly that; only where nobody has, the
other forms are asked for. One without may be of several countries, so it is asked for in all that are likely. Whom a
write reaches the host says, now, whoever is here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from flotui.api.call import Call
from flotui.api.errors import Malformed
from flotui.api.models.subscriber import Subscriber, without_empty_fields
from flotui.api.pacer import Purpose
from flotui.audience.answering import Ended, walked
from flotui.audience.query import AudienceQuery
from flotui.repositories.paging import PAGE
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.walking import Walk
from flotui.resources.base import Query, QueryForm
from flotui.resources.reading import last
from flotui.resources.searching import NothingFound
from flotui.text.phone_numbers import (
    LEAST,
    country_of,
    digits_of,
    forms,
    international,
    is_exact,
    number_in,
    other_form,
    same,
    steps,
    whole_number,
)
from flotui.text.plural import listed

if TYPE_CHECKING:
    from flotui.workspace import Workspace

MOST = 8
"""Requests that a search for a number with its country's code may cost; one more where it is typed with signs in it."""
MOST_LOCAL = 90
"""Requests that a search for one without it may cost, where people are of a dozen countries: it is asked for in each
of them and in every other likely one."""
_TOLD = 6
"""Forms that a sentence names."""
_SAMPLE = 200
"""Rows looked at for the country codes that this bot's people have."""


async def find(workspace: Workspace, typed: str) -> Query:
    """What is asked for a phone number in the filter line: the rows that are here, and all the host has of it.

    One without its country's code may be a part of others too, and those of them that are here stay.

    Args:
        workspace: the open bot.
        typed: the number in any form.

    Raises:
        NothingFound: when nobody has it in any of the forms that were tried.
        FlochatError: when the host can't be had.
    """
    typed = number_in(typed) or typed.strip()
    here = await matching(workspace, typed)
    if exact := [person for person in here if is_exact(person.phone, typed)]:
        here = exact
    if here:
        asked = [
            *dict.fromkeys(person.phone for person in here if person.phone),
            *(steps(typed)[0] if exact and international(typed) else forms(typed, await _codes(workspace))),
            *_as_typed(typed),
        ]
        parts = [] if international(typed) else await _containing(workspace, typed)
        return _all_of(asked, typed, tuple(dict.fromkeys(person.user_ns for person in (*here, *parts))))
    found = await owners(workspace, typed)
    if len(found) == 1 and not found[0].phone:
        return Query(arguments={"user_ns": found[0].user_ns}, summary=typed)
    if found and all(person.phone for person in found):
        return _all_of([person.phone for person in found], typed)
    if found:
        return Query(arguments={"user_ns": found[0].user_ns}, summary=typed)
    raise await nobody(workspace, typed)


async def nobody(workspace: Workspace, typed: str) -> NothingFound:
    """What is said where the host has nobody under a phone number.

    Args:
        workspace: the open bot.
        typed: the number in any form.
    """
    tried = _tried(forms(typed, await _codes(workspace), everywhere=True))
    if await _containing(workspace, typed):
        happened = f"No subscriber has exactly the number {typed}, but some have it as a part of theirs."
        return NothingFound(happened, advice=tried)
    part = "" if whole_number(typed) else " A part of a number is searched among loaded subscribers only."
    return NothingFound(f"No subscriber has the phone number {typed}.", advice=f"{tried}{part}")


def _tried(found: Sequence[str]) -> str:
    """The forms in which a number was asked for, in a sentence."""
    if len(found) <= _TOLD:
        return f"These forms were tried: {', '.join(found)}."
    return f"{len(found)} forms were tried, such as {', '.join(found[:_TOLD])}, and those of other countries."


async def the_owners(workspace: Workspace, typed: str) -> list[Subscriber]:
    """The owners of the one number that is meant; whoever has none of it can't be meant by mistake.

    Args:
        workspace: the open bot.
        typed: the number in any form.

    Raises:
        NothingFound: when nobody has it.
        Malformed: when it may be several numbers, with who has them.
        FlochatError: when the host can't be had.
    """
    found = await owners(workspace, typed)
    if not found:
        raise await nobody(workspace, typed)
    if any(not is_exact(each.phone, found[0].phone) for each in found[1:]):
        raise Malformed(
            several(found, typed), advice="Give the number with + and its country's code, or the id."
        )
    return found


_NAMED = 8
"""People that a refusal names."""


def several(people: Sequence[Subscriber], typed: str) -> str:
    """What is said of a number that several people may have.

    Args:
        people: who.
        typed: the number.
    """
    first = [f"{each.user_ns} ({with_phone(each)})" for each in people[:_NAMED]]
    named = listed(first, _NAMED, of=len(people))
    return f"{len(people):,} subscribers may have the phone number {typed}: {named}."


def with_phone(person: Subscriber) -> str:
    """A subscriber's name with their phone, as the host has it; the name alone where they have none."""
    return (
        f"{person.title}, {person.phone}" if person.phone and person.phone != person.title else person.title
    )


def at_most(typed: str) -> int:
    """Requests that a search for a number may cost.

    Args:
        typed: the number in any form.
    """
    number = number_in(typed) or typed
    return (MOST if international(number) else MOST_LOCAL) + len(_as_typed(number))


def _all_of(numbers: Iterable[str], typed: str, ids: tuple[str, ...] = ()) -> Query:
    """The list of those who have one of some numbers, each asked for in the form in which the host may have it."""
    first, *others = dict.fromkeys(numbers)
    further = tuple(QueryForm({"phone": each}) for each in others)
    summary = f"phone:{first}" if not others else typed
    return Query(arguments={"phone": first}, summary=summary, ids=ids, forms=further)


async def hits(workspace: Workspace, arguments: Mapping[str, str]) -> AsyncIterator[list[Subscriber]]:
    """All whom the host's filters leave, a page's at a time.

    Args:
        workspace: the open bot.
        arguments: the host's filters.

    Raises:
        FlochatError: when the host can't be had.
    """
    call = Call.of(SUBSCRIBER.list, query=dict(arguments))
    async for step in Walk(call, Purpose.INTERACTIVE).steps(workspace.reader.send):
        yield _people(step.rows)


def _people(rows: Iterable[object]) -> list[Subscriber]:
    """The people of a page, as the cache would have kept them: that is read in a third of the time."""
    return [Subscriber.read(without_empty_fields(row)) for row in rows if isinstance(row, dict)]


async def owners(workspace: Workspace, typed: str) -> list[Subscriber]:
    """Whom the host has under a phone number, asked now: no answer of before counts.

    Args:
        workspace: the open bot.
        typed: the number in any form.

    Returns:
        Those who have it exactly, however the host spells it; where nobody has, those who have it in the next likely
        form. Several where it is not known which of them is meant.

    Raises:
        FlochatError: when the host can't be had.
    """
    typed = number_in(typed) or typed.strip()
    codes = await _codes(workspace)
    if not codes:
        await last(workspace.subscribers.list())  # nobody is here yet to see the country by
        codes = await _codes(workspace)
    first, *later = steps(typed, codes, everywhere=True)
    every = [[*dict.fromkeys([*first, *await _spelled(workspace, typed)])], *later]
    if not international(typed):
        here = await _of_everyone(workspace, typed, len(every[0]))
        if here is not None:
            return here
    for step in every:
        found: dict[str, Subscriber] = {}
        for form in step:
            async for people in hits(workspace, {"phone": form}):
                found |= {each.user_ns: each for each in people if same(each.phone, typed)}
        if found:
            return list(found.values())
    found_so = await _by_id(workspace, typed, every[0])
    return found_so[:1] if international(typed) else found_so


async def _spelled(workspace: Workspace, typed: str) -> list[str]:
    """The spellings in which the host may keep a number with signs in it: as it was typed, and as it is read of those
    who are here. The host compares letter for letter, so it is asked for each.
    """
    here = [person.phone for person in await matching(workspace, typed)]
    digits = is_exact if international(typed) else same
    return [*_as_typed(typed), *(each for each in here if _has_signs(each) and digits(each, typed))]


def _as_typed(typed: str) -> list[str]:
    """A number as it was typed, where it has signs between its digits."""
    return [typed] if _has_signs(typed) else []


def _has_signs(number: str) -> bool:
    return number.removeprefix("+") != digits_of(number)


async def _of_everyone(workspace: Workspace, typed: str, calls: int) -> list[Subscriber] | None:
    """Who of all subscribers has a number that doesn't say its country's code: where there are so few that reading them
    takes fewer calls than asking for each form. None where there are more, or not all came.
    """
    total = await workspace.subscribers.count({})
    if total is None or -(-total // PAGE) >= calls:
        return None
    walk = Walk(Call.of(SUBSCRIBER.list), Purpose.INTERACTIVE)
    by_phone: dict[str, Subscriber] = {}
    by_id: dict[str, Subscriber] = {}
    async for step in walk.steps(workspace.reader.send):
        for each in _people(step.rows):
            if same(each.phone, typed):
                by_phone[each.user_ns] = each
            elif same(_number(each), typed):
                by_id[each.user_ns] = each
    return list((by_phone or by_id).values()) if walk.complete else None


async def _by_id(workspace: Workspace, typed: str, tried: Sequence[str]) -> list[Subscriber]:
    """Whose id on the channel a number is: on WhatsApp that is the phone's digits, whatever form the phone itself has."""
    found: dict[str, Subscriber] = {}
    for digits in _ids(typed, tried):
        person = await workspace.subscribers.by_user_id(digits)
        if person is not None and same(_number(person), typed):
            found[person.user_ns] = person
    return list(found.values())


def _ids(typed: str, tried: Sequence[str]) -> list[str]:
    """The channel's ids that a number may be, the likeliest first: of one without its country's code, all of them."""
    if whole := international(typed):
        return [each for each in (whole, other_form(whole)) if each]
    return list(dict.fromkeys(digits for form in tried if len(digits := digits_of(form).lstrip("0")) > LEAST))


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
    tried = forms(typed, await _codes(workspace), everywhere=True)
    for form in dict.fromkeys([*tried, *await _spelled(workspace, number_in(typed) or typed)]):
        async for rows in walked(workspace, AudienceQuery(), {"phone": form}, ended=ended):
            found += rows
    return [*found, *(each.raw for each in await _by_id(workspace, number_in(typed) or typed, tried))]


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


async def _containing(workspace: Workspace, typed: str) -> list[Subscriber]:
    """Those who are here and have these digits in their number."""
    digits = digits_of(typed).lstrip("0")
    async for snapshot in workspace.subscribers.cached():
        view = await snapshot.value.narrow([digits])
        return [each for each in await view.first(_SAMPLE) if digits in digits_of(each.phone)]
    return []


def _number(person: Subscriber) -> str:
    """The phone's digits that a WhatsApp id is; other channels' ids are no numbers to ring."""
    return f"+{person.user_id}" if person.channel.startswith("whatsapp") and person.user_id else ""


async def _codes(workspace: Workspace) -> list[str]:
    """The country codes of this bot's people, the commonest first, from the rows that are here."""
    async for snapshot in workspace.subscribers.cached():
        counted: Counter[str] = Counter()
        for person in await snapshot.value.first(_SAMPLE):
            whole = digits_of(person.phone if person.phone.startswith("+") else _number(person))
            if len(whole) > 9:
                counted[country_of(whole)] += 1
        return [code for code, _ in counted.most_common()]
    return []
