# SPDX-License-Identifier: MIT
"""Strips of few segments: neighbours that look the same are joined, and of a blank only its ground is seen."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


def lean(pieces: Iterable[tuple[str, Style]], cells: int) -> Strip:
    """A strip of text in styles, with what can be joined joined.

    Args:
        pieces: The text and its style, left to right.
        cells: How wide they are in all.
    """
    merged: list[tuple[str, Style]] = []
    for text, style in pieces:
        if not text:
            continue
        if merged and (
            merged[-1][1] == style or (text.isspace() and _alike_when_blank(merged[-1][1], style))
        ):
            merged[-1] = (merged[-1][0] + text, merged[-1][1])
        else:
            merged.append((text, style))
    return Strip([Segment(text, style) for text, style in merged], cells)


@lru_cache(maxsize=1024)
def _alike_when_blank(first: Style, second: Style) -> bool:
    """Whether a space looks the same in both styles."""
    drawn = (first.underline, first.reverse, first.strike), (second.underline, second.reverse, second.strike)
    return drawn[0] == drawn[1] and first.bgcolor == second.bgcolor and not first.reverse
