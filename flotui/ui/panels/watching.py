# SPDX-License-Identifier: MIT
"""A list that other windows change too: it is read again by itself while it is in sight, and costs nothing else."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer
from textual.widget import Widget

from flotui.resources.base import Resource
from flotui.ui import latest
from flotui.workspace import Workspace

SECONDS = 1.0
"""How often it is looked at whether something is different."""


class Watch:
    """Has a list read again when something outside this window has changed what it shows."""

    def __init__(self, widget: Widget, changed: Callable[[], None]) -> None:
        """
        Args:
            widget: what shows the list.
            changed: reads it again.
        """
        self._widget, self._changed = widget, changed
        self._timer: Timer | None = None
        self._seen: object = None

    def begin(self, workspace: Workspace, resource: Resource[object]) -> None:
        """Watch a resource instead of the one before; nothing where no other window changes it.

        Args:
            workspace: the open bot.
            resource: what is shown.
        """
        if self._timer is not None:
            self._timer.stop()
        self._timer, self._seen = None, None
        version = resource.version
        if version is None:
            return

        async def look() -> None:
            found = await version(workspace)
            changed = self._seen is not None and found != self._seen
            self._seen = found
            if changed:
                self._changed()

        def look_if_seen() -> None:
            if self._widget.is_on_screen and self._widget.screen.is_current:
                latest.start(self._widget, "watch", look)

        self._timer = self._widget.set_interval(SECONDS, look_if_seen)
        latest.start(self._widget, "watch", look)
