"""Strips that cost few bytes.

Textual writes every segment of a line as its full style, the text and a reset. With a background of our own
that is some 40 bytes a segment. Here a line is written as changes of style, with one reset at its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from rich.color import Color, ColorSystem, ColorType
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from flotui.ui.terminal.looks import FIXED


class _Look(NamedTuple):
    """What a terminal has to be told of a style."""

    attributes: frozenset[str]
    color: str
    background: str


_OFF: Final = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}
_BARE: Final = _Look(frozenset(), "", "")


def _codes(color: Color | None, system: ColorSystem, foreground: bool) -> str:
    """The SGR parameters of a colour; none for the terminal's default."""
    if color is None or color.type is ColorType.DEFAULT:
        return ""
    if system is ColorSystem.TRUECOLOR and color.triplet is not None:
        number = FIXED.get(color.triplet)
        if number is not None:
            return f"{38 if foreground else 48};5;{number}"
    return ";".join(color.downgrade(system).get_ansi_codes(foreground))


@lru_cache(maxsize=1024)
def _look(style: Style | None, system: ColorSystem) -> _Look:
    """A style as SGR parameters."""
    if style is None:
        return _BARE
    on = {
        "1": style.bold,
        "2": style.dim,
        "3": style.italic,
        "4": style.underline,
        "5": style.blink,
        "7": style.reverse,
        "9": style.strike,
    }
    return _Look(
        frozenset(code for code, wanted in on.items() if wanted),
        _codes(style.color, system, True),
        _codes(style.bgcolor, system, False),
    )


@lru_cache(maxsize=4096)
def _change(before: Style | None, after: Style | None, system: ColorSystem) -> str:
    """The shortest sequence that takes the terminal from one style to another.

    Args:
        before: The style it is in; None for no style.
        after: The style wanted.
        system: What colours it knows.
    """
    was, now = _look(before, system), _look(after, system)
    if was == now:
        return ""
    whole = [*sorted(now.attributes), now.color, now.background]
    if was == _BARE:
        return f"\x1b[{';'.join(filter(None, whole))}m"
    afresh = "\x1b[" + ";".join(filter(None, ["0", *whole])) + "m" if now != _BARE else "\x1b[m"
    off = {_OFF[code] for code in was.attributes - now.attributes}
    kept = {code for code in was.attributes & now.attributes if _OFF[code] not in off}
    steps = [*sorted(off), *sorted(now.attributes - kept)]
    if was.color != now.color:
        steps.append(now.color or "39")
    if was.background != now.background:
        steps.append(now.background or "49")
    return min(f"\x1b[{';'.join(steps)}m", afresh, key=len)


class LeanStrip(Strip):
    """A strip that is written with as few bytes as it can be."""

    __slots__ = ()

    def render(self, console: Console) -> str:
        """The sequences that draw it.

        Args:
            console: The console it is for, which knows the terminal's colours.
        """
        if self._render_cache is None:
            system = console._color_system or ColorSystem.TRUECOLOR
            parts: list[str] = []
            style: Style | None = None
            for text, wanted, _ in self._segments:
                parts.append(_change(style, wanted, system))
                parts.append(text)
                style = wanted
            parts.append(_change(style, None, system))
            self._render_cache = "".join(parts)
        return self._render_cache


def lean(pieces: Iterable[tuple[str, Style]], cells: int) -> LeanStrip:
    """A strip of text in styles, with what can be joined joined.

    Args:
        pieces: The text and its style, left to right.
        cells: How wide they are in all.
    """
    merged: list[tuple[str, Style]] = []
    for text, style in pieces:
        if not text:
            continue
        if merged and (
            merged[-1][1] == style or (text.isspace() and _alike_when_blank(merged[-1][1], style))
        ):
            merged[-1] = (merged[-1][0] + text, merged[-1][1])
        else:
            merged.append((text, style))
    return LeanStrip([Segment(text, style) for text, style in merged], cells)


@lru_cache(maxsize=1024)
def _alike_when_blank(first: Style, second: Style) -> bool:
    """Whether a space looks the same in both styles."""
    drawn = (first.underline, first.reverse, first.strike), (second.underline, second.reverse, second.strike)
    return drawn[0] == drawn[1] and first.bgcolor == second.bgcolor and not first.reverse
