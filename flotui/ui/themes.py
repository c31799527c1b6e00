# SPDX-License-Identifier: MIT
"""Our themes: a dark and a light one, and one that leaves all colours to the terminal.

The colours of the dark and the light one are, but for one, of the fixed part of the 256-colour palette. So
they look the same over SSH, where `COLORTERM` is lost, and are sent in half the bytes (see `strips.py`).
"""

from __future__ import annotations

from textual.app import App
from textual.theme import Theme

from flotui.config.themes import DARK, LIGHT, TERMINAL

__all__ = ["DARK", "LIGHT", "TERMINAL", "register", "themes"]


def _own(name: str, dark: bool, colors: dict[str, str]) -> Theme:
    """A theme of our own from a few colours.

    Args:
        name: Its name.
        dark: Whether it is dark.
        colors: `text`, `dim`, `ground`, `raised`, `line`, `accent`, `good`, `warn`, `danger`, `tag1` to
            `tag4`, `cursor` and `blurred` (the row under the cursor with and without focus).
    """
    c = colors
    return Theme(
        name=name,
        dark=dark,
        primary=c["accent"],
        secondary=c["tag2"],
        accent=c["accent"],
        warning=c["warn"],
        error=c["danger"],
        success=c["good"],
        foreground=c["text"],
        background=c["ground"],
        surface=c["ground"],
        panel=c["raised"],
        boost=c["raised"],
        variables={
            "text": c["text"],
            "text-muted": c["dim"],
            "text-disabled": c["dim"],
            "text-primary": c["accent"],
            "text-secondary": c["tag2"],
            "text-accent": c["accent"],
            "text-success": c["good"],
            "text-warning": c["warn"],
            "text-error": c["danger"],
            "foreground-muted": c["dim"],
            "foreground-disabled": c["dim"],
            "border": c["accent"],
            "border-blurred": c["line"],
            "block-cursor-foreground": c["text"],
            "block-cursor-background": c["cursor"],
            "block-cursor-text-style": "none",
            "block-cursor-blurred-foreground": c["text"],
            "block-cursor-blurred-background": c["blurred"],
            "block-hover-background": c["blurred"],
            "input-cursor-foreground": c["ground"],
            "input-cursor-background": c["text"],
            "input-selection-background": c["accent"],
            "input-selection-foreground": c["ground"],
            "footer-foreground": c["dim"],
            "footer-background": c["ground"],
            "footer-key-foreground": c["accent"],
            "footer-description-foreground": c["dim"],
            "scrollbar": c["line"],
            "scrollbar-hover": c["dim"],
            "scrollbar-active": c["accent"],
            "scrollbar-background": c["ground"],
            "scrollbar-background-hover": c["ground"],
            "scrollbar-background-active": c["ground"],
            "scrollbar-corner-color": c["ground"],
            "button-foreground": c["text"],
            "button-color-foreground": c["ground"],
            "tone-dim": c["dim"],
            "tone-accent": c["accent"],
            "tone-good": c["good"],
            "tone-warn": c["warn"],
            "tone-danger": c["danger"],
            "tone-tag1": c["tag1"],
            "tone-tag2": c["tag2"],
            "tone-tag3": c["tag3"],
            "tone-tag4": c["tag4"],
            "header-foreground": c["dim"],
            "cursor-mark": c["accent"],
            "cursor-background": c["cursor"],
            "cursor-blurred-background": c["blurred"],
        },
    )


def themes() -> tuple[Theme, ...]:
    """Our themes, the default first."""
    return (
        _own(
            DARK,
            True,
            {
                "ground": "#121212",
                "raised": "#1c1c1c",
                "line": "#4e4e4e",
                "text": "#dadada",
                "dim": "#a8a8a8",
                "accent": "#5fafd7",
                "good": "#87af87",
                "warn": "#d7af5f",
                "danger": "#ff8787",
                "tag1": "#87afd7",
                "tag2": "#d7afd7",
                "tag3": "#87d7af",
                "tag4": "#d7af87",
                "cursor": "#3a3a3a",
                "blurred": "#262626",
            },
        ),
        _own(
            LIGHT,
            False,
            {
                "ground": "#eeeeee",
                "raised": "#e4e4e4",
                "line": "#b2b2b2",
                "text": "#262626",
                "dim": "#585858",
                "accent": "#005f87",
                "good": "#005f00",
                "warn": "#7a4a00",
                "danger": "#af0000",
                "tag1": "#005faf",
                "tag2": "#870087",
                "tag3": "#005f5f",
                "tag4": "#5f5f00",
                "cursor": "#d7d7ff",
                "blurred": "#dadada",
            },
        ),
        Theme(
            name=TERMINAL,
            ansi=True,
            primary="ansi_cyan",
            secondary="ansi_blue",
            accent="ansi_cyan",
            warning="ansi_yellow",
            error="ansi_red",
            success="ansi_green",
            foreground="ansi_default",
            background="ansi_default",
            surface="ansi_default",
            panel="ansi_default",
            boost="ansi_default",
            variables={
                "ansi-background": "ansi_default",
                "ansi-foreground": "ansi_default",
                "text-muted": "ansi_default",
                "text-disabled": "ansi_default",
                "foreground-muted": "ansi_default",
                "border": "ansi_cyan",
                "border-blurred": "ansi_default",
                "block-cursor-foreground": "ansi_black",
                "block-cursor-background": "ansi_cyan",
                "block-cursor-text-style": "none",
                "block-cursor-blurred-foreground": "ansi_default",
                "block-cursor-blurred-background": "ansi_default",
                "input-selection-background": "ansi_cyan",
                "input-selection-foreground": "ansi_black",
                "footer-key-foreground": "ansi_cyan",
                "scrollbar": "ansi_cyan",
                "scrollbar-background": "ansi_default",
                "scrollbar-background-hover": "ansi_default",
                "scrollbar-background-active": "ansi_default",
                "tone-dim": "ansi_default",
                "tone-accent": "ansi_cyan",
                "tone-good": "ansi_green",
                "tone-warn": "ansi_yellow",
                "tone-danger": "ansi_red",
                "tone-tag1": "ansi_blue",
                "tone-tag2": "ansi_magenta",
                "tone-tag3": "ansi_green",
                "tone-tag4": "ansi_yellow",
                "header-foreground": "ansi_default",
                "cursor-mark": "ansi_cyan",
            },
        ),
    )


def register(app: App[int]) -> None:
    """Make our themes known to an app.

    Args:
        app: The app; its `theme` stays as it is.
    """
    for theme in themes():
        app.register_theme(theme)
