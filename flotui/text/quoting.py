# SPDX-License-Identifier: MIT
"""Words of others in a sentence of ours."""

from __future__ import annotations

import re

LONGEST_QUOTE = 300
"""How much of a host's own words goes into a sentence, in characters."""

_BRIEF = 40
"""How much of a cell goes into a sentence."""

_UNPRINTABLE = "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]+"


def quoted(text: str, longest: int = LONGEST_QUOTE) -> str:
    """A host's own words, fit for a sentence: one line, no control characters, not too long.

    Args:
        text: what the host said.
        longest: how many characters may stay.
    """
    line = " ".join(re.sub(_UNPRINTABLE, " ", text[: longest * 8]).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def in_brief(text: str) -> str:
    """A cell's text, shortened for the middle of a sentence."""
    return quoted(text, _BRIEF)
