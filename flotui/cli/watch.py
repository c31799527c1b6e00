# SPDX-License-Identifier: MIT
"""`flotui watch`: a line for each new thing, and nothing while there is none. For scripts, status lines and alarms.

What it does is imported when it runs.
"""

from __future__ import annotations

import re
import shlex

import click

from flotui.cli.declared import option
from flotui.cli.ends import EXIT_CODES, Failure
from flotui.cli.options import profile_option
from flotui.config.exits import Exit

_QUOTED = re.compile(r"'[^']*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)
_OPERATOR = re.compile(r"(?:^|\s)(\|\|?|&&?|;|[0-9]?(?:>>?|<))(?:\s|$|(?<=[<>])\S)")
"""What a shell would do something with, between words."""

_EPILOG = f"""\b
Examples:
  flotui watch waiting
  flotui watch waiting --once | wc -l
  flotui watch errors --exec 'notify-send Errors'
  flotui watch orders --exec "sh -c 'cat >> orders.jsonl'"
  flotui watch chat "Ana Souza" --jsonl

{EXIT_CODES}"""


@click.command(short_help="Watch who waits, errors, orders, or a chat.", epilog=_EPILOG)
@click.argument("what", type=click.Choice(["waiting", "errors", "orders", "chat"]))
@click.argument("person", required=False, default="")
@option("--jsonl", is_flag=True, help="Write one JSON object per line.")
@option(
    "--exec",
    "command",
    metavar="COMMAND",
    help="Run this for each, without a shell. The JSON object is on its standard input.",
)
@option("--every", type=click.IntRange(2), metavar="SECONDS", help="How often to look.")
@option("--once", is_flag=True, help="Write what is there now, and end.")
@profile_option("The profile to use.")
def watch(
    what: str,
    person: str,
    jsonl: bool,
    command: str | None,
    every: int | None,
    once: bool,
    profile: str | None,
) -> int:
    """Watch who waits for an answer, the error log, the orders, or the chat of PERSON (a name, phone, e-mail or id).

    Nothing is written while nothing is new. It spends no more than its share of the hour's calls (`[watch] share`).
    With --once and --exec it ends with 1 if the command failed for any; with --once it waits for no pause.
    """
    if (what == "chat") != bool(person):
        raise Failure(
            "Say whose chat: flotui watch chat PERSON." if not person else f"{what} takes no PERSON.",
            Exit.USAGE,
        )
    arguments = _arguments(command)
    import asyncio

    from flotui.cli.watch_run import run

    return asyncio.run(run(profile, what, person, jsonl=jsonl, command=arguments, every=every, once=once))


def _arguments(command: str | None) -> list[str]:
    """The words of a command, which no shell will read.

    Raises:
        Failure: when it has none, a quote is open, or it is written for a shell.
    """
    if command is None:
        return []
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise Failure(f"--exec can't be read as a command: {error}.", Exit.USAGE) from None
    if not words:
        raise Failure("--exec is empty: name a command.", Exit.USAGE)
    if found := _OPERATOR.search(_QUOTED.sub("q", command)):
        raise Failure(
            f"--exec isn't read by a shell, and {found[1]} is a shell's. Write --exec \"sh -c '…'\".",
            Exit.USAGE,
        )
    return words
