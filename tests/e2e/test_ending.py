# SPDX-License-Identifier: MIT
"""How the program ends when it is not the person who ends it: the connection drops, the machine goes down."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.judging import LONG
from tests.support.server import Server
from tests.support.steps import journal, send
from tests.support.terminal import Terminal, flotui

ALL = [signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT]


def signals(*some: signal.Signals) -> pytest.MarkDecorator:
    """For a test that is run with some of the signals, and in a long run with all: they go the same way."""
    return pytest.mark.parametrize("number", ALL if LONG else some, ids=lambda number: number.name)


BROKEN = """
import sys
from flotui import app, cli
from flotui.ui.widgets.table import Table

def fail(*_, **__):
    local = "a local variable"
    raise RuntimeError("nobody foresaw this")

async def hand_on(self, typed):
    if typed.event.key == "Z":
        {at}
    return await original(self, typed)

original, app.FlotuiApp.hand_on = app.FlotuiApp.hand_on, hand_on
cli.main()
"""
"""The program with a bug that Z brings up."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def told(home: Path) -> str:
    """What was logged."""
    log = home / "logs" / "flotui.log"
    return log.read_text() if log.exists() else ""


def test_without_a_word_it_opens_and_ends_as_with_options(server: Server, tmp_path: Path) -> None:
    with Terminal([sys.executable, "-m", "flotui"], env=server.environ(tmp_path), afresh=True) as screen:
        screen.see("[1 Today]", "Waiting for an answer", "Calls")
        screen.press("q")
        assert screen.ended() == 0
        assert screen.restored
        assert "Traceback" not in screen.text + told(tmp_path)


@signals(signal.SIGINT, signal.SIGQUIT)
def test_a_signal_ends_it_in_order(server: Server, tmp_path: Path, number: signal.Signals) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("Subscribers", "1,300")
        screen.signal(number)
        assert screen.ended() == 0
        assert screen.restored
        assert "Traceback" not in screen.text + told(tmp_path)


@signals(signal.SIGHUP, signal.SIGTERM)
def test_a_write_under_way_is_seen_through(server: Server, tmp_path: Path, number: signal.Signals) -> None:
    server.door("POST", "/faults", {"path": "/subscriber/send-sub-flow", "times": 1, "delay_ms": 1500})
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        send(screen, tmp_path)
        screen.signal(number)
        screen.signal(signal.SIGTERM)  # as when a machine goes down: what ends a session asks more than once
        assert screen.ended() == 0
        assert screen.restored
        assert "Traceback" not in screen.text + told(tmp_path)
    assert journal(tmp_path) == [("flowBotUserSendSubFlow", "done")]


def test_a_write_that_is_not_answered_in_time_is_unknown(server: Server, tmp_path: Path) -> None:
    server.door("POST", "/faults", {"path": "/subscriber/send-sub-flow", "times": 1, "delay_ms": 60_000})
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        send(screen, tmp_path)
        screen.signal(signal.SIGTERM)
        assert screen.ended() == 0
        assert screen.restored
        assert "Traceback" not in screen.text + told(tmp_path)
    assert journal(tmp_path) == [("flowBotUserSendSubFlow", "unknown")]


@pytest.mark.parametrize(
    "at",
    [
        "fail()",
        *(("self.call_later(fail)", "self.set_timer(0.01, fail)") if LONG else ()),
        "self.main.run_worker(asyncio.to_thread(fail))".replace("asyncio", "__import__('asyncio')"),
        "Table.render_line = fail; self.main.query_one(Table).refresh()",
    ],
)
def test_a_bug_ends_it_in_order(server: Server, tmp_path: Path, at: str) -> None:
    command = [sys.executable, "-c", BROKEN.format(at=at), "--open", "subscribers"]
    with Terminal(command, env=server.environ(tmp_path)) as screen:
        screen.see("━ Subscribers", "1,300")
        screen.press("Z")
        assert screen.ended() == 1
        assert screen.restored
        shown = screen.text
    assert "RuntimeError: nobody foresaw this" in shown and "Traceback" not in shown and "local" not in shown
    assert "Traceback" in told(tmp_path)


def test_exported_sizes_are_not_believed(server: Server, tmp_path: Path) -> None:
    env = {**server.environ(tmp_path), "COLUMNS": "200", "LINES": "12"}
    with Terminal(["env", *(f"{name}={env[name]}" for name in env), *flotui()], size=(100, 30)) as screen:
        screen.see("Subscribers", "1,300", "? help")
        lines = screen.text.splitlines()
        assert "? help" in lines[29] and lines[2].endswith("━")
        screen.resize(90, 26)
        screen.wait(lambda text: text.split("\n")[25].endswith(" ? :"), "the footer in the last line")
        screen.press("ctrl+q")
        assert screen.ended() == 0
    doctor = ["env", *(f"{name}={env[name]}" for name in env), *flotui("doctor")]
    with Terminal(doctor, size=(100, 60)) as screen:
        screen.see("100×60")


@pytest.mark.parametrize("writes", [False, True])
def test_a_dropped_connection_ends_it_in_order(server: Server, tmp_path: Path, writes: bool) -> None:
    server.door("POST", "/faults", {"path": "/subscriber/send-sub-flow", "times": 1, "delay_ms": 1500})
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        if writes:
            send(screen, tmp_path)
        else:
            screen.see("Subscribers", "1,300")
        screen.hang_up()
        assert screen.ended() == 0
        assert "Traceback" not in told(tmp_path)
    if writes:
        assert journal(tmp_path) == [("flowBotUserSendSubFlow", "done")]


def test_a_journal_that_cannot_be_opened_stops_writes_and_not_reading(server: Server, tmp_path: Path) -> None:
    (tmp_path / "state" / "journal.db").mkdir(parents=True)
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("Subscribers", "1,300", "The journal can't be used: it isn't a file.")
        screen.press("ctrl+q")
        assert screen.ended() == 0
        assert screen.restored
        assert "Traceback" not in screen.text + told(tmp_path)
