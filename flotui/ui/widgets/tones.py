# SPDX-License-Identifier: MIT
"""From tones to styles: what a meaning looks like in the theme of the day.

Resolved once for each theme, from the theme's variables rather than from component classes: every component
class of every widget is matched against all style sheets at each change of focus, and there are a dozen of
tones in most of our widgets. Our themes define `tone-…`, `cursor-…` and `header-…`; for a theme of somebody
else they are worked out from the variables every theme has.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any, Final, Literal

import msgspec
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.widget import Widget

from flotui.resources.text import Tone

Ground = Literal["plain", "cursor", "blurred"]
"""What a text is on: the widget's background, the row under the cursor, or that row without focus."""

_AUTOMATIC: Final = re.compile(r"auto(?:\s+(\d+(?:\.\d+)?)%)?")
_FALLBACK: Final[dict[str, tuple[str, ...]]] = {
    "dim": ("tone-dim", "text-muted"),
    "accent": ("tone-accent", "text-accent", "accent"),
    "good": ("tone-good", "text-success", "success"),
    "warn": ("tone-warn", "text-warning", "warning"),
    "danger": ("tone-danger", "text-error", "error"),
    "tag1": ("tone-tag1", "text-primary", "primary"),
    "tag2": ("tone-tag2", "text-secondary", "secondary"),
    "tag3": ("tone-tag3", "text-success", "success"),
    "tag4": ("tone-tag4", "text-warning", "warning"),
    "header": ("header-foreground", "text-muted"),
    "mark": ("cursor-mark", "text-accent", "accent"),
}


class _Key(msgspec.Struct, frozen=True):
    """What a palette depends on."""

    theme: str
    ansi: bool
    background: Color
    foreground: Color
    filters: tuple[Hashable, ...]


class Palette:
    """The styles of one widget in one theme."""

    def __init__(self, widget: Widget, key: _Key) -> None:
        """Start from a widget.

        Args:
            widget: Whose background and filters count.
            key: What it depends on, to tell when it is out of date.
        """
        self.key = key
        self._variables = widget.app.theme_variables
        self._filters = widget.app.get_line_filters()
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

    def _variable(self, *names: str) -> Color | None:
        """The first of some theme variables that is a colour."""
        for name in names:
            if value := self._variables.get(name):
                if automatic := _AUTOMATIC.fullmatch(value):  # a share of what contrasts most
                    return Color.automatic(float(automatic[1] or 100))
                try:
                    return Color.parse(value)
                except ColorParseError:
                    continue
        return None

    def _resolve(self, tone: str, ground: Ground) -> Style:
        """Work a style out."""
        background, reverse = self._ground(ground)
        if reverse:  # on a reversed row colours would become paint: only what is bold stays
            return Style(reverse=True, bold=tone == "strong" or None)
        color: Color | None = None
        dim = False
        if tone in _FALLBACK and not (tone == "mark" and ground == "blurred"):
            color = self._variable(*_FALLBACK[tone])
        elif tone == "mark":
            color = self._variable(*_FALLBACK["dim"])
        if color is None:
            color = self.key.foreground
        if color.auto:
            color = background.get_contrast_text(color.a)
        if color.ansi is not None:
            faint = tone in {"dim", "header"} or (tone == "mark" and ground == "blurred")
            dim = color.a < 1 or (faint and color.ansi == -1)
        else:
            color = background + color
        return Style.from_color(color.rich_color, background.rich_color) + Style(
            bold=True if tone in {"strong", "header"} else None, dim=True if dim else None
        )

    def _ground(self, ground: Ground) -> tuple[Color, bool]:
        """The background of a kind of row, and whether it is shown by reversing instead."""
        background = self.key.background
        if ground == "plain":
            return background, False
        name = "cursor-background" if ground == "cursor" else "cursor-blurred-background"
        if self.key.ansi:
            return background, ground == "cursor"
        color = self._variable(name)
        if color is None:
            accent = self._variable("primary") or self.key.foreground
            color = background.blend(accent, 0.3 if ground == "cursor" else 0.14, 1.0)
        return background + color, False

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
        key = _Key(
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
