# SPDX-License-Identifier: MIT
"""What one does with a bot's flows in a day, by a real process on a pseudo-terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from flotui.sandbox.clock import WORKSPACE_ZONE
from tests.support.places import FLOWS
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def palette(screen: Terminal, name: str) -> None:
    """Go somewhere by its name."""
    screen.press(":")
    screen.see("An action, a list (and a filter)")
    screen.press(name)
    screen.see(f":{name}")
    screen.press("enter")


def test_clean_up_a_tag(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path), size=(80, 24)) as screen:
        screen.see("Subscribers", "1,300")
        palette(screen, "tags")
        screen.see("━ Tags", "newsletter", "Tags")
        screen.filter("survey-done")
        screen.see("▌ survey-done")
        screen.press("c")
        said = screen.see("have tag survey-done.")
        number = next(line for line in said.splitlines() if "have tag survey-done" in line).split()[0]
        screen.press("o")
        screen.see("Subscribers · tag survey-done", f"  {number} ")

        screen.press(FLOWS)
        screen.see("━ Tags /survey-done  1 of the 40", "▌ survey-done")  # as it was left
        screen.press("d")
        screen.see("Delete tag survey-done", f"{number} subscribers have it and lose it", "stop working")
        screen.press("survey", "enter")  # not the whole name: nothing may happen
        screen.see("Delete tag survey-done")
        assert server.writes() == []
        screen.see("Doesn't match")
        screen.press("-done")
        screen.see(" survey-done   ")
        screen.press("enter")  # to the button
        screen.see("[ Delete ]")
        screen.press("enter")  # and the button
        screen.see("Tag survey-done deleted.")
        screen.gone("Delete tag survey-done")
        screen.press("escape")
        screen.see("━ Tags  39")
        screen.press("q")
        assert screen.ended() == 0
    assert [operation for operation, _ in server.writes()] == ["flowDeleteTag"]
    # The size of the cohort cost one call of one row.
    counted = [each for each in server.requests() if dict(each["query"]).get("limit") == "1"]
    assert {dict(each["query"])["limit"] for each in counted} == {"1"} and len(counted) <= 3


def test_yesterdays_errors_and_the_person(server: Server, tmp_path: Path) -> None:
    there = {"TZ": "America/Sao_Paulo"}  # where the sandbox's days begin
    with Terminal(flotui(), env={**server.environ(tmp_path), **there}) as screen:
        screen.see("Subscribers", "1,300")
        palette(screen, "error-log")
        screen.see("━ Error log · ", "60 ", "WhatsApp Error")
        screen.press("w")
        screen.see("When?")
        screen.press("yesterday", "enter")
        yesterday = datetime.now(WORKSPACE_ZONE) - timedelta(days=1)
        screen.see(f"Error log · yesterday, {yesterday.day} {yesterday:%b}")
        screen.wait(lambda text: "Error log" in text and "  60 " not in text.splitlines()[2], "fewer rows")
        screen.filter("f1284u903")
        screen.see("Error log · f1284u903", "▌")
        screen.press("o")
        screen.see("━ Error log › ", " › Subscribers", "▌ Ana Souza")
        screen.press("enter")
        screen.see("━ Error log › ", " › Ana Souza  f1284u903 ━", "+55 11 90000 4410", "[Card]")
        screen.press("q")
        screen.see("━ Error log › ", " › Subscribers", "▌ Ana Souza")
    assert server.writes() == []


def test_last_months_summary(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path), size=(80, 24)) as screen:
        screen.see("Subscribers", "1,300")
        palette(screen, "summary")
        screen.see("Summary", "last 30 days", "New subscribers", "Agents' response time", "Messages out")
        screen.press("w")
        screen.see("When?")
        screen.press("last month", "enter")
        last = date.today().replace(day=1) - timedelta(days=1)
        screen.see(f"last month, 1 to {last.day} {last:%b %Y}")
        screen.wait(lambda text: any(cell in text for cell in "▁▂▃▄▅▆▇█"), "bars")
        screen.press("v")
        screen.see("by day")
        one_line_each = re.compile(rf"│ 1 {last:%b}\b.* \d[\d,]* .* │\n│ 2 {last:%b}\b")
        screen.wait(one_line_each.search, "a line for each day")
        screen.press("escape")
        screen.see("New subscribers")
        screen.press("a")
        screen.see("Summary by agent", "Lívia Duarte")
        screen.press("q")
        assert screen.ended() == 0
    assert server.writes() == []
