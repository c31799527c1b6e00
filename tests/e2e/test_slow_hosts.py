# SPDX-License-Identifier: MIT
"""A host that takes its time, or never answers, over HTTP: where one is, and what is waited for, at any moment."""

from __future__ import annotations

from pathlib import Path

from tests.support.places import API, FLOWS, SHOP, SUBSCRIBERS
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui


def test_keys_that_are_faster_than_a_first_start(tmp_path: Path) -> None:
    with Server("--latency-ms", "400") as server, Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        slow = [{"path": path, "delay_ms": 60_000, "times": 0} for path in ("/shop/products", "/flow/tags")]
        server.door("POST", "/faults", slow)
        screen.see("━ Subscribers")
        screen.press(SHOP, "]")
        screen.see("━ Products", "Reading products since")
        screen.press("]", FLOWS, "]")
        screen.see("━ Tags", "Reading tags since")
        screen.press(SUBSCRIBERS)
        screen.see("━ Subscribers", "Ana Souza", "100 of 1,300")
        screen.press("3", "j")
        screen.see("━ Orders")
        assert "failed" not in screen.text
        screen.press("q")
        assert screen.ended() == 0


def test_a_host_that_hangs(tmp_path: Path) -> None:
    with Server() as server:
        server.door("POST", "/faults", {"path": "*", "times": 0, "hang": True})
        with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
            screen.see("Reading subscribers since")
            for key, what in (
                (FLOWS, "Sub-flows"),
                (SHOP, "Orders to look at"),
                (API, "Operations"),
                (SUBSCRIBERS, "Subscribers"),
            ):
                screen.press(key)
                screen.see(f"━ {what}", patience=2)
            screen.see("hasn't answered for 3 s. r asks again.", patience=8)
            server.door("DELETE", "/faults")
            screen.press("r")
            screen.see("Ana Souza", "100 of 1,300")
            # What dripped or hung is let go: the detail asks anew as well.
            server.door("POST", "/faults", {"path": "/subscriber/get-info", "times": 1, "hang": True})
            screen.press("j", "j", "enter")
            screen.see("━ Ana Souza")
            before = len(server.requests())
            screen.press("r")
            screen.wait(lambda _: len(server.requests()) > before, "another request")
            screen.press("q", "q")
            assert screen.ended() == 0


def test_all_that_is_here_is_marked_and_the_rest_is_told(tmp_path: Path) -> None:
    with Server() as server, Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("Ana Souza", "100 of 1,300")
        screen.press("end")
        screen.see("200 of 1,300")
        screen.press("*")
        screen.see("200 are loaded, 1,100 more on the host: 11 calls.", "  200 marked")
        screen.press("s")
        screen.see("Send which sub-flow", "1,100 more on the host")
        screen.press("enter")
        screen.see("and 192 more", "1,100 more on the host")
        screen.press("escape")
        screen.filter("tag:vip tag:cart")
        # The host is asked for one of them; the other is looked for here.
        screen.see("Subscribers · tag:vip tag:cart  19 of the 110 with vip", "200 marked")
        screen.press("escape")  # the marks go first, then the filter
        screen.see("200 unmarked.")
        screen.see("19 of the 110 with vip")
        screen.press("escape")
        screen.see("200 of 1,300")
        screen.filter("Joao")
        screen.see("Subscribers · Joao", "João")
        assert server.writes() == []


def test_a_dialog_that_waits_for_the_host_is_cancelled_by_esc(tmp_path: Path) -> None:
    with Server() as server, Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("Ana Souza", "100 of 1,300")
        server.door("POST", "/faults", {"path": "/flow/tags", "times": 0, "hang": True})
        screen.press("j", "j", "t")
        screen.see("waiting for the host. Press esc to cancel.", patience=4)
        screen.press("escape")
        screen.see("Stopped.", patience=2)
        screen.press(SHOP)
        screen.see("[ Overview", "━ Orders to look at", patience=2)
        screen.press("q")
        assert screen.ended() == 0
