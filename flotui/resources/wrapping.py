# SPDX-License-Identifier: MIT
"""Texts with tones in lines that fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from flotui.resources.text import Span, Text, spans
from flotui.text import safe, wrap
from flotui.text.patterns import later

_CLUSTER = 200
"""The characters that are taken for a line at least: some of them take no cell."""
_STOP = later(r"(?<=[.!?…]) +(?=\S)")
"""Between two sentences."""


def wrapped(text: Text, width: int, most: int = 100) -> list[tuple[Span, ...]]:
    """A sentence in lines, broken between words.

    Args:
        text: what to break.
        width: the cells of a line; below 1 nothing is known of it yet, and nothing is broken.
        most: how many lines there may be; the last has all the rest, however long it is.

    Returns:
        At least one line.
    """
    return _broken(spans(text), width, most)


def wrapped_lines(text: Text, width: int) -> list[tuple[Span, ...]]:
    """A text over as many lines as it takes, those of its own among them.

    Args:
        text: what to break; it may hold line breaks.
        width: the cells of a line.

    Returns:
        At least one line.
    """
    paragraphs: list[list[Span]] = [[]]
    for part, tone in spans(text):
        first, *others = part.split("\n")
        paragraphs[-1].append(Span(first, tone))
        paragraphs += [[Span(other, tone)] for other in others]
    return [line for paragraph in paragraphs for line in _broken(paragraph, max(1, width), 0)]


def bounded_lines(text: Text, width: int, most: int) -> list[tuple[Span, ...]]:
    """A text over some lines at most; the last ends with an ellipsis where there is more.

    Args:
        text: what to break; it may hold line breaks. However long it is, only what may be shown is broken.
        width: the cells of a line.
        most: how many lines there may be.

    Returns:
        At least one line.
    """
    width = max(1, width)
    whole = spans(text)
    beginning = tuple(_between(whole, 0, (most + 1) * max(width, _CLUSTER)))
    broken = wrapped_lines(beginning or "", width)
    if len(broken) <= most and sum(len(span.text) for span in beginning) == sum(
        len(span.text) for span in whole
    ):
        return broken
    last = broken[min(most, len(broken)) - 1]
    tone = last[-1].tone if last else "plain"
    shown = safe.cut(f"{''.join(span.text for span in last)}{safe.ELLIPSIS}", width)
    return [*broken[: most - 1], (Span(shown, tone),)]


def by_sentences(text: Text, width: int) -> list[tuple[Span, ...]]:
    """A few sentences in lines that look even: each begins a line of its own where they don't fit on one.

    Args:
        text: the sentences.
        width: the cells of a line; below 1 nothing is known of it yet, and nothing is broken.

    Returns:
        At least one line.
    """
    whole = _broken(spans(text), 0, 0)
    if width < 1 or _cells(whole[0]) <= width:
        return whole
    joined = "".join(span.text for span in whole[0])
    stops = [0, *(found.end() for found in _STOP.finditer(joined)), len(joined)]
    sentences = [
        tuple(_between(whole[0], start, start + len(joined[start:end].rstrip())))
        for start, end in pairwise(stops)
    ]
    return [line for sentence in sentences for line in _evenly(sentence, width)]


def _evenly(text: Sequence[Span], width: int) -> list[tuple[Span, ...]]:
    """A sentence in as few lines as it takes, all about as long."""
    fewest = len(_broken(text, width, 0))
    narrow = min(width, -(-_cells(text) // fewest))
    found = (_broken(text, cells, 0) for cells in range(narrow, width + 1))
    return next(lines for lines in found if len(lines) == fewest)


def _cells(text: Sequence[Span]) -> int:
    return sum(safe.width(span.text) for span in text)


def _broken(text: Sequence[Span], width: int, most: int) -> list[tuple[Span, ...]]:
    shown = [Span(safe.sanitize(span.text), span.tone) for span in text]
    joined = "".join(span.text for span in shown)
    places = wrap.lines(joined, width, most)
    if len(places) == 1:
        return [tuple(_between(shown, *places[0]))]
    ends = [start + len(joined[start:end].rstrip()) for start, end in places[:-1]]
    return [
        tuple(_between(shown, start, end))
        for (start, _), end in zip(places, [*ends, len(joined)], strict=True)
    ]


def _between(text: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    """What of some spans stands between two places of their text; neighbours of one tone are joined."""
    at, found = 0, None
    for span in text:
        piece = span.text[max(0, start - at) : max(0, end - at)]
        at += len(span.text)
        if not piece:
            continue
        if found is not None and found.tone == span.tone:
            found = Span(found.text + piece, span.tone)
            continue
        if found is not None:
            yield found
        found = Span(piece, span.tone)
    if found is not None:
        yield found
