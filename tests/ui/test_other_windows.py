# SPDX-License-Identifier: MIT
"""What another window on the same bot writes is seen in this one's Activity, and nothing else happens for it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.api.call import Call
from flotui.api.models.shop import ShopName
from flotui.api.pacer import Purpose
from flotui.app import FlotuiApp
from flotui.audience.here import Here
from flotui.audience.keeping import people_of
from flotui.audience.reading import Reading
from flotui.config.paths import Paths
from flotui.repositories.shop import VENDORS
from flotui.repositories.shop_edits import rename, update_variant
from flotui.resources.reading import read_all
from flotui.store.job import JobState
from flotui.store.journal import Outcome
from flotui.store.owners import owner_of
from flotui.ui.panels import watching
from flotui.workspace import Workspace
from tests.support.app import app_on, burst, see, seen_text, text_of, until
from tests.support.jobs import planned
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


async def test_the_header_counts_the_jobs_of_another_window_wherever_one_is(
    served: Served, other: Workspace, tmp_path: Path
) -> None:
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        job = await planned(other, 6)
        await other.working.ask(job.id, JobState.PAUSED)
        await see(pilot, "━ Subscribers", "1 job unfinished")
        await other.working.ask(job.id, JobState.CANCELLED)
        await until(pilot, lambda: "unfinished" not in text_of(pilot), "it is cancelled")


async def test_the_header_beside_the_jobs_counts_those_of_another_window(
    served: Served, other: Workspace, tmp_path: Path
) -> None:
    async with app_on(served, tmp_path).run_test(size=(120, 40)) as pilot:
        await in_activity(pilot)
        await pilot.press("]")
        await see(pilot, "━ Jobs")
        job = await planned(other, 6)
        await other.working.ask(job.id, JobState.PAUSED)
        await see(pilot, "! paused", "1 job unfinished")
        await other.working.ask(job.id, JobState.CANCELLED)
        await see(pilot, "cancelled")
        await until(pilot, lambda: "unfinished" not in text_of(pilot), "nothing is left")


@pytest.fixture
async def beside(served: Served, tmp_path: Path) -> AsyncIterator[Workspace]:
    """Another window on the same home, which shares the cache too."""
    paths = Paths.find({"FLOTUI_HOME": str(tmp_path)}).make()
    workspace = await Workspace.open(
        served.profile, token=served.token, cache=paths.cache_file, journal=paths.state / "journal.db"
    )
    workspace.journal._owner = owner_of(os.getppid())  # another process, as another window is
    yield workspace
    await workspace.close()


async def vendors(pilot: Pilot[Any], workspace: Workspace) -> ShopName:
    """Go to the vendors; the first of them, as the other window has it too."""
    await see(pilot, "Ana Souza")
    pilot.app.main.go("vendors")  # type: ignore[attr-defined]
    await see(pilot, "━ Vendors", "rename")
    rows = [each async for each in workspace.reader.list_of(VENDORS)][-1].value
    await rows.load(0, 1)
    row = rows.peek(0)
    assert row is not None
    await see(pilot, row.name)
    return row


async def test_rows_that_another_window_writes_are_shown(
    served: Served, beside: Workspace, tmp_path: Path
) -> None:
    async with app_on(served, tmp_path, no_cache=False).run_test(size=(120, 40)) as pilot:
        row = await vendors(pilot, beside)
        asked = len(served.host.log.rows())
        await beside.apply(rename(VENDORS, row, "Theirs"))
        await see(pilot, "Theirs")
        assert len(served.host.log.rows()) == asked + 2, "the other's read and write, and none for this one"


async def test_who_is_read_by_another_window_or_a_command_is_in_the_open_list(
    served: Served, beside: Workspace, tmp_path: Path
) -> None:
    async def read_everyone() -> None:
        reading = Reading(beside, await people_of(beside))
        await reading.carry_out(await reading.plan(full=True))

    async def renamed(name: str) -> None:
        """Whom the list begins with has another name at the host, and only everyone's reading tells of it."""
        await until(pilot, lambda: listing.table.row is not None, "the row under the cursor is there")
        call = Call.of("flowUpdateBotUser", body={"user_ns": listing.table.row.user_ns, "name": name})
        await beside.reader.send(call, Purpose.INTERACTIVE)
        await read_everyone()
        await see(pilot, f"▌ {name}")

    app = app_on(served, tmp_path, no_cache=False)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza", "60")
        listing = app.main.browser.listing
        # At once: on a busy machine nothing rests between two looks at what others do, and a key waits for that.
        await burst(pilot, "slash", *"tag:newsletter", "enter")
        await see(pilot, "Subscribers · tag:newsletter")
        assert not isinstance(listing.rows, Here)
        await read_everyone()
        await until(pilot, lambda: isinstance(listing.rows, Here), "the list is everyone's")
        await see(pilot, " of the 60")
        asked = len(served.host.log.rows())
        await renamed("Theirs")
        await renamed("Theirs Again")
        theirs = ["flowUpdateBotUser", "flowBotUsers", "flowBotUsers"]
        sent = [each["operation"] for each in served.host.log.rows()[asked:] if each["operation"] in theirs]
        assert sent == [*theirs, *theirs], "what the other asked, and nothing for this one"


