# SPDX-License-Identifier: MIT
"""`flotui transcripts`: the chats of the subscribers whom a query means, a file each.

What it does is imported when it runs.
"""

from __future__ import annotations

from typing import Any

import click

from flotui.cli.declared import WrittenPath, option
from flotui.cli.ends import EXIT_CODES
from flotui.cli.options import profile_option
from flotui.cli.query_words import Asking, asked_of


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
@option(
    "--to",
    "folder",
    type=WrittenPath(file_okay=False),
    metavar="DIR",
    required=True,
    help="The folder of the files.",
)
@option("--day", metavar="DATE", help="Only what was said on a day: 2026-01-15, today or yesterday.")
@option("--jsonl", "lines", is_flag=True, help="Write lines of JSON instead of text.")
@option(
    "--most",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    metavar="N",
    help="Messages to read of each chat.",
)
@profile_option("The profile to use.")
def transcripts(query: tuple[str, ...], **given: Any) -> int:
    """Write the chats of the subscribers whom QUERY means, everyone's without one: a file each.

    A chat takes a call for each hundred messages. The hour's reserve is left alone. Run again, it passes over the chats
    in which nothing was said since, so that it goes on where it ended.
    """
    import asyncio

    from flotui.cli.transcripts_run import run

    return asyncio.run(run(asked_of(query), **given))
