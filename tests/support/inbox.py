# SPDX-License-Identifier: MIT
"""The inbox as its tests have it: four who wait, the chat of the first of them, and a reply begun."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.sandbox.arrivals import Arrival
from flotui.ui.modals import confirm
from flotui.ui.panels.replybox import ReplyBox
from tests.support.app import app_on, see
from tests.support.served import Served

ZOE, UNA, OLIVIA, CAMILA = "f1284u905", "f1284u916", "f1284u920", "f1284u922"
"""On WhatsApp, assigned to nobody, and nothing was said to them yet."""
WAITING = {ZOE: 600, UNA: 1200, OLIVIA: 1800, CAMILA: 2400}
"""For how many seconds they wait."""
SIZE = (120, 40)


@pytest.fixture(scope="module")
def running() -> Iterator[Served]:
    """A host for all tests of a module."""
    with Served(subscribers=60) as served:
        yield served


@pytest.fixture
def served(running: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The host as it begins: four wait for an answer, and nobody else. No question has to stand before it is answered."""
    monkeypatch.setattr(confirm, "RESTED", 0.0)
    running.fresh()
    script(running, {"status": "done"})
    script(
        running, *({"who": who, "text": f"where is it, {ago}?", "ago": ago} for who, ago in WAITING.items())
    )
    return running


def script(served: Served, *lines: dict[str, Any]) -> None:
    """Have things happen at the host now, each as a line of a script of arrivals."""
    for line in lines:
        served.host.arrivals.add(Arrival.of(line))


def app_of(served: Served, home: Path, config: str = "", **options: Any) -> Any:
    """The app on the host, with a file of settings; `options` are those of `app_on`."""
    file = home / "config" / "config.toml"
    file.parent.mkdir(mode=0o700, exist_ok=True, parents=True)
    file.write_text(config)
    return app_on(served, home, **options)


async def inbox(pilot: Pilot[Any]) -> None:
    """Go to those who wait."""
    await see(pilot, "━ Subscribers", "Ana Souza")
    app: Any = pilot.app
    app.workspace.memory.set_timezone("America/Sao_Paulo")
    app.main.go("waiting")
    await see(pilot, "━ Waiting  4 waiting · longest ", "where is it, 2400?", "[2 Subscribers 4]")


async def opened(pilot: Pilot[Any]) -> None:
    """Open the chat of whoever waits longest, with the keys in its reply line."""
    await inbox(pilot)
    await pilot.press("enter")
    await see(pilot, "━ Reply to Camila Correia Borges", "free text")
    assert isinstance(pilot.app.focused, ReplyBox)


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Type a text, key by key."""
    await pilot.press(*(("space" if each == " " else each) for each in text))


@asynccontextmanager
async def replying(served: Served, home: Path, config: str = "") -> AsyncIterator[Pilot[Any]]:
    """The app with the first chat of the inbox open, and the keys in its reply line."""
    async with app_of(served, home, config).run_test(size=SIZE) as pilot:
        await opened(pilot)
        yield pilot


async def failed(pilot: Pilot[Any], served: Served, text: str, fault: str, **more: Any) -> None:
    """Send a reply with which something goes wrong at the host."""
    await typed(pilot, text)
    served.fault(fault, "/subscriber/send-text", times=1, **more)
    await pilot.press("enter")


async def under_way(pilot: Pilot[Any], served: Served, text: str, **more: Any) -> threading.Event:
    """Send a reply that the host answers once the event is set; `more` says how, as a fault does."""
    await typed(pilot, text)
    released = served.hold("/subscriber/send-text", times=1, **more)
    await pilot.press("enter")
    await see(pilot, f"sending… {text}")
    return released


def texts(served: Served) -> list[tuple[str, str]]:
    """To whom the host accepted which texts, in order."""
    return [
        (row["body"]["user_ns"], row["body"]["content"])
        for row in served.received()
        if row["operation"] == "flowBotUserSendText" and row["accepted"]
    ]
