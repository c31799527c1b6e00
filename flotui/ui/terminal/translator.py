# SPDX-License-Identifier: MIT
"""What the pieces that a terminal sends are to Textual: keys, pastes, the mouse, and one answer that it asked for.

It also says whether it is looked at, while a list is followed. Everything else that a terminal may say (colours, its
name, where the cursor is) is asked for by nobody here, and is no key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

from flotui.text.patterns import later
from flotui.text.typable import is_typable
from flotui.ui.terminal import keys
from flotui.ui.terminal.pieces import Pasted, Piece, TypedKey

_MOUSE: Final = later("\x1b\\[<[0-9]{1,4};-?[0-9]{1,5};-?[0-9]{1,5}[Mm]")
_FOCUS_IN, _FOCUS_OUT = "\x1b[I", "\x1b[O"
_SYNCHRONIZED: Final = later("\x1b\\[\\?2026;[123]\\$y")
"""The terminal can show a frame at once: the mode is on, off, or always on."""


class PastedTooMuch(Message):
    """A text was pasted that is longer than `pasting.LIMIT`; nothing of it was taken."""


class Key(events.Key):
    """A key, of which what is typed into takes all text and not only what is seen."""

    @property
    def is_printable(self) -> bool:
        """Whether it types text."""
        return is_typable(self.character or "")


class Looked(Message):
    """The terminal is looked at, or no longer."""

    def __init__(self, at: bool) -> None:
        """
        Args:
            at: whether it is.
        """
        super().__init__()
        self.at = at


class Translator:
    """Makes Textual's messages of pieces."""

    def __init__(self, *, mouse: bool) -> None:
        """
        Args:
            mouse: whether the terminal was asked to report the mouse.
        """
        self._mouse = mouse
        self._parser = XTermParser()

    def messages(self, piece: Piece) -> Iterable[Message]:
        """The messages of a piece; none for what nobody asked for.

        Args:
            piece: a whole one.
        """
        if isinstance(piece, TypedKey):
            return _pressed(keys.of_character(piece.text, alt=piece.alt))
        if isinstance(piece, Pasted):
            return [PastedTooMuch() if piece.text is None else events.Paste(piece.text)]
        return self._sequence(piece.text)

    def _sequence(self, text: str) -> Iterable[Message]:
        if _MOUSE.fullmatch(text):
            message = self._parser.parse_mouse_code(text) if self._mouse else None
            return [] if message is None else [message]
        if text in (_FOCUS_IN, _FOCUS_OUT):
            return [Looked(text == _FOCUS_IN)]
        if _SYNCHRONIZED.fullmatch(text):
            return [TerminalSupportsSynchronizedOutput()]
        return _pressed(keys.of_sequence(text))


def _pressed(found: list[keys.Pressed]) -> list[Message]:
    return [Key(each.key, each.character) for each in found]
