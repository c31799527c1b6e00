# SPDX-License-Identifier: MIT
"""`flotui compare`: who came and who went since an audience was saved.

What it does is imported when it runs.
"""

from __future__ import annotations

import click

from flotui.cli import output
from flotui.cli.declared import argument, option
from flotui.cli.ends import EXIT_CODES, Failure
from flotui.cli.options import form_options, no_formulas_option, profile_option
from flotui.cli.query_words import Asking, one_query
from flotui.config.exits import Exit


@click.command(
    cls=Asking,
    short_help="Save who matches a query, and see later who came and who went.",
    epilog=f"""\b
Examples:
  flotui compare --save vips 'tag:vip -tag:paid'
  flotui compare vips
  flotui compare vips --csv > changes.csv
  flotui compare

{EXIT_CODES}""",
)
@argument("name", required=False)
@click.argument("query", required=False, default="", callback=one_query)
@option("--save", is_flag=True, help="Save who matches QUERY now under NAME; everyone without a query.")
@option("--remove", is_flag=True, help="Forget what was saved under NAME.")
@form_options
@no_formulas_option
@profile_option("The profile to use.")
@click.pass_context
def compare(
    ctx: click.Context,
    /,
    name: str | None,
    query: str,
    save: bool,
    remove: bool,
    form: output.Format,
    guard: bool,
    profile: str | None,
) -> None:
    """Compare a saved audience with whom its query means now, or list what is saved.

    Both are answered from the local copy, which flotui sync makes and freshens; the host is asked for nothing but names
    that aren't known yet.
    """
    if (save or remove) and not name:
        raise Failure("A name is missing.", Exit.USAGE)
    if query and not save:
        raise Failure("A query goes with --save.", Exit.USAGE)
    if guard and form != "csv":
        raise Failure("--no-formulas is for --csv.", Exit.USAGE)
    from flotui.cli.compare_run import run

    before = ctx.parent.params if ctx.parent else {}
    run(profile or before.get("profile"), name or "", query, save, remove, form, guard)
