# SPDX-License-Identifier: MIT
"""Several short names in one line, such as tags: never half a name, but how many more there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flotui.text import safe

BETWEEN: Final = "  "
"""What separates two names: a comma would be one more sign to read."""


def whole_names(names: Sequence[str], cells: int) -> tuple[tuple[str, ...], int]:
    """The names that fit into a line, and how many are left out.

    Args:
        names: the names, in order.
        cells: the room; `+2` behind them counts.

    Returns:
        The names that are shown, each whole but for one that is alone and too long, and how many are not.
    """
    sizes = [safe.width(name) for name in names]
    used = 0
    fit = 0
    for index, size in enumerate(sizes):
        used += size + (len(BETWEEN) if index else 0)
        left = len(names) - index - 1
        more = len(f"{BETWEEN}+{left}") if left else 0
        if used + more > cells:
            if used > cells:
                break
            continue
        fit = index + 1
    if fit == 0 and names and cells > 0:
        more = len(names) - 1
        behind = len(f"{BETWEEN}+{more}") if more else 0
        if cells - behind < 3:
            return (), len(names)
        return (safe.cut(names[0], cells - behind),), more
    return tuple(names[:fit]), len(names) - fit


def line_of(names: Sequence[str], cells: int) -> str:
    """The names that fit, and how many more there are: `vip  cart  +2`.

    Args:
        names: the names, in order.
        cells: the room.
    """
    shown, more = whole_names(names, cells)
    parts = [*map(safe.visible, shown), *([f"+{more}"] if more else [])]
    return BETWEEN.join(parts)
