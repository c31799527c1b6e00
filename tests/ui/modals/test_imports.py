# SPDX-License-Identifier: MIT
"""Start-up pays for no dialog."""

from __future__ import annotations

import subprocess
import sys


def test_asking_imports_no_dialog_before_one_is_opened() -> None:
    code = (
        "import sys, flotui.ui.ask\n"
        "late = ('textual', 'rich.console', 'rich.text', 'flotui.ui.modals', 'flotui.ui.clipboard')\n"
        "print([name for name in sys.modules if name.startswith(late)])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_small_dialogs_do_not_drag_the_large_ones_along() -> None:
    code = (
        "import sys, flotui.ui.modals.confirm, flotui.ui.modals.pick, flotui.ui.palette\n"
        "print('flotui.ui.modals.fields' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
