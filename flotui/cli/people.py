# SPDX-License-Identifier: MIT
"""`flotui people`: the subscribers whom a query means, counted or written out.

What it does is imported when it runs.
"""

from __future__ import annotations

from typing import Any

import click

from flotui.cli.declared import WrittenPath, option
from flotui.cli.ends import EXIT_CODES
from flotui.cli.options import form_options, no_formulas_option, profile_option
from flotui.cli.query_words import Asking, asked_of


@click.command(
    cls=Asking,
    short_help="Count or write out the subscribers of a query.",
    epilog=f"""\b
Examples:
  flotui people 'tag:vip -tag:paid' --count
  flotui people 'last:>30d field.city=Lima' --csv --columns name,phone,city > silent.csv
  flotui people 'tag:vip (channel:web or has:email)' --jsonl
  flotui people --offline --csv --columns id,name,tags,fields
  flotui people id:f123u456 --file ana-souza

{EXIT_CODES}""",
)
@click.argument("query", nargs=-1)
@option("--count", "count_only", is_flag=True, help="Write how many there are, and nothing else.")
@form_options
@option(
    "--columns",
    metavar="NAMES",
    help="The columns, separated by commas: id, name, tags … or a user field's name; fields for all of them.",
)
@no_formulas_option
@option("--offline", is_flag=True, help="Answer from the local copy alone (flotui sync makes it).")
@option("--fresh", is_flag=True, help="Ask the host, even if the local copy has everyone.")
@option(
    "--meta",
    type=WrittenPath(dir_okay=False),
    metavar="FILE",
    help="Write the query, its count and the count's age to a file, as JSON.",
)
@option(
    "--file",
    "folder",
    type=WrittenPath(file_okay=False),
    metavar="DIR",
    help="Write all there is of one subscriber into a folder, for whoever asks for their data.",
)
@profile_option("The profile to use.")
def people(query: tuple[str, ...], **given: Any) -> int:
    """Write out the subscribers whom QUERY means; everyone without one. docs/query.md says how to ask.

    Standard output holds the rows alone. How many they are, and how old, goes to standard error.
    """
    import asyncio

    from flotui.cli.people_run import run

    return int(asyncio.run(run(asked_of(query), **given)))
