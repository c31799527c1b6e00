# SPDX-License-Identifier: MIT
"""Phone numbers as people write them: what is one, in which forms it may be stored, which two are the same.

A number may come as a link (`wa.me/…`, `tel:…`), with signs that can't be seen around it, with the country's code or
without, and with or without the digit that some countries have put into mobile numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import unquote

from flotui.text.clean import compact
from flotui.text.patterns import later

LEAST = 6
"""Digits that a phone number has at least."""
FULL = 10
"""Digits from which a number with its country's code is a whole one, and not the beginning of one."""
_TOO_LONG = 11
"""Digits from which a number that begins with a country's code and a zero isn't one of an area that begins so."""
_TOWN = 9
"""Digits that a number may have without a code."""

_NO_DIGITS = later(r"[^0-9]+")
_PHONE = later(r"[+(]{0,2}[\d\s().\-/]{5,}")
_TRUNK = later(r"^((?:\+|00)\d{1,3}[\s.-]*)\(0\)")
"""The zero that is dialled inside a country alone, as letterheads write it behind the country's code."""
_CHAT = later(r"\s*@(?:s\.whatsapp\.net|c\.us)$", re.IGNORECASE)
"""What WhatsApp's own ids have behind the number."""
_NOTE = later(r"\s*\([^\W\d_][^()\d]*\)$")
"""What address books write behind a number: `(WhatsApp)`, `(home)`."""
_LINK = later(
    r"(?:(?:(?:tel|sms|callto):(?://)?|whatsapp:(?=[+(\d]))"
    r"|(?P<chat>(?:https?://)?(?:www\.)?wa\.me/"
    r"|(?:whatsapp:(?://)?send|(?:https?://)?(?:api|web|www)\.whatsapp\.com/send)/?\?(?:.*&)?phone=))"
    r"(?P<number>[^;?&/#]+)(?:[;?&/#].*)?",
    re.IGNORECASE | re.DOTALL,
)
"""A link that rings a number or opens a chat with it."""
_MOBILE = {"55": (2, "9", 11), "52": (0, "1", 11), "54": (0, "9", 11)}
"""Countries that have put a digit into mobile numbers: where it is in the national number, which it is, and how
many digits that has with it. Brazil's ninth digit, and those that Mexico and Argentina write after the country's code."""
_OPEN = range(4, 14)
"""How many digits numbers may have inside a country whose numbers have no one length."""
_LENGTHS: dict[str, Sequence[int]] = {
    "1": (10,),
    "7": (10,),
    "33": (9,),
    "34": (9,),
    "39": _OPEN,
    "44": _OPEN,
    "49": _OPEN,
    "51": (8, 9),
    "53": (8,),
    "52": (10, 11),
    "54": (10, 11),
    "55": (10, 11),
    "56": (9,),
    "57": (10,),
    "58": (10,),
    "91": (10,),
    "351": (9,),
    "502": (8,),
    "503": (8,),
    "504": (8,),
    "505": (8,),
    "506": (8,),
    "507": (7, 8),
    "591": (8,),
    "593": (8, 9),
    "595": (7, 8, 9),
    "598": (8, 9),
}
"""The countries of which a number without its country's code may be, whoever is here, and how many digits numbers have
inside them. A length is left out only where it is certain that the country has none of it: in Germany, Great Britain
and Italy those of small towns are shorter. Of all other countries no length is certain."""
_KEEP_ZERO = ("39", "378", "225", "226", "227", "229", "241", "242", "250", "992")
"""Countries with numbers that begin with a zero: Italy's `02 123456` is `+39 02 123456`."""
_ZERO_DIALLED = (
    "20 27 31 32 33 34 40 41 43 44 46 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 66 81 82 84 86 90 91 92 93 "
    "94 95 98 211 212 213 218 231 232 233 234 243 249 251 252 254 255 256 260 261 262 263 264 265 291 351 353 "
    "355 358 359 370 373 374 375 377 380 381 382 383 385 386 387 389 420 421 423 502 503 504 505 506 507 508 "
    "590 591 593 594 595 596 598 686 850 855 856 880 886 961 962 963 964 966 967 970 971 972 976 977 994 995 "
    "996"
)
_TRUNK_ZERO: Final = frozenset(_ZERO_DIALLED.split())
"""Countries where a zero before the number is no part of it: it is dialled there, or was, and no number begins with one
(the national plans, as the ITU has them). A number of any other country stays as it is."""
_FIFTEEN = later(
    r"(?P<area>11(?=15[0-9]{8}\Z)"
    r"|(?:2(?:2[013]|3[067]|49|6[01346]|80|9[147-9])|3(?:36|4[1-358]|5[138]|6[24]|7[069]|8[0-13578]))(?=15[0-9]{7}\Z)"
    r"|(?:2[23469]|3[34578])[0-9]{2}(?<!351[0-9])(?<!359[0-9])(?=15[0-9]{6}\Z))15(?P<rest>[0-9]{6,8})",
    re.ASCII,
)
"""An Argentine mobile as it is dialled there: the area, 15 in place of the 9 before the area, and the rest."""
_LOCAL_FIFTEEN = later(r"15[0-9]{6,8}", re.ASCII)
"""The same without its area: or a number of Brazil's area 15."""
_MOBILE_BEHIND_ZERO = {
    "39": later(r"03[0-9]{9}", re.ASCII),
    "250": later(r"07[0-9]{8}", re.ASCII),
}
"""Mobiles behind a zero that is no part of them, in countries with numbers that begin with one: those are shorter."""
_LANDLINE = later(r"[1-9][1-9][2-5][0-9]{7}", re.ASCII)
"""A Brazilian number that has no ninth digit: those of landlines begin with 2 to 5 behind the area."""
_DIALLED = later(r"011[1-9][0-9]{9,13}", re.ASCII)
"""An international number as it is dialled in North America. A shorter one may be of Brazil's area 11."""
_EIGHT = later(r"8[0-9]{10}", re.ASCII)
"""A number as it is dialled inside Russia and Kazakhstan, behind an 8: or one of a country whose code begins with 8."""
_NINTH = later(r"([1-9][1-9])9((?![2-5])[0-9]{8})")
"""A Brazilian mobile number without the country's code."""
_TWO = later(r"2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]", re.ASCII)
"""Country codes of two digits (ITU-T E.164); 1 and 7 have one, all others three."""


