# SPDX-License-Identifier: MIT
"""From tones to styles: what a meaning looks like in the theme of the day.

Resolved once for each theme, from the theme's variables rather than from component classes: every component
class of every widget is matched against all style sheets at each change of focus, and there are a dozen of
tones in most of our widgets. `roles` gives every theme its `tone-…` and `cursor-…`.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final, Literal

import msgspec
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.widget import Widget

from flotui.resources.text import Tone

Ground = Literal["plain", "cursor", "blurred"]
"""What a text is on: the widget's background, the row under the cursor, or that row without focus."""

_VARIABLE: Final[dict[str, str]] = {"header": "tone-dim", "mark": "tone-accent"}
"""The theme variable of what isn't called as its tone."""
_FAINT: Final = frozenset({"dim", "line", "header"})
"""What the terminal dims, where it has no colour for it."""


class _PaletteKey(msgspec.Struct, frozen=True):
    """What a palette depends on."""

    theme: str
    ansi: bool
    background: Color
    foreground: Color
    filters: tuple[Hashable, ...]


class Palette:
    """The styles of one widget in one theme."""

    def __init__(self, widget: Widget, key: _PaletteKey) -> None:
        """Start from a widget.

        Args:
            widget: Whose background and filters count.
            key: What it depends on, to tell when it is out of date.
        """
        self.key = key
        self._variables = widget.app.theme_variables
        self._filters = widget.app.get_line_filters()
        self._colourless = widget.app.no_color
        self._styles: dict[tuple[str, Ground], Style] = {}

    def style(self, tone: Tone | Literal["header", "mark"] = "plain", ground: Ground = "plain") -> Style:
        """What a tone looks like.

        Args:
            tone: The meaning; also `header`, a table's headings, and `mark`, the bar at the cursor's row.
            ground: What it is on.
        """
        try:
            return self._styles[tone, ground]
        except KeyError:
            self._styles[tone, ground] = found = self._filtered(self._resolve(tone, ground))
            return found

    def _variable(self, name: str) -> Color | None:
        """A theme variable that is a colour; None in an app without our themes."""
        value = self._variables.get(name)
        return None if value is None else Color.parse(value)

    def _resolve(self, tone: str, ground: Ground) -> Style:
        """Work a style out."""
        background, reverse = self._ground(ground)
        if reverse:  # on a reversed row colours would become paint: only what is bold stays
            return Style(reverse=True, bold=tone == "strong" or None)
        away = tone == "mark" and ground == "blurred"
        color = None
        if tone not in ("plain", "strong"):
            color = self._variable("tone-dim" if away else _VARIABLE.get(tone, f"tone-{tone}"))
        if color is None:
            color = self.key.foreground
        faint = False
        if color.ansi is not None:
            faint = color.a < 1 or (color.ansi == -1 and (away or tone in _FAINT))
        else:
            color = background + color
        bold = tone in {"strong", "header"} or (self._colourless and tone == "accent")
        return Style.from_color(color.rich_color, background.rich_color) + Style(
            bold=bold or None, dim=faint or None
        )

    def _ground(self, ground: Ground) -> tuple[Color, bool]:
        """The background of a kind of row, and whether it is shown by reversing instead."""
        background = self.key.background
        if ground == "plain":
            return background, False
        if self.key.ansi:
            return background, ground == "cursor"
        color = self._variable("cursor-background" if ground == "cursor" else "cursor-blurred-background")
        return (background if color is None else background + color), False

    def _filtered(self, style: Style) -> Style:
        """The style as the app's filters (no colour, say) leave it."""
        segments = [Segment("x", style)]
        for filter in self._filters:
            segments = filter.apply(segments, self.key.background)
        return segments[0].style or Style.null()


class Toned:
    """Gives a widget a palette that follows the theme; put it before the widget class."""

    _palette: Palette | None = None
    _palette_fresh = False

    @property
    def palette(self) -> Palette:
        """The widget's styles in the theme of the day."""
        if self._palette is not None and self._palette_fresh:
            return self._palette
        assert isinstance(self, Widget)
        app = self.app
        _, _, background, foreground = self.colors
        key = _PaletteKey(
            app.theme,
            app.native_ansi_color,
            background,
            foreground,
            tuple(app.get_line_filters()),
        )
        if self._palette is None or self._palette.key != key:
            self._palette, self._palette_fresh = Palette(self, key), True
            self.palette_changed()
        self._palette_fresh = True
        return self._palette

    def palette_changed(self) -> None:
        """Forget what was drawn in the old styles."""

    def notify_style_update(self) -> None:
        """The style sheets were applied again: look the palette over before the next use."""
        self._palette_fresh = False
        parent: Any = super()
        parent.notify_style_update()
