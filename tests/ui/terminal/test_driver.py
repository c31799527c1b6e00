# SPDX-License-Identifier: MIT
"""The terminal taken and given back, and what is assumed of Textual for it."""

from __future__ import annotations

import fcntl
import inspect
import os
import pty
import select
import struct
import termios
import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest
from textual import events
from textual.app import App
from textual.message import Message
from textual.worker import WorkerFailed

from flotui.ui.terminal import modes
from flotui.ui.terminal.reader import TerminalReader


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """The two ends of a terminal: the person's, and the program's."""
    master, slave = pty.openpty()
    yield master, slave
    for end in (master, slave):
        os.close(end)


def reader_of(
    tty: int, found: list[Message], gone: threading.Event | None = None, *, cooked: int = 0
) -> TerminalReader:
    gone = gone or threading.Event()
    return TerminalReader(
        tty,
        mouse=True,
        cooked=cooked,
        hand_on=found.append,
        ask=lambda: None,
        answered=lambda: None,
        gone=gone.set,
    )


def until(condition: object, what: str) -> None:
    end = time.monotonic() + 10
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, what
        time.sleep(0.005)


def test_what_is_set_is_reset() -> None:
    each = {"mouse": True, "keyboard": True, "focus": True}
    taken = modes.enter(**each) + modes.again(**each)
    left = modes.leave(mouse=True, keyboard=True)
    for mode in (1049, 1000, 1002, 1004, 1006, 1015, 2004):
        assert f"?{mode}h" in taken and f"?{mode}l" in left
    assert "?25l" in taken and "?25h" in left and "?7l" in taken and "?7h" in left
    assert modes.enter(**each).startswith("\x1b[?2026l"), "what an editor had begun is over"
    assert taken.count("\x1b[>") == left.count("\x1b[<") == 1  # what is stacked up once is taken off once


def test_what_is_not_wanted_is_not_set() -> None:
    for sequences in (partial(modes.enter, focus=False), partial(modes.again, focus=False), modes.leave):
        assert "?1000" not in sequences(mouse=False, keyboard=True)
        assert "u" not in sequences(mouse=True, keyboard=False)
        assert "?1004h" not in sequences(mouse=True, keyboard=True)


def test_the_line_is_raw_and_as_it_was(terminal: tuple[int, int]) -> None:
    _, slave = terminal
    before = termios.tcgetattr(slave)
    line = modes.LineDiscipline(slave)
    line.raw()
    flags = termios.tcgetattr(slave)[3]
    assert not flags & (termios.ECHO | termios.ICANON | termios.ISIG)
    line.raw()  # as after a stop: what it was is not forgotten
    line.restore()
    assert termios.tcgetattr(slave) == before


@pytest.mark.parametrize("translated", [True, False])
def test_an_enter_that_is_typed_before_the_terminal_is_taken_is_an_enter(
    terminal: tuple[int, int], translated: bool
) -> None:
    master, slave = terminal
    flags = termios.tcgetattr(slave)
    if not translated:
        flags[0] &= ~termios.ICRNL
        termios.tcsetattr(slave, termios.TCSANOW, flags)
    os.write(master, b":tags\r\r")
    assert select.select([slave], [], [], 10 if translated else 0)
    line = modes.LineDiscipline(slave)
    cooked = line.raw()
    assert cooked == (7 if translated else 0)
    found: list[Message] = []
    reader = reader_of(slave, found, cooked=cooked)
    reader.start()
    until(lambda: len(found) == 7, "what was typed before")
    os.write(master, b"\n\r")
    until(lambda: len(found) == 9, "what was typed since")
    reader.stop()
    keys = [message.key for message in found if isinstance(message, events.Key)]
    assert keys == ["colon", *"tags", "enter", "enter", "ctrl+j", "enter"]
    assert line.raw() == 0


def test_a_size_is_the_terminals(terminal: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    _, slave = terminal
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LINES", "99")
    assert modes.size(slave) == (80, 24)  # it has none
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    assert modes.size(slave) == (100, 30)
    with open(os.devnull) as nothing:  # noqa: PTH123
        assert modes.size(nothing.fileno(), slave) == (100, 30)
        assert modes.size(nothing.fileno()) == (80, 24)


def test_a_key_that_fails_does_not_end_the_keyboard(terminal: tuple[int, int]) -> None:
    master, slave = terminal
    modes.LineDiscipline(slave).raw()
    found: list[Message] = []

    def hand_on(message: Message) -> None:
        if isinstance(message, events.Key) and message.key == "x":
            raise RuntimeError("nobody foresaw this")
        found.append(message)

    reader = reader_of(slave, found)
    reader._hand_on = hand_on
    reader.start()
    os.write(master, b"axb")
    until(lambda: len(found) == 2, "the other keys")
    reader.stop()
    assert [message.key for message in found if isinstance(message, events.Key)] == ["a", "b"]


def test_a_terminal_that_does_not_wait_is_not_gone(terminal: tuple[int, int]) -> None:
    master, slave = terminal
    modes.LineDiscipline(slave).raw()
    os.set_blocking(slave, False)
    found: list[Message] = []
    gone = threading.Event()
    reader = reader_of(slave, found, gone)
    assert reader._read()
    reader.start()
    os.write(master, b"a")
    until(lambda: found, "the key")
    reader.stop()
    assert not gone.is_set()


def test_a_terminal_that_is_gone_is_told_once() -> None:
    master, slave = pty.openpty()
    gone = threading.Event()
    reader = reader_of(slave, [], gone)
    reader.start()
    os.close(master)
    assert gone.wait(10)
    reader.join(10)
    assert not reader.is_alive()
    os.close(slave)


def test_what_comes_at_the_end_is_dropped(terminal: tuple[int, int]) -> None:
    master, slave = terminal
    modes.LineDiscipline(slave).raw()
    found: list[Message] = []
    answers: list[bool] = []
    reader = reader_of(slave, found)
    reader._tell_answered = lambda: answers.append(True)
    reader.start()
    reader.drop()
    os.write(master, b"ls\r\x1b[<35;1;1M\x1b[0n")
    until(lambda: answers, "the answer")
    reader.stop()
    assert found == []


def test_what_is_assumed_of_textual() -> None:
    for name in ("_driver", "_exception"):
        assert f"self.{name}" in inspect.getsource(App)
    for name in ("_fatal_error", "_close_messages_no_wait", "panic", "_handle_exception"):
        assert callable(getattr(App, name))
    assert WorkerFailed(ValueError("v")).error.args == ("v",)
