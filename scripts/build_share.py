# SPDX-License-Identifier: MIT
"""Write the man page and the shells' completion files, which the wheel installs, from the command line itself.

    python scripts/build_share.py

Into share/, or the folder that is named. A test fails when they are stale.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from flotui import __version__
from flotui.cli.group import flotui

ROOT = Path(__file__).parent.parent
COMPLETIONS = {"flotui.bash": "bash", "_flotui": "zsh", "flotui.fish": "fish"}


def files() -> dict[str, str]:
    """The contents of every file, by its name in share/."""
    made = {"flotui.1": man_page()}
    for name, shell in COMPLETIONS.items():
        completion = get_completion_class(shell)
        assert completion is not None
        template = completion.source_template
        made[name] = template % completion(flotui, {}, "flotui", "_FLOTUI_COMPLETE").source_vars()
    return made


def man_page() -> str:
    """The man page, flotui(1): the help of every command, then README's environment, files and codes."""
    lines = [f'.TH FLOTUI 1 "" "flotui {__version__}" "User Commands"', ".SH NAME"]
    lines += ["flotui \\- run a Flochat bot from the terminal", ".SH SYNOPSIS"]
    for _, context in _commands():
        lines += [f".B {_text(context.command_path)}", _usage(context), ".br"]
    lines.pop()
    (_, top), *others = _commands()
    lines += [
        ".SH DESCRIPTION",
        *_paragraphs(top.command.help),
        ".SH OPTIONS",
        *_options(top),
        ".SH COMMANDS",
    ]
    for name, context in others:
        lines += [f".SS {_text(name)}", *_paragraphs(context.command.help), *_options(context)]
    lines += [".SH ENVIRONMENT", *_table("Variable"), ".SH FILES", *_table("Folder")]
    lines += [".SH EXIT STATUS", *_table("Code"), ".SH EXAMPLES", *_examples(others)]
    lines += [".SH SEE ALSO", ".BR jq (1),", ".BR curl (1),", ".BR tmux (1)"]
    return "\n".join(lines) + "\n"


def _commands(
    command: click.Command = flotui, parent: click.Context | None = None, name: str = "flotui"
) -> Iterator[tuple[str, click.Context]]:
    context = click.Context(command, info_name=name, parent=parent, **command.context_settings)
    yield context.command_path.removeprefix("flotui "), context
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            if found is not None and not found.hidden:
                yield from _commands(found, context, each)


def _usage(context: click.Context) -> str:
    return _text(" ".join(context.command.collect_usage_pieces(context)))


def _options(context: click.Context) -> Iterator[str]:
    for each in context.command.get_params(context):
        record = each.get_help_record(context)
        repeated = each.name == "help" and context.parent is not None
        if isinstance(each, click.Option) and record is not None and not repeated:
            yield from (".TP", f".B {_text(record[0])}", _text(record[1]) or "\\&")


def _examples(commands: Iterable[tuple[str, click.Context]]) -> Iterator[str]:
    for _, context in commands:
        for line in (context.command.epilog or "").splitlines():
            if line.strip().startswith("flotui "):
                yield from (".PP", f".B {_text(line.strip())}")


def _paragraphs(text: str | None) -> Iterator[str]:
    for number, paragraph in enumerate((text or "").replace("\b\n", "").strip().split("\n\n")):
        if number:
            yield ".PP"
        yield _text(" ".join(paragraph.split()))


def _table(first: str) -> Iterator[str]:
    """The README's table whose first heading this is, as a list."""
    rows = re.search(rf"^\| {first} \|.*\n\|.*\n((?:\|.*\n)+)", (ROOT / "README.md").read_text(), re.M)
    assert rows is not None, first
    for row in rows[1].splitlines():
        cells = [
            re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", each).replace("`", "").strip() for each in row.split("|")
        ]
        yield from (".TP", f".B {_text(cells[1])}", _text(": ".join(each for each in cells[2:] if each)))


def _text(text: str) -> str:
    """Text as roff has it: no request, no escape, and hyphens that can be copied."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...").replace("\b", "")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain


def main() -> None:
    """Write them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "share"
    folder.mkdir(exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
