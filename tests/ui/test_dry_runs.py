# SPDX-License-Identifier: MIT
"""What a dry run would have sent is shown whole."""

from __future__ import annotations

from pathlib import Path

from flotui.repositories.flows import TAG
from flotui.workspace import DryRun
from tests.support.app import app_on, see, text_of
from tests.support.bot import Bot


async def test_what_comes_while_the_first_is_read_is_shown_after_it(tmp_path: Path) -> None:
    app = app_on(Bot(), tmp_path, dry_run=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await see(pilot, "130")
        edit = TAG.create_edit({"name": "vip"})
        app.main.received(DryRun(edit, "curl --first"))
        await see(pilot, "would have been sent", "curl --first")
        app.main.received(DryRun(edit, "curl --second"))
        app.main.received(DryRun(edit, "curl --third"))
        await pilot.press("escape")
        await see(pilot, "curl --second", "curl --third")
        assert "curl --first" not in text_of(pilot)
