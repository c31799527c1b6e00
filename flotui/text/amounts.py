# SPDX-License-Identifier: MIT
"""Counts and money as they are shown. What is typed, copied or sent keeps its digits; see `numbers` for that.

In tables money stands on the point: two places, which are filled up with zeros where the host sent fewer. Places
beyond them stay, apart, so that they can be dimmed: 142.800 is 142.80 and a 0, not 142 thousand.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from flotui.text.patterns import later

UNKNOWN: Final = "–"
"""What is written where nobody knows how much."""

_PLAIN: Final = later(r"(-?)(\d+)(?:\.(\d*))?", re.ASCII)
_CURRENCY: Final = later(r"[A-Za-z]{2,5}")
_NO_PLACES: Final = 9.95
"""From here on a measured figure has no places: they are noise."""
_A_TRACE: Final = 0.05
"""A share in percent that would be rounded to nothing."""
_ALMOST_ALL: Final = 99.5
"""One that would be rounded to all."""
LONGEST: Final = 40
"""How many characters a number may have to be grouped; longer ones are shown as they came."""


_WHOLE: Final = ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
    "XOF", "XPF")  # fmt: skip
"""The currencies whose amounts have no places."""
_IN_THREE: Final = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
"""The currencies whose amounts have three."""


class Amount(msgspec.Struct, frozen=True):
    """An amount of money, cut where it is read."""

    head: str
    """Up to the places of its currency, with its thousands: `1,612.97`; what is no number as it came."""
    tail: str = ""
    """Places beyond them, which are dimmed: `0`."""
    currency: str = ""
    """In capitals: `BRL`."""

    @property
    def text(self) -> str:
        """All of it, with the currency behind it."""
        return f"{self.head}{self.tail} {self.currency}".rstrip()


def count(value: object) -> str:
    """A count with its thousands: `1,296`; a dash for what isn't known.

    Args:
        value: a number, or a text that is a plain one, whose places stay as they are; other texts come back as they are.
    """
    if value is None or isinstance(value, bool) or value == "":
        return UNKNOWN
    text = str(value) if isinstance(value, (int, float, str)) and not _is_huge(value) else ""
    if text in ("nan", "inf", "-inf"):
        return UNKNOWN
    found = _PLAIN.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        return text or UNKNOWN
    sign, whole, rest = found.groups()
    return f"{sign}{_grouped(whole)}" + (f".{rest}" if rest else "")


def money(value: object, currency: object = "") -> Amount:
    """An amount of money as it is shown, with the places that its currency is written with.

    Where nobody says the currency, which may have none, a whole number stays one.

    Args:
        value: the number with the digits that the host sent, or a text that is one.
        currency: `brl`; empty where the heading says it, or nobody does.
    """
    if value is None or isinstance(value, bool) or value == "" or _is_huge(value):
        return Amount(UNKNOWN)
    text = str(value) if isinstance(value, (int, float, str)) else ""
    if text in ("nan", "inf", "-inf", ""):
        return Amount(UNKNOWN)
    name = coin(currency)
    found = _PLAIN.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if found is None:
        return Amount(text, "", name)
    sign, whole, rest = found[1], found[2], found[3] or ""
    head = f"{sign}{_grouped(whole)}"
    places = 0 if name in _WHOLE or not (name or rest) else 3 if name in _IN_THREE else 2
    if not places:
        return Amount(head, f".{rest}" if rest else "", name)
    return Amount(f"{head}.{rest[:places]:0<{places}}", rest[places:], name)


def coin(currency: object) -> str:
    """A currency as it is shown, in capitals; as it came where it is no code, empty for nothing.

    Args:
        currency: what the host says: `brl`.
    """
    if not isinstance(currency, str):
        return ""
    text = currency.strip()
    return text.upper() if _CURRENCY.fullmatch(text) else text


def measured(value: float) -> str:
    """A measured figure with no more digits than say something: `8.5`, `7`, `26`, `1,296`.

    Args:
        value: the figure, not negative.
    """
    return f"{value:,.0f}" if value >= _NO_PLACES else f"{value:.1f}".removesuffix(".0")


def percent(part: float, whole: float) -> str:
    """A share: `8.5 %`, `30 %`; a trace `<0.1 %`, all but a few `>99 %`; a dash where there is no whole.

    Args:
        part: the part.
        whole: the whole.
    """
    if not whole > 0 or part != part:
        return UNKNOWN
    found = min(999.0, max(0.0, 100 * part / whole))
    if _ALMOST_ALL <= found < 100:
        return ">99 %"
    return f"{measured(found)} %" if found >= _A_TRACE or not found else "<0.1 %"


def _is_huge(value: object) -> bool:
    """Whether a whole number has too many digits to be turned into a text."""
    return isinstance(value, int) and value.bit_length() > 4 * LONGEST


def _grouped(digits: str) -> str:
    bare = digits.lstrip("0") or "0"
    return f"{int(bare):,}"
