# SPDX-License-Identifier: MIT
"""How commands end: a sentence and an exit code, never a traceback.

Errors, log and click's own are imported when something failed.
"""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING, NoReturn, Protocol

from flotui.cli import sink
from flotui.config.errors import ConfigError
from flotui.config.exits import Exit
from flotui.config.paths import Paths

if TYPE_CHECKING:
    from click import ClickException

EXIT_CODES = """\b
Exit codes:
  0  done; with --dry-run: nothing was sent
  1  failed
  2  invalid command line, environment or configuration file
  3  needs confirmation, and no terminal is attached: add --yes
  4  the host doesn't accept the API key, or the key lacks the scope
  5  the host can't be reached, or doesn't answer in time
  6  this hour's calls are used up"""
"""How every command ends, for its help."""


class Ends(Protocol):
    """What a command ends with, of ours or of click's."""

    @property
    def exit_code(self) -> int:
        """The process's exit code."""

    def show(self) -> None:
        """Say on stderr what happened."""


class Failure(Exception):
    """A command that ends early: a sentence on stderr, and an exit code."""

    def __init__(self, message: str, code: Exit = Exit.FAILED) -> None:
        """
        Args:
            message: what happened and what to do, in whole sentences.
            code: how the command ends.
        """
        super().__init__(message)
        self.exit_code = int(code)

    def show(self) -> None:
        """Say it."""
        sink.tell(str(self))


class _Misused:
    """What click says of a command line, written where everything is."""

    def __init__(self, error: ClickException) -> None:
        self._error = error
        self.exit_code = error.exit_code

    def show(self) -> None:
        """Say it."""
        said = io.StringIO()
        self._error.show(said)
        sink.tell(said.getvalue().removesuffix("\n"))


def end(error: BaseException) -> NoReturn:
    """End the process because of an exception: with a sentence and an exit code."""
    failure = failure_of(error)
    with contextlib.suppress(OSError):
        failure.show()
    sink.silence()
    sys.exit(failure.exit_code)


def failure_of(error: BaseException) -> Ends:
    """What an exception comes to; one that nobody foresaw goes to the log with its traceback."""
    if isinstance(error, Failure):
        return error
    import click

    if isinstance(error, click.ClickException):
        return _Misused(error)
    if isinstance(error, KeyboardInterrupt | click.Abort | EOFError):
        # What interrupts a question leaves its line as it is; click ends that of all else.
        ended = isinstance(error, click.Abort) and error.__cause__ is not None
        return Failure("Stopped." if ended else "\nStopped.", Exit.INTERRUPTED)
    if isinstance(error, ConfigError):
        return Failure(str(error), Exit.USAGE)
    if isinstance(error, OSError) and sink.is_unwritable(error):
        return Failure(f"The output can't be written: {error.strerror}. What was written is incomplete.")
    from flotui.api import errors

    if isinstance(error, errors.FlochatError):
        return Failure(error.at_command_line, code_of(error))
    from flotui.config.log import log_failure, open_log

    try:
        log = open_log(Paths.find())
        log_failure("flotui", error)
        where = f" Details: {log}."
    except (OSError, ConfigError):
        where = ""
    return Failure(f"flotui crashed: {type(error).__name__}: {error}.{where}")


def code_of(error: Exception) -> Exit:
    """The exit code that an error of the host comes to.

    Args:
        error: the error.
    """
    from flotui.api import errors

    if isinstance(error, errors.NotAuthorised | errors.ScopeMissing):
        return Exit.NOT_AUTHORISED
    if isinstance(error, errors.Unreachable | errors.InsecureHost | errors.NotTheApi | errors.TimedOut):
        return Exit.UNREACHABLE
    if isinstance(error, errors.Dropped) and error.reads:
        return Exit.UNREACHABLE
    if isinstance(error, errors.Malformed):
        return Exit.USAGE
    if isinstance(error, errors.RateLimited | errors.Reserved):
        return Exit.RATE_LIMITED
    return Exit.FAILED
