# SPDX-License-Identifier: MIT
"""The commands: declared once, and what they name exists."""

from __future__ import annotations

import subprocess
import sys

from flotui.resources.loading import load
from flotui.ui.commands import COMMANDS, Elsewhere


def test_what_a_command_opens_exists() -> None:
    opened = [each.does for each in COMMANDS if isinstance(each.does, Elsewhere)]
    assert len(opened) >= 8
    assert all(callable(load(each.where)) for each in opened)


def test_each_has_a_name_of_its_own() -> None:
    ids = [each.id for each in COMMANDS]
    assert len(set(ids)) == len(ids)


def test_the_settings_keys_are_checked_without_textual() -> None:
    code = (
        "import sys\n"
        "from flotui.ui.commands import wrong_keys\n"
        "wrong_keys({'app.undo': 'x', 'app.redo': 'x'})\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'textual'])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "[]", run.stderr
