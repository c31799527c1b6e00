# SPDX-License-Identifier: MIT
"""Lines that only moved: the terminal moves them itself, within a scrolling region, where that is known to work.

Some terminals lose lines when a region scrolls, and `TERM` doesn't always say which one is at the other end. So it is
done for a list of terminals, and a setting decides otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from flotui.ui.terminal.canvas import Row

_KNOWN: Final = ("xterm-kitty", "foot", "alacritty", "xterm-ghostty", "wezterm")
"""How `TERM` begins in terminals whose regions are known to work; tmux has a variable of its own."""
_LEAST: Final = 4
"""Lines that have to move at least: fewer are written anew."""


def is_allowed(setting: str, environ: Mapping[str, str]) -> bool:
    """Whether the terminal may be had scroll.

    Args:
        setting: `on`, `off`, or `auto`: where the terminal is known to do it well.
        environ: the environment.
    """
    known = bool(environ.get("TMUX")) or environ.get("TERM", "").startswith(_KNOWN)
    return setting == "on" or (setting == "auto" and known)


class Scroll(msgspec.Struct, frozen=True):
    """A region, and how far it moves."""

    top: int
    """Its first line, from 0."""
    bottom: int
    """Its last line."""
    by: int
    """How many lines it moves up; down where negative."""

    @property
    def sequence(self) -> str:
        """What has the terminal do it, on its own ground; the cursor is at the top left then.

        A line feed at the foot of a region, or its opposite at its head, is what every terminal knows.
        """
        edge = (
            f"\x1b[{self.bottom + 1}H" + "\n" * self.by
            if self.by > 0
            else f"\x1b[{self.top + 1}H" + "\x1bM" * -self.by
        )
        return f"\x1b[{self.top + 1};{self.bottom + 1}r{edge}\x1b[r"

    def of(self, rows: Sequence[Row | None], vacated: Row) -> list[Row | None]:
        """The lines after it.

        Args:
            rows: the lines before it.
            vacated: what is in the lines that come free.
        """
        moved = list(rows)
        for y in range(self.top, self.bottom + 1):
            moved[y] = rows[y + self.by] if self.top <= y + self.by <= self.bottom else vacated.copy()
        return moved


def find(was: Sequence[Row | None], rows: Sequence[Row]) -> Scroll | None:
    """What moved from one picture to another, if scrolling leaves less to be written.

    Args:
        was: the lines as they are shown.
        rows: the lines as they are to be, as many.
    """
    differs = [y for y, row in enumerate(rows) if (old := was[y]) is None or old.cells != row.cells]
    if len(differs) < _LEAST:
        return None
    first, last = differs[0], differs[-1]
    places: dict[str, list[int]] = {}
    for y in range(first, last + 1):
        old = was[y]
        if old is not None and (text := "".join(old.cells)).strip():
            places.setdefault(text, []).append(y)
    moves: dict[int, list[int]] = {}
    for y in differs:
        for from_y in places.get("".join(rows[y].cells), ()):
            if from_y != y:
                moves.setdefault(from_y - y, []).append(y)
    if not moves:
        return None
    by, moved = max(moves.items(), key=lambda each: len(each[1]))
    top, bottom = (moved[0], moved[-1] + by) if by > 0 else (moved[0] + by, moved[-1])
    # What the region takes along though it stands where it should has to be written again.
    disturbed = bottom - top + 1 - abs(by) - len(moved)
    return Scroll(top, bottom, by) if len(moved) >= _LEAST and disturbed <= len(moved) // 4 else None
