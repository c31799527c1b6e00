"""How commands end: a sentence and an exit code, never a traceback."""

from __future__ import annotations

from typing import Any

import click

from flotui.config.errors import ConfigError
from flotui.config.exits import Exit
from flotui.config.paths import Paths

EXIT_CODES = """\b
Exit codes:
  0  done
  1  failed
  2  the command line, the environment or a file of flotui's can't be understood
  3  it has to be confirmed and there is nobody to ask: add --yes
  4  the host doesn't take the token, or the token lacks the scope
  5  the host can't be reached, or doesn't answer in time
  6  the hour's requests are used up"""
"""How every command ends, for its help."""


class Failure(click.ClickException):
    """A command that ends early: a sentence on stderr, and an exit code."""

    def __init__(self, said: str, code: Exit = Exit.FAILED) -> None:
        """
        Args:
            said: what happened and what to do, in whole sentences.
            code: how the command ends.
        """
        super().__init__(said)
        self.exit_code = int(code)  # type: ignore[misc] # click reads it of the instance all the same

    def show(self, file: Any = None) -> None:
        """Say it, without the `Error:` that click would put before it."""
        click.echo(self.format_message(), file=file, err=file is None)


def failure_of(error: Exception) -> Failure:
    """What an exception comes to; one that nobody foresaw goes to the log with its traceback."""
    if isinstance(error, ConfigError):
        return Failure(str(error), Exit.USAGE)
    from flotui.api import errors

    if isinstance(error, errors.FlochatError):
        return Failure(str(error), _code(error))
    from flotui.config.log import log_failure, open_log

    # The log is opened only now, where no command has done so before: most commands need none.
    try:
        log = open_log(Paths.find())
        log_failure("flotui", error)
        where = f" The details are in {log}."
    except (OSError, ConfigError):
        where = ""
    return Failure(f"flotui failed in a way nobody foresaw: {type(error).__name__}: {error}.{where}")


def _code(error: Exception) -> Exit:
    from flotui.api import errors

    if isinstance(error, errors.NotAuthorised | errors.ScopeMissing):
        return Exit.NOT_AUTHORISED
    if isinstance(error, errors.Unreachable | errors.InsecureHost | errors.NotTheApi | errors.TimedOut):
        return Exit.UNREACHABLE
    return Exit.RATE_LIMITED if isinstance(error, errors.RateLimited) else Exit.FAILED
