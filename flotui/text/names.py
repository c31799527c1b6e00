# SPDX-License-Identifier: MIT
"""Several short names in one line, such as tags: never half a name, but how many more there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flotui.text import safe

BETWEEN: Final = "  "
"""What separates two names: a comma would be one more sign to read."""
_LEAST: Final = 3
"""A name that is alone is shortened down to this before it is only counted."""


def whole_names(names: Sequence[str], cells: int) -> tuple[tuple[str, ...], int]:
    """The names that fit into a line, and how many are left out.

    One that is too long is passed over, and shorter ones behind it are shown: half a name says less than another.

    Args:
        names: the names, in order.
        cells: the room; `+2` behind them counts.

    Returns:
        The names that are shown, each whole but for one that is alone and too long, and how many are not.
    """
    if len(names) == 1 and safe.width(names[0]) > cells >= _LEAST:
        return (safe.cut(names[0], cells),), 0
    sizes = [safe.width(name) for name in names]
    shown: list[int] = []
    used = 0
    for index, size in enumerate(sizes):
        needed = used + size + (len(BETWEEN) if shown else 0)
        left = len(names) - len(shown) - 1
        behind = len(f"{BETWEEN}+{left}") if left else 0
        rest = sum(sizes[index + 1 :]) + len(BETWEEN) * (len(names) - index - 1)
        all_fit = len(shown) == index and needed + rest <= cells
        if all_fit or needed + behind <= cells:
            shown.append(index)
            used = needed
    return tuple(names[index] for index in shown), len(names) - len(shown)


def line_of(names: Sequence[str], cells: int) -> str:
    """The names that fit, and how many more there are: `vip  cart  +2`.

    Args:
        names: the names, in order.
        cells: the room.
    """
    shown, more = whole_names(names, cells)
    parts = [*map(safe.sanitize, shown), *([f"+{more}"] if more else [])]
    return BETWEEN.join(parts)
