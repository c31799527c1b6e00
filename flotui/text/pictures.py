# SPDX-License-Identifier: MIT
"""Pictures that fit into a line of text: gauges, bars, sparklines, step lines. Each is one run in one tone.

Values are what a host sent, so anything may come: what is no number is drawn as not known, and what is out of
range as the end of the range.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from flotui.text.glyphs import glyph, is_ascii
from flotui.text.patterns import later

_EIGHTHS: Final = "▏▎▍▌▋▊▉█"
_HEIGHTS: Final = "▁▂▃▄▅▆▇█"
_PLAIN_HEIGHTS: Final = "_.-~=+*#"
_NOTHING: Final = "·"
_DRAWN: Final = later(rf"▕[ ·{_EIGHTHS}]*▏|\[[#:. ]*\]|(?=[#{_EIGHTHS}])[#█]*[:{_EIGHTHS}]? *")
LONGEST: Final = 500
"""How many cells a picture may have: no terminal is wider."""


def number(value: object) -> float | None:
    """The number that a value is, for drawing; None where it is none.

    Args:
        value: an int, a float, or a text that is one; NaN is none, infinity is.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value[:LONGEST] if isinstance(value, str) else value)
    except ValueError:
        return None
    except OverflowError:
        return math.inf if isinstance(value, int) and value > 0 else -math.inf
    return None if math.isnan(found) else found


def share(value: object, most: object) -> float | None:
    """How much of a whole a value is, from 0 to 1; None where either isn't known.

    Args:
        value: the part.
        most: the whole; nothing is all of a whole below or equal to 0.
    """
    part, whole = number(value), number(most)
    if part is None or whole is None:
        return None
    if part <= 0 or whole <= 0:
        return 0.0
    if math.isinf(part):
        return 1.0
    return min(1.0, part / whole)


def gauge(value: object, most: object, width: int = 9, *, ascii: bool | None = None) -> str:
    """How much of something is left or done, between two edges: `▕███▍     ▏`, exact to an eighth of a cell.

    Args:
        value: the part.
        most: the whole.
        width: the cells between the edges; 9 in lists, 17 in cards.
        ascii: whether in ASCII (`[###:     ]`); as it was set by default.

    Returns:
        `width` + 2 cells; dots between the edges where nobody knows how much it is.
    """
    plain = is_ascii() if ascii is None else ascii
    left, right = ("[", "]") if plain else ("▕", "▏")
    return f"{left}{bar(value, most, width, ascii=plain)}{right}"


def bar(value: object, most: object, width: int, *, ascii: bool | None = None) -> str:
    """A bar from the left, filled up with blanks: `███▍     `.

    What is more than nothing shows at least an eighth of a cell, and what isn't all of it isn't drawn as all.

    Args:
        value: the part.
        most: the whole.
        width: its cells.
        ascii: whether in ASCII; as it was set by default.

    Returns:
        `width` cells; dots where nobody knows how much it is.
    """
    plain = is_ascii() if ascii is None else ascii
    width = max(0, min(LONGEST, width))
    filled = share(value, most)
    if filled is None:
        return ("." if plain else _NOTHING) * width
    whole = width * 8
    parts = round(filled * whole)
    if filled > 0:
        parts = max(1, parts)
    if filled < 1:
        parts = min(whole - 1, parts)
    cells, rest = divmod(max(0, parts), 8)
    drawn = ("#" if plain else "█") * cells
    if rest:
        drawn += ":" if plain else _EIGHTHS[rest - 1]
    return drawn.ljust(width)


def sparkline(values: Sequence[object], *, most: object = None, ascii: bool | None = None) -> str:
    """One cell a value, as high as it is: `▂▅▃·▂█`, and `·` where there is none.

    Args:
        values: the values, the oldest first.
        most: what the full height stands for; the highest of them by default.
        ascii: whether in ASCII (`.=-·`); as it was set by default.
    """
    plain = is_ascii() if ascii is None else ascii
    heights = _PLAIN_HEIGHTS if plain else _HEIGHTS
    known = [number(value) for value in values[-LONGEST:]]
    top = number(most)
    if top is None:
        top = max((value for value in known if value is not None and not math.isinf(value)), default=0.0)
    drawn = []
    for value in known:
        if value is None:
            drawn.append(" " if plain else _NOTHING)
        else:
            filled = share(value, top) or 0.0
            drawn.append(heights[min(7, max(0, math.ceil(filled * 8) - 1))])
    return "".join(drawn)


def spread(count: int, room: int) -> list[tuple[int, int]]:
    """Where columns begin and end, in cells.

    They stand at even steps of up to three cells, with a blank before the next from two on; where that would leave much
    of the room empty, they fill it without blanks.

    Args:
        count: how many columns, at least one.
        room: the cells there are.
    """
    pitch = max(1, min(3, room // count))
    if pitch < 3 and 4 * pitch * count < 3 * room:
        return [(at * room // count, (at + 1) * room // count) for at in range(count)]
    return [(at * pitch, at * pitch + max(1, pitch - 1)) for at in range(count)]


def columns(
    values: Sequence[object], height: int, places: Sequence[tuple[int, int]], *, ascii: bool | None = None
) -> list[list[str]]:
    """Columns over several lines, each as high as its value; the highest reaches the top.

    Args:
        values: the values, the oldest first; what is no number has a dot at its foot.
        height: the lines.
        places: where each begins and ends, in cells.
        ascii: whether in ASCII; as it was set by default.

    Returns:
        `height` lines, the top one first: of each column its cells, with the blanks up to the next.
    """
    plain = is_ascii() if ascii is None else ascii
    known = [number(value) for value in values]
    top = max((value for value in known if value is not None and not math.isinf(value)), default=0.0)
    follows = [*(start for start, _ in places[1:]), places[-1][1]] if places else []
    lines = []
    for level in range(height - 1, -1, -1):
        line = []
        for value, (start, stop), next_ in zip(known, places, follows, strict=True):
            if value is None:
                cell = (" " if plain else _NOTHING) if level == 0 else " "
            else:
                filled = share(value, top) or 0.0
                eighths = max(round(filled * height * 8), 1 if filled > 0 else 0) - level * 8
                cell = " " if eighths <= 0 else (_PLAIN_HEIGHTS if plain else _HEIGHTS)[min(8, eighths) - 1]
            line.append((cell * (stop - start)).ljust(next_ - start))
        lines.append(line)
    return lines


def steps(reached: int, count: int, pitch: int = 3, *, ascii: bool | None = None) -> str:
    """How far along a path something is: `●──●──○──○`, with a line up to the last step that it reached.

    Args:
        reached: how many steps it has reached, from the first.
        count: how many there are.
        pitch: the cells from one to the next, at least 1.
        ascii: whether in ASCII (`*--*..o`); as it was set by default.
    """
    plain = is_ascii() if ascii is None else ascii
    count = max(0, min(LONGEST, count))
    gap = max(0, min(LONGEST, pitch - 1))
    done, todo = ("-", ".") if plain else ("─", "┄")
    drawn = ""
    for step in range(count):
        if step:
            drawn += (done if step < reached else todo) * gap
        drawn += glyph("open" if step < reached else "new", plain)
    return drawn


def is_picture(text: str) -> bool:
    """Whether a text is a gauge or a bar and nothing else, so that a file has no use for it.

    Args:
        text: a run of a cell, as `gauge` and `bar` draw it.
    """
    return bool(_DRAWN.fullmatch(text))
