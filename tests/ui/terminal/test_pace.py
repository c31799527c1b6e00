# SPDX-License-Identifier: MIT
"""How much is on its way to a terminal: on a fast line whole frames, on a slow one a quarter of a second."""

from __future__ import annotations

import heapq
from itertools import count

import pytest

from flotui.ui.terminal.pace import Pace

PAGE = 4_150
"""Bytes of a page of a list at 120x40."""
PACKET = 50
"""Bytes that ssh adds to each write."""


class Line:
    """A line with a terminal at its end, in a time of its own: what it is given leaves one after the other."""

    def __init__(self, rate: float, way: float) -> None:
        self.now = 0.0
        self.rate, self.way = rate, way
        self.pace = Pace(lambda: self.now)
        self.free_at = 0.0
        self.writes: list[int] = []
        self._events: list[tuple[float, int, str]] = []
        self._order = count()

    def at(self, when: float, what: str) -> None:
        heapq.heappush(self._events, (when, next(self._order), what))

    def send(self, size: int, *, asks: bool) -> None:
        self.free_at = max(self.free_at, self.now) + (size + PACKET) / self.rate
        self.writes.append(size)
        if asks:
            self.at(self.free_at + self.way, "answer")

    def run(self) -> float:
        """Let everything happen; when the last byte reached the terminal."""
        left = 0
        while self._events:
            when, _, what = heapq.heappop(self._events)
            self.now = max(self.now, when)
            if what == "answer":
                self.pace.answered()
            elif what == "page":
                left = PAGE
            elif what == "ask":
                self.pace.asked()
                self.send(4, asks=True)
            while left:
                if wait := self.pace.wait():
                    self.at(self.now + wait, "wake")
                    break
                size = min(left, self.pace.bite or left)
                left -= size
                self.send(size, asks=self.pace.painted(size))
        return self.free_at + self.way / 2


def behind(rate: float, way: float, pages: int) -> tuple[float, list[int]]:
    """Seconds from the last of some pages, five a second, until it is seen; and the writes' bytes."""
    line = Line(rate, way)
    line.at(0.0, "ask")
    line.at(1.0, "page")
    for number in range(pages):
        line.at(20.0 + number / 5, "page")
    return line.run() + way / 2 - (20.0 + (pages - 1) / 5), line.writes


@pytest.mark.parametrize(
    ("rate", "way"),
    [(8_000, 0.15), (8_000, 0.02), (20_000, 0.15), (60_000, 0.3), (100_000, 0.15), (10_000_000, 0.001)],
)
def test_the_last_page_waits_for_a_quarter_of_a_second_at_most(rate: float, way: float) -> None:
    took, _ = behind(rate, way, 10)
    assert took < way + PAGE / rate * 1.1 + 0.25


@pytest.mark.parametrize("rate", [1_200, 2_400, 8_000, 20_000, 60_000])
def test_a_slow_line_is_kept_busy(rate: float) -> None:
    took, writes = behind(rate, 0.15, 1)
    assert took < 0.15 + (PAGE + PACKET * len(writes)) / rate * 1.15
    assert max(writes[2:]) <= max(rate * 0.15, 400)


def test_a_fast_line_is_given_whole_frames() -> None:
    _, writes = behind(10_000_000, 0.15, 3)
    assert writes[1:] == [PAGE] * 4


def test_a_line_that_becomes_fast_is_fast_again_at_once() -> None:
    line = Line(8_000, 0.1)
    line.at(0.0, "ask")
    line.at(1.0, "page")
    line.run()
    assert line.pace.bite
    line.rate = 10_000_000
    line.at(line.now + 1.0, "page")
    line.run()
    line.at(line.now + 1.0, "page")
    line.run()
    assert line.pace.bite is None


def test_a_line_that_stalls_takes_no_more_until_it_answers() -> None:
    line = Line(8_000, 0.1)
    line.at(0.0, "ask")
    line.at(1.0, "page")
    line.run()
    sent = 0
    while line.pace.wait() == 0.0 or line.pace.wait() < 1.0:
        line.now += line.pace.wait()
        sent += line.pace.bite or 0
        line.pace.painted(line.pace.bite or 0)
        assert sent < 4_000
    line.now += 20.0
    assert line.pace.wait() == 0.0, "an answer may be lost on the way"


@pytest.mark.parametrize("stall", [3.0, 9.0, 25.0, 300.0])
@pytest.mark.parametrize("rate", [8_000, 60_000, 10_000_000])
def test_a_line_that_goes_on_after_a_stall_is_no_slow_one(rate: float, stall: float) -> None:
    line = Line(rate, 0.1)
    line.at(0.0, "ask")
    line.at(1.0, "page")
    line.run()
    owed, until = 0, line.now + stall
    while (
        line.now < until
    ):  # the terminal takes nothing and answers nothing, and something is painted all the time
        while line.pace.wait() == 0.0 and owed < 30:
            owed += line.pace.painted(min(line.pace.bite or 700, 700))
        line.now += 0.1
    for _ in range(owed):
        line.pace.answered()
    line.pace.painted(100)
    assert line.pace.wait() < 0.2, "nobody answers so little"
    line.free_at = begun = line.now
    line.at(begun, "page")
    assert line.run() - begun < 0.1 + PAGE / rate * 1.15 + 0.35


@pytest.mark.parametrize(("took", "patience"), [(0.01, 0.5), (0.8, 1.6), (1.2, 2.0)])
def test_the_last_answers_are_waited_for_as_long_as_the_line_lags(took: float, patience: float) -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    pace.asked()
    now[0] = 0.005
    assert pace.answers and pace.patience(0.0) == 1.995, "it may yet answer"
    now[0] = took
    pace.answered()
    for known in (pace, pace.anew()):
        assert known.answers and not known.awaits and known.patience(took) == pytest.approx(patience)
        assert known.patience(took - 0.1) == pytest.approx(patience - 0.1), "it is waited for since then"


def test_a_terminal_that_never_answered_is_not_waited_for() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    pace.asked()
    now[0] = 2.0
    assert not pace.answers and pace.patience(2.0) == 0.0
