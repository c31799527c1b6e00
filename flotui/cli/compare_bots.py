# SPDX-License-Identifier: MIT
"""`flotui compare-bots`: two bots side by side, and copying from one to the other.

What it does is imported when it runs.
"""

from __future__ import annotations

from typing import Any

import click

from flotui.cli.declared import argument, option
from flotui.cli.ends import EXIT_CODES
from flotui.cli.options import complete_profile, profile_option

_PARTS = ("tags", "user-fields", "bot-fields", "shortcuts", "closing-notes", "product-tags")


@click.command(
    "compare-bots",
    short_help="Compare two bots' tags, fields and notes, and copy them.",
    epilog=f"""\b
Examples:
  flotui compare-bots acme-staging
  flotui compare-bots acme-staging --only tags --only user-fields --json
  flotui compare-bots acme-staging --copy vip --copy user-fields/city
  flotui compare-bots acme-staging --only tags --copy-all --yes 12

{EXIT_CODES}""",
)
@argument("other", shell_complete=complete_profile)
@option("--only", multiple=True, type=click.Choice(_PARTS), help="Compare only these. Repeatable.")
@option("--values", is_flag=True, help="Compare and copy values of bot fields too; credentials never.")
@option(
    "--copy",
    "names",
    multiple=True,
    metavar="NAME",
    help="Plan a job that copies this to OTHER: vip, or user-fields/city. Repeatable.",
)
@option("--copy-all", is_flag=True, help="Plan a job that copies all that can be copied.")
@option("--yes", "count", type=int, metavar="COUNT", help="Run the job if it copies exactly COUNT things.")
@option("--json", "as_json", is_flag=True, help="Write JSON.")
@profile_option("The profile to compare and copy from.")
def compare_bots(**given: Any) -> int:
    """Compare the bot with that of the profile OTHER: what only one of them has, and what differs.

    Tags, user fields with their types, bot fields, shortcuts, closing notes and product tags are compared by their
    names; people never. Nothing is sent without --yes. What is copied goes from the bot to OTHER, as a job in that
    bot's journal.
    """
    import asyncio

    from flotui.cli.compare_bots_run import run

    return asyncio.run(run(**given))
