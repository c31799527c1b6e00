# SPDX-License-Identifier: MIT
"""What a terminal is set to while the program has it, and how it gets it back."""

from __future__ import annotations

import fcntl
import os
import struct
import termios
from contextlib import suppress
from typing import Any, Final

_IFLAG, _OFLAG, _LFLAG, _CC = 0, 1, 3, 6

_KITTY: Final = 0b11001
"""Kitty's keyboard protocol: escape codes for all keys that are ambiguous, for all others too, and what they type."""

_MOUSE: Final = (1000, 1002, 1015, 1006)
"""Buttons, moves with one held down, and two ways of reporting wide screens. A move without one means nothing here."""

_PLAIN: Final = "\x1b[?2026l\x1b(B\x0f\x1b[r\x1b[4l\x1b[20l\x1b[?1l\x1b[?5l\x1b[?6l\x1b>"
"""Undoes what an editor sets and leaves behind when it is killed: a frame that isn't shown yet, letters that are lines, a
region that scrolls and that lines are counted from, text that moves aside, line feeds that return, keys that say
something else, all in reverse.
"""


def enter(*, mouse: bool, keyboard: bool, focus: bool) -> str:
    """The sequences that take the terminal: its other screen, without a cursor and without wrapping lines.

    Args:
        mouse: whether it is to report the mouse.
        keyboard: whether it is to report keys by kitty's protocol, if it knows it.
        focus: whether it is to report that it is looked at, or no longer.
    """
    # It is cleared, as not every terminal has another screen.
    return f"{_set(mouse=mouse, focus=focus)}\x1b[2J" + (f"\x1b[>{_KITTY}u" if keyboard else "")


def again(*, mouse: bool, keyboard: bool, focus: bool) -> str:
    """The same for a terminal that may or may not still be taken: nothing is stacked up, and what is shown stays."""
    return _set(mouse=mouse, focus=focus) + (f"\x1b[={_KITTY}u" if keyboard else "")


def _set(*, mouse: bool, focus: bool) -> str:
    """The sequences that set what is set as often as one likes."""
    taken = [_PLAIN, "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h"]
    if focus:
        taken.append(report_focus(True))
    if mouse:
        taken += [f"\x1b[?{mode}h" for mode in _MOUSE]
    return "".join(taken)


def report_focus(on: bool) -> str:
    """The sequence that has the terminal report whether it is looked at, or no longer.

    Args:
        on: whether it is to.
    """
    return f"\x1b[?1004{'h' if on else 'l'}"


def leave(*, mouse: bool, keyboard: bool) -> str:
    """The sequences that clear it and give it back, to be sent whatever it was in the middle of."""
    given = ["\x1b[?2026l\x1b[m\x1b[?1004l\x1b[?2004l\x1b[?7h"]
    if mouse:
        given += [f"\x1b[?{mode}l" for mode in _MOUSE]
    if keyboard:
        given.append("\x1b[<u")  # each of a terminal's screens has flags of its own
    # Where there is no other screen, as in mosh and GNU screen, subscribers would stay in sight around the prompt.
    given.append("\x1b[H\x1b[J\x1b[?1049l\x1b[?25h")
    return "".join(given)


def supports_synchronized() -> str:
    """The sequence that asks whether frames can be shown at once; Apple's terminal would draw a part of it."""
    return "" if os.environ.get("TERM_PROGRAM") == "Apple_Terminal" else "\x1b[?2026$p"


def erases_in_color() -> bool:
    """Whether erased cells take the ground that is set: GNU screen and the oldest terminals don't do that."""
    term = os.environ.get("TERM", "")
    return "TMUX" in os.environ or not term.startswith(("screen", "vt1", "vt2", "ansi", "dumb"))


class LineDiscipline:
    """The terminal's line discipline: what the kernel makes of keys on their way."""

    def __init__(self, tty: int) -> None:
        """
        Args:
            tty: the terminal's file descriptor.
        """
        self._tty = tty
        self._before: list[Any] | None = None

    def raw(self) -> int:
        """Have every byte come as it is sent, at once and without an echo. Output stays as it is.

        Returns:
            How many bytes have come before that and aren't read: in these each enter is a line feed.
        """
        with suppress(OSError, termios.error):
            if self._before is None:
                self._before = termios.tcgetattr(self._tty)
            was, taken = termios.tcgetattr(self._tty), [*self._before]
            taken[_CC] = [*taken[_CC]]
            taken[_LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
            taken[_IFLAG] &= ~(
                termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR | termios.ISTRIP
            )
            taken[_CC][termios.VMIN] = 1
            termios.tcsetattr(self._tty, termios.TCSANOW, taken)
            return self._waiting() if was[_IFLAG] & termios.ICRNL else 0
        return 0

    def _waiting(self) -> int:
        """How many bytes have come and aren't read."""
        (count,) = struct.unpack("i", fcntl.ioctl(self._tty, termios.FIONREAD, struct.pack("i", 0)))
        return int(count)

    @property
    def returns(self) -> bool:
        """Whether the kernel sends a carriage return before a line feed."""
        try:
            flags = termios.tcgetattr(self._tty)[_OFLAG]
        except termios.error:
            return False
        return bool(flags & termios.OPOST and flags & termios.ONLCR)

    def forget(self) -> None:
        """Drop what has been typed and isn't read."""
        with suppress(termios.error):
            termios.tcflush(self._tty, termios.TCIFLUSH)

    def restore(self) -> None:
        """Have it as it was at first, without what has been typed and not read."""
        if self._before is not None:
            self.forget()
            with suppress(termios.error):
                termios.tcsetattr(self._tty, termios.TCSANOW, self._before)


def size(*ttys: int) -> tuple[int, int]:
    """How large a terminal is, in columns and lines, whatever `$COLUMNS` and `$LINES` say.

    Args:
        ttys: file descriptors, of which the first that knows is believed.
    """
    for tty in ttys:
        with suppress(OSError):
            columns, lines = os.get_terminal_size(tty)
            if columns and lines:
                return columns, lines
    return 80, 24
