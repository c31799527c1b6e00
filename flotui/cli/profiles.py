# SPDX-License-Identifier: MIT
"""`flotui profiles`: list bots, choose the default, forget one.

The profiles are imported when a command runs.
"""

from __future__ import annotations

import click

from flotui.cli import sink
from flotui.cli.asking import confirm
from flotui.cli.declared import NamedCommands, option
from flotui.cli.options import profile_argument
from flotui.config.paths import Paths


@click.group(
    cls=NamedCommands, short_help="List bots, choose the default, remove one.", invoke_without_command=True
)
@click.pass_context
def profiles(ctx: click.Context) -> None:
    """List the bots you have logged in to; the default is marked *."""
    if ctx.invoked_subcommand is not None:
        return
    from flotui.config.profiles import Profiles

    saved = Profiles.load(Paths.find())
    if not saved.items:
        sink.write("No profiles yet. Add a bot with flotui login, or try flotui demo.")
    rows = [
        (
            "*" if name == saved.default else " ",
            name,
            each.bot or "-",
            each.prefix or "-",
            each.host,
            each.workspace,
        )
        for name, each in saved.items.items()
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        sink.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@profiles.command()
@profile_argument
def use(name: str) -> None:
    """Make a profile the default."""
    from flotui.config.profiles import Profiles

    Profiles.use(Paths.find(), name)
    sink.write(f"{name} is now the default profile.")


@profiles.command()
@profile_argument
@option("-y", "--yes", is_flag=True, help="Don't ask.")
def remove(name: str, yes: bool) -> None:
    """Remove a profile and its API key. The key itself stays valid until it is revoked in the dashboard."""
    from flotui.config.login import forget
    from flotui.config.profiles import Profiles

    paths = Paths.find()
    Profiles.load(paths).get(name, paths)
    confirm(f"Remove profile {name} and its API key?", yes)
    left, kept = forget(paths, name)
    sink.write(f"Profile {name} removed. Its API key stays valid until you revoke it in the dashboard.")
    if kept:
        sink.tell(kept)
    if left.default:
        sink.write(f"The default is {left.default}.")
