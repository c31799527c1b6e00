# SPDX-License-Identifier: MIT
"""Nothing waits for the terminal, and what it gets is the newest picture."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from flotui.ui.terminal import pace
from flotui.ui.terminal.canvas import Canvas
from flotui.ui.terminal.difference import Shown
from flotui.ui.terminal.output import QUESTION, SYNC_END, SYNC_START, Output
from flotui.ui.terminal.pace import Pace
from tests.support.emulator import Emulator

WIDE = 40


class Line:
    """A terminal at the end of a line that can be stopped."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.writes: list[str] = []

    def write(self, data: bytes) -> None:
        self.open.wait()
        self.writes.append(data.decode())

    @property
    def text(self) -> str:
        return "".join(self.writes)

    @property
    def screen(self) -> str:
        terminal = Emulator(WIDE, 3)
        terminal.feed(self.text.replace(QUESTION, "").replace(SYNC_START, "").replace(SYNC_END, ""))
        return "\n".join("".join(row).rstrip() for row in terminal.cells)


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def way(line: Line) -> Iterator[Output]:
    way = Output(line.write, Shown(), Canvas(WIDE, 3))
    yield way
    line.open.set()
    way.close(5)


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)


def frame(text: str, line: int = 1) -> str:
    return f"\x1b[{line};1H\x1b[31m{text:{WIDE}}\x1b[0m\x1b[1;1H"


def test_a_stopped_terminal_stops_nobody_and_gets_only_the_newest(line: Line, way: Output) -> None:
    line.open.clear()
    way.put(frame("first"))
    for number in range(5000):
        way.put(frame(f"picture {number}"))
    line.open.set()
    until(lambda: "picture 4999" in line.screen)
    assert len(line.writes) <= 3


