# SPDX-License-Identifier: MIT
"""Phone numbers as people write them: what is one, in which forms it may be stored, which two are the same.

A number may come as a link (`wa.me/…`, `tel:…`), with signs that can't be seen around it, with the country's code or
without, and with or without the digit that some countries have put into mobile numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from flotui.text.clean import compact

LEAST = 6
"""Digits from which two numbers that end alike are taken for the same."""
_TOWN = 9
"""Digits that a number may have without a code."""

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
_TWO = re.compile(r"2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]", re.ASCII)
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
    return digits if len(digits) <= _TOWN else digits[-LEAST - 1 :]


def digits_of(text: str) -> str:
    """The digits of a number, as typed."""
    return "".join(char for char in text if char.isascii() and char.isdigit())


def country_of(international: str) -> str:
    """The country's code that an international number begins with."""
    if international[:1] in ("1", "7"):
        return international[:1]
    return international[:2] if _TWO.fullmatch(international[:2]) else international[:3]


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
    return len(shorter) >= LEAST and longer.endswith(shorter) and len(longer) - len(shorter) <= 3
