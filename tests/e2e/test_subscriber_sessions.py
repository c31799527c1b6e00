# SPDX-License-Identifier: MIT
"""What an operator does with people, by a real process on a real pseudo-terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Server
from tests.support.terminal import Terminal, flotui

ANA = "f1284u903"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def find(screen: Terminal, typed: str) -> None:
    """Type something into the filter line and ask the host."""
    screen.press("/")
    screen.see("enter asks the host")
    screen.press("ctrl+a", "ctrl+k", typed, "enter")


def test_find_by_phone_in_three_spellings(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("Subscribers", "of 1,300")
        for typed in (
            "5511900004410",
            "+55 (11) 90000-4410",
            "11 90000 4410",
            "\u202a+55\xa011 90000\u20114410\u202c",  # as a messenger copies it, typed by the terminal
            "\x1b[200~\u2068https://wa.me/5511900004410?text=Oi\u2069\x1b[201~",  # and pasted
            "+55 11 0000-4410",  # without the ninth digit
        ):
            find(screen, typed)
            screen.wait(lambda text: "Ana Souza" in text and "Marina" not in text, f"only Ana for {typed!r}")
            screen.press("escape")
            screen.see("Marina")
        first, *asked = [each["query"] for each in server.requests() if each["operation"] == "flowBotUsers"]
        assert "phone" not in first
        # The host is asked for the forms of this number and for nothing else: esc may let any of those calls go, and
        # without the country's code the number may be one of another country that people here are of.
        local = ("11900004410", "1100004410")
        digits = ["".join(filter(str.isdigit, each["phone"])) for each in asked]
        assert all(each.endswith(local) for each in digits), asked
        assert len(asked) <= 12, "an answer that came serves the next spelling too"

        # The forms that the host is asked for are told when nobody has any of them.
        find(screen, "+55 11 98888-7777")
        screen.see("No subscriber has the phone number +55 11 98888-7777")


def test_fix_a_field_and_trigger_a_sub_flow_in_one_action(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("Subscribers", "of 1,300")
        find(screen, "5511900004410")
        screen.wait(lambda text: "Ana Souza" in text and "Marina" not in text, "only Ana")
        screen.press("x")
        screen.see("Fields to set first for Ana Souza")
        screen.see("With a value", "] city")
        screen.press("loyalty_points")
        screen.see("▌[ ] loyalty_points", "1240")
        screen.press("enter", "ctrl+s")
        screen.see("Ana Souza: set fields, then send", "1240")
        screen.press("ctrl+a", "ctrl+k", "250", "tab", "enter")
        screen.see("then send", "Type to search")
        screen.press("enter")
        screen.gone("Type to search")
        screen.press("ctrl+s")
        screen.see("Set fields, then send", "loyalty_points 250", "to Ana Souza")
        screen.press("y")
        screen.see("the host accepted")
        set_, sent = server.requests(writes=True)
        assert (set_["operation"], sent["operation"]) == ("flowBotUserSetUserField", "flowBotUserSendSubFlow")
        assert server.door("GET", f"/subscriber/{ANA}")["values"]["loyalty_points"] == "250"

        screen.press("u")
        screen.see("Undo: set field loyalty_points")
        assert server.door("GET", f"/subscriber/{ANA}")["values"]["loyalty_points"] == "1240"


def test_answer_in_the_chat(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("Subscribers", "of 1,300")
        find(screen, "5511900004410")
        screen.wait(lambda text: "Ana Souza" in text and "Marina" not in text, "only Ana")
        screen.press("enter")
        screen.see("━ Ana Souza")
        screen.press("]", "]", "]")
        screen.see("[Chat]", "quero 🛍", "m begins a reply to Ana Souza")
        screen.press("m")
        screen.see("━ Reply to Ana Souza", "Write to Ana Souza · enter sends")
        screen.press("Oi Ana, reservado ate sabado")
        screen.see(" Oi Ana, reservado ate sabado")
        assert server.writes() == []
        screen.press("enter")
        screen.wait(
            lambda text: "me      Oi Ana, reservado ate sabado" in text.replace("\xa0", " "),
            "it at the bottom",
        )
        assert server.writes() == [
            ("flowBotUserSendText", {"user_ns": ANA, "content": "Oi Ana, reservado ate sabado"})
        ]


def test_a_digit_sends_its_sub_flow_in_the_next_run_too(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("Subscribers", "of 1,300")
        screen.press("s")
        screen.see("Send which sub-flow")
        screen.press("checkout")
        screen.press("ctrl+b")
        screen.see("to which digit (1 to 9)")
        screen.press("4")
        screen.see("4 now sends")
        screen.press("escape")
        screen.gone("Send which sub-flow")
        screen.press("q")
        assert screen.ended() == 0
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("Subscribers", "of 1,300")
        screen.press("s")
        screen.see("Send which sub-flow", "On a digit")
        screen.press("4")
        screen.see("Send sub-flow", "Cancel")
        assert server.writes() == []
        screen.press("y")
        screen.see("The host accepted")
        assert [name for name, _ in server.writes()] == ["flowBotUserSendSubFlow"]
