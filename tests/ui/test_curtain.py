# SPDX-License-Identifier: MIT
"""The terminal kept as it is for a moment: also by a list whose rows come while the program ends."""

from __future__ import annotations

from textual.app import App

from flotui.ui.curtain import Curtain


async def test_rows_that_come_when_no_screen_is_left_are_no_failure() -> None:
    app: App[int] = App()
    assert not app.screen_stack
    curtain = Curtain()
    curtain.close(app)
    curtain.open()
