# SPDX-License-Identifier: MIT
"""Two bots side by side at a terminal: twelve tags and three fields are copied, and the other host has exactly those."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_two_bots import log_in
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui

TAGS = [f"season-{number:02}" for number in range(12)]
FIELDS = {"shoe size": "number", "favourite colour": "text", "joined": "date"}


@pytest.fixture
def bots() -> Iterator[tuple[Server, Server]]:
    with Server("--subscribers", "20") as one, Server("--subscribers", "20") as other:
        for name in TAGS:
            one.make("/flow/create-tag", name=name)
        for name, kind in FIELDS.items():
            one.make("/flow/create-user-field", name=name, var_type=kind, value="")
        one.make("/flow/create-tag", name="spare")
        other.make("/flow/create-tag", name="theirs")
        yield one, other


def test_what_is_chosen_is_copied_to_the_other_bot_and_nothing_else(
    bots: tuple[Server, Server], tmp_path: Path
) -> None:
    one, other = bots
    for name, server in (("staging", one), ("live", other)):
        log_in(tmp_path, server.url, "--name", name)
    before, others = len(other.writes()), len(one.writes())
    command = flotui("--profile", "staging")
    with Terminal(command, env={"FLOTUI_HOME": str(tmp_path)}, size=(120, 40)) as screen:
        screen.see("Workspace time zone")
        screen.rest()
        screen.press("escape")
        screen.gone("Workspace time zone")
        screen.press(":")
        screen.see("Commands")
        screen.press("compare-bots", "enter")
        screen.see("Compare Acme Retail with which bot?", "live")
        screen.press("enter")
        screen.see("17 different", "season-00", "joined", "theirs")
        # Two bots are open on one journal: a command that ends beside them takes its log away from neither.
        assert run(tmp_path, "jobs", "list", "--profile", "live", "--json") == []
        screen.press(*["space"] * 12, "down", "down", *["space"] * 3)
        screen.see("15 marked")
        screen.press("c")
        screen.see("Copy 12 tags and 3 user fields from Acme Retail", "to live: Acme Retail", "15 calls")
        assert len(other.writes()) == before, "nothing has left before it is confirmed"
        screen.press("y")
        screen.gone("season-00")  # what was copied is the same now
        screen.see("spare", "theirs")
        assert len(one.writes()) == others
        listed = run(tmp_path, "jobs", "list", "--profile", "live", "--json")
        screen.press("q")
        assert screen.ended() == 0
    copied = [(operation, body["name"], body.get("var_type")) for operation, body in other.writes()[before:]]
    wanted = [("flowCreateTag", name, None) for name in TAGS]
    wanted += [("flowCreateUserField", name, kind) for name, kind in FIELDS.items()]
    assert Counter(copied) == Counter(wanted)
    assert [(each["state"], each["done"]) for each in listed] == [("done", 15)]
    assert run(tmp_path, "jobs", "list", "--profile", "staging", "--json") == []


def run(home: Path, *words: str) -> Any:
    """A command and what it writes, as JSON."""
    ended = subprocess.run(
        flotui(*words),
        env={"FLOTUI_HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)
