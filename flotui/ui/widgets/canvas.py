# SPDX-License-Identifier: MIT
"""A widget of lines, each drawn for itself and sent only when it looks different."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self, TypedDict, Unpack

from textual import events
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from flotui.ui.widgets.tones import Toned


class WidgetOptions(TypedDict, total=False):
    """What every widget can be given."""

    name: str | None
    """The widget's name."""
    id: str | None
    """The widget's id."""
    classes: str | None
    """Its CSS classes."""
    disabled: bool
    """Whether it takes no keys."""


class ScrolledLines(Toned, ScrollView, can_focus=True, inherit_bindings=False):
    """Lines that are kept as they were drawn. Subclasses say how one is drawn, and when it has to be again."""

    ALLOW_SELECT = False

    def __init__(
        self,
        **options: Unpack[WidgetOptions],
    ) -> None:
        """Make an empty one.

        Args:
            options: as for Textual's Widget.
        """
        super().__init__(**options)
        self._extent = (0, 0)
        self._lines: list[Strip | None] = []

    # -- What subclasses say ----------------------------------------------------------------------

    def _draw(self, y: int) -> Strip:
        """Draw a line.

        Args:
            y: Which, from the top.
        """
        raise NotImplementedError

    def _lay_out(self) -> None:
        """Work out where things are in a line: its width or the palette is another one."""

    def _fitted(self) -> None:
        """Fit what is shown into another height. Nothing may be painted here."""

    # -- Drawing ----------------------------------------------------------------------------------

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """As the base class, but a repaint of everything draws everything again.

        Args:
            regions: What to repaint; everything when none is given.
            repaint: Whether to repaint.
            layout: Whether to lay the screen out again.
            recompose: Whether to compose again.
        """
        if repaint and not regions:
            self._lines = [None] * len(self._lines)
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self

    def palette_changed(self) -> None:
        """Another theme: nothing that was drawn is of use."""
        if self._extent[1]:
            self._lay_out()
            self._lines = [None] * len(self._lines)

    def notify_style_update(self) -> None:
        """The style sheets were applied again."""
        super().notify_style_update()
        if self.is_mounted and self._extent[1]:
            before = self._palette
            if self.palette is not before:
                self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines that the compositor asks for.

        Without border or padding they are ours as they are; Textual's way would make plain strips of them,
        which take three times the bytes.

        Args:
            crop: The part of the widget to draw.
        """
        if self.gutter:
            return super().render_lines(crop)
        self._fit()
        lines = [self.render_line(y) for y in crop.line_range]
        if crop.x or crop.width != self._extent[0]:
            return [line.crop(crop.x, crop.right) for line in lines]
        return lines

    def render_line(self, y: int) -> Strip:
        """A line of the screen.

        Args:
            y: Which, from the top.
        """
        self._fit()
        if not 0 <= y < len(self._lines):
            return Strip.blank(self._extent[0], self.palette.style())
        line = self._lines[y]
        if line is None:
            self._lines[y] = line = self._draw(y)
        return line

    def _fit(self) -> None:
        """Fit the size, if it changed."""
        _ = self.palette
        size = self.size
        if (size.width, size.height) != self._extent:
            self._extent = (size.width, size.height)
            self._lay_out()
            self._lines = [None] * size.height
            self._fitted()

    def _redraw(self, lines: Iterable[int] | None = None) -> None:
        """Draw lines again, and have those repainted that look different.

        Args:
            lines: Which; all of them when not given.
        """
        if not self.is_mounted or not self._extent[1]:
            return
        _ = self.palette
        width = self._extent[0]
        changed: list[Region] = []
        for y in range(len(self._lines)) if lines is None else lines:
            if 0 <= y < len(self._lines):
                old, new = self._lines[y], self._draw(y)
                if new is not old and (old is None or new != old):
                    self._lines[y] = new
                    changed.append(Region(0, y, width, 1))
        if changed:
            self.refresh(*changed)

    # -- Focus ------------------------------------------------------------------------------------

    def on_focus(self, event: events.Focus) -> None:
        """Take the focus. The base class would repaint all lines for it, which differ in one.

        Args:
            event: The event.
        """
        event.prevent_default()
        self.has_focus = True
        if self.parent is not None:
            self.parent.post_message(events.DescendantFocus(self))

    def on_blur(self, event: events.Blur) -> None:
        """Give the focus up, in the same way.

        Args:
            event: The event.
        """
        event.prevent_default()
        self.has_focus = False
        if self.parent is not None:
            self.parent.post_message(events.DescendantBlur(self))
