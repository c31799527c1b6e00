# SPDX-License-Identifier: MIT
"""Which of the older encodings a text is in: the one in which its letters make words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

KNOWN = {
    "cp1252": "Windows-1252",
    "cp1251": "Windows-1251",
    "koi8_u": "KOI8",
    "cp866": "code page 866",
    "cp1250": "Windows-1250",
    "mac_roman": "Mac Roman",
    "cp850": "code page 850",
}
"""The encodings that are known by what they make of a text, the likeliest first, and what they are called."""

_CYRILLIC = frozenset({"cp1251", "koi8_u", "cp866"})
_FREQUENT = frozenset("оеаинтсрвл")
"""Half of the letters of any text in a Slavic language; other letters take their place in a wrong encoding."""
_RARE = frozenset("ъщэ")
_FEW = 4
"""So few letters tell nothing."""
_WORD = re.compile(r"[^\s\x00-\x2c./:;<=>?@\[\\\]^_`{|}~]*[^\x00-\x7f][^\s\x00-\x2c./:;<=>?@\[\\\]^_`{|}~]*")
_BESIDE = re.compile(r"^[¿¡«“„‘‚’\"']*|[»”“’ªº°™®²³%…\"']*$")
"""Signs that are before and behind words, without a blank."""
_ALONE = frozenset("€£¥¢§©®™°ºª²³¹½¼¾×±·•–—…«»“”„‘’‚¿¡№µ|-+&\xa0\xad")
"""Signs that stand by themselves or beside figures."""
_LOOKED_AT = 2000
"""Words that are looked at."""
_ENOUGH = 0.9
"""The share of words that make sense in the right encoding."""
_MIXED = re.compile("[a-zß-öø-ÿа-яё][A-ZÀ-ÖØ-ÞА-ЯЁ]")


def encoding_of(data: bytes) -> str:
    """The encoding of a text that is not UTF-8: one of `KNOWN`; empty where none is sure.

    Args:
        data: the text, or its beginning.
    """
    for name in KNOWN:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        words = _WORD.findall(text)[:_LOOKED_AT]
        if name == "koi8_u" and "".join(words).isupper():
            continue  # Hebrew looks so, which has no capitals
        if _makes_sense(words, cyrillic=name in _CYRILLIC):
            return name
    return ""


def _makes_sense(words: Sequence[str], *, cyrillic: bool) -> bool:
    """Whether words with letters beyond ASCII are words of a language that is written so."""
    good = sum(_is_word(word, "CYRILLIC" if cyrillic else "LATIN") for word in words)
    if not words or good < _ENOUGH * len(words):
        return False
    letters = [each for word in words for each in word.lower() if each.isalpha()]
    beyond = [each for each in letters if not each.isascii()]
    if cyrillic:
        count = max(len(beyond), _FEW)
        frequent, rare = (sum(each in some for each in beyond) for some in (_FREQUENT, _RARE))
        return frequent >= 0.45 * count and rare <= 0.05 * count
    # Where Latin letters are written, most are plain ones.
    return len(beyond) <= len(letters) / 2 or len(letters) < 3 * len(words)


def _is_word(word: str, script: str) -> bool:
    """Whether all of a word may be in one: its letters are of one script, and nothing else is among them."""
    bare = _BESIDE.sub("", word)
    if not any(each.isalpha() for each in bare):
        return all(each.isascii() or each in _ALONE for each in word)
    foreign = [each for each in bare if not each.isascii() and each not in "’-\xa0\xad"]
    if any(not unicodedata.name(each, "").startswith(f"{script} ") for each in foreign):
        return False
    return _MIXED.search(bare) is None
