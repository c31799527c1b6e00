"""What is written to the terminal, with fewer bytes: styles as changes from the one before.

Textual writes every piece of a line as its full style, the text and a reset; with a background of our own that
is some 40 bytes a piece, and most pieces differ from the one before in little or nothing. Here the sequences
that set styles (SGR) are read off what is about to be written, and written anew where text follows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from flotui.ui.widgets.strips import FIXED


class _Look(NamedTuple):
    """What text looks like, in the parameters that set it."""

    attributes: frozenset[str] = frozenset()
    color: str = ""
    background: str = ""


_SGR: Final = re.compile("\x1b\\[([0-9;]*)m")
_MOVES: Final = re.compile("(?:\x1b\\[[0-9]+;[0-9]+H|[\r\n])*")
"""What moves the cursor and draws nothing, so that the style doesn't matter to it."""
_PARTS: Final = re.compile("([34])8;(5;[0-9]+|2;[0-9]+;[0-9]+;[0-9]+)|([0-9]+)")
_OFF: Final = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}
_ENDS: Final = {
    "22": frozenset("12"), "23": frozenset("3"), "24": frozenset("4"), "25": frozenset("5"),
    "27": frozenset("7"), "29": frozenset("9"),
}  # fmt: skip
_SEEN: Final = frozenset("479")
"""Attributes that are seen on a space: underline, reverse, strike."""
_BARE: Final = _Look()


def _short(color: str) -> str:
    """A colour by its number in the palette where that is the same in every terminal."""
    ground, kind, *rest = color.split(";")
    number = FIXED.get((int(rest[0]), int(rest[1]), int(rest[2]))) if kind == "2" else None
    return color if number is None else f"{ground};5;{number}"


@lru_cache(maxsize=4096)
def _after(look: _Look, parameters: str) -> _Look | None:
    """What text looks like after an SGR sequence; None when there is something in it that is not known here.

    Args:
        look: What it looked like before.
        parameters: Those of the sequence.
    """
    attributes, color, background = look
    for part in _PARTS.finditer(parameters or "0"):
        ground, _, code = part.groups()
        if ground == "3":
            color = _short(part[0])
        elif ground == "4":
            background = _short(part[0])
        elif (number := int(code)) == 0:
            attributes, color, background = _BARE
        elif code in _OFF:
            attributes |= {code}
        elif code in _ENDS:
            attributes -= _ENDS[code]
        elif 30 <= number <= 39 or 90 <= number <= 97:
            color = "" if number == 39 else code
        elif 40 <= number <= 49 or 100 <= number <= 107:
            background = "" if number == 49 else code
        else:
            return None
    return _Look(attributes, color, background)


@lru_cache(maxsize=4096)
def _change(was: _Look, now: _Look) -> str:
    """The shortest sequence from one look to another."""
    if was == now:
        return ""
    if now == _BARE:
        return "\x1b[m"
    whole = ";".join(filter(None, [*sorted(now.attributes), now.color, now.background]))
    if was == _BARE:
        return f"\x1b[{whole}m"
    off = {_OFF[code] for code in was.attributes - now.attributes}
    kept = {code for code in was.attributes & now.attributes if _OFF[code] not in off}
    steps = [*sorted(off), *sorted(now.attributes - kept)]
    if was.color != now.color:
        steps.append(now.color or "39")
    if was.background != now.background:
        steps.append(now.background or "49")
    return min(f"\x1b[{';'.join(steps)}m", f"\x1b[0;{whole}m", key=len)


@lru_cache(maxsize=4096)
def _alike_when_blank(one: _Look, other: _Look) -> bool:
    """Whether a space looks the same in both."""
    return one.background == other.background and not (one.attributes | other.attributes) & _SEEN


def sparing(text: str) -> str:
    """The same to the eye, in fewer bytes. It begins and ends as the given text does.

    Args:
        text: What is to be written to a terminal that has no style set.
    """
    written: list[str] = []
    was = now = _BARE
    end = 0
    for sequence in _SGR.finditer(text):
        between = text[end : sequence.start()]
        end = sequence.end()
        blank = not between.strip(" ") and _alike_when_blank(was, now)
        if not blank and not _MOVES.fullmatch(between):
            written.append(_change(was, now))
            was = now
        written.append(between)
        after = _after(now, sequence[1])
        if after is None:
            return text
        now = after
    if end < len(text) and not _MOVES.fullmatch(text, end):
        written.append(_change(was, now))
        was = now
    written += (text[end:], _change(was, now))
    return "".join(written)
