# SPDX-License-Identifier: MIT
"""The bot that a command line is about, and the commands that are told to somebody because of it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import click

from flotui.audience.opening import open_bot
from flotui.cli import sink
from flotui.cli.ends import Failure
from flotui.cli.settings import preferences_of
from flotui.config.exits import Exit
from flotui.config.paths import Paths
from flotui.config.resolving import resolve
from flotui.store.job import Job
from flotui.workspace import Noticed, Switches, Workspace

_JOBS = range(1, 2**63)
"""The numbers that a job can have in the journal."""


def _given() -> dict[str, Any]:
    """The options of the command line: the command's own, and those before it."""
    found: dict[str, Any] = {}
    context: click.Context | None = click.get_current_context(silent=True)
    while context is not None:
        found = {**context.params, **{name: value for name, value in found.items() if value}}
        context = context.parent
    return found


def command(words: str, workspace: Workspace) -> str:
    """A command of flotui's, for the profile that this command line names, if any, or else for the other bot that it is
    about.

    Args:
        words: the command and what it is given.
        workspace: the bot that the command is for.
    """
    given = _given()
    if given.get("other"):
        return f"flotui {words}{workspace.profile.option}"
    profile = given.get("profile")
    return f"flotui {words}{f' --profile {profile}' if profile else ''}"


@asynccontextmanager
async def opened(profile: str | None) -> AsyncIterator[Workspace]:
    """The bot of a profile.

    Raises:
        Failure: when there is no profile.
    """
    before = _given()
    paths = Paths.find().try_make()
    found = resolve(paths, os.environ, profile or before.get("profile"))
    if found is None:
        raise Failure("No profiles yet. Add a bot with flotui login.", Exit.USAGE)
    switches = Switches(bool(before.get("read_only")), bool(before.get("dry_run")))
    workspace = await open_bot(found.profile, found.token, paths, preferences_of(paths), switches=switches)
    for notice in workspace.notices:
        sink.tell(notice)
    workspace.listen(lambda event: sink.tell(event.text) if isinstance(event, Noticed) else None)
    try:
        yield workspace
    finally:
        await workspace.close()


async def job_of(workspace: Workspace, job: int) -> Job:
    """The job of an id.

    Raises:
        Failure: when there is none.
    """
    found = await workspace.working.jobs.job(job) if job in _JOBS else None
    if found is None:
        raise Failure(
            f"There is no job {job} for {workspace.profile.name}. See flotui jobs list.", Exit.USAGE
        )
    return found
