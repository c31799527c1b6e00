# SPDX-License-Identifier: MIT
"""Letters that a file has lost: a spreadsheet that saves in its system's own encoding writes `?` for the others."""

from __future__ import annotations

import re
import unicodedata

from flotui.text.quoting import in_brief
from flotui.text.utf8 import read_once

_LOST = "?"
"""What stands for a letter that an encoding doesn't have."""
_WITHIN = re.compile(r"(?<![\w?./:=&-])[^\W\d_]+(?:\?+[^\W\d_]+)+(?![\w./:=&-])")
"""A word with such a sign between letters, as `S?o`: nobody writes one, but for addresses of pages."""


def read_twice(text: str, old: str) -> str:
    """Why a cell isn't taken: another program has read its UTF-8 as Windows-1252; empty for any other cell.

    Args:
        text: the cell.
        old: what is there now.
    """
    once = read_once(text)
    if once == text or text == old:
        return ""
    return (
        f"{in_brief(text)} is how {in_brief(once)} looks in a wrong encoding: export the file again as UTF-8"
    )


def lost_letters(text: str, old: str) -> str:
    """Why a cell isn't taken: it is what is there now, with question marks for letters; empty for any other cell.

    Args:
        text: the cell.
        old: what is there now.
    """
    if (
        _LOST not in text
        or old.isascii()
        or unicodedata.normalize("NFC", text) == unicodedata.normalize("NFC", old)
    ):
        return ""
    # Each sign of the old text became one of the file's, whether marks stood apart from their letters or not.
    if not any(
        _lost(text, form) for form in (old, *(unicodedata.normalize(each, old) for each in ("NFC", "NFD")))
    ):
        return ""
    return f"{in_brief(text)} is {in_brief(old)} with ? for its letters: save the file as UTF-8"


def _lost(text: str, old: str) -> bool:
    return len(text) == len(old) and all(
        new == was or (new == _LOST and not was.isascii()) for new, was in zip(text, old, strict=True)
    )


def within_word(text: str) -> bool:
    """Whether a cell has a word that has lost letters, whatever is there now: `S?o Paulo`."""
    return _WITHIN.search(text) is not None


def in_doubt(text: str, old: str) -> str:
    """Why a cell isn't taken from a file in which another has lost its letters; empty for one that tells no doubt.

    Args:
        text: the cell.
        old: what is there now; empty where nothing is.
    """
    if _LOST not in text or text == old:
        return ""
    if within_word(text):
        return f"{in_brief(text)} has ? within a word, for a lost letter: save the file as UTF-8"
    return f"{in_brief(text)} has a ?, and the file has lost letters as ? elsewhere: save the file as UTF-8"
