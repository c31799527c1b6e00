# SPDX-License-Identifier: MIT
"""Commands that take a query: a word of it that begins with - negates, and is no option."""

from __future__ import annotations

import re

import click

from flotui.cli.ends import Failure
from flotui.config.exits import Exit

_NEGATED = re.compile(r"-[^-].", re.DOTALL)
_TERM = "\0"
"""Stands before a word that negates, so that it isn't taken for an option; no word has it."""


class Asking(click.Command):
    """A command whose words are a query. Of one sign only `-p` and `-h` are options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; what stands behind an option that takes a value is its value as it is."""
        valued = {
            name
            for option in self.params
            if isinstance(option, click.Option) and not (option.is_flag or option.count)
            for name in option.opts
        }
        before = ["", *args]
        return super().parse_args(
            ctx,
            [
                f"{_TERM}{each}" if _NEGATED.match(each) and last not in valued else each
                for last, each in zip(before, args, strict=False)
            ],
        )


def asked_of(words: tuple[str, ...]) -> str:
    """The query of the words of an `Asking` command.

    Raises:
        Failure: when there are words, and nothing in them: that isn't to mean everyone.
    """
    found = " ".join(word.removeprefix(_TERM) for word in words)
    if words and not found.strip():
        raise Failure("The query is empty. Leave it out, or say whom it means.", Exit.USAGE)
    return found


def one_query(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """The callback of an `Asking` command's argument that is the whole query."""
    is_given = ctx.get_parameter_source(param.name or "") is click.core.ParameterSource.COMMANDLINE
    return asked_of((value,)) if is_given else value
