"""Sentences in lines that fit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flotui.resources.text import Span, Text, spans
from flotui.text import safe

_WORD = re.compile(r"\s*\S+|\s+")


def wrapped(text: Text, width: int, most: int = 100) -> list[Sequence[Span]]:
    """A text in lines, broken between words.

    Args:
        text: what to break.
        width: the cells of a line; below 1 nothing is known of it yet, and nothing is broken.
        most: how many lines there may be; the last has all the rest, however long it is.

    Returns:
        At least one line.
    """
    lines: list[list[Span]] = [[]]
    room = width
    for span in spans(text):
        for word in _WORD.findall(safe.visible(span.text)):
            cells = safe.width(word)
            if cells > room and lines[-1] and width > 0 and len(lines) < most:
                lines.append([])
                word = word.lstrip()
                room, cells = width, safe.width(word)
            line = lines[-1]
            if line and line[-1].tone == span.tone:
                line[-1] = Span(line[-1].text + word, span.tone)
            else:
                line.append(Span(word, span.tone))
            room -= cells
    return [tuple(line) for line in lines]
