# SPDX-License-Identifier: MIT
"""`flotui sync`: read everyone of a bot into the local copy, or see who has changed since.

What it does is imported when it runs.
"""

from __future__ import annotations

import click

from flotui.cli.declared import option
from flotui.cli.ends import EXIT_CODES
from flotui.cli.options import no_formulas_option, profile_option


class _Share(click.ParamType[float]):
    """A part of the quota: `50%` or `0.5`."""

    name = "share"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The share, over 0 to 1."""
        if isinstance(value, float):
            return value
        text = str(value).strip()
        try:
            found = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            found = 0.0
        if not 0 < found <= 1:
            self.fail(f"{text} isn't a share. Write it as in 50%.", param, ctx)
        return found


@click.command(
    short_help="Read all subscribers into the local copy.",
    epilog=f"""\b
Examples:
  flotui sync
  flotui sync --share 80% --yes
  flotui sync --full

{EXIT_CODES}""",
)
@option(
    "--share",
    type=_Share(),
    default="50%",
    show_default=True,
    help="The share of this hour's remaining calls, above the reserve, that it may use.",
)
@option("--full", is_flag=True, help="Read everyone again, even if the copy is complete.")
@option("-y", "--yes", is_flag=True, help="Don't ask before it reads everyone.")
@no_formulas_option
@profile_option("The profile to use.")
@click.pass_context
def sync(
    ctx: click.Context, /, share: float, full: bool, yes: bool, guard: bool, profile: str | None
) -> None:
    """Read all subscribers into the local copy, a call for every 100.

    It goes on where an earlier reading ended. Once everyone is in the copy, it reads only those who wrote or were
    written to in the last 24 hours, and says whether the host counts as many. When everyone is read again, those of the
    copy who are no longer on the host go to standard output as CSV: id and name.
    """
    from flotui.cli.sync_run import run

    before = ctx.parent.params if ctx.parent else {}
    run(profile or before.get("profile"), share, full, yes, guard=guard)