async def test_what_a_cell_showed_as_it_opened_is_compared(
    served: Served, beside: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SECONDS", 3600.0)
    async with app_on(served, tmp_path, no_cache=False).run_test(size=(120, 40)) as pilot:
        row = await vendors(pilot, beside)
        await pilot.press("g", "e")
        await see(pilot, "enter saves")
        await beside.apply(rename(VENDORS, row, "Theirs"))
        await pilot.press("M", "i", "n", "e", "enter")
        text = await seen_text(pilot, "Changed by somebody else", row.name, "Theirs", "Mine")
        assert "you saw" in text
        await pilot.press("k")
        await see(pilot, "Kept")


async def test_a_cell_of_this_window_asks_nothing_of_what_it_wrote_itself(
    served: Served, beside: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SECONDS", 3600.0)
    async with app_on(served, tmp_path, no_cache=False).run_test(size=(120, 40)) as pilot:
        await vendors(pilot, beside)
        listing = pilot.app.main.browser.active  # type: ignore[attr-defined]
        monkeypatch.setattr(listing, "reopen", lambda: None)  # its rows stay as they were read
        for name in ("First", "Second"):
            await pilot.press("g", "e")
            await see(pilot, "enter saves")
            await pilot.press(*name, "enter")
            await see(pilot, f"is called {name} now")
            await pilot.press("escape")
        assert "Changed by somebody else" not in text_of(pilot)


@pytest.mark.parametrize(
    ("start", "shown"),
    [("subscribers", "Ana Souza"), ("journal", "No changes yet")],
    ids=["people", "activity"],
)
async def test_a_write_of_a_window_that_was_killed_turns_unknown_in_any_list(
    served: Served, other: Workspace, tmp_path: Path, start: str, shown: str
) -> None:
    """Nothing is written down by who is killed: the others have to look."""
    async with app_on(served, tmp_path, start=start).run_test(size=(120, 40)) as pilot:
        await see(pilot, shown)
        app, window = pilot.app, subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE)
        assert isinstance(app, FlotuiApp) and app.workspace is not None
        with window:
            other.journal._owner = owner_of(window.pid)
            await other.journal.intend(TEXT.call, TEXT.summary, subject=ANA, batch="theirs")
            await pilot.pause(0.3)
            assert await app.workspace.journal.version() and app.unknown == 0, "its window is alive"
            window.kill()
        await until(pilot, lambda: app.unknown == 1, "the header counts it")


async def test_what_a_variants_cell_showed_as_it_opened_is_compared(
    served: Served, beside: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SECONDS", 3600.0)
    async with app_on(served, tmp_path, no_cache=False).run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        pilot.app.main.go("products", None, "101", "variants")  # type: ignore[attr-defined]
        await see(pilot, "edit cell")
        variant = (await read_all(beside.shop.variants("101")))[0]
        await see(pilot, variant.sku)
        await pilot.press("g", "e")
        await see(pilot, "enter saves")
        await beside.apply(update_variant(variant, "Shirt", {"price": "77"}))
        await pilot.press("8", "8", "enter")
        assert "you saw" in await seen_text(pilot, "Changed by somebody else", variant.price, "77", "88")
        await pilot.press("k")
