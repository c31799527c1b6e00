# SPDX-License-Identifier: MIT
"""What each colour is for: the one place that gives the roles their colours, in every theme there is.

Ours are written down. For a theme of somebody else they are worked out from its colours, and lightened or darkened until
they can be read on each ground that text stands on. The terminal's own sixteen have no shades: there a ground is the
terminal's own, and the row under the cursor is reversed.
"""

from __future__ import annotations

from typing import Final

import msgspec
from textual.color import Color

READABLE: Final = 4.5
"""The contrast that text has to have with its ground (WCAG 2)."""
VISIBLE: Final = 3.0
"""The contrast that a line has to have, which isn't read."""
_STEP: Final = 0.04


class Roles(msgspec.Struct, frozen=True):
    """The colours of a theme by what they are for."""

    ground: str
    """The background of everything."""
    raised: str
    """The background of fields and buttons."""
    field: str
    """The field or button that has the keys."""
    cursor: str
    """The row under the cursor."""
    blurred: str
    """The background of the cursor's row in a list that doesn't have the keys."""
    text: str
    """Ordinary text."""
    dim: str
    """Labels, ids, units, what is known anyway."""
    line: str
    """Rules, frames, the empty part of a gauge."""
    accent: str
    """Where one is: the active tab, the title rule, keys, marks; nothing else."""
    data: str
    """Bars, sparklines, gauges: pictures, which are seen and not read."""
    tag: str
    """Tags and labels."""
    good: str
    """Done, active, online; always with its sign."""
    warn: str
    """Soon, low, a note; always with `!`."""
    danger: str
    """Failed, can't be undone; always with `✗` or a word."""

    @property
    def texts(self) -> dict[str, str]:
        """All colours that text is drawn in, by role: each is checked against every background."""
        names = ("text", "dim", "accent", "tag", "good", "warn", "danger")
        return {name: getattr(self, name) for name in names}


DARK: Final = Roles(
    ground="#121212",
    raised="#1c1c1c",
    field="#303030",
    cursor="#3a3a3a",
    blurred="#262626",
    text="#dadada",
    dim="#a8a8a8",
    line="#6c6c6c",
    accent="#5fafd7",
    data="#5f87af",
    tag="#afafd7",
    good="#87af87",
    warn="#d7af5f",
    danger="#ff8787",
)
LIGHT: Final = Roles(
    ground="#eeeeee",
    raised="#e4e4e4",
    field="#d0d0d0",
    cursor="#d7d7ff",
    blurred="#dadada",
    text="#262626",
    dim="#585858",
    line="#808080",
    accent="#005f87",
    data="#005faf",
    tag="#5f00d7",
    good="#005f00",
    warn="#7a4a00",
    danger="#af0000",
)
"""All but one of the fixed part of the 256-colour palette: they look the same over SSH, where `COLORTERM` is lost,
and are sent in half the bytes."""


def contrast(first: Color, second: Color) -> float:
    """How much two colours differ in luminance, from 1 to 21 (WCAG 2).

    Args:
        first: a colour without transparency.
        second: another.
    """
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def legible(color: Color, grounds: tuple[Color, ...], least: float) -> Color:
    """A colour lightened or darkened, as little as possible, until it can be told from all of some grounds.

    Args:
        color: the colour.
        grounds: what it is on.
        least: the contrast it has to have with each.
    """
    found = color
    ends = [Color(0, 0, 0), Color(255, 255, 255)]
    end = max(ends, key=lambda each: min(contrast(each, ground) for ground in grounds))
    share = 0.0
    while share < 1.0 and min(contrast(found, ground) for ground in grounds) < least:
        share = min(1.0, share + _STEP)
        found = color.blend(end, share, 1.0)
    return found


def derived(colors: dict[str, str]) -> Roles:
    """The roles of a theme that isn't ours.

    Args:
        colors: what the theme says of `background`, `foreground`, `primary`, `secondary`, `accent`, `success`, `warning`
            and `error`.
    """
    given = {name: _solid(colors[name]) for name in _SAID}
    ground, text = given["background"], given["foreground"]
    grounds = (
        ground,
        ground.blend(text, 0.05, 1.0),
        ground.blend(text, 0.12, 1.0),
        ground.blend(given["primary"], 0.18, 1.0),
        ground.blend(text, 0.08, 1.0),
    )

    def read(color: Color) -> str:
        return legible(color, grounds, READABLE).hex6

    base, raised, field, cursor, blurred = (each.hex6 for each in grounds)
    return Roles(
        base,
        raised,
        field,
        cursor,
        blurred,
        text=read(text),
        dim=read(text.blend(ground, 0.35, 1.0)),
        line=legible(ground.blend(text, 0.35, 1.0), grounds[:2], VISIBLE).hex6,
        accent=read(given["accent"]),
        data=legible(legible(given["primary"], grounds[:1], READABLE), grounds, VISIBLE).hex6,
        tag=read(given["secondary"]),
        good=read(given["success"]),
        warn=read(given["warning"]),
        danger=read(given["error"]),
    )


