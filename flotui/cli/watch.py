# SPDX-License-Identifier: MIT
"""`flotui watch`: a line for each new thing, and nothing while there is none. For scripts, status lines and alarms."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click
import msgspec

from flotui.cli import sink
from flotui.cli.ends import EXIT_CODES, Failure, code_of
from flotui.cli.options import profile_option
from flotui.config.exits import Exit

if TYPE_CHECKING:
    from flotui.workspace import Workspace
    from flotui.workspace.watching import News, Watching

_LONGEST = 300.0
"""Seconds that a host that can't be reached is left alone at the most."""
_EPILOG = f"""\b
Examples:
  flotui watch waiting
  flotui watch waiting --once | wc -l
  flotui watch errors --exec 'notify-send Errors'
  flotui watch chat "Ana Souza" --jsonl

{EXIT_CODES}"""


@click.command(epilog=_EPILOG)
@click.argument("what", type=click.Choice(["waiting", "errors", "orders", "chat"]))
@click.argument("person", required=False, default="")
@click.option("--jsonl", is_flag=True, help="Write a JSON object a line.")
@click.option(
    "--exec", "command", metavar="COMMAND", help="Run it for each, with the JSON object on its input."
)
@click.option("--every", type=click.IntRange(2), metavar="SECONDS", help="How often it is looked at.")
@click.option("--once", is_flag=True, help="Write what is there now, and end.")
@profile_option("The profile to use.")
def watch(
    what: str,
    person: str,
    jsonl: bool,
    command: str | None,
    every: int | None,
    once: bool,
    profile: str | None,
) -> None:
    """Watch who waits for an answer, the error log, the orders, or the chat of PERSON (a name, phone or id).

    Nothing is written while nothing is new. It spends no more than its share of the hour's calls (`[watch] share`).
    """
    import asyncio

    if (what == "chat") != bool(person):
        raise Failure(
            "Say whose chat: flotui watch chat PERSON." if not person else f"{what} takes no PERSON.",
            Exit.USAGE,
        )
    arguments = _arguments(command)
    asyncio.run(_run(profile, what, person, jsonl=jsonl, command=arguments, every=every, once=once))


def _arguments(command: str | None) -> list[str]:
    try:
        return shlex.split(command) if command is not None else []
    except ValueError as error:
        raise Failure(f"--exec can't be read as a command: {error}.", Exit.USAGE) from None


async def _run(
    profile: str | None,
    what: str,
    person: str,
    *,
    jsonl: bool,
    command: list[str],
    every: int | None,
    once: bool,
) -> None:
    from flotui.api.pacer import Purpose, on_behalf
    from flotui.cli.jobs_commands import opened
    from flotui.workspace.watching import EVERY, Watching, person_called

    async with opened(profile) as workspace:
        watching = Watching(workspace, what, await person_called(workspace, person) if person else None)
        if once:
            with on_behalf(Purpose.JOB):  # a chat each, which leaves the person's reserve alone
                found = await watching.look()
            for each in found:
                await _tell(each, jsonl, command)
            return
        with on_behalf(Purpose.BACKGROUND), workspace.following.reading():
            await watching.look()
            await _go_on(workspace, watching, float(every or EVERY[what]), jsonl, command)


async def _go_on(
    workspace: Workspace, watching: Watching, every: float, jsonl: bool, command: list[str]
) -> None:
    """Look again and again. What keeps it from looking is said once, and so is its end."""
    import asyncio

    from flotui.api.errors import FlochatError, NotAuthorised, Refused, ScopeMissing

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


async def _tell(found: News, jsonl: bool, command: list[str]) -> None:
    """Write it, or have a command told."""
    import asyncio

    text = msgspec.json.encode(found).decode()
    if not command:
        sink.write_json(text) if jsonl else sink.write(found.line)
        return
    try:
        process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE)
    except OSError as error:
        raise Failure(f"{command[0]} can't be run: {error.strerror}.", Exit.USAGE) from error
    await process.communicate(f"{text}\n".encode())
    if process.returncode:
        sink.tell(f"{command[0]} ended with {process.returncode} for {found.kind} {found.id}.")
