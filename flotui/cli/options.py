# SPDX-License-Identifier: MIT
"""Options that several commands have. The profiles are imported when the shell completes a name."""

from __future__ import annotations

import functools
from collections.abc import Callable

import click
from click.shell_completion import CompletionItem

from flotui.cli.declared import OnceOption, argument, option
from flotui.cli.ends import Failure
from flotui.config.errors import ConfigError
from flotui.config.exits import Exit
from flotui.config.paths import Paths
from flotui.config.themes import NAMES

Decorator = Callable[[Callable[..., object]], Callable[..., object]]


def complete_profile(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """The saved profiles that begin with what is typed, for the shell."""
    from flotui.config.profiles import Profiles

    try:
        names = Profiles.load(Paths.find()).items
    except ConfigError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(typed)]


def _one_profile(ctx: click.Context, param: click.Parameter, given: str | None) -> str | None:
    """The profile that is named, which may also stand before the command.

    Raises:
        Failure: when another one stands there.
    """
    before = ctx.parent and ctx.find_root().params.get("profile")
    if given and before and isinstance(param, OnceOption):
        param.expect_one(before, given)
    return given


def profile_option(help: str) -> Decorator:
    """The option that names a profile.

    Args:
        help: what the command does with it.
    """
    return option(
        "-p", "--profile", metavar="NAME", help=help, callback=_one_profile, shell_complete=complete_profile
    )


def no_formulas_option(command: Callable[..., object]) -> Callable[..., object]:
    """The option that keeps cells of CSV from being a spreadsheet's formulas."""
    return option(
        "--no-formulas",
        "guard",
        is_flag=True,
        help="In CSV, put ' before cells that a spreadsheet would read as a formula.",
    )(command)


def _complete_encoding(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """The encodings that begin with what is typed, for the shell."""
    from flotui.text.encodings import KNOWN, word_of

    words = ["utf-8", "utf-16", *map(word_of, KNOWN)]
    return [CompletionItem(each) for each in words if each.startswith(typed.lower())]


def _encoding(_ctx: click.Context, _param: click.Parameter, given: str | None) -> str:
    """The encoding that is named; empty where none is."""
    if given is None:
        return ""
    from flotui.text.encodings import named

    found = named(given)
    if not found:
        raise click.BadParameter(f"there is no encoding {given}. Write windows-1252, for example.")
    return found


def encoding_option(command: Callable[..., object]) -> Callable[..., object]:
    """The option that says in which encoding a file is; the command is given its name, or nothing."""
    return option(
        "--encoding",
        metavar="NAME",
        callback=_encoding,
        shell_complete=_complete_encoding,
        help="The file's encoding, if it isn't UTF-8 and can't be recognised: windows-1252, cp850, koi8-u.",
    )(command)


def only_one(**given: object) -> None:
    """See that at most one of some options is given.

    Args:
        given: each, by its name, with what was given; nothing where it wasn't.

    Raises:
        Failure: when several are.
    """
    found = [f"--{name}" for name, value in given.items() if value]
    if len(found) > 1:
        raise Failure(f"Choose only one of {' and '.join(found)}.", Exit.USAGE)


def form_options(command: Callable[..., object]) -> Callable[..., object]:
    """The options that say in which form rows are written; the command is given one as `form`."""

    @functools.wraps(command)
    def run(*args: object, csv: bool, jsonl: bool, table: bool, **given: object) -> object:
        only_one(csv=csv, jsonl=jsonl, table=table)
        return command(*args, form="csv" if csv else "jsonl" if jsonl else "table", **given)

    for each in (
        option("--table", is_flag=True, help="Write a table (the default)."),
        option("--jsonl", is_flag=True, help="Write each row as JSON in a line of its own."),
        option("--csv", is_flag=True, help="Write CSV."),
    ):
        run = each(run)
    return run


def profile_argument(command: Callable[..., object]) -> Callable[..., object]:
    """The argument that names a profile."""
    return argument("name", shell_complete=complete_profile)(command)


def app_options(command: Callable[..., object]) -> Callable[..., object]:
    """The options of every command that opens the app."""
    for each in (
        option(
            "--theme",
            type=click.Choice(NAMES, case_sensitive=False),
            metavar="NAME",
            help=f"The theme to begin with: {', '.join(NAMES[:4])} or another of Textual's.",
        ),
        option(
            "--open", "start", metavar="LIST", help="The list to begin with, by the name it has after `:`."
        ),
        option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal."),
        option("--no-cache", is_flag=True, help="Don't write a cache to disk."),
        option("--dry-run", is_flag=True, help="Show the curl command of each write instead of sending it."),
        option("--read-only", is_flag=True, help="Send nothing that changes anything."),
    ):
        command = each(command)
    return command


def crowd_options(command: Callable[..., object]) -> Callable[..., object]:
    """The options of every command that makes people up."""
    for each in (
        option("--seed", type=int, default=1, show_default=True, help="Seed for the generated subscribers."),
        option(
            "--subscribers",
            type=click.IntRange(0, 1_000_000),
            default=1300,
            show_default=True,
            help="How many subscribers.",
        ),
    ):
        command = each(command)
    return command
