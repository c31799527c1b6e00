# SPDX-License-Identifier: MIT
"""What other windows change too: it is shown anew by itself while it is in sight, and costs nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from textual.timer import Timer
from textual.widget import Widget

from flotui.resources.base import Resource
from flotui.store.trouble import StoreFailed
from flotui.ui import latest
from flotui.ui.around import app_of
from flotui.workspace import Workspace

SECONDS = 1.0
"""How often it is looked at whether something is different."""


class Watch:
    """Has something shown anew when another window has changed it."""

    def __init__(
        self,
        widget: Widget,
        changed: Callable[[], None],
        *,
        reopened: Callable[[], None] | None = None,
        read_since: Callable[[], Awaitable[float]] | None = None,
    ) -> None:
        """
        Args:
            widget: what shows it.
            changed: reads it again, where its resource says itself when it is different.
            reopened: takes in what the cache has of it, where another window has written that.
            read_since: says since when another window, or a command, has read what isn't shown; 0 where all is shown.
        """
        self._widget, self._changed, self._reopened = widget, changed, reopened
        self._read_since = read_since
        self._taken_in = 0.0
        """What `read_since` said when that was read again last: it isn't tried twice."""
        self._looks = False
        """Whether it is being looked at: on a slow machine that takes longer than to the next time."""
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
        self._timer, self._seen, self._looks, self._taken_in = None, None, False, 0.0
        version, show = resource.version or partial(_written_elsewhere, resource.noted), self._changed
        if resource.version is None:
            if self._reopened is None:
                return
            show = self._reopened

        async def look() -> None:
            self._looks = True
            try:
                found = await version(workspace)
                changed = self._seen is not None and found != self._seen
                self._seen = found
                if await self._read_elsewhere():
                    self._changed()
                elif changed:
                    show()
                if await _noted_elsewhere(workspace, told=changed and resource.version is not None):
                    app_of(self._widget).count_unknown()
            finally:
                self._looks = False

        def look_if_seen() -> None:
            if not self._looks and self._widget.is_on_screen and self._widget.screen.is_current:
                latest.start(self._widget, "watch", look)

        self._timer = self._widget.set_interval(SECONDS, look_if_seen)
        latest.start(self._widget, "watch", look)

    async def _read_elsewhere(self) -> bool:
        """Whether what isn't shown yet was read by another window, or a command."""
        since = 0.0
        with suppress(StoreFailed):
            since = 0.0 if self._read_since is None else await self._read_since()
        if not since or since == self._taken_in:
            return False
        self._taken_in = since
        return True


async def _noted_elsewhere(workspace: Workspace, *, told: bool) -> bool:
    """Whether another window, or a command, has written something down that the header counts: what is unknown, and the
    jobs that may go on.

    Args:
        workspace: the open bot.
        told: whether that is known already.
    """
    try:
        return await workspace.journal.changed_elsewhere() or told
    except StoreFailed:
        return told


async def _written_elsewhere(
    noted: Callable[[Workspace], Awaitable[object]] | None, workspace: Workspace
) -> tuple[object, object] | None:
    """Another value whenever another window has written rows down; writes of one that was killed turn unknown.

    Args:
        noted: what else there is to look at; None for nothing.
        workspace: the open bot.
    """
    workspace.pacer.catch_up()
    with suppress(StoreFailed):
        await workspace.settle_ended()
    try:
        return await workspace.cache.version(), await noted(workspace) if noted is not None else None
    except StoreFailed:
        return None
