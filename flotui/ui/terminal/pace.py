# SPDX-License-Identifier: MIT
"""How fast a terminal takes what is sent to it, and how much of it may be on its way.

Between here and the screen, sshd and the network hold seconds of frames. So the terminal is asked for its state
(DSR 5) behind what was sent, and its answers tell how fast the line is. A fast one is given whole frames, two at a
time. A slow one is given bites of less than a tenth of a second, at the rate at which it takes them, so that the newest
picture never waits behind more than a few of those. A terminal that doesn't answer is given bytes at a fixed rate.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

import msgspec

_ASKED_AFTER: Final = 400
"""Bytes behind which the answer is asked for: fewer are on the screen before anybody looks."""
_AWAITED: Final = 2
"""Answers that may be outstanding on a fast line: one frame is on its way while one is being painted."""
_SILENT: Final = 2.0
"""Seconds after which a terminal that has never answered is taken for one that doesn't, and one that something has
happened to for another."""
_LOST: Final = 10.0
"""Seconds after which an answer is taken for lost: something between has eaten it."""
_LEAVING: Final = 0.5, 2.0
"""Seconds that the last answers are waited for, at least and at most."""
_RATE: Final = 65_536
"""Bytes a second for a terminal that doesn't answer; a line that takes fewer is slow."""
_BITE: Final = 0.08
"""Seconds' worth of bytes that are sent in one go, and that may wait in the line."""
_AHEAD: Final = 1.25
"""How much faster a slow line is given bytes than it was seen to take them: it may have become faster."""
_LEAST: Final = 400
"""Bytes of a bite on the slowest of lines."""
_SLOWEST: Final = 1_000
"""Bytes a second below which no line is taken to be: what seems slower has stalled, and its answers pace it anyway."""
_TELLING: Final = 600
"""Bytes on their way from which on the time of an answer tells the line's speed; with fewer it tells the way's."""


class _Asked(msgspec.Struct, frozen=True):
    """A question that was put to the terminal."""

    at: float
    """When it was asked, on the pace's clock."""
    frame: bool
    """Whether it is behind a frame; the reader of keys asks too."""
    sent: int
    """Bytes that had been sent in all, these among them."""
    arrived: int
    """How many of these had arrived by then."""
    since: float
    """When the last of those had arrived, or when the first of the others was sent after that."""
    first: bool
    """Whether it was the latter: then the way is in the time that their answer takes."""


