# SPDX-License-Identifier: MIT
"""A person in the API area: find an operation, see what it takes, execute it, copy its curl."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.bot import contract_errors
from tests.support.judging import LONG
from tests.support.places import API
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui

ANA = "f1284u903"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def clipboard(screen: Terminal) -> str:
    """What was last sent to the terminal's clipboard (OSC 52)."""
    sent = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)", screen.raw)
    return base64.b64decode(sent[-1]).decode() if sent else ""


SIZES = [(80, 24), (120, 40)] if LONG else [(80, 24)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_find_read_execute_and_copy(server: Server, tmp_path: Path, size: tuple[int, int]) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path), size=size) as screen:
        screen.see("Subscribers", "1,300")
        screen.press(API)
        screen.see(f"[{API} API]", "249")
        screen.press("/")
        screen.see("Search path")
        screen.press("get flow tag")
        screen.wait(
            lambda text: "▌" in text and "List the flow's tags" in screen.line("▌"), "the tags on top"
        )
        screen.press("enter")
        screen.gone("\n get flow tag")
        screen.press("e")
        screen.see("GET /flow/tags", "limit", "request URL")
        screen.press("3")
        screen.see("/flow/tags?limit=3")
        screen.press("ctrl+s")
        screen.see("[Response]", "200, done", 'name: "newsletter"')

        screen.press("y")
        screen.see("full answer")
        screen.press("curl", "enter")
        screen.wait(lambda _: "/flow/tags?limit=3" in clipboard(screen), "the curl on the clipboard")
        assert clipboard(screen).startswith("curl") and "$FLOCHAT_API_KEY" in clipboard(screen)
        assert "demo" not in clipboard(screen)

        screen.press("escape")
        screen.see("━ Operations /get flow tag")
        screen.press("escape")
        screen.see("━ Operations  249")
        screen.press("/")
        screen.see("Search path")
        screen.press("subscriber/add-tag ")
        screen.wait(lambda text: "▌" in text and "Put one tag" in screen.line("▌"), "adding a tag on top")
        screen.press("enter", "tab")
        screen.see("[Response]", "flowBotUserAddTag", "Not executed yet")
        screen.press("]")
        screen.see("[Operation]", "write")
        screen.press("]")
        screen.see("[Parameters]", "user_ns *", "tag_ns *")
        screen.press("e")
        screen.see("POST /subscriber/add-tag", "user_ns *")
        screen.press("ctrl+s")
        screen.see("is required")
        screen.press("n")
        screen.see("newsletter", "f1284t3001")
        screen.press("ewsl", "enter")
        screen.gone("enter choose")
        screen.see("newsletter ▾")
        screen.press("tab")
        screen.press("a")
        screen.see("+ Use “a”", "+55 11 90000 4410")
        screen.press("na souza")
        screen.wait(lambda text: re.search(r"▌Ana Souza +\+55 11 90000 4410 ", text), "Ana's phone")
        screen.press("enter")
        screen.see("Ana Souza ▾", '{"tag_ns":"f1284t3001"')
        screen.press("ctrl+s")
        screen.see("[Response]", "200, done")
        (sent,) = [each for each in server.requests() if each["operation"] == "flowBotUserAddTag"]
        assert sent["body"] == {"user_ns": ANA, "tag_ns": "f1284t3001"}
        assert list(contract_errors(sent)) == []

        screen.press("escape")
        screen.press(":")
        screen.see("Commands")
        screen.press("executed", "enter")
        screen.see("History", "Put one tag", "List the flow")
