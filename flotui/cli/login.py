# SPDX-License-Identifier: MIT
"""`flotui login`: add a bot. What it does is imported when it runs."""

from __future__ import annotations

import click

from flotui.cli.declared import option


@click.command(short_help="Add a bot.")
@option("--name", metavar="NAME", help="Name of the profile; by default from the bot's name.")
@option("--base-url", metavar="URL", help="The API's base URL, such as https://app.flochat.ai/api.")
@option("--token-stdin", is_flag=True, help="Read the API key from standard input instead of asking for it.")
@option("--default", "make_default", is_flag=True, help="Make this the default profile.")
@option("-y", "--yes", is_flag=True, help="Replace a profile of that name without asking.")
def login(name: str | None, base_url: str | None, token_stdin: bool, make_default: bool, yes: bool) -> None:
    """Add a bot: ask for its token, check it against the host, and keep it.

    The token is never taken from the command line, where other people and the shell's history see it.
    """
    from flotui.cli.login_run import run

    run(name, base_url, token_stdin=token_stdin, make_default=make_default, yes=yes)
