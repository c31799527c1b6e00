# SPDX-License-Identifier: MIT
"""Text as it is compared and searched: the one way for all of the program."""

from __future__ import annotations

import unicodedata

from flotui.text.clean import HYPHENS, QUOTES
from flotui.text.patterns import later
from flotui.text.signs import DIRECTION, NOTHING, SHAPING_RANGES

_LETTERS = str.maketrans(
    dict(zip("øłđðıħŧŋƒɨʉɵƶǥ", "olddihtnfiuozg", strict=True)) | {"æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij"}
)
"""Letters that Unicode doesn't decompose, though people type them without the stroke."""
_PLAIN = _LETTERS | HYPHENS | QUOTES
_FIGURES = later(
    "([\u00b2\u00b3\u00b9\u00bc-\u00be\u2070\u2074-\u2079\u2080-\u2089\u2150-\u215f\u2189\u2460-\u249b\u24ea\u3251-\u325f"
    "\u32b1-\u32cb\u3358-\u3370\u3378\u3379\u339f-\u33a6\u33a8\u33af\u33e0-\u33fe\U0001f100-\U0001f10a])"
)
"""What isn't a digit and would be made one: raised, low, in a circle, in a unit. `m²` isn't `m2`."""
_UNSEEN = later(f"[{NOTHING}{DIRECTION}{SHAPING_RANGES}\u0640]")
"""What can't be seen, and the line that only stretches an Arabic word."""


def fold(text: str) -> str:
    """A text as it is compared: lower case, without accents, whether its letters came composed or not.

    Args:
        text: what is to be searched, or searched for.
    """
    if text.isascii():
        return text.lower()
    return _UNSEEN.sub("", without_accents(text).casefold()).translate(_PLAIN)


def without_accents(text: str) -> str:
    """A text with its case, and without accents."""
    # Combining marks go only where the base letter keeps its meaning: Latin, Greek, Cyrillic. In Indic
    # scripts and Arabic they are not class 0 either, but nobody types a word without them; dropping them
    # on both sides still compares like with like.
    if _FIGURES.search(text) is None:
        found = unicodedata.normalize("NFKD", text)
    else:
        pieces = _FIGURES.split(text)
        pieces[::2] = [unicodedata.normalize("NFKD", piece) for piece in pieces[::2]]
        found = "".join(pieces)
    return "".join([one for one in found if not unicodedata.combining(one)])
