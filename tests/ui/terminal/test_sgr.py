"""What is written in fewer bytes looks the same: compared in a terminal's emulator, cell by cell."""

from __future__ import annotations

import random

import pyte
import pytest

from flotui.ui.terminal.sgr import sparing

STYLES = (
    "", "0", "1", "2", "3", "4", "7", "22", "23", "24", "27", "31", "39", "49", "44", "97", "103", "1;7;31",
    "38;5;120", "48;5;17", "38;2;1;2;3", "48;2;18;18;18", "38;2;168;168;168;48;2;18;18;18", "0;1;38;2;95;175;215",
)  # fmt: skip
TEXTS = ("a", " ", "   ", "name", "é", "客户", "\r\n", "\x1b[3;5H", "\x1b[1;1H", "\x1b[K", "\x1b[2J")


def cells(*written: str) -> list[list[object]]:
    """What a terminal shows; the colour of a space can't be seen, nor that it is bold."""
    screen = pyte.Screen(20, 6)
    stream = pyte.Stream(screen)
    for each in written:
        stream.feed(each)
    return [
        [
            (cell.data, cell.bg, cell.underscore, cell.reverse)
            if cell.data == " " and not (cell.underscore or cell.reverse)
            else cell
            for cell in (screen.buffer[y][x] for x in range(20))
        ]
        for y in range(6)
    ]


def named(text: str) -> str:
    """With the colours of the palette that are the same everywhere by their numbers, as pyte tells them apart."""
    return text.replace("38;2;168;168;168", "38;5;248").replace("38;2;95;175;215", "38;5;74")


@pytest.mark.parametrize("seed", range(200))
def test_it_looks_the_same(seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(
        f"\x1b[{chance.choice(STYLES)}m{chance.choice(TEXTS)}" for _ in range(chance.randrange(1, 30))
    )
    text += "\x1b[0m"
    spared = sparing(text)
    assert cells(spared) == cells(named(text))
    assert len(spared) <= len(text)
    # It ends without a style, as the text did: what is written next may count on that.
    assert cells(spared, "x") == cells(named(text), "x")


def test_a_style_is_only_set_where_it_changes() -> None:
    piece = "\x1b[38;2;1;2;3;48;2;4;5;6m"
    assert sparing(f"{piece}a\x1b[0m{piece}b\x1b[0m\x1b[2;1H{piece}c\x1b[0m") == f"{piece}ab\x1b[2;1Hc\x1b[m"


def test_what_is_not_known_stays_as_it_is() -> None:
    assert sparing("\x1b[58;5;1ma\x1b[0m") == "\x1b[58;5;1ma\x1b[0m"
