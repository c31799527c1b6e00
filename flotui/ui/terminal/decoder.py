# SPDX-License-Identifier: MIT
"""What a terminal sends, cut into whole pieces: characters, key sequences, pasted texts.

A terminal sends keys, but also answers, reports and strings (a colour, its name, a clipboard), and a slow line cuts
all of them anywhere. Only the start of a piece says what it is: `y` is a key, and the same letter within a string is
not. So nothing is handed on before it is whole, and strings are dropped whole.

One thing can't be read from the bytes: whether an escape is the key of that name, or the start of what is still on
its way. The terminal is asked (`asks`): it answers in order, so an escape before its answer is a key. Where it doesn't
answer, and for the rest of what has begun, it is waited as long as lines are known to lag. What comes later still is
known by its look, if it comes at once: an arrow after its escape was taken for a key is an arrow all the same.

ssh sends what it reads as a whole, so that no line behind it cuts a sequence. There an escape that stays alone is a
key, and the person doesn't wait for the terminal's answer, which takes as long as the way there and back.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import Final

import msgspec

from flotui.text.patterns import later
from flotui.ui.terminal.pasting import Paste
from flotui.ui.terminal.pieces import ANSWER, ESC, Pasted, Piece, Sequence, TypedKey

_ALT: Final = 0.05
"""Seconds within which a character after an escape is one key with alt."""
_ALONE: Final = 0.02
"""Seconds after which an escape stays alone where sequences come whole: only the system's own delay is in them."""

_QUIET: Final = 1.0
"""Seconds without a byte after which a string is over, and it is asked whether a paste is."""
_LATE: Final = 2.0
"""Seconds after an escape was taken for a key within which it may turn out to have been the start of more."""
_LONGEST: Final = 128
"""The most characters of a control sequence; longer ones are dropped."""

_STRINGS: Final = "P]X^_"
"""What begins a string after an escape: DCS, OSC, SOS, PM, APC."""
_INTRODUCERS: Final = f"[O{_STRINGS}"
_ONE_BYTE: Final = {"\x8f": "O", "\x90": "P", "\x98": "X", "\x9b": "[", "\x9d": "]", "\x9e": "^", "\x9f": "_"}
"""The introducers in their other form, one character without an escape."""
_END: Final = "\x9c"
"""The end of a string in that form."""
_PLAIN: Final = later(rb"[\x08-\x1a -/1-Z\]-mo-\x7f]+")
"""What is in a string and can't be a part of its end, nor of an answer."""
_CONTROLS: Final = frozenset(map(ord, [*_ONE_BYTE, _END]))

_TAIL: Final = later(
    rb"\[(?:[0-?]+[ -/]*[@-~]|[0-?]{2,}$|\[[A-E]|[A-IOPQRSZ]$|M.{3})|O[A-DFHMPQRS]$|\][0-9lLI]|P[0-9>!|+$]|_G|[X^].{3}",
    re.DOTALL,
)
"""What nobody types: the rest of a sequence or of a string, read at once."""

_PASTE: Final = "\x1b[200~"


class Patience(msgspec.Struct, frozen=True):
    """Seconds that the rest of what has begun is waited for."""

    key: float
    """An escape, a key's sequence, a character of several bytes."""
    paste: float


UNANSWERED: Final = Patience(key=0.5, paste=3.0)
"""With a terminal that doesn't answer: longer than a line lags, shorter than a person waits."""
ANSWERED: Final = Patience(key=1.5, paste=30.0)
"""With one that does: its answer comes first, unless the line stalls."""