def looks_like_phone(text: str) -> bool:
    """Whether a text is a phone number rather than a name."""
    return bool(number_in(text))


def number_in(text: str) -> str:
    """The phone number that a text is, as it was typed but for what can't be seen; empty where it is none.

    What opens a chat has the country's code always, so a number of that gets its plus.

    Args:
        text: what was typed or pasted; also a link to the number.
    """
    text = compact(text)
    whole = bool(_CHAT.search(text))
    if (link := _LINK.fullmatch(text)) is not None:
        text, whole = unquote(link["number"]).strip(), bool(link["chat"])
    text = _TRUNK.sub(_without_trunk, _NOTE.sub("", _CHAT.sub("", text)))
    if not _PHONE.fullmatch(text) or len(digits_of(text)) < 5:
        return ""
    return f"+{text}" if whole and not international(text) else text


def international(number: str) -> str:
    """The digits of a number that says its country's code, by `+` or `00`; empty for any other.

    Args:
        number: the number, as `number_in` gives it or as the host has it.
    """
    digits = digits_of(number)
    if number.lstrip(" (").startswith("+"):
        return _as_dialled_abroad(digits)
    if digits.startswith("00"):
        return _as_dialled_abroad(digits[2:])
    return digits[3:] if _DIALLED.fullmatch(digits) and _fits_a_country(digits[3:]) else ""


def whole_number(text: str) -> str:
    """The digits of a whole number that says its country's code; empty for what may be a part of numbers.

    Args:
        text: what was typed or pasted.
    """
    whole = international(number_in(text))
    return whole if len(whole) >= FULL else ""


def _without_trunk(found: re.Match[str]) -> str:
    """What stands before a `(0)`, and the zero where the country's numbers keep it: `+39 (0)2` is `+39 02`."""
    return f"{found[1]}0" if country_of(digits_of(found[1]).removeprefix("00")) in _KEEP_ZERO else found[1]


def _as_dialled_abroad(whole: str) -> str:
    """An international number without what is dialled inside its country alone: `+49 089 …`, `+54 11 15 …`."""
    country = country_of(whole)
    national = _without_zero(country, whole[len(country) :])
    if country == "54":
        national = _with_nine(national) or national
    return f"{country}{national}"


