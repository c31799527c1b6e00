# SPDX-License-Identifier: MIT
"""Keys that come faster than what they are for, each burst sent in one write as over a slow line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Server
from tests.support.terminal import Terminal, flotui


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def screen(server: Server, tmp_path: Path) -> Iterator[Terminal]:
    with Terminal(flotui(), env=server.environ(tmp_path)) as terminal:
        terminal.see("Subscribers", "1,300")
        yield terminal


def test_a_filter_and_what_is_done_with_what_it_finds(screen: Terminal, server: Server) -> None:
    screen.burst("/", "ana souza", "enter", "t", "returning", "enter", "ctrl+s")
    screen.see("ctrl+s was typed before this was shown, so it didn't count.", "[x] returning")
    assert server.writes() == []
    screen.press("ctrl+s")
    screen.see("Ana Souza: + returning")
    assert [body["user_ns"] for _, body in server.writes()] == ["f1284u903"]

    # The first time that a detail is opened it has yet to be mounted; its filter line is not the list's.
    screen.burst("enter", "]", "/", "vip", "enter")
    screen.see("[Tags]", "f1284t3005")
    screen.gone("f1284t3006")


def test_the_palette_and_dialogs_after_one_another(screen: Terminal, server: Server) -> None:
    screen.burst(":", "tags", "enter", "/", "promo", "enter", ":", "subscribers", "enter", "down", "f")
    screen.see("Which field of 美玲 陈?")
    screen.burst("loyalty_points", "enter", "ctrl+a", "ctrl+k", "251")
    screen.see("251", "ctrl+s save")
    screen.press("ctrl+s")
    screen.see("loyalty_points of 美玲 陈 set")
    screen.burst("s", "welcome", "enter", "tab", "enter", "y")
    screen.see("Send sub-flow", "[ Cancel ]", "enter was typed before this was shown, so it didn't")
    assert len(server.writes()) == 1
    screen.burst("tab", "enter")
    screen.see("The host accepted")
    assert [operation for operation, _ in server.writes()] == [
        "flowBotUserSetUserField",
        "flowBotUserSendSubFlow",
    ]


def test_a_list_that_is_opened_by_its_first_letter(screen: Terminal, server: Server) -> None:
    # The list comes from a host that takes its time: what is typed stands in its search line meanwhile.
    server.door("POST", "/faults", {"path": "/flow/tags", "times": 1, "delay_ms": 300})
    screen.burst("F", "tab", "vip", "enter", "tab", "tab", "ctrl+s")
    screen.see("━ Subscribers · tag:vip  ")


def test_a_text_that_is_pasted(screen: Terminal) -> None:
    screen.burst("/", "\x1b[200~ana souza\x1b[201~", "enter")
    screen.see("Subscribers · ana souza")
