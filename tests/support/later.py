# SPDX-License-Identifier: MIT
"""flotui at another time than now: `python -m tests.support.later HOURS [ARGUMENTS]`.

Whatever flotui knows of the time comes from `time.time`, so that moving it on moves flotui's clock alone.
"""

from __future__ import annotations

import sys
import time


def main() -> None:
    """Run flotui so many hours from now."""
    hours, *arguments = sys.argv[1:]
    now = time.time
    time.time = lambda: now() + float(hours) * 3600
    sys.argv[1:] = arguments
    from flotui.cli import main as flotui

    flotui()


if __name__ == "__main__":
    main()
