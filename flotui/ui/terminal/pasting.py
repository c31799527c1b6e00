# SPDX-License-Identifier: MIT
"""A text that is pasted: bytes between two marks, which are a text whatever they hold."""

from __future__ import annotations

import codecs
import re
from typing import Final

from flotui.text.patterns import later
from flotui.ui.terminal.pieces import ANSWER

LIMIT: Final = 1 << 20
"""The most bytes of a pasted text."""

_ANSWER: Final = ANSWER.encode()
_END: Final = later(rb"(?:\x1b\[|\xc2\x9b|\x9b)201~")
_LONGEST: Final = 7
"""Bytes of the longest end."""

_SEQUENCES: Final = later(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[P\]X^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1bO[0-~]|\x8f[0-~]|\x1b[ -/]*[0-~]?"
)
_INVISIBLE: Final = later(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Paste:
    """A paste that has begun."""

    def __init__(self) -> None:
        """Nothing of it is there yet."""
        self.ended = False
        """Whether the end of the paste has come."""
        self._data = bytearray()
        self._too_long = False
        self._asked: int | None = None  # how much was there when the terminal was asked whether that was all

    def take(self, data: bytes, at: int) -> int:
        """Take a part of it.

        Args:
            data: what was read.
            at: where in it to begin.

        Returns:
            Where in it the paste ends.
        """
        before = len(self._data)
        self._data += data[at:]
        if (end := self._find_end(max(0, before - _LONGEST + 1))) is not None:
            self.ended = True
            del self._data[end.start() :]
            return at + end.end() - before
        if self._asked is not None and self._data[self._asked :] == _ANSWER:
            self.ended = True
        elif len(self._data) > LIMIT:
            del self._data[:-_LONGEST]
            self._too_long, self._asked = True, None
        return len(data)

    def ask(self) -> None:
        """The terminal is asked now whether that was all: if nothing but its answer follows, it was."""
        self._asked = len(self._data)

    @property
    def answers(self) -> int:
        """How many answers of the terminal are in it."""
        return self._data.count(_ANSWER)

    @property
    def text(self) -> str | None:
        """The text, without control sequences and control characters; None when it is too long."""
        if self._too_long or len(self._data) > LIMIT:
            return None
        return _INVISIBLE.sub("", _SEQUENCES.sub("", self._data.decode("utf-8", "replace")))

    def _find_end(self, start: int) -> re.Match[bytes] | None:
        end = _END.search(self._data, start)
        while end is not None and self._is_within_character(end.start()):
            end = _END.search(self._data, end.start() + 1)
        return end

    def _is_within_character(self, at: int) -> bool:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        decoder.decode(bytes(self._data[max(0, at - 4) : at]))
        return self._data[at] == 0x9B and bool(decoder.getstate()[0])
