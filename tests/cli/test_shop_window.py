# SPDX-License-Identifier: MIT
"""The week before the shop window was opened."""

from __future__ import annotations

import time

from flotui.cli.shop_window import fill
from flotui.store.entry import Outcome
from flotui.store.journal import Journal


async def test_a_week_of_writes_is_in_the_journal() -> None:
    journal = await Journal.open(None, "demo")
    await fill(journal)
    found = await journal.single_edits()
    newest, oldest = found[0], found[-1]
    assert newest.summary == "Add tag vip to Ana Souza" and newest.inverse is not None
    assert 5 * 86400 < time.time() - oldest.at < 7 * 86400
    assert [each.outcome for each in found].count(Outcome.UNKNOWN) == 1
    assert len({each.batch for each in found if each.summary.startswith("Add tag vip") and each.batch}) == 1
    await journal.close()
