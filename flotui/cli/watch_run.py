# SPDX-License-Identifier: MIT
"""What `flotui watch` does."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NoReturn

import msgspec

from flotui.api.errors import FlochatError, NotAuthorised, Refused, ScopeMissing
from flotui.api.pacer import Purpose, on_behalf
from flotui.cli import sink
from flotui.cli.ends import Failure, code_of
from flotui.cli.opened import opened
from flotui.config.exits import Exit
from flotui.resources.explorer.naming import Unresolved, person_meant
from flotui.workspace.watching import EVERY, Watching

if TYPE_CHECKING:
    from flotui.api.models.subscriber import Subscriber
    from flotui.workspace import Workspace
    from flotui.workspace.watching import News, Watching

_LONGEST = 300.0
"""Seconds that a host that can't be reached is left alone at the most."""


async def run(
    profile: str | None,
    what: str,
    person: str,
    *,
    jsonl: bool,
    command: list[str],
    every: int | None,
    once: bool,
) -> int:
    """Write a line for each new thing.

    Args:
        profile: the name of the profile; None for the default.
        what: what is watched.
        person: of a chat, whose.
        jsonl: whether JSON is written.
        command: what is run for each, word by word; none to write it.
        every: seconds between two looks; None for what suits it.
        once: whether it ends after the first look.

    Returns:
        The exit code: of one look, whether the command took all that was there.

    Raises:
        Failure: when it may not be read, or the command can't be run.
    """
    async with opened(profile) as workspace:
        watching = Watching(workspace, what, await _person(workspace, person) if person else None)
        if once:
            with on_behalf(Purpose.JOB):  # a chat each, which leaves the person's reserve alone
                found = await watching.look()
            lost = [each.id for each in found if not await _tell(each, jsonl, command)]
            return Exit.FAILED if lost else Exit.OK
        with on_behalf(Purpose.BACKGROUND), workspace.following.reading():
            await watching.look()
            await _go_on(workspace, watching, float(every or EVERY[what]), jsonl, command)


async def _person(workspace: Workspace, text: str) -> Subscriber:
    """Whose chat is meant.

    Raises:
        Failure: when it is not one person's.
    """
    try:
        return await person_meant(workspace, "chat", text)
    except Unresolved as error:
        raise Failure(str(error), Exit.USAGE) from None


async def _go_on(
    workspace: Workspace, watching: Watching, every: float, jsonl: bool, command: list[str]
) -> NoReturn:
    """Look again and again. What keeps it from looking is said once, and so is its end."""
    trouble, pause = "", every
    while True:
        await asyncio.sleep(pause)
        held = workspace.following.refusal()
        try:
            new = await watching.look() if workspace.following.may() else []
        except (NotAuthorised, ScopeMissing) as error:
            raise Failure(error.at_command_line, code_of(error)) from error
        except FlochatError as error:
            new, held = [], workspace.following.refusal() or error.happened
            if not isinstance(error, Refused):
                pause = min(pause * 2, _LONGEST)
        else:
            pause = every
        if held != trouble:
            sink.tell(f"Watching {held}." if held.startswith("paused") else held or "Watching again.")
            trouble = held
        for each in new:
            await _tell(each, jsonl, command)


async def _tell(found: News, jsonl: bool, command: list[str]) -> bool:
    """Write it, or have a command told; whether that took it."""
    text = msgspec.json.encode(found).decode()
    if not command:
        sink.write_json(text) if jsonl else sink.write(found.line)
        return True
    try:
        process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE)
    except OSError as error:
        raise Failure(f"{command[0]} can't be run: {error.strerror}.", Exit.USAGE) from error
    await process.communicate(f"{text}\n".encode())
    if process.returncode:
        sink.tell(f"{command[0]} ended with {process.returncode} for {found.kind} {found.id}.")
    return not process.returncode
