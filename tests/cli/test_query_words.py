# SPDX-License-Identifier: MIT
"""Words of a query that begin with -, in every command that takes one."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from flotui.cli.compare import compare
from flotui.cli.group import flotui
from flotui.cli.jobs import jobs
from flotui.cli.people import people
from flotui.cli.query_words import Asking, asked_of, one_query
from flotui.cli.transcripts import transcripts


@click.command(cls=Asking)
@click.argument("query", default="", callback=one_query)
@click.option("--text", multiple=True)
@click.option("--all", "everyone", is_flag=True)
@click.option("-p", "--profile")
def ask(query: str, **given: object) -> None:
    click.echo(repr((query, given)))


@pytest.mark.parametrize(
    ("words", "query", "text", "profile"),
    [
        (["-tag:vip"], "-tag:vip", (), None),
        (["-paused:yes", "-p", "shop"], "-paused:yes", (), "shop"),
        (["--text", "- item", "-phone:55"], "-phone:55", ("- item",), None),
        (["--text", "-tag:vip", "tag:cart"], "tag:cart", ("-tag:vip",), None),
        (["--all", "-tag:vip"], "-tag:vip", (), None),
        (["--profile", "-odd", "--", "-tag:vip"], "-tag:vip", (), "-odd"),
    ],
)
def test_what_negates_is_the_query_and_what_an_option_takes_is_its_value(
    words: list[str], query: str, text: tuple[str, ...], profile: str | None
) -> None:
    done = CliRunner().invoke(ask, words, catch_exceptions=False)
    shown, given = eval(done.output)
    assert (shown, given["text"], given["profile"]) == (query, text, profile)


def test_every_command_with_a_query_takes_one_that_negates() -> None:
    # Below the group, as a command keeps the help option it is first asked for.
    parent = click.Context(flotui, **flotui.context_settings)
    for command in (people, transcripts, compare, jobs.commands["plan"]):
        assert isinstance(command, Asking), command.name
        words = ["name", "-tag:vip"] if command is compare else ["-tag:vip"]
        found = command.make_context("it", words, parent, resilient_parsing=True).params["query"]
        assert (found if isinstance(found, str) else asked_of(found)) == "-tag:vip"
