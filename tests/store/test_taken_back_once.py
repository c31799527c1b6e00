# SPDX-License-Identifier: MIT
"""Two windows that undo, or redo, the same at the same time: it leaves once, and the other one says so."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.store.entry import Outcome
from flotui.store.journal import Entry, Journal
from flotui.store.left import SettledElsewhere

ADD = Call.of("flowCreateTag", body={"name": "vip"})
REMOVE = Call.of("flowDeleteTag", body={"tag_ns": "f1t2"})


async def done(journal: Journal, call: Call = ADD, **more: Any) -> Entry:
    entry = await journal.intend(call, "Create tag vip", inverse=REMOVE, **more)
    return await journal.settle(entry, Outcome.DONE)


@pytest.mark.parametrize("again", [False, True], ids=["undo", "redo"])
@pytest.mark.parametrize("first", [Outcome.INTENDED, Outcome.DONE, Outcome.UNKNOWN])
async def test_it_leaves_once(tmp_path: Path, first: Outcome, again: bool) -> None:
    mine, theirs = [await Journal.open(tmp_path / "journal.db", "bot") for _ in range(2)]
    entry = await done(mine)
    call = REMOVE
    about: dict[str, Any] = {"undoes": entry.id}
    if again:
        await done(mine, REMOVE, undoes=entry.id)
        call, about = ADD, {"redoes": entry.id}
    taken = await mine.intend(call, "Once", **about)
    if first is not Outcome.INTENDED:
        await mine.settle(taken, first)
    with pytest.raises(
        SettledElsewhere, match=r"^Not sent: it (was|is just being) (un|re)done in another window\."
    ):
        await theirs.intend(call, "Twice", **about)
    await asyncio.gather(mine.close(), theirs.close())


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.WAITING])
async def test_what_was_not_carried_out_may_be_tried_in_another_window(
    tmp_path: Path, outcome: Outcome
) -> None:
    mine, theirs = [await Journal.open(tmp_path / "journal.db", "bot") for _ in range(2)]
    entry = await done(mine)
    await mine.settle(await mine.intend(REMOVE, "Once", undoes=entry.id), outcome)
    await theirs.settle(await theirs.intend(REMOVE, "Twice", undoes=entry.id), Outcome.DONE)
    found = await mine.entry(entry.id)
    assert found is not None and found.undone
    await asyncio.gather(mine.close(), theirs.close())


async def test_an_unknown_one_may_be_sent_again(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path / "journal.db", "bot")
    entry = await done(journal)
    lost = await journal.intend(REMOVE, "Once", undoes=entry.id)
    await journal.settle(lost, Outcome.UNKNOWN)
    await journal.intend(REMOVE, "Again", undoes=entry.id, resends=lost.id)
    await journal.close()
