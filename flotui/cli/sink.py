# SPDX-License-Identifier: MIT
"""Where every command writes: what comes from outside can't steer a terminal, and data goes unchanged into a pipe.

click is imported when there is something to write, what makes text safe when there is any that a terminal shows.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import re
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from flotui.text.quoting import without_endless_words
from flotui.text.signs import ESCAPED, ESCAPED_UTF8

_HANDLER = "flotui-json"


def _escape(found: re.Match[str]) -> str:
    return _escape_of(found[0])


def _escape_of(text: str) -> str:
    units = text.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def escaped(json: str) -> str:
    r"""JSON with all that could steer a terminal written as `\u….`, which is the same value.

    Args:
        json: JSON text; its C0 characters are escaped already, as JSON demands.
    """
    return json if json.isascii() and "\x7f" not in json else ESCAPED.sub(_escape, json)


def _unwritable(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that the terminal's locale doesn't have: the same escapes."""
    assert isinstance(error, UnicodeEncodeError)
    return _escape_of(error.object[error.start : error.end]), error.end


class ClosedOutput(io.TextIOBase):
    """In the place of a standard output that is closed (`>&-`), where Python has None: it takes nothing, and says so."""

    def isatty(self) -> bool:
        """It is no terminal."""
        return False

    def write(self, text: str) -> int:
        """Take nothing.

        Raises:
            OSError: always.
        """
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def prepare() -> None:
    """See that anything can be written, and all of it: UTF-8 into files and pipes, escapes where a terminal's locale has
    no letters.
    """
    codecs.register_error(_HANDLER, _unwritable)
    _fill()
    _make_whole()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors=_HANDLER)
        else:
            reconfigure(encoding="utf-8", errors=_HANDLER)


def _fill() -> None:
    """See that no file takes the place of a standard stream that is closed (`>&-`), and that there is one to ask."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is this one
    sys.stdin = sys.stdin or open(os.devnull)  # noqa: PTH123, SIM115 - as long as the process
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.stdout = sys.stdout or ClosedOutput()


def _make_whole() -> None:
    """See that what is only partly taken is written on, or fails. Python does neither where PYTHONUNBUFFERED is set, or
    whoever began the process left the stream non-blocking.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not getattr(sys, f"__{name}__") or not isinstance(stream, io.TextIOWrapper):
            continue
        with suppress(OSError):
            if not os.get_blocking(stream.fileno()):
                os.set_blocking(stream.fileno(), True)
        if isinstance(stream.buffer, io.RawIOBase):
            encoding, errors = stream.encoding, stream.errors
            buffer = io.BufferedWriter(stream.detach())
            whole = io.TextIOWrapper(buffer, encoding, errors, line_buffering=True)
            setattr(sys, name, whole)
            setattr(sys, f"__{name}__", whole)  # which Textual draws on


def write(text: str) -> None:
    r"""Write text for people to standard output, with the end of a line behind it.

    What steers a terminal is made visible wherever it goes: behind a pipe (`| tee`, `| grep`) there is one again.

    Args:
        text: any text, lines apart by `\n`.
    """
    _put(_shown(text), end="\n")


def write_data(text: str) -> None:
    r"""Write what programs read to standard output, with the end of a line behind it: CSV, a shell's command, a value.

    Args:
        text: any text, lines apart by `\n`. On a terminal all else that it would obey is made visible; elsewhere it
            stays as it is.
    """
    _put(_shown(text) if sys.stdout.isatty() else text, end="\n")


def write_json(text: str, *, end: str = "\n") -> None:
    """Write JSON to standard output: the same text wherever it goes.

    Args:
        text: the JSON.
        end: what is written behind it.
    """
    _put(escaped(text), end=end)


def write_json_lines(json: bytes) -> None:
    """Write lines of JSON to standard output, as `write_json` does; a page of them is not made text for it.

    Args:
        json: the lines in UTF-8, without the last one's end.
    """
    stream = sys.stdout
    buffer = getattr(stream, "buffer", None)
    if buffer is None or stream.encoding.lower() != "utf-8":
        write_json(json.decode())
        return
    stream.flush()
    buffer.write(ESCAPED_UTF8.sub(lambda found: _escape_of(found[0].decode()).encode(), json))
    buffer.write(b"\n")
    buffer.flush()


def _put(text: str, *, end: str) -> None:
    """Write as given: without `color`, click takes escape sequences out of what goes into a file or a pipe.

    Raises:
        OSError: when standard output is closed.
    """
    import click

    click.echo(text + end, nl=False, color=True)


def tell(sentence: str) -> None:
    """Write a sentence for the person to standard error. If that takes none, what is done goes on without being told.

    Args:
        sentence: what to say; it may quote what came from outside.
    """
    import click

    try:
        click.echo(_shown(without_endless_words(sentence)), err=True, color=True)
    except OSError:  # a closed pipe, a full disk
        _let_go(sys.stderr)


def tell_in_passing(sentence: str) -> None:
    """Write a sentence to standard error if whoever reads it takes it now; what goes on beside it never waits for them.

    Args:
        sentence: how far something is, of which a later one says more; or what the exit code says too.
    """
    try:
        waiting = select.poll()
        waiting.register(sys.stderr.fileno(), select.POLLOUT)
        taken = bool(waiting.poll(0))
    except (OSError, ValueError, AttributeError):  # it is no file
        taken = True
    if taken:
        tell(sentence)


def _shown(text: str) -> str:
    if all(line.isascii() and line.isprintable() for line in text.split("\n")):
        return text
    from flotui.text import safe

    return "\n".join(safe.sanitize(line) for line in text.split("\n"))


_UNWRITABLE = (errno.ENOSPC, errno.EIO, errno.EBADF, errno.EPIPE, errno.EDQUOT, errno.EFBIG)


def is_unwritable(error: OSError) -> bool:
    """Whether an output failed because nothing can be written to it: a full or broken disk, or it is closed.

    Args:
        error: what failed.
    """
    return error.filename is None and error.errno in _UNWRITABLE


@contextmanager
def if_taken() -> Iterator[None]:
    """Write what the exit code says too, or what is to be done all the same: if the output takes none, it goes on."""
    try:
        yield
    except OSError as error:
        if not is_unwritable(error):
            raise
        silence()


def silence() -> None:
    """Let go of a standard output that takes no more, so that nothing fails once again at the end."""
    _let_go(sys.stdout, sys.stderr)


def _let_go(*streams: TextIO | None) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in filter(None, streams):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
