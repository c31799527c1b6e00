# SPDX-License-Identifier: MIT
"""`flotui api`: any operation from the command line.

JSON goes to stdout and everything else to stderr, so that it works in a pipe. What it does is imported when it
runs; Textual never is.
"""

from __future__ import annotations

from typing import Any

import click

from flotui.cli.api_target import complete_field, complete_target
from flotui.cli.declared import option
from flotui.cli.ends import EXIT_CODES
from flotui.cli.options import no_formulas_option, profile_option

_EPILOG = f"""\b
Examples:
  flotui api GET /flow/tags -f limit=5
  flotui api flowTags --table
  flotui api /subscribers --paginate --jsonl > subscribers.jsonl
  flotui api flowBotUserAddTags -f user_ns=f123u456 -f data.0.tag_ns=f123t7
  flotui api POST /subscriber/send-text --input body.json --yes
  flotui api flowTags --curl

{EXIT_CODES}"""


@click.command(short_help="Call any operation of the API.", epilog=_EPILOG)
@click.argument("target", nargs=-1, metavar="[METHOD] OPERATION|PATH", shell_complete=complete_target)
@option(
    "-f",
    "--field",
    "fields",
    multiple=True,
    metavar="NAME=VALUE",
    help="An argument by name, or by path if nested: data.0.tag_ns=f1t2. Repeatable.",
    shell_complete=complete_field,
)
@option(
    "--input",
    "source",
    type=click.Path(),
    metavar="FILE",
    help="A file with the JSON body; - for standard input.",
)
@option("--paginate", is_flag=True, help="Read all pages, each row once. Keeps the quota's reserve.")
@option("--reserve", type=click.IntRange(0), help="How many of this hour's calls --paginate leaves unused.")
@option(
    "--rows-before",
    type=click.IntRange(0),
    metavar="N",
    help="Rows already read by an earlier --paginate; they count towards the host's total.",
)
@option("--json", "as_json", is_flag=True, help="Write the whole answer as JSON (the default).")
@option("--jsonl", "as_jsonl", is_flag=True, help="Write each row as JSON in a line of its own.")
@option("--csv", "as_csv", is_flag=True, help="Write the rows as CSV.")
@option("--table", "as_table", is_flag=True, help="Write the rows as a table.")
@option("--columns", metavar="NAME,…", help="Columns for --csv and --table, in this order.")
@no_formulas_option
@option("--jq", "jq", metavar="EXPRESSION", help="Filter the answer with a jq expression.")
@option("--curl", "curl", is_flag=True, help="Write the curl command; send nothing.")
@option("--list", "listing", is_flag=True, help="List the operations; words narrow the list.")
@option("-y", "--yes", is_flag=True, help="Don't ask for confirmation.")
@option("--dry-run", is_flag=True, help="Write the curl command of a write instead of sending it.")
@option("--read-only", is_flag=True, help="Send nothing that changes anything.")
@option(
    "--unchecked", is_flag=True, help="Send arguments as given, without checking them against the contract."
)
@option("--reveal", is_flag=True, help="Don't mask credentials in the answer.")
@profile_option("The profile to use.")
@click.pass_context
def api(ctx: click.Context, /, target: tuple[str, ...], listing: bool, **given: Any) -> None:
    """Call any of the API's operations, by its id or by method and path.

    The answer goes to standard output as JSON, everything else to standard error. What reaches people or
    can't be undone has to be confirmed: without a terminal it needs --yes. Writes are kept in the journal.
    """
    from flotui.cli.api_line import run

    before = ctx.parent.params if ctx.parent else {}
    for name in ("dry_run", "read_only", "profile"):
        given[name] = given[name] or before.get(name)
    run(target, listing, given)
