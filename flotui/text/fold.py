"""Text as it is compared and searched: the one way for all of the program."""

from __future__ import annotations

import unicodedata

_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th"}
    | dict.fromkeys(["\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff", "\u061c", "\xad"])
    | dict.fromkeys(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFE00, 0xFE10)]))
)
"""Letters that Unicode doesn't decompose, though people type them without the stroke; and what can't be seen:
joiners, marks of direction, variation selectors."""


def fold(text: str) -> str:
    """A text as it is compared: lower case, without accents, whether its letters came composed or not.

    Args:
        text: what is to be searched, or searched for.
    """
    if text.isascii():
        return text.lower()
    return without_accents(text).casefold().translate(_PLAIN)


def without_accents(text: str) -> str:
    """A text with its case, and without accents."""
    # Combining marks go only where the base letter keeps its meaning: Latin, Greek, Cyrillic. In Indic
    # scripts and Arabic they are not class 0 either, but nobody types a word without them; dropping them
    # on both sides still compares like with like.
    found = unicodedata.normalize("NFKD", text)
    return "".join(one for one in found if not unicodedata.combining(one))