class Decoder:
    """Cuts bytes into pieces. It reads no clock: the time in seconds comes with the bytes."""

    def __init__(self, patience: Patience = UNANSWERED, *, whole: bool = False) -> None:
        """
        Args:
            patience: for how long the rest of a piece is waited for, until the terminal has answered once.
            whole: whether sequences come whole, so that an escape that stays alone is known for a key.
        """
        self._whole = whole
        self.patience = self._unanswered = patience
        self.asked = False
        """Whether the terminal was asked and has not answered yet."""
        self._pieces: list[Piece] = []
        self._state: Callable[[str], None] = self._ground
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")
        self._now = 0.0
        self._last = 0.0  # when the last byte came
        self._escaped = 0.0  # when the last escape came
        self._late = 0.0  # until when more may follow an escape that was taken for a key
        self._introducer = ""
        self._slow = False  # whether the introducer came later than a key with alt does
        self._text = ""  # of a sequence; of a string the last characters
        self._mouse = 0  # bytes of a mouse report in the oldest form that are to come
        self._paste: Paste | None = None

    # -- In ---------------------------------------------------------------------------------------

    def feed(self, data: bytes, now: float) -> list[Piece]:
        """Take what was read.

        Args:
            data: the bytes, cut anywhere.
            now: when they were read, in seconds of a clock that only goes forward.

        Returns:
            The pieces that are whole now.
        """
        self._now = now
        at = 0
        while at < len(data):
            if self._late and self._state == self._ground:
                self._follow(data, at)
            if self._paste is not None:
                at = self._pasted(self._paste, data, at)
            elif self._state == self._string and (plain := _PLAIN.match(data, at)):
                self._text = "…"
                self._utf8.reset()
                at = plain.end()
            elif self._mouse:
                self._mouse -= 1
                at += 1
            else:
                for character in self._characters(data[at]):
                    self._state(character)
                at += 1
        self._last = now
        return self._take()

    def expire(self, now: float) -> list[Piece]:
        """Stop waiting for the rest of a piece.

        Args:
            now: the time; nothing happens before `due`.

        Returns:
            What the beginning comes to.
        """
        due = self.due
        if due is None or now < due:
            return []
        if self._is_alone:
            self._press_escape(now)
            self._state = self._ground
            return self._take()
        self.asked, self.patience = False, self._unanswered
        if self._paste is not None:
            self._end_paste(self._paste)
        elif self._state == self._escape:
            self._press_escape(now)
        elif self._state != self._ground:
            if self._slow and not self._text:  # two keys, one after the other
                self._pieces += [TypedKey(ESC), TypedKey(self._introducer)]
        elif pending := self._utf8.decode(b"", final=True):
            self._pieces.append(TypedKey(pending))
        self._mouse = 0
        self._state = self._ground
        return self._take()

    @property
    def due(self) -> float | None:
        """When to stop waiting for the rest of a piece; None when nothing has begun."""
        if self._paste is not None:
            return self._last + self.patience.paste
        if self._state == self._string:
            return self._last + _QUIET
        if self._is_alone:
            return self._last + _ALONE
        if self._state != self._ground or self._mouse or self._utf8.getstate()[0]:
            return self._last + self.patience.key
        return None

    @property
    def asks(self) -> float | None:
        """When to ask the terminal whether that was all; None when there is nothing to ask."""
        if self.asked:
            return None
        if self._paste is not None:
            return self._last + _QUIET
        return self._last if self._state == self._escape and not self._whole else None

    @property
    def _is_alone(self) -> bool:
        """Whether an escape has come, and what follows of it would have come with it."""
        return self._whole and self._state == self._escape

    def ask(self) -> None:
        """Note that the terminal was asked something, so that an answer is expected."""
        self.asked = True
        if self._paste is not None:
            self._paste.ask()

    def _answered(self) -> None:
        self.asked = False
        self.patience = ANSWERED
        self._pieces.append(Sequence(ANSWER))

    def _take(self) -> list[Piece]:
        pieces, self._pieces = self._pieces, []
        return pieces

    # -- Characters -------------------------------------------------------------------------------

    def _characters(self, byte: int) -> str:
        """What a byte completes. Between characters, a control may be a single byte that isn't UTF-8."""
        if byte < 0x80:
            return self._utf8.decode(b"", final=True) + chr(byte)
        if byte in _CONTROLS and not self._utf8.getstate()[0]:
            return chr(byte)
        return self._utf8.decode(bytes((byte,)))

    def _ground(self, character: str) -> None:
        if character == ESC:
            self._begin_escape()
        elif character in _ONE_BYTE:
            self._introduce(_ONE_BYTE[character], slow=False)
        elif not "\x80" <= character <= "\x9f":
            self._pieces.append(TypedKey(character))

    def _begin_escape(self) -> None:
        self._escaped = self._now
        self._state = self._escape

    def _escape(self, character: str) -> None:
        slow = self._now - self._escaped > _ALT
        if character in _INTRODUCERS:
            self._introduce(character, slow=slow)
        elif slow or character == ESC or "\x80" <= character <= "\x9f":
            self._press_escape(self._now)
            self._state = self._ground
            self._ground(character)
        else:
            if character != "\\":  # the end of a string of which nothing is left
                self._pieces.append(TypedKey(character, alt=True))
            self._state = self._ground

    def _press_escape(self, now: float) -> None:
        self._pieces.append(TypedKey(ESC))
        self._late = now + _LATE

    def _follow(self, data: bytes, at: int) -> None:
        """See whether what comes after an escape that was taken for a key is the rest of more."""
        if data[at] == ord(ESC):  # the answer, perhaps
            return
        if self._now < self._late and _TAIL.match(data, at):
            self._begin_escape()
        self._late = 0.0

    def _introduce(self, introducer: str, *, slow: bool) -> None:
        self._introducer, self._slow, self._text = introducer, slow, ""
        self._state = {"[": self._csi, "O": self._ss3}.get(introducer, self._string)

    # -- Sequences --------------------------------------------------------------------------------

    def _csi(self, character: str) -> None:
        if self._aborted(character):
            return
        if not self._text and character == "M":
            self._mouse = 3
            self._state = self._ground
        elif self._text == "[" or ("@" <= character <= "~" and (self._text or character != "[")):
            self._end_csi(character)
        elif character == "$" and len(self._text) <= 2 and self._text.isdecimal():
            self._end_csi(character)  # a key of rxvt's; elsewhere more follows
        elif len(self._text) <= _LONGEST:
            self._text += character

    def _end_csi(self, final: str) -> None:
        self._state = self._ground
        sequence = f"\x1b[{self._text}{final}"
        if sequence == _PASTE:
            self._paste = Paste()
        elif sequence == ANSWER:
            self._answered()
        elif len(self._text) <= _LONGEST:
            self._pieces.append(Sequence(sequence))

    def _ss3(self, character: str) -> None:
        if self._aborted(character):
            return
        if character in "0123456789;" and len(self._text) <= _LONGEST:
            self._text += character
        else:
            self._state = self._ground
            self._pieces.append(Sequence(f"\x1bO{self._text}{character}"))

    def _aborted(self, character: str) -> bool:
        """Whether a character is no part of a sequence: what can't be in one ends it, or is passed over."""
        if character == ESC:
            self._begin_escape()
        elif character in "\x18\x1a":
            self._state = self._ground
        elif character >= "\x80":
            self._state = self._ground
            self._ground(character)
        return not " " <= character <= "~"

    def _string(self, character: str) -> None:
        self._text = (self._text + character)[-len(ANSWER) :]
        if self._text == ANSWER:
            self._answered()  # it says so of something else, and the string goes on
        elif (
            character == _END
            or self._text.endswith("\x1b\\")
            or (character, self._introducer) == ("\x07", "]")
        ):
            self._state = self._ground

    # -- Pastes -----------------------------------------------------------------------------------

    def _pasted(self, paste: Paste, data: bytes, at: int) -> int:
        """Take a part of a paste; returns where in the data it ends."""
        end = paste.take(data, at)
        if paste.ended:
            self._end_paste(paste)
        return end

    def _end_paste(self, paste: Paste) -> None:
        self._paste = None
        for _ in range(paste.answers):
            self._answered()
        if (text := paste.text) != "":
            self._pieces.append(Pasted(text))
