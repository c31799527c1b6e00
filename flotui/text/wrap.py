# SPDX-License-Identifier: MIT
"""Where a text is broken into lines: the one way for sentences, messages of a chat and values of any length."""

from __future__ import annotations

from rich.cells import get_character_cell_size

from flotui.text.patterns import later
from flotui.text.safe import between_flags

_UNIT = r"(?:/ ?)?(?:ms|min|mo|[shdy%])(?![\w%])"
_WORD = later(rf"(\s*)((?:· )?(?:\+\d+(?: \d+)+(?!\S)|\S*\d {_UNIT}|\S+)(?: \\(?!\S))?)")
"""A word: a phone and a number with its unit are one. A dot that joins it to what is before goes with it, so that none
is left at the end of a line; so does the backslash behind the last word of a command's line, which says nothing alone."""


def lines(text: str, cells: int, most: int = 0) -> list[tuple[int, int]]:
    """Where the lines of a text begin and end: broken between words, and within those longer than a line.

    Nothing is left out: the blanks at which a line is broken are at its end, and may reach beyond its width.

    Args:
        text: one paragraph, that came out of `safe.sanitize`.
        cells: the cells of a line; below 1 nothing is known of it yet, and nothing is broken.
        most: how many lines there may be, the last with all the rest; 0 for any number.

    Returns:
        The first index of each line and the one behind its last, at least one pair.
    """
    found: list[tuple[int, int]] = []
    start = used = 0

    def end(at: int) -> None:
        nonlocal start, used
        found.append((start, at))
        start, used = at, 0

    if cells > 0 and (len(text) > cells or not text.isascii()):
        for match in _WORD.finditer(text):
            if len(found) + 1 == most:
                break
            word, size = match.start(2), _cells(match[0])
            if used and used + size > cells:
                end(word)
                size = _cells(match[2])
            while used + size > cells and len(found) + 1 != most:
                at = _past_blanks(text, max(word, _room_until(text, start, match.end(), cells)))
                if at == match.end() - 1 and match[2].endswith(" \\") and text[at - 2].isascii():
                    at = max(start + 1, at - 2)  # a character goes with the backslash
                if at >= match.end():
                    break
                size -= _cells(text[start:at])
                end(at)
            used += size
    return [*found, (start, len(text))]


def _room_until(text: str, start: int, end: int, cells: int) -> int:
    """Where a line that begins at a place is full: behind at least one character, and within no flag."""
    used = 0
    for index in range(start, end):
        used += _cells(text[index]) if index == start else get_character_cell_size(text[index])
        if used > cells and index > start:
            apart = between_flags(text, index)
            return apart if apart > start else index
    return end


def _past_blanks(text: str, at: int) -> int:
    """The place behind the blanks that begin at a place: they end a line, and never make one."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _cells(text: str) -> int:
    """The cells of a text; a mark at its beginning has nothing to stand on, and takes a cell of its own."""
    if text.isascii():
        return len(text)
    return sum(map(get_character_cell_size, text)) + (not get_character_cell_size(text[0]))
