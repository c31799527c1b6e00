# SPDX-License-Identifier: MIT
"""What the headers of an answer tell: the quota, and how long to wait.

The reader of dates is imported when a host answers with one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping

import msgspec

from flotui.api.host_clock import http_date


class Quota(msgspec.Struct, frozen=True):
    """How many requests the token has left in the hour."""

    limit: int | None
    """How many an hour has."""
    remaining: int | None
    """How many are left."""
    at: float
    """When the host said so, in unix seconds."""

    @classmethod
    def read(cls, headers: Mapping[str, str], at: float | None = None) -> Quota | None:
        """The quota that an answer's headers tell, or None where they don't.

        Args:
            headers: the answer's headers, names in any case.
            at: when it came, in unix seconds; now by default.
        """
        lowered = {name.lower(): value for name, value in headers.items()}
        limit = whole(lowered.get("x-ratelimit-limit"))
        remaining = whole(lowered.get("x-ratelimit-remaining"))
        if limit is None and remaining is None:
            return None
        return cls(limit, remaining, time.time() if at is None else at)


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """The seconds that an answer's `Retry-After` asks to wait, or None.

    Args:
        headers: the answer's headers, names in any case.
        now: the time a date is compared with, in unix seconds; by default when the host says that it answered, else now.
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    if (told := lowered.get("retry-after")) is None:
        return None
    try:
        seconds = float(told)
    except ValueError:
        from email.utils import parsedate_to_datetime  # slow to load, and seldom needed

        try:
            until = parsedate_to_datetime(told).timestamp()
        except (ValueError, OverflowError):
            return None
        since = time.time() if (answered := http_date(lowered.get("date", ""))) is None else answered
        seconds = until - (since if now is None else now)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def whole(value: object) -> int | None:
    """A count, from a number or its text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return int(number) if math.isfinite(number) and number >= 0 else None
