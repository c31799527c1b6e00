# SPDX-License-Identifier: MIT
"""Text from outside, made fit for a terminal's grid.

Whatever a subscriber, a shop or a broken client put into a field is data. Here it is made so that it can
neither steer the terminal (escape and control characters are shown, not sent) nor push the columns aside:
what comes out of `sanitize` is as wide in every terminal as we count it. To that end the few things whose
width terminals disagree on go: joiners between emoji, variation selectors, skin tones.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal
from unicodedata import category, combining, normalize

from rich.cells import get_character_cell_size

from flotui.text.patterns import later
from flotui.text.width import widest

ELLIPSIS: Final = "…"
"""Stands where something was cut."""

_NOTHING: Final = ""
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_NEWLINE: Final = "⏎"
_DOTTED_CIRCLE: Final = "◌"
_SHORT: Final = 120
"""Characters of a text that is kept with what came of it."""
_MOST_MARKS: Final = 4
"""More combining marks than this on one letter are dropped: no script needs them, only mischief does."""

_SIMPLE: Final = later(
    "[ -~¡-¬®-˿Ͱ-ͷͻ-ͽΑ-Ρΐ-ώА-я\u2010-\u2015\u2018-\u201f…€"
    "\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]*"
)
"""Text that needs no second look: Latin, Greek, Cyrillic, kana, Han and Hangul letters as they stand."""

_LONE_ZWNJ: Final = later("(?<![\u0620-\u08ff])\u200c|\u200c(?![\u0620-\u08ff])")
_DROPPED: Final = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x1F3FB, 0x1F3FF))
"""Variation selectors and skin tones."""
_SELECTORS: Final = frozenset("\u034f\u180b\u180c\u180d\u180f")
"""More selectors and joiners: terminals disagree about what they do to a width."""
_FORMATS_SHOWN: Final = frozenset("\u200c\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f")


class _Substitutes(dict[int, str]):
    """What stands for each character, worked out once for each that turns up; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _substitute(code)
        return found


def _substitute(code: int) -> str:
    """What to show for a character: itself, something that names it, or nothing.

    Args:
        code: The character's code point.
    """
    character = chr(code)
    if any(first <= code <= last for first, last in _DROPPED) or character in _SELECTORS:
        return _NOTHING
    kind = category(character)
    if kind == "Cc":
        if character in "\n\x85":
            return _NEWLINE
        if character == "\t":
            return "  "
        if code < 0x20:
            return chr(0x2400 + code)
        return "␡" if code == 0x7F else "␛" + chr(code - 0x40)  # C1: its seven-bit form, ESC and a letter
    if kind == "Cf":
        return character if character in _FORMATS_SHOWN else _NOTHING
    if kind in {"Zl", "Zp"}:
        return _NEWLINE
    if kind == "Zs":
        return character if code == 0x3000 else " "
    if kind == "Cs" or (kind == "Cn" and not 0x1F000 <= code <= 0x1FAFF):
        return _REPLACEMENT  # a lone surrogate can't be written; of an unassigned one nobody knows the width
    return character


_SUBSTITUTES: Final = _Substitutes()


def sanitize(text: str) -> str:
    """The text with nothing in it that a terminal would obey or measure in its own way.

    Control characters become their pictures (␛, ␀), line ends ⏎, tabs spaces; directional overrides and
    other characters without a width go; lone surrogates become �. Never more than one line comes out.

    Args:
        text: Any text.

    Returns:
        Text whose width is the sum of its characters' widths.
    """
    if text.isascii() and text.isprintable():
        return text
    return _kept(text) if len(text) <= _SHORT else _sanitized(text)


def _sanitized(text: str) -> str:
    if _SIMPLE.fullmatch(text):
        return text
    text = text.replace("\r\n", "\n").translate(_SUBSTITUTES)
    if "\u200c" in text:
        text = _LONE_ZWNJ.sub(_NOTHING, text)
    text = normalize("NFC", text)
    if any(map(combining, text)):
        text = _without_heaps(text)
    if text and not get_character_cell_size(text[0]):
        text = _DOTTED_CIRCLE + text
    return text


_kept = lru_cache(maxsize=1024)(_sanitized)
"""Names are asked for again and again: for a column's width, for each of its cells, for each frame."""


def _without_heaps(text: str) -> str:
    """The text with at most a few combining marks on each letter.

    Args:
        text: The text.
    """
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=1024)
def _cells(text: str) -> int:
    """The width of visible text that isn't ASCII."""
    return sum(map(get_character_cell_size, text))


def width(text: str) -> int:
    """How many cells a text takes once it has gone through `sanitize`.

    Args:
        text: Any text.
    """
    text = sanitize(text)
    return len(text) if text.isascii() else _cells(text)


def cut(text: str, cells: int) -> str:
    """The text, visible, and shortened to a number of cells with an ellipsis where it is longer.

    Args:
        text: Any text.
        cells: The room there is.

    Returns:
        Text that takes at most `cells` cells in any terminal; never half a character.
    """
    if cells <= 0:
        return ""
    enough = cells * (_MOST_MARKS + 2) + 64
    whole = len(text) <= enough
    text = sanitize(text if whole else text[:enough])
    if text.isascii():
        if whole and len(text) <= cells:
            return text
        return text[: cells - 1] + ELLIPSIS
    if whole and len(text) <= cells // 2:
        return text
    if whole and widest(text) <= cells:
        return text
    room = cells - 1
    end = 0
    for character in text:
        room -= widest(character)
        if room < 0:
            break
        end += 1
    return text[: between_flags(text, end)] + ELLIPSIS


def between_flags(text: str, end: int) -> int:
    """Where to cut so that no flag, which is two letters, is halved.

    Args:
        text: The text.
        end: Where it would be cut.
    """
    start = end
    while start and "\U0001f1e6" <= text[start - 1] <= "\U0001f1ff":
        start -= 1
    if (end - start) % 2 and end < len(text) and "\U0001f1e6" <= text[end] <= "\U0001f1ff":
        return end - 1
    return end


def pad(text: str, cells: int, align: Literal["left", "right"] = "left") -> str:
    """The text, visible, in exactly so many cells: shortened or filled up with spaces.

    Args:
        text: Any text.
        cells: How many cells to fill.
        align: On which side the text stands.
    """
    text = cut(text, cells)
    blank = cells - (len(text) if text.isascii() else _cells(text))
    if blank <= 0:
        return text
    return " " * blank + text if align == "right" else text + " " * blank
