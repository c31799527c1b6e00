# SPDX-License-Identifier: MIT
"""The thread that reads the terminal."""

from __future__ import annotations

import logging
import os
import select
import time
from collections.abc import Callable, Iterable, Mapping
from threading import Event, Thread

from msgspec.structs import replace
from textual.message import Message

from flotui.ui.terminal.decoder import UNANSWERED, Decoder, Patience
from flotui.ui.terminal.pieces import ANSWER, Piece, Sequence
from flotui.ui.terminal.translator import Translator

_log = logging.getLogger(__name__)


def patience() -> Patience:
    """For how long the rest of a piece is waited for; `$ESCDELAY` (in ms) says how long after an escape."""
    delay = os.environ.get("ESCDELAY", "")
    return replace(UNANSWERED, key=max(1, int(delay)) / 1000) if delay.isdecimal() else UNANSWERED


def comes_whole(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether sequences come whole: over ssh, unless `$ESCDELAY` says that they don't.

    Args:
        environ: the environment.
    """
    return ("SSH_CONNECTION" in environ or "SSH_TTY" in environ) and "ESCDELAY" not in environ


class TerminalReader(Thread):
    """Reads a terminal and hands on what it sends, until it is told to stop."""

    def __init__(
        self,
        tty: int,
        *,
        mouse: bool,
        cooked: int = 0,
        hand_on: Callable[[Message], None],
        ask: Callable[[], None],
        answered: Callable[[], None],
        gone: Callable[[], None],
    ) -> None:
        """
        Args:
            tty: the terminal's file descriptor.
            mouse: whether the terminal was asked to report the mouse.
            cooked: how many bytes came before the terminal was raw: a line feed in them is the key enter.
            hand_on: takes a message for Textual, in this thread.
            ask: asks the terminal whether all is well (`output.QUESTION`), from this thread. It answers
                `pieces.ANSWER`, in order with what it sends.
            answered: told of each such answer, whoever has asked, in this thread.
            gone: is called once when the terminal is gone.
        """
        super().__init__(name="flotui-input", daemon=True)
        self._tty, self._cooked = tty, cooked
        self._hand_on, self._ask, self._tell_answered, self._gone = hand_on, ask, answered, gone
        self._decoder = Decoder(patience(), whole=comes_whole())
        self._translator = Translator(mouse=mouse)
        self._stopping = Event()
        self._wake, self._waker = os.pipe()

    def run(self) -> None:
        """Read until told to stop, or until the terminal is gone."""
        while not self._stopping.is_set():
            ready, _, _ = select.select([self._tty, self._wake], [], [], self._wait())
            if self._tty in ready and not self._read():
                if not self._stopping.is_set():
                    self._gone()
                return
            now = time.monotonic()
            self._handle(self._decoder.expire(now))
            asks = self._decoder.asks
            if asks is not None and now >= asks:
                self.ask()

    def _read(self) -> bool:
        """Take what is there; False when the terminal is gone."""
        try:
            data = os.read(self._tty, 1 << 16)
        except BlockingIOError:  # another program has it not wait, and what was there is gone
            return True
        except OSError:
            return False
        self._handle(self._decoder.feed(self._as_typed(data), time.monotonic()))
        return bool(data)

    def _as_typed(self, data: bytes) -> bytes:
        """What was read, with the enters that the kernel had made line feeds of before the terminal was raw."""
        early, rest = data[: self._cooked], data[self._cooked :]
        self._cooked -= len(early)
        return early.replace(b"\n", b"\r") + rest

    def ask(self) -> None:
        """Ask the terminal whether what has come is all there was."""
        self._decoder.ask()
        self._ask()

    def leave(self) -> None:
        """Ask the thread to end, without waiting for it."""
        self._stopping.set()
        os.write(self._waker, b"\0")

    def stop(self) -> None:
        """Ask the thread to end, and wait until it has."""
        self.leave()
        self.join()
        os.close(self._wake)
        os.close(self._waker)

    def drop(self) -> None:
        """Hand on nothing more: what comes now is for nobody."""
        self._hand_on = _drop

    def _wait(self) -> float | None:
        times = [each for each in (self._decoder.due, self._decoder.asks) if each is not None]
        return max(0.0, min(times) - time.monotonic()) if times else None

    def _handle(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            if piece == Sequence(ANSWER):
                self._tell_answered()
                continue
            try:
                for message in self._translator.messages(piece):
                    self._hand_on(message)
            except Exception as error:
                # A keyboard that is dead is worse than a key that is lost. What was typed may be secret.
                _log.error("A key could not be handed on: %s", type(error).__name__)


def _drop(_: Message) -> None:
    """Take a message that is for nobody."""
