# SPDX-License-Identifier: MIT
"""A terminal of which a test chooses how it measures text.

It knows just what `ui.terminal.difference` writes, and fails at anything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import category

from rich.cells import get_character_cell_size, split_graphemes

from flotui.ui.terminal.looks import BARE, Look, after, of_blank

Measure = Callable[[str], list[tuple[str, int]]]
"""Cuts a text into what takes cells, with their number."""

_PLAIN = re.compile("[ -~\u2500-\u259f]+")
"""What takes one cell each, however a terminal measures."""

_TOKEN = re.compile("\x1b\\[(\\??[0-9;]*)([A-Za-z])|([\r\n\b]|\x1bM)")


def by_cluster(text: str) -> list[tuple[str, int]]:
    """As rich measures, and so Textual lays out."""
    return [(text[start:stop], width) for start, stop, width in split_graphemes(text)[0]]


def by_code_point(text: str) -> list[tuple[str, int]]:
    """As an older terminal: nothing joins, vowel signs count, and a variation selector widens nothing."""
    return [
        (
            each,
            0 if each in "\ufe0f\u200d" else 1 if category(each) == "Mc" else get_character_cell_size(each),
        )
        for each in text
    ]


def by_emoji(text: str) -> list[tuple[str, int]]:
    """As a terminal that gives two cells to whatever is followed by a variation selector."""
    pieces = by_code_point(text)
    return [
        (each, 2 if index + 1 < len(pieces) and pieces[index + 1][0] == "\ufe0f" else width)
        for index, (each, width) in enumerate(pieces)
    ]


class Emulator:
    """A screen that is fed with bytes."""

    def __init__(self, columns: int, lines: int, measure: Measure = by_cluster) -> None:
        self.columns, self.lines = columns, lines
        self.cells = [[" "] * columns for _ in range(lines)]
        self.looks = [[of_blank(BARE)] * columns for _ in range(lines)]
        self.y = self.x = 0
        self._region = 0, lines
        self._look: Look = BARE
        self._measure = measure

    def feed(self, text: str) -> None:
        end = 0
        for token in _TOKEN.finditer(text):
            self._write(text[end : token.start()])
            end = token.end()
            parameters, final, control = token.groups()
            self._control(control) if control else self._sequence(parameters, final)
        self._write(text[end:])

    def _control(self, control: str) -> None:
        if control == "\r":
            self.x = 0
        elif control == "\n":  # as the kernel hands it on
            self.x = 0
            if self.y + 1 == self._region[1]:
                self._scroll(1)
            else:
                self.y = min(self.y + 1, self.lines - 1)
        elif control == "\x1bM":
            assert self.y == self._region[0], "only at the head of a region"
            self._scroll(-1)
        else:
            self.x = max(self.x - 1, 0)

    def _sequence(self, parameters: str, final: str) -> None:
        number = int(parameters.partition(";")[0] or 1) if final != "m" and "?" not in parameters else 0
        match final:
            case "m":
                self._look = after(self._look, parameters)
            case "H":
                self.y, self.x = number - 1, int(parameters.partition(";")[2] or 1) - 1
            case "A" | "B":
                self.y = min(max(self.y + (number if final == "B" else -number), 0), self.lines - 1)
            case "C" | "D":
                self.x = min(max(self.x + (number if final == "C" else -number), 0), self.columns - 1)
            case "K":
                self._erase(self.x, self.columns)
            case "X":
                self._erase(self.x, min(self.x + number, self.columns))
            case "r":
                bottom = int(parameters.partition(";")[2] or self.lines)
                self._region, self.y, self.x = (number - 1, bottom), 0, 0
            case _:
                raise AssertionError(f"CSI {parameters}{final}")

    def _erase(self, start: int, stop: int) -> None:
        for x in range(start, stop):
            self._set(x, " ", of_blank(Look(background=self._look.background)))

    def _scroll(self, by: int) -> None:
        top, bottom = self._region
        blank = of_blank(Look(background=self._look.background))
        for lines, fresh in ((self.cells, " "), (self.looks, blank)):
            moved = [
                lines[y + by] if top <= y + by < bottom else [fresh] * self.columns
                for y in range(top, bottom)
            ]
            lines[top:bottom] = moved  # type: ignore[assignment]

    def _write(self, text: str) -> None:
        assert "\x1b" not in text
        if _PLAIN.fullmatch(text) and self._write_plain(text):
            return
        for piece, width in self._measure(text):
            if not width:
                continue
            x = min(self.x, self.columns - 1)  # without wrapping, the last cell takes what comes
            for at in range(x, min(x + width, self.columns)):
                self._set(at, " ", self._look)
            for at in range(x, min(x + width, self.columns)):
                self._set(at, piece if at == x else "", of_blank(self._look) if piece == " " else self._look)
            self.x = min(x + width, self.columns)

    def _write_plain(self, text: str) -> bool:
        """Write what takes one cell each at once; whether it fits and cuts no glyph."""
        row, x, stop = self.cells[self.y], self.x, self.x + len(text)
        if stop > self.columns or "" in row[x : stop + 1]:
            return False
        blank = of_blank(self._look)
        row[x:stop] = text
        self.looks[self.y][x:stop] = [blank if char == " " else self._look for char in text]
        self.x = stop
        return True

    def _set(self, x: int, cell: str, look: Look) -> None:
        row = self.cells[self.y]
        if cell != "":  # the glyph that had this cell loses all of its cells
            lead = x
            while lead and row[lead] == "":
                lead -= 1
            stop = x + 1
            while stop < self.columns and row[stop] == "":
                stop += 1
            row[lead:stop] = [" "] * (stop - lead)
        row[x] = cell
        self.looks[self.y][x] = look
