# SPDX-License-Identifier: MIT
"""What text on a terminal looks like, and the shortest sequence (SGR) from one look to another."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from flotui.text.patterns import later

_STEPS: Final = (0, 95, 135, 175, 215, 255)
FIXED: Final = {
    **{
        (_STEPS[n // 36], _STEPS[n // 6 % 6], _STEPS[n % 6]): n + 16
        for n in range(216)  # the colour cube
    },
    **{(grey, grey, grey): n + 232 for n, grey in enumerate(range(8, 239, 10))},
}
"""The colours of the 256-colour palette that are the same in every terminal: number by (red, green, blue)."""

ANY: Final = "any"
"""The colour of a blank: none can be seen, so whichever is set will do."""


class Look(NamedTuple):
    """A look, as the SGR parameters that set it."""

    attributes: frozenset[str] = frozenset()
    """Attributes that are on: `1` bold, `2` dim, `3` italic, `4` underline, `5` blink, `7` reverse, `9` strike."""
    color: str = ""
    """The text's colour (`31`, `38;5;80`, `38;2;1;2;3`); empty for the terminal's own; `ANY` in a blank."""
    background: str = ""
    """The ground's colour (`41`, `48;5;80`, `48;2;1;2;3`); empty for the terminal's own."""


BARE: Final = Look()
"""The look after a reset."""

_PARTS: Final = later("([34])8;(5;[0-9]+|2;[0-9]+;[0-9]+;[0-9]+)|([0-9]+)")
_OFF: Final = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}
_ENDS: Final = {
    "22": frozenset("12"), "23": frozenset("3"), "24": frozenset("4"), "25": frozenset("5"),
    "27": frozenset("7"), "29": frozenset("9"),
}  # fmt: skip
_SEEN: Final = frozenset("479")
"""Attributes that are seen on a blank: underline, reverse, strike."""


def _short(color: str) -> str:
    """A colour by its number in the palette where that is the same in every terminal."""
    ground, kind, *rest = color.split(";")
    number = FIXED.get((int(rest[0]), int(rest[1]), int(rest[2]))) if kind == "2" else None
    return color if number is None else f"{ground};5;{number}"


@lru_cache(maxsize=4096)
def after(look: Look, parameters: str) -> Look:
    """The look after an SGR sequence; parameters that are not known here change nothing.

    Args:
        look: the look before it.
        parameters: what stands between `CSI` and `m`: `1;38;5;80`.
    """
    attributes, color, background = look
    for part in _PARTS.finditer(parameters or "0"):
        ground, _, code = part.groups()
        if ground == "3":
            color = _short(part[0])
        elif ground == "4":
            background = _short(part[0])
        elif (number := int(code)) == 0:
            attributes, color, background = BARE
        elif code in _OFF:
            attributes |= {code}
        elif code in _ENDS:
            attributes -= _ENDS[code]
        elif 30 <= number <= 39 or 90 <= number <= 97:
            color = "" if number == 39 else code
        elif 40 <= number <= 49 or 100 <= number <= 107:
            background = "" if number == 49 else code
    return Look(attributes, color, background)


@lru_cache(maxsize=4096)
def of_blank(look: Look) -> Look:
    """The look of a blank written in a look: its ground, and whatever else can be seen of it."""
    if look.attributes & _SEEN:
        return look
    return Look(frozenset(), ANY, look.background)


@lru_cache(maxsize=8192)
def settled(look: Look, now: Look) -> Look:
    """The look to set for a cell: for a blank, what is nearest to the look that is set now.

    Args:
        look: the cell's.
        now: the one that is set.
    """
    if look.color != ANY:
        return look
    return Look(now.attributes - _SEEN, now.color, look.background)


@lru_cache(maxsize=8192)
def change(was: Look, now: Look) -> str:
    """The shortest sequence from one look to another; empty where they are the same."""
    if was == now:
        return ""
    if now == BARE:
        return "\x1b[m"
    whole = ";".join(filter(None, [*sorted(now.attributes), now.color, now.background]))
    if was == BARE:
        return f"\x1b[{whole}m"
    off = {_OFF[code] for code in was.attributes - now.attributes}
    kept = {code for code in was.attributes & now.attributes if _OFF[code] not in off}
    steps = [*sorted(off), *sorted(now.attributes - kept)]
    if was.color != now.color:
        steps.append(now.color or "39")
    if was.background != now.background:
        steps.append(now.background or "49")
    return min(f"\x1b[{';'.join(steps)}m", f"\x1b[0;{whole}m", key=len)
