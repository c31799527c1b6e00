# SPDX-License-Identifier: MIT
"""Rows that are picked by their ids are the same as if all were in memory: in order, sorted, narrowed, by window."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.audience.answered import here_of
from flotui.audience.keeping import people_of
from flotui.audience.reading import Reading
from flotui.repositories.picked import PickedRows
from flotui.resources.registry import resource
from flotui.ui.panels import marking
from flotui.workspace import Workspace
from tests.support.app import app_on, see, text_of
from tests.support.bot import Bot


async def read_everyone(workspace: Workspace) -> Any:
    reading = Reading(workspace, await people_of(workspace), 1.0)
    await reading.carry_out(await reading.plan())
    return await here_of(workspace)


async def shown(rows: Any) -> list[str]:
    """The ids of all rows, as a table that scrolls through them meets them."""
    found = []
    for index in range(rows.count):
        await rows.load(index, index + 1)
        found.append(rows.peek(index).row_id)
    return found


async def test_they_are_what_was_picked() -> None:
    workspace = await Bot(subscribers=600).open()
    here = await read_everyone(workspace)
    everyone = list(await here.ids())
    ids = everyone[::-1][:580]
    picked: Any = await PickedRows.of(here, [*ids, "f1284u1"])
    assert await shown(picked) == ids == list(await picked.ids())
    assert sum(picked.peek(index) is not None for index in range(580)) < 580, "only a window is in memory"
    assert await picked.index_of(ids[7]) == 7 and await picked.index_of("f1284u1") is None
    subscribers = resource("subscribers")
    assert subscribers is not None
    name = subscribers.columns[0]
    ordered = await picked.sorted_by(name.by, name.text)
    assert await shown(ordered) == [
        each for each in await (await here.sorted_by(name.by, name.text)).ids() if each in ids
    ]
    narrowed = await picked.narrow(["souza"])
    assert await shown(narrowed) == [
        each for each in await (await here.narrow(["souza"])).ids() if each in ids
    ]
    assert 0 < narrowed.count < picked.count
    await workspace.close()


async def test_many_marked_ones_are_shown_without_reading_all(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "_MANY", 50)
    app = app_on(Bot(), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        assert app.workspace is not None
        await read_everyone(app.workspace)
        await pilot.press("G", "asterisk")
        await see(pilot, "130 marked")
        app.main.browser.listing.show_marked(True)
        await see(pilot, "130 marked, no others")
        assert isinstance(app.main.browser.listing.rows, PickedRows), text_of(pilot)
