# SPDX-License-Identifier: MIT
"""Keeping the terminal as it is for a moment, so that a place that is known is painted once."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

from textual.app import App

MOST = 0.04
"""Seconds that nothing is painted at most: longer than the cache takes, shorter than anybody sees."""
OPENING = 0.25
"""The same while a bot is opened, of which nothing is on the screen yet: a busy machine takes longer to read it."""


class Curtain:
    """Closed while what is about to be on the screen is read from the cache.

    A list that is turned to another is empty at once, and filled a moment later: painted in between, all of it
    would be sent twice.
    """

    def __init__(self) -> None:
        """Open."""
        self._held = ExitStack()
        self._timer: asyncio.TimerHandle | None = None

    def close(self, app: App[int], most: float | None = None) -> None:
        """Paint nothing, until it is opened or too long has passed. At the program's end there is no screen to keep.

        Args:
            app: whose screen it is.
            most: how many seconds are too long; `MOST` where it isn't said.
        """
        if self._timer is None and app.screen_stack:
            self._held.callback(app.screen.check_idle)  # it passes over what it is to paint meanwhile
            self._held.enter_context(app.batch_update())
            self._timer = asyncio.get_running_loop().call_later(MOST if most is None else most, self.open)

    def open(self) -> None:
        """End the curtain: paint the screen as it is now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._held.close()
