# SPDX-License-Identifier: MIT
"""`flotui demo` and `flotui sandbox`: the made-up bot, inside the program or served over HTTP.

What they do is imported when they run.
"""

from __future__ import annotations

from typing import Any

import click
from click.core import ParameterSource

from flotui.cli.declared import option
from flotui.cli.options import app_options, crowd_options


@click.command()
@crowd_options
@option(
    "--shop-window",
    is_flag=True,
    help="A tidy bot for pictures: plain names, real prices, forty subscribers.",
)
@app_options
@click.pass_context
def demo(ctx: click.Context, /, subscribers: int, seed: int, shop_window: bool, **given: object) -> None:
    """Open the embedded demo bot: nothing leaves this machine.

    What you change in it is gone when you leave.
    """
    from flotui.cli.demo_run import open_demo

    chosen = ctx.get_parameter_source("subscribers") is not ParameterSource.DEFAULT
    open_demo(ctx, subscribers if chosen or not shop_window else None, seed, shop_window, given)


@click.command(short_help="Serve the demo bot over HTTP.")
@option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@option(
    "--port", type=click.IntRange(0, 65535), default=8600, show_default=True, help="The port; 0 takes any."
)
@crowd_options
@option("--latency-ms", type=click.IntRange(0), default=0, show_default=True, help="Latency of each answer.")
@option("--quota", type=click.IntRange(1), default=1000, show_default=True, help="Requests in an hour.")
@option("--token", metavar="TOKEN", help="The API key it accepts; a made-up one by default.")
@option(
    "--fault",
    "faults",
    metavar="KIND[=PATH]",
    multiple=True,
    help="A fault for every answer, or for those of PATH: `drop`, `500`, `429-as-200`, …; repeatable.",
)
@option(
    "--habit",
    "habits",
    type=click.Choice(["newest-first", "repeat-pages", "restless", "prices-as-text", "strict-types"]),
    multiple=True,
    help="What this host always does; repeatable.",
)
def sandbox(token: str | None, faults: tuple[str, ...], habits: tuple[str, ...], **given: Any) -> None:
    """Serve the demo bot over HTTP, for trying things out and for tests.

    Log in to it with `flotui login --base-url http://127.0.0.1:8600/api`.
    """
    from flotui.cli.sandbox_run import serve_demo

    serve_demo(token, faults, habits, given)
