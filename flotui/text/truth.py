# SPDX-License-Identifier: MIT
"""Yes and no in words: the one list that everything reads by."""

from __future__ import annotations

YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")
"""The words for no, each as the one at its place in `YES`."""


def truth(text: str) -> bool | None:
    """What a word for yes or no means; None where it is neither.

    Args:
        text: the word, in any case, with blanks around it or without.
    """
    word = text.strip().lower()
    return True if word in YES else False if word in NO else None
