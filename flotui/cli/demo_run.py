# SPDX-License-Identifier: MIT
"""What `flotui demo` does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

import click
from msgspec.structs import replace

from flotui.cli.opening import open_app, run_options
from flotui.cli.shop_window import fill
from flotui.config.paths import Paths
from flotui.config.profile import demo_profile
from flotui.sandbox import DEMO_PREFIX, DEMO_TOKEN
from flotui.sandbox.embedded import embedded
from flotui.sandbox.seed.shop_window import PEOPLE


def open_demo(
    ctx: click.Context, subscribers: int | None, seed: int, shop_window: bool, given: Mapping[str, object]
) -> NoReturn:
    """Open the app on a bot inside the program, and leave with its exit code.

    Args:
        ctx: the command's, below that of the program.
        subscribers: how many it has; None for as many as the shop window shows.
        seed: what they are made of.
        shop_window: whether it is the tidy bot for pictures.
        given: the options of the app, by name.
    """
    before = ctx.parent.params if ctx.parent else {}
    given = {name: value or before.get(name) for name, value in given.items()} | {"no_cache": True}
    paths = Paths.find().apart("demo").try_make()
    options = run_options(paths, demo_profile(DEMO_PREFIX), lambda: DEMO_TOKEN, given)
    if shop_window:
        options = replace(options, past=fill)
    transport = embedded(PEOPLE if subscribers is None else subscribers, seed, shop_window=shop_window)
    ctx.exit(open_app(replace(options, transport=transport)))
