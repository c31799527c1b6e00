# SPDX-License-Identifier: MIT
"""What the tests of marks share."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from flotui.app import FlotuiApp

SIZE = (120, 40)


def listing(pilot: Pilot[Any]) -> Any:
    assert isinstance(pilot.app, FlotuiApp)
    return pilot.app.main.browser.listing


async def load(pilot: Pilot[Any], wanted: int) -> None:
    """Have so many rows here, as whoever scrolled down to them."""
    rows = listing(pilot).snapshot.value
    while rows.count < wanted:
        await rows.more()
    await listing(pilot)._reopen()
    await pilot.pause()
