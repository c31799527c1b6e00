# SPDX-License-Identifier: MIT
"""What `flotui sync` does."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from typing import TYPE_CHECKING

from flotui.api.errors import FlochatError
from flotui.audience.keeping import file_of, people_of
from flotui.audience.lease import Held, Lease
from flotui.audience.opening import open_bot
from flotui.audience.reading import Reading, progress_message
from flotui.cli import sink
from flotui.cli.asking import agrees
from flotui.cli.ends import Failure, code_of
from flotui.cli.settings import preferences_of
from flotui.config.exits import Exit
from flotui.config.paths import Paths
from flotui.config.resolving import resolve
from flotui.text.delimited import line
from flotui.workspace import Noticed

if TYPE_CHECKING:
    from flotui.audience.everyone import Progress
    from flotui.config.resolving import Resolved

_EVERY = 1.0
"""Seconds between two lines of progress, at the least."""


_ANEW = "Read everyone again with --full."


def run(profile: str | None, share: float, full: bool, yes: bool, *, guard: bool) -> None:
    """Read everyone of a profile's bot, or who has changed.

    Args:
        profile: the name of the profile; None for the default.
        share: the part of the quota that may be spent, above 0 to 1.
        full: whether everyone is read again.
        yes: whether it isn't asked first.
        guard: whether the names of those who are gone are kept from being a spreadsheet's formulas.

    Raises:
        Failure: when there is no profile, another process reads, or the host stops answering.
    """
    found = resolve(Paths.find(), os.environ, profile)
    if found is None:
        raise Failure("No profiles yet. Add a bot with flotui login.", Exit.USAGE)
    asyncio.run(_sync(found, share, full, yes, guard))


async def _sync(found: Resolved, share: float, full: bool, yes: bool, guard: bool) -> None:
    paths = Paths.find().try_make()
    workspace = await open_bot(found.profile, found.token, paths, preferences_of(paths))
    for notice in workspace.notices:
        sink.tell(notice)
    workspace.listen(lambda event: sink.tell(event.text) if isinstance(event, Noticed) else None)
    lease = Lease(file_of(workspace))
    try:
        lease.take()
        people = await people_of(workspace)
        reading = Reading(workspace, people, share, _SyncProgress(), anew=_ANEW)
        try:
            plan = await reading.plan(full=full)
            sink.tell(plan.sentence)
            if plan.full and plan.asks and not yes:
                _confirm()
            sink.tell(await reading.carry_out(plan))
            for each in await people.gone() if plan.full else ():
                sink.write_data(line(each, guard=guard))
        except FlochatError as error:
            raise Failure(
                f"{error.at_command_line} {await reading.left()}".strip(), code_of(error)
            ) from error
    except Held as held:
        raise Failure(
            f"Another flotui is reading this bot's subscribers ({held}). Nothing was read."
        ) from None
    finally:
        await workspace.close()
        lease.give_back()


def _confirm() -> None:
    """Have the reading confirmed.

    Raises:
        Failure: when it isn't, or nobody can be asked.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Failure("Nothing was read: it needs confirmation. Add --yes.", Exit.NEEDS_CONFIRMATION)
    if not agrees("Read them?", default=True):
        raise Failure("Nothing was read.")


class _SyncProgress:
    """Tells how far it has come, on standard error: at most once a second, and at each turn."""

    def __init__(self) -> None:
        self._at = 0.0
        self._phase = ""

    def __call__(self, progress: Progress) -> None:
        """Take in how far it has come."""
        now = time.monotonic()
        if progress.phase != self._phase or now - self._at >= _EVERY:
            self._at, self._phase = now, progress.phase
            if sentence := progress_message(progress):
                sink.tell(sentence)
