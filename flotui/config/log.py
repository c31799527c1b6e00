# SPDX-License-Identifier: MIT
"""The log: a file that only its owner can read, that grows to a size and no further, and tells no secrets.

Errors that nobody foresaw go here with their traceback, and never onto the screen.

The file's handler is imported when the log is opened: `--help` opens none.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
from pathlib import Path

from flotui.config.paths import FILE_MODE, Paths, private_folder
from flotui.text.patterns import later

NAME = "flotui"
"""The logger above all of flotui's."""

SIZE = 1_000_000
"""How large the file may grow, in bytes, before a new one is begun."""
KEEP = 3
"""How many older files are kept."""

_secrets: set[str] = set()

_BEARER = later(r"(?i)(bearer|basic)(\s+|%20)[^\s'\",;]+")
_NAMED = later(
    r"(?i)((?:api[_-]?key|token|secret|password|authorization)['\"]?\s*[=:]\s*['\"]?)(?!bearer|basic)[^\s'\",;&]+"
)
_EMAIL = later(r"[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
_PHONE = later(r"(?<![\w.])(?!\d{4}-\d\d-\d\d)(?:\+|%2[Bb]|00)?\(?\d(?:[\s().-]{0,2}\d){7,14}(?![\w])")


def never_log(secret: str) -> None:
    """From now on, write `[token]` wherever this text would be in the log."""
    if len(secret) >= 8:  # a shorter one is a test's, and is in too many words
        _secrets.add(str(secret))


def redact(text: str) -> str:
    """A text without tokens, e-mail addresses and phone numbers."""
    for secret in _secrets:
        text = text.replace(secret, "[token]")
    text = _BEARER.sub(r"\1 [token]", text)
    text = _NAMED.sub(r"\1[token]", text)
    text = _EMAIL.sub("[e-mail]", text)
    return _PHONE.sub("[phone]", text)


class _Redacting(logging.Formatter):
    """Redacts the whole of what a record says, tracebacks included; a filter would miss those."""

    def format(self, record: logging.LogRecord) -> str:
        time = self.formatTime(record)
        line = super().format(record)
        return f"{time} {record.levelname.lower()} {record.name}: {redact(line)}"


def open_log(paths: Paths) -> Path:
    """Send the log of flotui and of the libraries it uses to the file; nothing to the terminal.

    The file is made at the first line. A log that can't be written is no reason to stop.

    Args:
        paths: where the file is.

    Returns:
        The file.
    """
    # Imported here: it brings sockets and pickle, which --version doesn't need.
    from logging.handlers import RotatingFileHandler

    class PrivateFile(RotatingFileHandler):
        """Makes each file 0600 from the start."""

        def _open(self) -> io.TextIOWrapper:
            private_folder(Path(self.baseFilename).parent)
            descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_MODE)
            with contextlib.suppress(OSError):
                os.fchmod(descriptor, FILE_MODE)
            return io.TextIOWrapper(
                io.FileIO(descriptor, "a"), encoding="utf-8", errors="replace", write_through=True
            )

        def handleError(self, record: logging.LogRecord) -> None:
            """A full disk must not put a traceback on the screen."""

        def emit(self, record: logging.LogRecord) -> None:
            """Write a line, or don't."""
            with contextlib.suppress(Exception):
                super().emit(record)

    close_log()
    handler = PrivateFile(paths.log_file, maxBytes=SIZE, backupCount=KEEP, encoding="utf-8", delay=True)
    handler.setFormatter(_Redacting("%(message)s"))
    handler.set_name(NAME)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(NAME).setLevel(logging.INFO)
    # What a library logs beside us must not fall back to stderr, which is the screen.
    logging.lastResort = None
    logging.raiseExceptions = False
    return paths.log_file


def close_log() -> None:
    """Close the file that `open_log` opened, if any."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        if handler.get_name() == NAME:
            root.removeHandler(handler)
            handler.close()


def log_failure(what: str, error: BaseException, **details: object) -> None:
    """Write down an error that nobody foresaw, with its traceback.

    Args:
        what: what was being done.
        error: what came of it.
        details: anything that helps, by name.
    """
    extra = "".join(f" {name}={value!r}" for name, value in details.items())
    logging.getLogger(NAME).error("%s failed%s", what, extra, exc_info=error)


class Deferred(logging.Handler):
    """Opens the log at the first record: most commands have nothing to write down.

    It keeps records off the terminal too, where `logging` writes them where there is no handler.
    """

    def __init__(self, paths: Paths, level: int) -> None:
        """
        Args:
            paths: where the log is.
            level: from which on records are written.
        """
        super().__init__(level)
        self.set_name(NAME)
        self._paths = paths

    def emit(self, record: logging.LogRecord) -> None:
        """Open the log, and write the record there; a log that can't be written is no reason to stop."""
        with contextlib.suppress(Exception):
            open_log(self._paths)  # it takes this handler's place
            logging.getLogger().handle(record)


def defer_log(paths: Paths, level: int = logging.WARNING) -> None:
    """Have what is logged go to the file, which is opened only when there is something to write.

    Args:
        paths: where the file is.
        level: from which on flotui's own records are written.
    """
    close_log()
    logging.getLogger().addHandler(Deferred(paths, level))
    logging.getLogger(NAME).setLevel(level)
