# SPDX-License-Identifier: MIT
"""Which characters are text when they are typed, seen or not.

Input methods, emoji pickers and some keyboards type what isn't seen by itself: what joins the parts of an emoji or keeps
Persian letters apart, blanks that don't break, marks of direction. Without them something else is sent than was typed.
"""

from __future__ import annotations

from typing import Final
from unicodedata import category

_TEXT: Final = frozenset({"Cf", "Zs", "Co"})
"""Formats, blanks, and private characters such as a keyboard's own sign: all that `isprintable` has not among text."""
_UNASSIGNED: Final = "Cn"


def is_typable(character: str) -> bool:
    """Whether a character is text when it is typed: not a control, a line's end, half a character, nor none at all.

    What Unicode had not when this Python was built is text as well: every year there are new emoji.

    Args:
        character: one; empty is none.
    """
    if character.isprintable():
        return character != ""
    kind = category(character)
    return kind in _TEXT or (kind == _UNASSIGNED and not _is_none(ord(character)))


def _is_none(code: int) -> bool:
    """Whether a code is one of those that no character will ever have."""
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
