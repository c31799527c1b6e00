# SPDX-License-Identifier: MIT
"""What is typed for a chat whose list is slow to come: it waits for the host's answer, and not for a clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.ui.panels.replybox import ReplyBox
from tests.support.app import burst, see, until
from tests.support.inbox import CAMILA, SIZE, app_of, running, served
from tests.support.served import Served

__all__ = ["running", "served"]

LIST = "/subscribers"
WAITS = "Waiting for the host's list. Press esc to cancel."


async def begun(pilot: Pilot[Any], row_id: str = CAMILA) -> None:
    """Go to the chat of somebody, and type on at once."""
    app: Any = pilot.app
    app.main.go("waiting", None, row_id, "chat")
    await burst(pilot, *"qoT")


async def test_it_is_in_the_line_however_late_the_list_comes(served: Served, tmp_path: Path) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await see(pilot, "━ Subscribers", "Ana Souza")
        comes = served.hold(LIST)
        await begun(pilot)
        await see(pilot, WAITS)
        comes.set()
        await see(pilot, "━ Reply to Camila")
        await until(pilot, lambda: app.main.query_one(ReplyBox).value == "qoT", "in the line")
        await until(pilot, lambda: not app.main.is_said_for_now(WAITS), "no longer waited")


async def test_esc_gives_it_up_and_says_so(served: Served, tmp_path: Path) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await see(pilot, "━ Subscribers", "Ana Souza")
        comes = served.hold(LIST)
        await begun(pilot)
        await see(pilot, WAITS)
        await pilot.press("escape")
        await see(pilot, "Not opened. What you typed did nothing.", "━ Waiting")
        assert app.is_running
        comes.set()


@pytest.mark.parametrize(
    ("row_id", "said"),
    [
        (CAMILA, "Its list couldn't be read. What you typed did nothing."),
        ("f1284u999999", "It is no longer in this list. What you typed did nothing."),
    ],
)
async def test_what_can_t_be_opened_is_told_with_its_reason(
    served: Served, tmp_path: Path, row_id: str, said: str
) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        await see(pilot, "━ Subscribers", "Ana Souza")
        if row_id == CAMILA:
            served.fault("500", LIST)
        await begun(pilot, row_id)
        await see(pilot, said)
        assert app.is_running and app.screen is app.main
