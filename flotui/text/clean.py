# SPDX-License-Identifier: MIT
"""Text from elsewhere: what web pages, documents, messengers and spreadsheets put into what is copied from them.

There are three strengths. `cleaned` takes out what nobody sees and nobody means, and leaves every letter: for names and
lines. `compact` is for what is written in plain signs anyway: phones, e-mail addresses, keys, addresses, ids. `look` is
what two names have in common that a person can't tell apart; it is compared and never sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from flotui.text.confusable import as_latin
from flotui.text.patterns import later
from flotui.text.signs import BLANKS, DIRECTION, NOTHING, SHAPING_RANGES

HYPHENS: Final = dict.fromkeys(
    map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"), "-"
)
"""Hyphens, dashes and minus signs, each as the one on the keyboard."""
QUOTES: Final = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u02bc\u2032\uff07"), "'") | dict.fromkeys(
    map(ord, "\u201c\u201d\u201e\u201f\u2033\uff02"), '"'
)
"""Typographic quotes, each as the one on the keyboard."""

_IN_NUMBERS: Final = {0x66B: ".", 0x66C: ","}
"""What Arabic and Persian figures have for a decimal point and between thousands."""

_CONTROL = later(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BLANK = later(f"[{BLANKS}]")
_UNSEEN = later(f"[{NOTHING}]")
_DIRECTION = later(f"[{DIRECTION}]")
_ALL_UNSEEN = later(f"[{NOTHING}{DIRECTION}{SHAPING_RANGES}]")
_STRAY = later(f"(?<![^\\x00-\\x7f])[{SHAPING_RANGES}]|[\u200c\u200d](?![^\\x00-\\x7f])")
"""Shaping signs beside plain letters, which they can't shape, and joiners that join nothing."""


def cleaned(text: str) -> str:
    """A line without what can't be seen: every blank is a plain one, and none is at its ends.

    Where a text is read from right to left, its marks of direction have a meaning and stay, but for those at its ends.

    Args:
        text: as it was typed, pasted or read.
    """
    if text.isascii() and "\t" not in text:
        return text.strip()
    text = _STRAY.sub("", _UNSEEN.sub("", _BLANK.sub(" ", text)))
    text = text.translate({0x2010: "-", 0x2011: "-"})  # those that only documents make of the keyboard's
    if not any(unicodedata.bidirectional(one) in ("R", "AL") for one in text):
        text = _DIRECTION.sub("", text)
    return text.strip(f"{DIRECTION} ").strip() if _ALL_UNSEEN.sub("", text).strip() else ""


def seen(text: str) -> str:
    """A value without what is drawn as nothing and means nothing; its blanks and the ends of its lines stay as they are.

    Args:
        text: as it was typed, pasted or read.
    """
    if text.isascii():
        return text
    text = _STRAY.sub("", _UNSEEN.sub("", text))
    if not any(unicodedata.bidirectional(one) in ("R", "AL") for one in text):
        text = _DIRECTION.sub("", text)
    return text


def control_in(text: str) -> str:
    """The first control character of a text that a terminal would obey, by its code point; empty for none.

    Args:
        text: as it was typed, pasted or read; tabs and the ends of lines aren't such.
    """
    found = _CONTROL.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def looks_alike(one: str, other: str) -> bool:
    """Whether two values look the same: they differ at most in blanks at their ends, in what isn't seen, in kinds of
    blanks and ends of lines, or in whether marks are apart from their letters.

    Args:
        one: a value.
        other: another.
    """
    return one == other or _as_seen(one) == _as_seen(other)


def _as_seen(text: str) -> str:
    plain = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return unicodedata.normalize("NFC", cleaned(plain))


def compact(text: str) -> str:
    """A phone, e-mail address, key, web address or id in plain signs: nothing unseen, the keyboard's hyphen, its digits.

    What isn't a digit becomes none: `5²` has a footnote, and is neither 52 nor 5.

    Args:
        text: as it was typed, pasted or read.
    """
    text = text.strip()
    if text.isascii():
        return text
    text = _ALL_UNSEEN.sub("", _BLANK.sub(" ", text)).translate(HYPHENS | _IN_NUMBERS)
    if kept := "".join(filter(_makes_digits, set(text))):
        pieces = re.split(f"([{kept}])", text)
        pieces[::2] = [unicodedata.normalize("NFKC", each) for each in pieces[::2]]
        text = "".join(pieces)
    else:
        text = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text).strip()


def _makes_digits(sign: str) -> bool:
    """Whether a sign that isn't a digit would be one in plain signs: raised, low, in a circle, part of a fraction."""
    return not sign.isdecimal() and any(map(str.isdecimal, unicodedata.normalize("NFKC", sign)))


def json_text(text: str) -> str:
    """JSON without what documents and web pages put between its parts; what is in its strings is left alone.

    Typographic quotes are its quotes where there are no others: a document has made them.

    Args:
        text: JSON as it was typed, pasted or read.
    """
    if '"' not in text:
        text = text.translate({ord(one): '"' for one in "\u201c\u201d\u201e\u201f\u2033\uff02"})
    pieces = re.split(r'("(?:[^"\\]|\\.)*")', text, flags=re.DOTALL)
    pieces[::2] = [_UNSEEN.sub("", _DIRECTION.sub("", _BLANK.sub(" ", piece))) for piece in pieces[::2]]
    return "".join(pieces)


_DIFFERENCES: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (
    ("signs that can't be seen", lambda text: _ALL_UNSEEN.sub("", text)),
    ("how its letters are composed", lambda text: unicodedata.normalize("NFKC", text)),
    ("upper and lower case", str.casefold),
    ("hyphens and quotes", lambda text: text.translate(HYPHENS).translate(QUOTES)),
    ("blanks", lambda text: "".join(_BLANK.sub(" ", text).split())),
)
"""What two names that look alike may differ in, and what takes it away, in the order in which `look` does."""


def look(text: str) -> str:
    """What a person sees of a name: the same for two that differ by case, blanks, composition or unseen signs alone.

    Args:
        text: a name.
    """
    for _, without in _DIFFERENCES:
        text = without(text)
    return unicodedata.normalize("NFC", text)


def are_alike(one: str, other: str) -> bool:
    """Whether a person can't tell two names apart: they have the same `look`, or would with Latin letters for those that
    are drawn as such.

    Args:
        one: a name.
        other: another.
    """
    return look(one) == look(other) or look(as_latin(one)) == look(as_latin(other))


def differences(one: str, other: str) -> str:
    """What two names that look alike differ in, to be behind "differs only in".

    Args:
        one: a name.
        other: another that is `are_alike`.
    """
    if look(one) != look(other):
        return "letters of another alphabet"
    found = []
    for what, _ in _DIFFERENCES:
        mine, theirs = one, other
        for each, without in _DIFFERENCES:
            if each != what:
                mine, theirs = without(mine), without(theirs)
        if mine != theirs:
            found.append(what)
    return " and ".join(found) or "signs that look alike"
