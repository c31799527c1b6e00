# SPDX-License-Identifier: MIT
"""Which of the older encodings a text is in: those in which its letters make words, and whether one is sure."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from flotui.text.alphabets import fits, has_letters, is_written, reads_as_cyrillic

_CYRILLIC: Final = {"cp1251": "Windows-1251", "koi8_u": "KOI8", "cp866": "code page 866"}
_LATIN: Final = {
    "cp1252": ("Windows-1252", "west icelandic"),
    "cp1250": ("Windows-1250", "polish czech hungarian romanian croatian"),
    "cp1254": ("Windows-1254", "turkish"),
    "cp1257": ("Windows-1257", "lithuanian latvian estonian"),
    "iso8859_2": ("ISO-8859-2", "polish czech hungarian romanian croatian"),
    "cp850": ("code page 850", "west"),
    "mac_roman": ("Mac Roman", "west"),
    "cp852": ("code page 852", "polish czech hungarian romanian croatian"),
    "cp857": ("code page 857", "turkish"),
    "cp860": ("code page 860", "west"),
    "cp861": ("code page 861", "icelandic"),
    "cp865": ("code page 865", "west"),
    "cp775": ("code page 775", "lithuanian latvian estonian"),
    "mac_latin2": ("Mac Central European", "polish czech hungarian croatian lithuanian latvian"),
}
"""The encodings of languages in Latin letters, the likeliest first: what they are called, and which are written so."""
_COMMON: Final = frozenset({"cp1252", "cp1250", "cp1254", "cp1257", *_CYRILLIC})
"""Those that programs of today write; one of the others is never sure, as there are more of its kind."""
_CHIEF: Final = "cp1251"
"""The likeliest of those of other letters than Latin ones."""
_RARE: Final = frozenset({"cp852", "cp857", "cp860", "cp861", "cp865", "cp775", "mac_latin2"})
"""Those that are thought of only where no common one makes sense."""
OTHERS: Final = {
    "cp1253": "Windows-1253",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "cp874": "Windows-874",
    "shift_jis": "Shift JIS",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "euc_kr": "EUC-KR",
}
"""Encodings that are never guessed, but told."""
KNOWN: Final = {**{name: title for name, (title, _) in _LATIN.items()}, **_CYRILLIC, **OTHERS}
"""What encodings are called."""

_WORD = re.compile(rb"[^\s\x00-\x2c./:;<=>?@\[\\\]^_`{|}~]*[\x80-\xff][^\s\x00-\x2c./:;<=>?@\[\\\]^_`{|}~]*")
_BEYOND = re.compile(
    r"[^\s\x00-\x2c./:;<=>?@\[\\\]^_`{|}~]*[^\x00-\x7f][^\s\x00-\x2c./:;<=>?@\[\\\]^_`{|}~]*"
)
_LOOKED_AT = 2000
"""Words that are looked at."""
_ENOUGH = 0.9
"""The share of words that make sense in the right encoding."""
_RIVAL = 0.7
"""The share of words that make sense in one that may be the right one too."""
_STEPS = 20
"""Shares in between these are told apart: of those alike the likeliest encoding is taken."""
_HALF, _MOST, _MANY = 0.5, 0.8, 10
"""The share of the words that two encodings read differently of which both have to make sense; more of many words."""
_ALONE = 3
"""So many words tell the encoding that is the only one of all in which they make sense."""
_NO_LETTERS = frozenset({"unicode-escape", "raw-unicode-escape", "utf-7", "punycode", "idna", "undefined"})
"""What Python calls encodings too, and nobody's text is in."""
_SHOWN = 3
"""Words that show what an encoding makes of a text."""


class Decoding(NamedTuple):
    """What an encoding makes of a text."""

    encoding: str
    words: Sequence[str]
    """Those with letters beyond ASCII, each once."""
    sense: Sequence[bool]
    """Of each, whether it may be one of the language of which most may be."""

    @property
    def share(self) -> float:
        """How many of them make sense, from 0 to 1."""
        return sum(self.sense) / len(self.sense)

    def rivals(self, other: Decoding) -> bool:
        """Whether another reading may be meant rather than this: most of what it reads differently makes sense."""
        differ = [at for at, word in enumerate(self.words) if word != other.words[at]]
        wanted = _MOST if len(differ) >= _MANY else _HALF
        return sum(other.sense[at] for at in differ) >= wanted * len(differ) > 0


class EncodingGuess(NamedTuple):
    """The readings of a text in an unknown encoding."""

    readings: Sequence[Decoding]
    """Those that make sense and differ, the likeliest first."""
    sure: bool
    """Whether the first is the only one that can be meant."""

    def samples(self) -> list[tuple[str, str]]:
        """Each encoding, and some of the words in which the readings differ as it reads them."""
        words = list(zip(*(each.words for each in self.readings), strict=True))
        told = [each for each in words if len(set(each)) > 1] or words
        told.sort(key=lambda each: not is_written(each[0]))
        chosen = told[:_SHOWN]
        return [
            (each.encoding, ", ".join(word[at] for word in chosen)) for at, each in enumerate(self.readings)
        ]


