# SPDX-License-Identifier: MIT
"""Dragging over text: what is dragged over is shown in reverse, and copied when the button is let go.

It is selected from the picture on the screen, so everything that can be read can be selected; within the one thing that
the drag began in, so that a list doesn't run into the detail beside it. Lines to type in select in their own way.
"""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.app import App
from textual.errors import NoWidget
from textual.geometry import Offset, Region
from textual.scrollbar import ScrollBar
from textual.widget import Widget

from flotui.ui.terminal.driver import Driver
from flotui.ui.terminal.inner import driver_of

_LEFT = 1


class Selecting:
    """The selection of one app's screen."""

    def __init__(self, app: App[int], copy: Callable[[str], None]) -> None:
        """
        Args:
            app: whose screen it is.
            copy: copies what was selected.
        """
        self._app, self._copy = app, copy
        self._region: Region | None = None
        self._from = Offset()
        self._dragged = False
        self._shown = False

    def takes(self, event: events.Event) -> bool:
        """Follow the mouse, and take away what is selected with the next key or press of a button.

        Args:
            event: what happens in the terminal.

        Returns:
            Whether it belongs to a drag and means nothing to anybody else.
        """
        if event.is_forwarded:  # it comes back from the widget that it was for
            return False
        if isinstance(event, events.MouseDown):
            self._clear()
            self._begin(event)
        elif isinstance(event, events.Key):
            self._clear()
        elif isinstance(event, events.MouseMove) and self._region is not None:
            self._drag(event)
            return self._dragged
        elif isinstance(event, events.MouseUp) and self._region is not None:
            dragged, self._region = self._dragged, None
            if (
                dragged
                and (driver := self._driver) is not None
                and (text := driver.selected.strip("\n")).strip()
            ):
                self._copy(text)
            return dragged
        return False

    @property
    def _driver(self) -> Driver | None:
        return driver_of(self._app)

    def _begin(self, event: events.MouseDown) -> None:
        self._region, self._dragged, self._from = None, False, event.screen_offset
        try:
            widget, region = self._app.screen.get_widget_at(event.x, event.y)
        except NoWidget:
            return
        types = widget.check_consume_key("a", "a")  # a line to type in
        if event.button == _LEFT and not types and not isinstance(widget, ScrollBar):
            self._region = self._text_around(widget, region)

    def _text_around(self, widget: Widget, region: Region) -> Region | None:
        """The region that a drag stays in: what is within a dialog's border, else the widget's."""
        box = next((each for each in widget.ancestors_with_self if each.id == "box"), None)
        if isinstance(box, Widget):
            return box.content_region
        return None if widget is self._app.screen else region

    def _drag(self, event: events.MouseMove) -> None:
        region, driver = self._region, self._driver
        if region is None or driver is None or (not self._dragged and event.screen_offset == self._from):
            return
        self._dragged = self._shown = True
        places = (_within(place, region) for place in (self._from, event.screen_offset))
        first, last = sorted(places, key=lambda place: (place.y, place.x))
        driver.select(
            {
                y: (first.x if y == first.y else region.x, last.x + 1 if y == last.y else region.right)
                for y in range(first.y, last.y + 1)
            }
        )

    def _clear(self) -> None:
        if self._shown and self._driver is not None:
            self._driver.select({})
        self._shown = False


def _within(place: Offset, region: Region) -> Offset:
    """The place in a region that is nearest to another."""
    return (place - region.offset).clamp(region.width, region.height) + region.offset
