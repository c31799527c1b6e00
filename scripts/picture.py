# SPDX-License-Identifier: MIT
"""Draw what a terminal shows as SVG: one picture, or a film of several.

Each run of cells that isn't blank is placed by itself, so that neither the direction of a script nor the width of a
font moves what stands beside it. Blocks and lines are drawn as shapes: fonts leave gaps between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple, TypeVar

import pyte

CELL, LINE, SIZE = 8.4, 17.0, 14
"""Width and height of a cell, and of its letters, in units of the picture."""
MARGIN = 16.0
GROUND, TEXT = "#121212", "#dadada"
FONTS = "DejaVu Sans Mono, Noto Sans Mono CJK SC, Menlo, Consolas, monospace"

_NAMED = {
    "black": "#121212",
    "red": "#ff8787",
    "green": "#87af87",
    "brown": "#d7af5f",
    "blue": "#5f87af",
    "magenta": "#afafd7",
    "cyan": "#5fafd7",
    "white": "#dadada",
}
_LOWER = "▁▂▃▄▅▆▇█"
_LEFT = "▏▎▍▌▋▊▉█"
_LINES = {"─": "h", "━": "H", "│": "v", "┃": "V"}


class Look(NamedTuple):
    """How a cell is drawn."""

    text: str
    ground: str
    bold: bool
    italic: bool
    underlined: bool


ValueT = TypeVar("ValueT")
Cells = tuple[tuple[str, Look], ...]
"""A line: each cell's character and look. The cell after a wide character is empty."""


class Frame(NamedTuple):
    """What the terminal showed from a moment on."""

    at: float
    """Seconds since the beginning."""
    lines: tuple[Cells, ...]


def frame(screen: pyte.Screen, at: float = 0.0) -> Frame:
    """What a screen shows.

    Args:
        screen: pyte's.
        at: seconds since the beginning.
    """
    rows = (
        tuple((each.data, _look(each)) for each in (screen.buffer[y][x] for x in range(screen.columns)))
        for y in range(screen.lines)
    )
    return Frame(at, tuple(rows))


def still(shown: Frame, title: str) -> str:
    """A picture of what was shown.

    Args:
        shown: what.
        title: said in the window's frame, and to whoever can't see the picture.
    """
    body = "\n".join(
        f'<g transform="translate(0 {y * LINE:g})">{drawn}</g>'
        for y, line in enumerate(shown.lines)
        if (drawn := _line(line))
    )
    return _window(shown, title, body)


def film(frames: Sequence[Frame], title: str, last: float = 3.0) -> str:
    """A film that plays by itself, again and again.

    Args:
        frames: what was shown, oldest first.
        title: said in the window's frame, and to whoever can't see the picture.
        last: how many seconds the last frame stays.
    """
    lines: dict[Cells, int] = {}
    length = frames[-1].at + last
    parts, styles = [], []
    for number, shown in enumerate(frames):
        uses = []
        for y, line in enumerate(shown.lines):
            if any(char.strip() or look.ground != GROUND for char, look in line):
                uses.append(f'<use href="#l{lines.setdefault(line, len(lines))}" y="{y * LINE:g}"/>')
        begins, ends = shown.at, frames[number + 1].at if number + 1 < len(frames) else length
        parts.append(f'<g class="f" style="animation-name:f{number}">{"".join(uses)}</g>')
        styles.append(_shows(number, 100 * begins / length, 100 * ends / length))
    defined = "".join(f'<g id="l{number}">{_line(line)}</g>' for line, number in lines.items())
    style = f".f{{visibility:hidden;animation:{length:g}s step-end infinite}}{''.join(styles)}"
    return _window(frames[0], title, f"<defs>{defined}</defs><style>{style}</style>" + "\n".join(parts))


def _shows(number: int, begins: float, ends: float) -> str:
    first = "" if begins == 0 else "0%{visibility:hidden}"
    return (
        f"@keyframes f{number}{{{first}{begins:.3f}%{{visibility:visible}}"
        + (f"{ends:.3f}%{{visibility:hidden}}" if ends < 100 else "")
        + "}"
    )


