# SPDX-License-Identifier: MIT
"""What is on a screen of groups while these are being made: their headings where they will be, and that they are read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from flotui.resources.base import Bands, Group
from flotui.resources.cards import fitted, heading
from flotui.resources.text import Span

Line = tuple[Span, ...]


def outline(bands: Bands, width: int) -> list[Line]:
    """The lines of a screen whose groups aren't there yet.

    Args:
        bands: its groups, as they are laid out at this width.
        width: the cells of a line.
    """
    lines: list[Line] = []
    for band in bands:
        widths = [width * (at + 1) // len(band) - width * at // len(band) for at in range(len(band))]
        columns = [
            [line for group in column for line in _of_group(group, cells)]
            for column, cells in zip(band, widths, strict=True)
        ]
        blanks = [(Span(" " * cells),) for cells in widths]
        for beside in zip_longest(*columns):
            shown = [blank if line is None else line for line, blank in zip(beside, blanks, strict=True)]
            lines.append(tuple(span for line in shown for span in line))
    return lines


def _of_group(group: Group, width: int) -> Sequence[Line]:
    title = heading(group.title, "", width, id=group.id).text
    below = ("  reading…", "", *([""] if group.picture is None else []))  # a table has titles as well
    return [fitted(title, width), *(fitted((Span(line, "dim"),), width) for line in below)]
