# SPDX-License-Identifier: MIT
"""An option, a query or a name that a variable left empty is refused, and never taken for the default or for everyone."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from flotui.cli.declared import OnceOption
from flotui.cli.group import flotui
from flotui.config.exits import Exit
from tests.cli.conftest import Run


def commands(
    group: click.Group, before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command, by its words."""
    yield before, group
    for name in group.list_commands(click.Context(group)):
        found = group.get_command(click.Context(group), name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from commands(found, (*before, name))
        else:
            yield (*before, name), found


def options() -> list[tuple[tuple[str, ...], click.Option]]:
    return [
        (words, each)
        for words, command in commands(flotui)
        for each in command.params
        if isinstance(each, click.Option) and not each.is_flag
    ]


def test_every_option_is_declared_so() -> None:
    assert len(options()) > 50
    assert [(words, each.name) for words, each in options() if not isinstance(each, OnceOption)] == []


@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_option_is_refused(run: Run, empty: str) -> None:
    for words, each in options():
        done = run(*words, each.opts[-1], empty)
        assert done.exit_code == Exit.USAGE, (words, each.name, done.output)
        assert each.opts[-1] in done.stderr, (words, each.name, done.output)


@pytest.mark.parametrize(
    "words",
    [
        ("people", "", "--count"),
        ("people", " ", "", "--count"),
        ("transcripts", "", "--to", "chats"),
        ("compare", "--save", "all", ""),
        ("jobs", "plan", "", "--add-tag", "vip"),
        ("jobs", "import", ""),
        ("compare-bots", ""),
        ("profiles", "remove", ""),
    ],
)
def test_an_empty_query_or_name_is_refused(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.exit_code == Exit.USAGE and "empty" in done.stderr, done.output
