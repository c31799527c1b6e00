# SPDX-License-Identifier: MIT
"""What another window on the same bot writes is seen in this one's Activity, and nothing else happens for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.app import FlotuiApp
from flotui.config.paths import Paths
from flotui.store.journal import Outcome
from flotui.ui.panels import watching
from flotui.workspace import Workspace
from tests.support.app import app_on, see, text_of, until
from tests.support.people import ANA
from tests.support.places import ACTIVITY
from tests.support.served import Served
from tests.workspace.test_writing import TEXT


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(watching, "SECONDS", 0.05)
    with Served() as found:
        yield found


@pytest.fixture
async def other(served: Served, tmp_path: Path) -> AsyncIterator[Workspace]:
    """Another window on the same bot and the same home."""
    paths = Paths.find({"FLOTUI_HOME": str(tmp_path)}).make()
    journal = paths.state / "journal.db"
    workspace = await Workspace.open(served.profile, token=served.token, cache=None, journal=journal)
    yield workspace
    await workspace.close()


async def in_activity(pilot: Pilot[Any]) -> FlotuiApp:
    await see(pilot, "Ana Souza")
    await pilot.press(ACTIVITY)
    await see(pilot, "━ Journal", "No changes yet")
    assert isinstance(pilot.app, FlotuiApp)
    return pilot.app


async def test_what_another_window_writes_is_shown(served: Served, other: Workspace, tmp_path: Path) -> None:
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await in_activity(pilot)
        entry = await other.journal.intend(TEXT.call, TEXT.summary, subject=ANA, batch="theirs")
        await see(pilot, TEXT.summary, "under way")
        await other.journal.settle(entry, Outcome.UNKNOWN)
        await see(pilot, TEXT.summary, "unknown")


async def test_nothing_is_asked_or_read_while_nothing_changes(
    served: Served, other: Workspace, tmp_path: Path
) -> None:
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        app = await in_activity(pilot)
        listing = app.main.browser.listing
        reads, looks = [], []
        listing.read = lambda **how: reads.append(how)  # type: ignore[method-assign]
        version = app.workspace.journal.version  # type: ignore[union-attr]

        async def counted() -> int:
            looks.append(1)
            return await version()

        app.workspace.journal.version = counted  # type: ignore[union-attr, method-assign]
        before = len(served.host.log.rows())
        await until(pilot, lambda: len(looks) > 5, "looks")
        assert reads == [] and len(served.host.log.rows()) == before
        await pilot.press("2")
        await see(pilot, "━ Subscribers")
        seen = len(looks)
        await other.journal.intend(TEXT.call, TEXT.summary, subject=ANA, batch="theirs")
        await pilot.pause(0.3)
        assert len(looks) <= seen + 1, "a list that isn't in sight isn't looked after"
        assert TEXT.summary not in text_of(pilot)
