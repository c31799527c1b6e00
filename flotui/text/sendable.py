# SPDX-License-Identifier: MIT
"""Whether a text can be sent to somebody as it is."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 4096
"""The characters that a message may have."""
LONGEST_SMS: Final = 1600
"""Those that an SMS may have."""
LONGEST_MAIL: Final = 100_000
"""Those that an e-mail may have."""

_HOLE = re.compile(r"\{\{[^{}]*\}\}|\{\{\s*\w[\w .]*")
"""A placeholder, also over a line's end; what begins one and is never closed is none either that was filled in."""


def unfilled(text: str) -> tuple[int, int] | None:
    """Where the first placeholder stands that isn't filled in; None where there is none.

    Args:
        text: what is to be sent.
    """
    found = _HOLE.search(text)
    return None if found is None else found.span()


def problem(text: str, most: int = LONGEST) -> str:
    """Why a text can't be sent as it is, as a sentence; empty for nothing.

    Args:
        text: what is to be sent.
        most: the characters that it may have.
    """
    if not text.strip():
        return "The text is empty."
    if (hole := unfilled(text)) is not None:
        return f"{' '.join(text[hole[0] : hole[1]].split())} isn't filled in."
    return f"{len(text):,} characters; a message may have {most:,}." if len(text) > most else ""