def test_two_answers_are_awaited_and_then_the_newest_is_painted(
    line: Line, way: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_ASKED_AFTER", 1)
    way.answered()  # it does answer
    for number in (1, 2):
        way.put(frame(f"picture {number}"))
        until(lambda number=number: f"{number}" in line.screen)
    for number in range(3, 100):
        way.put(frame(f"picture {number}"))
    assert line.text.count(QUESTION) == 2
    assert "picture 2" in line.screen
    way.answered()
    until(lambda: "picture 99" in line.screen)
    assert len(line.writes) == 3


@pytest.mark.parametrize("by", ["another size", "ctrl+l"])
def test_a_terminal_in_the_place_of_one_that_left_is_painted_at_once(
    line: Line, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr(pace, "_ASKED_AFTER", 1)
    seconds = [0.0]
    way = Output(line.write, Shown(), Canvas(WIDE, 3), Pace(lambda: seconds[0]))
    way.answered()
    for number in (1, 2):
        way.put(frame(f"picture {number}"))
        until(lambda number=number: f"picture {number}" in line.screen)
    way.put(frame("picture 3"))
    seconds[0] += 3.0  # nobody is there to answer
    assert "picture 3" not in line.screen
    if by == "ctrl+l":
        way.repaint()
    else:
        way.resize(WIDE, 2)
        way.put(frame("picture 3"))
    until(lambda: "picture 3" in line.screen)
    way.close(5)


def test_a_terminal_that_never_answers_is_not_asked_for_ever(
    line: Line, way: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_ASKED_AFTER", 1)
    monkeypatch.setattr(pace, "_SILENT", 0.05)
    for number in range(20):
        way.put(frame(f"picture {number}"))
        until(lambda number=number: f"picture {number}" in line.screen)
    assert line.text.count(QUESTION) <= 3


def test_an_answer_that_was_lost_does_not_end_the_painting(
    line: Line, way: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_ASKED_AFTER", 1)
    monkeypatch.setattr(pace, "_LOST", 0.05)
    way.answered()
    for number in range(6):
        way.put(frame(f"picture {number}"))
        until(lambda number=number: f"picture {number}" in line.screen)


def test_what_is_no_frame_leaves_as_it_is_and_in_order(line: Line, way: Output) -> None:
    for data in ("\x1b[?1049h", "\x1b]22;pointer\x07", "\x1b]52;c;YQ==\x07", "\x07"):
        way.put(data)
    until(lambda: line.text.endswith("\x07"))
    assert line.text.replace("\x1b[m", "") == "\x1b[?1049h\x1b]52;c;YQ==\x07\x07"


def test_frames_are_bracketed_where_the_terminal_synchronizes(line: Line, way: Output) -> None:
    way.put(frame("plain"))
    until(lambda: "plain" in line.screen)
    assert SYNC_START not in line.text
    way.put(SYNC_START)
    way.put(frame("whole"))
    way.put(SYNC_END)
    until(lambda: "whole" in line.screen)
    assert line.writes[-1].startswith(SYNC_START)
    assert SYNC_END in line.writes[-1]


def test_a_frame_that_changes_nothing_costs_nothing(line: Line, way: Output) -> None:
    way.put(frame("same"))
    until(lambda: "same" in line.screen)
    before = len(line.text)
    way.put(frame("same"))
    way.put(frame("other", 2))
    until(lambda: "other" in line.screen)
    assert "same" not in line.text[before:]


def test_closing_says_what_has_to_be_said_and_waits_only_so_long(line: Line) -> None:
    way = Output(line.write, Shown(), Canvas(WIDE, 3))
    way.put("\x1b[?1049l")
    assert way.close(5)
    assert line.text.endswith("\x1b[?1049l")
    line.open.clear()
    stuck = Output(line.write, Shown(), Canvas(WIDE, 3))
    stuck.put("\x1b[?1049l")
    assert not stuck.close(0.05)
    line.open.set()


def test_a_new_size_is_painted_in_full_and_ctrl_l_too(line: Line, way: Output) -> None:
    way.put(frame("here"))
    until(lambda: "here" in line.screen)
    before = len(line.text)
    way.repaint()
    until(lambda: "here" in line.text[before:])
    before = len(line.text)
    way.resize(WIDE, 2)
    way.put(frame("there"))
    until(lambda: "there" in line.text[before:])


class Slow:
    """A terminal at the end of a slow line, on which ssh and the network keep what they are given."""

    def __init__(self, rate: float, way: float) -> None:
        self.rate, self.way, self.free_at = rate, way, 0.0
        self.writes: list[tuple[float, str]] = []
        self.answers: list[float] = []

    def write(self, data: bytes) -> None:
        now = time.monotonic()
        self.free_at = max(self.free_at, now) + len(data) / self.rate
        self.writes.append((self.free_at + self.way / 2, data.decode()))
        self.answers += [self.free_at + self.way] * data.count(QUESTION.encode())

    def serve(self, way: Output, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            while self.answers and self.answers[0] <= time.monotonic():
                self.answers.pop(0)
                way.answered()
            time.sleep(0.001)


def test_on_a_slow_line_the_newest_lines_follow_what_was_begun() -> None:
    slow = Slow(10_000, 0.02)
    way = Output(slow.write, Shown(), Canvas(WIDE, 60))

    def paint(letter: str) -> None:
        way.put("".join(f"\x1b[{y + 1};1H{letter * WIDE}" for y in range(60)))

    way.put(QUESTION)
    slow.serve(way, 0.1)
    paint("a")  # by which the line's speed is learnt
    slow.serve(way, 0.4)
    for letter in "bcdefghij":
        paint(letter)
        slow.serve(way, 0.04)
    last = time.monotonic()
    slow.serve(way, 0.8)
    way.close(5)
    screen = Emulator(WIDE, 60)
    screen.feed("".join(data for _, data in slow.writes).replace(QUESTION, ""))
    assert {"".join(row) for row in screen.cells} == {"j" * WIDE}
    ideal = 60 * (WIDE + 6) / 10_000
    assert slow.writes[-1][0] - last < ideal + 0.02 + 0.25, "no more than two bites were before it"
    assert sum(len(data) for _, data in slow.writes) < 5 * 60 * (WIDE + 2), "most were left out"


def test_a_terminal_that_never_answered_is_left_soon() -> None:
    ago = [1.6]  # seconds since when it has been asked
    way = Output(lambda _: None, Shown(), Canvas(WIDE, 3), Pace(lambda: time.monotonic() - ago[0]))
    way.put(QUESTION)
    way.ask_last()
    way.close(1.0)
    ago[0] = 0.0
    began = time.monotonic()
    way.settle()
    assert 0.3 < time.monotonic() - began < 0.9
