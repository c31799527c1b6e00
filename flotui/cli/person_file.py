# SPDX-License-Identifier: MIT
"""What `flotui people … --file` does: one person's file."""

from __future__ import annotations

import time
from pathlib import Path

from flotui.api.errors import FlochatError, Malformed
from flotui.audience.query import parse
from flotui.audience.selecting import select
from flotui.cli import sink
from flotui.cli.ends import Failure, code_of
from flotui.cli.opened import opened
from flotui.config.exits import Exit
from flotui.resources.subscribers.dossier import Dossier, person_of

_EVERY = 1.0
"""Seconds between two lines of progress, at the least."""
_GOES_ON = "Run it again to go on."


async def write(query: str, folder: Path, profile: str | None) -> int:
    """Write the file of the one person whom a query means.

    Args:
        query: the query.
        folder: where.
        profile: the profile's name, where one was named.

    Returns:
        The exit code.

    Raises:
        Failure: when it can't be written.
    """
    begun = False
    async with opened(profile) as workspace:
        try:
            _, rows = await select(workspace, parse(query), fresh=True)
            dossier = Dossier(workspace, await person_of(rows, query), folder, _ReadingProgress())
            sink.tell(await dossier.cost())
            begun = True
            sink.tell(await dossier.write())
        except Malformed as error:
            raise Failure(f"{error}", Exit.USAGE) from error
        except FlochatError as error:
            goes_on = f" {_GOES_ON}" if begun else ""
            raise Failure(f"{error.at_command_line}{goes_on}", code_of(error)) from error
    return Exit.OK


class _ReadingProgress:
    """Tells what is being read, at most once a second."""

    def __init__(self) -> None:
        self._at = time.monotonic()

    def __call__(self, message: str) -> None:
        if time.monotonic() - self._at >= _EVERY:
            self._at = time.monotonic()
            sink.tell(message)
