# SPDX-License-Identifier: MIT
"""Terminals that have little: 16 colours, none to draw on, letters that aren't UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.places import SHOP, TODAY
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server("--subscribers", "30") as running:
        yield running


_MORE_COLOURS = re.compile(rb"\x1b\[[0-9;:]*[34]8[;:][25][;:]")
"""A colour that isn't of the terminal's own 16."""
_FIXED_GROUND = re.compile(rb"\x1b\[(?:[0-9;]*;)?40[;m]")
"""A black ground, whatever the terminal's own is."""


def looks_of_the_row(screen: Terminal) -> set[tuple[str, str, bool]]:
    """Colours and reverse of the row under the cursor; text and looks of a line need not come at once."""
    row = next((y for y, line in enumerate(screen.text.splitlines()) if "▌ Marina" in line), None)
    cells = [] if row is None else [screen.screen.buffer[row][x] for x in range(2, 60)]
    return {(cell.fg, cell.bg, cell.reverse) for cell in cells}


def assert_turned_round(screen: Terminal) -> None:
    """The row under the cursor is as readable as the terminal's own text, the other way round."""
    screen.wait(
        lambda _: looks_of_the_row(screen) == {("default", "default", True)}, "the row to be turned round"
    )


@pytest.mark.parametrize("term", ["linux", "xterm", "xterm-16color"])
def test_sixteen_colours_are_the_terminals_own(server: Server, tmp_path: Path, term: str) -> None:
    env = {**server.environ(tmp_path), "TERM": term, "COLORTERM": ""}
    with Terminal(flotui(), env=env, size=(80, 24)) as screen:
        screen.see("━ Subscribers", "▌ Marina")
        assert_turned_round(screen)
        assert not _MORE_COLOURS.search(screen.raw), "the palette is the terminal's"
        screen.press("q")
        assert screen.ended() == 0


@pytest.mark.parametrize("theme", ["terminal-16", "ansi-dark", "ansi-light"])
def test_a_theme_of_the_terminals_own_colours_sends_no_other(
    server: Server, tmp_path: Path, theme: str
) -> None:
    env = {**server.environ(tmp_path), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with Terminal(flotui("--theme", theme), env=env, size=(80, 24)) as screen:
        screen.see("━ Subscribers", "▌ Marina")
        screen.press("f")
        screen.see("Which field", "Acme Retail", "s send sub-flow")  # what is beside a dialog stays as it was
        screen.press("escape")
        screen.gone("Which field")
        assert_turned_round(screen)
        assert not _MORE_COLOURS.search(screen.raw), "the palette is the terminal's"
        assert not _FIXED_GROUND.search(screen.raw), "and so is the ground"
        screen.press("q")
        assert screen.ended() == 0


def test_the_theme_that_was_chosen_stays(server: Server, tmp_path: Path) -> None:
    env = {**server.environ(tmp_path), "TERM": "xterm", "COLORTERM": ""}
    with Terminal(flotui("--theme", "flotui-dark"), env=env, size=(80, 24)) as screen:
        screen.see("━ Subscribers", "▌ Marina")
        screen.wait(
            lambda _: {reverse for *_, reverse in looks_of_the_row(screen)} == {False},
            "the row's own ground",
        )
        screen.press("q")
        assert screen.ended() == 0


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"TERM": "dumb"}, "TERM is dumb"),
        ({"LC_ALL": "de_DE.ISO-8859-1"}, "LC_ALL=de_DE.ISO-8859-1"),
    ],
)
def test_where_nothing_can_be_drawn_it_is_said(
    server: Server, tmp_path: Path, more: dict[str, str], said: str
) -> None:
    with Terminal(flotui(), env={**server.environ(tmp_path), **more}, size=(80, 24)) as screen:
        screen.see(said)
        assert screen.ended() == 2
        assert b"\x1b" not in screen.raw and "Traceback" not in screen.text


def test_a_locale_that_says_nothing_is_mentioned(server: Server, tmp_path: Path) -> None:
    env = {**server.environ(tmp_path), "LC_ALL": "C"}
    with Terminal(flotui(), env=env) as screen:
        screen.see("Ana Souza", "The locale is C (LC_ALL).")
        screen.press("q")
        assert screen.ended() == 0


_SIGNS = re.compile("[\u00ab-\u00bb\u2010-\u2027\u2030-\u205e\u2190-\u23ff\u2400-\u25ff\ufffd]")
"""Dashes, dots, quotes, arrows, frames, blocks, circles: what flotui draws with where it may. No letters, no emoji."""


def test_all_that_is_drawn_is_ascii_where_the_settings_say_so(server: Server, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir(mode=0o700)
    (tmp_path / "config" / "config.toml").write_text("ascii = true")
    with Terminal(flotui(), env=server.environ(tmp_path), size=(120, 40)) as screen:

        def drawn(*texts: str) -> str:
            screen.see(*texts)
            screen.rest()
            assert not _SIGNS.search(screen.text), screen.text
            return screen.text

        assert "Zoë" in drawn("= Subscribers", "> Marina", "[###")
        screen.press("down", "down", "enter")
        drawn("= Ana Souza", "[Card]", "Journey, 30 days", "- Last words")
        screen.press("t")
        listed = (
            drawn("Tags of Ana Souza", "+---").partition("Tags of Ana Souza")[2].partition("No change")[0]
        )
        assert not re.search(r"[-_.~=+*#] \|", listed.partition("\n")[2]), "an end of the bar beside the list"
        screen.press("escape")
        screen.gone("Tags of Ana Souza")
        screen.press("?")
        drawn("Help")
        screen.press("escape", "escape", TODAY)
        drawn("= Waiting for an answer", "- Calls")
        screen.press(SHOP)
        drawn("Orders to look at", "Where they stand", "*..")
        screen.press("q")
        assert screen.ended() == 0
