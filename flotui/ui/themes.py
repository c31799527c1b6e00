# SPDX-License-Identifier: MIT
"""The themes: ours, Textual's in colours that can be read, and those that leave all colours to the terminal.

What is what colour is `roles`' to say, and worked out for the theme in use alone.
"""

from __future__ import annotations

from dataclasses import fields

from textual.app import App
from textual.design import ColorSystem
from textual.theme import Theme

from flotui.config.themes import DARK, LIGHT, TERMINAL
from flotui.ui import roles

__all__ = ["DARK", "LIGHT", "TERMINAL", "register", "themes"]


class _System(ColorSystem):
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
        found.__class__ = _System
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
    said = {each.name: getattr(theme, each.name) for each in fields(theme)}
    return _Readable(**{**said, "variables": {}})


def themes() -> tuple[Theme, ...]:
    """Our themes, the default first."""
    return (
        _own(DARK, True, roles.DARK),
        _own(LIGHT, False, roles.LIGHT),
        _Readable(name=TERMINAL, primary="ansi_cyan", ansi=True),
    )


def register(app: App[int]) -> None:
    """Make our themes known to an app, and Textual's in colours that can be read.

    Args:
        app: The app; its `theme` stays as it is.
    """
    for theme in (*map(_readable, app.available_themes.values()), *themes()):
        app.register_theme(theme)
    app.stylesheet.set_variables(app.get_css_variables())  # the one in use may be among those replaced
