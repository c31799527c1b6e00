# SPDX-License-Identifier: MIT
"""What `flotui watch` does."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NoReturn

import msgspec

from flotui.api.errors import FlochatError, NotAuthorised, NotFound, RateLimited, Refused, ScopeMissing
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
        whose = await _person(workspace, person, waits=not once) if person else None
        watching = Watching(workspace, what, whose)
        # A chat each, which leaves the person's reserve alone; a job would wait for the end of a pause, silently.
        with on_behalf(Purpose.BACKGROUND):
            if once:
                return await _once(workspace, watching, jsonl, command)
            with workspace.following.reading():
                await _go_on(workspace, watching, float(every or EVERY[what]), jsonl, command)


async def _person(workspace: Workspace, text: str, *, waits: bool) -> Subscriber:
    """Whose chat is meant.

    Args:
        workspace: the open bot.
        text: the words for the person.
        waits: whether the end of a pause is waited for, and that it is told.

    Raises:
        Failure: when it is not one person's.
        FlochatError: when the host did not answer.
    """
    try:
        return await person_meant(workspace, "chat", text)
    except Unresolved as error:
        raise Failure(str(error), Exit.USAGE) from None
    except RateLimited:
        if not waits:
            raise
    sink.tell(f"Watching {workspace.following.refusal()}.")
    with on_behalf(Purpose.JOB):  # it gets its turn when the pause is over
        found = await _person(workspace, text, waits=False)
    sink.tell("Watching again.")
    return found


async def _once(workspace: Workspace, watching: Watching, jsonl: bool, command: list[str]) -> Exit:
    """Write what is there now.

    Raises:
        Failure: when not all of it could be looked at; what was seen is written before.
        FlochatError: when the host did not answer.
    """
    found: list[News] = []
    try:
        found = await watching.look()
        partly = watching.partly
    except FlochatError:
        if not workspace.following.refusal():
            raise
        partly = True
    lost = [each.id for each in found if not await _tell(each, jsonl, command)]
    if not partly:
        return Exit.FAILED if lost else Exit.OK
    held = workspace.following.refusal()
    because = f"Watching {held}. " if held else ""
    raise Failure(f"{because}Not everything was looked at.", Exit.RATE_LIMITED if held else Exit.FAILED)


async def _go_on(
    workspace: Workspace, watching: Watching, every: float, jsonl: bool, command: list[str]
) -> NoReturn:
    """Look again and again. What keeps it from looking is said once, and so is its end.

    Raises:
        Failure: when it may not be read, or is no longer on the host.
        FlochatError: when the first look fails though no calls are held back.
    """
    trouble, pause, began = "", every, False
    while True:
        new: list[News] = []
        try:
            found = await watching.look() if workspace.following.may() else None
        except (NotAuthorised, NotFound, ScopeMissing) as error:
            raise Failure(error.at_command_line, code_of(error)) from error
        except FlochatError as error:
            held = workspace.following.refusal()
            if not (began or held):
                raise
            held = held or error.happened
            if not isinstance(error, Refused):
                pause = min(pause * 2, _LONGEST)
        else:
            pause, held = every, workspace.following.refusal()
            if (
                found is not None
            ):  # what was there before is no news, also what a look that was held back didn't see
                new, began = found if began else [], began or not (held and watching.partly)
        if held != trouble:
            sink.tell(f"Watching {held}." if held.startswith("paused") else held or "Watching again.")
            trouble = held
        for each in new:
            await _tell(each, jsonl, command)
        await asyncio.sleep(pause)


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
