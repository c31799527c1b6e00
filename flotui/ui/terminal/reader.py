"""The thread that reads the terminal."""

from __future__ import annotations

import logging
import os
import select
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Final

from textual.message import Message

from flotui.ui.terminal.decoder import ANSWER, UNANSWERED, Decoder, Patience, Piece, Sequence
from flotui.ui.terminal.translator import Translator

_log = logging.getLogger(__name__)

_TICK: Final = 0.1
"""Seconds after which the thread looks whether it is to stop."""


def patience() -> Patience:
    """For how long the rest of a piece is waited for; `$ESCDELAY` (in ms) says how long after an escape."""
    delay = os.environ.get("ESCDELAY", "")
    return UNANSWERED._replace(key=max(1, int(delay)) / 1000) if delay.isdecimal() else UNANSWERED


class Reader(Thread):
    """Reads a terminal and hands on what it sends, until it is told to stop."""

    def __init__(
        self,
        tty: int,
        *,
        mouse: bool,
        hand_on: Callable[[Message], None],
        ask: Callable[[], None],
        answered: Callable[[], None],
        gone: Callable[[], None],
    ) -> None:
        """
        Args:
            tty: the terminal's file descriptor.
            mouse: whether the terminal was asked to report the mouse.
            hand_on: takes a message for Textual, in this thread.
            ask: asks the terminal whether all is well (`output.QUESTION`), from this thread. It answers
                `decoder.ANSWER`, in order with what it sends.
            answered: told of each such answer, whoever has asked, in this thread.
            gone: is called once when the terminal is gone.
        """
        super().__init__(name="flotui-input", daemon=True)
        self._tty = tty
        self._hand_on, self._ask, self._tell_answered, self._gone = hand_on, ask, answered, gone
        self._decoder = Decoder(patience())
        self._translator = Translator(mouse=mouse)
        self._stopping = Event()
        self.answers = False
        """Whether the terminal has answered."""

    def run(self) -> None:
        """Read until told to stop, or until the terminal is gone."""
        while not self._stopping.is_set():
            try:
                ready, _, _ = select.select([self._tty], [], [], self._wait())
                data = os.read(self._tty, 1 << 16) if ready else None
            except OSError:
                data = b""
            if data == b"":
                if not self._stopping.is_set():
                    self._gone()
                return
            now = time.monotonic()
            for piece in self._decoder.feed(data, now) if data else self._decoder.expire(now):
                self._handle(piece)
            asks = self._decoder.asks
            if asks is not None and now >= asks:
                self.ask()

    def ask(self) -> None:
        """Ask the terminal whether what has come is all there was."""
        self._decoder.ask()
        self._ask()

    def leave(self) -> None:
        """Have it stop soon."""
        self._stopping.set()

    def stop(self) -> None:
        """Have it stop, and wait until it has."""
        self.leave()
        self.join()

    def drop(self) -> None:
        """Hand on nothing more: what comes now is for nobody."""
        self._hand_on = _drop

    def _wait(self) -> float:
        times = (self._decoder.due, self._decoder.asks)
        now = time.monotonic()
        return max(0.0, min([_TICK, *(each - now for each in times if each is not None)]))

    def _handle(self, piece: Piece) -> None:
        if piece == Sequence(ANSWER):
            self.answers = True
            self._tell_answered()
            return
        try:
            for message in self._translator.messages(piece):
                self._hand_on(message)
        except Exception as error:
            # A keyboard that is dead is worse than a key that is lost. What was typed may be secret.
            _log.error("A key could not be handed on: %s", type(error).__name__)


def _drop(_: Message) -> None:
    """Take a message that is for nobody."""
