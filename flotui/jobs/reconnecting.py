# SPDX-License-Identifier: MIT
"""The line to the host, as a job finds it: when it is tried again after it was lost."""

from __future__ import annotations

_FIRST_WAIT, _LONGEST_WAIT = 2.0, 60.0
"""How long a job waits before it tries the connection again, in seconds; doubled each time."""


class Reconnecting:
    """When a job tries again to reach the host."""

    def __init__(self) -> None:
        """It can be reached."""
        self.why = ""
        """Why it is waited for, as sentences."""
        self._at = 0.0
        self._in = _FIRST_WAIT

    def lost(self, now: float, message: str) -> None:
        """The host couldn't be reached.

        Args:
            now: the time in unix seconds.
            message: why, as a sentence.
        """
        self._at = now + self._in
        self._in = min(self._in * 2, _LONGEST_WAIT)
        self.why = f"{message} It tries again by itself."

    def reached(self) -> None:
        """The host answered: the next wait begins small."""
        self._in = _FIRST_WAIT

    def again(self, now: float) -> float | None:
        """When it is tried again, in unix seconds; None where nothing is waited for.

        Args:
            now: the time in unix seconds.
        """
        # Farther off than the longest wait it is only where the clock was set back.
        return self._at if now < self._at <= now + _LONGEST_WAIT else None
