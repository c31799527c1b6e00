# SPDX-License-Identifier: MIT
"""How options are declared: an empty value, as a variable that isn't set leaves it, is never taken for none."""

from __future__ import annotations

import functools
from typing import Any

import click

from flotui.cli.ends import Failure
from flotui.config.exits import Exit


class NonEmptyOption(click.Option):
    """An option whose value isn't empty where it is given."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value as the command is given it.

        Raises:
            Failure: when it is empty.
        """
        if _is_empty(value):
            raise Failure(f"{self.opts[-1]} is empty. Leave it out, or give it a value.", Exit.USAGE)
        return super().process_value(ctx, value)


class NonEmptyArgument(click.Argument):
    """An argument that isn't empty where it is given."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value as the command is given it.

        Raises:
            Failure: when it is empty.
        """
        if _is_empty(value):
            raise Failure(f"{self.human_readable_name} is empty.", Exit.USAGE)
        return super().process_value(ctx, value)


option = functools.partial(click.option, cls=NonEmptyOption)
"""Declares an option of a command, as `click.option` does it."""
argument = functools.partial(click.argument, cls=NonEmptyArgument)
"""Declares an argument that names something."""


def _is_empty(value: object) -> bool:
    each = value if isinstance(value, (list, tuple)) else (value,)
    return any(isinstance(text, str) and not text.strip() for text in each)
