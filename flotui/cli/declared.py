# SPDX-License-Identifier: MIT
"""How options are declared: an empty value, as a variable that isn't set leaves it, is never taken for none, and of two
that can't both be meant none is dropped.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
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
        _refuse_empty(value, f"{self.opts[-1]} is empty. Leave it out, or give it a value.")
        return super().process_value(ctx, value)


class OnceOption(NonEmptyOption):
    """An option that says what is sent, when, or to how many: given twice, it says one thing."""

    def __init__(self, names: Sequence[str], **declared: Any) -> None:
        """
        Args:
            names: what the option is called, as click takes it.
            declared: what else click is told of it.
        """
        super().__init__(names, multiple=True, **declared)

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value as the command is given it; None where there is none.

        Raises:
            Failure: when it is empty, or there are several.
        """
        values = super().process_value(ctx, value)
        if len(set(values)) > 1:
            raise Failure(
                f"{self.opts[-1]} is given more than once, each time with another value. Give it once.",
                Exit.USAGE,
            )
        return values[0] if values else None


class NonEmptyArgument(click.Argument):
    """An argument that isn't empty where it is given."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value as the command is given it.

        Raises:
            Failure: when it is empty.
        """
        _refuse_empty(value, f"{self.human_readable_name} is empty.")
        return super().process_value(ctx, value)


option = functools.partial(click.option, cls=NonEmptyOption)
"""Declares an option of a command, as `click.option` does it."""
once = functools.partial(click.option, cls=OnceOption)
"""Declares an option of which only one value can be meant."""
argument = functools.partial(click.argument, cls=NonEmptyArgument)
"""Declares an argument that names something."""


def _refuse_empty(value: object, said: str) -> None:
    each = value if isinstance(value, (list, tuple)) else (value,)
    if any(isinstance(text, str) and not text.strip() for text in each):
        raise Failure(said, Exit.USAGE)