_SAID: Final = ("background", "foreground", "primary", "secondary", "accent", "success", "warning", "error")


def variables(roles: Roles) -> dict[str, str]:
    """The variables of style sheets and palettes, Textual's own among them, in these colours.

    Args:
        roles: the colours.
    """
    r = roles
    return {
        "foreground": r.text,
        "background": r.ground,
        "surface": r.ground,
        "panel": r.raised,
        "boost": r.raised,
        "primary": r.accent,
        "accent": r.accent,
        "success": r.good,
        "warning": r.warn,
        "error": r.danger,
        "text": r.text,
        "text-muted": r.dim,
        "text-disabled": r.dim,
        "text-primary": r.accent,
        "text-secondary": r.tag,
        "text-accent": r.accent,
        "text-success": r.good,
        "text-warning": r.warn,
        "text-error": r.danger,
        "foreground-muted": r.dim,
        "foreground-disabled": r.dim,
        "border": r.accent,
        "border-blurred": r.line,
        "block-cursor-foreground": r.text,
        "block-cursor-background": r.cursor,
        "block-cursor-text-style": "none",
        "block-cursor-blurred-foreground": r.text,
        "block-cursor-blurred-background": r.blurred,
        "block-hover-background": r.blurred,
        "input-cursor-foreground": r.ground,
        "input-cursor-background": r.text,
        "input-cursor-text-style": "none",
        "input-selection-background": r.accent,
        "input-selection-foreground": r.ground,
        "footer-foreground": r.dim,
        "footer-background": r.ground,
        "footer-key-foreground": r.accent,
        "footer-description-foreground": r.dim,
        "scrollbar": r.line,
        "scrollbar-hover": r.dim,
        "scrollbar-active": r.accent,
        "scrollbar-background": r.ground,
        "scrollbar-background-hover": r.ground,
        "scrollbar-background-active": r.ground,
        "scrollbar-corner-color": r.ground,
        "button-foreground": r.text,
        "button-color-foreground": r.ground,
        "raised": r.raised,
        "field": r.field,
        "cursor-background": r.cursor,
        "cursor-blurred-background": r.blurred,
        "tone-line": r.line,
        "tone-data": r.data,
        **{f"tone-{name}": color for name, color in r.texts.items()},
    }


TERMINALS_OWN: Final = {
    "primary": "ansi_cyan",
    "secondary": "ansi_blue",
    "accent": "ansi_cyan",
    "warning": "ansi_yellow",
    "error": "ansi_red",
    "success": "ansi_green",
    "foreground": "ansi_default",
    "background": "ansi_default",
    "surface": "ansi_default",
    "panel": "ansi_default",
    "boost": "ansi_default",
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
    "text": "ansi_default",
    "text-muted": "ansi_default",
    "text-disabled": "ansi_default",
    "text-primary": "ansi_cyan",
    "text-secondary": "ansi_magenta",
    "text-accent": "ansi_cyan",
    "text-success": "ansi_green",
    "text-warning": "ansi_yellow",
    "text-error": "ansi_red",
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
    "screen-selection-background": "ansi_cyan",
    "screen-selection-foreground": "ansi_black",
    "raised": "ansi_default",
    "field": "ansi_default",
    "tone-text": "ansi_default",
    "tone-dim": "ansi_default",
    "tone-line": "ansi_default",
    "tone-accent": "ansi_cyan",
    "tone-data": "ansi_blue",
    "tone-tag": "ansi_magenta",
    "tone-good": "ansi_green",
    "tone-warn": "ansi_yellow",
    "tone-danger": "ansi_red",
}
"""The same variables in the terminal's own sixteen; what is dim is dimmed by the terminal."""


def _solid(color: str) -> Color:
    return Color.parse(color).with_alpha(1.0)


def _luminance(color: Color) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
