# SPDX-License-Identifier: MIT
"""What the first screen loads, and what waits for whoever needs it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from flotui.text.patterns import later

LATE = (
    "textual.command",
    "textual.widgets._select",
    "textual.widgets._input",
    "flotui.ui.panels.browser",
    "flotui.ui.panels.listing",
    "flotui.ui.widgets.table",
    "flotui.ui.modals",
    "flotui.resources.subscribers",
    "flotui.resources.explorer",
    "httpx",
    "zoneinfo._tzpath",
)


def loaded(code: str) -> str:
    """What a process of its own prints that loaded the program as the command line does, and then did more."""
    begin = "import sys\nfrom flotui.ui.terminal.leaving_out import load_textual\nload_textual()\nimport flotui.app\n"
    done = subprocess.run([sys.executable, "-c", begin + code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_first_screen_loads_no_list_and_nothing_to_type_in() -> None:
    today = (
        "from flotui.resources import registry, today\nimport flotui.ui.panels.today\n"
        "[group.shown for group in today.chosen(())]\n"
    )
    assert loaded(today + f"print([name for name in sys.modules if name.startswith({LATE!r})])") == "[]"


def test_textuals_palette_is_there_for_whoever_imports_it() -> None:
    later_on = "from textual.command import CommandPalette\nfrom textual.screen import Screen\n"
    assert loaded(later_on + "print(issubclass(CommandPalette, Screen))") == "True"


def test_an_expression_is_compiled_by_its_first_use() -> None:
    broken, number = later("("), later(r"\d+")
    assert number.sub("n", "a1b22") == "anbn" and number.fullmatch("7")
    with pytest.raises(re.error):
        broken.match("")
