# SPDX-License-Identifier: MIT
"""When a Call that failed is sent again, and when a person should hear of it instead."""

from __future__ import annotations

from flotui.api.errors import CutOff, Dropped, FlochatError, ServerFailed, TimedOut, Unreachable

MOST_ATTEMPTS = 3
"""How often a Call is sent at most, where it may be repeated."""

MOST_PAUSES = 24
"""How often a job's Call sits out a pause before it gives up."""

BACKOFF = 0.5
"""The first wait before a retry is random between 0 and this; it doubles each time."""

LONGEST_BACKOFF = 8.0
"""The longest wait before a retry that the host hasn't asked for, in seconds."""

LONGEST_RETRY_AFTER = 30.0
"""Where the host asks for a longer wait than this, the person is told instead."""

PATIENCE = 45.0
"""No further attempt begins after so many seconds: by then the person should hear something."""

QUICK = 1.0
"""A failure to connect that came within so many seconds is tried once more at once."""


def wait(
    error: FlochatError, asked: float | None, failures: int, elapsed: float, jitter: float
) -> float | None:
    """How long to wait before the next attempt, in seconds; None for no further one.

    Args:
        error: what the last attempt came to.
        asked: how long the host wants to be left alone, in seconds; None where it doesn't say.
        failures: how many attempts have failed, this one among them.
        elapsed: seconds since the first began.
        jitter: a random number from 0 to 1.
    """
    jittered = jitter * min(LONGEST_BACKOFF, BACKOFF * 2.0 ** (failures - 1))
    if isinstance(error, Unreachable):
        return jittered if failures == 1 and elapsed < QUICK else None
    if failures >= MOST_ATTEMPTS or elapsed > PATIENCE:
        return None
    if isinstance(error, TimedOut | Dropped | CutOff):
        return jittered
    if isinstance(error, ServerFailed) and error.status in (502, 503, 504):
        asked = asked or 0.0
        return max(jittered, asked) if asked <= LONGEST_RETRY_AFTER else None
    return None
