# SPDX-License-Identifier: MIT
"""Phone numbers as people read them: the country's code, then groups: `+55 21 90000 0012`.

Numbers come with and without `+`, and without the country's code too. Only what is clearly an international number is
grouped; all else stays as it came.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from flotui.text.phone_numbers import (
    FULL,
    country_of,
    digits_of,
    international,
    lacks_its_area,
    may_be_dialled_inside,
    may_be_of,
)

_THREE: Final = re.compile(
    r"2(?:1[12368]|[2346]\d|5[0-8]|9[01789])|3(?:5\d|7[0-8]|8[0-35-79])|42[013]|5[09]\d|6(?:7[02-9]|8[0-35-9]|9[0-2])"
    r"|8(?:5[02356]|8[06])|9(?:6[0-8]|7[0-79]|9[2-689])",
    re.ASCII,
)
"""Country codes of three digits (ITU-T E.164)."""

_GROUPS: Final[dict[str, tuple[tuple[int, ...], ...]]] = {
    "1": ((3, 3, 4),),
    "7": ((3, 3, 2, 2),),
    "33": ((1, 2, 2, 2, 2),),
    "34": ((3, 3, 3),),
    "39": ((3, 3, 4), (3, 3, 3)),
    "44": ((4, 6),),
    "49": ((3, 4, 4), (3, 3, 4)),
    "51": ((3, 3, 3),),
    "52": ((2, 4, 4), (3, 2, 4, 4), (3, 3, 3)),
    "54": ((2, 4, 4), (1, 2, 4, 4)),
    "55": ((2, 5, 4), (2, 4, 4)),
    "56": ((1, 4, 4),),
    "57": ((3, 3, 4),),
    "58": ((3, 3, 4),),
    "61": ((3, 3, 3),),
    "81": ((2, 4, 4),),
    "86": ((3, 4, 4),),
    "91": ((5, 5),),
    "351": ((3, 3, 3),),
    "593": ((2, 3, 4),),
    "595": ((3, 3, 3),),
    "598": ((2, 3, 3),),
    "972": ((2, 3, 4),),
}
"""How numbers of a country are grouped, by how many digits they have."""

_BRAZILS: Final = re.compile(r"[1-9][1-9]9[0-9]{8}", re.ASCII)
"""A mobile in Brazil without the country's code."""
_NUMBER: Final = re.compile(r"\+?[0-9][0-9 ().\-/]*", re.ASCII)
SHORTEST: Final = 8
_FEWEST: Final = 7
"""How many digits a number has at least that says its country's code: those of small islands have so few."""
LONGEST: Final = 15
"""How many digits an international number has, with its country's code."""


@lru_cache(maxsize=4096)
def phone(text: str) -> str:
    """A phone number with its groups; as it came where it isn't clearly an international one.

    Args:
        text: as it came.
    """
    code, rest = _parts(text)
    if not code:
        return text
    groups = next((each for each in _GROUPS.get(code, ()) if sum(each) == len(rest)), None)
    if groups is None:
        groups = _usual(len(rest))
    parts = [f"+{code}"]
    for size in groups:
        parts.append(rest[:size])
        rest = rest[size:]
    return " ".join(parts)


def is_reachable(text: str) -> bool:
    """Whether a message could be sent to a number: no country's code begins with 0, and none has so few digits.

    Args:
        text: as it came.
    """
    if not _NUMBER.fullmatch(text.strip()):
        return False
    digits = digits_of(text)
    return not digits.startswith("0") and SHORTEST <= len(digits) <= LONGEST


def lacks(text: str) -> str:
    """Why a number is nobody's as it stands, in words that follow it; empty where it is whole, with its country's code.

    Args:
        text: the number, as `number_in` gives it.
    """
    whole = international(text)
    if not whole:
        surely = _begins_with_its_code(digits_of(text))
        return "" if surely else "isn't a whole phone number: write it with + and the country's code"
    code = country_of(whole)
    if len(code) > 2 and not _THREE.fullmatch(code):
        return f"isn't a phone number: no country has the code +{code}"
    if not _FEWEST <= len(whole) <= LONGEST:
        return f"isn't a phone number: with the country's code one has {_FEWEST} to {LONGEST} digits"
    if not may_be_of(whole[len(code) :], code):
        return f"isn't a phone number of +{code}: its numbers are of another length, or begin otherwise"
    return f"isn't a whole phone number of +{code}: the area code is missing" if lacks_its_area(whole) else ""


def _begins_with_its_code(digits: str) -> bool:
    """Whether digits without a plus surely begin with a country's code: so hosts list phones.

    Ten and fewer may be a number inside many a country, eleven a mobile's in Brazil: its area, a 9 and the rest.
    """
    code = country_of(digits)
    known = len(code) < 3 or bool(_THREE.fullmatch(code))
    if (
        not known
        or digits.startswith("0")
        or not FULL < len(digits) <= LONGEST
        or may_be_dialled_inside(digits)
    ):
        return False
    return may_be_of(digits[len(code) :], code) and not _BRAZILS.fullmatch(digits)


def shown(text: object) -> str:
    """A phone number for a list: grouped, with `!` behind what nothing can be sent to; a dash for none.

    Args:
        text: as it came.
    """
    if not isinstance(text, str) or not text.strip():
        return "–"
    return phone(text) if is_reachable(text) else f"{text} !"


def _parts(text: str) -> tuple[str, str]:
    """The country's code and the rest, digits only; two empty texts where it isn't clearly international."""
    text = text.strip()
    if len(text) > 3 * LONGEST or not is_reachable(text):
        return "", ""
    digits = digits_of(text)
    code = country_of(digits)
    rest = digits[len(code) :]
    if (len(code) > 2 and not _THREE.fullmatch(code)) or len(rest) < 4:
        return "", ""
    told = text.startswith("+") or any(sum(each) == len(rest) for each in _GROUPS.get(code, ()))
    return (code, rest) if told else ("", "")


def _usual(size: int) -> tuple[int, ...]:
    """Groups of three, the last of three or four."""
    groups: list[int] = []
    while size > 4:
        groups.append(3)
        size -= 3
    return (*groups, size)