def guess(data: bytes) -> EncodingGuess:
    """In which encodings a text that is not UTF-8 makes sense.

    Args:
        data: the text, or its beginning.
    """
    words = list(dict.fromkeys(_WORD.findall(data)))[:_LOOKED_AT]
    found = [each for name in (*_LATIN, *_CYRILLIC) if (each := _reading(name, words)) is not None]
    found.sort(key=lambda each: -round(each.share * _STEPS))
    if not found or found[0].share < _ENOUGH:
        return EncodingGuess(_differing(found), sure=False)
    first = found[0]
    if first.encoding not in _COMMON:
        readings = _differing(found)
        return EncodingGuess(readings, sure=len(readings) == 1 and all(first.sense) and len(words) >= _ALONE)
    return _among(first, [each for each in found if each.encoding not in _RARE])


def _among(first: Decoding, others: Sequence[Decoding]) -> EncodingGuess:
    """The likeliest reading and those that may be meant as well: of letters by themselves all that there are."""
    if any(map(is_written, first.words)):
        rivals = [each for each in others if first.rivals(each)]
    elif any(map(has_letters, first.words)):
        rivals = sorted(others, key=lambda each: (each.encoding not in _COMMON, each.encoding != _CHIEF))
    else:
        rivals = []  # signs beside figures are the same in most
    readings = _differing([first, *rivals])
    return EncodingGuess(readings, sure=len(readings) == 1)


def named(text: str) -> str:
    """The encoding that somebody calls so; empty for none in which text is written.

    Args:
        text: `windows-1252`, `latin1`, `UTF-8`, or what `KNOWN` calls it.
    """
    for name, title in KNOWN.items():
        if title.casefold() == text.strip().casefold():
            return name
    try:
        found = codecs.lookup(text.strip())
        decoded = b"a".decode(found.name, "replace")
    except (LookupError, ValueError):
        return ""
    own = {"utf-8": "utf-8-sig"}.get(found.name, found.name.replace("-", "_"))
    if own in KNOWN:
        return own
    is_text = decoded == "a" or found.name.startswith(("utf-16", "utf-32"))
    return "" if found.name in _NO_LETTERS or not is_text else own.replace("_", "-")


def word_of(encoding: str) -> str:
    """An encoding as it is written in a command: `windows-1252`."""
    return re.sub("^cp(?=125|874)", "windows-", encoding).replace("iso8859", "iso-8859").replace("_", "-")


def sample(text: str) -> str:
    """Some of the words of a text that its encoding decides; empty for none.

    Args:
        text: the text, or its beginning.
    """
    words = dict.fromkeys(_BEYOND.findall(text))
    return ", ".join(sorted(words, key=lambda each: not is_written(each))[:_SHOWN])


def title_of(encoding: str) -> str:
    """What an encoding is called."""
    return KNOWN.get(encoding, encoding.upper().removesuffix("-SIG").replace("_", "-"))


def _differing(readings: Sequence[Decoding]) -> list[Decoding]:
    """Readings without those that make the same of the words as one before."""
    found: dict[tuple[str, ...], Decoding] = {}
    for each in readings:
        found.setdefault(tuple(each.words), each)
    return list(found.values())


def _reading(name: str, words: Sequence[bytes]) -> Decoding | None:
    """What an encoding makes of words; None where that is nothing, or makes too little sense."""
    try:
        texts = [word.decode(name) for word in words]
    except UnicodeDecodeError:
        return None
    if not texts or (name not in _COMMON and any("\xa0" in each for each in texts)):
        return None
    if name in _CYRILLIC:
        if name == "koi8_u" and "".join(texts).isupper():
            return None  # Hebrew looks so, which has no capitals
        return Decoding(name, texts, [True] * len(texts)) if reads_as_cyrillic(texts) else None
    if _has_few_plain(texts):
        return None
    families = _LATIN[name][1].split()
    found = max(
        (Decoding(name, texts, [fits(text, each) for text in texts]) for each in families), key=_share
    )
    return found if found.share >= _RIVAL else None


def _share(reading: Decoding) -> float:
    return reading.share


def _has_few_plain(texts: Sequence[str]) -> bool:
    """Whether texts aren't in Latin letters, which are plain ones for the most part."""
    letters = [each for text in texts for each in text if each.isalpha()]
    return sum(not each.isascii() for each in letters) > len(letters) / 2 and len(letters) > 4 * len(texts)
