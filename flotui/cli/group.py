# SPDX-License-Identifier: MIT
"""All commands. What one needs is imported when it runs, so that `--help` is quick."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, ClassVar, NoReturn

import click

from flotui import __version__
from flotui.cli import sink
from flotui.cli.completion import VARIABLE, expect_known, register
from flotui.cli.declared import NamedCommands, option
from flotui.cli.ends import EXIT_CODES, end
from flotui.cli.options import app_options, profile_option
from flotui.config.exits import Exit
from flotui.config.paths import Paths

_COMMANDS = {
    "api": "flotui.cli.api",
    "compare": "flotui.cli.compare",
    "compare-bots": "flotui.cli.compare_bots",
    "demo": "flotui.cli.demo",
    "doctor": "flotui.cli.checks",
    "jobs": "flotui.cli.jobs",
    "locate": "flotui.cli.checks",
    "login": "flotui.cli.login",
    "people": "flotui.cli.people",
    "profiles": "flotui.cli.profiles",
    "sandbox": "flotui.cli.demo",
    "sync": "flotui.cli.sync",
    "transcripts": "flotui.cli.transcripts",
    "watch": "flotui.cli.watch",
}
"""The commands, each with the module that has it under its name."""

register()


class _Enough(Exception):
    """Whoever reads the output has read enough: the pipe is closed."""


class _Commands(NamedCommands):
    """Commands that are imported when they are asked for, and never end in a traceback."""

    meant: ClassVar = {
        **dict.fromkeys(("subscribers", "subs", "contacts", "export", "query", "search", "count"), "people"),
        "help": "--help",
        "version": "--version",
        "import": "jobs import",
        "send": "jobs plan",
        "logs": "locate",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(
            importlib.import_module(_COMMANDS[cmd_name]), cmd_name.replace("-", "_")
        )
        return command

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the command line; `--help` writes already here."""
        try:
            return super().make_context(*args, **extra)
        except BrokenPipeError:  # not left to click, which ends with 1
            raise _Enough from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, what it logs kept off the terminal."""
        from flotui.config.log import defer_log

        defer_log(Paths.find())
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _Enough from None

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run a command line, and turn whatever goes wrong into a sentence and an exit code. This is the one place
        for that.
        """
        try:
            expect_known(os.environ.get(VARIABLE, ""))
            ended = super().main(*args, **{**extra, "standalone_mode": False})
            sys.exit(ended if isinstance(ended, int) else Exit.OK)
        except (_Enough, BrokenPipeError):  # the latter from what completes, which click leaves alone
            sink.silence()
            sys.exit(Exit.OK)
        except Exception as error:
            end(error)
        except KeyboardInterrupt as error:
            end(error)


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.version_option(__version__, "-V", "--version", message="flotui %(version)s")
@profile_option("The profile to open.")
@app_options
@option("--fresh", is_flag=True, help="Begin anew, instead of where you were last.")
@click.pass_context
def flotui(ctx: click.Context, /, profile: str | None, **given: object) -> None:
    """Run a Flochat bot from the terminal.

    Without a command it opens the bot of a profile; `flotui login` makes one. `flotui demo` needs
    none: it opens a made-up shop's bot inside the program.
    """
    if ctx.invoked_subcommand is not None:
        return
    from flotui.cli.opening import open_app, run_options
    from flotui.config.resolving import resolve

    paths = Paths.find().try_make()
    resolved = resolve(paths, os.environ, profile, last=not given["fresh"])
    options = run_options(
        paths, resolved.profile if resolved else None, resolved.token if resolved else lambda: None, given
    )
    ctx.exit(open_app(options))


def run() -> NoReturn:
    """Carry out the process's command line."""
    sink.prepare()
    sys.exit(flotui(prog_name="flotui", args=_arguments(sys.argv[1:])))


def _arguments(given: list[str]) -> list[str]:
    """The command line's words, where they are text.

    A name of a file may be of any bytes; elsewhere they would only fail further on. In a locale that has no letters
    but ASCII's, words are UTF-8 all the same.
    """
    return [word if _is_text(word) else _decoded(word) for word in given]


def _is_text(word: str) -> bool:
    try:
        word.encode()
    except UnicodeEncodeError:
        return os.path.exists(word)  # noqa: PTH110 - a name as the shell has it
    return True


def _decoded(word: str) -> str:
    try:
        return os.fsencode(word).decode()
    except UnicodeDecodeError:
        sink.tell(f"Invalid argument {ascii(os.fsencode(word))[1:]}: it isn't UTF-8 text.")
        sys.exit(Exit.USAGE)
