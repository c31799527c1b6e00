# SPDX-License-Identifier: MIT
"""The main job, by a real process on a real pseudo-terminal, against a sandbox over loopback HTTP."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.places import ACTIVITY
from tests.support.server import Server
from tests.support.steps import ANA, journal, open_ana, send
from tests.support.terminal import Terminal, flotui


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def test_look_up_tag_fix_and_send(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path), afresh=True) as screen:
        open_ana(screen)

        screen.press("t")
        screen.see("Tags of Ana Souza", "[ ] returning")
        screen.press("returning", "enter")
        screen.see("+ returning")
        screen.press("ctrl+s")
        screen.see("Ana Souza: + returning")

        screen.press("f")
        screen.see("Which field of Ana Souza?", "enter choose")
        screen.press("loyalty_points", "enter")
        screen.see("loyalty_points (number)")
        screen.press("ctrl+a", "ctrl+k", "250", "ctrl+s")
        screen.see("loyalty_points of Ana Souza set")

        screen.press("s")
        screen.see("Send which sub-flow to Ana Souza?")
        screen.press("enter")
        screen.see("Send sub-flow", "to Ana Souza")
        screen.press("enter")  # Cancel has the focus: nothing may happen
        screen.gone("Cancel")
        screen.press("s")
        screen.see("Send which sub-flow to Ana Souza?", "enter choose")
        screen.press("enter")
        screen.see("to Ana Souza", "Cancel")
        screen.press("y")
        screen.see("The host accepted")

        screen.press("q")
        screen.see("━ Subscribers")
        screen.press("q")
        assert screen.ended() == 0

    writes = server.writes()
    assert [operation for operation, _ in writes] == [
        "flowBotUserAddTag",
        "flowBotUserSetUserField",
        "flowBotUserSendSubFlow",
    ]
    tag, field, send = (body for _, body in writes)
    assert tag == {"user_ns": ANA, "tag_ns": "f1284t3006"}
    assert field["user_ns"] == ANA and field["value"] == "250" and field["var_ns"].startswith("f1284v")
    assert send["user_ns"] == ANA and send["sub_flow_ns"].startswith("f1284s")
    assert set(field) == {"user_ns", "var_ns", "value"} and set(send) == {"user_ns", "sub_flow_ns"}
    assert journal(tmp_path) == [(operation, "done") for operation, _ in writes]


def test_a_kill_before_the_answer_is_told_once(server: Server, tmp_path: Path) -> None:
    server.door("POST", "/faults", {"path": "/subscriber/send-sub-flow", "times": 1, "delay_ms": 60_000})
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        send(screen, tmp_path)
        screen.signal(signal.SIGKILL)
    assert journal(tmp_path) == [("flowBotUserSendSubFlow", "intended")]

    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("1 unknown", "Unknown outcome: Send sub-flow", ":journal")
        screen.press(ACTIVITY)
        screen.see("━ Journal")

        def told(text: str) -> list[str]:
            return [line for line in text.splitlines() if "Send sub-flow" in line and "unknown" in line]

        assert len(told(screen.wait(told, "the write that nobody knows of"))) == 1
        screen.press("e")
        screen.see("Did it arrive?", "Leave it")
        screen.press("Leave it", "enter")
        screen.see("left alone")
        screen.gone("1 unknown")
        screen.press("q")
        assert screen.ended() == 0
    assert journal(tmp_path) == [("flowBotUserSendSubFlow", "dropped")]

    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("Subscribers", "1,300")
        assert "unknown" not in screen.text
    assert [each for each in server.writes() if each[0] == "flowBotUserSendSubFlow"] in (
        [],
        server.writes()[:1],
    )


def test_offline_what_was_read_stays_readable(server: Server, tmp_path: Path) -> None:
    environ = server.environ(tmp_path)
    with Terminal(flotui(), env=environ) as screen:
        open_ana(screen)
        screen.press("f")  # has the bot's fields read, so that the form can be opened offline
        screen.see("Which field")
        screen.press("escape")
        screen.gone("Which field")
        screen.press("escape")
        screen.see("━ Subscribers")
        screen.press("q")
        screen.ended()
    server.stop()

    with Terminal(flotui(), env=environ) as screen:
        screen.see("Ana Souza", "1,300", "read just now")
        screen.press("r")
        screen.see("Offline", "r tries again")
        screen.press("/")
        screen.see("enter asks the host")
        screen.press("Ana Souza")
        screen.see("\n/ Ana Souza", "━ Subscribers  2 of 100 loaded")
        screen.press("escape")
        screen.wait(lambda text: " of 1,300" in text, "the whole list")
        screen.press("enter")
        screen.see("━ Ana Souza", "+55 11 90000 4410", "ana.souza@example.com")
        screen.press("f")
        screen.see("Which field")
        screen.press("loyalty_points", "enter")
        screen.see("loyalty_points (number)")
        screen.press("ctrl+a", "ctrl+k", "777", "ctrl+s")
        screen.see("777", "refused")
        assert "loyalty_points (number)" in screen.text  # the dialog is still there, with the draft
        screen.press("escape")
    assert journal(tmp_path) == [("flowBotUserSetUserField", "waiting")]


def test_read_only_sends_no_write(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui("--read-only"), env=server.environ(tmp_path)) as screen:
        screen.see("1,300", "READ ONLY")
        for key in "tfsm":
            screen.press(key)
            screen.see("flotui runs with --read-only")
            screen.press("down")
            screen.gone("flotui runs with --read-only")
    assert server.writes() == []


def test_dry_run_shows_the_curl_instead(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui("--dry-run"), env=server.environ(tmp_path)) as screen:
        open_ana(screen)
        screen.press("t")
        screen.see("[ ] returning")
        screen.press("returning", "enter")
        screen.see("+ returning")
        screen.press("ctrl+s")
        screen.see("Dry run", "curl", "/subscriber/add-tag", "$FLOCHAT_API_KEY", "f1284t3006")
        screen.press("escape")
        screen.gone("Dry run:")
        screen.press("s")
        screen.see("Send which")
        screen.press("enter")
        screen.see("to Ana Souza", "Cancel")
        screen.press("y")
        screen.see("Dry run", "/subscriber/send-sub-flow")
    assert server.writes() == []
    assert journal(tmp_path) == []
