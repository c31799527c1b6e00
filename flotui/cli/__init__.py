# SPDX-License-Identifier: MIT
"""The command line.

What reads it is imported when there are words to read: `flotui` alone opens the app at once.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from flotui.cli.interrupting import ending_at_once
from flotui.text.quick_loading import load_quickly

PLAIN = ("flotui", "textual", "rich", "asyncio")
"""The packages of most modules that the start loads; none has anything but Python's own files."""


def main() -> NoReturn:
    """The entry point of the `flotui` command."""
    load_quickly(*PLAIN)
    if len(sys.argv) > 1 or "_FLOTUI_COMPLETE" in os.environ:
        with ending_at_once():
            from flotui.cli.group import run

        run()
    from flotui.cli.straight import open_last

    open_last()
