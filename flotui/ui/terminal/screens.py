# SPDX-License-Identifier: MIT
"""Screens that are painted when there is something to see, and no more of them than that.

Textual (8.2) paints a screen empty as it is pushed, and again with each thing that is laid out in it; it paints the one
below twice when it goes; and it paints all of it, again and again, when something below it has changed. Here a screen may
be veiled until it is laid out, and what has changed below it is handed up once.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any, Final, Protocol, Self, runtime_checkable

from textual import events
from textual.app import App, ReturnType
from textual.geometry import Region, Size
from textual.screen import Screen, ScreenResultType

_MOST: Final = 0.08
"""Seconds that a screen stays veiled at most: longer than it takes to be laid out, shorter than anybody waits."""
_STILL: Final = 0.02
"""Seconds after which nothing more is laid out, if nothing was in them."""


class PaintedOnce(Screen[ScreenResultType]):
    """A screen that is painted once when it opens or is returned to, rather than piece by piece."""

    _veil: asyncio.TimerHandle | None = None
    _still: asyncio.TimerHandle | None = None
    _complete = False
    _quiet = False

    async def on_event(self, event: events.Event) -> None:
        """As in Textual, but a screen that goes doesn't begin any more: what it looks for may not be in it."""
        if isinstance(event, (events.Mount, events.Resize)) and self._goes:
            return
        await super().on_event(event)

    @property
    def _goes(self) -> bool:
        """Whether it goes, or the program does: Textual lets a screen go last that hadn't begun when that ended."""
        return self._pruning or self._closing or not self.app.is_running or not self.is_attached

    def veil(self) -> None:
        """Paint nothing of it until it is complete and laid out, or too long has passed."""
        self._veil = asyncio.get_running_loop().call_later(_MOST, self.unveil)

    def complete(self) -> None:
        """Have it painted as soon as what is in it now is laid out."""
        if self._veil is not None:
            self._complete = True
            self._wait()

    def unveil(self) -> None:
        """Paint the screen as far as it is laid out."""
        for timer in filter(None, (self._veil, self._still)):
            timer.cancel()
        veiled, self._veil, self._still = self._veil is not None, None, None
        if veiled and self.is_running and self.is_current:
            self._set_dirty()  # whoever looked at it meanwhile had nothing below it drawn
            self._compositor.update_widgets({self})
            self._compositor_refresh()

    def _wait(self) -> None:
        if self._still is not None:
            self._still.cancel()
        self._still = asyncio.get_running_loop().call_later(_STILL, self.unveil)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """As in Textual, but a new layout alone paints only what it moved.

        Whatever is mounted asks its screen for a layout, and would have all that lies below painted too.
        """
        repaint = repaint and not layout and not self._quiet
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _screen_resized(self, size: Size) -> None:
        """As in Textual, but a size that it has is painted as well: the terminal had another one in between.

        Textual passes that one over, and paints nothing of a screen where nothing has moved.
        """
        same = size == self._compositor.size
        super()._screen_resized(size)
        if same:
            self.refresh()

    def _on_timer_update(self) -> None:
        """As in Textual, but what has changed below doesn't take the place of what has changed here.

        Textual takes a screen that is to be repainted for one that is repainted as a whole, and forgets its widgets.
        """
        if self._repaint_required and self.is_current and not self.app._batch_count:
            self._compositor.update_widgets(self._dirty_widgets)
        super()._on_timer_update()

    def _compositor_refresh(self) -> None:
        """As in Textual; but nothing while it is veiled, and where others are above it only what has changed."""
        if self._veil is not None:
            self._dirty_widgets.clear()  # the compositor has taken note of them
            if self._complete:
                self._wait()
            return
        if (
            self.app._batch_count
        ):  # what was painted now would be seen by nobody: it waits for the end of that
            self._dirty_widgets.add(self)
            return
        stack = self.app.screen_stack
        if self not in stack[:-1]:
            super()._compositor_refresh()
            return
        # Whole lines: what ends in the middle of a wide character that is above it would cut that.
        width = self.size.width
        changed = {Region(0, each.y, width, each.height) for each in self._compositor._dirty_regions}
        self._compositor._dirty_regions.clear()
        self._dirty_widgets.clear()
        if changed:
            for between in stack[stack.index(self) + 1 : -1]:
                between._set_dirty(*changed)
            stack[-1].refresh(*changed)

    def on_screen_suspend(self) -> None:
        """Paint none of it because another is pushed over it: that one is painted whole, and this shows through."""
        self._repaint_regions.clear()

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """As in Textual, but without painting it: a new one is painted when it is laid out, and one that was below
        another by whoever takes that away.
        """
        event.prevent_default()
        self._quiet = self.stack_updates > 0 or self._veil is not None
        try:
            super()._on_screen_resume(event)
        finally:
            self._quiet = False


@runtime_checkable
class Painted(Protocol):
    """A screen that is told when it is painted."""

    def painted(self, at: float) -> None:
        """Take note that what is there now can be read.

        Args:
            at: just before it was written to the terminal, on the clock of `Message.time`, in seconds.
        """


class TellsPainted(App[ReturnType]):
    """An app whose screens are told when they are painted, and that shows one window at a time."""

    @property
    def _background_screens(self) -> list[Screen[Any]]:
        """As in Textual, but a window over another stands above what is below both: no edges look out behind it."""
        return super()._background_screens[:1]

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Tell a screen that it is painted. The time is taken before: a key may come while it is written."""
        at = time.monotonic()
        super()._display(screen, renderable)
        if isinstance(screen, Painted):
            screen.painted(at)