def _window(shown: Frame, title: str, body: str) -> str:
    columns, lines = len(shown.lines[0]), len(shown.lines)
    width, height, head = columns * CELL + 2 * MARGIN, lines * LINE + 2 * MARGIN, 24.0
    buttons = "".join(
        f'<circle cx="{18 + 18 * number}" cy="18" r="5.5" fill="{colour}"/>'
        for number, colour in enumerate(("#ff8787", "#d7af5f", "#87af87"))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height + head:g}" role="img">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="100%" height="100%" rx="8" fill="{GROUND}" stroke="#444"/>{buttons}\n'
        f'<text x="50%" y="22" fill="#a8a8a8" text-anchor="middle" font-family="{FONTS}" font-size="13">'
        f"{escape(title)}</text>\n"
        f'<g transform="translate({MARGIN:g} {MARGIN + head:g})" font-family="{FONTS}" font-size="{SIZE}"'
        f' xml:space="preserve">\n{body}\n</g>\n</svg>\n'
    )


def _line(cells: Cells) -> str:
    """A line's grounds, then its shapes and words."""
    return "".join((*_grounds(cells), *_shapes(cells), *_words(cells)))


def _grounds(cells: Cells) -> Iterable[str]:
    for start, stop, look in _runs([look.ground for _, look in cells]):
        if look != GROUND:
            yield _rect(start * CELL, 0, (stop - start) * CELL, LINE, look)


def _shapes(cells: Cells) -> Iterable[str]:
    """Blocks and lines, as shapes; also the lines under blanks, which are where something is typed."""
    for start, stop, colour in _runs(
        [cell[1].text if cell[1].underlined and not cell[0].strip() else "" for cell in cells]
    ):
        if colour:
            yield _rect(start * CELL, LINE * 0.86, (stop - start) * CELL, 1.0, colour)
    kinds = [(char, look.text) if _is_shape(char) else ("", "") for char, look in cells]
    for start, stop, (char, colour) in _runs(kinds):
        if not char:
            continue
        x, wide = start * CELL, (stop - start) * CELL
        if kind := _LINES.get(char):
            thick = 2.0 if kind.isupper() else 1.0
            if kind in "hH":
                yield _rect(x, (LINE - thick) / 2, wide, thick, colour)
            else:
                yield _rect(x + (CELL - thick) / 2, 0, thick, LINE, colour)
        elif char == "█":
            yield _rect(x, 0, wide, LINE, colour)
        elif char == "▕":
            yield from (_rect((at + 7 / 8) * CELL, 0, CELL / 8, LINE, colour) for at in range(start, stop))
        elif char in _LOWER:
            high = LINE * (_LOWER.index(char) + 1) / 8
            yield from (_rect(at * CELL, LINE - high, CELL, high, colour) for at in range(start, stop))
        else:
            share = (_LEFT.index(char) + 1) / 8
            yield from (_rect(at * CELL, 0, CELL * share, LINE, colour) for at in range(start, stop))


def _words(cells: Cells) -> Iterable[str]:
    """The letters, a text for each run of cells that isn't blank."""
    looks = [None if not char.strip() or _is_shape(char) else look for char, look in cells]
    for at, (char, _) in enumerate(cells):
        if not char and at:  # the second cell of a wide character
            looks[at] = looks[at - 1]
    for start, stop, look in _runs(looks):
        if look is None:
            continue
        said = "".join(char for char, _ in cells[start:stop])
        marks = (
            (' font-weight="bold"' if look.bold else "")
            + (' font-style="italic"' if look.italic else "")
            + (' text-decoration="underline"' if look.underlined else "")
        )
        yield (
            f'<text x="{start * CELL:g}" y="{LINE * 0.76:g}" textLength="{(stop - start) * CELL:g}"'
            f' lengthAdjust="spacingAndGlyphs" fill="{look.text}"{marks}>{escape(said)}</text>'
        )


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{colour}"/>'


def _is_shape(char: str) -> bool:
    return bool(char) and (char in _LINES or char in _LOWER or char in _LEFT or char == "▕")


def _runs(values: Sequence[ValueT]) -> Iterable[tuple[int, int, ValueT]]:
    """Where equal values stand beside each other: from, to, and the value."""
    start = 0
    for at in range(1, len(values) + 1):
        if at == len(values) or values[at] != values[start]:
            yield start, at, values[start]
            start = at


def _look(char: pyte.screens.Char) -> Look:
    text, ground = _colour(char.fg, TEXT), _colour(char.bg, GROUND)
    if char.reverse:
        text, ground = ground, text
    return Look(text, ground, char.bold, char.italics, char.underscore)


def _colour(name: str, default: str) -> str:
    if name == "default":
        return default
    return (
        f"#{name}"
        if re.fullmatch("[0-9a-fA-F]{6}", name)
        else _NAMED.get(name.removeprefix("bright"), default)
    )
