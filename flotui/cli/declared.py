# SPDX-License-Identifier: MIT
"""How options are declared: an empty value, as a variable that isn't set leaves it, is never taken for none, and of two
that can't both be meant none is dropped. What looks for a near name is imported when a name is wrong.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, ClassVar

import click

from flotui.cli.ends import Failure
from flotui.config.exits import Exit


class OnceOption(click.Option):
    """An option whose value isn't empty where it is given, and of which only one is meant unless it is `multiple`."""

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Have all values kept that are given."""
        several = self.multiple
        self.multiple = not self.is_flag
        super().add_to_parser(parser, ctx)
        self.multiple = several

    def consume_value(self, ctx: click.Context, opts: Mapping[str, Any]) -> Any:
        """The value that is given, and from where.

        Raises:
            Failure: when there are several, though only one can be meant.
        """
        given = opts.get(self.name or "")
        if isinstance(given, list) and not self.multiple:
            self.expect_one(*given)
            opts = {**opts, self.name or "": given[-1]}
        return super().consume_value(ctx, opts)

    def expect_one(self, *given: object) -> None:
        """See that two values don't say different things.

        Args:
            given: what is given.

        Raises:
            Failure: when they do.
        """
        if len(set(given)) > 1:
            raise Failure(
                f"{self.opts[-1]} is given more than once, each time with another value. Give it once.",
                Exit.USAGE,
            )

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value as the command is given it.

        Raises:
            Failure: when it is empty.
        """
        _refuse_empty(value, f"{self.opts[-1]} is empty. Leave it out, or give it a value.")
        return super().process_value(ctx, value)


class NonEmptyArgument(click.Argument):
    """An argument that isn't empty where it is given."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value as the command is given it.

        Raises:
            Failure: when it is empty.
        """
        _refuse_empty(value, f"{self.human_readable_name} is empty.")
        return super().process_value(ctx, value)


class WrittenPath(click.Path):
    """A file or a folder that is written: a dash, which elsewhere is standard output, is no name of one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path.

        Raises:
            click.BadParameter: when it is a dash.
        """
        if value == "-":
            kind = "file" if self.file_okay else "folder"
            self.fail(f"- is no name of a {kind} here.", param, ctx)
        return super().convert(value, param, ctx)


class NamedCommands(click.Group):
    """Commands of which the nearest is named where there isn't one of a name."""

    meant: ClassVar[Mapping[str, str]] = {}
    """What people type for a command by another name, each with what they mean."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named, with its own words.

        Raises:
            click.UsageError: when there is none of the name.
        """
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from flotui.text.nearest import meant, near

            name = args[0]
            found = [self.meant[name]] if name in self.meant else near(name, self.list_commands(ctx))
            raise click.UsageError(" ".join(filter(None, (error.message, meant(found)))), ctx) from None


option = functools.partial(click.option, cls=OnceOption)
"""Declares an option of a command, as `click.option` does it."""
argument = functools.partial(click.argument, cls=NonEmptyArgument)
"""Declares an argument that names something."""


def _refuse_empty(value: object, said: str) -> None:
    each = value if isinstance(value, (list, tuple)) else (value,)
    if any(isinstance(text, str) and not text.strip() for text in each):
        raise Failure(said, Exit.USAGE)
