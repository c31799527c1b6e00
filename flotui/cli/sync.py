# SPDX-License-Identifier: MIT
"""`flotui sync`: read everyone of a bot into the local copy, or see who has changed since."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import click

from flotui.cli import sink
from flotui.cli.ends import EXIT_CODES, Failure, code_of
from flotui.cli.options import profile_option
from flotui.config.exits import Exit
from flotui.config.paths import Paths

if TYPE_CHECKING:
    from flotui.audience.everyone import Progress
    from flotui.config.resolving import Resolved

_EVERY = 1.0
"""Seconds between two lines of progress, at the least."""


_ANEW = "Read everyone again with --full."


class _Share(click.ParamType[float]):
    """A part of the quota: `50%` or `0.5`."""

    name = "share"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The share, over 0 to 1."""
        if isinstance(value, float):
            return value
        text = str(value).strip()
        try:
            found = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            found = 0.0
        if not 0 < found <= 1:
            self.fail(f"{text} isn't a share. Write it as in 50%.", param, ctx)
        return found


@click.command(
    short_help="Read all subscribers into the local copy.",
    epilog=f"""\b
Examples:
  flotui sync
  flotui sync --share 80% --yes
  flotui sync --full

{EXIT_CODES}""",
)
@click.option(
    "--share",
    type=_Share(),
    default="50%",
    show_default=True,
    help="How much of what is left of this hour's calls, above the reserve, it may spend.",
)
@click.option("--full", is_flag=True, help="Read everyone again, though they are here.")
@click.option("-y", "--yes", is_flag=True, help="Don't ask before it reads everyone.")
@profile_option("The profile to use.")
@click.pass_context
def sync(ctx: click.Context, /, share: float, full: bool, yes: bool, profile: str | None) -> None:
    """Read all subscribers into the local copy, a call for every 100.

    It goes on where an earlier reading ended. Once everyone is here, it reads only those who wrote or were written
    to in the last 24 hours, and says whether the host counts as many people as are here. Who was here, and is found to
    be gone when everyone is read again, goes to standard output: id and name.
    """
    from flotui.config.resolving import resolve

    before = ctx.parent.params if ctx.parent else {}
    found = resolve(Paths.find(), os.environ, profile or before.get("profile"))
    if found is None:
        raise Failure("No profiles yet. Add a bot with flotui login.", Exit.USAGE)
    import asyncio

    asyncio.run(_sync(found, share, full, yes))


async def _sync(found: Resolved, share: float, full: bool, yes: bool) -> None:
    from flotui.api.errors import FlochatError
    from flotui.audience.keeping import file_of, people_of
    from flotui.audience.lease import Held, Lease
    from flotui.audience.opening import open_bot
    from flotui.audience.reading import Reading
    from flotui.config.preferences import Preferences
    from flotui.text.delimited import line
    from flotui.workspace import Noticed

    paths = Paths.find().try_make()
    workspace = await open_bot(found.profile, found.token, paths, Preferences.load(paths))
    for notice in workspace.notices:
        sink.tell(notice)
    workspace.listen(lambda event: sink.tell(event.text) if isinstance(event, Noticed) else None)
    lease = Lease(file_of(workspace))
    try:
        lease.take()
        people = await people_of(workspace)
        reading = Reading(workspace, people, share, _Shown(), anew=_ANEW)
        try:
            plan = await reading.plan(full=full)
            sink.tell(plan.sentence)
            if plan.asks and not yes:
                _confirm()
            sink.tell(await reading.carry_out(plan))
            for each in await people.gone() if plan.full else ():
                sink.write(line(each))
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
    if not click.confirm("Read them?", default=True, err=True):
        raise Failure("Nothing was read.")


class _Shown:
    """Tells how far it has come, on standard error: at most once a second, and at each turn."""

    def __init__(self) -> None:
        self._at = 0.0
        self._phase = ""

    def __call__(self, progress: Progress) -> None:
        """Take in how far it has come."""
        from flotui.audience.reading import said

        now = time.monotonic()
        if progress.phase != self._phase or now - self._at >= _EVERY:
            self._at, self._phase = now, progress.phase
            if sentence := said(progress):
                sink.tell(sentence)
