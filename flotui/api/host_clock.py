# SPDX-License-Identifier: MIT
"""The host's clock, as far as its answers tell it: its stamps are never compared with this machine's clock."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime

from flotui.text.patterns import later

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = later(r"\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT")
_SURE = 2.0
"""Seconds by which an answer may be late; where one is later, one of the two clocks was set."""


class HostClock:
    """How far the host's clock is ahead of this machine's."""

    def __init__(self) -> None:
        self._ahead: float | None = None
        self._recalled = False
        """Whether that is what an earlier run has learned."""

    @property
    def ahead(self) -> float:
        """Seconds by which the host's clock is ahead, at least; negative where it is behind. Until an answer has told the
        time, what an earlier run has learned, or 0; the demo's are this machine's.
        """
        return self._ahead or 0.0

    @property
    def off(self) -> float:
        """As `ahead`, and 0 where both clocks agree as far as a date of whole seconds tells: what is counted in them then
        isn't a second short.
        """
        return self.ahead if abs(self.ahead) > _SURE else 0.0

    def now(self) -> float:
        """The host's time, in unix seconds: never later than it is there."""
        return time.time() + self.ahead

    def recall(self, ahead: float) -> None:
        """Go on with what an earlier run has learned, until an answer tells it.

        Args:
            ahead: seconds by which the host's clock was ahead.
        """
        if self._ahead is None:
            self._ahead, self._recalled = ahead, True

    def note(self, headers: Mapping[str, str], at: float | None = None) -> None:
        """Learn from an answer's `Date`, where it has one.

        A date is of whole seconds, and the answer took its time, so that of several the one that is furthest ahead is
        the nearest to the truth.

        Args:
            headers: the answer's headers, names in any case.
            at: when it came by this machine's clock, in unix seconds; now by default.
        """
        told = next((value for name, value in headers.items() if name.lower() == "date"), "")
        if (moment := http_date(told)) is None:
            return
        ahead = moment - (time.time() if at is None else at)
        known = None if self._recalled else self._ahead
        if known is None or ahead > known or ahead < known - _SURE:
            self._ahead, self._recalled = ahead, False


def http_date(text: str) -> float | None:
    """The moment of an HTTP date, in unix seconds; None for anything else.

    Args:
        text: as the header has it: `Sat, 28 Nov 2026 02:11:22 GMT`.
    """
    found = _DATE.fullmatch(text.strip())
    if found is None or found[2] not in _MONTHS:
        return None
    day, _, year, hour, minute, second = found.groups()
    month = _MONTHS.index(found[2]) + 1
    try:
        moment = datetime(int(year), month, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:
        return None
    return moment.timestamp()
