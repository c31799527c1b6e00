# SPDX-License-Identifier: MIT
"""The mouse in the real program, on a real terminal."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.terminal import Terminal, flotui


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    with Terminal(flotui("demo"), env={"FLOTUI_HOME": str(tmp_path), "TMUX": ""}) as terminal:
        terminal.see("Ana Souza", "read just now")
        terminal.rest()
        yield terminal


def copied(terminal: Terminal) -> str:
    """What the terminal was asked to take last."""
    found = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)", terminal.raw)
    return base64.b64decode(found[-1]).decode() if found else ""


def test_areas_lists_titles_tabs_and_hints_answer_clicks(terminal: Terminal) -> None:
    terminal.click("3 Shop")
    terminal.see("[3 Shop]", "Overview")
    terminal.click("Products")
    terminal.see("━ Products")
    terminal.click("]›")
    terminal.gone("━ Products")
    terminal.click(" 2 [", within=1)
    terminal.see("━ Subscribers")
    terminal.click("Name")
    terminal.see("Name ↑")
    terminal.click("Name ↑")
    terminal.see("Name ↓")
    terminal.rest()
    name = terminal.text.splitlines()[6][2:22].strip()
    terminal.click(name, times=2)
    terminal.see("[Card]")
    terminal.click(" Fields ")
    terminal.see("[Fields]")
    terminal.rest()
    terminal.click("? help")
    terminal.see("─ Help", "esc close")
    terminal.rest()
    terminal.click("esc close")
    terminal.gone("─ Help")


def test_a_button_and_a_key_of_a_dialog_answer_clicks(terminal: Terminal) -> None:
    terminal.press("t")
    terminal.see("Tags of", "esc c")
    terminal.rest()
    terminal.click("esc c")
    terminal.gone("Tags of")


def test_dragging_selects_within_one_thing_and_copies(terminal: Terminal) -> None:
    terminal.click("Ana Souza")
    terminal.wait(lambda _: "▌" in terminal.line("Ana Souza"), "the cursor there")
    assert not copied(terminal), "a press without a move"
    x, y = terminal.point("Ana Souza")
    terminal.drag((x, y), (x + 8, y), release=False)
    terminal.wait(lambda _: terminal.reversed(y) == "Ana Souza", "the selection in reverse")
    terminal.send(f"\x1b[<0;{x + 8};{y}m".encode())
    terminal.see("Sent to the terminal's clipboard: selection (9 characters).")
    assert copied(terminal) == "Ana Souza"
    terminal.press("down")
    terminal.wait(lambda _: not terminal.reversed(y), "the selection to go")


def test_dragging_in_a_dialog_stays_in_it(terminal: Terminal) -> None:
    terminal.press("?")
    terminal.see("─ Help")
    terminal.rest()
    x, y = terminal.point("─ Help")
    terminal.drag((x + 4, y + 1), (1, y + 3))
    terminal.see("Sent to the terminal's clipboard: selection")
    lines = copied(terminal).splitlines()
    assert len(lines) > 1 and not any("│" in line for line in lines)
