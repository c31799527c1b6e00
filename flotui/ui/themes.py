# SPDX-License-Identifier: MIT
"""The themes: ours, Textual's in colours that can be read, and those that leave all colours to the terminal.

What is what colour is `roles`' to say, and worked out for the theme in use alone.
"""

from __future__ import annotations

from dataclasses import fields
from typing import ClassVar, TypeVar

from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.design import ColorSystem
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import Theme

from flotui.config.themes import DARK, LIGHT, TERMINAL
from flotui.text.glyphs import use_ascii
from flotui.ui import roles

__all__ = ["DARK", "LIGHT", "TERMINAL", "KeepsColours", "StyleSheets", "draw_in_ascii", "register", "themes"]

Result = TypeVar("Result")


class _WholeCells(ScrollBarRender):
    """A bar that begins and ends with a whole cell: in ASCII a part of one would be a sign on the bar's ground."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]


def draw_in_ascii(on: bool) -> None:
    """Have signs, pictures and the bars beside lists drawn in ASCII from now on, for fonts that have none of them.

    Args:
        on: whether.
    """
    use_ascii(on)
    ScrollBar.renderer = _WholeCells if on else ScrollBarRender


class KeepsColours(App[Result]):
    """An app that works the colours of its theme out once. Textual asks for them three times as an app begins."""

    _colours: tuple[Theme, dict[str, str]] | None = None

    def get_css_variables(self) -> dict[str, str]:
        """The variables of style sheets, by name; none until `register` has said in which theme the app begins."""
        if DARK not in self.available_themes:
            return {}
        theme = self.current_theme
        if self._colours is None or self._colours[0] is not theme:
            self._colours = theme, super().get_css_variables()
        return self._colours[1]


class StyleSheets(Stylesheet):
    """Style sheets that are read again only where a colour has changed.

    Textual reads all of them anew as the app begins to run, though the colours are the same, and once more what is
    mounted after that.
    """

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        """
        Args:
            variables: the colours, by the names that style sheets have for them.
        """
        super().__init__(variables=variables)
        self._read_with = variables
        self._outdated = False

    def set_variables(self, variables: dict[str, str]) -> None:
        """Have other colours, or keep what is read where they are no others."""
        if variables != self._read_with:
            self._read_with, self._outdated = variables, True
            super().set_variables(variables)

    def reparse(self) -> None:
        """Read again what was read in other colours."""
        if self._outdated:
            self._outdated = False
            super().reparse()


class _ThemeColours(ColorSystem):
    """A theme's colours with every role's variables in them."""

    def generate(self) -> dict[str, str]:
        """The variables of style sheets, by name."""
        found = super().generate()
        if self.ansi:
            return found | roles.TERMINALS_OWN
        return found | roles.variables(roles.derived(found))


class _Readable(Theme):
    """A theme of somebody else's whose colours are moved until they can be read; when it is used, not before."""

    def to_color_system(self) -> ColorSystem:
        """Its colours."""
        found = super().to_color_system()
        found.__class__ = _ThemeColours
        return found


def _own(name: str, dark: bool, colors: roles.Roles) -> Theme:
    """A theme of our own.

    Args:
        name: its name.
        dark: whether it is dark.
        colors: its colours by role.
    """
    return Theme(
        name=name,
        dark=dark,
        primary=colors.accent,
        secondary=colors.tag,
        accent=colors.accent,
        warning=colors.warn,
        error=colors.danger,
        success=colors.good,
        foreground=colors.text,
        background=colors.ground,
        surface=colors.ground,
        panel=colors.raised,
        boost=colors.raised,
        variables=roles.variables(colors),
    )


def _readable(theme: Theme) -> Theme:
    """A theme of Textual's in colours that can be read.

    Args:
        theme: the theme.
    """
    given = {each.name: getattr(theme, each.name) for each in fields(theme)}
    return _Readable(**{**given, "variables": {}})


def themes() -> tuple[Theme, ...]:
    """Our themes, the default first."""
    return (
        _own(DARK, True, roles.DARK),
        _own(LIGHT, False, roles.LIGHT),
        _Readable(name=TERMINAL, primary="ansi_cyan", ansi=True),
    )


def register(app: App[int], *wished: str) -> None:
    """Make our themes known to an app, and Textual's in colours that can be read.

    Args:
        app: the app, before it runs.
        wished: the first of these that there is becomes its theme; else that stays as it is.
    """
    for theme in (*map(_readable, app.available_themes.values()), *themes()):
        app.register_theme(theme)
    app.theme = next((each for each in wished if each in app.available_themes), app.theme)
    # What Textual began with knows no theme of ours.
    app.stylesheet = StyleSheets(variables=app.get_css_variables())
