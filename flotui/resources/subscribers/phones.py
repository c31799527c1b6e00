# SPDX-License-Identifier: MIT
"""Finding someone by a phone number, in whatever form it is typed.

The host matches a phone exactly while it stores several forms (behaviour.md, Filters): `5511…`, `+5511…`, and
without the country's code. So the rows that are here are looked at first, and then the likely forms are
asked for, one request each, until one finds somebody. A number may come as a link (`wa.me/…`, `tel:…`), with signs
that can't be seen around it, and with or without the digit that some countries have put into mobile numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from flotui.api.models.subscriber import Subscriber
from flotui.resources.base import Query
from flotui.resources.reading import last
from flotui.resources.searching import NothingFound
from flotui.text.clean import compact

if TYPE_CHECKING:
    from flotui.workspace import Workspace

MOST = 8
"""Requests that one search may cost."""
_IDS = 2
"""Those of them that look among the channel's ids."""
_LEAST = 6
"""Digits from which two numbers that end alike are taken for the same."""
_TOWN = 9
"""Digits that a number may have without a code."""
_SAMPLE = 200
"""Rows looked at for the country codes that this bot's people have."""

_PHONE = re.compile(r"[+(]{0,2}[\d\s().\-/]{5,}")
_TRUNK = re.compile(r"^((?:\+|00)\d{1,3}[\s.-]*)\(0\)")
"""The zero that is dialled inside a country alone, as letterheads write it behind the country's code."""
_CHAT = re.compile(r"\s*@(?:s\.whatsapp\.net|c\.us)$", re.IGNORECASE)
"""What WhatsApp's own ids have behind the number."""
_NOTE = re.compile(r"\s*\([^\W\d_][^()\d]*\)$")
"""What address books write behind a number: `(WhatsApp)`, `(home)`."""
_LINK = re.compile(
    r"(?:(?:(?:tel|sms|callto):(?://)?|whatsapp:(?=[+(\d]))"
    r"|(?:https?://)?(?:www\.)?wa\.me/"
    r"|(?:whatsapp:(?://)?send|(?:https?://)?(?:api|web|www)\.whatsapp\.com/send)/?\?(?:.*&)?phone=)"
    r"(?P<number>[^;?&/#]+)(?:[;?&/#].*)?",
    re.IGNORECASE | re.DOTALL,
)
"""A link that rings a number or opens a chat with it."""
_MOBILE = {"55": (2, "9", 11), "52": (0, "1", 11), "54": (0, "9", 11)}
"""Countries that have put a digit into mobile numbers: where it is in the national number, which it is, and how
many digits that has with it. Brazil's ninth digit, and those that Mexico and Argentina write after the country's code."""
_NINTH = re.compile(r"([1-9][1-9])9([0-9]{8})")
"""A Brazilian mobile number without the country's code."""
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
    return bool(number_in(text))


def number_in(text: str) -> str:
    """The phone number that a text is, as it was typed but for what can't be seen; empty where it is none.

    Args:
        text: what was typed or pasted; also a link to the number.
    """
    text = compact(text)
    if (link := _LINK.fullmatch(text)) is not None:
        text = unquote(link["number"]).strip()
    text = _TRUNK.sub(r"\1", _NOTE.sub("", _CHAT.sub("", text)))
    return text if _PHONE.fullmatch(text) and len(digits_of(text)) >= 5 else ""


def narrowing(text: str) -> str:
    """The digits by which rows that are here are narrowed while a number is typed; empty where it is none.

    The last seven, once there are more than a number in a town has: countries' codes are stored or not.

    Args:
        text: what was typed so far.
    """
    digits = digits_of(number_in(text)).lstrip("0")
    return digits if len(digits) <= _TOWN else digits[-_LEAST - 1 :]


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
    typed = number_in(typed) or typed
    digits = digits_of(typed)
    national = digits.lstrip("0")
    whole = ""  # the number with its country's code, where that is certain
    if typed.lstrip("(").startswith("+"):
        whole = digits
    elif digits.startswith("00"):
        whole = digits[2:]
    if whole:
        other = other_form(whole)
        found = [f"+{whole}", whole, *([f"+{other}", other] if other else [])]
        rests = [each[len(country_of(each)) :] for each in (whole, other) if each]
        found += [*rests, f"0{rests[0]}"]
    else:
        found = [digits, f"+{digits}"]
        begins = next((code for code in codes if digits.startswith(code) and len(digits) > 9 + len(code)), "")
        if begins:
            if other := other_form(digits):
                found += [other, f"+{other}"]
            found += [digits[len(begins) :], f"0{digits[len(begins) :]}"]
        else:
            wholes = [f"{code}{national}" for code in codes[:2]]
            found += [form for each in wholes for form in (each, f"+{each}")]
            found += [form for each in map(other_form, wholes) if each for form in (each, f"+{each}")]
        found += [national]
    return [form for form in dict.fromkeys(found) if form.strip("+0")]


def other_form(whole: str) -> str:
    """An international number with the digit that mobile numbers have in some countries, or without; empty elsewhere.

    Args:
        whole: the digits, with the country's code.
    """
    country = country_of(whole)
    if country not in _MOBILE:
        return ""
    place, digit, length = _MOBILE[country]
    national = whole[len(country) :]
    if len(national) == length and national[place] == digit:
        return f"{country}{national[:place]}{national[place + 1 :]}"
    return f"{country}{national[:place]}{digit}{national[place:]}" if len(national) == length - 1 else ""


def same(one: str, other: str) -> bool:
    """Whether two numbers are the same but for the country's code, a leading zero, punctuation, and a mobile's digit."""
    return any(_end_alike(mine, theirs) for mine in _either(one) for theirs in _either(other))


def _either(text: str) -> list[str]:
    """The digits of a number, with and without a mobile's digit."""
    digits = digits_of(text).lstrip("0")
    ninth = _NINTH.fullmatch(digits)
    return [each for each in (digits, other_form(digits), ninth[1] + ninth[2] if ninth else "") if each]


def _end_alike(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _LEAST and longer.endswith(shorter) and len(longer) - len(shorter) <= 3


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
        return Query(arguments={"phone": here[0].phone}, says=f"phone:{here[0].phone}")
    codes = await _codes(workspace)
    if not (codes or typed.lstrip("(").startswith(("+", "00"))):
        await last(workspace.subscribers.list())  # nobody is here yet to see the country by
        codes = await _codes(workspace)
    tried = forms(typed, codes)[: MOST - _IDS]
    also = tuple(person.user_ns for person in here)
    for form in tried:
        rows = await last(workspace.subscribers.list({"phone": form}))
        if rows.count:
            return Query(arguments={"phone": form}, says=f"phone:{form}", ids=also)
    # On WhatsApp the channel's id is the phone's digits, whatever form the phone itself has.
    whole = max((digits_of(form).lstrip("0") for form in tried), key=len)
    for digits in filter(None, (whole, other_form(whole))):
        person = await workspace.subscribers.by_user_id(digits)
        if person is not None:
            return _just(person, typed)
    raise NothingFound(
        f"No subscriber has the phone number {typed}.",
        advice=f"These forms were tried: {', '.join(tried)}.",
    )


def _just(person: Subscriber, typed: str) -> Query:
    return Query(arguments={"user_ns": person.user_ns}, says=typed)


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
