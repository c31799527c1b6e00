# SPDX-License-Identifier: MIT
"""Putting a text on the person's clipboard, through whatever lies between.

tmux is given the text itself, as nothing else gets past its defaults. Any other terminal is asked to take it (OSC 52);
over ssh there is no other way. It may refuse without a word, so nobody can say "copied": what is said is what was done.
The text goes to a file as well then, which only its owner may read and which is gone when the program ends; but never a
credential that was revealed.
"""

from __future__ import annotations

import base64
import fcntl
import os
from contextlib import ExitStack, suppress
from pathlib import Path

from textual.app import App

from flotui.config.paths import replacing
from flotui.resources.text import Tone
from flotui.text.plural import counted
from flotui.text.safe import cut
from flotui.text.whole_path import whole_path
from flotui.ui.terminal import inner, tmux

LIMIT = 74_994
"""The most base64 bytes that xterm takes at once; others take as much or more."""


_PIECE = 250
"""Characters that GNU screen passes on at once; it takes 256."""


def sequence(encoded: str, *, screen: bool) -> str:
    """The escape sequence that offers a text to the terminal.

    Args:
        encoded: the text in base64.
        screen: whether a GNU screen is in between. It drops the sequence, but passes on what is wrapped in a
            string of its own, in pieces.
    """
    plain = f"\x1b]52;c;{encoded}\x07"
    if not screen:
        return plain
    return "".join(f"\x1bP{plain[at : at + _PIECE]}\x1b\\" for at in range(0, len(plain), _PIECE))


_held: dict[Path, int] = {}
"""The files that this process wrote, each with the descriptor that keeps it from being taken for a dead one's."""


def keep(text: str, file: Path) -> None:
    """Write a text to a file that only its owner may read, all of it or nothing.

    Two windows have one such file, as they have one clipboard: the newest copy is in it. It stays until the
    window that wrote it ends.

    Raises:
        OSError: when it can't be written.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as failing:
        with replacing(file) as descriptor:
            with suppress(OSError):  # a file system without locks: as if there were no other window
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with open(descriptor, "wb", closefd=False) as draft:
                draft.write(text.encode("utf-8", "surrogatepass"))
            held = os.dup(descriptor)  # keeps the lock when the writing ends
            failing.callback(os.close, held)
        failing.pop_all()
    _let_go(file)
    _held[file] = held


def forget(file: Path) -> None:
    """Take away what `keep` wrote, and what one that was killed has left; what another window wrote stays.

    Args:
        file: the file.
    """
    _let_go(file)
    for each in (file, *file.parent.glob(f".{file.name}.*.new")):
        with suppress(OSError):
            _forget(each)


def _forget(file: Path) -> None:
    """Take a file away, unless a window that runs still holds it.

    Raises:
        OSError: when it stays.
    """
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        except OSError:  # a file system without locks
            pass
        if os.path.samestat(os.fstat(descriptor), file.stat()):
            file.unlink()
    finally:
        os.close(descriptor)


def _let_go(file: Path) -> None:
    if (before := _held.pop(file, None)) is not None:
        os.close(before)


def copy(app: App[int], text: str, what: str, file: Path | None = None) -> tuple[str, Tone]:
    """Give a text to tmux, or send it to the terminal's clipboard, or write it to a file where it is too long.

    Args:
        app: whose terminal it is.
        text: what is to be copied.
        what: what to call it: `phone`, `curl command`.
        file: where it goes when the terminal won't do; None where nothing may keep it.

    Returns:
        What was done, as a sentence, and its tone.
    """
    # For ctrl+v in our own inputs, where the terminal's clipboard can't be read back.
    inner.remember_copied(app, text)
    name, size = cut(what, 40), _size(text)
    if tmux.is_around() and tmux.load(text, keep=file is not None):
        kept = "tmux's buffer and to " if file is not None else ""
        return f"Sent to {kept}the terminal's clipboard: {name} ({size}).", "plain"
    encoded = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
    fits = len(encoded) <= LIMIT
    if fits:
        inner.write(app, sequence(encoded, screen="STY" in os.environ))
    sentence = f"Sent to the terminal's clipboard: {name} ({size})"
    if file is None:
        if fits:
            return f"{sentence}.", "plain"
        return f"Not copied: {name} is too long for the terminal's clipboard ({size}).", "warn"
    try:
        keep(text, file)
    except OSError as error:
        if fits:
            return f"{sentence}.", "plain"
        return f"Not copied: {whole_path(file)} could not be written ({error.strerror}).", "danger"
    if fits:
        return f"{sentence}; if your terminal ignores it: {whole_path(file)}", "plain"
    return f"Too long for the terminal's clipboard ({size}): {name} is in {whole_path(file)}", "warn"


def _size(text: str) -> str:
    return counted(len(text), "character")
