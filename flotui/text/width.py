# SPDX-License-Identifier: MIT
"""How many cells a piece of text takes on a terminal, and how far terminals agree on that.

Terminals measure by different rules and by different versions of Unicode: code point by code point, cluster by
cluster, with or without variation selectors. Of most text all say the same; of the rest nobody can know what
the terminal at the other end will do.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import Final
from unicodedata import category

from rich.cells import cell_len, get_character_cell_size

_SURE: Final = (
    (0x0020, 0x007E), (0x00A0, 0x00AC), (0x00AE, 0x02FF),  # Latin
    (0x0370, 0x0482), (0x048A, 0x052F),  # Greek, Cyrillic
    (0x1E00, 0x1FFE),  # more Latin, more Greek
    (0x2010, 0x2027), (0x2030, 0x205E),  # dashes, quotes, ellipsis
    (0x20A0, 0x20BF),  # currencies
    (0x2190, 0x2193), (0x21BA, 0x21BB), (0x21E0, 0x21E9), (0x23CE, 0x23CE), (0x2423, 0x2423),  # arrows, keys
    (0x2400, 0x2422), (0x2500, 0x25FC), (0x2713, 0x2713), (0x2717, 0x2717),  # boxes, blocks, shapes, marks
    (0x2800, 0x28FF),  # braille
    (0x2E80, 0x3029), (0x3030, 0x303E), (0x3041, 0x3096), (0x309B, 0x30FF), (0x3105, 0x31BA),  # CJK
    (0x3400, 0x4DBF), (0x4E00, 0x9FEF), (0xAC00, 0xD7A3), (0xF900, 0xFAD9),
    (0xFF01, 0xFF9D), (0xFFE0, 0xFFE6), (0xFFFD, 0xFFFD),
)  # fmt: skip
"""Code points that every terminal measures alike, when they stand alone."""
_STARTS: Final = [first for first, _ in _SURE]
_SELECTOR: Final = "\ufe0f"
"""Variation selector 16: have the character before it drawn as an emoji."""


@lru_cache(maxsize=8192)
def is_sure(cluster: str) -> bool:
    """Whether every terminal gives a cluster the same width.

    Args:
        cluster: what is in a cell; empty for the second cell of a wide one.
    """
    if cluster.isascii():
        return True
    if len(cluster) != 1:
        return False
    point = ord(cluster)
    return point <= _SURE[bisect_right(_STARTS, point) - 1][1]


@lru_cache(maxsize=2048)
def widest(text: str) -> int:
    """The most cells that any terminal may give a text.

    Args:
        text: a cluster or a longer text, without control characters.
    """
    if text.isascii():
        return len(text)
    apart = sum(map(_alone, text)) + sum(
        2 - size for before, after in pairwise(text) if after == _SELECTOR and (size := _alone(before)) < 2
    )
    return max(apart, cell_len(text))


@lru_cache(maxsize=2048)
def _alone(character: str) -> int:
    """The most cells that any terminal may give a character, whatever it is beside."""
    if "\U0001f1e6" <= character <= "\U0001f1ff":  # letters of flags, which some draw one by one
        return 2
    if category(character) == "Mc" or "\u1160" <= character <= "\u11ff":
        return 1  # vowel signs and jamo, which older tables count
    return get_character_cell_size(character)
