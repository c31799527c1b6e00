# SPDX-License-Identifier: MIT
"""Open flotui's demo at noon of a Thursday in January 2026: the process that pictures are taken of.

With `--plain` it is the demo's usual bot, with its odd names and its gaps, else the one of `--shop-window`.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
"""The moment at which the clock stands."""


def hold() -> None:
    """Have the clock stand still, flotui's and the demo's."""
    from flotui.sandbox import clock

    os.environ["TZ"] = "UTC"
    time.tzset()
    time.time = NOON.timestamp

    class Noon(clock.Clock):
        def __init__(self, fixed: datetime | None = None) -> None:
            super().__init__(fixed or NOON)

    clock.Clock = Noon  # type: ignore[misc]


if __name__ == "__main__":
    hold()
    from flotui.cli import main

    plain = "--plain" in sys.argv
    sys.argv[1:] = [
        "demo",
        *([] if plain else ["--shop-window"]),
        *(each for each in sys.argv[1:] if each != "--plain"),
    ]
    main()
