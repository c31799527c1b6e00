# SPDX-License-Identifier: MIT
"""A part of each day: `21:00-08:00`."""

from __future__ import annotations

import re

from flotui.text.patterns import later

Hours = tuple[float, float]
"""From which hour to which not; half past nine is 21.5."""
QUIET: Hours = (21, 8)
"""The hours between which no message of a job leaves by default."""
OFF = ("off", "none", "no")
"""What stands for no hours."""

_TIME = r"\s*(\d{1,2})(?::(\d{2}))?\s*"
_HOURS = later(rf"{_TIME}[-–]{_TIME}", re.ASCII)


class NoHours(ValueError):
    """A text that says no hours."""


def hours_of(text: str) -> Hours | None:
    """The hours that a text says; None for `off`.

    Args:
        text: `21-8`, `21:30-08:00`, `off`.

    Raises:
        NoHours: when it says none.
    """
    if text.strip().lower() in OFF:
        return None
    found = _HOURS.fullmatch(text)
    if found is None:
        raise NoHours
    parts = [int(each or 0) for each in found.groups()]
    begins, ends = parts[0] + parts[1] / 60, parts[2] + parts[3] / 60
    if max(begins, ends) > 24 or max(parts[1], parts[3]) > 59 or begins % 24 == ends % 24:
        raise NoHours
    return begins % 24, ends % 24


def hour(at: float) -> str:
    """An hour as a clock shows it: `21:30`."""
    minutes = round(at * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def in_words(hours: Hours) -> str:
    """Hours in words: `21:00 and 08:00`, as what lies between."""
    return f"{hour(hours[0])} and {hour(hours[1])}"
