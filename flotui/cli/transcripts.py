# SPDX-License-Identifier: MIT
"""`flotui transcripts`: the chats of the subscribers whom a query means, a file each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from flotui.cli import sink
from flotui.cli.ends import EXIT_CODES, Failure, code_of
from flotui.cli.options import profile_option
from flotui.cli.people import Asking, asked_of
from flotui.config.errors import ConfigError
from flotui.config.exits import Exit


@click.command(
    cls=Asking,
    short_help="Write the chats of a query's subscribers to files.",
    epilog=f"""\b
Examples:
  flotui transcripts 'tag:vip' --to chats
  flotui transcripts 'seen:<48h' --day yesterday --to chats --jsonl

{EXIT_CODES}""",
)
@click.argument("query", nargs=-1)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False),
    metavar="DIR",
    required=True,
    help="The folder of the files.",
)
@click.option("--day", metavar="DATE", help="Only what was said on a day: 2026-01-15, today or yesterday.")
@click.option("--jsonl", "lines", is_flag=True, help="Write lines of JSON instead of text.")
@click.option(
    "--most",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    metavar="N",
    help="Messages of a chat that are read.",
)
@profile_option("The profile to use.")
def transcripts(query: tuple[str, ...], **given: Any) -> int:
    """Write the chats of the subscribers whom QUERY means, everyone's without one: a file each.

    A chat takes a call for each hundred messages. The hour's reserve is left alone. What is written is passed over when
    the command is run again, so that it goes on where it ended.
    """
    import asyncio

    return int(asyncio.run(_run(asked_of(query), **given)))


async def _run(query: str, folder: str, day: str | None, lines: bool, most: int, profile: str | None) -> int:
    from flotui.api.errors import FlochatError, Malformed
    from flotui.api.pacer import Purpose, on_behalf
    from flotui.audience.query import parse
    from flotui.audience.selecting import select
    from flotui.cli.jobs_commands import opened
    from flotui.resources.subscribers.transcribing import Day, Folder, write

    async with opened(profile) as workspace:
        try:
            asked, meant = parse(query), Day.of(day) if day is not None else None
            into = Folder(Path(folder), meant, lines=lines)
            _, people = await select(workspace, asked)
            with on_behalf(Purpose.JOB):
                sink.tell(await write(workspace, people, into, meant, most=most, hint=" (--most)"))
        except Malformed as error:
            raise Failure(f"{error}", Exit.USAGE) from error
        except FlochatError as error:
            raise Failure(f"{error.at_command_line} Run it again to go on.", code_of(error)) from error
        except ConfigError as error:
            raise Failure(f"{error}", Exit.USAGE) from error
        except ValueError:
            raise Failure(f"--day {day} is no date: write it as 2026-01-15.", Exit.USAGE) from None
        except OSError as error:
            raise Failure(f"{folder} can't be written: {error.strerror}.", Exit.USAGE) from error
    return Exit.OK
