# SPDX-License-Identifier: MIT
"""`flotui api`: any operation from the command line.

JSON goes to stdout and everything else to stderr, so that it works in a pipe. What it needs is imported
when it runs; Textual never is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from flotui.api.catalogue import Risk, catalogue
from flotui.cli import output, sink
from flotui.cli.api_asked import CallOptions, Written
from flotui.cli.api_call import call_of, check, complete_field, complete_target
from flotui.cli.api_run import confirm, run
from flotui.cli.ends import EXIT_CODES, Failure
from flotui.cli.options import profile_option
from flotui.config.exits import Exit
from flotui.config.paths import Paths

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
@click.option(
    "-f",
    "--field",
    "fields",
    multiple=True,
    metavar="NAME=VALUE",
    help="An argument by name, or by path if nested: data.0.tag_ns=f1t2. Repeatable.",
    shell_complete=complete_field,
)
@click.option("--input", "source", metavar="FILE", help="A file with the JSON body; - for standard input.")
@click.option("--paginate", is_flag=True, help="Read all pages, each row once. Keeps the quota's reserve.")
@click.option(
    "--reserve", type=click.IntRange(0), help="How many of this hour's calls --paginate leaves unused."
)
@click.option(
    "--rows-before",
    type=click.IntRange(0),
    metavar="N",
    help="Rows already read by an earlier --paginate; they count towards the host's total.",
)
@click.option("--json", "as_json", is_flag=True, help="Write the whole answer as JSON (the default).")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="Write each row as JSON in a line of its own.")
@click.option("--csv", "as_csv", is_flag=True, help="Write the rows as CSV.")
@click.option("--table", "as_table", is_flag=True, help="Write the rows as a table.")
@click.option("--columns", metavar="NAME,…", help="Columns for --csv and --table, in this order.")
@click.option(
    "--no-formulas",
    "guard",
    is_flag=True,
    help="For --csv: put ' before cells that a spreadsheet would read as a formula.",
)
@click.option("--jq", "jq", metavar="EXPRESSION", help="Write what jq makes of the answer.")
@click.option("--curl", "curl", is_flag=True, help="Write the curl command; send nothing.")
@click.option("--list", "listing", is_flag=True, help="List the operations; words narrow the list.")
@click.option("-y", "--yes", is_flag=True, help="Don't ask for confirmation.")
@click.option("--dry-run", is_flag=True, help="Write the curl command of a write instead of sending it.")
@click.option("--read-only", is_flag=True, help="Send nothing that changes anything.")
@click.option(
    "--unchecked", is_flag=True, help="Send arguments as given, whatever the contract says of them."
)
@click.option("--reveal", is_flag=True, help="Don't mask credentials in the answer.")
@profile_option("The profile to use.")
@click.pass_context
def api(ctx: click.Context, /, target: tuple[str, ...], listing: bool, **given: Any) -> None:
    """Call any of the API's operations, by its id or by method and path.

    The answer goes to standard output as JSON, everything else to standard error. What reaches people or
    can't be undone has to be confirmed: without a terminal it needs --yes. Writes are kept in the journal.
    """
    forms = [form for form in output.FORMATS if given[f"as_{form}"]]
    if len(forms) > 1:
        raise Failure(f"Choose only one of --{' and --'.join(forms)}.", Exit.USAGE)
    written = _written(forms[0] if forms else "json", given)
    if listing:
        _list(target, forms[0] if forms else "table")
        return
    before = ctx.parent.params if ctx.parent else {}
    for name in ("dry_run", "read_only", "profile"):
        given[name] = given[name] or before.get(name)
    if sys.stdout is None:
        raise Failure(
            "Not sent. Standard output is closed; to throw the answer away, use >/dev/null.", Exit.USAGE
        )
    if not given["paginate"] and (given["reserve"] is not None or given["rows_before"] is not None):
        raise Failure("--reserve and --rows-before go with --paginate.", Exit.USAGE)
    from flotui.config.resolving import resolve

    found = resolve(Paths.find(), os.environ, given["profile"])
    server = found.profile.base_url if found else catalogue().server
    call = call_of(target, given["fields"], given["source"], unchecked=given["unchecked"], base_urls=[server])
    asked = CallOptions(written, **{name: given[name] for name in CallOptions._fields if name != "written"})
    names = []
    if not asked.unchecked:
        from flotui.resources.explorer.naming import plain, spots
        from flotui.resources.explorer.newnames import with_plain_names

        call, said = with_plain_names(plain(call))
        for sentence in said:
            sink.tell(sentence)
        names = spots(call)
        check(call, but={each.path for each in names})
    if asked.curl and not names and (found is None or call.operation.risk is Risk.READ):
        sink.write(call.curl(server))
        return
    if not names and not asked.curl:
        confirm(call, asked)
    if found is None:
        raise Failure("No profiles yet. Add a bot with flotui login.", Exit.USAGE)
    import asyncio

    asyncio.run(run(call, names, found, asked))


def _written(form: output.Format, given: Mapping[str, Any]) -> Written:
    """How the answer is to be written.

    Raises:
        Failure: when an option doesn't go with the format.
    """
    columns = [name.strip() for name in (given["columns"] or "").split(",") if name.strip()]
    if columns and form not in ("csv", "table"):
        raise Failure("--columns goes with --csv or --table.", Exit.USAGE)
    if given["guard"] and form != "csv":
        raise Failure("--no-formulas goes with --csv.", Exit.USAGE)
    return Written(form, columns, bool(given["guard"]), given["jq"])


def _list(words: Sequence[str], form: output.Format) -> None:
    rows = [
        {
            "operation": each.id,
            "method": each.method,
            "path": each.path,
            "group": each.group,
            "scope": each.scope,
            "risk": str(each.risk),
            "summary": each.summary,
        }
        for each in catalogue().operations
    ]
    wanted = [word.lower() for word in words]
    rows = [row for row in rows if all(word in " ".join(map(str, row.values())).lower() for word in wanted)]
    if not rows:
        raise Failure(f"No operation has {' and '.join(words)} in its name, path, group or summary.")
    output.write(rows, form)