def _without_zero(country: str, national: str) -> str:
    """A number inside a country without the zero that is dialled there alone; as it is where none is known to be."""
    if country == "36":  # Hungary dials two digits
        return national.removeprefix("06")
    mobile = _MOBILE_BEHIND_ZERO.get(country)
    dialled = bool(mobile.fullmatch(national)) if mobile else country in _TRUNK_ZERO and national[1:2] != "0"
    return national.removeprefix("0") if dialled else national


def _with_nine(national: str) -> str:
    """An Argentine mobile that is dialled with 15, as it is abroad: the 9, the area, the rest; empty for any other."""
    found = _FIFTEEN.fullmatch(national)
    return f"9{found['area']}{found['rest']}" if found else ""


def may_be_dialled_inside(digits: str) -> bool:
    """Whether digits without a plus may be those of another number, since they may be dialled inside its country alone:
    behind Russia's 8, with Argentina's 15, with a zero behind the country's code.

    Args:
        digits: the digits.
    """
    fifteen = _LOCAL_FIFTEEN.fullmatch(digits) or _FIFTEEN.fullmatch(digits) or lacks_its_area(digits)
    return bool(fifteen or _behind_zero(digits)) or may_be_dialled_with_8(digits)


def lacks_its_area(whole: str) -> bool:
    """Whether an international number is an Argentine mobile as it is dialled inside its area: no area begins with 15.

    Args:
        whole: the digits, with the country's code.
    """
    return country_of(whole) == "54" and bool(_LOCAL_FIFTEEN.fullmatch(whole[2:]))


def _behind_zero(digits: str) -> str:
    """The international number that digits are with a zero behind the country's code; empty for any other."""
    country = country_of(digits)
    rest = digits[len(country) :]
    national = _without_zero(country, rest) if len(digits) >= _TOO_LONG and digits[0] != "0" else rest
    return f"{country}{national}" if national != rest else ""


def _fits_a_country(digits: str) -> bool:
    country = country_of(digits)
    return may_be_of(digits[len(country) :], country)


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
    return text if text.isascii() and text.isdigit() else _NO_DIGITS.sub("", text)


def country_of(international: str) -> str:
    """The country's code that an international number begins with."""
    if international[:1] in ("1", "7"):
        return international[:1]
    return international[:2] if _TWO.fullmatch(international[:2]) else international[:3]


def steps(typed: str, codes: Sequence[str] = (), *, everywhere: bool = False) -> list[list[str]]:
    """The forms under which a number may be stored, in steps: who is found in one is meant before those of the next.

    A number with its country's code is stored so, else with or without the digit of mobile numbers, else as it is
    dialled inside that country. One without may be of several countries: it has one step.

    Args:
        typed: as it was typed.
        codes: country codes that this bot's people have, the commonest first.
        everywhere: whether one without its country's code may be of other countries than those too.
    """
    typed = number_in(typed) or typed
    whole = international(typed)
    if not whole:
        return [_local(digits_of(typed), codes, _LENGTHS if everywhere else ())]
    country, other = country_of(whole), other_form(whole)
    found = [[f"+{whole}", whole], [f"+{other}", other] if other else []]
    if not codes or country == codes[0]:
        rests = [each[len(country) :] for each in (whole, other) if each]
        inside = [*rests, *([] if other else [f"0{rests[0]}"])]
        found.append([each for each in inside if each and not _country_inside(each, codes)])
    return [each for each in found if each]


def forms(typed: str, codes: Sequence[str] = (), *, everywhere: bool = False) -> list[str]:
    """All forms of `steps`, the likeliest first."""
    return [form for step in steps(typed, codes, everywhere=everywhere) for form in step]


