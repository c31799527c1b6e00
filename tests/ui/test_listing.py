# SPDX-License-Identifier: MIT
"""The listing: what it reads, and when."""

from __future__ import annotations

import gc
import warnings
from pathlib import Path

from tests.support.app import app_on, see
from tests.support.bot import Bot


async def test_of_two_reads_at_once_the_first_leaves_nothing_behind(tmp_path: Path) -> None:
    app = app_on(Bot(), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "130")
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            for _ in range(2):
                app.main.browser.listing.read(keep=True)
            await pilot.pause()
            gc.collect()
        assert [str(each.message) for each in caught if each.category is RuntimeWarning] == []


async def test_what_a_dialog_is_about_stays_in_sight_behind_it(tmp_path: Path) -> None:
    async with app_on(Bot(), tmp_path).run_test(size=(120, 40)) as pilot:
        await see(pilot, "130", "Ana Souza")
        await pilot.press("t")
        await see(pilot, "Tags of", "━ Subscribers", "Acme Retail", "? help")
