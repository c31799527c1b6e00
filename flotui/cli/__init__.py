# SPDX-License-Identifier: MIT
"""The command line.

What reads it is imported when there are words to read: `flotui` alone opens the app at once.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """The entry point of the `flotui` command."""
    if len(sys.argv) > 1 or "_FLOTUI_COMPLETE" in os.environ:
        from flotui.cli.group import run

        run()
    from flotui.cli.straight import open_last

    open_last()