def _local(digits: str, codes: Sequence[str], more: Iterable[str]) -> list[str]:
    """The forms of a number that doesn't say whether it begins with a country's code, also in `more` countries."""
    national = digits.lstrip("0")
    found = [digits, f"+{digits}"]
    if begins := _country_inside(digits, codes):
        found += _with_and_without(other_form(digits))
        found += [digits[len(begins) :], f"0{digits[len(begins) :]}"]
    # An area in Brazil may begin with the 1 that is North America's code, whoever the people are that are seen here.
    countries = dict.fromkeys([*codes, *(["55"] if digits.startswith("1") else []), *more])
    # A number of a country that people here are of is asked for there however long it is: some are stored as they were
    # before a change, and whoever isn't found there is taken for somebody of elsewhere.
    likely = [code for code in countries if code in codes or may_be_of(national, code)]
    wholes = [whole for code in likely for whole in _inside(code, digits)]
    wholes += [f"7{digits[1:]}"] if may_be_dialled_with_8(digits) else []
    wholes += [whole] if (whole := _behind_zero(digits)) else []
    wholes += [f"54{nine}"] if (nine := _with_nine(national)) else []
    for each in (*wholes, *map(other_form, wholes)):
        found += _with_and_without(each)
    found.append(national)
    return [form for form in dict.fromkeys(found) if form.strip("+0") and not form.startswith("+0")]


def _inside(code: str, digits: str) -> list[str]:
    """The international numbers that digits may be which were dialled inside a country."""
    national = digits.lstrip("0")
    keeps = code in _KEEP_ZERO and digits.startswith("0") and not digits.startswith("00")
    return [*([f"{code}{digits}"] if keeps else []), f"{code}{national}"]


def _with_and_without(whole: str) -> list[str]:
    return [whole, f"+{whole}"] if whole else []


def _country_inside(digits: str, codes: Sequence[str]) -> str:
    """The country's code that digits without a plus may begin with; empty where they can't be a whole number."""
    if may_be_of(digits[1:], "1") and digits.startswith("1"):
        return "1"
    return next(
        (code for code in codes if code != "1" and digits.startswith(code) and len(digits) > 9 + len(code)),
        "",
    )


def may_be_of(national: str, code: str) -> bool:
    """Whether a number may be one inside a country. In those of +1 none begins with 0 or 1.

    Args:
        national: its digits, without the country's code.
        code: the country's.
    """
    if code == "1" and national[:1] in ("", "0", "1"):
        return False
    return len(national) in _LENGTHS.get(code, _OPEN)


def may_be_dialled_with_8(digits: str) -> bool:
    """Whether digits without a plus may be a number of Russia or Kazakhstan behind the 8 that is dialled there."""
    return _EIGHT.fullmatch(digits) is not None


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
        shorter = f"{national[:place]}{national[place + 1 :]}"
        return "" if _is_landline(country, shorter) else f"{country}{shorter}"
    if len(national) != length - 1 or _is_landline(country, national):
        return ""
    return f"{country}{national[:place]}{digit}{national[place:]}"


def _is_landline(country: str, national: str) -> bool:
    """Whether a number without a mobile's digit is certainly no mobile's."""
    return country == "55" and bool(_LANDLINE.fullmatch(national))


def same(one: str, other: str) -> bool:
    """Whether two numbers may be one: the same digits but for a mobile's digit, and for a country's code that one lacks.

    Two that both say their country's code are the same in all other digits.

    Args:
        one: a number in any form.
        other: another.
    """
    mine, theirs = international(one), international(other)
    if mine and theirs:
        return theirs in (mine, other_form(mine))
    if mine or theirs:
        return _fits(mine or theirs, digits_of(other if mine else one).lstrip("0"))
    first, second = digits_of(one).lstrip("0"), digits_of(other).lstrip("0")
    return bool(
        _fits(first, second) or _fits(second, first) or set(_either(first)).intersection(_either(second))
    )


def is_exact(one: str, other: str) -> bool:
    """Whether two numbers have the same digits, whichever signs are around them."""
    mine, theirs = (international(each) or digits_of(each) for each in (one, other))
    return bool(mine) and mine == theirs


def _fits(whole: str, digits: str) -> bool:
    """Whether digits are a whole number, or what is dialled of it inside its country."""
    if len(digits) < LEAST:
        return False
    wholes = [each for each in (whole, other_form(whole)) if each]
    if may_be_dialled_with_8(digits) and whole == f"7{digits[1:]}":
        return True
    if _behind_zero(digits) in wholes:
        return True
    if (nine := _with_nine(digits)) and f"54{nine}" in wholes:
        return True
    return digits in wholes or digits in [each[len(country_of(each)) :].lstrip("0") for each in wholes]


def _either(digits: str) -> list[str]:
    """Digits, with and without a Brazilian mobile's digit."""
    ninth = _NINTH.fullmatch(digits)
    return [each for each in (digits, ninth[1] + ninth[2] if ninth else "") if len(each) >= LEAST]