class Pace:
    """What is known of a line, and what may be sent on it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """
        Args:
            clock: seconds that only grow.
        """
        self._clock = clock
        self._awaited: deque[_Asked] = deque()
        self._answers: bool | None = None
        self._took = 0.0  # seconds that the last answer took
        self._way: float | None = None  # seconds that an answer takes with nothing before it
        self._rate: float | None = None  # bytes a second
        self._sent = self._arrived = self._unasked = 0
        self._since = self._free_at = 0.0
        self._first = True

    def anew(self) -> Pace:
        """What is known of whether and how late the terminal answers, with nothing on its way."""
        pace = Pace(self._clock)
        pace._answers, pace._took = self._answers, self._took
        return pace

    # -- What it is told ---------------------------------------------------------------------------

    def asked(self) -> None:
        """The terminal is asked by somebody else."""
        self._ask(frame=False)

    def painted(self, size: int) -> bool:
        """A frame, or a bite of one, is sent.

        Args:
            size: its bytes.

        Returns:
            Whether the terminal is to be asked behind it.
        """
        rate = _RATE if self._answers is False else self._slow
        if rate is not None:
            self._free_at = max(self._clock(), self._free_at) + size / rate
        self._sent += size
        self._unasked += size
        if self._answers is False or self._unasked < _ASKED_AFTER:
            return False
        self._unasked = 0
        self._ask(frame=True)
        return True

    def answered(self) -> None:
        """The terminal has answered: it has painted what was sent before the question."""
        self._answers = True
        if self._awaited:
            now, asked = self._clock(), self._awaited.popleft()
            self._learn(asked, now)
            self._arrived, self._since, self._first = asked.sent, now, False

    def renewed(self) -> None:
        """The terminal may be another one, as after `dtach`: what was asked some time ago it was not there to answer."""
        now = self._clock()
        while self._answers and self._awaited and self._awaited[0].at + _SILENT <= now:
            self._arrived = self._awaited.popleft().sent

    # -- What it says ------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        """What its clock says."""
        return self._clock()

    @property
    def awaits(self) -> bool:
        """Whether answers are outstanding."""
        return bool(self._awaited)

    @property
    def answers(self) -> bool:
        """Whether the terminal answers, or is so new that it may yet."""
        return bool(self._answers) or self._unsaid > 0

    def patience(self, since: float) -> float:
        """Seconds for which the last answers are still waited for: a line that lags has lately shown how much.

        Args:
            since: since when they are waited for, on the pace's clock.
        """
        least, most = _LEAVING
        if not self._answers:
            return self._unsaid
        return since + min(max(least, 2 * self._took), most) - self._clock()

    @property
    def bite(self) -> int | None:
        """The most bytes to send in one go; None for a whole frame."""
        return None if self._slow is None else max(_LEAST, int(self._slow / _AHEAD * _BITE))

    def wait(self) -> float:
        """Seconds until more may be painted."""
        now = self._clock()
        if self._answers is False:
            return max(self._free_at - _BITE - now, 0.0)
        if not self._is_full:
            return 0.0 if self._slow is None else max(self._free_at - _BITE - now, 0.0)
        left = self._awaited[0].at + (_LOST if self._answers else _SILENT) - now
        if left > 0:
            return left
        self._awaited.clear()
        self._arrived = self._sent
        if self._answers is None:
            self._answers = False
        return 0.0

    # -- How it knows ------------------------------------------------------------------------------

    @property
    def _unsaid(self) -> float:
        """Seconds for which it isn't known yet that a terminal, which has never answered, doesn't."""
        if self._answers is not None:
            return 0.0
        return max(self._awaited[0].at + _SILENT - self._clock(), 0.0) if self._awaited else _SILENT

    @property
    def _slow(self) -> float | None:
        """Bytes a second to give a line that is slow."""
        return self._rate * _AHEAD if self._rate is not None and self._rate < _RATE else None

    @property
    def _is_full(self) -> bool:
        """Whether as much is on its way as may be."""
        if not self._awaited:
            return False
        if self._slow is None:
            return sum(asked.frame for asked in self._awaited) >= _AWAITED
        enough = self._slow / _AHEAD * ((self._way or 0.0) + _BITE)
        return self._awaited[-1].sent - self._arrived > max(enough, _LEAST)

    def _ask(self, *, frame: bool) -> None:
        now = self._clock()
        if not self._awaited:
            self._since, self._first = now, True
        self._awaited.append(_Asked(now, frame, self._sent, self._arrived, self._since, self._first))

    def _learn(self, asked: _Asked, now: float) -> None:
        """Learn from an answer what the way takes, and how fast the line is."""
        took, size = now - asked.at, asked.sent - asked.arrived
        self._took = took
        if self._way is None or took < self._way:
            self._way = took
        elif size < _TELLING and asked.at == asked.since:
            self._way += (took - self._way) / 8
        if size < _TELLING:
            if self._rate is not None:
                self._set_rate(
                    max(self._rate, size / max(took, 1e-6))
                )  # it has carried as much, the way included
            return
        rate = size / max(now - asked.since - (self._way if asked.first else 0.0), 1e-6)
        if self._rate is None or rate > self._rate or asked.at == asked.since:
            self._set_rate(rate)
        elif took - self._way > _BITE / 2:  # something was before it all the time
            self._set_rate(self._rate + (rate - self._rate) / 2)

    def _set_rate(self, rate: float) -> None:
        """Take a line for as fast as that; what was sent on a slower one has arrived the sooner."""
        rate = max(rate, _SLOWEST)
        if self._rate is not None and rate > self._rate:
            now = self._clock()
            self._free_at = now + max(self._free_at - now, 0.0) * self._rate / rate
        self._rate = rate
