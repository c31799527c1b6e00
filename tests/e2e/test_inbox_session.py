# SPDX-License-Identifier: MIT
"""An operator's morning: those who wait are answered below their chats, on a real pseudo-terminal over HTTP."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Server
from tests.support.terminal import Terminal, flotui

WAITING = [905, 916, 920, 922, 927, 929, 936, 941, 946, 949, 952, 953]
"""The numbers in the ids of those who wait, the longest wait first: nothing was said to them before."""
LATE = [947, 954]
"""Who writes meanwhile."""
OLD = "f1284u906"
"""Whose last message was long ago, on WhatsApp."""


def ns(number: int) -> str:
    return f"f1284u{number}"


def said(number: int) -> str:
    """What is typed as an answer: with what an input method or an emoji picker types and nobody sees by itself."""
    return f"answer {number} 👩🏽\u200d🚀 می\u200cخواهم 10\xa0000\u202fR$"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server("--subscribers", "60") as running:
        running.door("POST", "/arrivals", {"status": "done", "agent_id": 0})
        longest = 60 * (len(WAITING) + 1)
        running.door(
            "POST",
            "/arrivals",
            [
                {"who": ns(number), "text": f"question {number}", "ago": 600 + longest - 60 * place}
                for place, number in enumerate(WAITING)
            ],
        )
        yield running


class Counted:
    """A terminal whose keys are counted, but for the text."""

    def __init__(self, screen: Terminal) -> None:
        self.screen = screen
        self.keys = 0

    def press(self, *keys: str) -> None:
        self.keys += len(keys)
        self.screen.press(*keys)


def inbox(screen: Terminal, waiting: int) -> None:
    screen.see("Subscribers", "Ana Souza")
    screen.press(":")
    screen.see("Commands", "cancel")
    screen.press("waiting", "enter")
    screen.see(f"━ Waiting  {waiting} waiting")


def answer(counted: Counted, server: Server, number: int, text: str) -> None:
    """Answer whose chat is open, and go on to the next, without waiting for what is painted."""
    before = len(server.writes())
    counted.screen.press(text)
    counted.press("enter")
    counted.screen.wait(lambda _: len(server.writes()) > before, f"the answer to {number}")
    counted.press("ctrl+n")


def test_a_morning_in_the_inbox(server: Server, tmp_path: Path) -> None:
    environ = server.environ(tmp_path)
    with Terminal(flotui(), env=environ) as screen:
        counted = Counted(screen)
        inbox(screen, 12)
        counted.press("enter")
        screen.see("━ Reply to")
        for number in WAITING[:5]:
            answer(counted, server, number, said(number))
        for number in LATE:
            server.door("POST", "/arrivals", {"who": ns(number), "text": f"question {number}"})
        screen.see(f"question {WAITING[5]}", "━ Reply to")
        screen.press("half an an")
        screen.see("draft kept")
        screen.hang_up()
        screen.ended()

    with Terminal(flotui(), env=environ) as screen:
        counted.screen = screen
        inbox(screen, 7)  # who came meanwhile is asked for at r, or after a minute
        screen.press("r")
        screen.see("━ Waiting  9 waiting")
        counted.press("enter")
        screen.see(f"question {WAITING[5]}", "half an an")
        screen.press("swer")
        counted.press("enter")
        screen.see("The host accepted it")
        counted.press("ctrl+n")
        for number in WAITING[6:10]:
            answer(counted, server, number, said(number))
        assert counted.keys <= 3 * 10, counted.keys

        screen.see(f"question {WAITING[10]}")
        screen.send(b"\x1bt")  # alt+t
        screen.see("assigned to you")
        screen.press("ctrl+n")
        screen.see(f"question {WAITING[11]}")
        screen.send(b"\x1bo")  # alt+o
        screen.see("to done", "Cancel")
        screen.press("y")
        screen.see("is done")
        screen.press("escape")
        screen.see("━ Waiting")
        screen.press("r")
        screen.see("━ Waiting  3 waiting")
        expected = [f"question {number}" for number in (WAITING[10], *LATE)]
        screen.see(*expected)
        screen.wait(
            lambda text: sorted(expected, key=text.find) == expected,
            "mine and nobody's, the longest wait first",
        )

        screen.press(":")
        screen.see("Commands", "cancel")
        screen.press("subscribers", "enter")
        screen.see("━ Subscribers")
        screen.filter(OLD)
        screen.see("━ Subscribers", OLD)
        screen.press("enter")
        screen.see(f"{OLD}", "Chat  Cart")
        screen.press("]", "]", "]")
        screen.see("[Chat]", "24 h are over · w template")
        screen.press("w")
        screen.see("Send which template")
        screen.press("enter")
        screen.see("They will read:")
        screen.press("#10234", "ctrl+s")
        screen.see("Send template", "Cancel")
        screen.press("y")
        screen.see("The host accepted")

    sent = [("flowBotUserSendText", ns(number)) for number in WAITING[:10]]
    writes = server.writes()
    assert [(operation, body["user_ns"]) for operation, body in writes] == [
        *sent,
        ("flowBotUserAssignAgent", ns(WAITING[10])),
        ("flowBotUserMoveChatTo", ns(WAITING[11])),
        ("flowBotUserSendWhatsappTemplate", OLD),
    ]
    assert [body["content"] for _, body in writes[:10]] == [
        "half an answer" if place == 5 else said(number) for place, number in enumerate(WAITING[:10])
    ]


def test_a_draft_survives_a_kill_and_is_only_theirs(server: Server, tmp_path: Path) -> None:
    environ = server.environ(tmp_path)
    with Terminal(flotui(), env=environ) as screen:
        inbox(screen, 12)
        screen.press("enter")
        screen.see(f"question {WAITING[0]}", "━ Reply to")
        screen.press("not yet sent")
        screen.see("draft kept")
        screen.signal(signal.SIGKILL)
    with Terminal(flotui(), env=environ) as screen:
        inbox(screen, 12)
        screen.press("down", "enter")
        screen.see(f"question {WAITING[1]}", "━ Reply to")
        assert "not yet sent" not in screen.text
        screen.send(b"\x1bp")  # alt+p
        screen.see(f"question {WAITING[0]}", "not yet sent")
    assert server.writes() == []


def test_killed_between_sending_and_the_answer_enter_looks_in_the_chat(
    server: Server, tmp_path: Path
) -> None:
    environ = server.environ(tmp_path)
    server.door("POST", "/faults", {"kind": "hang", "path": "/subscriber/send-text", "times": 1})
    with Terminal(flotui(), env=environ) as screen:
        inbox(screen, 12)
        screen.press("enter")
        screen.see(f"question {WAITING[0]}", "━ Reply to")
        screen.press("only once", "enter")
        screen.wait(lambda _: len(server.writes()) == 1, "it reached the host")
        screen.press("and then this")
        screen.see("and then this")
        screen.signal(signal.SIGKILL)
    with Terminal([sys.executable, "-m", "flotui"], env=environ) as screen:  # where it was
        screen.see("━ Reply to", "may have arrived at", "only once")
        screen.press("enter")
        screen.see("Nothing was sent again.")
        screen.gone("may have arrived at")
    assert [body["content"] for _, body in server.writes()] == ["only once"]


def test_nothing_is_written_while_nothing_is_new(server: Server, tmp_path: Path) -> None:
    """Seconds, as a chat is read every five of them."""
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        inbox(screen, 12)
        screen.press("enter")
        screen.see(f"question {WAITING[0]}", "━ Reply to")
        screen.send(b"\x1bl")  # alt+l
        screen.see("Following every 5 s")
        screen.wait(
            lambda _: any(each["operation"] == "flowSubFlows" for each in server.requests()),
            "the names of agents and sub-flows, which are read once",
        )
        screen.rest()

        def asked() -> int:
            return len(server.requests())

        before, painted = asked(), len(screen.raw)
        screen.pause(11)
        assert asked() > before, "it was read again"
        assert len(screen.raw) == painted, screen.raw[painted:]
