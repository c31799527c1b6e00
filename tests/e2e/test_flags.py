# SPDX-License-Identifier: MIT
"""Flags and variables that only the real program on a real terminal can obey."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Server
from tests.support.terminal import Terminal, flotui

MOUSE = b"\x1b[?1000h"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server("--subscribers", "30") as running:
        yield running


def colours(screen: Terminal) -> set[str]:
    """What is written in, besides the terminal's own colours and greys."""
    used = {cell.fg for line in screen.screen.buffer.values() for cell in line.values()} - {"default"}
    return {each for each in used if len(each) == 6 and len({each[0:2], each[2:4], each[4:6]}) > 1}


@pytest.mark.parametrize("said", ["nothing", "by flags", "by settings"])
def test_mouse_cache_and_colours_can_be_done_without(server: Server, tmp_path: Path, said: str) -> None:
    words = ("--no-mouse", "--no-cache") if said == "by flags" else ()
    env = server.environ(tmp_path) | ({"NO_COLOR": "1"} if said == "by settings" else {})
    (tmp_path / "config").mkdir(mode=0o700)
    (tmp_path / "config" / "config.toml").write_text("mouse = false" if said == "by settings" else "")
    with Terminal(flotui(*words), env=env) as screen:
        screen.see("━ Subscribers", "Ana Souza")
        assert (MOUSE in screen.raw) is (said == "nothing")
        assert bool(colours(screen)) is (said != "by settings"), colours(screen)
        screen.press("q")
        assert screen.ended() == 0
    assert (tmp_path / "cache" / "cache.db").exists() is (said != "by flags")


@pytest.mark.parametrize(
    ("config", "term", "scrolls"),
    [
        ("", "foot", False),
        ('[terminal]\nscroll = "auto"', "xterm-256color", False),
        ('[terminal]\nscroll = "auto"', "foot", True),
        ('[terminal]\nscroll = "on"', "xterm-256color", True),
    ],
)
def test_the_terminal_scrolls_where_the_settings_say_so(
    server: Server, tmp_path: Path, config: str, term: str, scrolls: bool
) -> None:
    (tmp_path / "config").mkdir(mode=0o700)
    (tmp_path / "config" / "config.toml").write_text(config)
    with Terminal(flotui(), env={**server.environ(tmp_path), "TERM": term}, size=(100, 20)) as screen:
        screen.see("━ Subscribers", "Ana Souza")
        first = screen.text.splitlines()[5]
        before = len(screen.raw)
        screen.press(*["down"] * 18)
        screen.rest()
        screen.press(*["up"] * 5)
        screen.rest()
        assert (b"\x1b[r" in screen.raw[before:]) is scrolls
        assert first not in screen.text
        shown = screen.text
        screen.press("ctrl+l")
        screen.rest()
        assert screen.text == shown, "painted anew it is the same"


def test_it_opens_where_it_was_however_it_ended(server: Server, tmp_path: Path) -> None:
    env = server.environ(tmp_path)
    again = [sys.executable, "-m", "flotui"]
    with Terminal(flotui(), env=env) as screen:
        screen.see("━ Subscribers", "Ana Souza")
        screen.filter("souza")
        screen.see("Subscribers · souza")
        screen.press("enter")
        screen.see("[Card]")
        screen.press("]")
        screen.see("[Tags]")
        screen.pause(1.0)
        screen.kill()
    with Terminal(again, env=env) as screen:
        screen.see("Subscribers · souza", "[Tags]")
        screen.press("]")
        screen.see("[Fields]")
        screen.hang_up()
        assert screen.ended() == 0
    with Terminal(again, env=env) as screen:
        screen.see("Subscribers · souza", "[Fields]")
        for _ in range(3):
            screen.press("escape")
            screen.rest()
        screen.gone("[Card]")
        screen.press("q")
        assert screen.ended() == 0
    with Terminal([*again, "--fresh"], env=env) as screen:
        screen.see("[1 Today]")
        screen.press("q")
        assert screen.ended() == 0


def test_the_demo_is_made_as_asked_and_obeys_what_the_program_does(tmp_path: Path) -> None:
    words = ("--subscribers", "40", "--seed", "7", "--no-mouse", "--no-cache", "--theme", "flotui-light")
    with Terminal(flotui("demo", *words, "--dry-run"), env={"FLOTUI_HOME": str(tmp_path)}) as screen:
        text = screen.see("━ Subscribers  40", "DRY RUN")
        assert "+5521900000000" not in text, "another seed gives other phones"
        assert MOUSE not in screen.raw
        ground = screen.screen.buffer[20][60].bg
        assert int(ground[:2], 16) > 200, f"a light theme, not {ground}"
        screen.press("q")
        assert screen.ended() == 0
    assert not list(tmp_path.rglob("*.db"))


def test_the_shop_window_is_tidy_and_small(tmp_path: Path) -> None:
    with Terminal(flotui("demo", "--shop-window"), env={"FLOTUI_HOME": str(tmp_path)}) as screen:
        screen.see("Acme Retail")
        screen.press("2")
        screen.see("━ Subscribers", " 40 ", "Lena Fischer", "Ana Souza")
        screen.press("q")
        assert screen.ended() == 0
