# SPDX-License-Identifier: MIT
"""Which languages the words of a text may be of, by their letters beyond ASCII and where those can be."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from typing import Final

FAMILIES: Final = {
    "west": "áàâãäåæçéèêëíìîïñóòôõöøœúùûüÿß",
    "polish": "ąćęłńóśźż",
    "turkish": "çğıöşüâîû",
    "czech": "áäčďéěíĺľňóôŕřšťúůýž",
    "hungarian": "áéíóöőúüű",
    "romanian": "ăâîșțşţ",
    "croatian": "čćđšž",
    "lithuanian": "ąčęėįšųūž",
    "latvian": "āčēģīķļņšūž",
    "estonian": "äöõüšž",
    "icelandic": "áéíóúýðþæö",
}
"""The letters of languages whose words stand in one text, the likeliest first."""

_MISPLACED: Final = {
    "west": r"(?<![aeiouyäöü])ß|ß(?=ß)|ã(?=[^eoisz])|õ(?=[^e])|ñ(?![aeiouáéíóúü])|ò(?=[aeiou])"
    r"|[aou]ä|ä[ao]|ç(?=[b-np-tv-zéêí])",
    "polish": r"[ńąę](?=[aeioóuyąę])|^[ńąę]",
    "turkish": r"^[ığ]|(?<![aeıioöuüâîû])ğ",
    "czech": r"(?<![bmpv])ä|[ŕĺ](?=[aeiouyáéíóúý])|(?<=[aeiouyáéíóúý])[ŕĺ]|^[ŕĺ]|[ŕĺ]$",
    "romanian": r"ă(?=[aeoăâ])",
    "lithuanian": r"[ąęį](?=[aeiouyąęėįųū])|ų(?=[^sšzž])",
    "estonian": r"[aou]ä|ä[ao]",
    "latvian": r"[āēīū](?=[aeouāēīū])",
    "icelandic": r"^ð|þ(?=[^aeiouyáéíóúýöjrv])|þ$",
}
"""Letters where no word of a language has them."""
_WRONG: Final = {name: re.compile(pattern) for name, pattern in _MISPLACED.items()}
_FREQUENT = frozenset("оеаинтсрвл")
"""Half of the letters of any text in a Slavic language; other letters take their place in a wrong encoding."""
_RARE = frozenset("ъщэ")
_FEW = 4
"""So few letters tell nothing."""
_BESIDE = re.compile(r"^(?:[¿¡«“„‘‚’\"']|°(?=[CF]$))*|[»”“’ªº°™®²³%…\"']*$")
"""Signs that are before and behind words, without a blank."""
_ALONE = frozenset("€£¥¢§©®™°ºª²³¹½¼¾×±·•–—…«»“”„‘’‚¿¡№µ|-+&\xa0\xad")
"""Signs that stand by themselves or beside figures."""
_RAISED = frozenset("¹²³")
"""Signs that are behind something where they are meant."""
_WITHIN = "’'\xa0\xad-"
"""Signs that are within words."""
_BETWEEN = re.compile(rf"[\d{_WITHIN}]+")


def is_written(word: str) -> bool:
    """Whether a text between two blanks has letters that make a word: two at the least."""
    return sum(each.isalpha() for each in _BESIDE.sub("", word)) > 1


def has_letters(word: str) -> bool:
    """Whether a text between two blanks has a letter beyond ASCII, as `à` and `и`, which `nº` has not.

    A raised figure in front counts too: `¹5` is `№5`, and `³` by itself `і`, in another encoding.
    """
    beyond = (each.isalpha() and not each.isascii() for each in _BESIDE.sub("", word))
    return word[:1] in _RAISED or any(beyond)


def fits(word: str, family: str) -> bool:
    """Whether a text between two blanks may be of a language: a word of its letters, or signs by themselves.

    Args:
        word: the text.
        family: one of `FAMILIES`.
    """
    bare = _BESIDE.sub("", word)
    if not any(each.isalpha() for each in bare):
        return all(each.isascii() or each in _ALONE for each in word)
    parts = [each for each in _BETWEEN.split(bare) if each]
    if any(map(_is_spoiled, parts)):
        return False
    if len(bare) > 2 and not any(each.isascii() and each.isalpha() for each in bare):
        return False  # in Latin letters no word has none of the plain ones
    known, wrong = FAMILIES[family], _WRONG.get(family)
    small = ["".join(map(_lower, each)) for each in parts]
    if any(not each.isascii() and each not in known for part in small for each in part):
        return False
    if wrong is not None and any(map(wrong.search, small)):
        return False
    return not is_written(word) or any(map(_is_vowel, "".join(small)))


def reads_as_cyrillic(words: Sequence[str]) -> bool:
    """Whether words are of a language in Cyrillic, by its letters and by how often it has these.

    Args:
        words: texts between blanks, each with something beyond ASCII.
    """
    if not words or sum(map(_is_cyrillic, words)) < 0.9 * len(words):
        return False
    if not any(map(is_written, words)):
        return True  # letters by themselves, of which any is as frequent
    beyond = [each for word in words for each in word.lower() if each.isalpha() and not each.isascii()]
    count = max(len(beyond), _FEW)
    frequent, rare = (sum(each in some for each in beyond) for some in (_FREQUENT, _RARE))
    return frequent >= 0.45 * count and rare <= 0.05 * count


def _is_cyrillic(word: str) -> bool:
    bare = _BESIDE.sub("", word)
    if not any(each.isalpha() for each in bare):
        return all(each.isascii() or each in _ALONE for each in word)
    parts = [each for each in _BETWEEN.split(bare) if not each.isascii()]
    return not any(map(_is_spoiled, parts)) and all(
        unicodedata.name(each, "").startswith("CYRILLIC ") for part in parts for each in part
    )


def _is_spoiled(word: str) -> bool:
    """Whether a word has a capital inside that nobody writes there, as `SÒo` and `JosŽ`."""
    if word.islower() or word.isupper():
        return False
    return any(two.isupper() and not two.isascii() for two in word[1:]) or any(
        one.islower() and not one.isascii() and two.isupper() for one, two in itertools.pairwise(word)
    )


def _lower(letter: str) -> str:
    """A letter as a small one, which the dotted İ has only as two signs."""
    small = letter.lower()
    return small if len(small) == 1 else "i"


def _is_vowel(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter)[0] in "aeiouyæøœı"
