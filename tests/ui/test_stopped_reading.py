# SPDX-License-Identifier: MIT
"""A list that hangs: whoever stops it and asks again isn't made to wait for what hangs."""

from __future__ import annotations

from pathlib import Path

import pytest

from flotui.repositories import flights
from tests.support.app import see, until
from tests.support.inbox import SIZE, app_of, running, served
from tests.support.served import Served

__all__ = ["running", "served"]


async def test_a_list_that_was_stopped_is_asked_for_anew_at_once(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flights, "JUST_ASKED", 600.0)
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        walks = app.workspace.reader.walks._by_key
        await until(pilot, lambda: not walks, "all was read")
        hangs = served.hold("/subscribers", times=1)
        await pilot.press("r")
        await until(pilot, lambda: walks, "it is asked for")
        before = app.main.browser.listing.snapshot
        await pilot.press("ctrl+c", "r")
        await until(pilot, lambda: not walks, "another answer")
        await until(pilot, lambda: app.main.browser.listing.snapshot is not before, "its rows")
        assert not hangs.is_set()
        hangs.set()
