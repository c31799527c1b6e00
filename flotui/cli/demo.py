# SPDX-License-Identifier: MIT
"""`flotui demo` and `flotui sandbox`: the made-up bot, inside the program or served over HTTP."""

from __future__ import annotations

from typing import Any

import click
from click.core import ParameterSource
from msgspec.structs import replace

from flotui.cli.ends import Failure
from flotui.cli.opening import open_app, run_options
from flotui.cli.options import app_options, crowd_options
from flotui.config.errors import because
from flotui.config.paths import Paths


@click.command()
@crowd_options
@click.option(
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
    from flotui.config.profile import demo_profile
    from flotui.sandbox import DEMO_PREFIX, DEMO_TOKEN
    from flotui.sandbox.embedded import embedded

    before = ctx.parent.params if ctx.parent else {}
    given = {name: value or before.get(name) for name, value in given.items()}
    given["no_cache"] = True
    paths = Paths.find().apart("demo").try_make()
    options = run_options(paths, demo_profile(DEMO_PREFIX), lambda: DEMO_TOKEN, given)
    if shop_window:
        from flotui.cli.shop_window import fill

        options = replace(options, past=fill)
    if shop_window and ctx.get_parameter_source("subscribers") is ParameterSource.DEFAULT:
        from flotui.sandbox.seed.shop_window import PEOPLE

        subscribers = PEOPLE
    transport = embedded(subscribers, seed, shop_window=shop_window)
    open_app(ctx, replace(options, demo=True, transport=transport))


@click.command(short_help="Serve the demo bot over HTTP.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8600, show_default=True, help="The port; 0 takes any."
)
@crowd_options
@click.option(
    "--latency-ms", type=click.IntRange(0), default=0, show_default=True, help="Latency of each answer."
)
@click.option("--quota", type=click.IntRange(1), default=1000, show_default=True, help="Requests in an hour.")
@click.option("--token", metavar="TOKEN", help="The API key it accepts; a made-up one by default.")
@click.option(
    "--fault",
    "faults",
    metavar="KIND[=PATH]",
    multiple=True,
    help="A fault for every answer, or for those of PATH: `drop`, `500`, `429-as-200`, …; repeatable.",
)
@click.option(
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
    from flotui.sandbox import DEMO_TOKEN
    from flotui.sandbox.serve import serve

    try:
        serve(
            token=token or DEMO_TOKEN,
            faults=[_fault(each) for each in faults],
            habits={each.replace("-", "_"): True for each in habits},
            **given,
        )
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--fault") from error
    except OSError as error:
        where = f"{given['host']}:{given['port']}"
        raise Failure(
            f"The sandbox can't listen on {where}: {because(error)}. Try another --port."
        ) from error


def _fault(given: str) -> dict[str, object]:
    """The fault that an option asks for, for good."""
    kind, _, path = given.partition("=")
    return {"kind": kind, "path": path or "*", "times": 0}
