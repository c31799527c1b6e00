"""Finding someone by a phone number, in whatever form it is typed.

The host matches a phone exactly while it stores several forms (behaviour notes, 4): `5511…`, `+5511…`, and
without the country's code. So the rows that are here are looked at first, and then the likely forms are
asked for, one request each, until one finds somebody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.errors import Malformed
from flotui.api.models.subscriber import Subscriber
from flotui.resources.base import Query
from flotui.resources.reading import last

if TYPE_CHECKING:
    from flotui.workspace import Workspace

MOST = 6
"""Requests that one search may cost."""
_LEAST = 6
"""Digits from which two numbers that end alike are taken for the same."""
_SAMPLE = 200
"""Rows looked at for the country codes that this bot's people have."""

_PHONE = re.compile(r"[+(]?[\d\s().\-/]{5,}")
_TWO = frozenset(
    [
        "20",
        "27",
        "30",
        "31",
        "32",
        "33",
        "34",
        "36",
        "39",
        "40",
        "41",
        "43",
        "44",
        "45",
        "46",
        "47",
        "48",
        "49",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "57",
        "58",
        "60",
        "61",
        "62",
        "63",
        "64",
        "65",
        "66",
        "81",
        "82",
        "84",
        "86",
        "90",
        "91",
        "92",
        "93",
        "94",
        "95",
        "98",
    ]
)
"""Country codes of two digits (ITU-T E.164); 1 and 7 have one, all others three."""


def looks_like_phone(text: str) -> bool:
    """Whether a text is a phone number rather than a name."""
    return bool(_PHONE.fullmatch(text.strip())) and len(digits_of(text)) >= 5


def digits_of(text: str) -> str:
    """The digits of a number, as typed."""
    return "".join(char for char in text if char.isascii() and char.isdigit())


def country_of(international: str) -> str:
    """The country's code that an international number begins with."""
    if international[:1] in ("1", "7"):
        return international[:1]
    return international[:2] if international[:2] in _TWO else international[:3]


def forms(typed: str, codes: Sequence[str] = ()) -> list[str]:
    """The forms under which the number may be stored, the likeliest first.

    Args:
        typed: as it was typed.
        codes: country codes that this bot's people have, the commonest first.
    """
    digits = digits_of(typed)
    whole = ""  # the number with its country's code, where that is certain
    if typed.strip().lstrip("(").startswith("+"):
        whole = digits
    elif digits.startswith("00"):
        whole = digits[2:]
    national = digits.lstrip("0")
    found: list[str] = []
    if whole:
        rest = whole[len(country_of(whole)) :]
        found = [f"+{whole}", whole, rest, f"0{rest}"]
    else:
        found = [digits, f"+{digits}"]
        begins = next((code for code in codes if digits.startswith(code) and len(digits) > 9 + len(code)), "")
        if begins:
            found += [digits[len(begins) :], f"0{digits[len(begins) :]}"]
        else:
            found += [form for code in codes[:2] for form in (f"{code}{national}", f"+{code}{national}")]
        found += [national]
    return [form for form in dict.fromkeys(found) if form.strip("+0")]


def same(one: str, other: str) -> bool:
    """Whether two numbers are the same but for the country's code, a leading zero and punctuation."""
    shorter, longer = sorted((digits_of(one).lstrip("0"), digits_of(other).lstrip("0")), key=len)
    return len(shorter) >= _LEAST and longer.endswith(shorter) and len(longer) - len(shorter) <= 3


async def find(workspace: Workspace, typed: str) -> Query:
    """Whom the host has under a phone number.

    Args:
        workspace: the open bot.
        typed: the number in any form.

    Raises:
        Malformed: when nobody has it in any of the forms that were tried.
        FlochatError: when the host can't be had.
    """
    here = await matching(workspace, typed)
    if len(here) == 1:
        return _just(here[0], typed)
    if here and len({person.phone for person in here}) == 1:
        return Query(arguments={"phone": here[0].phone}, says=f"phone:{here[0].phone}")
    tried = forms(typed, await _codes(workspace))[: MOST - 1]
    also = tuple(person.user_ns for person in here)
    for form in tried:
        rows = await last(workspace.subscribers.list({"phone": form}))
        if rows.count:
            return Query(arguments={"phone": form}, says=f"phone:{form}", ids=also)
    # On WhatsApp the channel's id is the phone's digits, whatever form the phone itself has.
    whole = max((digits_of(form).lstrip("0") for form in tried), key=len)
    person = await workspace.subscribers.by_user_id(whole)
    if person is not None:
        return _just(person, typed)
    raise Malformed(
        f"Nobody has the phone {typed.strip()}.",
        advice=f"These forms were tried: {', '.join(tried)}.",
    )


def _just(person: Subscriber, typed: str) -> Query:
    return Query(arguments={"user_ns": person.user_ns}, says=typed.strip())


async def matching(workspace: Workspace, typed: str) -> list[Subscriber]:
    """Who of the cached subscribers has this number. The host is not asked.

    Args:
        workspace: the open bot.
        typed: the number in any form.
    """
    ending = digits_of(typed).lstrip("0")[-_LEAST - 1 :]
    if len(ending) < _LEAST:
        return []
    async for snapshot in workspace.subscribers.cached():
        view = await snapshot.value.narrow([ending])
        await view.load(0, _SAMPLE)
        found = [view.peek(index) for index in range(min(view.count, _SAMPLE))]
        return [
            person
            for person in found
            if person is not None and (same(person.phone, typed) or same(_number(person), typed))
        ]
    return []


def _number(person: Subscriber) -> str:
    """The phone's digits that a WhatsApp id is; other channels' ids are no numbers to ring."""
    return person.user_id if person.channel.startswith("whatsapp") else ""


async def _codes(workspace: Workspace) -> list[str]:
    """The country codes of this bot's people, the commonest first, from the rows that are here."""
    async for snapshot in workspace.subscribers.cached():
        rows = snapshot.value
        await rows.load(0, _SAMPLE)
        counted: Counter[str] = Counter()
        for index in range(min(rows.count, _SAMPLE)):
            person = rows.peek(index)
            if person is None:
                continue
            whole = person.phone[1:] if person.phone.startswith("+") else _number(person)
            if len(whole) > 9:
                counted[country_of(whole)] += 1
        return [code for code, _ in counted.most_common(3)]
    return []
