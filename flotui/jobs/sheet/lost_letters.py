# SPDX-License-Identifier: MIT
"""Letters that a file has lost: a spreadsheet that saves in its system's own encoding writes `?` for the others."""

from __future__ import annotations

import unicodedata

from flotui.text.quoting import in_brief


def lost_letters(text: str, old: str) -> str:
    """Why a cell isn't taken: it is what is there now, with question marks for letters; empty for any other cell.

    Args:
        text: the cell.
        old: what is there now.
    """
    if (
        "?" not in text
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
        new == was or (new == "?" and not was.isascii()) for new, was in zip(text, old, strict=True)
    )
