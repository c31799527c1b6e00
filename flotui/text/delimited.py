# SPDX-License-Identifier: MIT
"""Lines of CSV: which cells are quoted, and what keeps a spreadsheet from taking a cell for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable

GUARD = "'"
"""Stands before a cell that a spreadsheet would take for a formula, where that is asked for."""

_QUOTED = re.compile(r'[",\n\r\x0b\x0c\x85\u2028\u2029]|^\s|\s$')
_BEGINS = "[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
"""How a formula begins to one spreadsheet or another: some skip blanks before it, in East Asia some take wide signs."""
_FORMULA = re.compile(_BEGINS)
_GUARDED = re.compile(f"'+{_BEGINS}")


def line(cells: Iterable[str], *, guard: bool = False, mark: str = ",") -> str:
    """One line of CSV (RFC 4180), without its end. Every way of ending a line is quoted, the lone CR too.

    Args:
        cells: the texts.
        guard: whether cells that begin like a formula get `GUARD` before them.
        mark: what separates them.
    """
    found = [_cell(guarded(cell) if guard else cell, mark) for cell in cells]
    return '""' if found == [""] else mark.join(found)


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; `unguarded` gives back what it was.

    Args:
        cell: the text.
    """
    return GUARD + cell if _FORMULA.match(cell) or _GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """What a cell was before `guarded`; any other as it is.

    Args:
        cell: the text.
    """
    return cell[1:] if _GUARDED.match(cell) else cell


def _cell(text: str, mark: str) -> str:
    return '"' + text.replace('"', '""') + '"' if mark in text or _QUOTED.search(text) else text
